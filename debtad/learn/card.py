"""The model card that ``debtad train`` writes: what went in, what was chosen, what it found, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from debtad.learn.card_changes import since_parent, slices
from debtad.learn.labels import REVIEW, RISKY, SAFE
from debtad.learn.metrics import binary_metrics
from debtad.learn.thresholds import unsure_thresholds
from debtad.learn.train import DEBT, Trained
from debtad.verdict import ModelRef


def model_card(trained: Trained, ref: ModelRef) -> str:
    """The card of a trained model. Nothing in it changes from run to run."""
    names = trained.model.training["labels"]
    about = (
        "that it advertises debt relief of the kind that reporting and regulators warn of"
        if trained.model.training["domain"] == DEBT
        else f"that its label is {names['positive']!r} rather than {names['negative']!r}; below, “risky” and “safe”"
    )
    lines = [
        f"# Model card: {ref.name}",
        "",
        f"Scores Chinese text for the risk {about}.",
        "A flag is a reason to look, not a proof; a low score is not a clearance.",
        "",
        f"- model.json SHA-256: `{ref.sha256}`",
        "- data: the labelled rows counted below; no frozen test split of a base was read",
        "- intended use: explaining a pasted text, sorting posts for human review, research",
        "- not for: legal decisions, action against an account without a human, texts in other languages",
        "- limits: it judges one text alone; figures on other data will differ, so measure on your own labels",
        "",
        *_data(trained),
        *_thresholds(trained),
        *_metrics(trained),
        *slices(trained),
        *since_parent(trained),
        *_signals(trained),
        *_phrases(trained),
    ]
    return "\n".join(lines) + "\n"


def _data(trained: Trained) -> Iterable[str]:
    record = trained.model.training
    rows = record["rows"]
    yield "## Data"
    yield ""
    yield f"{rows[RISKY]} risky, {rows[SAFE]} safe, {rows[REVIEW]} for review, in {record['groups']} groups."
    yield f"SHA-256 of texts, labels and groups: `{record['data_sha256']}`"
    yield f"Made with {', '.join(f'{name} {number}' for name, number in record['versions'].items())}."
    yield ""


def _thresholds(trained: Trained) -> Iterable[str]:
    choice = trained.choice
    yield "## Thresholds"
    yield ""
    yield "Chosen on scores of rows that the fit had not seen (grouped folds)."
    yield ""
    yield "| level | from score | precision | recall | safe rows reached |"
    yield "|---|---|---|---|---|"
    yield (
        f"| high | {choice.high:.4f} | {choice.high_precision:.4f} | {choice.high_recall:.4f} "
        f"| {choice.high_safe_share:.2%} |"
    )
    yield f"| review | {choice.review:.4f} | | {choice.review_recall:.4f} | {choice.review_safe_share:.2%} |"
    yield ""
    for line in unsure_thresholds([row.label for row in trained.rows]):
        yield f"Unsure: {line}."
        yield ""


def _metrics(trained: Trained) -> Iterable[str]:
    labels = np.array([row.label for row in trained.rows])
    clear = labels != REVIEW
    found = binary_metrics(trained.out_of_fold[clear], labels[clear] == RISKY, trained.choice.high)
    yield "## Out of fold"
    yield ""
    yield "| metric | value |"
    yield "|---|---|"
    for name, value in found.items():
        yield f"| {name} | {value:.4f} |"
    yield ""


def _signals(trained: Trained) -> Iterable[str]:
    features = trained.pipeline.named_steps["features"]
    matrix = features.transform([row.text for row in trained.rows])[:, : len(features.signal_names_)]
    labels = np.array([row.label for row in trained.rows])
    risky = np.asarray((matrix[labels == RISKY] > 0).sum(axis=0)).ravel()
    safe = np.asarray((matrix[labels == SAFE] > 0).sum(axis=0)).ravel()
    yield "## Signals"
    yield ""
    yield "| signal and stance | weight (log-odds) | risky rows hit | safe rows hit |"
    yield "|---|---|---|---|"
    for column, name in enumerate(features.signal_names_):
        weight = trained.model.signal_weights.get(name, 0.0)
        if risky[column] or safe[column]:
            yield f"| {name.removeprefix('s:')} | {weight:+.3f} | {risky[column]} | {safe[column]} |"
    yield ""


def _phrases(trained: Trained) -> Iterable[str]:
    model = trained.model
    readings = ("Phrases", model.weights, model.phrases), ("N-grams", model.ngram_weights, model.ngrams)
    for heading, weights, strings in readings:
        ranked = sorted(zip(weights, strings, strict=True))
        yield f"## {heading}"
        yield ""
        for title, chosen in (("For risky", ranked[::-1][:40]), ("For safe", ranked[:40])):
            yield f"{title}: " + "、".join(f"{_cell(string)} {weight:+.2f}" for weight, string in chosen)
            yield ""


def _cell(string: str) -> str:
    """A string that neither ends a line nor a cell of a table."""
    return string.replace("|", "｜").replace("\n", "⏎")
