"""Hostile lengths: nothing takes time that grows with the square of a text, and what is cut off is said."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from debtad.audit.request import Request
from debtad.audit.run import audit
from debtad.errors import InputError
from debtad.features import Extractor, openings, paragraphs
from debtad.model.score import MAX_CHARACTERS, Detector
from debtad.verdict import Span
from tests.support import AD, CALM

REPEATED = (
    "停息挂账吗?",
    "停息挂账\n",
    "记者报道停息挂账。",
    "不停息",
    "特别贷",
    "4️⃣",
    "停\u200b息\u200b挂账",
    "8%个点",
    "私信债",
)


def spent(detector: Detector, text: str) -> float:
    started = time.process_time()
    detector.score(text)
    return time.process_time() - started


@pytest.mark.parametrize("piece", REPEATED)
def test_four_times_the_text_takes_not_much_more_than_four_times(detector: Detector, piece: str) -> None:
    short, long = ((piece * size + "债")[-size:] for size in (4_000, 16_000))
    detector.score(short)
    detector.score(long)
    few = min(spent(detector, short) for _ in range(2))
    assert min(spent(detector, long) for _ in range(2)) < 9 * few + 0.05


def test_what_is_cut_off_is_said(detector: Detector, tmp_path: Path) -> None:
    text = CALM * (MAX_CHARACTERS // len(CALM)) + AD * 30
    verdict = detector.score(text).to_dict()
    assert (verdict["truncated"], verdict["truncated_reason"]) == (True, "only the first 20000 characters were scored")
    assert "truncated_reason" not in detector.score(AD).to_dict()
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"id": i, "text": t}) for i, t in enumerate((text, AD))), encoding="utf-8")
    audit(Request((str(path),), tmp_path / "out", report=False))
    rows = [json.loads(line) for line in (tmp_path / "out" / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row.get("truncated") for row in rows] == ["only the first 20000 characters were scored", None]


NEWS = "本市图书馆昨日发布公告，称新馆将于年底开放，读者可凭身份证入馆。记者从会上了解到，新馆藏书三百万册，停车位八百个。\n"
WARNING = "警方提示：请保护个人信息，谨防上当受骗，不要向陌生人转账，遇到可疑情况请拨打报警电话，切勿轻信所谓捷径。\n"


@pytest.mark.parametrize("pad", [NEWS * 8, WARNING * 8], ids=["news", "warning"])
@pytest.mark.parametrize("place", ["before", "after", "around"])
def test_lines_of_padding_do_not_hide_an_advertisement(detector: Detector, pad: str, place: str) -> None:
    assert detector.score(pad).level == "low"
    text = {"before": pad + AD, "after": AD + "\n" + pad, "around": pad + AD + "\n" + pad}[place]
    assert detector.score(text).level == "high"


@pytest.mark.parametrize("pad", [NEWS * 8, WARNING * 8], ids=["news", "warning"])
def test_padding_right_behind_an_advertisement_does_not_hide_it(detector: Detector, pad: str) -> None:
    verdict = detector.score(AD + pad.replace("\n", ""))
    assert verdict.flagged
    assert verdict.segment is not None
    assert verdict.segment.start == 0
    assert verdict.segment.end <= len(AD) + pad.index("，") + 1


def test_openings_are_the_first_units_while_they_are_short() -> None:
    ends = [4, 12, 30, 59, 60, 90]
    units = [Span(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    assert openings(units) == [Span(0, 12), Span(0, 30), Span(0, 59)]
    assert openings([]) == []


def test_paragraphs_are_lines_and_up_to_three_together() -> None:
    text = "一二三四五六七八九十\n  短\n甲乙丙丁戊己庚辛壬癸 "
    assert [text[span.start : span.end] for span in paragraphs(text)] == [
        "一二三四五六七八九十",
        "一二三四五六七八九十\n  短",
        "一二三四五六七八九十\n  短\n甲乙丙丁戊己庚辛壬癸",
        "短\n甲乙丙丁戊己庚辛壬癸",
        "甲乙丙丁戊己庚辛壬癸",
    ]
    assert len(paragraphs("一二三四五六七八九十\n" * 300)) == 300


def test_an_unknown_language_is_named(detector: Detector) -> None:
    with pytest.raises(InputError, match="no explanations in 'fr': lang is one of zh, en"):
        detector.score(AD, lang="fr")


def test_one_extractor_reads_segments_as_it_reads_texts(detector: Detector) -> None:
    model = detector.model
    extractor = Extractor(model.catalog, model.phrases, model.idf)
    whole = extractor.analyse(NEWS * 3 + AD)
    for part in extractor.segments(whole):
        assert all(part.start <= match.start and match.end <= part.end for match in part.matches)
        assert set(part.phrases) <= set(whole.phrases)
