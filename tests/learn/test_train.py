"""Training: deterministic to the byte, and the same scores whichever way they are computed."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from debtad.errors import LabelError
from debtad.learn.labels import REVIEW, RISKY, SAFE, Row, read_labels
from debtad.learn.pipeline import Cache, build_pipeline
from debtad.learn.thresholds import Choice, choose_thresholds
from debtad.learn.train import Trained, TrainOptions, fit, train, unique_rows, weighted
from debtad.learn.write import CARD, ESTIMATOR, write_trained
from debtad.model.artifact import FILE, read_model
from debtad.model.score import Detector
from tests.support import AD, CALM, ROOT, SMALL, spawn, unlike


def scores(detector: Detector, texts: list[str]) -> list[float]:
    """Scores of the texts as wholes: the pipeline knows no segments."""
    verdicts = [detector.score(text) for text in texts]
    return [v.score if v.segment is None else v.segment.whole for v in verdicts]


def held_out(count: int = 50) -> list[str]:
    """Texts of the validation split, risky and safe, evenly spread."""
    rows = read_labels([ROOT / "data" / "corpus" / "validation"])[0]
    return [row.text for row in rows[:: len(rows) // count]][:count]


def test_the_same_rows_in_any_order_give_the_same_bytes(
    small_rows: list[Row], small_model: Path, tmp_path: Path
) -> None:
    write_trained(train([*small_rows[::-1], small_rows[0]], "small"), tmp_path)
    assert unlike(tmp_path, small_model, FILE, CARD) == []


def test_a_process_of_its_own_with_another_hash_seed_gives_the_same_bytes(small_model: Path, tmp_path: Path) -> None:
    done = spawn("train", str(SMALL), "--out", str(tmp_path), "--name", "small", "--quiet", PYTHONHASHSEED="12345")
    assert (done.returncode, done.stderr) == (0, b"")
    assert unlike(tmp_path, small_model, FILE, CARD) == []


def test_the_estimator_and_the_detector_give_the_same_scores(small_model: Path) -> None:
    estimator = joblib.load(small_model / ESTIMATOR)
    texts = held_out()
    assert len(texts) == 50
    given = estimator.predict_proba(texts)[:, 1]
    assert np.abs(given - scores(Detector.load(small_model), texts)).max() < 1e-9


def test_the_shipped_estimator_and_the_shipped_model_give_the_same_scores(detector: Detector) -> None:
    path = ROOT / "models" / "default" / ESTIMATOR
    if not path.is_file():
        pytest.skip("no estimator beside the shipped model")
    texts = held_out()
    assert np.abs(joblib.load(path).predict_proba(texts)[:, 1] - scores(detector, texts)).max() < 1e-9


def test_it_learns_what_the_rows_say(small_model: Path, small_rows: list[Row]) -> None:
    detector = Detector.load(small_model)
    ad, calm = scores(detector, [AD, CALM])
    assert ad > calm
    right = [(detector.score(r.text).score > 0.5) == (r.label == RISKY) for r in small_rows if r.label != REVIEW]
    assert sum(right) / len(right) > 0.9


def test_the_record_says_what_went_in(trained: Trained) -> None:
    record = trained.model.training
    assert record["rows"] == {RISKY: 29, SAFE: 30, REVIEW: 3}
    assert record["groups"] == 10
    assert len(record["data_sha256"]) == 64
    assert record["options"]["folds"] == TrainOptions().folds
    assert record["thresholds"]["high"] == trained.model.thresholds["high"]


def test_out_of_fold_scores_are_probabilities_one_a_row(trained: Trained) -> None:
    assert trained.out_of_fold.shape == (62,)
    assert ((trained.out_of_fold >= 0) & (trained.out_of_fold <= 1)).all()


def test_signals_may_not_speak_against_their_sense(trained: Trained) -> None:
    counter = {signal.id for signal in trained.model.catalog.signals if signal.counter}
    for name, weight in trained.model.signal_weights.items():
        _, signal, stance = name.removesuffix("@end").split(":")
        assert math.isfinite(weight)
        if stance == "asserted":
            assert (weight <= 0) if signal in counter else (weight >= 0), name


def test_a_model_is_read_back_as_it_was_exported(trained: Trained, small_model: Path) -> None:
    model = read_model(small_model)
    same = model._replace(ref=trained.model.ref, training=trained.model.training)
    long: dict[str, Any] = dict.fromkeys(("phrases", "idf", "weights", "end_weights", "ngrams", "ngram_weights"), ())
    assert same._replace(**long) == trained.model._replace(**long)
    for one in (model, trained.model):
        numbers = zip(one.phrases, one.idf, one.weights, one.end_weights, strict=True)
        assert sorted(numbers) == sorted(zip(model.phrases, model.idf, model.weights, model.end_weights, strict=True))
        ngrams = zip(one.ngrams, one.ngram_weights, strict=True)
        assert sorted(ngrams) == sorted(zip(model.ngrams, model.ngram_weights, strict=True))


def test_repeated_texts_count_once() -> None:
    rows = [Row("停息", RISKY, id="b"), Row("停息", SAFE, id="a"), Row("账单", SAFE, id="c")]
    assert [(row.text, row.label) for row in unique_rows(rows)] == [("停息", RISKY), ("账单", SAFE)]


def test_a_review_row_counts_half_in_either_class() -> None:
    rows = [Row("甲", RISKY), Row("乙", SAFE), Row("丙", REVIEW)]
    texts, targets, weights = weighted(rows, 0.5)
    assert list(zip(texts, targets, weights, strict=True)) == [
        *(("甲", 1, 1.0), ("乙", 0, 1.0), ("丙", 1, 0.5), ("丙", 0, 0.5)),
    ]
    assert weighted(rows, 0.8)[2].tolist() == pytest.approx([1.0, 1.0, 0.8, 0.2])


def test_a_review_row_is_scored_between_a_risky_and_a_safe_one(small_rows: list[Row]) -> None:
    cache = Cache()
    asked = Row("逾期找病历谈分期", REVIEW, group="g1")

    def score_as(label: str) -> float:
        rows = [row for row in small_rows if row.label != REVIEW] + [replace(asked, label=label)] * 3
        pipeline = fit(build_pipeline(cache=cache), rows, TrainOptions())
        return float(pipeline.predict_proba([asked.text])[0, 1])

    assert score_as(SAFE) < score_as(REVIEW) < score_as(RISKY)


def test_options_change_the_model_and_are_recorded(small_rows: list[Row], trained: Trained) -> None:
    options = TrainOptions(folds=2, C=0.5, features={"most": 20})
    other = train(small_rows, "small", options)
    assert len(other.model.phrases) == 20
    assert other.model.training["options"]["features"] == {"most": 20}
    assert other.model.signal_weights != trained.model.signal_weights


def test_innocents_about_something_else_do_not_move_a_threshold(
    small_rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a threshold costs is counted among the innocents that speak of the domain, however many others there are."""
    counted: list[int] = []

    def counting(scores: np.ndarray, risky: np.ndarray, *shares: float) -> Choice:
        counted.append(int((~risky).sum()))
        return choose_thresholds(scores, risky, *shares)

    monkeypatch.setattr("debtad.learn.train.choose_thresholds", counting)
    others = [
        Row(f"今天的云像第{n}只羊，晚上去江边吹风", SAFE, id=f"e{n}", group=f"e{n}", source="everyday")
        for n in range(40)
    ]
    train(small_rows, "small")
    train([*small_rows, *others], "small")
    assert counted[0] == counted[1] > 0


def test_rewritten_copies_teach_another_model_of_the_same_rows(small_rows: list[Row]) -> None:
    plain = train(small_rows, "small", TrainOptions(folds=2))
    taught = train(small_rows, "small", TrainOptions(folds=2, attacked=2))
    assert taught.model.training["rows"] == plain.model.training["rows"]
    assert taught.model.training["options"]["attacked"] == 2
    assert taught.out_of_fold.shape == plain.out_of_fold.shape
    assert taught.model.weights != plain.model.weights
    assert train(small_rows, "small", TrainOptions(folds=2, attacked=2)).model == taught.model


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "at least two rows labelled risky"),
        ([Row(t, RISKY) for t in "停息"], "at least two rows labelled safe"),
        (
            [Row(t, x, group="g") for t, x in zip("停息挂账", (RISKY, RISKY, SAFE, SAFE), strict=True)],
            "share one group",
        ),
        ([Row(t, x, group=x) for t, x in zip("停息挂账", (RISKY, RISKY, SAFE, SAFE), strict=True)], "share a group"),
    ],
)
def test_rows_that_cannot_be_learned_from(rows: list[Row], message: str) -> None:
    with pytest.raises(LabelError, match=message):
        train(rows, "x")


def test_a_lone_surrogate_in_a_text_is_no_obstacle(small_rows: list[Row]) -> None:
    odd = replace(small_rows[0], text=small_rows[0].text + "\ud83d")
    assert train([odd, *small_rows[1:]], "x", TrainOptions(folds=2)).model.phrases


@pytest.mark.slow
def test_training_on_the_corpus_gives_the_shipped_model_byte_for_byte(tmp_path: Path) -> None:
    from debtad.cli.main import main

    assert main(["train", str(ROOT / "data" / "corpus"), "--out", str(tmp_path), "--quiet"]) == 0
    assert unlike(tmp_path, ROOT / "models" / "default", FILE, CARD) == []
