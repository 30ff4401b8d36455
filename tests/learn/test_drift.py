"""Drift: more ads are none, other ads are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from debtad.errors import InputError
from debtad.learn.drift import Audit, drift, expected, psi, read_audit
from debtad.learn.train import Trained

RISKY = [0, *range(1, 20)]
SAFE = [300, *range(20, 1, -1)]


def audit(name: str, histogram: list[int], signals: dict[str, int], flagged: int = 400, unseen: float = 0.2) -> Audit:
    return Audit(name, "m" * 64, sum(histogram), flagged, tuple(histogram), signals, unseen)


@pytest.fixture
def model(trained: Trained) -> object:
    """A model whose training data looked as below."""
    kept = {
        "scores": {"risky": RISKY, "safe": SAFE, "everyday": [0] * 20},
        "flagged": {"rows": 1000, "signals": {"upfront_fee": 500, "long_deferral_no_payment": 500}},
    }
    return trained.model._replace(training={"reference": kept}, ref=trained.model.ref.__class__("m", "m" * 64))


def states(report: dict) -> dict[str, str]:
    return {f"{check['what']} {check['against']}": check["state"] for check in report["checks"]}


def test_psi_is_none_for_the_same_shares_and_grows_with_the_difference() -> None:
    flat = np.full(10, 100.0)
    assert psi(flat, flat * 7) == pytest.approx(0, abs=1e-3)
    mild, strong = flat + np.arange(10) * 5, flat + np.arange(10) * 50
    assert 0 < psi(mild, flat) < psi(strong, flat)


@pytest.mark.parametrize(("ads", "calm"), [(1, 30), (10, 10), (30, 1)])
def test_more_or_fewer_ads_are_no_drift(model: object, ads: int, calm: int) -> None:
    histogram = [ads * r + calm * s for r, s in zip(RISKY, SAFE, strict=True)]
    report = drift([audit("a", histogram, {"upfront_fee": 200, "long_deferral_no_payment": 200})], model)  # type: ignore[arg-type]
    assert states(report) == {"scores training": "steady", "signals training": "steady"}
    assert report["due"] is False
    wanted = expected(histogram, {"risky": RISKY, "safe": SAFE})
    assert wanted == pytest.approx(np.array(histogram[1:]), rel=0.1)


def test_another_mix_of_signals_asks_for_new_labels(model: object) -> None:
    report = drift([audit("a", RISKY, {"upfront_fee": 20, "agent_recruitment": 380})], model)  # type: ignore[arg-type]
    assert states(report)["signals training"] == "shift"
    assert report["due"] is True
    assert report["checks"][1]["movers"][0] == {"signal": "agent_recruitment", "rate": 0.95, "before": 0.0}


def test_earlier_audits_are_compared_if_they_used_the_same_model(model: object) -> None:
    same = {"upfront_fee": 200, "long_deferral_no_payment": 200}
    first = audit("jan", [9 * n for n in RISKY], same)
    other = Audit("feb", "x" * 64, 10, 5, tuple(RISKY), same, 0.1)
    last = audit("mar", [9 * n for n in RISKY], same, unseen=0.45)
    report = drift([first, other, last], model)  # type: ignore[arg-type]
    assert states(report)["scores jan"] == "steady"
    assert states(report)["phrases jan"] == "shift"
    assert not any("feb" in key for key in states(report))
    assert report["notes"] == ["feb: audited with another model than the last one, so left out"]


def test_an_audit_differs_in_nothing_from_itself(model: object) -> None:
    uneven = [0, 900, *[0] * 17, 1]
    report = drift([audit(name, uneven, {"upfront_fee": 200}) for name in ("jan", "feb")], model)  # type: ignore[arg-type]
    assert [check["psi"] for check in report["checks"] if check["against"] == "jan" and "psi" in check] == [0.0, 0.0]


def test_a_few_posts_tell_nothing(model: object) -> None:
    report = drift([audit("a", [50, 0, 3, *[0] * 17], {"upfront_fee": 3}, flagged=3)], model)  # type: ignore[arg-type]
    assert report["state"] == "unknown"
    assert report["due"] is False


def test_a_trained_model_remembers_what_its_texts_looked_like(trained: Trained) -> None:
    kept = trained.model.training["reference"]
    assert sum(map(sum, kept["scores"].values())) == 59  # review rows stand in no class
    assert kept["flagged"]["rows"] > 0
    assert all(0 < count <= kept["flagged"]["rows"] for count in kept["flagged"]["signals"].values())


def test_a_summary_is_read_and_anything_else_is_named(tmp_path: Path) -> None:
    summary = {
        "schema": "debtad.summary/1",
        "model": {"name": "default", "sha256": "m" * 64},
        "counts": {"high": 2, "review": 1},
        "signals": {"upfront_fee": 2},
        "score_histogram": [7, *[0] * 16, 1, 1, 1],
        "phrases": {"seen": 5, "unseen_share": 0.5},
    }
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    read = read_audit(tmp_path)
    assert (read.posts, read.flagged, read.unseen) == (10, 3, 0.5)
    for text, message in (("{", "not a summary"), ('{"schema":"x"}', "schema 'x'"), ("[]", "not a summary")):
        (tmp_path / "summary.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=message):
            read_audit(tmp_path)
    with pytest.raises(InputError, match="give the --out folder"):
        read_audit(tmp_path / "none")


def test_a_model_without_a_reference_says_what_to_do(trained: Trained) -> None:
    with pytest.raises(InputError, match="train it again"):
        drift([audit("a", RISKY, {})], trained.model._replace(training={}))
