"""A trained model on disk: ``model.json``, ``card.md`` and, for notebooks only, ``estimator.joblib``."""

from __future__ import annotations

import os
from pathlib import Path

import joblib

from debtad.errors import OutputError
from debtad.learn.card import model_card
from debtad.learn.train import Trained
from debtad.model.artifact import write_model
from debtad.verdict import ModelRef

CARD = "card.md"
ESTIMATOR = "estimator.joblib"


def write_trained(trained: Trained, folder: Path) -> ModelRef:
    """Write all three files; the same training gives the same bytes. Raises OutputError."""
    ref = write_model(trained.model, folder)
    try:
        # Under other names first: a reader sees the old file or the whole new one.
        card, estimator = folder / (CARD + ".part"), folder / (ESTIMATOR + ".part")
        card.write_text(model_card(trained, ref), encoding="utf-8")
        joblib.dump(trained.pipeline, estimator, compress=3)
        os.replace(card, folder / CARD)
        os.replace(estimator, folder / ESTIMATOR)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}: choose another --out") from error
    return ref
