"""Learning and measuring: the only part that imports scikit-learn, jieba and pandas.

``build_pipeline`` and ``to_model`` are also found here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from debtad.learn.export import to_model
    from debtad.learn.pipeline import build_pipeline

__all__ = ["build_pipeline", "to_model"]

_HOMES = {"build_pipeline": "debtad.learn.pipeline", "to_model": "debtad.learn.export"}


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: reading labels needs no scikit-learn."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
