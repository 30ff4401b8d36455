"""Messages of errors and limits in Chinese, by their English wording.

Whatever raises an error says in English what was wrong, where, and what to do. A person who reads Chinese gets the same
from this table. A message that it does not know stays as it is; a test holds the table to every message that a debtor meets.
"""

from __future__ import annotations

import re
from functools import cache

#: English pattern → Chinese template. Groups are put in as they stand; ``{error}`` is looked up itself.
_TABLE: tuple[tuple[str, str], ...] = (
    # limits
    (r"only the first (\d+) characters were scored", "只读了前 {0} 字"),
    (
        r"only the first (\d+) characters were scored: they hide (\d+) terms",
        "只读了前 {0} 字：里面已经有 {1} 处变形写法",
    ),
    (
        r"only the first (\d+) places of a signal are shown; all were weighed",
        "同一种信号只列出前 {0} 处，但都已计入分数",
    ),
    # texts, debts and options
    (r"the text is empty: paste an ad", "没有内容：请粘贴文字"),
    (
        r"the text is empty: paste an ad, name a file with --file, or pipe text in",
        "没有内容：请直接给文字，用 --file 给文件，或从管道传入",
    ),
    (
        r"no text: give one as an argument, with --file, or on standard input",
        "没有文字：请直接给文字，用 --file 给文件，或从标准输入传入",
    ),
    (
        r"the text holds no Chinese characters: debtad reads Chinese advertising only",
        "里面没有中文：debtad 只看中文内容",
    ),
    (r"debt (.+): not an amount of yuan, for example 50000", "欠款 {0}：看不懂是多少钱，例如 50000 或 20万"),
    (
        r"--debt: (.+) is not an amount of yuan, for example 50000 or 20万",
        "--debt：看不懂 {0} 是多少钱，例如 50000 或 20万",
    ),
    (r"both a text and (\S+) were given: give one of them", "既给了文字，又给了 {0}：请只给一样"),
    (r"--marked draws on a picture: give one with --image", "--marked 要画在图片上：请用 --image 给一张图"),
    (r"no explanations in (.+): lang is one of (.+)", "没有 {0} 的说明：lang 只能是 {1}"),
    (r"argument (\S+): expected one argument", "{0} 后面要跟一个值"),
    (r"argument (\S+): invalid choice: (.+) \(choose from (.+)\)", "{0} 不能是 {1}，可选：{2}"),
    (r"argument (\S+): not allowed with argument (\S+)", "{0} 不能和 {1} 同时用"),
    (r"argument (\S+): invalid int value: (.+)", "{0}：{1} 不是整数"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
    (r"ambiguous option: (\S+) could match (.+)", "{0} 不清楚是哪个选项：{1}"),
    (r"argument (\S+): ignored explicit argument (.+)", "{0} 后面不带值：{1}"),
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"one of the arguments (.+) is required", "{0} 要给其中一个"),
    (r"(.+) is not installed: pip install 'debtad\[audit\]'", "没有安装 {0}：pip install 'debtad[audit]'"),
    (
        r"a fault of debtad, not of yours: (.+): please report it, with what DEBTAD_TRACEBACK=1 prints",
        "这是 debtad 的毛病，不是您的错：{0}：请报告，并附上设 DEBTAD_TRACEBACK=1 后再运行打印的内容",
    ),
    # files
    (r"cannot be read: (?P<error>.+)", "读不了：{error}"),
    (r"cannot be written: (?P<error>.+): choose another place", "写不了：{error}：请换个位置"),
    (
        r"is an input of this command and would be lost: choose another place",
        "是这条命令要读的文件，写进去就没了：请换个位置",
    ),
    (
        r"is there already and is no evidence pack: choose another place, or move it away",
        "已经有这个文件，而且不是证据包：请换个位置，或先把它移走",
    ),
    (
        r"is there already and is no PNG picture: choose another place, or move it away",
        "已经有这个文件，而且不是 PNG 图片：请换个位置，或先把它移走",
    ),
    (r"No such file or directory", "没有这个文件"),
    (r"Is a directory", "这是一个文件夹"),
    (r"Permission denied", "没有权限"),
    (r"Not a directory", "路径中间有一段不是文件夹"),
    (r"No space left on device", "磁盘满了"),
    (r"File name too long", "文件名太长"),
    (
        r"byte (\d+) is the control character (\S+): this is binary data, not text; give plain text saved as UTF-8",
        "第 {0} 字节是控制字符 {1}：这不是文字文件；请给存成 UTF-8 的纯文本",
    ),
    (
        r"byte (\d+) is a control character: this is binary data, not text; give plain text saved as UTF-8",
        "第 {0} 字节是控制字符：这不是文字文件；请给存成 UTF-8 的纯文本",
    ),
    (
        r"byte (\d+) is not valid (\S+), which the byte-order mark announces; save the file again as UTF-8",
        "第 {0} 字节不合开头标记所说的 {1} 编码；请把文件另存为 UTF-8",
    ),
    (
        r"byte (\d+) \((\S+)\) is not valid UTF-8, and the whole is no GB18030 text either; save the file again as UTF-8",
        "第 {0} 字节（{1}）不是 UTF-8，整个文件也不是 GB18030；请另存为 UTF-8",
    ),
    # pictures
    (
        r"no text was found in the picture: take a sharper screenshot, or paste the text",
        "图里没有认出文字：请换一张清楚的截图，或直接粘贴文字",
    ),
    (r"reading pictures needs the extra 'ocr': (.+)", "识图需要另装组件 ocr：{0}"),
    (r"the picture has (\S+) bytes, more than (\S+): save it smaller", "图片有 {0} 字节，超过 {1}：请缩小再存"),
    (
        r"the picture has (\S+) x (\S+) pixels, more than (\S+): save it smaller",
        "图片有 {0} × {1} 像素，超过 {2}：请缩小再存",
    ),
    (r"not a picture that can be read: give (.+) or (\S+)", "认不出这是图片：请给 {0} 或 {1}"),
    (r"a picture of format (.+): give (.+) or (\S+)", "图片格式是 {0}：请给 {1} 或 {2}"),
    (r"the picture is damaged \((.+)\): save it anew", "图片坏了（{0}）：请重新保存"),
    (
        r"the picture was read with low confidence \((\S+)\): compare the text below with it, or paste the text(?:: (.+))?",
        "图片识别把握不高（{0}）：请和下面的文字对一对，或直接粘贴文字 {1}",
    ),
    # models
    (
        r"no model at (.+): give a folder that holds (\S+), or train one with `debtad train`",
        "{0} 没有模型：请给含有 {1} 的文件夹",
    ),
    (r"not a debtad model \(no schema at its start\): .+", "不是 debtad 的模型"),
    (
        r"its content does not match its SHA-256, so it was changed or damaged: .+",
        "内容和它的 SHA-256 对不上，被改过或坏了：请换一份",
    ),
    # evidence packs
    (r"has (\S+) bytes, more than (\S+): not a pack of debtad", "有 {0} 字节，超过 {1}：不是 debtad 的证据包"),
    (r"holds too many or too large files: not a pack of debtad", "里面的文件太多或太大：不是 debtad 的证据包"),
    (r"not a zip, or its directory is damaged \((.+)\): get a fresh copy", "不是 zip，或目录坏了（{0}）：请重新取一份"),
    (r"has no (\S+): not a pack of debtad", "没有 {0}：不是 debtad 的证据包"),
    (
        r"(\S+) is of another schema than (\S+): check it with the debtad that made it",
        "{0} 不是 {1} 格式：请用当时做包的 debtad 核对",
    ),
    (r"(\S+) is not a JSON object: get a fresh copy", "{0} 不是 JSON 对象：请重新取一份"),
    (r"(\S+) does not fit its files \((.+)\): get a fresh copy", "{0} 和包里的文件对不上（{1}）：请重新取一份"),
    (
        r"changed since it was made: (.+): get the pack from its maker again",
        "做好之后被改过：{0}：请向做包的人重新要一份",
    ),
    (r"is in the zip twice", "在 zip 里出现了两次"),
    (r"was changed: its content does not match the zip's checksum", "被改过：内容和 zip 的校验码对不上"),
    (r"was changed: its SHA-256 is not that of the manifest", "被改过：SHA-256 和清单里的不一样"),
    (r"was added: the manifest does not list it", "是后来加的：清单里没有它"),
    (r"its SHA-256 is not the one given", "它的 SHA-256 和给出的不一样"),
    (r"is missing", "不见了"),
    (r"byte (\d+) of the zip is not as debtad writes it", "zip 的第 {0} 字节不是 debtad 的写法"),
    (
        r"made with debtad (.+), model (.+); checked with debtad (.+), model (.+)",
        "用 debtad {0}、模型 {1} 制作；现在用 debtad {2}、模型 {3} 核对",
    ),
    (r"(level|score|subtype|facts) was (.+), scoring again gives (.+)", "{0} 原来是 {1}，重新评分得 {2}"),
    (r"as scoring again gives it", "和重新评分得到的一样"),
    (r"is not what scoring the original again gives", "和原文重新评分得到的不一样"),
    (r"the pack is whole, but scoring it again says otherwise; see above", "证据包完整，但重新评分的结果不一样，见上"),
    (
        r"confirmed: every file is as packed, and scoring the original again gives the same verdict",
        "核对无误：每个文件都和打包时一样，原文重新评分的结果也一样",
    ),
    # requests
    (r"longer than (\d+) characters", "超过 {0} 字"),
    (r"more than (\d+) texts", "超过 {0} 条"),
    (r"give at least one text", "请至少给一条文字"),
    (r"give zh or en", "请填 zh 或 en"),
    (r"not an amount of yuan, for example 50000", "看不懂是多少钱，例如 50000"),
    (r"Field required", "缺少这一项"),
    (r"not a string", "不是文字"),
    (r"not a list", "不是列表"),
    (r"no such field", "没有这一项"),
    (r"not valid JSON", "不是正确的 JSON"),
    (r"not a JSON object", "不是 JSON 对象"),
    (r"not valid", "不对"),
    (r"too many pictures are waiting: try again in some seconds", "正在处理别的图片，请过几秒再试"),
    (r"a field of the form is too large: send less at a time", "表单里有一项太大，请分几次发"),
)


#: A message is short and joins few; what is longer holds a path or a word of somebody's, and stays as it is.
_LONGEST, _MOST_JOINED = 2_000, 20


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in _TABLE)


def message(english: str, lang: str) -> str:
    """``english`` in ``lang`` ("zh" or "en").

    >>> message("only the first 20000 characters were scored", "zh")
    '只读了前 20000 字'
    """
    if lang == "en" or len(english) > _LONGEST:
        return english
    known = _known(english)
    if known is not None:
        return known
    parts = english.split("; ")
    if len(parts) <= _MOST_JOINED and (told := _joined(parts)):
        return "；".join(told)
    # PLACE: MESSAGE, where the place may hold colons of its own.
    for colon in re.finditer(": ", english):
        known = _known(english[colon.end() :])
        if known is not None:
            return f"{english[: colon.end()]}{known}"
    return english


def _joined(parts: list[str]) -> list[str]:
    """Several messages in one, where some of them may hold what joins them, the longest first; none where one is not
    known."""
    told: dict[int, list[str]] = {len(parts): []}  # the messages from a part on, where all are known
    for start in reversed(range(len(parts))):
        for end in sorted((end for end in told if end > start), reverse=True):
            known = _known("; ".join(parts[start:end]))
            if known is not None:
                told[start] = [known, *told[end]]
                break
    return told.get(0, [])


def _known(english: str) -> str | None:
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(english)
        if found:
            named = {name: message(part, "zh") for name, part in found.groupdict().items()}
            return chinese.format(*(part or "" for part in found.groups()), **named).rstrip()
    return None
