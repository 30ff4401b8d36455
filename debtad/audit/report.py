"""report.html: the whole audit as one page to read, print and hand on.

The page is made from what strangers wrote, so it holds no script, loads nothing, forbids both by its content security policy,
and every value that goes into the template is escaped and made inert (:mod:`debtad.render.html`) unless this package made it
as markup. Nothing in it depends on the time of the run: the same audit gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from debtad import __version__
from debtad.audit import charts
from debtad.audit.contacts import KIND_TITLES, mask_text
from debtad.errors import OutputError
from debtad.model.explain import law_title
from debtad.render.html import Html, Mark, fact_lines, highlighted, inert, value_text
from debtad.render.words import WORDS, word
from debtad.signals.catalog import Signal, load_catalog

#: How much of each thing a report shows; the rest is counted and said to be left out.
MOST_POSTS, MOST_OF_A_CAMPAIGN = 100, 2
MOST_CAMPAIGNS, MOST_ACCOUNTS, MOST_SIGNALS, MOST_PLATFORMS, MOST_REJECTS, MOST_INPUTS = 20, 40, 20, 30, 50, 50
#: Code points of a post that are shown; longer ones are cut to the neighbourhood of their evidence.
MOST_TEXT = 900

_LEVELS = {"high": "涉嫌高风险", "review": "存疑待复核"}
_ROLES = {
    "text": "正文",
    "id": "编号",
    "account": "账号",
    "time": "时间",
    "platform": "平台",
    "url": "链接",
    "preset": "预设",
}
_TEMPLATES = Path(__file__).parent / "templates"


def write_report(
    path: str | os.PathLike[str],
    summary: Mapping[str, Any],
    flagged: Iterable[Mapping[str, Any]],
    campaigns: Sequence[Any] = (),
    accounts: Sequence[Any] = (),
    rejects: Iterable[Mapping[str, Any]] = (),
    *,
    title: str = "涉债广告审核报告",
    most_posts: int = MOST_POSTS,
    show_contacts: bool = False,
    catalog: Iterable[Signal] | None = None,
) -> None:
    """Write the report of one audit to ``path`` (whole or not at all). Raises OutputError.

    ``summary`` is the content of summary.json; ``flagged`` are the flagged records in the order of the run (read once, so
    it may stream from a file); ``campaigns`` and ``accounts`` are those of the audit or their dictionaries; ``rejects`` are
    the rows of rejects.jsonl (``source``, ``row``, ``reason``). The ``most_posts`` highest scores are shown, at most two of
    a campaign. Contacts are masked unless ``show_contacts``. ``catalog`` names the signals (default: the shipped
    one).
    """
    page = render_report(
        summary, flagged, campaigns, accounts, rejects,
        title=title, most_posts=most_posts, show_contacts=show_contacts, catalog=catalog,
    )  # fmt: skip
    target = Path(path)
    partial = target.with_name(target.name + ".part")
    try:
        partial.write_bytes(page.encode("utf-8", "replace"))
        os.replace(partial, target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(f"{target}: the report cannot be written: {error.strerror}") from error


def render_report(
    summary: Mapping[str, Any],
    flagged: Iterable[Mapping[str, Any]],
    campaigns: Sequence[Any] = (),
    accounts: Sequence[Any] = (),
    rejects: Iterable[Mapping[str, Any]] = (),
    *,
    title: str = "涉债广告审核报告",
    most_posts: int = MOST_POSTS,
    show_contacts: bool = False,
    catalog: Iterable[Signal] | None = None,
) -> str:
    """The page as a string; arguments as in :func:`write_report`."""
    known = {signal.id: signal for signal in (load_catalog() if catalog is None else catalog)}
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    chosen, total = _chosen(flagged, campaigns, most_posts)
    plain_campaigns = [_plain(campaign) for campaign in campaigns]
    plain_accounts = [entry for entry in map(_plain, accounts) if entry["flagged"]]
    signals = _signals(summary, known, chosen)
    return _template().render(
        title=title,
        style=Html(style),
        policy=Html(
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
        ),
        version=str(summary.get("version") or __version__),
        model=summary.get("model") or {},
        counts=_counts(summary),
        inputs=list(summary.get("inputs") or [])[:MOST_INPUTS],
        inputs_total=len(summary.get("inputs") or []),
        columns=_columns(summary.get("columns") or {}),
        subtypes=[(_word(name), posts) for name, posts in _ranked(summary.get("subtypes") or {}) if name != "none"],
        signals=signals[:MOST_SIGNALS],
        signals_total=len(signals),
        explained=_explained(signals, known),
        fees=_fees(summary.get("fees") or {}),
        timeline=charts.timeline(summary.get("timeline") or [], label="每个时段的帖数与被标出数"),
        histogram=_histogram(summary.get("score_histogram") or []),
        platforms=_platforms(summary.get("platforms") or {}),
        platforms_total=len(summary.get("platforms") or {}),
        campaigns=[_campaign(campaign, known) for campaign in plain_campaigns[:MOST_CAMPAIGNS]],
        campaigns_total=len(plain_campaigns),
        campaign_posts=sum(int(campaign["size"]) for campaign in plain_campaigns),
        accounts=plain_accounts[:MOST_ACCOUNTS],
        accounts_total=len(plain_accounts),
        posts=[_post(record, name, not show_contacts) for record, name in chosen],
        posts_total=total,
        most_of_a_campaign=MOST_OF_A_CAMPAIGN,
        masked=not show_contacts,
        rejects=_rejects(rejects),
        phrases=summary.get("phrases") or {},
        note=word("note", "zh"),
    )


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {"n": _number, "percent": _percent, "bar": _bar, "size": _size, "kind": _kind}
    return environment.get_template("report.html")


def _finalize(value: Any) -> Any:
    """Every string that is not markup of this package becomes inert: nothing depends on a template's author thinking of it."""
    return inert(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


# --- what is shown ----------------------------------------------------------------------------------------------------


def _chosen(
    flagged: Iterable[Mapping[str, Any]], campaigns: Sequence[Any], most: int
) -> tuple[list[tuple[Mapping[str, Any], str]], int]:
    """The highest scores with the name of their campaign, at most two of a campaign; and how many records there were."""
    owner: dict[int, str] = {}
    for campaign in campaigns:
        for place in getattr(campaign, "members", ()):
            owner[place] = campaign.id
    taken: dict[str, list[tuple[float, int]]] = {}
    best: list[tuple[float, int, Mapping[str, Any], str]] = []
    total = 0
    for place, record in enumerate(flagged):
        total += 1
        name = owner.get(place, "")
        rank = (float(record.get("score") or 0.0), -place)
        if name:
            held = taken.setdefault(name, [])
            if len(held) >= MOST_OF_A_CAMPAIGN:
                if rank <= min(held):
                    continue
                worst = min(held)
                held.remove(worst)
                best = [entry for entry in best if (entry[0], entry[1]) != worst]
                heapq.heapify(best)
            held.append(rank)
        heapq.heappush(best, (*rank, record, name))
        if len(best) > most:
            heapq.heappop(best)
    best.sort(key=lambda entry: (-entry[0], -entry[1]))
    return [(record, name) for _, _, record, name in best], total


def _post(record: Mapping[str, Any], campaign: str, masked: bool) -> dict[str, Any]:
    original = str(record.get("text") or "")
    text = mask_text(original) if masked else original
    marks, reasons = [], []
    items = sorted(record.get("evidence") or (), key=lambda item: (int(item["end"]), int(item["start"])))
    for number, item in enumerate(items, start=1):
        start, end = int(item["start"]), int(item["end"])
        quote = text[start:end] if original[start:end] == item["quote"] else str(item["quote"])
        marks.append(Mark(start, end, number))
        reasons.append(
            {
                "number": number,
                "title": str(item["title"]),
                "quote": _short(quote),
                "value": value_text(item.get("value")),
            }
        )
    return {
        **{key: str(record.get(key) or "") for key in ("id", "account", "time", "platform", "url", "source", "level")},
        "row": record.get("row") or "",
        "score": _score(float(record.get("score") or 0.0)),
        "level_word": _LEVELS.get(str(record.get("level")), ""),
        "subtype": _word(str(record.get("subtype") or "none")),
        "text": highlighted(text, marks, most=MOST_TEXT),
        "reasons": reasons,
        "facts": fact_lines(record.get("facts") or {}),
        "campaign": campaign,
    }


def _counts(summary: Mapping[str, Any]) -> dict[str, int]:
    counts = summary.get("counts") or {}
    names = ("rows", "scored", "duplicates", "high", "review", "low", "rejected", "allowed")
    found = {name: int(counts.get(name) or 0) for name in names}
    return {**found, "judged": found["rows"] - found["rejected"]}


def _signals(
    summary: Mapping[str, Any], known: Mapping[str, Signal], chosen: Sequence[tuple[Mapping[str, Any], str]]
) -> list[dict[str, Any]]:
    titles = {str(i["signal"]): str(i["title"]) for record, _ in chosen for i in record.get("evidence") or ()}
    return [
        {"id": name, "title": known[name].title["zh"] if name in known else titles.get(name, name), "posts": posts}
        for name, posts in _ranked(summary.get("signals") or {})
        if not (name in known and known[name].counter)
    ]


def _explained(signals: Sequence[Mapping[str, Any]], known: Mapping[str, Signal]) -> list[dict[str, Any]]:
    """What the shown signals mean and which law they may touch."""
    rows = []
    for entry in signals[:MOST_SIGNALS]:
        signal = known.get(entry["id"])
        if signal is not None:
            laws = [title for code in signal.law if (title := law_title(code, "zh"))]
            rows.append({"title": signal.title["zh"], "why": signal.why["zh"], "laws": laws})
    return rows


def _fees(fees: Mapping[str, Any]) -> list[dict[str, Any]]:
    shown = []
    for key, heading, steps, unit in (
        ("yuan", "按金额收费", charts.YUAN_STEPS, "元"),
        ("percent", "按欠款比例收费", charts.PERCENT_STEPS, "%"),
    ):
        values = [(float(value), int(posts)) for value, posts in fees.get(key) or []]
        rows = charts.binned(values, steps, unit)
        if rows:
            common = sorted(values, key=lambda pair: (-pair[1], pair[0]))[:8]
            total = sum(posts for _, posts in values)
            middle = _weighted_median(values)
            shown.append(
                {
                    "heading": heading,
                    "chart": charts.bars(rows, label=f"{heading}的分布"),
                    "common": [(f"{value_text(value)} {unit}", posts) for value, posts in common],
                    "median": f"{value_text(middle)} {unit}",
                    "posts": total,
                }
            )
    return shown


def _weighted_median(values: Sequence[tuple[float, int]]) -> float:
    half = sum(posts for _, posts in values) / 2
    seen = 0
    for value, posts in sorted(values):
        seen += posts
        if seen >= half:
            return value
    return 0.0


def _histogram(counts: Sequence[int]) -> Html | None:
    return charts.histogram(counts, label="风险分的分布") if any(counts) else None


def _platforms(platforms: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    rows = sorted(platforms.items(), key=lambda row: (-row[1][1], -row[1][0], row[0]))[:MOST_PLATFORMS]
    return [{"name": name or "（未注明）", "rows": posts, "flagged": flagged} for name, (posts, flagged) in rows]


def _campaign(campaign: Mapping[str, Any], known: Mapping[str, Signal]) -> dict[str, Any]:
    titles = [known[name].title["zh"] if name in known else name for name, _ in campaign["signals"][:5]]
    return {
        **campaign,
        "subtype_words": [_word(name) for name, _ in campaign["subtypes"][:2]],
        "signal_titles": titles,
        "days": _days(campaign["first_seen"], campaign["last_seen"]),
    }


def _days(first: str, last: str) -> str:
    """The stretch of time in days, or "" where it is unknown."""
    first, last = first[:10], last[:10]
    return first if first == last else f"{first} 至 {last}"


def _rejects(rejects: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    reasons: Counter[str] = Counter()
    shown: list[dict[str, str]] = []
    for reject in rejects:
        reason = str(reject.get("reason") or "")
        reasons[reason.partition(":")[0]] += 1  # what follows the colon belongs to one row
        if len(shown) < MOST_REJECTS:
            place = str(reject.get("row") or "整个文件")
            shown.append({"source": str(reject.get("source") or ""), "row": place, "reason": _short(reason, 160)})
    common = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:12]
    return {
        "total": sum(reasons.values()),
        "reasons": [(_short(r, 160), n) for r, n in common],
        "kinds": len(reasons),
        "rows": shown,
    }


def _columns(columns: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which column was taken for what, once where all files agree: (files, "正文：title + desc；编号：note_id")."""
    by_file = {file: chosen for file, chosen in columns.items() if isinstance(chosen, Mapping)}
    if not by_file:
        by_file = {"": columns} if columns else {}
    choices: dict[str, list[str]] = {}
    for file, chosen in by_file.items():
        line = "；".join(f"{_ROLES.get(role, role)}：{_listed(column)}" for role, column in chosen.items() if column)
        choices.setdefault(line, []).append(file)
    if len(choices) == 1:
        return [("各列取自", line) for line in choices]
    return [
        (_short(f"{files[0]}{f' 等 {len(files)} 个文件' if len(files) > 1 else ''}", 80), line)
        for line, files in choices.items()
    ][:MOST_INPUTS]


def _listed(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " + ".join(_listed(entry) for entry in value)
    return str(value)


def _plain(entry: Any) -> dict[str, Any]:
    return dict(entry) if isinstance(entry, Mapping) else dict(entry.to_dict())


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(((name, int(n)) for name, n in counts.items()), key=lambda pair: (-pair[1], pair[0]))


def _word(key: str) -> str:
    return word(key, "zh") if key in WORDS else key


def _score(score: float) -> str:
    """Three decimals, cut and not rounded: 0.9996 is no 1."""
    return f"{int(score * 1000) / 1000:.3f}"


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


# --- filters of the template ------------------------------------------------------------------------------------------


def _number(value: Any) -> Html:
    return Html(f"{int(value):,}")


def _percent(part: float, whole: float) -> Html:
    """A share in percent with one decimal; "—" of nothing."""
    return Html(f"{100 * part / whole:.1f}%" if whole else "—")


def _bar(part: float, whole: float) -> Html:
    share = 100 * part / whole if whole else 0.0
    return Html(
        '<svg class="bar" aria-hidden="true"><rect class="track" width="100%" height="100%"/>'
        f'<rect class="fill" width="{min(100.0, share):.2f}%" height="100%"/></svg>'
    )


def _size(count: Any) -> Html:
    size = float(count or 0)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return Html(f"{size:,.0f} {unit}")
        size /= 1024
    return Html(f"{size:,.1f} GB")


def _kind(name: str) -> str:
    return KIND_TITLES.get(name, name)
