"""What a door is: it takes any bytes and may refuse them with a DebtadError of one line.

Anything else a door raises, and any input that keeps it busy for more than a second, is a defect.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from debtad.errors import DebtadError
from tests.fuzz.mutate import as_json, mutate, nested, random_json, replaced
from tests.support import AD, CALM

#: Seconds of processor time that one input may take.
MOST_SECONDS = 1.0

#: The share of draws made from heavy seeds, which take ten times as long as the others and would eat up a night.
HEAVY = 0.03

#: Bytes of a changed zip, or of a file within; a zip that is cut off is only told to be none.
MOST_ZIPPED = 1_000_000

CHAT = "我：要钱吗，能停息？\n客服：停息挂账，先付500定金不退，法务代谈，加微信"
TEXTS = (AD, CALM, CHAT, "警方提示：停息挂账是骗局。", "房贷1k2月供，8%-10个点，半年到2年后再还", "債務協商，請致電")


@cache
def folder() -> Path:
    """Where doors that read files have theirs."""
    return Path(tempfile.mkdtemp(prefix="debtad-fuzz-"))


def texts() -> list[bytes]:
    """The texts as UTF-8."""
    return [text.encode() for text in TEXTS]


def all_texts() -> list[bytes]:
    """All texts in one, three times: a long post."""
    return ["\n".join(TEXTS).encode() * 3]


def lines(records: list[Any]) -> list[bytes]:
    """One seed: a line of JSON a record."""
    return [b"\n".join(json.dumps(r, ensure_ascii=False).encode() for r in records)]


def one_line(message: str) -> None:
    """A message for the user is one line without controls that a terminal obeys."""
    assert message.strip(), "an error without a word"
    assert "Traceback" not in message
    assert not {"\n", "\r", "\x1b", "\x00"} & set(message), repr(message)


class Door:
    """``take`` is the door; ``seeds`` are inputs it takes; ``json``: its seeds are JSON, to be changed by value too.

    ``heavy`` are more seeds, of which only the share :data:`HEAVY` of the inputs is made.
    """

    def __init__(
        self,
        name: str,
        take: Callable[[bytes], object],
        seeds: Callable[[], list[bytes]],
        json: bool = False,
        heavy: Callable[[], list[bytes]] = list,
    ):
        self.name = name
        self.json = json
        self._take = take
        self._make = seeds, heavy
        self._made: tuple[list[bytes], list[bytes]] | None = None

    def _kinds(self) -> tuple[list[bytes], list[bytes]]:
        """The usual seeds and the heavy ones, made when first asked for."""
        if self._made is None:
            usual, heavy = self._make
            self._made = usual(), heavy()
        return self._made

    @property
    def seeds(self) -> list[bytes]:
        """Inputs that the door takes."""
        usual, heavy = self._kinds()
        return usual + heavy

    def seed(self, dice: Random) -> bytes:
        """The seed of the next input."""
        usual, heavy = self._kinds()
        return dice.choice(heavy if heavy and dice.random() < HEAVY else usual)

    def draw(self, dice: Random) -> bytes:
        """The next input."""
        seed = self.seed(dice)
        if self.json:
            kind = dice.randrange(8)
            if kind == 0 and dice.random() < 0.2:
                return seed + b"\n" + nested(dice) + b"\n" + seed
            if kind < 4:
                values = [json.loads(line) for line in seed.split(b"\n") if line.strip()]
                return b"\n".join(as_json(replaced(value, dice)) for value in values)
            if kind == 4:
                return b"\n".join(as_json(random_json(dice)) for _ in range(dice.randrange(1, 4)))
        return mutate(seed, dice)

    def take(self, data: bytes) -> str:
        """``taken``, or the line with which it was refused. Raises whatever else the door raises."""
        try:
            self._take(data)
        except DebtadError as error:
            for message in (str(error), *getattr(error, "problems", ())):
                one_line(message)
            return str(error)
        return "taken"


class ZipDoor(Door):
    """Its seeds are zips. Of one with changed bytes little is read but that its checksums do not fit, so that half of the
    inputs are zips in order around a changed file."""

    def draw(self, dice: Random) -> bytes:
        """A zip with changed bytes, or one written anew around a changed file."""
        seed = self.seed(dice)
        if dice.random() < 0.5:
            return mutate(seed, dice, MOST_ZIPPED)
        with zipfile.ZipFile(io.BytesIO(seed)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        name = dice.choice(list(files))
        return self.zipped(self.changed(files, name, dice))

    def changed(self, files: Mapping[str, bytes], name: str, dice: Random) -> dict[str, bytes]:
        """The files of a seed with the one of this ``name`` changed."""
        return {**files, name: mutate(files[name], dice, MOST_ZIPPED)}

    def zipped(self, files: Mapping[str, bytes]) -> bytes:
        """A zip of the files."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name), data)
        return out.getvalue()
