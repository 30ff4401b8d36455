"""kill -9 at twenty random moments: what is read afterwards is a whole model, the old one or the new one."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from debtad.model.artifact import read_model, write_model
from tests.support import AD, ROOT, SMALL, environment, forge

KILLS = 20

pytestmark = pytest.mark.slow


def killed(after: float, *arguments: str, **changes: str) -> bool:
    """Runs a command and kills it after so many seconds; whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "debtad", *arguments],
        env=environment(**changes),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(after)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


WRITE = """
import sys
from pathlib import Path
from debtad.model.artifact import read_model, write_model
models = [read_model(place) for place in sys.argv[2:]]
print("go", flush=True)
while True:
    for model in models:
        write_model(model, Path(sys.argv[1]))
"""


def test_killed_while_models_are_written(small_model: Path, tmp_path: Path) -> None:
    """Two models in turn over one another, as fast as they can be written."""
    other = forge(
        Path(shutil.copytree(small_model, tmp_path / "other")), lambda content: content.update(intercept=-3.0)
    )
    names = {write_model(read_model(place), tmp_path / "once").sha256 for place in (small_model, other)}
    target = tmp_path / "target"
    seen = set()
    dice = Random(1)
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE, str(target), str(small_model), str(other)],
            env=environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.2 + dice.random() * 0.2)
        process.kill()
        process.communicate()
        seen.add(read_model(target).ref.sha256)
    assert seen <= names


def test_killed_while_it_trains(tmp_path: Path) -> None:
    target = tmp_path / "model"
    command = ("train", str(SMALL), "--no-base", "--out", str(target))
    started = time.monotonic()
    assert not killed(300, *command)
    whole = time.monotonic() - started
    old = read_model(target).ref
    more = tmp_path / "more.jsonl"
    more.write_text(
        SMALL.read_text(encoding="utf-8") + json.dumps({"text": AD, "label": "risky"}) + "\n", encoding="utf-8"
    )
    dice = Random(2)
    still = 0
    for _ in range(KILLS):
        # Most moments are near the end, where the files are written.
        still += killed(whole * (0.6 + 0.5 * dice.random()), "train", str(more), "--no-base", "--out", str(target))
        found = read_model(target).ref
        assert found.name == old.name
    assert still, "none of the runs was killed"
    assert not killed(300, "train", str(more), "--no-base", "--out", str(target))
    assert read_model(target).ref != old


def test_killed_while_a_model_is_chosen(small_model: Path, tmp_path: Path) -> None:
    home = tmp_path / "models"
    for name in ("one", "two"):
        shutil.copytree(small_model, home / name)
    forge(home / "two", lambda content: content.update(name="two"))
    golden, posts = tmp_path / "golden.json", tmp_path / "posts.txt"
    golden.write_text(json.dumps([{"name": "plain ad", "text": AD, "level": ["high", "review"]}]), encoding="utf-8")
    posts.write_text("\n".join(f"今天第{n}次去公园散步，天气真好" for n in range(30)), encoding="utf-8")
    gates = ("--force", "--golden", str(golden), "--test", str(SMALL), "--everyday", str(posts))
    started = time.monotonic()
    assert not killed(300, "models", "use", "one", *gates, DEBTAD_MODELS=str(home))
    whole = time.monotonic() - started
    dice = Random(3)
    known = {read_model(home / name).ref.sha256 for name in ("one", "two")}
    for number in range(KILLS):
        name = ("two", "one")[number % 2]
        killed(whole * (0.5 + 0.6 * dice.random()), "models", "use", name, *gates, DEBTAD_MODELS=str(home))
        digest, _, folder = (home / "current").read_text(encoding="utf-8").strip().partition(" ")
        assert digest in known
        assert read_model(home / folder).ref.sha256 == digest
        for line in (home / "history.jsonl").read_text(encoding="utf-8").splitlines():
            json.loads(line)
