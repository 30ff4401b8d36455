"""Where the files of models are, and their bytes: found, read, and hashed in a thread of its own.

Nothing but this is imported to begin with a model, so that a process that scores one text reads and hashes it while it
imports the rest.
"""

from __future__ import annotations

import _thread
import os

from debtad.errors import ModelError
from debtad.records import NamedTuple

SCHEMA = "debtad.model/4"

#: Models of these schemas are read as well.
WITHOUT_NGRAMS = "debtad.model/1"
EARLIER = (WITHOUT_NGRAMS, "debtad.model/2", "debtad.model/3")
FILE = "model.json"

#: In the folder of models: names the current one (see :mod:`debtad.model.current`).
POINTER = "current"

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_PACKAGED = os.path.join(_PACKAGE, "_models")
_CHECKOUT = os.path.join(os.path.dirname(_PACKAGE), "models")

#: A model file larger than this (bytes) is refused unread.
MAX_BYTES = 64_000_000

DIGEST_AT = len(f'{{"schema":"{SCHEMA}","sha256":"')


def find_model(place: str | os.PathLike[str] | None = None) -> str:
    """The folder of a model: a path, a name under ``models/``, or the current model (which is the shipped default until
    ``debtad models use`` names another). Raises ModelError."""
    if place is None:
        chosen = _pointed()
        if chosen is not None:
            if _holds_model(chosen[1]):
                return chosen[1]
            raise ModelError(f"the current model is gone from {chosen[1]}: go back with `debtad models rollback`")
    path = "default" if place is None else os.fspath(place)
    if place is not None and _holds_model(path):
        return path
    if path == os.path.basename(path):
        for home in (models_home(), _PACKAGED, _CHECKOUT):
            if home is not None and _holds_model(os.path.join(home, path)):
                return os.path.join(home, path)
    raise ModelError(f"no model at {path}: give a folder that holds {FILE}, or train one with `debtad train`")


def models_home() -> str | None:
    """The folder whose ``current`` file names the current model: ``DEBTAD_MODELS``, or ``models/`` of a checkout. None in
    an installed package, which always uses the model it shipped with."""
    given = os.environ.get("DEBTAD_MODELS")
    if given:
        return given
    return None if os.path.isdir(_PACKAGED) else _CHECKOUT


def _pointed() -> tuple[str, str] | None:
    """(SHA-256, folder) of the model that ``current`` names; None where there is no such file. Raises ModelError."""
    home = models_home()
    if home is None:
        return None
    path = os.path.join(home, POINTER)
    try:
        with open(path, encoding="utf-8") as file:
            line = file.read(10_000)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read: {error}: remove it, or choose a model again") from error
    digest, _, folder = line.strip().partition(" ")
    if len(digest) != 64 or not folder or not folder.isprintable():
        raise ModelError(f"{path}: should hold a SHA-256 and a folder: remove it, or choose a model again")
    return digest, os.path.join(home, folder)


def _holds_model(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, FILE))


class Opened(NamedTuple):
    """A model file that was read and is being hashed. ``wanted`` is the SHA-256 (hex) of the model that was made the current
    one, where that is what was asked for."""

    path: str
    data: bytes
    hashing: Hashing
    wanted: str | None


def open_model(place: str | os.PathLike[str] | None = None) -> Opened:
    """The file of a model, unchecked. Raises ModelError where there is none that can be read."""
    folder = find_model(place)
    path = os.path.join(folder, FILE)
    try:
        if os.path.getsize(path) > MAX_BYTES:
            raise ModelError(f"{path}: larger than {MAX_BYTES} bytes: not a debtad model")
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from error
    chosen = _pointed() if place is None else None
    return Opened(path, data, Hashing(data), None if chosen is None else chosen[0])


class Hashing:
    """The digest of a file, worked out in a thread of its own: that takes as long as reading the JSON, and needs none of what
    that needs."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._digest = ""
        self._done = _thread.allocate_lock()
        self._done.acquire()
        try:
            _thread.start_new_thread(self._run, ())
        except RuntimeError:  # no more threads
            self._run()

    def _run(self) -> None:
        try:
            self._digest = digest_of(self._data)
        finally:
            self._done.release()

    def digest(self) -> str:
        """As :func:`digest_of` gives it."""
        with self._done:
            return self._digest or digest_of(self._data)


def digest_of(data: bytes) -> str:
    """SHA-256 (hex) of the file with its own digest zeroed."""
    import hashlib

    digest = hashlib.sha256(data[:DIGEST_AT] + b"0" * 64)
    digest.update(memoryview(data)[DIGEST_AT + 64 :])
    return digest.hexdigest()
