"""A trained model on disk: ``model.json``, ``card.md`` and, for notebooks only, ``estimator.joblib``."""

from __future__ import annotations

from pathlib import Path

import joblib

from debtad.errors import OutputError
from debtad.learn.card import model_card
from debtad.learn.train import Trained
from debtad.model.artifact import write_model
from debtad.outputs import replacing
from debtad.verdict import ModelRef

CARD = "card.md"
ESTIMATOR = "estimator.joblib"


def write_trained(trained: Trained, folder: Path) -> ModelRef:
    """Write all three files; the same training gives the same bytes. Raises OutputError."""
    ref = write_model(trained.model, folder)
    try:
        with replacing(folder / CARD) as card, replacing(folder / ESTIMATOR) as estimator:
            card.write_text(model_card(trained, ref), encoding="utf-8")
            joblib.dump(trained.pipeline, estimator, compress=3)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}: choose another --out") from error
    return ref
