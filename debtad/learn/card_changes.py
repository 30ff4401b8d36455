"""The parts of a model card that compare: slices of the out-of-fold scores, and what changed since the parent model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from debtad.errors import InputError
from debtad.intervals import wilson
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row
from debtad.learn.lengths import length_class
from debtad.learn.train import Trained
from debtad.model.score import Detector

#: So many signals and phrases are listed as changed.
MOST = 15


def slices(trained: Trained) -> Iterable[str]:
    """Shares flagged out of fold, by label, kind and length."""
    flagged = [score >= trained.choice.review for score in trained.out_of_fold]
    yield "## Slices"
    yield ""
    yield "Shares of rows at review or above, out of fold: high is wanted for risky rows, low for safe ones."
    yield ""
    yield "| slice | risky rows | flagged | 95 % | safe rows | flagged | 95 % |"
    yield "|---|---|---|---|---|---|---|"
    groups: dict[str, list[int]] = {"all": list(range(len(trained.rows)))}
    for number, row in enumerate(trained.rows):
        groups.setdefault(f"kind {row.kind or '-'}", []).append(number)
        groups.setdefault(_of_length(row), []).append(number)
    for name in sorted(groups, key=lambda name: (name != "all", name)):
        cells = []
        for label in (RISKY, SAFE):
            inside = [flagged[i] for i in groups[name] if trained.rows[i].label == label]
            low, high = wilson(sum(inside), len(inside))
            share = f"{sum(inside) / len(inside):.3f} | {low:.3f}–{high:.3f}" if inside else "- | -"
            cells.append(f"{len(inside)} | {share}")
        yield f"| {name} | {' | '.join(cells)} |".replace("<", "&lt;")
    yield ""


def _of_length(row: Row) -> str:
    return f"length {length_class(row.text).replace('<', '< ')}"


def since_parent(trained: Trained) -> Iterable[str]:
    """What differs from the parent model; nothing where there is none."""
    parent, model = trained.parent, trained.model
    if parent is None:
        return
    yield "## Since the parent"
    yield ""
    yield f"Parent: {parent.ref.name}, SHA-256 `{parent.ref.sha256}`"
    yield ""
    join: Mapping[str, Any] = model.training.get("join") or {}
    if join:
        yield (
            f"{join['new_rows']} new rows, each counting {join['new_weight']:g}, joined {join['base_rows']} of the base; "
            f"{join['conflicts']} conflicting labels, {join['repeats']} repeated texts, "
            f"{join['left_out_for_test_split']} left out for the test split."
        )
        yield ""
    yield "| | parent | this model |"
    yield "|---|---|---|"
    for level in ("high", "review"):
        yield f"| {level} from | {parent.thresholds[level]:.4f} | {model.thresholds[level]:.4f} |"
    yield f"| phrases | {len(parent.phrases)} | {len(model.phrases)} |"
    yield f"| n-grams | {len(parent.ngrams)} | {len(model.ngrams)} |"
    before, after = parent.training.get("metrics", {}), model.training["metrics"]
    for name in after:
        yield f"| {name}, out of fold | {_figure(before.get(name))} | {_figure(after[name])} |"
    yield ""
    yield from _new_rows(trained, Detector(parent))
    yield from _moved("Signals", parent.signal_weights, model.signal_weights)
    phrases = [dict(zip(one.phrases, one.weights, strict=True)) for one in (parent, model)]
    yield from _moved("Phrases", phrases[0], phrases[1])
    ngrams = [dict(zip(one.ngrams, one.ngram_weights, strict=True)) for one in (parent, model)]
    yield from _moved("N-grams", ngrams[0], ngrams[1])


def _new_rows(trained: Trained, parent: Detector) -> Iterable[str]:
    """How both models see the new rows: the parent as it is, this one by its fits that had not seen them."""
    new = [i for i, row in enumerate(trained.rows) if trained.is_new(row) and row.label != REVIEW]
    if not new:
        return
    yield "| new rows | n | flagged by the parent | flagged by this model, out of fold |"
    yield "|---|---|---|---|"
    for label in (RISKY, SAFE):
        inside = [i for i in new if trained.rows[i].label == label]
        old = sum(_flags(parent, trained.rows[i]) for i in inside)
        ours = sum(trained.out_of_fold[i] >= trained.choice.review for i in inside)
        yield f"| {label} | {len(inside)} | {old} | {ours} |"
    yield ""


def _flags(detector: Detector, row: Row) -> bool:
    try:
        return detector.score(row.text).flagged
    except InputError:
        return False


def _moved(title: str, old: Mapping[str, float], new: Mapping[str, float]) -> Iterable[str]:
    names: Sequence[str] = sorted({*old, *new})
    ranked = sorted(names, key=lambda name: (-abs(new.get(name, 0.0) - old.get(name, 0.0)), name))
    moved = [name for name in ranked[:MOST] if new.get(name) != old.get(name)]
    if moved:
        listed = "、".join(
            f"{name.removeprefix('s:')} {old.get(name, 0.0):+.2f} → {new.get(name, 0.0):+.2f}" for name in moved
        )
        yield f"{title} that moved most: {listed}".replace("|", "｜")
        yield ""


def _figure(value: Any) -> str:
    return "-" if value is None else f"{value:.4f}"
