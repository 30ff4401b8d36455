"""Which posts are picked to be labelled next, and why."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer

from debtad.errors import InputError
from debtad.learn.corpus import grams
from debtad.learn.pool import choose_pool
from debtad.learn.suggest import CAMPAIGN, SHARES, Candidate, Near, SuggestOptions, _counts, suggest
from debtad.model.score import Detector

KNOWN = ["信用卡逾期找我们停息挂账分期慢慢还", "账单已经还清了，晚上吃火锅"]
#: A made-up way of speaking that the shipped model has not learned.
FAMILY = [
    f"{a}太重？{c}带你{b}，{d}"
    for a in ("每月那座山", "月月追着你的", "身上那层壳")
    for b in ("拆成小块", "按住不长", "冻起来")
    for c in ("老周", "琳姐")
    for d in ("评论区扣1", "点我主页那只橘猫")
]
CALM = [
    f"{a}{b}，{c}"
    for a in ("今天", "昨天")
    for b in ("下雨了", "去爬山", "看电影")
    for c in ("挺开心", "有点累", "早点睡")
]
ADS = [
    "先付498元学费，停息挂账包教包会，点头像",
    "协商还款，按欠款八个点收，谈下来再付",
    "本行从未委托任何公司办理停息挂账，谨防诈骗",
    "请问停息挂账是真的吗，有人办过没",
]


def candidates(detector: Detector, texts: list[str]) -> list[Candidate]:
    rows = []
    for number, text in enumerate(texts, start=1):
        row = {
            "id": f"p{number}",
            "source": "x.csv",
            "row": number,
            "score": detector.score(text).score,
            "account": "u",
        }
        rows.append(Candidate(row, text))
    return rows


@pytest.fixture(scope="module")
def posts(detector: Detector) -> list[Candidate]:
    return candidates(detector, FAMILY + CALM + ADS)


def test_each_post_says_why_it_was_picked(detector: Detector, posts: list[Candidate]) -> None:
    items = suggest(posts, detector, KNOWN, options=SuggestOptions(n=12))
    assert len(items) == 12
    for item in items:
        assert item.row.label == ""
        assert item.extra["picked_by"] in SHARES
        word = {"disagree": "signals and wording disagree"}.get(item.extra["picked_by"], item.extra["picked_by"])
        assert item.extra["why"].startswith(word)
        assert item.extra["account"] == "u"
    picked = Counter(item.extra["picked_by"] for item in items)
    assert picked["random"] >= 2
    assert picked["uncertain"] >= 4


def test_a_new_way_of_speaking_is_novel(detector: Detector, posts: list[Candidate]) -> None:
    items = suggest(posts, detector, KNOWN, options=SuggestOptions(n=5, shares={"novel": 1}))
    assert sum(item.row.text in FAMILY for item in items) >= 4
    assert "posts of the audit are like it" in items[0].extra["why"]


def test_novelty_without_known_texts_goes_by_the_models_vocabulary(detector: Detector, posts: list[Candidate]) -> None:
    (item,) = suggest(posts, detector, [], options=SuggestOptions(n=1, shares={"novel": 1}))
    assert "of its wording new to the model" in item.extra["why"]


def test_the_same_posts_in_any_order_give_the_same_answer(detector: Detector, posts: list[Candidate]) -> None:
    shuffled = random.Random(1).sample(posts, len(posts))
    options = SuggestOptions(n=10, seed=4)
    assert suggest(posts, detector, KNOWN, options=options) == suggest(shuffled, detector, KNOWN, options=options)


def test_the_seed_changes_the_random_share_only(detector: Detector, posts: list[Candidate]) -> None:
    def picked(seed: int, way: str) -> list[str]:
        return [i.row.id for i in suggest(posts, detector, KNOWN, options=SuggestOptions(8, seed, {way: 1}))]

    assert picked(1, "random") != picked(2, "random")
    assert picked(1, "uncertain") == picked(2, "uncertain")


def test_one_post_a_campaign_and_none_that_is_labelled_or_frozen(detector: Detector) -> None:
    copies = [f"先付498元学费，停息挂账包教包会，点头像{n}" for n in range(30)]
    posts = candidates(detector, [*copies, KNOWN[0] + "。", ADS[3], *CALM])
    items = suggest(posts, detector, KNOWN, frozen=[ADS[3]], options=SuggestOptions(n=30))
    texts = [item.row.text for item in items]
    assert sum(text in copies for text in texts) == 1
    assert KNOWN[0] + "。" not in texts
    assert ADS[3] not in texts
    shares = [len(grams(a) & grams(b)) / len(grams(a) | grams(b)) for n, a in enumerate(texts) for b in texts[:n]]
    assert max(shares) < CAMPAIGN


def test_posts_of_one_id_are_told_apart_and_are_no_group(detector: Detector) -> None:
    posts = candidates(detector, ADS)
    for post in posts:
        post.row["id"] = "1"
    rows = [item.row for item in suggest(posts, detector, [], options=SuggestOptions(n=4))]
    assert len({row.id for row in rows}) == len({row.group for row in rows}) == len(rows) > 1


def test_evidence_is_given_as_a_hint_and_no_label(detector: Detector) -> None:
    (item,) = suggest(candidates(detector, ADS[:1]), detector, [], options=SuggestOptions(n=1))
    assert item.row.label == ""
    assert {item.row.text[span.start : span.end] for span in item.spans}
    assert any("498" in item.row.text[span.start : span.end] for span in item.spans)


def test_disagreement_names_both_sides(detector: Detector) -> None:
    report = "记者走访发现，该公司先付500元定金，合同不满意也不退，律师提醒消费者谨慎，目前监管部门已介入调查"
    posts = candidates(detector, [*ADS, report, "话剧片段：您的债，我来替您谈。观众笑了，剧终谢幕，掌声很久"])
    ways = {i.row.text: i.extra for i in suggest(posts, detector, [], options=SuggestOptions(6, 0, {"disagree": 1}))}
    for extra in ways.values():
        if extra["picked_by"] == "disagree":
            assert "wording " in extra["why"]
            assert "signals " in extra["why"]


@pytest.mark.parametrize(
    "options",
    [
        SuggestOptions(n=0),
        SuggestOptions(shares={}),
        SuggestOptions(shares={"luck": 1}),
        SuggestOptions(shares={"novel": -1, "random": 2}),
    ],
)
def test_senseless_options_are_refused(detector: Detector, posts: list[Candidate], options: SuggestOptions) -> None:
    with pytest.raises(InputError, match="shares should name"):
        suggest(posts, detector, KNOWN, options=options)


def test_nothing_left_to_label_is_said(detector: Detector) -> None:
    with pytest.raises(InputError, match="nothing to suggest"):
        suggest(candidates(detector, KNOWN), detector, KNOWN)


def rows(count: int) -> list[dict[str, Any]]:
    return [{"id": str(n), "source": "x", "row": n, "score": (n % 100) / 100} for n in range(count)]


def test_the_pool_is_bounded_and_hangs_on_the_rows_alone() -> None:
    pool = choose_pool(rows(5000), 100, 10, 0)
    assert len(pool) <= 150
    assert choose_pool(rows(5000)[::-1], 100, 10, 0).keys() == pool.keys()
    assert choose_pool(rows(5000), 100, 10, 1).keys() != pool.keys()
    near = [row for row in pool.values() if 0.45 <= row["score"] <= 0.55]
    assert len(near) >= 50


@pytest.mark.parametrize(
    "row", [{}, {"score": 0.5}, {"source": "x", "row": 1, "score": "?"}, {"source": "x", "row": 1, "score": 7}]
)
def test_rows_that_are_no_verdicts_are_refused(row: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="verdicts row 1"):
        choose_pool([row], 10, 1, 0)


@pytest.mark.parametrize("missing", ["source", "row"])
def test_verdicts_without_their_place_are_refused(missing: str) -> None:
    given = [{name: value for name, value in row.items() if name != missing} for row in rows(3)]
    with pytest.raises(InputError, match=r"verdicts row 1: has no source, row and score: run `debtad audit` again"):
        choose_pool(given, 5000, 10, 0)


def test_the_smallest_pool_and_a_post_that_stands_twice() -> None:
    pool = choose_pool([*rows(100), *rows(100)], 1, 1, 0)
    assert min(rows(100), key=lambda row: abs(row["score"] - 0.5)) in pool.values()
    assert len(pool) <= 51


def test_likeness_is_the_greatest_jaccard() -> None:
    near = Near(["停息挂账", "账单还清了吗"])
    assert near.likeness(grams("停息挂账")) == 1.0
    assert near.likeness(grams("停息挂账吧")) == pytest.approx(2 / 3)
    assert near.likeness(grams("天气很好")) == 0.0


@pytest.mark.parametrize(
    "texts", [["停息挂账 找我", "a  b\tc\n\nABc", "", "账", "停息挂账停息挂账", "😀😀\x00啊"], ["", "一"], [""]]
)
def test_runs_of_characters_are_counted_as_scikit_learn_counts_them(texts: list[str]) -> None:
    counts = _counts(texts)
    vectorizer = CountVectorizer(analyzer="char", ngram_range=(2, 3))
    if max(map(len, texts)) < 2:
        assert counts.nnz == 0
        return
    wanted = vectorizer.fit_transform(texts).toarray()
    assert sorted(map(tuple, counts.toarray().T)) == sorted(map(tuple, wanted.T))


def test_likeness_is_the_same_where_only_some_grams_are_asked_for() -> None:
    asked = [grams(text) for text in ADS[:3]]
    some = Near(KNOWN + ADS, wanted=frozenset().union(*asked))
    everything = Near(KNOWN + ADS)
    assert [some.likeness(one) for one in asked] == [everything.likeness(one) for one in asked]


def test_what_takes_long_is_told(posts: list[Candidate], detector: Detector) -> None:
    said: list[str] = []
    suggest(posts, detector, KNOWN, frozen=ADS[:1], options=SuggestOptions(n=1), say=said.append)
    assert said == [f"looking at {len(posts)} posts", f"comparing them with {len(KNOWN) + 1} labelled texts"]
