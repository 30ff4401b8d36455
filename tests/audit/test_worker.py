"""A batch says of each text what `debtad score` says of it, and a row of it is what the contract promises."""

from __future__ import annotations

import orjson

from debtad.audit.allow import AllowList
from debtad.audit.posts import EVIDENCE_KEYS, ROW_KEYS, Post, judgement
from debtad.audit.stream import make_rows, text_hash
from debtad.audit.tally import Tally
from debtad.audit.worker import score_batch, unpack
from debtad.model.score import Detector
from tests.support import AD, CALM

TEXTS = [AD, CALM, "今天天气真好", "警方提示：停息挂账是骗局，先付500元的都别信", AD + "\x1b[31m\u202e"]


def test_scores_are_those_of_single_texts(detector: Detector) -> None:
    batch = score_batch(detector, TEXTS)
    for text, result in zip(TEXTS, batch.results, strict=True):
        found, verdict = unpack(result), detector.score(text)
        assert (found.score, found.level) == (verdict.score, verdict.level)
        row = orjson.loads(b"{" + found.tail)
        assert row == orjson.loads(orjson.dumps(judgement(verdict)))


def test_flagged_texts_tell_all_asserted_signals(detector: Detector) -> None:
    found = unpack(score_batch(detector, [AD]).results[0])
    verdict = detector.score(AD)
    assert set(found.signals) == {item.signal for item in verdict.evidence if item.stance == "asserted"}
    assert found.signals == detector.asserted(detector.weigh(AD))


def test_a_row_has_the_keys_of_the_contract(detector: Detector) -> None:
    texts = [AD, "今天天气真好"]
    posts = [Post(text, "1", "2", "2024-05-01", "xhs", "https://example.org", "a.csv", 7) for text in texts]
    results = dict(zip(map(text_hash, texts), score_batch(detector, texts).results, strict=True))
    items = [(post, text_hash(post.text)) for post in posts]
    rows = make_rows(items, results, Tally(), AllowList({}), lambda _: True)
    ad, calm = map(orjson.loads, rows.verdicts)
    assert tuple(ad) == tuple(calm) == ROW_KEYS
    assert list(ad.values())[:7] == ["1", "a.csv", 7, "2", "2024-05-01", "xhs", "https://example.org"]
    assert {key: ad[key] for key in ROW_KEYS[7:]} == orjson.loads(orjson.dumps(judgement(detector.score(AD))))
    assert 0 < len(ad["evidence"]) <= 5
    assert all(tuple(item) == EVIDENCE_KEYS and item["stance"] == "asserted" for item in ad["evidence"])
    strengths = [item["contribution"] for item in ad["evidence"]]
    assert strengths == sorted(strengths, reverse=True)
    assert (calm["level"], calm["evidence"]) == ("low", [])


def test_hostile_characters_are_escaped_in_rows(detector: Detector) -> None:
    tail = unpack(score_batch(detector, [TEXTS[-1]]).results[0]).tail.decode()
    assert "\x1b" not in tail
    assert "\u202e" not in tail


def test_phrases_that_occurred_are_noted(detector: Detector) -> None:
    assert sum(byte.bit_count() for byte in score_batch(detector, [AD]).phrases) > 5
    assert not any(score_batch(detector, []).phrases)
