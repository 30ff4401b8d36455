"""Where signals are found: the gated matcher against the plainest one, and the rules for overlaps and context."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import re2
from hypothesis import given

from debtad.signals.compiled import CompiledCatalog, CompiledSignal, load_compiled
from debtad.signals.lint import Finder
from debtad.signals.literals import required_literals
from debtad.signals.match import Match, Matcher
from debtad.text.normalize import normalize
from tests.support import scorable


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder()


@pytest.fixture(scope="module")
def catalog() -> CompiledCatalog:
    return load_compiled()


def ids(matches: list[Match]) -> set[str]:
    return {match.signal.id for match in matches}


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("网贷逾期可以停息挂账", "stop_interest_promise"),
        ("服务费按总欠款的8%收取", "percent_of_total_debt"),
        ("欠款延期一到三年，期间不用还", "long_deferral_no_payment"),
        ("信用卡逾期找我们，不收咨询费", "free_consultation_lure"),
        ("逾期协商先付500元", "upfront_fee"),
        ("网贷逾期，把电话卡寄给我们", "sim_card_handover"),
        ("請問停息掛賬是真的嗎", "question_or_help"),
    ],
)
def test_a_plain_case_of_a_signal_is_found(finder: Finder, text: str, signal: str) -> None:
    assert signal in ids(finder.find(text))


@pytest.mark.parametrize("text", ["", " ", "今天天气真好，一起去爬山", "Hello", "\ud800"])
def test_nothing_is_found_where_nothing_is_said(finder: Finder, text: str) -> None:
    assert finder.find(text) == []


def test_a_signal_of_debt_needs_debt_somewhere_in_the_text(finder: Finder, catalog: CompiledCatalog) -> None:
    (signal,) = [signal for signal in catalog.signals if signal.id == "deposit_or_entry_fee"]
    assert signal.context == "debt"
    assert "deposit_or_entry_fee" in ids(finder.find("信用卡逾期协商，押金500元"))
    assert "deposit_or_entry_fee" not in ids(finder.find("搬家拉货，押金500元"))


@pytest.mark.parametrize(
    ("text", "signal", "words"),
    [
        ("网贷协商，先交500定金锁名额", "upfront_fee", "先交500"),
        ("信用卡停催，定金100不能退", "deposit_or_entry_fee", "定金100"),
        ("负债规划，押金五百不退", "deposit_or_entry_fee", "押金五百"),
        ("网贷协商，先付三千块，剩下后付", "upfront_fee", "先付三千块"),
        ("网贷协商，费用2000~3000", "plain_price", "费用2000~3000"),
        ("信用卡协商，谈成收2个点", "percent_of_total_debt", "谈成收2个点"),
    ],
)
def test_a_match_ends_with_a_word(finder: Finder, text: str, signal: str, words: str) -> None:
    found = [text[match.start : match.end] for match in finder.find(text) if match.signal.id == signal]
    assert found == [words]


def test_a_disguised_term_is_found_and_the_disguise_too(finder: Finder) -> None:
    found = ids(finder.find("信用卡逾期，亭息卦账找我们"))
    assert {"stop_interest_promise", "obfuscated_terms"} <= found


def test_matches_stand_in_order_and_do_not_overlap_within_a_signal(finder: Finder) -> None:
    matches = finder.find("停息挂账，停息分期，停息挂账停息，先付500元，先交500元定金，定金不退")
    assert matches == sorted(matches, key=lambda m: (m.start, m.end, m.signal.id))
    for one in matches:
        for other in matches:
            if one is not other and one.signal is other.signal:
                assert one.end <= other.start or other.end <= one.start


def signal(name: str, *patterns: str, context: str | None = None) -> CompiledSignal:
    words = {"zh": name, "en": name}
    return CompiledSignal(name, words, words, "fee", "strong", None, None, None, (), context, (), patterns)


def compiled(signals: tuple[CompiledSignal, ...], cues: dict[str, tuple[str, ...]]) -> CompiledCatalog:
    return CompiledCatalog.build(signals, [required_literals(p) for s in signals for p in s.patterns], cues)


def find(catalog: CompiledCatalog, text: str) -> list[tuple[str, int, int]]:
    """Matches by the slowest way: every string looked up by itself."""
    matcher, normalized = Matcher(catalog), normalize(text)
    hits = [
        (number, start, start + len(string))
        for number, string in enumerate(matcher.strings)
        for start in range(len(normalized.text))
        if normalized.text.startswith(string, start)
    ]
    return [(m.signal.id, m.start, m.end) for m in matcher.find(normalized, hits)[0]]


NO_CUES = dict.fromkeys(("negate", "warn", "report", "ask", "turn", "debt", "mask"), ())


def test_the_longest_of_overlapping_matches_of_one_signal_is_kept() -> None:
    catalog = compiled((signal("a", "先付", "先付[0-9]{1,4}元"), signal("b", "付500")), NO_CUES)
    assert find(catalog, "先付500元,先付") == [("a", 0, 6), ("b", 1, 5), ("a", 7, 9)]


def test_a_context_signal_waits_for_a_debt_cue() -> None:
    cues = {**NO_CUES, "debt": ("欠",)}
    catalog = compiled((signal("a", "先付", context="debt"),), cues)
    assert find(catalog, "先付") == []
    assert find(catalog, "先付,欠") == [("a", 0, 2)]


def test_a_signal_that_waits_for_debt_does_not_hold_up_the_others() -> None:
    catalog = compiled((signal("a", "先付", context="debt"), signal("b", "定金")), {**NO_CUES, "debt": ("欠",)})
    assert find(catalog, "先付定金") == [("b", 2, 4)]


def test_a_pattern_is_compiled_only_where_all_that_it_needs_occurs(monkeypatch: pytest.MonkeyPatch) -> None:
    sources: list[str] = []
    plain = re2.compile
    monkeypatch.setattr(re2, "compile", lambda source, *options: sources.append(source) or plain(source, *options))
    matcher = Matcher(compiled((signal("a", "先付[0-9]+"), signal("b", "定金.{0,3}不退")), NO_CUES))

    def found(text: str) -> list[list[str]]:
        """What three readings find: the first looks at what can match the text at hand, the others at whole patterns."""
        return [[match.signal.id for match in matcher.find(normalize(text))[0]] for _ in range(3)]

    assert found("先付500,定金已付") == [["a"]] * 3
    assert found("先付500,概不退") == [["a"]] * 3
    assert not any("定金" in source for source in sources)
    assert found("定金概不退") == [["b"]] * 3
    assert any("定金" in source for source in sources)


def by_edit(kind: str, text: str, context: str | None = None) -> list[tuple[str, int, int]]:
    """Matches of a signal that is an edit itself."""
    edited = signal("a", "先付", context=context)._replace(edits=(kind,))
    return find(compiled((edited,), {**NO_CUES, "debt": ("欠",)}), text)


def test_an_edit_that_is_a_signal_matches_where_it_stands_in_the_normalised_text() -> None:
    assert by_edit("separator", "好的,停*息*挂*账吧") == [("a", 3, 7)]
    assert by_edit("keycap", "电话①②③") == [("a", 2, 5)]
    assert by_edit("separator", "停息挂账") == []


def test_an_edit_waits_for_a_debt_cue_too_where_its_signal_does() -> None:
    assert by_edit("keycap", "电话①②③", context="debt") == []
    assert by_edit("keycap", "欠,电话①②③", context="debt") == [("a", 4, 7)]


@given(scorable)
def test_the_gate_loses_no_match(text: str) -> None:
    """Patterns behind the automaton find the very spans that RE2 finds when every pattern runs on every text."""
    catalog = _compiled()
    normalized = normalize(text)
    found = {(m.signal.id, m.start, m.end) for m in _finder().find(text)}
    in_debt = any(m.signal.context == "debt" for m in _finder().find(text))
    for item in catalog.signals:
        if item.context == "debt" and not in_debt:
            continue
        for pattern in item.patterns:
            for match in _re2(pattern).finditer(normalized.text):
                if match.end() > match.start():
                    assert any(i == item.id and s < match.end() and match.start() < e for i, s, e in found), match


@given(scorable)
def test_spans_lie_in_the_normalised_text(text: str) -> None:
    size = len(normalize(text).text)
    assert all(0 <= match.start < match.end <= size for match in _finder().find(text))


@cache
def _finder() -> Finder:
    return Finder()


@cache
def _compiled() -> CompiledCatalog:
    return load_compiled()


@cache
def _re2(source: str) -> Any:
    return re2.compile(source)
