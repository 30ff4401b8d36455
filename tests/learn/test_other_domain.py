"""Labels of another domain, under other names: spam against normal messages, nothing about debt."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from debtad.learn.segment import Segmenter
from debtad.model.artifact import read_model
from debtad.model.score import Detector
from tests.support import run

_GOODS = ("秋装", "茶叶", "楼盘", "课程", "充值卡", "净水器", "手机壳", "球鞋", "面膜", "车险")
_LURES = ("全场{n}折起", "买一送{n}", "限时秒杀{n}元", "前{n}名送豪礼", "会员专享立减{n}", "清仓只剩{n}件")
_CALLS = ("回T退订", "点链接领取", "进店咨询", "加微信领券", "详询客服", "戳此抢购")
_DISGUISE = (
    ("微信", "薇信"),
    ("领取", "领*取"),
    ("秒杀", "秒 杀"),
    ("会员", "会 员"),
    ("链接", "链.接"),
    ("抢购", "抢 购"),
)
_PEOPLE = ("妈", "老王", "小李", "房东", "导师", "同桌", "快递小哥", "楼下邻居", "表妹", "教练")
_DOINGS = ("问{g}买了没", "说{g}等{n}天再看", "把{g}放门口了", "{n}点来取{g}", "推荐的{g}还不错", "的{g}退了{n}次")
_ENDS = ("晚上一起吃饭", "记得带钥匙", "回个电话", "明天再说吧", "我先睡了", "你到了吗")


def messages(seed: int, count: int, part: int) -> list[tuple[str, str]]:
    """(text, spam or ham): both speak of the same goods and figures, and some ham of the spam itself; a third of the spam
    is spelled to evade. Parts 0 and 1 share goods but hardly a phrase."""
    picked = random.Random(seed)
    found: list[tuple[str, str]] = []
    for number in range(count):
        goods, figure = picked.choice(_GOODS), str(picked.randint(1, 99))
        if number % 3 == 0:
            text = f"{goods}{picked.choice(_LURES[part::2]).format(n=figure)}，{picked.choice(_CALLS[part::2])}"
            if picked.random() < 0.35:
                for plain, odd in _DISGUISE:
                    text = text.replace(plain, odd)
            found.append((text, "spam"))
        else:
            doing = picked.choice(_DOINGS[part::2]).format(g=goods, n=figure)
            text = f"{picked.choice(_PEOPLE[part::2])}{doing}，{picked.choice(_ENDS[part::2])}"
            if picked.random() < 0.15:  # talk about spam is no spam
                text = f"又收到{goods}{picked.choice(_LURES[part::2]).format(n=figure)}的短信，{picked.choice(_ENDS[part::2])}"
            found.append((text, "ham"))
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def learned() -> list[tuple[str, str]]:
    return messages(1, 150, 0)


@pytest.fixture(scope="module")
def unseen(learned: list[tuple[str, str]]) -> list[tuple[str, str]]:
    known = {text for text, _ in learned}
    return [pair for pair in messages(2, 400, 1) if pair[0] not in known]


def write(path: Path, rows: list[tuple[str, str]]) -> Path:
    path.write_text(
        "".join(json.dumps({"text": text, "label": label}, ensure_ascii=False) + "\n" for text, label in rows),
        encoding="utf-8",
    )
    return path


def test_spam_is_learned_and_beats_words_and_logistic_regression(
    capsys: Any, tmp_path: Path, learned: list[tuple[str, str]], unseen: list[tuple[str, str]]
) -> None:
    labels = write(tmp_path / "sms.jsonl", learned)
    ran = run(capsys, "train", labels, "--no-base", "--out", tmp_path / "sms")
    assert ran.code == 0
    assert "labels: 'spam' is to be found, 'ham' is the rest (by its name)" in ran.err
    assert "another domain, so its priors are off" in ran.err

    model = read_model(tmp_path / "sms")
    assert model.training["labels"] == {"positive": "spam", "negative": "ham"}
    assert model.training["domain"] == "other"
    assert model.training["options"]["off_topic"] == 0
    assert "its label is 'spam' rather than 'ham'" in (tmp_path / "sms" / "card.md").read_text(encoding="utf-8")

    truth = np.array([label == "spam" for _, label in unseen])
    detector = Detector.load(tmp_path / "sms")
    ours = np.array([detector.score(text).score for text, _ in unseen])
    words = TfidfVectorizer(tokenizer=Segmenter().cut, token_pattern=None, lowercase=False)
    matrix = words.fit_transform([text for text, _ in learned])
    plain = LogisticRegression(max_iter=1000, class_weight="balanced").fit(matrix, [x == "spam" for _, x in learned])
    theirs = plain.predict_proba(words.transform([text for text, _ in unseen]))[:, 1]
    assert average_precision_score(truth, ours) > average_precision_score(truth, theirs)
    assert average_precision_score(truth, ours) > 0.8

    found = detector.score(unseen[int(np.argmax(ours))][0])
    assert (found.level, found.subtype, found.facts, found.advice) == ("high", "none", {}, ())


def test_positive_may_be_named(capsys: Any, tmp_path: Path, learned: list[tuple[str, str]]) -> None:
    labels = write(tmp_path / "sms.jsonl", learned)
    ran = run(capsys, "train", labels, "--no-base", "--positive", "ham", "--out", tmp_path / "sms")
    assert ran.code == 0
    assert "'ham' is to be found, 'spam' is the rest (--positive says so)" in ran.err
    detector = Detector.load(tmp_path / "sms")
    spam, ham = (next(text for text, label in learned if label == name) for name in ("spam", "ham"))
    assert detector.score(ham).score > detector.score(spam).score
