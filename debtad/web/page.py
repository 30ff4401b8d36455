"""The page: what was asked and answered → HTML, through Jinja2 templates that escape everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from debtad.debt import read_debt
from debtad.errors import InputError
from debtad.model.score import MAX_CHARACTERS
from debtad.ocr.engine import MAX_BYTES, Picture, available
from debtad.pack.drawing import svg
from debtad.render.limits import limit_lines
from debtad.render.messages import message
from debtad.render.view import view
from debtad.render.words import figure, listing, span_text, word
from debtad.verdict import Verdict
from debtad.web.words import say

_HERE = Path(__file__).parent

#: A longer text is refused; of one that is not, what the model reads (``MAX_CHARACTERS``) is judged and the rest is named.
MOST_PASTED = 200_000

#: So many characters of a debt are looked at and shown again.
_MOST_WRITTEN = 60

#: Files that may be fetched, with their media types.
STATIC: Mapping[str, tuple[Path, str]] = {
    "app.css": (_HERE / "static" / "app.css", "text/css"),
    "app.js": (_HERE / "static" / "app.js", "text/javascript"),
    "icon.svg": (_HERE / "static" / "icon.svg", "image/svg+xml"),
}

#: Composed texts to try the page with.
EXAMPLES = (
    (
        "example_1",
        "您这边总共欠五万对吧？流程是先转500块定金占名额，合同下午才发给您，看了不满意这500也不退的。"
        "后面服务费按总欠款的8%收，五万就是四千，谈下来再付尾款。",
    ),
    (
        "example_2",
        "好消息来了！信用卡、网贷都可以办停息挂账，延期一到三年，期间一分不用还，我们法务团队全程代谈。"
        "咨询费一分不收，不委托不收费，戳左下角了解一下。",
    ),
    (
        "example_3",
        "我：我信用卡欠了五万，能停息吗？\n客服：可以的，停息挂账，延期一到三年，我们法务代谈。\n我：要交钱吗？\n"
        "客服：先付498元课程费，没有二次收费，谈成再按8%收。\n我：我先问问银行。",
    ),
    (
        "example_4",
        "尊敬的持卡人：如您因失业、疾病等原因暂时无力还款，且仍有还款意愿，可本人致电我行信用卡客服热线，"
        "或在手机银行“贷后服务”页面申请个性化分期还款。我行办理该业务不收取任何费用，也未委托任何第三方代办。",
    ),
)


@dataclass(frozen=True)
class Asked:
    """What a form asks: ``debt`` in 元 or None, as it was ``written``; ``lang`` "zh" or "en"."""

    text: str
    debt: float | None
    lang: str
    written: str = ""

    @property
    def debt_unread(self) -> bool:
        """True where a debt was written that is no amount."""
        return self.debt is None and bool(self.written)

    @classmethod
    def read(cls, text: str, debt: str, lang: str, *, strict: bool = False) -> Asked:
        """From form fields. A debt that is no amount is left out (``debt_unread``), or raises InputError where ``strict``."""
        known = lang if lang in ("zh", "en") else ""
        written = debt.strip()[:_MOST_WRITTEN]
        amount = read_debt(written) if written else None
        if strict and written and amount is None:
            raise InputError(f"debt {written!r}: not an amount of yuan, for example 50000")
        if strict and not known:
            raise InputError("lang: give zh or en")
        if strict and len(text) > MOST_PASTED:
            raise InputError(f"text: longer than {MOST_PASTED} characters")
        # Forms send line breaks as CR LF; what was pasted had LF, and offsets count characters.
        return cls(text.replace("\r\n", "\n"), amount, known or "zh", written)

    @property
    def too_long(self) -> str:
        """What to say of a text that is longer than any that is looked at, else ""."""
        n = len(self.text)
        return say("err_long", self.lang).format(n=n, most=MOST_PASTED, read=MAX_CHARACTERS) if n > MOST_PASTED else ""

    def explain(self, error: InputError, *, picture: bool) -> str:
        """What a person needs to know of an error."""
        if not picture and not self.text.strip():
            return say("err_empty", self.lang)
        if "no Chinese" in str(error):
            return say("err_chinese", self.lang)
        return (say("err_picture", self.lang) if picture else "") + message(str(error), self.lang)


@dataclass(frozen=True)
class Answer:
    """A verdict, with the picture it was read from, or an error in words."""

    verdict: Verdict | None = None
    picture: Picture | None = None
    error: str | None = None


def page(asked: Asked, answer: Answer | None, *, local: bool = True) -> str:
    """The whole page."""
    text = answer.picture.reading.text if answer and answer.picture else asked.text
    return _render(
        "page.html",
        asked,
        answer,
        text=text,
        examples=EXAMPLES,
        local=local,
        pictures=available(),
        max_bytes=MAX_BYTES,
        max_characters=MAX_CHARACTERS,
    )


def fragment(asked: Asked, answer: Answer | None) -> str:
    """The result alone."""
    return _render("result.html", asked, answer)


def _render(name: str, asked: Asked, answer: Answer | None, **more: Any) -> str:
    verdict = answer.verdict if answer else None
    seen = view(verdict, asked.lang) if verdict else None
    picture = answer.picture if answer else None
    total = len(picture.reading.text if picture else asked.text)
    drawn = ""
    if seen and picture:
        drawn = Markup(svg(picture, (*seen.items, *seen.counter), say("picture_label", asked.lang)))
    content: str = (
        _environment()
        .get_template(name)
        .render(
            asked=asked,
            answer=answer,
            seen=seen,
            limits=limit_lines(verdict, total, asked.lang) if verdict else (),
            picture=picture,
            drawn=drawn,
            lang=asked.lang,
            say=partial(say, lang=asked.lang),
            figure=figure,
            span=partial(span_text, lang=asked.lang),
            listing=partial(listing, lang=asked.lang),
            at_least=word("at_least", asked.lang),
            left_open=word("left_open", asked.lang),
            colon=word(": ", asked.lang),
            **more,
        )
    )
    # A lone surrogate, which a pasted text may hold, cannot be sent as UTF-8.
    return content.encode("utf-8", "replace").decode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
