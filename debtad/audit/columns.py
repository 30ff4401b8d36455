"""Which columns of a table hold what: found by their names, by a preset, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from debtad.audit.presets import ALIASES, PLATFORMS, find_preset
from debtad.column_names import NAMES, clean_name, is_known, text_names
from debtad.errors import InputError

#: Folders of which each folder is a person's.
_HOMES = ("home", "users")
#: Where both an ``id`` that a database counted and one of these are there, these say more.
_OWN_IDS = ("comment_id", "note_id", "aweme_id", "video_id", "content_id", "post_id", "mid")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for; empty where the columns are to be found. ``text`` may name several, to be joined. ``form`` is
    the format of files of text (``csv``, ``tsv``, ``jsonl``, ``json`` or ``lines``), "" where it is to be found.
    """

    text: tuple[str, ...] = ()
    id: str = ""
    account: str = ""
    time: str = ""
    platform: str = ""
    url: str = ""
    preset: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table by role, each a name of the table or "". ``text`` are joined by line breaks, in order.
    ``fixed_platform`` stands where no column says which platform a post is from. ``preset`` is what was recognised,
    ``form`` the format that the user said the file has. ``spare`` are the columns without a role where a title alone was
    found to be the text: that may stand in one of them.
    """

    text: tuple[str, ...]
    id: str = ""
    account: str = ""
    time: str = ""
    platform: str = ""
    url: str = ""
    fixed_platform: str = ""
    preset: str = ""
    form: str = ""
    spare: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """As ``summary.json`` has it."""
        return {
            "text": list(self.text),
            **{role: getattr(self, role) for role in ("id", "account", "time", "platform", "url")},
            "preset": self.preset,
            **({"form": self.form} if self.form else {}),
        }

    def describe(self) -> str:
        """One line for people: ``text=title+desc, id=note_id, … (MediaCrawler xhs posts)``."""
        parts = ["text=" + "+".join(self.text)]
        parts += [f"{role}={getattr(self, role)}" for role in ("id", "account", "time", "url") if getattr(self, role)]
        platform = self.platform or (f'"{self.fixed_platform}"' if self.fixed_platform else "")
        parts += [f"platform={platform}"] if platform else []
        return ", ".join(parts) + (f" (MediaCrawler {self.preset})" if self.preset else "")


def looks_like_header(names: Sequence[object]) -> bool:
    """Is any of these a column name that is known?"""
    return any(map(is_known, names))


def find_columns(names: Sequence[str], wanted: Wanted, where: str) -> Columns:
    """The columns of a table with these ``names``; ``where`` is its path, which may tell the platform.

    Raises InputError where no column of text is found, or where one that the user named is not there.
    """
    by_name: dict[str, str] = {}
    for name in names:
        by_name.setdefault(clean_name(name), name)
    platform = wanted.preset or platform_of(where)
    if wanted.preset and wanted.preset not in PLATFORMS:
        raise InputError(f"no preset {wanted.preset!r}: use one of {', '.join(PLATFORMS)}")
    preset = find_preset(by_name.keys(), platform)

    def first(candidates: Sequence[str]) -> str:
        return next((by_name[name] for name in candidates if name in by_name), "")

    if preset is not None:
        found = Columns(
            text=tuple(by_name[name] for name in preset.text if name in by_name),
            id=first((preset.id,)),
            account=first(preset.account),
            time=first(preset.time),
            platform=first(("platform",)),
            url=first(preset.url),
            fixed_platform=preset.platform,
            preset=preset.name,
        )
    else:
        body, title = first(text_names(by_name.keys())), first(NAMES["title"])
        found = Columns(
            text=tuple(name for name in (title, body) if name),
            id=first(_OWN_IDS if clean_name(first(NAMES["id"])) == "id" else ()) or first(NAMES["id"]),
            account=first(NAMES["account"]),
            time=first(NAMES["time"]),
            platform=first(NAMES["platform"]),
            url=first(NAMES["url"]),
            fixed_platform=platform_of(where),
        )
        if not body and title:
            taken = {title, found.id, found.account, found.time, found.platform, found.url}
            found = replace(found, spare=tuple(name for name in names if name not in taken and str(name).strip()))
    found = _override(found, by_name, wanted, where)
    if not found.text:
        listing = ", ".join(str(name)[:40] for name in list(names)[:12]) or "none"
        raise InputError(f"{where}: no column of text among its columns ({listing}): name it with --text")
    return found


def _override(found: Columns, by_name: Mapping[str, str], wanted: Wanted, where: str) -> Columns:
    def named(column: str) -> str:
        if clean_name(column) not in by_name:
            listing = ", ".join(str(name)[:40] for name in list(by_name.values())[:12])
            raise InputError(f"{where}: has no column {column!r}; its columns are {listing}")
        return by_name[clean_name(column)]

    changes = {
        role: named(getattr(wanted, role))
        for role in ("id", "account", "time", "platform", "url")
        if getattr(wanted, role)
    }
    text = tuple(named(column) for column in wanted.text)
    return replace(found, form=wanted.form, **changes, **({"text": text, "spare": ()} if text else {}))  # type: ignore[arg-type]


def platform_of(where: str) -> str:
    """The platform that a path speaks of, or "": by a word of the file's name (or of its table's), else by the nearer of the
    two folders around it that is called by the platform's name, as in ``data/xhs/csv/search.csv``.

    A name of two letters is a platform's only where it stands alone, for ``ks-archive`` may be anything, and a folder in
    ``/home`` or ``/Users`` is a person's.
    """
    *folders, name = PurePath(where.replace("\\", "/")).parts or ("",)
    for piece in _words(name):
        if piece in ALIASES:
            return ALIASES[piece]
    for place in range(len(folders) - 1, max(len(folders) - 3, -1), -1):
        if place and folders[place - 1].lower() in _HOMES:
            break
        folder = folders[place].lower().strip()
        for piece in (folder, *_words(folder)):
            if piece in ALIASES and (piece == folder or len(piece) > 2 or not piece.isascii()):
                return ALIASES[piece]
    return ""


def _words(name: str) -> list[str]:
    return re.split(r"[\s._#()-]+", name.lower())
