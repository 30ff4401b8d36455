"""A verdict for a person at a terminal: the text with its evidence marked, reasons, figures, cost, and what to do."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from debtad.model.explain import law_title
from debtad.render.choose import chosen, only_wording
from debtad.render.excerpt import windows
from debtad.render.grounds import cited
from debtad.render.limits import limit_lines
from debtad.render.visible import marker, segment_line, visible
from debtad.render.words import facts_text, figure, listing, money_text, score_text, subtype_text, weight_text, word
from debtad.verdict import Evidence, Verdict

_LEVEL_STYLE = {"high": "bold white on red", "review": "bold black on yellow", "low": "bold white on green"}
_FOR, _AGAINST, _NEUTRAL = "bold red", "bold green", "yellow"

MOST_WORDS = 8

#: A text of more characters is shown in an excerpt of about ``MOST_EXCERPT``, ``CONTEXT`` on either side of its evidence.
MOST_TEXT, MOST_EXCERPT, CONTEXT = 800, 400, 20


class _Console(Console):
    """Leaves a closed pipe to the caller; rich itself would exit with 1, which here means a flagged text."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def print_verdict(
    verdict: Verdict,
    *,
    lang: str = "zh",
    total: int = 0,
    file: TextIO | None = None,
    width: int | None = None,
) -> None:
    """Print a verdict; colours only where ``file`` (standard output by default) is a terminal. ``total`` is the length of the
    text that was given, where more of it was given than read."""
    console = _Console(
        file=file or sys.stdout, highlight=False, soft_wrap=False, width=width, emoji=False, markup=False
    )
    for part in _parts(verdict, lang, total):
        console.print(part)


def _parts(verdict: Verdict, lang: str, total: int) -> Iterable[Text | Rule | Padding]:
    yield _headline(verdict, lang)
    for line in limit_lines(verdict, total, lang):
        yield Text(line, style="yellow")
    if only_wording(verdict):
        yield Text(word("only_wording", lang), style="yellow")
    if verdict.segment is not None:
        yield Text(segment_line(verdict.text, verdict.segment, lang), style="yellow")
    if verdict.conversation:
        speakers = dict.fromkeys(turn.speaker for turn in verdict.conversation if turn.judged)
        yield Text(f"{word('judged', lang)} {visible(listing(speakers, lang))}")
    yield Text()
    shown = chosen(verdict.evidence)
    against = chosen(verdict.counter)
    yield Padding(_marked(verdict, shown, against, lang), (0, 2))
    yield Text()
    long = len(verdict.text) > MOST_TEXT
    if long:  # what to do should be seen without scrolling
        yield from _advice(verdict, lang)
    if verdict.facts:
        facts = word("; ", lang).join(facts_text(verdict.facts, verdict.cost, lang))
        yield _section("facts", lang)
        yield Padding(Text(facts, style="bold"), (0, 2))
    laws = frozenset(cited(verdict))
    told: set[str] = set()
    for key, items, rest in (
        ("evidence", shown, [item for item in verdict.evidence if item not in shown]),
        ("counter", against, [item for item in verdict.counter if item not in against]),
    ):
        if items:
            yield _section(key, lang)
            first = 1 if key == "evidence" else len(shown) + 1
            for number, item in enumerate(items, start=first):
                yield from _item(number, item, laws, told, lang)
            if rest:
                left = sum(item.contribution for item in rest)
                yield Padding(Text(word("more", lang).format(n=len(rest), sum=left), style="dim"), (0, 2))
    yield from _cost(verdict, lang)
    if not long:
        yield from _advice(verdict, lang)
    yield _section("account", lang)
    yield Padding(_account(verdict, lang), (0, 2))
    yield Text()
    yield Text(
        f"{word('note', lang)}  {word('model', lang)} {verdict.model.name} {verdict.model.sha256[:12]}", style="dim"
    )


def _headline(verdict: Verdict, lang: str) -> Text:
    line = Text(f" {word(verdict.level, lang)} ", style=_LEVEL_STYLE[verdict.level])
    line.append(f"  {word('score', lang)} {score_text(verdict.score)}", style="bold")
    subtype = subtype_text(verdict.subtype, verdict.cost, lang)
    if subtype:
        line.append(f"  {subtype}")
    return line


def _section(key: str, lang: str) -> Rule:
    return Rule(Text(word(key, lang), style="bold"), align="left", style="dim")


def _advice(verdict: Verdict, lang: str) -> Iterable[Rule | Padding]:
    yield _section("advice", lang)
    advice = Table.grid(padding=(0, 1))
    for line in verdict.advice:
        advice.add_row("•", Text(line, overflow="fold"))
    yield Padding(advice, (0, 2))


def _marked(verdict: Verdict, shown: Sequence[Evidence], against: Sequence[Evidence], lang: str) -> Text:
    """The text with its evidence; of a long one, what stands around the weightiest evidence."""
    told = visible(verdict.text)
    stretches = [(0, len(told))]
    if len(told) > MOST_TEXT:
        weighty = sorted((*shown, *against), key=lambda item: -abs(item.contribution))
        stretches = windows(len(told), [(item.start, item.end) for item in weighty], MOST_EXCERPT, CONTEXT)
        told = told.replace("\n", " ")
    text = Text(told)
    for item in against:
        text.stylize("underline green", item.start, item.end)
    for item in shown:
        text.stylize("bold underline red", item.start, item.end)
    numbered = sorted(enumerate([*shown, *against], start=1), key=lambda pair: (-pair[1].end, -pair[0]))
    parts = []
    told_to = 0
    for start, end in [*stretches, (len(told), len(told))]:
        if start > told_to:
            parts.append(Text(word("left_out", lang).format(n=start - told_to), style="dim"))
        part = text[start:end]
        for number, item in numbered:
            if start < item.end <= end:
                part = Text.assemble(part[: item.end - start], (marker(number), "dim cyan"), part[item.end - start :])
        parts.append(part)
        told_to = end
    return Text.assemble(*parts)


def _item(number: int, item: Evidence, laws: Set[str], told: set[str], lang: str) -> Iterable[Padding]:
    """One reason with those of its laws that are in ``laws``; what was ``told`` above is named only."""
    style = _FOR if item.contribution > 0 else _AGAINST if item.contribution < 0 else _NEUTRAL
    line = Text(marker(number) + " ", style="dim cyan")
    line.append(item.title, style=style)
    quote = visible(item.quote).replace("\n", " ")
    line.append(f" “{quote if len(quote) <= 40 else quote[:39] + '…'}”")
    if item.stance != "asserted":
        line.append(f" ({word(item.stance, lang)})", style="italic")
    line.append(f"  {weight_text(item.contribution)}".rstrip(), style="dim")
    yield Padding(line, (0, 2))
    yield Padding(Text(item.why), (0, 5))
    if item.stance == "asserted":
        for title in filter(None, (law_title(code, lang) for code in item.law if code in laws)):
            name = re.split("[：:]", title, maxsplit=1)[0]
            yield Padding(Text(name if title in told else title, style="dim"), (0, 5))
            told.add(title)


def _cost(verdict: Verdict, lang: str) -> Iterable[Text | Rule | Padding]:
    cost = verdict.cost
    if cost.get("items"):
        yield _section("cost", lang)
        for item in cost["items"]:
            yield Padding(Text(_cost_line(item, cost["debt"], lang)), (0, 2))
        if cost["low"] is not None and len(cost["items"]) > 1:
            yield Padding(Text(f"{word('total', lang)} {_total(cost, lang)}", style="bold"), (0, 2))
        yield Padding(Text(f"{cost['self_label']} 0 {word('money', lang)}", style="bold green"), (0, 2))
    if cost.get("authority"):
        yield _section("authority", lang)
        for entry in cost["authority"]:
            yield Padding(Text.assemble((entry["promise"], "bold"), f"{word(': ', lang)}{entry['who']}"), (0, 2))


def _total(cost: Mapping[str, Any], lang: str) -> str:
    return money_text(cost["low"], cost["high"], lang, cost.get("currency", ""))


def _cost_line(item: dict[str, Any], debt: float | None, lang: str) -> str:
    label, base = str(item["label"]), item.get("base", "debt")
    percent = item["percent"]
    amount = "" if item["low"] is None else money_text(item["low"], item["high"], lang, item.get("currency", ""))
    if not isinstance(percent, list):
        return f"{label} {amount}"
    share = "–".join(figure(p) for p in dict.fromkeys(percent)) + " %"
    if base == "refund":
        return f"{label} {share}{word('()', lang).format(word('open_refund', lang))}"
    if debt is None:
        of = "" if base in ("loan", "saved") else f"{word('of_debt', lang)} "
        return f"{label} {of}{share}{word('()', lang).format(word('open', lang))}"
    sign = "→" if base == "saved" or "floor" in item or "cap" in item else "="
    return f"{label} {word('debt', lang)} {figure(debt)} × {share} {sign} {amount}"


def _account(verdict: Verdict, lang: str) -> Text:
    signals = sum(item.contribution for item in (*verdict.evidence, *verdict.counter))
    words = sum(item.contribution for item in verdict.words)
    total = verdict.intercept + signals + words
    line = Text(
        f"{word('start', lang)} {verdict.intercept:+.2f}   {word('signals', lang)} {signals:+.2f}   "
        f"{word('phrases', lang)} {words:+.2f}   {word('sum', lang)} {total:+.2f} → {score_text(verdict.score)}"
    )
    top = sorted(verdict.words, key=lambda item: -abs(item.contribution))[:MOST_WORDS]
    if top:
        line.append("\n" + "  ".join(f"{visible(w.text).strip()} {w.contribution:+.2f}" for w in top), style="dim")
    return line
