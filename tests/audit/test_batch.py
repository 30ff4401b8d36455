"""Scoring in bulk is scoring one by one: the same bits in every score, and the same verdicts."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from debtad.audit.batch import BatchScorer
from debtad.audit.chunk import Normalizer
from debtad.audit.clause_ends import Stops, closings
from debtad.audit.hidden import Gate
from debtad.audit.ngrams import BETWEEN, NgramFinder, Table, codes_of
from debtad.audit.pattern_runs import looks_around, prepare
from debtad.audit.sums import Addends, Hits, Places
from debtad.features import CLOSING_CLAUSES
from debtad.model.score import Detector
from debtad.signals.stance import Frames
from debtad.text import evasion
from debtad.text.clauses import clauses, sentences
from debtad.text.normalize import characters, normalize
from debtad.verdict import Span
from tests.support import AD, CALM, ROOT, scorable

#: What evasions, clause ends, figures and letters are made of.
_PIECES = (
    *(
        "停息挂账",
        "停*息*挂*账",
        "亭息卦账",
        "ting息gua账",
        "txgz",
        "加v1380",
        "加V",
        "某呗",
        "怔信",
        "渍务",
        "停停停催催",
    ),
    *("，", "。", "！？", "…", "\n", " ", "  ", "\t", "，500", "1,000", "0.8", "a. b", "”", "“", '"', "、", "\u3000"),
    *(
        "警方提示",
        "请问",
        "记者",
        "不",
        "先付500元",
        "逾期",
        "信用卡",
        "点头像",
        "今天",
        "真好吃",
        "债務",
        "４９８",
        "4️⃣",
    ),
    *(
        "b站",
        "vip",
        "微信",
        "😀",
        "🐧",
        "\u200b",
        "\ue000",
        "人用",
        "口口",
        "贷，款",
        "还款",
        "代款",
        "天天",
        "\U00020000",
    ),
)


def _rows(count: int) -> list[str]:
    rows = [
        json.loads(line)["text"]
        for file in sorted((ROOT / "data" / "corpus").glob("*/*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return random.Random(7).sample(rows, count)


def _chinese(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if any("\u3400" <= character <= "\u9fff" for character in text)]


def _composed(count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return ["好" + "".join(draw.choices(_PIECES, k=draw.randint(0, 40))) for _ in range(count)]


@pytest.fixture(scope="module")
def batches(detector: Detector) -> BatchScorer:
    return BatchScorer(detector)


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer()


def _check(batches: BatchScorer, detector: Detector, texts: Sequence[str]) -> None:
    for text, (score, weighed) in zip(texts, batches.score(texts), strict=True):
        alone = detector.weigh(text)
        assert score == alone.score, text
        assert (weighed is not None) == (score >= detector.model.thresholds["review"])
        if weighed is not None:
            assert detector.explain(weighed) == detector.explain(alone)


def test_rows_of_the_corpus(batches: BatchScorer, detector: Detector) -> None:
    _check(batches, detector, _rows(400))


def test_evaded_and_joined_rows(batches: BatchScorer, detector: Detector) -> None:
    from debtad.learn.evasion import ATTACKS, attacked

    rows = _rows(40)
    texts = [text for name in ATTACKS for text in attacked(rows, name, 2, 5)]
    _check(batches, detector, _chinese(texts))


def test_composed_texts(batches: BatchScorer, detector: Detector) -> None:
    _check(batches, detector, _composed(300, 11))


@given(st.lists(scorable, min_size=1, max_size=6))
def test_any_text(batches: BatchScorer, detector: Detector, texts: list[str]) -> None:
    _check(batches, detector, texts)


def test_long_texts_and_single_ones(batches: BatchScorer, detector: Detector) -> None:
    long = "今天停息挂账，先付500元。" * 3000
    _check(batches, detector, [AD, long, CALM, "好", long[:19_990] + "停*息*挂*账" * 3])
    assert batches.score([]) == []


def test_phrases_seen_are_those_of_all_texts(batches: BatchScorer, detector: Detector) -> None:
    texts = [AD, CALM, *_rows(50)]
    batches.seen()
    batches.score(texts)
    seen = int.from_bytes(batches.seen(), "little")
    wanted = {number for text in texts for number in detector.weigh(text).whole.phrases}
    assert {number for number in range(seen.bit_length()) if seen >> number & 1} == wanted
    assert not any(batches.seen())


def test_canonical_forms(normalizer: Normalizer) -> None:
    texts = [*_rows(300), *_composed(600, 5)]
    chunk = normalizer.normalize(texts)
    whole = chunk.whole()
    for number, text in enumerate(texts):
        wanted = normalize(text)
        assert chunk.text(number) == whole[chunk.begins[number] : chunk.ends[number]] == wanted.text
        if number in chunk.changed:
            assert chunk.changed[number] == wanted
        else:
            assert wanted.starts is None
            assert not wanted.edits


def test_the_gate_lets_nothing_hidden_pass() -> None:
    gate = Gate()
    texts = [characters(text).text for text in [*_rows(300), *_composed(1500, 3)]]
    conditions = gate.conditions(*_joined(texts))
    hidden = 0
    for text, met in zip(texts, conditions.tolist(), strict=True):
        if evasion.changes(text):
            hidden += 1
            assert met, text
            assert gate.hides(text, met), text
    assert hidden > 100


def test_every_spelling_of_the_tables_meets_the_gate() -> None:
    from debtad.text import tables

    forms = [row[0] for row in tables.variants()["forms"]]
    texts = [characters(f"欠了债，{form}，债务逾期").text for form in forms]
    for text, met in zip(texts, Gate().conditions(*_joined(texts)).tolist(), strict=True):
        assert met or not evasion.changes(text), text


def _joined(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    codes = codes_of("\0" + "".join(text + "\0" for text in texts)).copy()
    ends = np.cumsum([len(text) + 1 for text in texts])
    codes[[0, *ends]] = BETWEEN
    return codes, ends - [len(text) for text in texts], ends


def test_clauses_begin_where_they_begin_in_each_text() -> None:
    draw = random.Random(2)
    texts = ["".join(draw.choices(' \n。,.1a人"”)!?;…\u3000٣😀', k=draw.randint(0, 25))) for _ in range(4000)]
    texts += [normalize(row).text for row in _rows(200)]
    codes, begins, ends = _joined(texts)
    stops = Stops(codes, begins, ends)
    stretches = stops.clauses()
    last = closings(stretches.starts, begins, ends, CLOSING_CLAUSES).tolist()
    for number, (text, begin, place) in enumerate(zip(texts, begins.tolist(), last, strict=True)):
        assert list(map(Span, *stretches.of(number, begin))) == clauses(text), text
        assert place - begin == Frames(text, ()).closing(CLOSING_CLAUSES, 0, len(text))


def test_sentences_end_where_they_end_in_each_text() -> None:
    draw = random.Random(4)
    texts = ["".join(draw.choices(' \n。,.1a人"”)!!??;…\u3000', k=draw.randint(0, 25))) for _ in range(4000)]
    texts += ["好。" + "”" * 40 + "好" + " " * 40 + "。", *(normalize(row).text for row in _rows(200))]
    codes, begins, ends = _joined(texts)
    stretches = Stops(codes, begins, ends).sentences()
    for number, (text, begin) in enumerate(zip(texts, begins.tolist(), strict=True)):
        assert list(map(Span, *stretches.of(number, begin))) == sentences(text), text


_NUMBERS = st.one_of(
    st.floats(-8, 8), st.floats(-1e-6, 1e-6), st.floats(-1e-300, 1e-300), st.floats(-1e6, 1e6), st.just(0.1)
)


@given(st.lists(st.tuples(st.integers(0, 3), _NUMBERS), max_size=40), st.lists(_NUMBERS, min_size=4, max_size=4))
def test_sums_are_those_of_fsum(rows: list[tuple[int, float]], more: list[float]) -> None:
    rows.sort(key=lambda row: row[0])
    owners = np.array([owner for owner, _ in rows], np.int64)
    values = np.array([value for _, value in rows], np.float64)
    some, none = Hits(owners, owners, owners, owners), Hits(*[np.zeros(0, np.int64)] * 4)
    addends = Addends((Places(some, 4), Places(none, 4)), (values, np.zeros(0)))
    wanted = [math.fsum([*values[owners == text].tolist(), one]) for text, one in enumerate(more)]
    assert addends.sums(np.array(more)).tolist() == wanted


def test_flagged_posts_among_everyday_ones_in_any_order(batches: BatchScorer, detector: Detector) -> None:
    rows = _rows(120)
    texts = [f"{text}{number}，今天真好吃？他说“{rows[-number]}”吗" for number, text in enumerate(rows)]
    _check(batches, detector, texts[::-1] + texts)


def _plain_hits(strings: Sequence[str], text: str) -> Iterator[tuple[int, int, int]]:
    for number, string in enumerate(strings):
        for start in range(len(text) - len(string) + 1):
            if text.startswith(string, start):
                yield number, start, start + len(string)


@given(
    st.lists(st.text("ab停息😀", min_size=1, max_size=12), min_size=1, max_size=30, unique=True),
    st.text("ab停息😀x", max_size=60),
)
def test_strings_are_found_wherever_they_stand(strings: list[str], text: str) -> None:
    found = NgramFinder(strings).find(codes_of(text))
    hits = zip(found.numbers.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True)
    assert sorted(hits) == sorted(_plain_hits(strings, text))


def test_keys_that_share_a_slot_are_told_apart() -> None:
    table = Table(range(300), range(300))
    for key in range(0, 4000, 7):
        places, values = table.find(np.array([key, key, key], np.int64))
        assert places.tolist() == ([0, 1, 2] if key < 300 else [])
        assert values.tolist() == ([key] * 3 if key < 300 else [])


def test_equal_strings_are_all_found() -> None:
    found = NgramFinder(["息", "息", "停息"]).find(codes_of("停息"))
    assert sorted(found.numbers.tolist()) == [0, 1, 2]


@pytest.mark.parametrize(
    "source",
    [
        r"停息",
        r"[^。]{0,4}账",
        r"(?:先|后)付[^元]{1,5}元?",
        r"\s*息\s*",
        r"停[\s\S]{0,9}息",
        r"^停",
        r"息$",
        r"\b5",
        r"挂|(?:^|,)息",
        r"(?:^|[,。])[停息]+(?:$|账)",
        r"[$^]|^停|\b500\b",
    ],
)
def test_patterns_match_as_in_each_text_alone(source: str) -> None:
    draw = random.Random(source)
    texts = [
        "".join(draw.choices(["停", "息", "挂", "账", "先付", "500", "元", "\n", "。", ",", " "], k=12))
        for _ in range(60)
    ]
    engine = re2.compile(source)
    wanted = [
        (number, match.span())
        for number, text in enumerate(texts)
        for match in engine.finditer(text)
        if match.end() > match.start()
    ]
    assert list(prepare(engine, source).run([text.encode() for text in texts])) == wanted
    assert wanted


@pytest.mark.parametrize(
    ("source", "around"),
    [
        ("停[^息]", False),
        (r"停\$息\^", False),
        ("^停", True),
        ("停$", True),
        (r"停\b", True),
        ("(?i)a", True),
        ("[。$]", True),
    ],
)
def test_patterns_that_look_around_are_known(source: str, around: bool) -> None:
    assert looks_around(source) is around
