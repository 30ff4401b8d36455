"""Features: one path for training and scoring, and what each name means."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from debtad.features import (
    LEAST_NORM,
    LONGEST,
    Extractor,
    class_features,
    frame_classes,
    length_feature,
    signal_features,
)
from debtad.signals.compiled import load_compiled
from debtad.signals.match import Matcher
from tests.support import AD, INVISIBLE, pasted

PHRASES = ("信用卡", "用卡", "先付", "私信", "停息挂账")
IDF = (10.0, 20.0, 30.0, 40.0, 50.0)
EXTRACTOR = Extractor(load_compiled(), PHRASES, IDF)


def phrases(text: str) -> dict[str, float]:
    return {name: value for name, value in EXTRACTOR.extract(text).items() if name.startswith("p:")}


def test_a_phrase_counts_where_it_occurs_even_inside_another() -> None:
    norm = math.hypot(10.0, 20.0)
    assert phrases("信用卡。真的。好的。是的") == {"p:信用卡": 10 / norm, "p:用卡": 20 / norm}


def test_phrase_values_have_norm_one_so_that_long_texts_do_not_shout() -> None:
    for text in ("信用卡先付,甲,乙,丙", "信用卡先付" * 40 + ",甲,乙,丙"):
        assert math.hypot(*phrases(text).values()) == pytest.approx(1)


def test_a_text_with_hardly_a_known_word_does_not_shout() -> None:
    rare = Extractor(load_compiled(), ("私信",), (4.0,)).extract("私信。甲。乙。丙")
    assert rare["p:私信"] == 4.0 / LEAST_NORM


def test_a_phrase_in_the_closing_clauses_counts_a_second_time() -> None:
    assert set(phrases("先付,甲,乙,私信")) == {"p:先付", "p:私信", "p:私信@end"}


def test_a_signal_counts_once_by_stance_however_often_it_occurs() -> None:
    found = EXTRACTOR.extract("停息挂账。停息挂账。甲。乙。丙。信用卡")
    assert found["s:stop_interest_promise:asserted"] == 1.0
    assert "s:stop_interest_promise:asserted@end" not in found


def test_stances_are_features_of_their_own() -> None:
    found = EXTRACTOR.extract("警惕停息挂账骗局")
    assert "s:stop_interest_promise:warned" in found
    assert "s:stop_interest_promise:asserted" not in found


@pytest.mark.parametrize(
    ("size", "name"), [(1, "l:0"), (2, "l:1"), (3, "l:1"), (4, "l:2"), (511, "l:8"), (9999, "l:9")]
)
def test_length_classes_double(size: int, name: str) -> None:
    assert length_feature(EXTRACTOR.analyse("债" * size)) == name
    assert LONGEST == 9


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("今天天气不错", "f:000"),
        ("停息挂账", "f:100"),
        ("停息挂账，点头像", "f:300"),
        ("停息挂账，征信修复，先付定金，办完再付尾款，点我头像", "f:400"),
        ("停息挂账靠谱吗", "f:011"),
        ("警惕停息挂账骗局", "f:011"),
        ("警方提醒：警惕停息挂账骗局。这种话你信吗", "f:021"),
    ],
)
def test_what_is_promised_is_counted_beside_who_else_speaks(text: str, name: str) -> None:
    assert class_features(EXTRACTOR.analyse(text))[-1] == name


@given(pasted)
def test_every_text_and_every_segment_has_a_frame_class_that_a_model_may_weigh(text: str) -> None:
    whole = EXTRACTOR.analyse(text)
    assert {class_features(part)[-1] for part in (whole, *EXTRACTOR.segments(whole))} <= set(frame_classes())


def test_an_empty_text_has_its_classes_and_nothing_else() -> None:
    assert {name[:2] for name in EXTRACTOR.extract("")} <= {"l:", "d:", "f:"}


def test_a_phrase_that_is_also_a_pattern_literal_is_found_all_the_same() -> None:
    catalog = load_compiled()
    literal = Matcher(catalog).strings[0]
    assert f"p:{literal}" in Extractor(catalog, (literal,), (1.0,)).extract(literal)


def test_without_vocabulary_only_signals_and_classes_remain() -> None:
    names = Extractor(load_compiled(), (), ()).extract(AD)
    assert names
    assert all(name.startswith(("s:", "l:", "d:", "f:")) for name in names)


@given(pasted)
def test_features_are_finite_and_named(text: str) -> None:
    found = EXTRACTOR.extract(text)
    assert all(name[:2] in ("s:", "p:", "l:", "d:", "f:") and 0 < value <= 1.0 + 1e-12 for name, value in found.items())
    assert sum(name.startswith("l:") for name in found) == 1


@given(pasted)
def test_features_come_from_the_places_that_were_found(text: str) -> None:
    analysis = EXTRACTOR.analyse(text)
    found = EXTRACTOR.features(analysis)
    named = {name for match in analysis.matches for name in signal_features(match, analysis.closing)}
    assert {name for name in found if name.startswith("s:")} == named
    for number, (start, end) in (*analysis.phrases.items(), *analysis.ending.items()):
        assert analysis.normalized.text[start:end] == PHRASES[number]
    assert all(start >= analysis.closing for start, _ in analysis.ending.values())


@pytest.mark.parametrize("mark", INVISIBLE, ids=ascii)
def test_invisible_characters_change_no_feature(mark: str) -> None:
    plain = EXTRACTOR.extract(AD)
    for place in range(len(AD) + 1):
        assert EXTRACTOR.extract(AD[:place] + mark + AD[place:]) == plain


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("停息挂账找我们，五年慢慢还", True),
        ("“停息挂账找我们，五年慢慢还”", False),
        ("业务员：「停息挂账找我们，五年慢慢还」。", False),
        ("“停息挂账找我们”“五年慢慢还”", False),
        ("“停息挂账”找我们，五年“慢慢”还", True),
        ("“停息挂账找我们，五年慢慢还", True),
    ],
)
def test_a_line_that_is_wholly_quoted_is_not_read_by_itself(line: str, read: bool) -> None:
    around = "记者在一栋写字楼里见到了这家公司的招牌，前台没有人，桌上的绿植已经枯了。" * 3
    whole = EXTRACTOR.analyse(f"{around}\n{line}\n{around}")
    said = EXTRACTOR.analyse(line).normalized.text
    found = {whole.normalized.text[part.start : part.end] for part in EXTRACTOR.segments(whole)}
    assert (said in found) is read
