"""Every message that a debtor meets is known in Chinese, whatever stands in its places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from debtad.pack.verify import Finding
from debtad.render.messages import message
from debtad.web.refusals import _KINDS
from tests.support import ROOT

_RAISED = ("InputError", "UsageError", "OutputError", "DecodeError")
_FILES = (
    *("cli/score.py", "cli/pack.py", "ocr/engine.py", "text/decode.py", "model/score.py", "web/page.py"),
    *("pack/verify.py", "pack/archive.py", "pack/build.py"),
)


def written(node: ast.expr) -> str:
    """A message as it stands in the code, 7 in place of all that is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return "7"


def raised() -> Iterator[str]:
    for name in _FILES:
        for node in ast.walk(ast.parse((ROOT / "debtad" / name).read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in _RAISED:
                yield written(node.args[0])
            elif node.func.id == Finding.__name__ and isinstance(node.args[-1], ast.Constant | ast.JoinedStr):
                yield written(node.args[-1]).replace("7 was 7", "score was 7")


MESSAGES = sorted({text for text in (*raised(), *_KINDS.values()) if re.search("[a-z]{3}", text)})


@pytest.mark.parametrize("english", MESSAGES)
def test_every_message_is_known_in_chinese(english: str) -> None:
    chinese = message(english, "zh")
    assert re.search("[\u4e00-\u9fff]", chinese), english
    assert message(english, "en") == english
    assert chinese.count("7") >= english.count("7") - english.count("from-audit")  # nothing that was put in is lost


def test_there_are_messages_to_know() -> None:
    assert len(MESSAGES) > 40


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a: b.txt: cannot be read: No such file or directory", "a: b.txt: 读不了：没有这个文件"),
        ("x.txt: cannot be read: Some new trouble", "x.txt: 读不了：Some new trouble"),
        (
            "only the first 20000 characters were scored; only the first 100 places of a signal are shown; all were weighed",
            "只读了前 20000 字；同一种信号只列出前 100 处，但都已计入分数",
        ),
        ("something nobody knows: at all", "something nobody knows: at all"),
        ("is missing; was added: the manifest does not list it", "不见了；是后来加的：清单里没有它"),
        ("is missing; something new", "is missing; something new"),
        ("is missing; " * 19 + "z: not valid", "is missing; " * 19 + "z: 不对"),  # 2¹⁹ ways to part it
        (": " * 20_000 + "is missing", ": " * 20_000 + "is missing"),
        ("debt '{0}': not an amount of yuan, for example 50000", "欠款 '{0}'：看不懂是多少钱，例如 50000 或 20万"),
    ],
)
def test_places_and_causes_stay(english: str, chinese: str) -> None:
    assert message(english, "zh") == chinese
