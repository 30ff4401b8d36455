"""Which model is the current one, and how it came to be: ``models/current`` and ``models/history.jsonl``.

``current`` is one line, the SHA-256 (hex) of the model and its folder (relative to ``models/`` where it lies there); it is
what :func:`debtad.model.artifact.find_model` reads. Without it the shipped model ``default`` is current. ``history.jsonl``
is only ever appended to: one line for each ``use`` and ``rollback``, with what was refused and overridden.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from debtad.errors import InputError, ModelError, OutputError
from debtad.model.artifact import POINTER, find_model, models_home, read_model
from debtad.outputs import replacing

HISTORY = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Place:
    """A model as it was chosen: its folder as written in the pointer, and its SHA-256 (hex)."""

    folder: str
    sha256: str

    def as_dict(self) -> dict[str, str]:
        """As in the history."""
        return {"folder": self.folder, "sha256": self.sha256}


def home() -> Path:
    """The folder of models that can be chosen from. Raises ModelError in an installed package, which has none."""
    found = models_home()
    if found is None:
        raise ModelError(
            "this installation has only the shipped model: set DEBTAD_MODELS to a folder of your models, "
            "or name one with --model where you score"
        )
    return Path(found)


def place_of(model: str | os.PathLike[str]) -> Place:
    """A model folder or name as it would stand in the pointer. Raises ModelError where it is missing or damaged."""
    folder = Path(find_model(model)).resolve()
    root = home().resolve()
    name = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)
    return Place(name, read_model(folder).ref.sha256)


def current() -> Place:
    """The current model. Raises ModelError where it is missing or not the one that was chosen."""
    folder = Path(find_model(None)).resolve()
    return Place(place_of(folder).folder, read_model(None).ref.sha256)


def use(chosen: Place, overridden: Sequence[str], now: datetime | None = None) -> None:
    """Make a model the current one and record it, with the refusals that were ``overridden``. Raises OutputError."""
    before = _before()
    _append({"action": "use", "from": before, "to": chosen.as_dict(), "overridden": list(overridden)}, now)
    _point(chosen)


def rollback(now: datetime | None = None) -> Place:
    """Go back to the model that was current before the last ``use`` that still holds, and record it.

    Raises InputError where there is none, ModelError where that model is gone or changed.
    """
    standing: list[Mapping[str, Any]] = []
    for entry in history():
        if entry["action"] == "use":
            standing.append(entry)
        elif standing:
            standing.pop()
    if not standing:
        raise InputError("nothing to roll back: no `debtad models use` is in force")
    back = Place(**standing[-1]["from"])
    folder = home() / back.folder
    found = read_model(folder).ref.sha256
    if found != back.sha256:
        raise ModelError(
            f"{folder}: is not the model that was current before ({found[:12]}, wanted {back.sha256[:12]}): "
            "choose one with `debtad models use`"
        )
    _append({"action": "rollback", "from": _before(), "to": back.as_dict()}, now)
    _point(back)
    return back


def history() -> list[Mapping[str, Any]]:
    """Every ``use`` and ``rollback``, oldest first. Raises InputError where the file is damaged."""
    path = home() / HISTORY
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InputError(f"{path}: not a history, as it is no UTF-8 ({error}): mend or remove it") from error
    entries: list[Mapping[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            for place in (Place(**entry["to"]), Place(**entry["from"])):
                if not (isinstance(place.folder, str) and isinstance(place.sha256, str)):
                    raise TypeError("folder and sha256 should be text")
            overridden = entry.get("overridden") or []
            if not (isinstance(overridden, list) and all(isinstance(reason, str) for reason in overridden)):
                raise TypeError("overridden should be a list of texts")
            entries.append({**entry, "time": str(entry["time"]), "action": str(entry["action"])})
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(f"{path}:{number}: not a line of a history ({error!r}): mend or remove it") from error
    return entries


def _before() -> dict[str, str]:
    """What is current now; a current model that is gone or changed is named as the pointer names it."""
    try:
        return current().as_dict()
    except ModelError:
        try:
            line = (home() / POINTER).read_text(encoding="utf-8", errors="backslashreplace")
        except OSError:
            line = ""
        sha256, _, folder = line.strip().partition(" ")
        return {"folder": folder.strip(), "sha256": sha256}


def _append(entry: Mapping[str, Any], now: datetime | None) -> None:
    stamp = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    line = json.dumps({"time": stamp, **entry}, ensure_ascii=False)
    try:
        home().mkdir(parents=True, exist_ok=True)
        with open(home() / HISTORY, "a", encoding="utf-8", newline="\n") as file:
            file.write(line + "\n")
    except OSError as error:
        raise OutputError(f"{home() / HISTORY}: cannot be written: {error.strerror}") from error


def _point(chosen: Place) -> None:
    path = home() / POINTER
    try:
        with replacing(path) as part:
            part.write_text(f"{chosen.sha256} {chosen.folder}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


def describe(entries: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """The history in lines for people."""
    for entry in entries:
        overridden = entry.get("overridden") or ()
        note = f"  overriding {len(overridden)} refusals" if overridden else ""
        yield (
            f"{entry['time']}  {entry['action']:<8} {entry['from']['folder']} {entry['from']['sha256'][:12]} → "
            f"{entry['to']['folder']} {entry['to']['sha256'][:12]}{note}"
        )
        for reason in overridden:
            yield f"    {reason}"
