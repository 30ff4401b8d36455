"""Named errors and the exit codes they carry.

Every error is one line that says what was wrong, where, and what to do. The command line prints that line and exits
with ``code``; nothing prints a traceback for a user's mistake.

Exit codes: 0 scored; 1 flagged and ``--fail-on`` asked for it; 2 usage; 3 bad input; 4 bad model; 5 bad signal catalog;
6 cannot write; 70 a fault of debtad itself (sysexits calls it EX_SOFTWARE); 130 interrupted.
"""

from __future__ import annotations

OK = 0
FLAGGED = 1
USAGE = 2
INTERNAL = 70


def one_line(message: str) -> str:
    r"""A message with everything escaped that breaks a line or that a terminal obeys: names of files and columns are
    strangers' text.

    >>> one_line("a\x1b[2J\nb")
    'a\\x1b[2J\\nb'
    """
    if message.isprintable():
        return message
    return "".join(c if c.isprintable() or c in _BLANKS else c.encode("unicode_escape").decode() for c in message)


_BLANKS = "\u00a0\u3000"


class DebtadError(Exception):
    """Base of all errors that a user can cause and mend. As text it is one line without control characters."""

    code = 3

    def __str__(self) -> str:
        return one_line(super().__str__())


class InputError(DebtadError):
    """Text, bytes or a file that cannot be scored."""

    code = 3


class UsageError(DebtadError):
    """Options that do not go together."""

    code = USAGE


class DecodeError(InputError):
    """Bytes in none of the known encodings.

    ``offset`` is the first byte that is not valid UTF-8.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class LabelError(InputError):
    """Label rows that cannot be used; ``problems`` holds one line per bad row."""

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class ModelError(DebtadError):
    """A model that is missing, foreign, damaged or of an unknown schema."""

    code = 4


class CatalogError(DebtadError):
    """A signal catalog that does not load or fails its own lint."""

    code = 5


class OutputError(DebtadError):
    """A place that cannot be written."""

    code = 6
