"""The result as tables: for the terminal, and in English and Chinese for the documents.

A document marks where a table stands: ``<!-- accuracy:NAME -->`` and ``<!-- /accuracy:NAME -->``, each on a line of its
own; what is between them is written anew. The language is Chinese where the file's name says ``zh``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from debtad.errors import OutputError
from debtad.verdict import FACTS

Result = Mapping[str, Any]

_FACTS = {
    "upfront_fee": ("upfront fee", "先交费"),
    "nonrefundable_deposit": ("kept deposit", "不退定金"),
    "percentage_fee": ("percentage", "比例"),
    "suspend_interest": ("stopped interest", "停息"),
    "deferral_months": ("deferral", "延期"),
    "no_consultation_fee": ("free consultation", "免咨询费"),
}
_COLUMNS: tuple[tuple[str, str, str, str], ...] = (
    ("pr_auc", "PR-AUC", "PR-AUC", "{:.3f}"),
    ("f1", "F1 of `high`", "“高风险”F1", "{:.3f}"),
    ("recall_at_precision_098", "recall at precision 0.98", "精确率 0.98 时的召回", "{:.3f}"),
    ("hard_safe_high", "hard innocents at `high`", "难的正常文本误报", "{:.1%}"),
    ("everyday_high", "false alarms per 100,000 everyday posts", "每 10 万条日常帖子误报", "{:.0f}"),
    ("evasion_recall", "recall under evasion", "变形后的召回", "{:.3f}"),
    ("pairs_ordered", "pairs in order", "对照对次序正确", "{:.3f}"),
    ("posts_per_second", "posts/s", "条/秒", "{:,.0f}"),
)


def terminal(result: Result) -> Iterator[str]:
    """The table of systems, plain, and what was reached of what was wanted."""
    yield f"{'':<52}" + "".join(f"{name[:14]:>16}" for name, *_ in _COLUMNS)
    for system in result["systems"]:
        title = system["title"]["en"].replace("*", "")
        yield f"{title:<52}" + "".join(f"{_cell(system, key, form):>16}" for key, _, _, form in _COLUMNS)
    yield ""
    for line in bars(result, "en"):
        yield line.replace("|", "  ").strip()


def write_blocks(path: Path, result: Result) -> None:
    """Write every marked block of a document anew. Raises OutputError for a name that is no table."""
    lang = "zh" if "zh" in path.name else "en"
    text = path.read_text(encoding="utf-8")

    def block(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in _BLOCKS:
            raise OutputError(f"{path}: no table {name!r}: use one of {', '.join(_BLOCKS)}")
        body = "\n".join(_BLOCKS[name](result, lang))
        return f"<!-- accuracy:{name} -->\n\n{body}\n\n<!-- /accuracy:{name} -->"

    marked = r"<!-- accuracy:(?P<name>[a-z_]+) -->\n.*?<!-- /accuracy:(?P=name) -->"
    path.write_text(re.sub(marked, block, text, flags=re.DOTALL), encoding="utf-8")


def figures(result: Result, lang: str) -> Iterator[str]:
    """What debtad reaches on the test split."""
    zh = lang == "zh"
    report = result["report"]
    overall, around, rows = report["overall"], report["intervals"], report["rows"]

    def with_interval(name: str) -> str:
        low, high = around[name]
        return f"{overall[name]:.3f} [{low:.3f}, {high:.3f}]"

    if zh:
        yield (
            f"在封存的测试集上（{rows['risky']} 条风险、{rows['safe']} 条正常，"
            f"{result['test_sources']} 批作者都没有写过训练文本），"
            "命令是 `make benchmark-accuracy`，方括号内是 95 % 自助法区间："
        )
    else:
        yield (
            f"Measured by `make benchmark-accuracy` on the frozen test split ({rows['risky']} risky, {rows['safe']} safe "
            f"rows; {result['test_sources']} author batches, none of which wrote training text); 95 % bootstrap intervals "
            "in brackets:"
        )
    yield ""
    yield "| 项目 | 数值 |" if zh else "| what | value |"
    yield "|---|---|"
    pairs = report["pairs"]
    lines = [
        ("precision of `high`", "“高风险”的精确率", with_interval("precision")),
        ("recall of `high`", "“高风险”的召回率", with_interval("recall")),
        ("risky rows at `high` or `review`", "风险文本被标为高风险或存疑", with_interval("flagged_recall")),
        (
            "safe rows at `high`; hard safe kinds",
            "正常文本被标为高风险；最难的几类",
            f"{report['levels']['safe']['high']:.1%}; {report['hard_safe']['high']:.1%}",
        ),
        ("PR-AUC / ROC-AUC", "PR-AUC / ROC-AUC", f"{overall['pr_auc']:.3f} / {overall['roc_auc']:.3f}"),
        (
            "calibration error / Brier score",
            "校准误差 / Brier 分",
            f"{overall['calibration_error']:.3f} / {overall['brier']:.3f}",
        ),
        (
            "minimal pairs in the right order",
            "最小对照对次序正确",
            f"{pairs['n']} 对中 {pairs['ordered']:.3f}" if zh else f"{pairs['ordered']:.3f} of {pairs['n']}",
        ),
        ("business (subtype) right", "业务类型判对", f"{report['subtype_accuracy']['share']:.3f}"),
        ("core facts, F1 with the very figures", "核心事实 F1（数字完全一致才算）", _facts(report, zh)),
        ("score lost under evasion, median (strength 2)", "变形后分数下降，中位数（强度 2）", _evasion(result)),
        (
            "recall of `high` on what an attack changes (a row counts once an attack), before → after",
            "被变形改动的文本上“高风险”的召回率（每种变形各算一次），变形前 → 后",
            _evasion_recall(result),
        ),
    ]
    everyday = result["everyday"]
    if everyday:
        high, review = everyday["high"], everyday["review"]
        shown = f"{high} 条高风险，{review} 条存疑" if zh else f"{high} `high`, {review} `review`"
        lines.append((f"{everyday['posts']:,} real everyday posts", f"{everyday['posts']:,} 条真实日常帖子", shown))
    for en, chinese, value in lines:
        yield f"| {chinese if zh else en} | {value} |"


def _facts(report: Result, zh: bool) -> str:
    parts = [f"{_FACTS[name][zh]} {report['facts'][name]['f1']:.2f}" for name in FACTS]
    return "、".join(parts) if zh else ", ".join(parts)


def _evasion(result: Result) -> str:
    return f"{result['evasion']['all']['2']['median_drop']:z.3f}"


def _evasion_recall(result: Result) -> str:
    pooled = result["evasion"]["all"]["2"]
    return f"{pooled['recall_before']:.3f} → {pooled['recall']:.3f}"


def baselines(result: Result, lang: str) -> Iterator[str]:
    """All systems, one a line."""
    zh = lang == "zh"
    if zh:
        yield (
            f"同样的 {result['trained_on']:,} 条训练、同样的测试文本、同一次运行；各自的“高风险”阈值都按同一条规则"
            "（未见过的行上的精确率）选定，变形为强度 2 的全部攻击："
        )
    else:
        yield (
            f"Same {result['trained_on']:,} training rows, same test rows, same run. Each threshold of `high` is chosen by "
            "the same rule (precision on rows that the fit had not seen); evasion is all attacks at strength 2:"
        )
    yield ""
    yield "| | " + " | ".join(chinese if zh else english for _, english, chinese, _ in _COLUMNS) + " |"
    yield "|---" * (len(_COLUMNS) + 1) + "|"
    for system in result["systems"]:
        cells = [_cell(system, key, form) for key, _, _, form in _COLUMNS]
        yield f"| {system['title'][lang]} | " + " | ".join(cells) + " |"


def _cell(system: Result, key: str, form: str) -> str:
    value = system[key]
    return "–" if value is None else form.format(value)


def evasion(result: Result, lang: str) -> Iterator[str]:
    """Recall and score drop by attack and strength."""
    report = result["evasion"]
    strengths = list(report["all"])
    if lang == "zh":
        yield (
            "| 攻击 | 改动的风险文本 | 改动前召回 | "
            + " | ".join(f"强度 {s}：召回，分数中位降幅" for s in strengths)
            + " |"
        )
    else:
        yield (
            "| attack | risky rows changed | recall before | "
            + " | ".join(f"strength {s}: recall, median score drop" for s in strengths)
            + " |"
        )
    yield "|---" * (3 + len(strengths)) + "|"
    every = "所有攻击" if lang == "zh" else "all attacks"
    for name, slices in [*report["attacks"].items(), (every, report["all"])]:
        middle = slices["2"]
        cells = [f"{slices[s]['recall']:.3f}, {slices[s]['median_drop']:+z.3f}" for s in strengths]
        yield f"| {name} | {middle['changed']} | {middle['recall_before']:.3f} | " + " | ".join(cells) + " |"


def held_out(result: Result, lang: str) -> Iterator[str]:
    """The held-out sites, half by half and on average."""
    halves = result["held_out"]
    if lang == "zh":
        yield "| | 广告 | 被标出的广告 | 正常文本 | 误报为高风险 | 误报总计 | ROC-AUC | 2–4 字 TF-IDF + 逻辑回归的 ROC-AUC |"
    else:
        yield (
            "| | ads | ads flagged | innocents | innocents at `high` | innocents flagged | ROC-AUC "
            "| ROC-AUC of character TF-IDF + logistic regression |"
        )
    yield "|---|---|---|---|---|---|---|---|"
    for half in halves:
        yield _half(str(half["seed"] + 1), half)
    if halves:
        mean = {key: sum(half[key] for half in halves) / len(halves) for key in halves[0]}
        yield _half("平均" if lang == "zh" else "mean", mean)


def _half(title: str, half: Result) -> str:
    return (
        f"| {title} | {half['ads']:.0f} | {half['ads_flagged']:.3f} | {half['innocents']:.0f} "
        f"| {half['innocents_high']:.1%} | {half['innocents_flagged']:.1%} | {half['roc_auc']:.3f} "
        f"| {half['plain_roc_auc']:.3f} |"
    )


def slices(result: Result, lang: str) -> Iterator[str]:
    """Shares of rows at ``high`` and flagged, by kind of text, where there are at least ten."""
    zh = lang == "zh"
    yield (
        "| 文本种类 | 风险 | 高风险 | 被标出 | 正常 | 高风险 | 被标出 |"
        if zh
        else "| kind of text | risky | at `high` | flagged | safe | at `high` | flagged |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name, part in result["report"]["by_kind"].items():
        cells = [name]
        for label in ("risky", "safe"):
            found = part[label]
            shown = found["n"] >= _LEAST
            cells += [str(found["n"]), *(f"{found[k]:.2f}" if shown else "" for k in ("high", "flagged"))]
        if any(part[label]["n"] >= _LEAST for label in ("risky", "safe")):
            yield "| " + " | ".join(cells) + " |"


_LEAST = 10


def bars(result: Result, lang: str) -> Iterator[str]:
    """What was wanted, what is reached."""
    zh = lang == "zh"
    yield "| 要求 | 实测 | 达到 |" if zh else "| wanted | measured | reached |"
    yield "|---|---|---|"
    for english, chinese, value, reached in _wanted(result, lang):
        said = ("是" if reached else "否") if zh else ("yes" if reached else "no")
        yield f"| {chinese if zh else english} | {value} | {said} |"


def _wanted(result: Result, lang: str) -> Iterator[tuple[str, str, str, bool]]:
    report = result["report"]
    overall = report["overall"]
    precise = overall["recall"] >= 0.96 and overall["precision"] >= 0.97
    yield (
        "recall of `high` ≥ 0.96 at precision ≥ 0.97",
        "“高风险”召回 ≥ 0.96，精确率 ≥ 0.97",
        f"{overall['recall']:.3f}, {overall['precision']:.3f}",
        precise,
    )
    ordered = report["pairs"]["ordered"]
    yield "pairs in order ≥ 0.92", "对照对次序 ≥ 0.92", f"{ordered:.3f}", ordered >= 0.92
    worst = min(report["facts"][name]["f1"] for name in FACTS)
    yield "F1 of every core fact ≥ 0.96", "每项核心事实 F1 ≥ 0.96", f"{worst:.3f}", worst >= 0.96
    error = overall["calibration_error"]
    yield "calibration error ≤ 0.03", "校准误差 ≤ 0.03", f"{error:.3f}", error <= 0.03
    hard = report["hard_safe"]["high"]
    yield "hard safe texts at `high` ≤ 2 %", "难的正常文本误报 ≤ 2 %", f"{hard:.1%}", hard <= 0.02
    if result["everyday"]:
        high = result["everyday"]["high"]
        yield "everyday posts at `high` ≤ 3", "日常帖子误报 ≤ 3", str(high), high <= 3
    pooled = result["evasion"]["all"]["2"]
    yield (
        "evasion: median drop ≤ 0.02, recall drop ≤ 0.02 at strength 2",
        "变形：强度 2 时分数中位降幅 ≤ 0.02，召回降幅 ≤ 0.02",
        f"{pooled['median_drop']:z.3f}, {pooled['drop']:z.3f}",
        pooled["median_drop"] <= 0.02 and pooled["drop"] <= 0.02,
    )
    others = [system for system in result["systems"] if system["name"] != "debtad"]
    own = next(system for system in result["systems"] if system["name"] == "debtad")
    for key, english, chinese in (
        ("pr_auc", "first in PR-AUC", "PR-AUC 第一"),
        ("recall_at_precision_098", "first in recall at precision 0.98", "精确率 0.98 时的召回第一"),
        ("pairs_ordered", "first in pair order", "对照对次序第一"),
        ("evasion_recall", "first in recall under evasion", "变形后的召回第一"),
    ):
        if others:
            best = max(others, key=lambda system, key=key: float(system[key]))
            mark = "；" if lang == "zh" else "; "
            shown = f"{own[key]:.3f}{mark}{best['title'][lang].replace('*', '')} {best[key]:.3f}"
            yield english, chinese, shown, own[key] >= best[key]
    halves = result["held_out"]
    if halves:
        mean = {key: sum(half[key] for half in halves) / len(halves) for key in halves[0]}
        for key, english, chinese, reached in (
            (
                "ads_flagged",
                "held-out sites: ads flagged ≥ 0.90",
                "未见网站：广告被标出 ≥ 0.90",
                mean["ads_flagged"] >= 0.9,
            ),
            (
                "innocents_high",
                "held-out sites: innocents at `high` ≤ 0.01",
                "未见网站：正常文本误报为高风险 ≤ 0.01",
                mean["innocents_high"] <= 0.01,
            ),
            (
                "innocents_flagged",
                "held-out sites: innocents flagged ≤ 0.06",
                "未见网站：正常文本被标出 ≤ 0.06",
                mean["innocents_flagged"] <= 0.06,
            ),
            (
                "roc_auc",
                "held-out sites: ROC-AUC above character TF-IDF",
                "未见网站：ROC-AUC 高于字 TF-IDF",
                mean["roc_auc"] > mean["plain_roc_auc"],
            ),
        ):
            yield english, chinese, f"{mean[key]:.3f}", reached


_BLOCKS: dict[str, Callable[[Result, str], Iterator[str]]] = {
    "figures": figures,
    "baselines": baselines,
    "evasion": evasion,
    "held_out": held_out,
    "slices": slices,
    "bars": bars,
}
