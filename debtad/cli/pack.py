"""``debtad pack``: check an evidence pack, or make one of a flagged post of an audit."""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from debtad.cli.score import yuan
from debtad.errors import OK, InputError, OutputError
from debtad.model.score import Detector
from debtad.outputs import check_output, replacing
from debtad.pack.archive import MANIFEST

#: Exit code of ``verify`` where a pack is whole but scoring it again says otherwise.
DIFFERS = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="check a pack: every byte, and its original scored again")
    verify.add_argument("pack", metavar="PACK.zip")
    verify.add_argument("--sha256", metavar="HEX", help="the SHA-256 of the zip that was noted when it was made")
    verify.add_argument("--model", metavar="DIR", help="a model folder or name (default: the shipped model)")
    verify.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of what is found")
    audit = actions.add_parser("from-audit", help="make a pack of one flagged post of an audit folder")
    audit.add_argument("folder", metavar="AUDIT_DIR", type=Path)
    which = audit.add_mutually_exclusive_group(required=True)
    which.add_argument("--row", type=int, metavar="N", help="its data row in the input, from 1")
    which.add_argument("--id", metavar="ID", help="its id")
    audit.add_argument("--source", metavar="FILE", help="the input file it is in, where there are several")
    audit.add_argument(
        "--input", nargs="+", default=[], metavar="FILE", help="where the audited files are now (default: as recorded)"
    )
    audit.add_argument("--out", metavar="PACK.zip", help="where to write (default: beside flagged.csv)")
    audit.add_argument("--debt", type=yuan, metavar="YUAN", help="the debt in yuan (50000, 5万)")
    audit.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the summary")
    audit.add_argument("--model", metavar="DIR", help="a model folder or name (default: the shipped model)")


def run(options: argparse.Namespace) -> int:
    """0 confirmed or written; 1 where scoring again differs; raises InputError where a pack was changed."""
    return _verify(options) if options.action == "verify" else _from_audit(options)


def _verify(options: argparse.Namespace) -> int:
    from debtad.pack import verify_pack
    from debtad.render.messages import message

    try:
        with open(options.pack, "rb") as file:
            data = file.read()
    except OSError as error:
        raise InputError(f"{options.pack}: cannot be read: {error.strerror}") from error
    findings = verify_pack(data, Detector.load(options.model), sha256=options.sha256, where=options.pack)
    for finding in findings:
        print(replace(finding, message=message(finding.message, options.lang)))
    print(f"sha256   {hashlib.sha256(data).hexdigest()}")
    changed = list(dict.fromkeys(finding.file for finding in findings if finding.state == "changed"))
    if changed:
        raise InputError(
            f"{options.pack}: changed since it was made: {', '.join(changed)}: get the pack from its maker again"
        )
    if any(finding.state == "differs" for finding in findings):
        print(message("the pack is whole, but scoring it again says otherwise; see above", options.lang))
        return DIFFERS
    said = "confirmed: every file is as packed, and scoring the original again gives the same verdict"
    print(message(said, options.lang))
    return OK


def _from_audit(options: argparse.Namespace) -> int:
    try:
        from debtad.audit.again import places_read
        from debtad.audit.flagged_post import flagged_post
    except ModuleNotFoundError as error:
        raise InputError(f"{error.name} is not installed: pip install 'debtad[audit]'") from error
    from debtad.pack import Source, build_pack

    post, recorded, sources = flagged_post(
        options.folder, row=options.row, id=options.id, source=options.source, inputs=options.input
    )
    place = options.out or str(options.folder / pack_name(post.source, post.row, sources))
    check_places(place, [*places_read(options.folder), *options.input])
    source = Source(
        kind="audit",
        file=post.source,
        row=post.row,
        **{name: getattr(post, name) for name in ("id", "account", "time", "platform", "url")},
        recorded=recorded,
    )
    detector = Detector.load(options.model)
    data, verdict = build_pack(detector, post.text, source=source, debt=options.debt, lang=options.lang)
    write(data, place)
    level = recorded.get("level")
    if level and level != verdict.level:
        print(f"debtad: the audit recorded level {level}, this model says {verdict.level}", file=sys.stderr)
    return OK


def pack_name(source: str, row: int, sources: Sequence[str]) -> str:
    """A file name for the pack of a row, another for each of several ``sources``.

    >>> pack_name("a.csv", 7, ["a.csv"]), pack_name("x/a.csv", 7, ["x/a.csv", "b.db#posts"])
    ('pack-row-7.zip', 'pack-a.csv-row-7.zip')
    """
    if len(sources) < 2:
        return f"pack-row-{row}.zip"
    name = _file_name(source)
    if sum(_file_name(other) == name for other in sources) > 1:
        name += "-" + hashlib.sha256(source.encode()).hexdigest()[:8]
    return f"pack-{name}-row-{row}.zip"


def _file_name(source: str) -> str:
    return re.sub(r"[^\w.-]+", "_", Path(source).name)[-60:]


def check_places(pack: str | None, inputs: Sequence[str | Path], marked: str | None = None) -> None:
    """Raises OutputError where a pack or a marked picture would be written over what is read, or over another's file."""
    if pack:
        check_output(pack, inputs, ours=_is_pack, kind="evidence pack")
    if marked:
        check_output(marked, [*inputs, *([pack] if pack else [])], ours=_is_png, kind="PNG picture")


def _is_pack(head: bytes) -> bool:
    """Does it begin as our packs do? (A workbook is a zip, too.)"""
    return head.startswith(b"PK") and head[30:].startswith(MANIFEST.encode())


def _is_png(head: bytes) -> bool:
    return head.startswith(b"\x89PNG")


def write(data: bytes, path: str) -> None:
    """Write a file and print, on standard error, the SHA-256 to note. Raises OutputError."""
    try:
        with replacing(path) as part:
            part.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}: choose another place") from error
    print(f"debtad: wrote {path}  sha256 {hashlib.sha256(data).hexdigest()}", file=sys.stderr)
