"""Classes of length, by which measurements are told apart."""

from __future__ import annotations

#: Where a class ends, in characters: a title, a slogan, a paragraph, a post.
_BOUNDS = (20, 45, 100, 200)


def length_class(text: str) -> str:
    """The class of a text, in an order that sorts.

    >>> length_class("停息挂账"), length_class("停息挂账" * 50)
    ('<020', '200+')
    """
    return next((f"<{bound:03d}" for bound in _BOUNDS if len(text) < bound), f"{_BOUNDS[-1]}+")
