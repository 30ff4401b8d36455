"""The printable summary of a pack: one HTML file without script, outside assets or library."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from debtad import __version__
from debtad.model.explain import guidance
from debtad.ocr.engine import Picture
from debtad.pack.drawing import svg
from debtad.render.grounds import cited
from debtad.render.limits import limit_lines
from debtad.render.view import Item, Stretch, View, view
from debtad.render.visible import visible
from debtad.render.words import figure, listing, score_text, word
from debtad.verdict import Verdict

_CSS = """
body{font:15px/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:46em;margin:2em auto;padding:0 1em;
color:#1b1b1b;background:#fff}h1{font-size:1.5em;margin:0 0 .2em}
h2{font-size:1.1em;margin:1.6em 0 .4em;border-bottom:1px solid #999}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3em .5em;text-align:left;vertical-align:top}
th{background:#f2f2f2}td.hash{font-family:monospace;font-size:.85em;word-break:break-all}.text{white-space:pre-wrap;
overflow-wrap:anywhere;border:1px solid #bbb;padding:.8em}mark.for{background:#ffd9d2;text-decoration:underline}
mark.against{background:#d6f0dd;text-decoration:underline dotted}sup{font-weight:bold}.muted{color:#666}
.level{display:inline-block;padding:.1em .6em;border:2px solid #333;font-weight:bold}.small{color:#444;font-size:.9em}
li{margin:.3em 0}pre{white-space:pre-wrap;font:inherit;border:1px dashed #777;padding:.8em}svg.picture{max-width:100%;
height:auto;border:1px solid #bbb}
polygon.box{fill:none;stroke-width:3}polygon.for{stroke:#c1121f}polygon.against{stroke:#1b7a3d}
circle.tag.for{fill:#c1121f}circle.tag.against{fill:#1b7a3d}text.tag{fill:#fff;font-weight:bold}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr,li{break-inside:avoid}}
"""

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("证据摘要", "Summary of evidence"),
    "original": ("原文", "The original"),
    "file": ("文件", "File"),
    "extent": ("读了多少", "How much was read"),
    "read": ("图片识别出的文字", "Text read from the picture"),
    "sure": ("识别把握", "Confidence of the reading"),
    "unsure": ("识别把握不高，请与原图核对", "The reading is unsure: compare it with the picture"),
    "promise": ("它承诺的", "What is promised"),
    "who": ("谁才能答应", "Who alone can grant it"),
    "example": ("没有填欠款，按 5 万元举例。", "No debt was given: 50,000 yuan as an example."),
    "none": ("文案没有显示发布者是其中任何一方。", "Nothing in the text shows that the advertiser is any of these."),
    "laws": ("可能涉及的规定（级别、核对日期）", "Rules it may touch (grade, checked on)"),
    "draft": ("投诉草稿", "Draft of a complaint"),
    "versions": ("版本", "Versions"),
    "kind": ("来源", "Source"),
    "row": ("行", "row"),
    "id": ("编号", "id"),
    "account": ("账号", "account"),
    "time": ("时间", "time"),
    "platform": ("平台", "platform"),
    "url": ("网址", "address"),
    "recorded": ("审计时的结果", "as recorded by the audit"),
    "verify": ("核对：debtad pack verify 证据包.zip", "To check: debtad pack verify PACK.zip"),
    "chat": ("对话中被判断的说话人", "Speakers judged in the conversation"),
}


def summary(
    verdict: Verdict, picture: Picture | None, source: Mapping[str, Any], digest: str, name: str, lang: str, total: int
) -> str:
    """The page for a verdict; ``digest`` is the SHA-256 (hex) of the original, which the pack holds as ``name`` and whose text
    has ``total`` characters."""
    seen = view(verdict, lang)
    limits = [escape(line) for line in limit_lines(verdict, total, lang)]
    style = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{style}'"
    language = "zh-CN" if lang == "zh" else "en"
    return "\n".join(
        [
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>debtad · {_say('title', lang)}</title><style>{_CSS}</style></head><body>",
            f"<h1>{_say('title', lang)}</h1>",
            f'<p><span class="level">{escape(seen.level)}</span> {word("score", lang)} '
            f"{score_text(verdict.score)}{word('  ', lang)}{escape(seen.subtype)}</p>",
            *(f"<p><strong>{line}</strong></p>" for line in limits),
            f'<p class="small">{escape(word("note", lang))}</p>',
            *_original(seen, picture, source, digest, name, limits),
            *_reasons("evidence", seen.items, lang),
            *_reasons("counter", seen.counter, lang),
            *_cost(seen),
            *_promises(seen),
            *_laws(seen),
            f"<h2>{word('advice', lang)}</h2><ul>",
            *(f"<li>{escape(line)}</li>" for line in verdict.advice),
            "</ul>",
            *([_draft(seen)] if verdict.flagged else []),
            f"<h2>{_say('versions', lang)}</h2><p>debtad {__version__}{word('  ', lang)}{word('model', lang)}"
            f" {escape(verdict.model.name)}"
            f' <span class="small">{verdict.model.sha256}</span></p><p class="small">{_say("verify", lang)}</p>',
            "</body></html>\n",
        ]
    )


def _say(key: str, lang: str) -> str:
    return _WORDS[key][lang == "en"]


def _original(
    seen: View, picture: Picture | None, source: Mapping[str, Any], digest: str, name: str, limits: Sequence[str]
) -> Iterable[str]:
    lang = seen.lang
    yield f"<h2>{_say('original', lang)}</h2><table>"
    yield f'<tr><th>{_say("file", lang)}</th><td>{name}</td></tr><tr><th>SHA-256</th><td class="hash">{digest}</td></tr>'
    if limits:
        yield f"<tr><th>{_say('extent', lang)}</th><td>{'<br>'.join(limits)}</td></tr>"
    for key, value in source.items():
        shown = (
            word(", ", lang).join(f"{k} {v}" for k, v in value.items()) if isinstance(value, Mapping) else str(value)
        )
        yield f"<tr><th>{_say(key, lang)}</th><td>{escape(visible(shown))}</td></tr>"
    yield "</table>"
    if picture is not None:
        yield f"<p>{svg(picture, (*seen.items, *seen.counter), _say('original', lang))}</p>"
        warning = f"{word('  ', lang)}<strong>{_say('unsure', lang)}</strong>" if picture.reading.low else ""
        sure = word("()", lang).format(f"{_say('sure', lang)} {picture.reading.confidence:.2f}")
        yield f"<p>{_say('read', lang)}{sure}{warning}</p>"
    if seen.judged_speakers:
        yield f"<p>{_say('chat', lang)}{word(': ', lang)}{escape(visible(listing(seen.judged_speakers, lang)))}</p>"
    yield f'<div class="text" lang="zh-CN">{"".join(map(_stretch, seen.stretches))}</div>'


def _stretch(stretch: Stretch) -> str:
    text = escape(stretch.text)
    if stretch.kind:
        text = f'<mark class="{stretch.kind}">{text}</mark>'
    elif stretch.muted:
        text = f'<span class="muted">{text}</span>'
    return text + "".join(f"<sup>{item.marker}</sup>" for item in stretch.markers)


def _reasons(key: str, items: Sequence[Item], lang: str) -> Iterable[str]:
    if not items:
        return
    yield f"<h2>{word(key, lang)}</h2><ul>"
    for item in items:
        stance = word("()", lang).format(escape(item.stance)) if item.stance else ""
        yield (
            f"<li>{item.marker} <strong>{escape(item.title)}</strong>{stance} “{escape(item.quote)}”"
            f' <span class="small">[{item.start}, {item.end}) {item.contribution:+.2f}</span><br>{escape(item.why)}</li>'
        )
    yield "</ul>"


def _cost(seen: View) -> Iterable[str]:
    lang, cost = seen.lang, seen.cost
    if not cost.rows:
        return
    yield f"<h2>{word('cost', lang)}</h2><table>"
    for row in cost.rows:
        label = escape(row.label)
        if row.percent:
            share = "–".join(figure(value) for value in dict.fromkeys(row.percent))
            of = f"{word('debt', lang)} {figure(cost.debt)} {word('money', lang)} × " if row.of_debt else ""
            label += word("()", lang).format(f"{of}{share} %")
        yield f"<tr><th>{label}</th><td>{row.sum}</td></tr>"
    yield f"<tr><th>{word('total', lang)}</th><td><strong>{cost.sum}</strong></td></tr>"
    yield f"<tr><th>{escape(cost.self_label)}</th><td><strong>0 {word('money', lang)}</strong></td></tr></table>"
    if cost.assumed and cost.depends_on_debt:
        yield f'<p class="small">{_say("example", lang)}</p>'


def _promises(seen: View) -> Iterable[str]:
    if not seen.promises:
        return
    lang = seen.lang
    yield f"<h2>{_say('who', lang)}</h2><table><tr><th>{_say('promise', lang)}</th><th>{_say('who', lang)}</th></tr>"
    for entry in seen.promises:
        quotes = "".join(f"<br>“{escape(quote)}”" for quote in entry.quotes)
        yield f"<tr><td>{escape(entry.promise)}{quotes}</td><td>{escape(entry.who)}</td></tr>"
    yield f"</table><p>{_say('none', lang)}</p>"


def _laws(seen: View) -> Iterable[str]:
    tables, lang = guidance(), seen.lang
    codes = cited(seen.verdict)
    if codes:
        yield f"<h2>{_say('laws', lang)}</h2><ul>"
        for code in codes:
            entry = tables["laws"][code]
            graded = word(", ", lang).join((entry["grade"], tables["checked"]))
            yield f'<li>{escape(entry[lang])} <span class="small">{graded}</span></li>'
        yield "</ul>"


def _draft(seen: View) -> str:
    letter = seen.complaint.zh if seen.lang == "zh" else f"{seen.complaint.zh}\n\n{seen.complaint.en}"
    return f"<h2>{_say('draft', seen.lang)}</h2><pre>{escape(letter)}</pre>"
