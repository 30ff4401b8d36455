"""Copies of training texts as an evader would write them, so that a fit sees words that no table can turn back."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np

from debtad.learn.evasion import ATTACKS, STRENGTHS, attack

Array = np.ndarray[Any, Any]


def with_attacked(
    texts: Sequence[str], targets: Array, weights: Array, *, copies: int, share: float, seed: int
) -> tuple[list[str], Array, Array]:
    """Texts, targets and weights with up to ``copies`` rewritten copies of each text added behind.

    Risky and safe texts are rewritten alike, or being rewritten would itself look risky. A text and its copies together
    weigh what the text weighed: the copies take ``share`` (0..1) of it, evenly. Copies are drawn from the training tables
    by ``seed`` and the text alone, so that a text has the same copies in every fold that holds it; one that no attack
    changes keeps its weight.
    """
    grown, labels = list(texts), list(targets)
    own = np.array(weights, dtype=float)
    added: list[float] = []
    for place, text in enumerate(texts):
        drawn = _copies(text, copies, seed)
        if drawn:
            whole = own[place]
            own[place] = whole * (1 - share)
            grown += drawn
            labels += [targets[place]] * len(drawn)
            added += [whole * share / len(drawn)] * len(drawn)
    return grown, np.array(labels), np.concatenate([own, np.array(added, dtype=float)])


def _copies(text: str, copies: int, seed: int) -> list[str]:
    dice = Random(f"{seed}/{text}")
    drawn = (attack(text, dice.choice(ATTACKS), dice.choice(STRENGTHS), seed, "train") for _ in range(copies))
    return [copy for copy in dict.fromkeys(drawn) if copy != text]
