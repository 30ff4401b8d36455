"""A tokenizer that a pickled pipeline can name."""

from __future__ import annotations

from typing import Any

import jieba

jieba.setLogLevel(60)


def cut(text: str) -> Any:
    """jieba's words."""
    return jieba.lcut(text)
