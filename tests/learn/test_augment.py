"""Rewritten copies of training texts share the weight of their original."""

from __future__ import annotations

import numpy as np
import pytest

from debtad.learn.augment import with_attacked
from debtad.learn.evasion import ATTACKS, STRENGTHS, attack
from tests.support import AD

TEXTS = [AD, "警方提示：停息挂账、征信修复都是骗局", "你好"]


def grown(**changes: object) -> tuple[list[str], np.ndarray, np.ndarray]:
    options: dict = {"copies": 3, "share": 0.4, "seed": 5} | changes
    return with_attacked(TEXTS, np.array([1, 0, 0]), np.array([1.0, 0.5, 1.0]), **options)


def test_a_text_and_its_copies_weigh_what_the_text_weighed() -> None:
    texts, targets, weights = grown()
    assert texts[:3] == TEXTS
    assert len(texts) == len(targets) == len(weights) > 5
    assert weights[:3] == pytest.approx([0.6, 0.3, 1.0])
    assert weights[3:][targets[3:] == 1].sum() == pytest.approx(0.4)
    assert weights[3:][targets[3:] == 0].sum() == pytest.approx(0.2)


def test_copies_come_from_the_training_tables() -> None:
    made = {attack(AD, name, strength, 5, "train") for name in ATTACKS for strength in STRENGTHS}
    texts, targets, _ = grown()
    assert {text for text, target in zip(texts[3:], targets[3:], strict=True) if target == 1} <= made


def test_the_same_seed_gives_the_same_copies_whatever_stands_beside() -> None:
    alone = with_attacked([AD], np.array([1]), np.array([1.0]), copies=3, share=0.4, seed=5)[0]
    assert alone[1:] == [text for text, target in zip(grown()[0][3:], grown()[1][3:], strict=True) if target == 1]
    assert grown(seed=6)[0] != grown()[0]
