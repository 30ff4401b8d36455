"""Which of two label names, in whatever language, is the one to be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from debtad.errors import LabelError
from debtad.learn.labels import LABELS, REVIEW, RISKY, SAFE, plain_label

# fmt: off
_POSITIVE = frozenset({
    "risky", "spam", "scam", "fraud", "phishing", "bad", "abusive", "toxic", "hate", "ad", "ads", "advert",
    "advertisement", "positive", "pos", "yes", "y", "true", "t", "1", "1.0", "垃圾", "垃圾短信", "诈骗", "欺诈", "骗局",
    "违规", "不良", "有害", "广告", "营销", "辱骂", "谣言", "风险", "高风险", "可疑", "正例", "阳性", "是",
})
_NEGATIVE = frozenset({
    "safe", "ham", "normal", "good", "ok", "clean", "benign", "legit", "neutral", "negative", "neg", "no", "n", "false",
    "f", "0", "0.0", "正常", "合规", "合法", "安全", "无害", "非广告", "非垃圾", "低风险", "负例", "阴性", "否",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class LabelNames:
    """What the two labels are called in the files, and how that was settled (``why``, one clause for people)."""

    positive: str
    negative: str
    why: str
    standard: bool = False

    def values(self) -> Mapping[str, str]:
        """What each value of ``label`` means, for :func:`debtad.learn.labels.read_labels`."""
        return (
            LABELS if self.standard else {self.positive: RISKY, self.negative: SAFE, "review": REVIEW, "存疑": REVIEW}
        )


_DOUBTFUL = frozenset(name for name, meaning in LABELS.items() if meaning == REVIEW)

OWN_NAMES = LabelNames(RISKY, SAFE, "the labels are debtad's own", standard=True)


def names_among(counts: Mapping[str, int], positive: str | None = None) -> LabelNames:
    """The names of the labels among ``counts``, as :func:`name_labels` has them: debtad's own, unless ``positive`` says
    otherwise or there are just two, neither of them debtad's. Raises LabelError as that does."""
    if positive is None and (len(counts.keys() - _DOUBTFUL) != 2 or counts.keys() & (LABELS.keys() - _DOUBTFUL)):
        return OWN_NAMES
    return name_labels(counts, positive)


def name_labels(counts: Mapping[str, int], positive: str | None = None) -> LabelNames:
    """The names of the two labels among ``counts`` (value of ``label`` → rows).

    ``positive`` names the label to be found. Without it, debtad's own labels are known (any others beside them are then
    bad rows), then common names of either side, and last the rarer one is taken. Raises LabelError where there are not
    just two names, or ``positive`` is none of them.
    """
    names = sorted(name for name in counts if name not in _DOUBTFUL)
    wanted = plain_label(positive) if positive is not None else None
    if wanted is not None and wanted not in names:
        raise LabelError(f"--positive {positive!r} is no label of these rows: they have {_listing(counts)}")
    meanings = {LABELS[name] for name in names if name in LABELS}
    if (wanted is None or LABELS.get(wanted) == RISKY) and (
        {RISKY, SAFE} <= meanings or all(name in LABELS for name in names)
    ):
        return OWN_NAMES
    if len(names) != 2:
        raise LabelError(
            f"needs two label names, found {len(names)}: {_listing(counts)}: mend the labels, or keep the rows of two of them"
        )
    if wanted is not None:
        other = next(name for name in names if name != wanted)
        return LabelNames(wanted, other, "--positive says so")
    for name, other in (names, names[::-1]):
        if (name in _POSITIVE and other not in _POSITIVE) or (other in _NEGATIVE and name not in _NEGATIVE):
            return LabelNames(name, other, "by its name")
    rarer, other = sorted(names, key=lambda name: (counts[name], name))
    return LabelNames(rarer, other, f"the rarer one, {counts[rarer]} of {counts[rarer] + counts[other]} rows")


def _listing(counts: Mapping[str, int]) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name!r} ({count})" for name, count in ranked[:6])
    return shown + (f" and {len(ranked) - 6} more" if len(ranked) > 6 else "")
