"""Pictures of ads are read as their text; where the engine is not installed, only the refusals are tested."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from debtad.errors import InputError
from debtad.model.conversation import judge
from debtad.model.score import Detector
from debtad.ocr.engine import MAX_BYTES, Picture, open_picture, read_picture
from tests.ocr import draw
from tests.support import ROOT, run

pytest.importorskip("PIL")

ADS = {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted((ROOT / "examples/ads").glob("*.txt"))}


@pytest.fixture
def engine() -> None:
    """Skips where the extra `ocr` or a Chinese font is missing (`make test-web` installs both)."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    pytest.importorskip("rapidocr")
    if not draw.fonts():
        pytest.skip("no Chinese font here: apt-get install fonts-noto-cjk")


def read(image: Any) -> Picture:
    return read_picture(draw.png(image))


def bubbles(text: str) -> list[tuple[str, str]]:
    """An ad as a seller sends it in a chat, with a debtor who asks."""
    first, *rest = [part for part in re.split(r"(?<=[。？！])", text) if part]
    return [("right", "你好，看到你发的"), ("left", first), ("right", "怎么办理？"), *(("left", part) for part in rest)]


@pytest.mark.parametrize("name", ADS)
@pytest.mark.parametrize("kind", ["poster", "chat"])
@pytest.mark.usefixtures("engine")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_picture_of_an_ad_is_judged_as_its_text(detector: Detector, name: str, kind: str) -> None:
    words = ADS[name]
    font = draw.fonts()[sorted(ADS).index(name) % len(draw.fonts())]
    image = draw.poster(words, name=font) if kind == "poster" else draw.chat(bubbles(words), name=font)
    picture = read(image)
    expected, found = detector.score(words), judge(detector, picture.reading.text)
    assert (found.level, found.facts) == (expected.level, expected.facts)
    assert not picture.reading.low
    assert picture.reading.chat == (kind == "chat")


@pytest.mark.parametrize("lean", [-3, 2])
@pytest.mark.usefixtures("engine")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_two_columns_small_and_askew(detector: Detector, lean: float) -> None:
    left = "停息挂账找法务，延期一到三年，期间不用还一分钱，先付五百定金，不满意也不退。"
    right = "咨询不收费，不成功不收费。签约后服务费按总欠款的8%收取，点头像了解。"
    image = draw.leaning(draw.two_columns("信用卡逾期怎么办", left, right, size=26), lean)
    title, *columns = read(image).reading.text.split("\n")
    assert columns == [left, right]
    assert title.startswith("信用卡")  # at this angle the engine misreads one character of it


@pytest.mark.usefixtures("engine")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_command_line(capsys: Any, tmp_path: Path) -> None:
    path, marked, pack = tmp_path / "ad.png", tmp_path / "marked.png", tmp_path / "pack.zip"
    path.write_bytes(draw.png(draw.chat(bubbles(ADS["deposit_500_percent_8"]), dark=True)))
    ran = run(capsys, "score", "--image", path, "--marked", marked, "--pack", pack, "--json")
    verdict = json.loads(ran.out)
    assert verdict["level"] == "high"
    assert verdict["picture"]["chat"] is True
    assert {turn["speaker"] for turn in verdict["conversation"] if turn["judged"]} == {"对方"}
    assert open_picture(marked.read_bytes())[0].size == open_picture(path.read_bytes())[0].size
    assert marked.read_bytes() != path.read_bytes()
    assert run(capsys, "pack", "verify", pack).code == 0


@pytest.mark.usefixtures("engine")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_picture_without_text_is_refused() -> None:
    from PIL import Image

    with pytest.raises(InputError, match="no text was found"):
        read(Image.new("RGB", (300, 200), "white"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_formats(kind: str) -> None:
    from PIL import Image

    image, media = open_picture(draw.png(Image.new("RGB", (30, 20), "red"), kind))
    assert (image.size, media) == ((30, 20), f"image/{kind.lower()}")


def test_a_photo_of_a_phone_is_a_jpeg() -> None:
    """Phones append a second picture; Pillow calls the file MPO."""
    from PIL import Image

    data = io.BytesIO()
    second = Image.new("RGB", (30, 20), "blue")
    Image.new("RGB", (30, 20), "red").save(data, "MPO", save_all=True, append_images=[second])
    assert Image.open(io.BytesIO(data.getvalue())).format == "MPO"
    image, media = open_picture(data.getvalue())
    assert (media, image.size) == ("image/jpeg", (30, 20))
    assert image.getpixel((0, 0))[0] > 200


def test_a_format_that_is_not_asked_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.format", "APNG")
    with pytest.raises(InputError, match="a picture of format APNG: give PNG"):
        open_picture(draw.png(Image.new("RGB", (3, 2))))


def test_what_is_transparent_is_white() -> None:
    from PIL import Image

    image, _ = open_picture(draw.png(Image.new("RGBA", (3, 2), (0, 0, 0, 0))))
    assert image.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\nrubbish", b"no picture", b"II*\x00" + b"\x00" * 40])
def test_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"not a picture|damaged"):
        open_picture(data)


def test_a_cut_picture_is_refused() -> None:
    from PIL import Image

    data = draw.png(Image.effect_noise((200, 200), 50))
    with pytest.raises(InputError, match="damaged"):
        open_picture(data[: len(data) // 2])


def test_a_huge_picture_is_refused_before_it_is_unpacked() -> None:
    from PIL import Image

    with pytest.raises(InputError, match="pixels"):
        open_picture(draw.png(Image.new("1", (9000, 9000))))
    with pytest.raises(InputError, match="bytes"):
        open_picture(b"\x89PNG" + b"\0" * MAX_BYTES)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("文字", "--image", "x.png"), 2, "both a text and --image"),
        (("--image", "none.png"), 3, "none.png: cannot be read"),
        (("文字", "--marked", "x.png"), 2, "give one with --image"),
    ],
)
def test_misuse_is_told_in_one_line(capsys: Any, arguments: tuple[str, ...], code: int, message: str) -> None:
    ran = run(capsys, "score", "--lang", "en", *arguments)
    assert ran.code == code
    assert message in ran.error
