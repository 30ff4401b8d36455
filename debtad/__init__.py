"""debtad finds advertising in Chinese that may be a debt-relief scam, and says where, why and what to do instead.

>>> import debtad
>>> debtad.score("停息挂账找我们法务，先付500元定金，合同不满意也不退").level
'high'
"""

from __future__ import annotations

import os
from functools import cache

from debtad.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

    from debtad.model.score import Detector
    from debtad.verdict import Verdict

__version__ = "0.1.0"
__all__ = ["__version__", "load", "score", "score_frame"]


@cache
def load(model: str | None = None) -> Detector:
    """The detector for a model folder or name (default: the shipped model), loaded once. Raises ModelError."""
    from debtad.model.score import Detector

    return Detector.load(model)


def score(
    text: str, *, model: str | os.PathLike[str] | None = None, debt: float | None = None, lang: str = "zh"
) -> Verdict:
    """The verdict on one text; ``debt`` in 元, ``lang`` "zh" or "en". Raises InputError and ModelError.

    A pasted conversation is judged by what its sellers say (:func:`debtad.model.conversation.judge`); :func:`score_frame`
    reads it whole, as an audit does, and may come to another score.
    """
    detector = load(None if model is None else os.fspath(model))
    if "\n" not in text:
        return detector.score(text, debt=debt, lang=lang)
    from debtad.model.conversation import judge

    return judge(detector, text, debt=debt, lang=lang)


def score_frame(
    frame: pd.DataFrame, text: str = "text", *, model: str | os.PathLike[str] | None = None
) -> pd.DataFrame:
    """Score a column of texts: a frame with the same index and columns ``score``, ``level``, ``subtype``, ``facts``
    (JSON) and ``evidence`` (ids of asserted signals, joined by commas). Texts that cannot be scored give missing values.

    Each text is read whole, as an audit reads posts, also a conversation, which :func:`score` reads speaker by speaker. A
    text that occurs often is scored once. Made for ``map_partitions`` of Dask and ``mapInPandas`` of Spark too: see
    docs/scale.md.
    """
    import json

    import pandas as pd

    from debtad.errors import InputError

    detector = load(None if model is None else os.fspath(model))
    review = detector.model.thresholds["review"]

    def judge(value: str) -> tuple[Any, ...]:
        try:
            weighed = detector.weigh(value)
        except InputError:
            return (None,) * 5
        signals = ",".join(detector.asserted(weighed))
        if weighed.score < review:
            return weighed.score, "low", "none", "{}", signals
        verdict = detector.explain(weighed)
        return weighed.score, verdict.level, verdict.subtype, json.dumps(verdict.facts, ensure_ascii=False), signals

    texts = [value if isinstance(value, str) else "" for value in frame[text]]
    judged = {value: judge(value) for value in dict.fromkeys(texts)}
    columns = ["score", "level", "subtype", "facts", "evidence"]
    return pd.DataFrame([judged[value] for value in texts], index=frame.index, columns=columns)
