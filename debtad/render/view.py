"""A verdict laid out for a page: plain data that HTML is drawn from, on screen and on paper. Nothing here decides anything."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from debtad.model.explain import is_returned, law_title, part_of, totals
from debtad.render.choose import chosen, only_wording
from debtad.render.grounds import cited
from debtad.render.letters import Letter, complaint, reply
from debtad.render.visible import marker, segment_line, visible
from debtad.render.words import facts_text, money_text, subtype_text, word
from debtad.verdict import Evidence, Verdict

#: The least and the highest sum of a share, in 元.
Bounds = tuple["float | None", "float | None"]

#: The debt (元) that a percentage is shown for until the reader gives his own.
ASSUMED_DEBT = 50_000.0


@dataclass(frozen=True)
class Item:
    """One numbered piece of evidence in words; ``start`` and ``end`` are code points of the verdict's text."""

    number: int
    marker: str
    title: str
    quote: str
    stance: str
    why: str
    laws: tuple[str, ...]
    contribution: float
    speaks_for: bool
    start: int
    end: int


@dataclass(frozen=True)
class Stretch:
    """A stretch of the text: ``kind`` is "for", "against" or ""; ``markers`` are the items that end here. ``muted`` where
    the words are of somebody who is not judged."""

    text: str
    kind: str
    muted: bool
    markers: tuple[Item, ...]


@dataclass(frozen=True)
class CostRow:
    """One charge: ``low`` to ``high`` 元 (None: open upwards), and its ``percent`` pair where it is a share.

    ``shares`` are the least and highest percentage of the debt shown that the sums come to, within ``bounds`` (元, least
    and highest); ``late`` where nothing is due before success, or it comes back without; of the rows with the same ``choice``
    (0 is none) one is paid; what is ``returned`` in the end is no part of the total; ``currency`` is a code, "" for 元.
    """

    label: str
    low: float
    high: float | None
    percent: tuple[float, float] | None
    shares: tuple[float, float] | None
    bounds: Bounds
    late: bool
    choice: int
    returned: bool
    currency: str
    lang: str

    @property
    def of_debt(self) -> bool:
        """True where the sums are a share of the debt shown."""
        return self.shares is not None

    @property
    def sum(self) -> str:
        """What it comes to, in words."""
        if self.percent and not self.of_debt:
            return word("open_refund", self.lang)
        return money_text(self.low, self.high, self.lang, self.currency)

    @property
    def unit(self) -> str:
        """The word for its money."""
        return word(self.currency or "money", self.lang)


@dataclass(frozen=True)
class Cost:
    """What the service would cost for ``debt`` 元; ``assumed`` where the reader gave none."""

    rows: tuple[CostRow, ...]
    debt: float
    assumed: bool
    self_label: str
    lang: str

    @property
    def total(self) -> tuple[float, float | None]:
        """The least and the most in all, in 元 (None: open upwards)."""
        rows = [row for row in self.rows if not row.returned]
        low, high = totals([(row.low, row.high, row.late, row.choice) for row in rows])
        return low or 0.0, high

    @property
    def sum(self) -> str:
        """The total in words."""
        return money_text(*self.total, self.lang, self.currency) if self.adds_up else word("mixed", self.lang)

    @property
    def adds_up(self) -> bool:
        """True where all sums are of the same money."""
        return len({row.currency for row in self.rows}) < 2

    @property
    def currency(self) -> str:
        """The code of the money that all sums are in, "" for 元."""
        return self.rows[0].currency if self.rows and self.adds_up else ""

    @property
    def unit(self) -> str:
        """The word for the money of the total."""
        return word(self.currency or "money", self.lang)

    @property
    def depends_on_debt(self) -> bool:
        """True where a charge is a share of the debt."""
        return any(row.of_debt for row in self.rows)


@dataclass(frozen=True)
class Promise:
    """A promise with the words that make it, and who alone can grant it."""

    promise: str
    quotes: tuple[str, ...]
    who: str


@dataclass(frozen=True)
class View:
    """Everything a page shows of one verdict, in the language ``lang``."""

    lang: str
    verdict: Verdict
    level: str
    subtype: str
    facts: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    items: tuple[Item, ...]
    more_items: int
    counter: tuple[Item, ...]
    cost: Cost
    promises: tuple[Promise, ...]
    reply: Letter
    complaint: Letter

    @property
    def percent(self) -> str:
        """The score as a whole number of a hundred; 0 and 100 are never claimed."""
        return str(min(max(round(self.verdict.score * 100), 1), 99))

    @property
    def passage(self) -> str:
        """Which passage of a long text carried the verdict, in a sentence; empty where the whole did."""
        segment = self.verdict.segment
        return "" if segment is None else segment_line(self.verdict.text, segment, self.lang)

    @property
    def judged_speakers(self) -> tuple[str, ...]:
        """Who sells in a conversation."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.verdict.conversation if turn.judged))

    @property
    def only_wording(self) -> str:
        """What to say where no signal speaks for a flag; "" elsewhere."""
        return word("only_wording", self.lang) if only_wording(self.verdict) else ""

    @property
    def other_speakers(self) -> tuple[str, ...]:
        """Who speaks in a conversation without selling."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.verdict.conversation if not turn.judged))


def view(verdict: Verdict, lang: str = "zh") -> View:
    """``verdict`` laid out; ``lang`` ("zh" or "en") should be the one it was made in."""
    shown, against = chosen(verdict.evidence), chosen(verdict.counter)
    laws = frozenset(cited(verdict))
    items = tuple(_item(number, item, laws, lang) for number, item in enumerate(shown, start=1))
    counter = tuple(_item(number, item, laws, lang) for number, item in enumerate(against, start=len(shown) + 1))
    return View(
        lang=lang,
        verdict=verdict,
        level=word(verdict.level, lang),
        subtype=subtype_text(verdict.subtype, verdict.cost, lang),
        facts=tuple(facts_text(verdict.facts, verdict.cost, lang)),
        stretches=tuple(_stretches(verdict, items, counter)),
        items=items,
        more_items=len(verdict.evidence) - len(items),
        counter=counter,
        cost=_cost(verdict, lang),
        promises=tuple(_promises(verdict)),
        reply=reply(verdict),
        complaint=complaint(verdict),
    )


def _item(number: int, item: Evidence, laws: Set[str], lang: str) -> Item:
    """``item`` in words; of its laws those that are in ``laws``."""
    titles = (law_title(code, lang) for code in item.law if code in laws) if item.stance == "asserted" else ()
    return Item(
        number=number,
        marker=marker(number),
        title=item.title,
        quote=" ".join(visible(item.quote).split()),
        stance="" if item.stance == "asserted" else word(item.stance, lang),
        why=item.why,
        laws=tuple(title for title in titles if title),
        contribution=item.contribution,
        speaks_for=item.contribution > 0,
        start=item.start,
        end=item.end,
    )


def _stretches(verdict: Verdict, items: Sequence[Item], counter: Sequence[Item]) -> Iterator[Stretch]:
    text = visible(verdict.text)
    judged = [(turn.start, turn.end) for turn in verdict.conversation if turn.judged]
    cuts = sorted(
        {0, len(text), *(place for item in (*items, *counter) for place in (item.start, item.end))}
        | {place for turn in judged for place in turn}
    )
    held: Stretch | None = None
    for start, end in itertools.pairwise(cuts):
        if any(item.start <= start and end <= item.end for item in items):
            kind = "for"
        else:
            kind = "against" if any(item.start <= start and end <= item.end for item in counter) else ""
        muted = bool(judged) and not any(low <= start and end <= high for low, high in judged)
        ending = tuple(item for item in (*items, *counter) if item.end == end)
        if held and (held.kind, held.muted, held.markers) == (kind, muted, ()):
            held = Stretch(held.text + text[start:end], kind, muted, ending)
            continue
        if held:
            yield held
        held = Stretch(text[start:end], kind, muted, ending)
    if held:
        yield held


def _cost(verdict: Verdict, lang: str) -> Cost:
    given = verdict.cost.get("debt")
    debt = ASSUMED_DEBT if given is None else float(given)
    rows = []
    for item in verdict.cost.get("items", ()):
        percent = tuple(item["percent"] or ())
        of_debt = bool(percent) and item.get("base") != "refund"
        shares = (0.0 if item.get("base") == "saved" else percent[0], percent[1]) if of_debt else None
        bounds = item.get("floor"), item.get("cap")
        low, high = _sums(shares, debt, bounds) if shares else (item["low"], item["high"])
        if item["high"] is None and item["low"] is not None:
            high = None
        _, _, late, choice = part_of(item)
        money = item.get("currency", "")
        row = CostRow(
            item["label"], low, high, percent or None, shares, bounds, late, choice, is_returned(item), money, lang
        )
        rows.append(row)
    return Cost(tuple(rows), debt, given is None, verdict.cost.get("self_label", ""), lang)


def _sums(shares: tuple[float, float], debt: float, bounds: Bounds) -> tuple[float, float]:
    """What a least and a highest percentage of the debt come to within their bounds."""
    least, most = bounds
    low, high = (min(max(round(debt * share / 100, 2), least or 0.0), most or math.inf) for share in shares)
    return low, high


def _promises(verdict: Verdict) -> Iterator[Promise]:
    for entry in verdict.cost.get("authority", ()):
        ids = entry["signals"].split(",")
        quotes = (
            " ".join(visible(item.quote).split()).strip("，。,.；;！!、 ")
            for item in verdict.evidence
            if item.signal in ids and item.stance == "asserted"
        )
        yield Promise(entry["promise"], tuple(dict.fromkeys(filter(None, quotes))), entry["who"])
