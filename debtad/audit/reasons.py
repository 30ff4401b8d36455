"""Why a row or file could not be judged, in Chinese, for the report. ``rejects.jsonl`` keeps the words of the readers.

Each pattern is a whole reason, or the part of it before what a library says, which stays as it is. A test reads files with
every fault and holds the table to what the readers say.
"""

from __future__ import annotations

import re
from functools import cache

_DETAIL = re.compile("[:：]| at byte ")
_FIGURE = re.compile(r"[0-9][0-9,]*")
_KINDS = {
    "a truth value": "真假值",
    "a list": "列表",
    "an object": "对象",
    "bytes": "字节",
}
#: (what the readers say, what the report says); ``\\1`` is what the pattern caught.
_REASONS = (
    (r"the text is (.+), not text", r"正文是\1，不是文字"),
    (r"has no text", "没有正文"),
    (r"broken encoding: the text holds bytes that are no characters", "编码损坏：正文里有不成文字的字节"),
    (r"broken encoding at byte (\d+) of the line", r"编码损坏：在该行第 \1 个字节"),
    (r"the text has ([\d,]+) characters, more than ([\d,]+)", r"正文过长：有 \1 字，超过 \2 字"),
    (r"the text holds no Chinese characters", "正文里没有中文"),
    (r"a quotation mark is opened and not closed", "引号没有关上"),
    (r"has (\d+) fields where the header has (\d+)", r"有 \1 个字段，表头有 \2 个"),
    (r"not a JSON object", "不是 JSON 对象"),
    (r"the line is longer than ([\d,]+) bytes", r"该行过长：超过 \1 字节"),
    (r"the line is longer than ([\d,]+) characters", r"该行过长：超过 \1 字"),
    (
        r"no column of text among its columns \((.*)\): name it with --text",
        r"没有找到正文列（各列：\1），请用 --text 指定",
    ),
    (r"has no column '?(.+?)'?; its columns are (.*)", r"没有“\1”这一列；各列：\2"),
    (r"has no table '?(.+?)'?; its tables are (.*)", r"没有“\1”这张表；各表：\2"),
    (
        r"has only views and virtual tables \((.*)\): name one with --table",
        r"只有视图和虚拟表（\1），请用 --table 指定一张",
    ),
    (r"has no sheet '?(.+?)'?; its sheets are (.*)", r"没有“\1”这张工作表；各表：\2"),
    (r"none of its tables has the text: (.*)", r"没有一张表有正文：\1"),
    (r"is empty", "是空文件"),
    (r"holds no rows of text", "没有一行正文"),
    (r"holds no objects: give a list or lines of JSON objects", "没有 JSON 对象，需要对象的列表或每行一个对象"),
    (r"(.+): give a list or lines of JSON objects", r"\1（需要 JSON 对象的列表或每行一个对象）"),
    (r"is not a (\w+) file, whatever its name says", r"文件名说是 \1，内容不是"),
    (r"a packed (\w+) file: unpack it first", r"是压缩的 \1 文件，请先解压"),
    (r"a (\w+) file cannot be read from an address: fetch it first", r"\1 文件不能从网址读，请先下载"),
    (r"is neither text nor a table that can be read", "既不是文本，也不是能读的表格"),
    (
        r"is not UTF-8, GB18030 or UTF-16, perhaps Big5: save it as UTF-8",
        "编码不是 UTF-8、GB18030 或 UTF-16，可能是 Big5，请另存为 UTF-8",
    ),
    (r"its first line is no header: (.*)", r"第一行不是表头：\1"),
    (
        r"its first line \((.*)\) holds no column name that is known: name the text with --text, or say "
        r"--from lines if every line is a post",
        r"第一行（\1）里没有认得的列名，请用 --text 指定正文列；每行就是一条帖子时用 --from lines",
    ),
    (r"cannot be read as Parquet: (.*)", r"不能按 Parquet 读：\1"),
    (r"cannot be read as a workbook: (.*)", r"不能按表格文件读：\1"),
    (r"cannot be read as a SQLite database: (.*)", r"不能按 SQLite 数据库读：\1"),
    (r"sheet '?(.+?)'? cannot be read: (.*)", r"工作表“\1”读不了：\2"),
    (r"cannot be read to its end: (.*)", r"没能读到末尾：\1"),
    (r"cannot be unpacked: (.*)", r"不能解压：\1"),
    (r"cannot be read: (.*)", r"读不了：\1"),
    (r"needs (\S+): (pip install .*)", r"需要先安装 \1：\2"),
    (r"not a row of a table: (.*)", r"不成表格的一行：\1"),
    (r"not JSON: (.*)", r"不是 JSON：\1"),
)
#: What the readers of JSON and CSV say behind the colon.
_DETAILS = (
    (r": line 1 column (\d+) \(char \d+\)$", r"（第 \1 个字符）"),
    (r": line (\d+) column (\d+) \(char \d+\)$", r"（第 \1 行第 \2 个字符）"),
    (r"Expecting value", "此处应有值"),
    (r"Expecting property name enclosed in double quotes", "此处应有双引号括起的名称"),
    (r"Expecting '(.)' delimiter", r"此处应有 \1"),
    (r"Extra data", "后面还有多余的内容"),
    (r"Unterminated string starting at", "字符串没有结束"),
    (r"Invalid control character at", "有不允许的控制字符"),
    (r"Invalid \\\\?(?:u?XXXX )?escape(?: sequence)?", "反斜杠转义不对"),
    (r"field larger than field limit \((\d+)\)", r"一个字段超过 \1 个字符"),
    (r"maximum recursion depth exceeded.*", "嵌套太深"),
    (r"No such file or directory", "没有这个文件"),
    (r"Permission denied", "没有读取权限"),
)


def kind_of(reason: str) -> str:
    """What equal reasons share, whatever the row: no detail behind a colon, and N for every figure. Of either language.

    >>> kind_of("has 4 fields where the header has 2"), kind_of("not JSON: Expecting value: line 1")
    ('has N fields where the header has N', 'not JSON')
    """
    return _FIGURE.sub("N", _DETAIL.split(reason)[0])


def in_chinese(reason: str) -> str:
    """A reason of ``rejects.jsonl`` in Chinese; one that is not known stays as it is."""
    for pattern, said in _reasons():
        found = pattern.fullmatch(reason)
        if found is not None:
            for number, group in enumerate(found.groups(), start=1):
                said = said.replace(f"\\{number}", _detail(_KINDS.get(group, group)))
            return said
    return reason


def _detail(text: str) -> str:
    known = in_chinese(text)
    if known != text:
        return known
    for pattern, said in _details():
        text = pattern.sub(said, text)
    return text


@cache
def _reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.DOTALL), said) for pattern, said in _REASONS)


@cache
def _details() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), said) for pattern, said in _DETAILS)
