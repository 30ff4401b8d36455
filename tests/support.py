"""What several test files need: texts to draw from, and a way to run the command line."""

from __future__ import annotations

import filecmp
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path
from re import _parser as re_parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

from debtad.cli.main import main
from debtad.model.artifact import FILE
from debtad.signals.catalog import CATALOG

ROOT = Path(__file__).resolve().parent.parent

#: Some sixty labelled rows in ten groups.
SMALL = ROOT / "tests" / "learn" / "small.jsonl"

AD = "网贷逾期别慌，法务全程代谈停息挂账，延期一到三年，先付500元定金，点头像"
CALM = "今天把信用卡账单还清了，晚上和家人吃火锅"

#: Characters that a reader does not see.
INVISIBLE = ("\u200b", "\u2060", "\ufeff", "\ufe0f", "\u00ad")

_PIECES = (
    *("停息挂账", "信用卡", "逾期", "法务", "私信我", "点头像", "记者报道", "警方提示", "请问", "靠谱吗", "不收咨询费"),
    *("先付", "500", "元", "8%", "8个点", "总欠款", "一到三年", "期间不用还", "定金不退", "没有二次收费", "不", "没有"),
    *(
        "，",
        "。",
        "？",
        "！",
        "\n",
        "“",
        "”",
        " ",
        "  ",
        "\t",
        "\r\n",
        "停*息",
        "亭息卦账",
        "txgz",
        "加V",
        "某呗",
        "4️⃣9️⃣8️⃣",
    ),
    *(
        "債務",
        "４９８",
        "百分之八",
        "一千二",
        "半千",
        "1k2",
        "12378",
        "😀",
        "👩‍💻",
        "e\u0301",
        "\x00",
        "\u202e",
        "X",
        "M",
    ),
    *INVISIBLE,
)

#: Anything a person or a machine may paste, lone surrogates included; leans towards the words of ads.
pasted = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(st.characters(), max_size=4)), max_size=30).map("".join)

#: The same with at least one Chinese character, so that it can be scored.
scorable = st.tuples(pasted, st.sampled_from("债停息的一"), pasted).map("".join)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line of an error. Fails where there are more, or where a traceback shows."""
        assert "Traceback" not in self.err
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("debtad: ")
        return lines[0]


def unlike(first: Path, second: Path, *names: str) -> list[str]:
    """The names of files that do not have the same bytes in both folders. (To compare the bytes in an assertion would have
    pytest look for the differences of megabytes, for hours.)"""
    return sorted(set(names) - set(filecmp.cmpfiles(first, second, names, shallow=False)[0]))


def run(capsys: Any, *arguments: object) -> Ran:
    """``debtad`` with these arguments, in this process."""
    capsys.readouterr()
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as end:  # argparse: usage and --help
        code = int(end.code or 0)
    printed = capsys.readouterr()
    return Ran(code, printed.out, printed.err)


def environment(**changes: str) -> dict[str, str]:
    """The environment for a process of its own, in which debtad can be imported from this checkout."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **changes}


def spawn(*arguments: str, stdin: bytes = b"", **changes: str) -> subprocess.CompletedProcess[bytes]:
    """``python -m debtad`` as a process of its own, with standard input and changes to the environment."""
    command = [sys.executable, "-m", "debtad", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, env=environment(**changes), check=False, timeout=60
    )


def forge(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Change the content of a model and sign it anew, as somebody who means harm (or well) would."""
    path = folder / FILE
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    content["sha256"] = "0" * 64
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    digest = hashlib.sha256(data).hexdigest()
    path.write_bytes(data.replace(b"0" * 64, digest.encode(), 1))
    return folder


#: A catalog with one sound signal, to be broken by tests.
SOUND = """
[pay_first]
title = { zh = "先交钱", en = "Pay first" }
why = { zh = "先交钱多半是骗局。", en = "Paying first is mostly a fraud." }
group = "fee"
weight = "strong"
patterns = ['先交<SUM>']
hits = ["先交500", "先交1000办", "要先交800", "先交300定金", "您先交20", "得先交9000"]
misses = ["后交500", "先交谈", "不收钱", "免费"]
"""


def write_catalog(folder: Path, text: str = SOUND) -> Path:
    """``folder`` as a catalog of one file, with the cue words of the shipped one."""
    folder.mkdir(exist_ok=True)
    (folder / "fee.toml").write_text(text, encoding="utf-8")
    (folder / "_macros.toml").write_text("SUM = '[0-9]{2,4}'", encoding="utf-8")
    for cues in CATALOG.glob("_[!m]*.toml"):
        shutil.copy(cues, folder)
    return folder


def load_tool(name: str) -> ModuleType:
    """A script of ``tools/``."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def every_match_holds(pattern: str, characters: Set[str]) -> bool:
    """Does every match of the pattern hold one of these characters?"""
    return _holds(re_parser.parse(pattern), characters)


def _holds(tree: Any, characters: Set[str]) -> bool:
    return any(_part_holds(str(kind), said, characters) for kind, said in tree)


def _part_holds(kind: str, said: Any, characters: Set[str]) -> bool:
    if kind == "LITERAL":
        return chr(said) in characters
    if kind == "IN":
        return all(str(how) == "LITERAL" and chr(one) in characters for how, one in said)
    if kind == "SUBPATTERN":
        return _holds(said[-1], characters)
    if kind == "BRANCH":
        return all(_holds(branch, characters) for branch in said[1])
    return kind == "MAX_REPEAT" and said[0] > 0 and _holds(said[2], characters)
