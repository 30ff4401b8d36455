"""Shared settings and fixtures. Property tests run the same examples every time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support import SMALL

if TYPE_CHECKING:
    from debtad.learn.labels import Row
    from debtad.learn.train import Trained
    from debtad.model.score import Detector

settings.register_profile(
    "debtad", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("debtad")


@pytest.fixture(scope="session")
def detector() -> Detector:
    """The shipped model."""
    from debtad.model.score import Detector

    return Detector.load()


@pytest.fixture(scope="session")
def small_rows() -> list[Row]:
    """Some sixty labelled rows in ten groups: enough to learn from in seconds."""
    from debtad.learn.labels import read_labels

    return read_labels([SMALL])[0]


@pytest.fixture(scope="session")
def trained(small_rows: list[Row]) -> Trained:
    """What training on the small rows gives."""
    from debtad.learn.train import train

    return train(small_rows, "small")


@pytest.fixture(scope="session")
def small_model(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `debtad train` would have written for the small rows. Read only: copy it to change it."""
    from debtad.learn.write import write_trained

    folder = tmp_path_factory.mktemp("models") / "small"
    write_trained(trained, folder)
    return folder
