"""What strangers wrote does nothing in a page, and every character of it can be seen."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from debtad.render.html import Mark, highlighted, isolated
from tests.support import pasted

OBEYED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef]"
)


class Reader(HTMLParser):
    """Collects tags and attributes, as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@given(pasted)
def test_nothing_a_page_would_obey_is_left(text: str) -> None:
    page = isolated(text)
    assert not OBEYED.search(page)
    assert set(Reader(page).tags) <= {"bdi", "span"}
    page.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a\x1b[31m", 'a<span class="ctl" title="U+001B">ESC</span>[31m'),
        ("\u202e倒", '<span class="ctl" title="U+202E">RLO</span>倒'),
        ("\ud83d", '<span class="ctl" title="U+D83D">U+D83D</span>'),
        ("停\u200d息", '停<span class="ctl" title="U+200D">ZWJ</span>息'),
        ("👩\u200d💻❤\ufe0f", "👩\u200d💻❤\ufe0f"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("x" + "\u0336" * 50, "x" + "\u0336" * 3),
    ],
)
def test_what_it_looks_like(text: str, shown: str) -> None:
    assert isolated(text) == f"<bdi>{shown}</bdi>"


def test_marks_may_overlap() -> None:
    page = highlighted("先付五百定金不退", [Mark(0, 4, 1), Mark(2, 8, 2), Mark(6, 8, 3, against=True)])
    assert page == (
        '<bdi><mark class="hit">先付</mark><mark class="hit">五百</mark><sup class="n">1</sup>'
        '<mark class="hit">定金</mark><mark class="hit">不退</mark><sup class="n">2</sup><sup class="n">3</sup></bdi>'
    )


@given(pasted)
def test_highlighting_keeps_the_text(text: str) -> None:
    marks = [Mark(at, min(len(text), at + 5), at) for at in range(0, len(text), 3)]
    bare = re.sub(r'<sup class="n">\d+</sup>|</?mark[^>]*>', "", highlighted(text, marks))
    if not re.search(
        r"\r\n|[\u200d\u0300-\u036f]", text
    ):  # what joins with a neighbour reads differently where a mark cuts it
        assert bare == isolated(text)


def test_a_long_text_is_cut_to_the_neighbourhood_of_its_marks() -> None:
    text = "头" * 5_000 + "先付五百" + "尾" * 5_000
    page = highlighted(text, [Mark(5_000, 5_004, 1)], most=400)
    assert '<mark class="hit">先付五百</mark>' in page
    assert len(page) < 1_000
    left_out = sum(int(count.replace(",", "")) for count in re.findall(r"略 ([\d,]+) 字", page))
    assert left_out + page.count("头") + page.count("尾") + 4 == len(text)


def test_marks_outside_the_text_are_ignored() -> None:
    assert highlighted("停息", [Mark(1, 9, 1), Mark(-1, 1, 2), Mark(1, 1, 3)]) == "<bdi>停息</bdi>"
