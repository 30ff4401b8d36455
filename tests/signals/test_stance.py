"""Who says it. The same words sold, quoted, denied, asked about and warned of are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.signals.lint import Finder
from debtad.signals.stance import CUE_KINDS, Cue, Frames
from debtad.verdict import STANCES
from tests.support import scorable


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder()


def stances(finder: Finder, text: str, signal: str) -> list[str]:
    return [match.stance for match in finder.find(text) if match.signal.id == signal]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("信用卡逾期，我们办停息挂账", "asserted"),
        ("停息挂账，点我头像", "asserted"),
        ("记者调查发现，有公司以停息挂账招揽生意", "quoted"),
        ("据报道，该公司承诺停息挂账", "quoted"),
        ("警惕停息挂账骗局", "warned"),
        ("以停息挂账为名的都是诈骗", "warned"),
        ("信用卡没有停息挂账这回事", "negated"),
        ("银行不提供停息挂账", "negated"),
        ("停息挂账是真的吗？", "asked"),
        ("请问停息挂账怎么办理", "asked"),
        ("短信里写着“可以停息挂账”，欠款的人看了心动", "quoted"),
        ("“逾期了可以停息挂账”", "asserted"),
        ("停息挂账指的是信用卡个性化分期", "quoted"),
        ("我行的停息分期由本人在手机银行申请", "quoted"),
    ],
)
def test_the_same_promise_in_five_voices(finder: Finder, text: str, stance: str) -> None:
    assert stances(finder, text, "stop_interest_promise") == [stance]


def test_a_warning_with_an_offer_behind_it_is_still_an_offer(finder: Finder) -> None:
    text = "警惕停息挂账骗局！真想停息挂账的私信我，我们帮您停息挂账"
    found = stances(finder, text, "stop_interest_promise")
    assert found[0] == "warned"
    assert found[-1] == "asserted"


def test_a_frame_ends_with_its_sentence(finder: Finder) -> None:
    text = "网上骗子多，大家小心。我们正规办理停息挂账"
    assert stances(finder, text, "stop_interest_promise") == ["asserted"]


def test_a_report_carries_over_to_the_sentences_behind_it(finder: Finder) -> None:
    text = "记者暗访了一家公司。客服让先付500元。停息挂账随后办理。"
    assert set(stances(finder, text, "stop_interest_promise")) == {"quoted"}


def test_a_word_that_only_looks_like_a_negation_denies_nothing(finder: Finder) -> None:
    assert stances(finder, "信用卡逾期别慌停息挂账", "stop_interest_promise") == ["asserted"]


def test_a_negation_does_not_reach_beyond_its_clause(finder: Finder) -> None:
    assert stances(finder, "催收电话不要接，停息挂账找法务", "stop_interest_promise") == ["asserted"]


def frames(text: str, **cues: str) -> Frames:
    """Frames of ``text`` where each kind of cue stands at the first place of a word."""
    return Frames(text, [Cue(kind, text.index(word), text.index(word) + len(word)) for kind, word in cues.items()])


def test_a_cue_inside_a_mask_does_not_count() -> None:
    assert frames("特别停息", negate="别").stance(2, 4) == "negated"
    assert frames("特别停息", negate="别", mask="特别").stance(2, 4) == "asserted"


def test_a_negation_reaches_four_characters() -> None:
    assert frames("不一二三四停息", negate="不").stance(5, 7) == "negated"
    assert frames("不一二三四五停息", negate="不").stance(6, 8) == "asserted"


def test_a_cue_may_share_characters_with_what_it_governs() -> None:
    denied = frames("不收定金", negate="不收")
    assert denied.stance(1, 4, sharing=True) == "negated"
    assert denied.stance(1, 4) == "asserted"
    told = frames("让我交钱", report="让我交")
    assert told.stance(2, 4, sharing=True) == "quoted"
    assert told.stance(2, 4) == "asserted"
    assert told.stance(1, 4, sharing=True) == "asserted"  # two characters are too many


def test_a_claim_that_begins_with_the_negation_itself_is_not_denied() -> None:
    assert frames("请勿自行联系", negate="请勿").stance(1, 6, sharing=True) == "asserted"


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("本所不代客户协商停息挂账", "negotiate_offer"),
        ("本所不代客户协商停息挂账", "stop_interest_promise"),
        ("我行从未授权任何机构办理停息挂账", "stop_interest_promise"),
        ("我们按减免计费，不按总欠款的8%收", "percent_of_total_debt"),
        ("本律所不承诺停息，也不收定金", "stop_interest_promise"),
        ("本行不代办延期还款，也没有内部通道", "insider_channel"),
        ("社区法律咨询，不替您跟银行谈减免", "negotiate_offer"),
        ("信用卡协商请本人来，我行不收您的手机卡", "sim_card_handover"),
        ("本店不代写贫困证明，信用卡协商用也不行", "fake_hardship_documents"),
        ("我们只讲法律，不代接催收电话", "impersonate_debtor"),
    ],
)
def test_what_an_institution_says_it_does_not_do_is_denied(finder: Finder, text: str, signal: str) -> None:
    assert set(stances(finder, text, signal)) == {"negated"}


@pytest.mark.parametrize(
    "text",
    [
        "我们是银行授权的官方调解中心，催收电话别接，手机卡交给我们保管",
        "本调解中心专办信用卡逾期，手机卡寄来统一保管",
        "我们是监管部门备案的机构，网贷逾期的把手机卡寄给我们",
    ],
)
def test_who_claims_an_authority_for_himself_reports_nothing(finder: Finder, text: str) -> None:
    assert stances(finder, text, "sim_card_handover") == ["asserted"]


@pytest.mark.parametrize(
    "text",
    [
        "一家自称官方调解中心的公司收走当事人的手机卡，说由他们保管手机卡",
        "记者暗访：所谓官方调解中心要客户把手机卡交给公司",
        "市调解中心接待的李女士说，那家公司让她把手机卡寄过去",
    ],
)
def test_a_report_of_claimed_authority_stays_a_report(finder: Finder, text: str) -> None:
    assert set(stances(finder, text, "sim_card_handover")) == {"quoted"}


def test_the_marks_around_a_match_belong_to_others(finder: Finder) -> None:
    assert stances(finder, "银行不会理您，停息、停催找我们法务", "stop_interest_promise") == ["asserted"]
    assert stances(finder, "小卡片上印着“停息、停催”，逾期的人常捡到", "stop_interest_promise") == ["quoted"]
    assert stances(finder, "信用卡真能三年不用还？", "long_deferral_no_payment") == ["asked"]
    (match,) = [m for m in finder.find("网贷协商,定金500,随后签") if m.signal.id == "deposit_or_entry_fee"]
    assert (match.start, match.end) == (5, 10)


def test_a_turn_ends_a_frame_opened_before_it() -> None:
    assert frames("骗子多,停息", warn="骗子").stance(4, 6) == "warned"
    assert frames("骗子多,找我停息", warn="骗子", turn="找我").stance(6, 8) == "asserted"


@pytest.mark.parametrize(
    ("text", "turns", "stance"),
    [
        ("停息吗?加我", ["加我"], "asserted"),
        ("加我。停息吗?", ["加我"], "asked"),
        ("找我。停息吗?加我", ["找我", "加我"], "asserted"),
    ],
)
def test_a_bare_question_is_a_hook_where_a_turn_follows_it(text: str, turns: list[str], stance: str) -> None:
    cues = [Cue("turn", text.index(word), text.index(word) + 2) for word in turns]
    cues.append(Cue("ask", text.index("吗"), text.index("吗") + 1))
    start = text.index("停息")
    assert Frames(text, sorted(cues, key=lambda cue: cue.start)).stance(start, start + 2) == stance


@pytest.mark.parametrize(
    ("text", "signal", "stance"),
    [
        ("想停息？先付600定金，不退，行吗？", "upfront_fee", "asserted"),
        ("还在为卡债发愁？收5个点贵吗？", "percent_of_total_debt", "asserted"),
        ("需要停息挂账的吗？", "stop_interest_promise", "asserted"),
        ("您先付300建档，想好了吗？", "upfront_fee", "asserted"),
        ("停息挂账收2000，您看行吗？", "stop_interest_promise", "asserted"),
        ("停息挂账难吗？不难！", "stop_interest_promise", "asserted"),
        # ... and debtors who want to know
        ("停息挂账先付600，行吗？", "upfront_fee", "asked"),
        ("我想停息挂账，先付600行吗？", "upfront_fee", "asked"),
        ("想停息挂账？先付600定金，靠谱吗？", "upfront_fee", "asked"),
        ("想停息？请问先付600定金，行吗？", "upfront_fee", "asked"),
        ("停息挂账我能自己谈，您看行吗？", "stop_interest_promise", "asked"),
        ("停息挂账难吗？当然不容易。", "stop_interest_promise", "asked"),
        ("需要停息挂账的吗？小心骗局。", "stop_interest_promise", "asked"),
        ("有人说停息挂账要先付600。需要停息挂账吗？", "stop_interest_promise", "quoted"),
        ("他想停息挂账吗？", "stop_interest_promise", "asked"),
        ("有些网友问起，想停息挂账会不会影响征信？", "stop_interest_promise", "asked"),
    ],
)
def test_a_sellers_question_asks_nothing(finder: Finder, text: str, signal: str, stance: str) -> None:
    assert stances(finder, text, signal)[-1:] == [stance]


def test_the_closing_clauses_are_the_last_ones() -> None:
    text = "甲,乙,丙,丁"
    assert frames(text).closing(2, 0, len(text)) == text.index("丙")
    assert frames("甲,乙").closing(2, 0, 3) == 0
    assert frames("").closing(2, 0, 0) == 0


def test_the_sentence_of_a_position() -> None:
    span = frames("第一句。第二句。").sentence(5)
    assert (span.start, span.end) == (4, 8)


@given(scorable)
def test_any_text_has_stances_and_they_are_known(text: str) -> None:
    assert {match.stance for match in FINDER.find(text)} <= set(STANCES)


@given(st.text("停息,。!?“”不 \n", max_size=20), st.data())
def test_any_span_of_any_text_has_a_stance(text: str, data: st.DataObject) -> None:
    size = len(text)
    places = st.tuples(st.integers(0, size), st.integers(0, size)).map(sorted)
    cues = data.draw(st.lists(st.tuples(st.sampled_from(CUE_KINDS), places), max_size=5))
    found = Frames(text, sorted((Cue(kind, *place) for kind, place in cues), key=lambda cue: cue.start))
    assert found.stance(*data.draw(places)) in STANCES


FINDER = Finder()
