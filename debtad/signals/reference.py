"""The catalog as a page: ``debtad signals list --markdown``, kept in ``docs/signals.md``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from debtad.signals.catalog import GROUPS, Signal

_GROUPS = {
    "lure": "Lures: how the reader is drawn in",
    "promise": "Promises: what is said to be granted",
    "fee": "Fees: what it costs, when, and what becomes of the money",
    "identity": "Identity: who they say they are",
    "demand": "Demands: what the reader is to hand over, do or stop doing",
    "pressure": "Pressure: fear, haste and false law",
    "recruit": "Recruiting and trading in people",
    "evasion": "Evasion: how filters are avoided",
    "counter": "Counter-signals: what speaks for an innocent text",
}

_HEAD = """# Signals

<!-- Written by `debtad signals list --markdown > docs/signals.md`; a test keeps it true. -->

What debtad looks for: {count} signals in {groups} groups, from the TOML files of `debtad/signals/catalog/`. A signal
counts differently when the author asserts it, quotes it, denies it, asks about it or warns of it
([how it decides](how-it-decides.md)). *Weight* is how much it says to a human eye (decisive, strong, weak, or protective:
it speaks for an innocent text); what it adds to a score is learned, and shown with every verdict. *Fact* is the core fact
that it may establish, *business* the one it points to.

`debtad signals show ID` prints a signal with its patterns and all examples; `debtad signals test` runs the examples. To
add one, see [contributing](contributing.md#a-signal-in-five-minutes).
"""


def signal_page(signals: Iterable[Signal], laws: Mapping[str, str]) -> str:
    """The reference as Markdown, signals in catalog order within groups; ``laws`` maps a law code to its title."""
    known = list(signals)
    groups = [group for group in GROUPS if any(signal.group == group for signal in known)]
    parts = [_HEAD.format(count=len(known), groups=len(groups))]
    for group in groups:
        parts.append(f"## {_GROUPS[group]}\n")
        parts += [_entry(signal, laws) for signal in known if signal.group == group]
    return "\n".join(parts)


def _entry(signal: Signal, laws: Mapping[str, str]) -> str:
    return "\n".join(
        [
            f"### `{signal.id}`\n",
            f"**{signal.title['zh']}** · {signal.title['en']}\n",
            f"{signal.why['zh']} {signal.why['en']}\n",
            *(f"- {line}" for line in _notes(signal, laws)),
            "",
        ]
    )


def _notes(signal: Signal, laws: Mapping[str, str]) -> Iterator[str]:
    notes = [f"weight {signal.weight}"]
    if signal.fact:
        notes.append(f"fact `{signal.fact}`")
    if signal.subtype:
        notes.append(f"business `{signal.subtype}`")
    if signal.context:
        notes.append("only where the text speaks of debt")
    yield "; ".join(notes)
    for code in signal.law:
        if code in laws:
            yield laws[code]
    if signal.hits:
        yield f"matches {_quoted(signal.hits[0])}"
    if signal.misses:
        yield f"does not match {_quoted(signal.misses[0])}"


def _quoted(text: str) -> str:
    """An example as Markdown code, on one line."""
    line = " ".join(text.split())
    marks = "``" if "`" in line else "`"
    return f"{marks}{line}{marks}"
