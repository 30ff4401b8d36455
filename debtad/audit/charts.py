"""The report's charts as static SVG to stand inside a page: no script, no outside file.

Labels stay text, in fonts that the reader's machine has (a machine that shows the report's Chinese shows the charts' as
well): they can be searched and copied, and no Chinese font is needed where the report is made. Only numbers, days and this
module's own words are drawn, as the converter aborts the whole process on a control character in a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from io import StringIO
from itertools import pairwise
from typing import Any

from debtad.render.html import Html
from debtad.render.words import figure

FONT = "PingFang SC, Hiragino Sans GB, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif"
INK, QUIET, LINE, FLAGGED, REST = "#1f2933", "#5f6c7b", "#dde3ea", "#b3261e", "#c9d3de"

YUAN_STEPS = (0, 100, 300, 500, 1_000, 2_000, 5_000, 10_000, 50_000)
PERCENT_STEPS = (0, 3, 5, 8, 10, 15, 20, 30, 50)

_ID = re.compile(r"\b(?:clip|gradient)_?[0-9]+\b")
#: Room for labels: where the report is made without a Chinese font their width is only guessed.
_PADDING = {"left": 16, "right": 16, "top": 6, "bottom": 6}

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_BY_DAY, _LONGEST_BY_WEEK = 92, 730


def binned(values: Iterable[Sequence[float]], steps: Sequence[float], unit: str) -> list[tuple[str, int]]:
    """(value, posts) pairs as (label, posts) a step; a step holds values from its start up to the next. Empty ends are cut."""
    counts = [0] * len(steps)
    for value, posts in values:
        counts[max(0, sum(float(value) >= step for step in steps) - 1)] += int(posts)
    if not any(counts):
        return []
    labels = [f"{figure(low)}–{figure(high)}{unit}" for low, high in pairwise(steps)]
    labels[0] = f"{figure(steps[1])}{unit}以下"
    labels.append(f"{figure(steps[-1])}{unit}以上")
    first = next(place for place, count in enumerate(counts) if count)
    last = max(place for place, count in enumerate(counts) if count)
    return list(zip(labels, counts, strict=True))[first : last + 1]


def bars(rows: Sequence[tuple[str, int]], *, label: str, width: int = 330) -> Html:
    """Horizontal bars with their counts. ``label`` says to a screen reader what is drawn."""
    import altair as alt

    order = [name for name, _ in rows]
    base = alt.Chart(
        _data({"name": name, "posts": posts} for name, posts in rows), height=max(1, len(rows)) * 26
    ).encode(
        y=alt.Y(
            "name:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8, labelLimit=0)
        ),
        x=alt.X("posts:Q", title=None, axis=None, scale=alt.Scale(domainMin=0)),
    )
    drawn = base.mark_bar(color=FLAGGED, height=15, cornerRadiusEnd=2)
    counts = base.mark_text(align="left", dx=6, color=INK).encode(text=alt.Text("posts:Q", format=","))
    return _svg((drawn + counts).properties(width=width), label)


def timeline(days: Iterable[Sequence[Any]], *, label: str, width: int = 860) -> tuple[Html, str] | None:
    """Flagged posts over time with the period that a bar stands for (日, 周 or 月); None where no day is known."""
    import altair as alt

    known = sorted((day, int(rows), int(flagged)) for day, rows, flagged in days if _is_day(str(day)))
    if not known:
        return None
    dates = [date.fromisoformat(day) for day, _, _ in known]
    length = (dates[-1] - dates[0]).days + 1
    period = "日" if length <= _LONGEST_BY_DAY else "周" if length <= _LONGEST_BY_WEEK else "月"
    sums: dict[date, list[int]] = {start: [0, 0] for start in _periods(dates[0], dates[-1], period)}
    for day, (_, rows, flagged) in zip(dates, known, strict=True):
        total = sums[_start(day, period)]
        total[0] += rows
        total[1] += flagged
    names = ("被标出", "其余")
    data = [
        {"day": day.isoformat(), "kind": name, "place": place, "posts": count}
        for day, (rows, flagged) in sums.items()
        for place, (name, count) in enumerate(zip(names, (flagged, max(0, rows - flagged)), strict=True))
    ]
    ticks = [day.isoformat() for place, day in enumerate(sums) if place % max(1, -(-len(sums) // 12)) == 0]
    chart = (
        alt.Chart(_data(data), width=width, height=190)
        .mark_bar()
        .encode(
            x=alt.X("day:O", title=None, axis=alt.Axis(values=ticks, labelAngle=0, labelLimit=0, labelOverlap=True)),
            y=alt.Y("posts:Q", title="帖数", axis=alt.Axis(tickCount=4, format=",d", tickMinStep=1)),
            color=alt.Color(
                "kind:N",
                sort=list(names),
                scale=alt.Scale(domain=list(names), range=[FLAGGED, REST]),
                legend=alt.Legend(title=None, orient="top", direction="horizontal", labelLimit=0),
            ),
            order=alt.Order("place:Q"),
        )
    )
    return _svg(chart, label), period


def histogram(counts: Sequence[int], *, label: str, width: int = 860) -> Html:
    """Scored posts by score, in equal bins from 0 to 1. Heights are drawn to the square root, as most posts score near 0."""
    import altair as alt

    share = 1 / max(1, len(counts))
    data = [
        {"low": place * share, "high": (place + 1) * share, "posts": int(count)} for place, count in enumerate(counts)
    ]
    chart = (
        alt.Chart(_data(data), width=width, height=150)
        .mark_bar(color="#7b8ea3")
        .encode(
            x=alt.X("low:Q", bin="binned", title="风险分", axis=alt.Axis(format=".1f", tickCount=10)),
            x2="high:Q",
            y=alt.Y("posts:Q", title="帖数", scale=alt.Scale(type="sqrt"), axis=alt.Axis(tickCount=4, format=",d")),
        )
    )
    return _svg(chart, label)


def _svg(chart: Any, label: str) -> Html:
    styled = chart.configure(font=FONT, background="transparent", padding=_PADDING).configure_view(stroke=None)
    styled = styled.configure_axis(
        labelFontSize=12, titleFontSize=12, labelColor=QUIET, titleColor=QUIET, gridColor=LINE, domainColor=LINE,
        tickColor=LINE, titleFontWeight="normal",
    ).configure_text(fontSize=12).configure_legend(labelFontSize=12, labelColor=QUIET)  # fmt: skip
    buffer = StringIO()
    styled.save(buffer, format="svg")
    head, rest = _own_ids(buffer.getvalue(), label).split(">", 1)
    return Html(f'{head} role="img" aria-label="{label}">{rest}')


def _own_ids(drawn: str, label: str) -> str:
    """The converter counts ids on from drawing to drawing: here they depend on the chart alone and differ between charts."""
    prefix = "k" + blake2b(label.encode(), digest_size=4).hexdigest()
    names: dict[str, str] = {}
    return _ID.sub(lambda found: names.setdefault(found[0], f"{prefix}-{len(names)}"), drawn)


def _data(rows: Iterable[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _start(day: date, period: str) -> date:
    if period == "周":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "月" else day


def _periods(first: date, last: date, period: str) -> Iterable[date]:
    day = _start(first, period)
    while day <= last:
        yield day
        if period == "月":
            day = (day + timedelta(days=32)).replace(day=1)
        else:
            day += timedelta(days=7 if period == "周" else 1)
