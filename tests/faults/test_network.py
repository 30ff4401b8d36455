"""Nothing reaches the network, and nothing that scores, audits or serves can run what a file holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import AD, ROOT, SMALL, environment

#: Run first: from then on every use of the network and every name look-up ends the process with an error.
BLOCKED = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        if not (event == "socket.bind" and isinstance(arguments[1], str)):
            raise RuntimeError(f"the network was used: {event} {arguments}")
sys.addaudithook(watch)
import warnings
warnings.simplefilter("ignore")
from pathlib import Path
text, out = sys.argv[1], Path(sys.argv[2])
"""

SCORE = (
    "from debtad.cli.main import main; assert main(['score', text, '--json']) == 0; assert main(['score', text]) == 0"
)
AUDIT = """
from debtad.cli.main import main
(out / "a.csv").write_text("id,text\\n1," + text + "\\n", encoding="utf-8")
assert main(["audit", str(out / "a.csv"), "--out", str(out / "audit"), "--jobs", "1", "--quiet"]) == 0
assert (out / "audit" / "report.html").exists()
"""
SERVE = """
from fastapi.testclient import TestClient
from debtad.web.app import create_app
with TestClient(create_app()) as client:
    assert client.post("/api/score", json={"text": text}).json()["level"] == "high"
    assert client.post("/", data={"text": text}).status_code == 200
"""
PACK = """
from debtad.cli.main import main
assert main(["score", text, "--pack", str(out / "a.zip")]) == 0
assert main(["pack", "verify", str(out / "a.zip")]) == 0
"""
TRAIN = """
from debtad.cli.main import main
assert main(["train", sys.argv[3], "--no-base", "--out", str(out / "model")]) == 0
"""


def offline(code: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + code, AD, str(folder), str(SMALL)],
        capture_output=True,
        env=environment(),
        check=False,
        timeout=300,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]


@pytest.mark.parametrize("code", [SCORE, AUDIT, SERVE, PACK], ids=["score", "audit", "serve", "pack"])
def test_no_command_uses_the_network(code: str, tmp_path: Path) -> None:
    offline(code, tmp_path)


@pytest.mark.slow
def test_training_does_not_use_the_network_either(tmp_path: Path) -> None:
    offline(TRAIN, tmp_path)


def test_the_block_holds(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the network was used"):
        offline("import socket; socket.create_connection(('127.0.0.1', 9))", tmp_path)


#: What runs code when it reads.
UNSAFE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "pickletools"}


def imports(path: Path) -> set[str]:
    """Top-level names of all modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_only_learning_may_import_what_unpickles() -> None:
    package = ROOT / "debtad"
    guilty = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if imports(path) & UNSAFE}
    assert guilty
    assert {name.partition("/")[0] for name in guilty} == {"learn"}


def test_nothing_evaluates_or_unpickles_by_another_name() -> None:
    calls = set()
    for path in (ROOT / "debtad").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("eval", "exec", "read_pickle", "system", "popen", "__import__") or (
                    name == "load"
                    and isinstance(node.func, ast.Attribute)
                    and ast.unparse(node.func.value) in ("np", "joblib")
                ):
                    calls.add(f"{path.name}: {ast.unparse(node)[:80]}")
    assert calls == set()
