"""A pack → what holds and what differs: every byte accounted for, the original scored again, everything compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from debtad import __version__
from debtad.errors import InputError, one_line
from debtad.model.score import Detector
from debtad.pack.archive import MANIFEST, SCHEMA, loose_bytes, read_zip
from debtad.pack.build import READING, VERDICT, Source, pack_files, picture_from
from debtad.verdict import Verdict

#: ``same``: as it should be; ``changed``: a file is not what was packed; ``differs``: scoring it again says otherwise.
State = Literal["same", "changed", "differs"]


@dataclass(frozen=True)
class Finding:
    """One line of the check: about ``file``, what ``state`` it is in, and why."""

    file: str
    state: State
    message: str

    def __str__(self) -> str:
        """As one line: names of files, and what a manifest says, are strangers' text."""
        return one_line(f"{self.state:<8} {self.file}: {self.message}")


def verify_pack(
    data: bytes, detector: Detector, *, sha256: str | None = None, where: str = "pack"
) -> tuple[Finding, ...]:
    """Check the bytes of a pack and score its original again.

    ``sha256`` (hex) is what was noted of the zip when it was made. Raises InputError for what is no pack at all.
    """
    files, broken = read_zip(data, where)
    findings = [Finding(file, "changed", problem) for file, problem in broken]
    if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256.strip().lower():
        findings.append(Finding(where, "changed", "its SHA-256 is not the one given"))
    if MANIFEST not in files:
        findings.append(Finding(MANIFEST, "changed", "is missing"))
    if any(finding.file == MANIFEST for finding in findings):
        return tuple(findings)
    content = _manifest(files, where)
    known = {finding.file for finding in findings}
    findings += [finding for finding in _listed(files, content) if finding.file not in known]
    if not findings:
        findings += [Finding(file, "changed", problem) for file, problem in loose_bytes(data, files)]
    if any(finding.state == "changed" and finding.file != where for finding in findings):
        return tuple(findings)
    return (*findings, *_again(files, content, detector, where))


def _manifest(files: Mapping[str, bytes], where: str) -> dict[str, Any]:
    content = _object(files[MANIFEST], MANIFEST, where)
    if content.get("schema") != SCHEMA:
        raise InputError(
            f"{where}: {MANIFEST} is of another schema than {SCHEMA}: check it with the debtad that made it"
        )
    return content


def _object(data: bytes, name: str, where: str) -> dict[str, Any]:
    try:
        content = json.loads(data)
        if isinstance(content, dict):
            return content
    except (ValueError, RecursionError):
        pass
    raise InputError(f"{where}: {name} is not a JSON object: get a fresh copy")


def _listed(files: Mapping[str, bytes], content: Mapping[str, Any]) -> Iterator[Finding]:
    listed = {}
    entries = content.get("files")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            listed[str(entry.get("path"))] = str(entry.get("sha256"))
    for name, digest in listed.items():
        if name not in files:
            yield Finding(name, "changed", "is missing")
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            yield Finding(name, "changed", "was changed: its SHA-256 is not that of the manifest")
    for name in files:
        if name not in listed and name != MANIFEST:
            yield Finding(name, "changed", "was added: the manifest does not list it")


def _again(files: Mapping[str, bytes], content: Mapping[str, Any], detector: Detector, where: str) -> Iterator[Finding]:
    """The original scored again with the options of the pack, and every file compared with what comes out."""
    try:
        name, options = str(content["original"]["path"]), content["options"]
        source = Source(**content["source"])
        original = (
            picture_from(files[name], _object(files[READING], READING, where))
            if READING in files
            else files[name].decode("utf-8", "surrogatepass")
        )
        debt = None if options["debt"] is None else float(options["debt"])
        expected, verdict = pack_files(detector, original, source=source, debt=debt, lang=str(options["lang"]))
        packed = _object(files[VERDICT], VERDICT, where)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise InputError(f"{where}: {MANIFEST} does not fit its files ({error!r}): get a fresh copy") from error
    model = packed.get("model") if isinstance(packed.get("model"), dict) else {}
    same_maker = model == _model(verdict) and content.get("debtad") == __version__
    if not same_maker:
        yield Finding(
            MANIFEST,
            "differs",
            f"made with debtad {content.get('debtad')}, model {_short(model)}; checked with debtad {__version__},"
            f" model {verdict.model.name} {verdict.model.sha256[:12]}",
        )
    again = verdict.to_dict()
    for key in ("level", "score", "subtype", "facts"):
        if packed.get(key) != again[key]:
            yield Finding(
                VERDICT, "differs", f"{key} was {_said(packed.get(key))}, scoring again gives {_said(again[key])}"
            )
    told = ("level", "score", "subtype", "facts", "model")
    for name in dict.fromkeys((*expected, *files)):
        if files.get(name) == expected.get(name):
            yield Finding(name, "same", "as scoring again gives it")
        elif same_maker and not (name == VERDICT and any(packed.get(k) != again[k] for k in told)):
            yield Finding(name, "differs", "is not what scoring the original again gives")


def _model(verdict: Verdict) -> dict[str, str]:
    return {"name": verdict.model.name, "sha256": verdict.model.sha256}


def _short(model: Any) -> str:
    return f"{model.get('name')} {str(model.get('sha256'))[:12]}"


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
