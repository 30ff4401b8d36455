"""What a report shows of an audit, and how much of it: plain values for the template, in the words of the report."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from debtad.audit import charts
from debtad.audit.contacts import mask_text
from debtad.audit.reasons import in_chinese, kind_of
from debtad.model.explain import law_title
from debtad.render.html import Html, Mark, fact_lines, highlighted, value_text
from debtad.render.words import WORDS, score_text, word
from debtad.signals.catalog import Signal

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
    "form": "格式",
}


def chosen_posts(
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


def post_shown(record: Mapping[str, Any], campaign: str, masked: bool) -> dict[str, Any]:
    """One post: its place, its text with the evidence numbered in reading order, the reasons, the facts."""
    original = str(record.get("text") or "")
    text = mask_text(original) if masked else original
    marks, reasons = [], []
    items = sorted(record.get("evidence") or (), key=lambda item: (int(item["end"]), int(item["start"])))
    for number, item in enumerate(items, start=1):
        start, end = int(item["start"]), int(item["end"])
        quote = (
            text[start:end]
            if original[start:end] == item["quote"]
            else mask_text(str(item["quote"]))
            if masked
            else str(item["quote"])
        )
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
        "score": score_text(float(record.get("score") or 0.0)),
        "level_word": _LEVELS.get(str(record.get("level")), ""),
        "subtype": title_of(str(record.get("subtype") or "none")),
        "text": highlighted(text, marks, most=MOST_TEXT),
        "reasons": reasons,
        "facts": fact_lines(record.get("facts") or {}),
        "campaign": campaign,
    }


def counts_shown(summary: Mapping[str, Any]) -> dict[str, int]:
    """The counts, and ``judged``: all rows but the rejected ones."""
    counts = summary.get("counts") or {}
    names = ("rows", "scored", "duplicates", "high", "review", "low", "rejected", "allowed")
    found = {name: int(counts.get(name) or 0) for name in names}
    return {**found, "judged": found["rows"] - found["rejected"]}


def signals_shown(
    summary: Mapping[str, Any], known: Mapping[str, Signal], chosen: Sequence[tuple[Mapping[str, Any], str]]
) -> list[dict[str, Any]]:
    """Signals by flagged posts, most first, without those that speak against a risky ad."""
    titles = {str(i["signal"]): str(i["title"]) for record, _ in chosen for i in record.get("evidence") or ()}
    return [
        {"id": name, "title": known[name].title["zh"] if name in known else titles.get(name, name), "posts": posts}
        for name, posts in ranked(summary.get("signals") or {})
        if not (name in known and known[name].counter)
    ]


def signals_explained(signals: Sequence[Mapping[str, Any]], known: Mapping[str, Signal]) -> list[dict[str, Any]]:
    """What the shown signals mean and which law they may touch."""
    rows = []
    for entry in signals[:MOST_SIGNALS]:
        signal = known.get(entry["id"])
        if signal is not None:
            laws = [title for code in signal.law if (title := law_title(code, "zh"))]
            rows.append({"title": signal.title["zh"], "why": signal.why["zh"], "laws": laws})
    return rows


def fees_shown(fees: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The distribution of sums (元) and of percentages: chart, median, most common values; [] where none was named."""
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


def histogram_shown(counts: Sequence[int]) -> Html | None:
    """Posts by score; None where nothing was scored."""
    return charts.histogram(counts, label="风险分的分布") if any(counts) else None


def platforms_shown(platforms: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    """Platforms with most flagged posts first."""
    rows = sorted(platforms.items(), key=lambda row: (-row[1][1], -row[1][0], row[0]))[:MOST_PLATFORMS]
    return [{"name": name or "（未注明）", "rows": posts, "flagged": flagged} for name, (posts, flagged) in rows]


def campaign_shown(campaign: Mapping[str, Any], known: Mapping[str, Signal]) -> dict[str, Any]:
    """A campaign with its signals and businesses in words."""
    titles = [known[name].title["zh"] if name in known else name for name, _ in campaign["signals"][:5]]
    return {
        **campaign,
        "subtype_words": [title_of(name) for name, _ in campaign["subtypes"][:2]],
        "signal_titles": titles,
        "days": _days(campaign["first_seen"], campaign["last_seen"]),
    }


def _days(first: str, last: str) -> str:
    """The stretch of time in days, or "" where it is unknown."""
    first, last = first[:10], last[:10]
    return first if first == last else f"{first} 至 {last}"


def rejects_shown(rejects: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What could not be judged: rows and whole files, each counted by kind of reason; the first of both with their places."""
    rows: Counter[str] = Counter()
    files: Counter[str] = Counter()
    shown: list[dict[str, str]] = []
    for reject in rejects:
        reason = in_chinese(str(reject.get("reason") or ""))
        (rows if reject.get("row") else files)[kind_of(reason)] += 1
        if len(shown) < MOST_REJECTS:
            place = _place(reject.get("row"), reject.get("line"))
            shown.append({"source": str(reject.get("source") or ""), "place": place, "reason": _short(reason, 160)})
    return {
        "total": sum(rows.values()) + sum(files.values()),
        "kinds": [
            {
                "unit": unit,
                "reasons": [(_short(reason, 160), n) for reason, n in ranked(counts)[:12]],
                "all": len(counts),
            }
            for unit, counts in (("行数", rows), ("文件数", files))
            if counts
        ],
        "rows": shown,
    }


def _place(row: Any, line: Any) -> str:
    """Where a rejected row is: its line in the file where that has lines, and which record it is, both from 1."""
    if not row:
        return "整个文件"
    return f"第 {line} 行（第 {row} 条）" if line else f"第 {row} 条"


def inputs_shown(inputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first files that were read, what went wrong with one in Chinese."""
    return [
        {**file, **({"error": in_chinese(str(file["error"]))} if "error" in file else {})}
        for file in inputs[:MOST_INPUTS]
    ]


def columns_shown(columns: Mapping[str, Any]) -> list[tuple[str, str]]:
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


def plain_data(entry: Any) -> dict[str, Any]:
    """The dictionary of a campaign or an account."""
    return dict(entry) if isinstance(entry, Mapping) else dict(entry.to_dict())


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts, highest first, then by name."""
    return sorted(((name, int(n)) for name, n in counts.items()), key=lambda pair: (-pair[1], pair[0]))


def title_of(key: str) -> str:
    """The word for a level or business; what has none stays as it is."""
    return word(key, "zh") if key in WORDS else key


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
