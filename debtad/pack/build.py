"""An original and a detector → the bytes of an evidence pack."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from debtad import __version__
from debtad.model.conversation import judge
from debtad.model.explain import guidance
from debtad.model.score import Detector
from debtad.ocr.engine import SUFFIXES, Picture
from debtad.ocr.layout import Reading, ReadLine
from debtad.pack.archive import MANIFEST, manifest, to_json, write_zip
from debtad.pack.summary import summary
from debtad.render.grounds import cited
from debtad.text.normalize import normalize
from debtad.verdict import Verdict

TEXT, READING, VERDICT = "original.txt", "reading.json", "verdict.json"

_README = """\
debtad 证据包 / debtad evidence pack

summary.html        打开即可阅读、打印 / open to read and print
original.*          原文或原图，未改动 / the text or picture as it was given
reading.json        图片识别结果（仅图片）/ what was read from the picture, with boxes and confidence
verdict.json        判断全文 / the whole verdict (debtad.verdict/1)
normalisation.json  规避写法的还原步骤 / what was undone to read the text, with code-point offsets
signals.json        命中的信号及其版本 / the signals found, with the SHA-256 of each definition
laws.json           引用的法规、可靠级别和核对日期 / laws referred to, their grade and when they were checked
manifest.json       文件清单和 SHA-256 / every file with its SHA-256

核对 / to check: debtad pack verify FILE.zip
请另外记下整个 zip 的 SHA-256；有了它，任何改动都能查出。/ Note the SHA-256 of the zip itself elsewhere: with it, any
change shows (debtad pack verify FILE.zip --sha256 HEX).
这是自动判断，不是法律意见，也不证明违法。/ An automatic judgement: not legal advice, and no proof of an offence.
"""


@dataclass(frozen=True)
class Source:
    """Where the original comes from, as far as it is known; ``row`` is the 1-based data row of ``file``."""

    kind: str = "text"
    file: str = ""
    row: int | None = None
    id: str = ""
    account: str = ""
    time: str = ""
    platform: str = ""
    url: str = ""
    recorded: Mapping[str, Any] = field(default_factory=dict)

    def known(self) -> dict[str, Any]:
        """The fields that say something."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None, {})}


def build_pack(
    detector: Detector,
    original: str | Picture,
    *,
    source: Source | None = None,
    debt: float | None = None,
    lang: str = "zh",
) -> tuple[bytes, Verdict]:
    """The pack of a text or picture as the bytes of a zip, and its verdict.

    The same original, model and version give the same bytes. ``debt`` is in 元. A post of an audit (``source.kind`` is
    ``audit``) is read whole, as the audit read it; another text as :func:`judge` reads it. Raises InputError as scoring does.
    """
    files, verdict = pack_files(detector, original, source=source, debt=debt, lang=lang)
    return write_zip(files), verdict


def pack_files(
    detector: Detector,
    original: str | Picture,
    *,
    source: Source | None = None,
    debt: float | None = None,
    lang: str = "zh",
) -> tuple[dict[str, bytes], Verdict]:
    """The files of a pack by name, in order; see :func:`build_pack`."""
    picture = original if isinstance(original, Picture) else None
    text = original if isinstance(original, str) else original.reading.text
    debt = None if debt is None else float(debt)  # as it is read from a pack, or 50000 and 50000.0 would make two packs
    source = source or Source(kind="picture" if picture else "text")
    if source.kind == "audit":
        verdict = detector.score(text, debt=debt, lang=lang)
    else:
        verdict = judge(detector, text, debt=debt, lang=lang)
    name = "original" + SUFFIXES[picture.media] if picture else TEXT
    # Any string can be packed: a lone surrogate, which is no character, is kept as it is.
    data = picture.data if picture else text.encode("utf-8", "surrogatepass")
    files = {name: data}
    if picture:
        files[READING] = to_json(reading_dict(picture))
    files[VERDICT] = to_json(verdict.to_dict())
    files["normalisation.json"] = to_json(_normalisation(verdict))
    files["signals.json"] = to_json(_signals(detector, verdict))
    files["laws.json"] = to_json(_laws(verdict))
    digest = hashlib.sha256(data).hexdigest()
    told = summary(verdict, picture, source.known(), digest, name, lang, len(text))
    files["summary.html"] = told.encode("utf-8", "replace")
    files["README.txt"] = _README.encode()
    head = {
        "debtad": __version__,
        "model": {"name": verdict.model.name, "sha256": verdict.model.sha256},
        "original": {"path": name, "sha256": digest},
        "source": source.known(),
        "options": {"debt": debt, "lang": lang},
    }
    listed = manifest(files, head)
    return {MANIFEST: listed, **files}, verdict


def reading_dict(picture: Picture) -> dict[str, Any]:
    """What was read from a picture, as plain data."""
    reading = picture.reading
    return {
        "sha256": picture.sha256,
        "media": picture.media,
        "width": picture.width,
        "height": picture.height,
        "chat": reading.chat,
        "confidence": round(reading.confidence, 4),
        "low_confidence": reading.low,
        "text": reading.text,
        "lines": [
            {
                "text": line.text,
                "start": line.start,
                "end": line.end,
                "confidence": line.confidence,
                "box": [list(point) for point in line.box],
            }
            for line in reading.lines
        ],
    }


def picture_from(data: bytes, content: Mapping[str, Any]) -> Picture:
    """The picture whose :func:`reading_dict` is ``content``. Raises KeyError, TypeError or ValueError if malformed."""
    lines = tuple(
        ReadLine(
            str(line["text"]),
            int(line["start"]),
            int(line["end"]),
            tuple((float(x), float(y)) for x, y in line["box"]),  # type: ignore[arg-type]
            float(line["confidence"]),
        )
        for line in content["lines"]
    )
    reading = Reading(str(content["text"]), lines, bool(content["chat"]))
    media = str(content["media"])
    if media not in SUFFIXES or any(len(line.box) != 4 for line in lines):
        raise ValueError("not a reading")
    digest = hashlib.sha256(data).hexdigest()
    return Picture(data, digest, media, int(content["width"]), int(content["height"]), reading)


def _normalisation(verdict: Verdict) -> dict[str, Any]:
    done = normalize(verdict.text)
    steps = [
        {"kind": e.kind, "start": e.start, "end": e.end, "original": e.original, "replacement": e.replacement}
        for e in done.edits
    ]
    return {"text": done.text, "steps": steps}


def _signals(detector: Detector, verdict: Verdict) -> dict[str, Any]:
    found = {item.signal for item in (*verdict.evidence, *verdict.counter)}
    catalog = detector.model.catalog
    signals = [signal for signal in catalog.signals if signal.id in found]
    return {
        "catalog_sha256": _digest([signal._asdict() for signal in catalog.signals]),
        "count": len(catalog.signals),
        "signals": [{"sha256": _digest(signal._asdict()), **signal._asdict()} for signal in signals],
    }


def _digest(content: Any) -> str:
    return hashlib.sha256(to_json(content)).hexdigest()


def _laws(verdict: Verdict) -> dict[str, Any]:
    tables = guidance()
    codes = {*cited(verdict), *(code for item in verdict.counter for code in item.law)}
    laws = {
        code: {key: entry[key] for key in ("grade", "zh", "en")}
        for code, entry in tables["laws"].items()
        if code in codes
    }
    return {
        "checked": tables["checked"],
        "grades": {
            "A": "法律文本或官方公布页已读 / official text read",
            "B": "官方转载或权威转述已读 / official reprint read",
        },
        "laws": laws,
    }
