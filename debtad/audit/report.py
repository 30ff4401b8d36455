"""report.html: the whole audit as one page to read, print and hand on.

The page is made from what strangers wrote, so it holds no script, loads nothing, forbids both by its content security policy,
and every value that goes into the template is escaped and made inert (:mod:`debtad.render.html`) unless this package made it
as markup. Nothing in it depends on the time of the run: the same audit gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from debtad import __version__
from debtad.audit import charts
from debtad.audit.contacts import KIND_TITLES
from debtad.audit.masked import masked_account, masked_campaign, masked_post
from debtad.audit.shown import (
    MOST_ACCOUNTS,
    MOST_CAMPAIGNS,
    MOST_OF_A_CAMPAIGN,
    MOST_POSTS,
    MOST_SIGNALS,
    campaign_shown,
    chosen_posts,
    columns_shown,
    counts_shown,
    fees_shown,
    histogram_shown,
    inputs_shown,
    plain_data,
    platforms_shown,
    post_shown,
    ranked,
    rejects_shown,
    signals_explained,
    signals_shown,
    title_of,
)
from debtad.errors import OutputError
from debtad.model.score import MAX_CHARACTERS
from debtad.outputs import replacing
from debtad.render.html import Html, isolated
from debtad.render.words import word
from debtad.signals.catalog import Signal, load_catalog

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
    the rows of rejects.jsonl (``source``, ``row``, ``line``, ``reason``). The ``most_posts`` highest scores are shown, at most
    two of a campaign. Contacts are masked unless ``show_contacts``. ``catalog`` names the signals (default: the shipped
    one).
    """
    page = render_report(
        summary, flagged, campaigns, accounts, rejects,
        title=title, most_posts=most_posts, show_contacts=show_contacts, catalog=catalog,
    )  # fmt: skip
    try:
        with replacing(path) as part:
            part.write_bytes(page.encode("utf-8", "replace"))
    except OSError as error:
        raise OutputError(f"{path}: the report cannot be written: {error.strerror}") from error


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
    chosen, total = chosen_posts(flagged, campaigns, most_posts)
    plain_campaigns = [plain_data(campaign) for campaign in campaigns]
    plain_accounts = [entry for entry in map(plain_data, accounts) if entry["flagged"]]
    accounts_total = len(plain_accounts)
    if not show_contacts:
        chosen = [(masked_post(record), name) for record, name in chosen]
        plain_campaigns = [masked_campaign(campaign) for campaign in plain_campaigns]
        plain_accounts = [masked_account(entry) for entry in plain_accounts[:MOST_ACCOUNTS]]
    signals = signals_shown(summary, known, chosen)
    return _template().render(
        title=title,
        style=Html(style),
        policy=Html(
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
        ),
        version=str(summary.get("version") or __version__),
        model=summary.get("model") or {},
        counts=counts_shown(summary),
        inputs=inputs_shown(summary.get("inputs") or []),
        inputs_total=len(summary.get("inputs") or []),
        columns=columns_shown(summary.get("columns") or {}),
        subtypes=[(title_of(name), posts) for name, posts in ranked(summary.get("subtypes") or {}) if name != "none"],
        signals=signals[:MOST_SIGNALS],
        signals_total=len(signals),
        explained=signals_explained(signals, known),
        fees=fees_shown(summary.get("fees") or {}),
        timeline=charts.timeline(summary.get("timeline") or [], label="每个时段的帖数与被标出数"),
        skipped=summary.get("skipped") or [],
        truncated=summary.get("truncated") or 0,
        longest=MAX_CHARACTERS,
        times_unread=summary.get("times_unread") or {"posts": 0},
        histogram=histogram_shown(summary.get("score_histogram") or []),
        platforms=platforms_shown(summary.get("platforms") or {}),
        platforms_total=len(summary.get("platforms") or {}),
        campaigns=[campaign_shown(campaign, known) for campaign in plain_campaigns[:MOST_CAMPAIGNS]],
        campaigns_total=len(plain_campaigns),
        campaign_posts=sum(int(campaign["size"]) for campaign in plain_campaigns),
        accounts=plain_accounts[:MOST_ACCOUNTS],
        accounts_total=accounts_total,
        posts=[post_shown(record, name, not show_contacts) for record, name in chosen],
        posts_total=total,
        most_of_a_campaign=MOST_OF_A_CAMPAIGN,
        masked=not show_contacts,
        rejects=rejects_shown(rejects),
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
    return isolated(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


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
