"""Labels that are probably wrong, each with its reasons.

Two kinds of reason: the out-of-fold score of a model that never saw the row's group contradicts the label (confident
learning, cleanlab), and plain rules that need no model: one function a rule, named in :data:`RULES`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from debtad.features import OFF_TOPIC, Analysis, domain_feature
from debtad.learn.corpus import NEAR, grams, similar
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row
from debtad.learn.pipeline import Cache, build_pipeline
from debtad.learn.train import Say, TrainOptions, out_of_fold, unique_rows
from debtad.model.facts import collect_facts
from debtad.text.amounts import find_amounts
from debtad.verdict import SUBTYPES

#: How much each plain rule takes from a label's quality (0..1): what speaks plainly more, hints less.
_COST = {
    "twin_differs": 0.5,
    "pair_agrees": 0.4,
    "all_reported": 0.3,
    "nothing_sold": 0.3,
    "sells_openly": 0.3,
    "figure_missing": 0.2,
    "facts_on_safe": 0.3,
    "subtype_differs": 0.3,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a label is doubted: the rule's name, and what it saw, in one line."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubted label. ``score`` is the out-of-fold score 0..1; ``quality`` 0..1 says how well the label stands (low: badly);
    ``suggested`` is the likelier label ("" where only details are doubted)."""

    row: Row
    score: float
    quality: float
    suggested: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at: a row, its analysis, its out-of-fold score."""

    row: Row
    analysis: Analysis
    score: float


def find_doubts(
    rows: Sequence[Row],
    base: Sequence[Row] = (),
    options: TrainOptions | None = None,
    *,
    say: Say = lambda _: None,
    cache: Cache | None = None,
) -> list[Doubt]:
    """Doubted labels of ``rows``, the most doubtful first. ``base`` are further rows to learn from that are not doubted
    themselves. Exact repeats of a text with the same label count once.

    Raises LabelError where there is too little to learn from (see :func:`debtad.learn.train.train`).
    """
    options = options or TrainOptions()
    kept = _distinct([*rows, *base])
    asked = {(row.text, row.label) for row in rows}
    cache = cache or Cache()
    scores = _scores(kept, cache, options, say)
    seen = [Seen(row, cache.analyse(row.text), float(score)) for row, score in zip(kept, scores, strict=True)]
    reasons: dict[int, list[Reason]] = defaultdict(list)
    quality = _confident(seen, reasons)
    say("rules")
    for place, item in enumerate(seen):
        for name, rule in RULES.items():
            reasons[place] += [Reason(name, text) for text in rule(item)]
    for place, reason in _twins(kept):
        reasons[place].append(reason)
    doubts = [_doubt(seen[place], quality[place], found) for place, found in reasons.items() if found]
    doubts = [doubt for doubt in doubts if (doubt.row.text, doubt.row.label) in asked]
    return sorted(doubts, key=lambda d: (d.quality, d.row.source, d.row.id, d.row.text))


def _distinct(rows: Sequence[Row]) -> list[Row]:
    """Rows in a fixed order, each (text, label) once."""
    by_label = [unique_rows([row for row in rows if row.label == label]) for label in (RISKY, SAFE, REVIEW)]
    return sorted((row for part in by_label for row in part), key=lambda row: (row.source, row.id, row.text, row.label))


def _scores(rows: Sequence[Row], cache: Cache, options: TrainOptions, say: Say) -> np.ndarray[Any, Any]:
    """Calibrated out-of-fold scores. The same text with two labels stays in one fold, or it would be its own witness."""
    first: dict[str, str] = {}
    tied = [replace(row, group=first.setdefault(row.text, row.group)) for row in rows]
    pipeline = build_pipeline(cache=cache, C=options.C, lean=options.lean, **options.features)
    raw = out_of_fold(pipeline, tied, options, say).whole
    labels = np.array([row.label for row in rows])
    clear = labels != REVIEW
    fitted = LogisticRegression(C=1e6, tol=1e-10, max_iter=1000).fit(raw[clear].reshape(-1, 1), labels[clear] == RISKY)
    return np.asarray(fitted.predict_proba(raw.reshape(-1, 1))[:, 1])


def _confident(seen: Sequence[Seen], reasons: dict[int, list[Reason]]) -> np.ndarray[Any, Any]:
    """cleanlab's self-confidence a row, and a reason where confident learning counts the label among the wrong ones."""
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    clear = [place for place, item in enumerate(seen) if item.row.label != REVIEW]
    given = np.array([int(seen[place].row.label == RISKY) for place in clear])
    risky = np.array([seen[place].score for place in clear])
    probabilities = np.column_stack([1 - risky, risky])
    quality = np.ones(len(seen))
    quality[clear] = get_label_quality_scores(given, probabilities)
    issues = find_label_issues(given, probabilities, filter_by="both", n_jobs=1)
    for place, issue in zip(clear, issues, strict=True):
        if issue:
            item = seen[place]
            text = f"labelled {item.row.label}, but a model that never saw its group gives {item.score:.3f}"
            reasons[place].append(Reason("model_contradicts", text))
    return quality


def _doubt(item: Seen, quality: float, reasons: Sequence[Reason]) -> Doubt:
    cost = sum(_COST.get(name, 0.0) for name in {reason.rule for reason in reasons})
    about_label = any(reason.rule not in _DETAILS for reason in reasons)
    other = {RISKY: SAFE, SAFE: RISKY}.get(item.row.label, RISKY if item.score >= 0.5 else SAFE)
    return Doubt(
        item.row,
        round(item.score, 4),
        round(max(0.0, float(quality) * (1.0 - min(cost, 0.9))), 4),
        other if about_label else "",
        tuple(sorted(reasons, key=lambda reason: reason.rule != "model_contradicts")),
    )


def _risks(analysis: Analysis) -> Mapping[str, set[str]]:
    """Risk signals by stance."""
    found: dict[str, set[str]] = defaultdict(set)
    for match in analysis.matches:
        if not match.signal.counter:
            found[match.stance].add(match.signal.id)
    return found


def all_reported(item: Seen) -> Iterator[str]:
    """Labelled risky and scored below 0.5, and every risk signal is quoted, denied, asked about or warned of."""
    found = _risks(item.analysis)
    if item.row.label == RISKY and item.score < 0.5 and found and "asserted" not in found:
        yield f"labelled risky, but its signals are only {', '.join(sorted(found))}"


def nothing_sold(item: Seen) -> Iterator[str]:
    """Labelled risky and scored below 0.5, and no risk signal and no word of the domain occurs."""
    if (
        item.row.label == RISKY
        and item.score < 0.5
        and not _risks(item.analysis)
        and domain_feature(item.analysis) == OFF_TOPIC
    ):
        yield "labelled risky, but it holds no signal and no word of debt, money or papers"


def sells_openly(item: Seen) -> Iterator[str]:
    """Labelled safe, though three strong risk signals are asserted and nothing speaks against them."""
    if item.row.label != SAFE:
        return
    strong = {
        m.signal.id
        for m in item.analysis.matches
        if m.stance == "asserted" and m.signal.weight == "strong" and not m.signal.counter
    }
    against = any(m.signal.counter or m.stance != "asserted" for m in item.analysis.matches)
    if len(strong) >= 3 and not against:
        yield f"labelled safe, but it asserts {', '.join(sorted(strong))}"


def facts_on_safe(item: Seen) -> Iterator[str]:
    """A safe row whose facts say that a seller asserts a fee or a promise."""
    if item.row.label == SAFE and item.row.facts:
        yield f"labelled safe, but its facts are those of a seller ({', '.join(item.row.facts)})"


def subtype_differs(item: Seen) -> Iterator[str]:
    """A safe row with the subtype of a risky business, or a risky one whose subtype says there is none."""
    if item.row.label == SAFE and item.row.subtype in SUBTYPES:
        yield f"labelled safe, but its subtype is {item.row.subtype}"
    if item.row.label == RISKY and item.row.subtype == "none":
        yield "labelled risky, but its subtype is none"


def figure_missing(item: Seen) -> Iterator[str]:
    """A labelled figure (元 or percent) that no figure of the text comes to."""
    if not item.row.facts:
        return
    text = item.analysis.normalized.text
    amounts = find_amounts(text)
    said = {
        float(v) for values in collect_facts(text, amounts, item.analysis.frames).values() for v in _figures(values)
    }
    said |= {figure for amount in amounts for figure in (amount.value, amount.high) if figure is not None}
    for name, values in item.row.facts.items():
        missing = [value for value in _figures(values) if value not in said]
        if missing:
            yield f"fact {name} {', '.join(f'{value:g}' for value in missing)} is not among the figures of the text"


def _figures(values: Any) -> list[float]:
    listed = values if isinstance(values, (list, tuple)) else [values]
    return [float(v) for v in listed if isinstance(v, (int, float)) and not isinstance(v, bool)]


def _twins(rows: Sequence[Row]) -> Iterator[tuple[int, Reason]]:
    """Near-duplicates with different labels, and declared minimal pairs with the same."""
    pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.pair:
            pairs[(row.source, row.pair)].append(place)
    for places in pairs.values():
        if len(places) == 2 and rows[places[0]].label == rows[places[1]].label:
            for place, other in (places, places[::-1]):
                text = f"its minimal pair {rows[other].id} has the same label, {rows[place].label}"
                yield place, Reason("pair_agrees", text)
    for one, other, share in similar([grams(row.text) for row in rows], NEAR):
        first, second = rows[one], rows[other]
        if first.label == second.label or (first.pair and first.pair == second.pair and first.source == second.source):
            continue
        for place, row in ((one, second), (other, first)):
            text = f"{row.id}, nearly the same text (Jaccard {share:.2f}), is labelled {row.label}"
            yield place, Reason("twin_differs", text)


#: Rules about one row: name → function that yields a line for each thing it doubts.
RULES: Mapping[str, Callable[[Seen], Iterator[str]]] = {
    "all_reported": all_reported,
    "nothing_sold": nothing_sold,
    "sells_openly": sells_openly,
    "facts_on_safe": facts_on_safe,
    "subtype_differs": subtype_differs,
    "figure_missing": figure_missing,
}

#: Rules that doubt details, not the label.
_DETAILS = frozenset({"figure_missing"})
