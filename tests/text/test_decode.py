"""Which bytes are text, and how those that are not are refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from debtad.errors import DecodeError
from debtad.text.decode import decode

TEXT = "逾期别怕，停息挂账，60期慢慢还。加V：abc123\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        codecs.BOM_UTF8 + TEXT.encode("utf-8"),
        TEXT.encode("gb18030"),
        TEXT.encode("gbk"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8-bom", "gb18030", "gbk", "utf-16-le-bom", "utf-16-be-bom", "utf-16-le", "utf-16-be"],
)
def test_known_encodings(data: bytes) -> None:
    assert decode(data) == TEXT


@pytest.mark.parametrize("text", ["", "a", "催", "停息", "😀负债", "ok 12", "債務協商", "銀行貸款"])
def test_short_texts(text: str) -> None:
    assert decode(text.encode("utf-8")) == text


@pytest.mark.parametrize(
    "text", ["催收", "停息挂账", "网贷逾期", "債務協商，請致電本行", "信用卡 😀 分期", "ａｂｃ１２３", "AL战胜BLG"]
)
def test_short_texts_in_gb18030(text: str) -> None:
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 0),
        (b"ok\x00\x01\x02", 2),
        (b"abc\xff\xfe\xfd", 3),
        ("停息".encode() + b"\xff\xff\xff", 6),
        (codecs.BOM_UTF8 + b"ab\xff", 5),
        (codecs.BOM_UTF16_LE + b"a\x00b", 4),
        (bytes(range(128, 256)) * 4, 0),
        ("caf\u00e9 d\u00e9j\u00e0".encode("latin-1"), 3),
    ],
)
def test_refused_with_the_offset_and_a_remedy(data: bytes, offset: int) -> None:
    with pytest.raises(DecodeError, match=rf"byte {offset}\b.*(UTF-8)") as caught:
        decode(data)
    assert caught.value.offset == offset
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\x00")
def test_nothing_but_text_or_decode_error(data: bytes) -> None:
    try:
        result: str | int = decode(data)
    except DecodeError as refused:
        result = refused.offset
    assert isinstance(result, str) or 0 <= result < len(data)


@given(st.text(st.characters(exclude_categories=["C"])))
def test_utf8_comes_back(text: str) -> None:
    assert decode(text.encode("utf-8")) == text.removeprefix("\ufeff")


def test_binary_data_that_begins_with_a_rare_letter_is_refused() -> None:
    with pytest.raises(DecodeError, match=r"byte 2\b"):
        decode("ʤ\x00\x01".encode())
