"""Regular expressions that are compiled when a text first needs them: most texts need few of them."""

from __future__ import annotations

import re
from functools import cache


@cache
def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """``source`` compiled, once."""
    return re.compile(source, flags)
