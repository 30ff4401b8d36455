"""A running `debtad serve`, a headless Chromium, and axe-core from the npm registry. `make test-web` brings all of it;
elsewhere these tests are skipped."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT, environment

AXE = "4.10.3"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here runs in `make test-web` only."""
    for item in items:
        if "web_browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """The address of a server of its own."""
    pytest.importorskip("uvicorn")
    pytest.importorskip("fastapi")
    command = [sys.executable, "-m", "debtad", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(), cwd=ROOT) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        found = re.search(r"http://\S+/", said)
        assert found, said
        yield found.group()
        server.terminate()
        left = server.stderr.read()
    assert left == "", "the server printed something"


def _start(size: tuple[int, int], *, phone: bool = False) -> Any:
    webdriver = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.service import Service

    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("no Chromium here: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--window-size={size[0]},{size[1]}",
    ):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium's sandbox does not work for root
    if phone:
        metrics = {"width": size[0], "height": size[1], "pixelRatio": 2, "mobile": True, "touch": True}
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


@pytest.fixture(scope="session")
def desktop() -> Iterator[Any]:
    """A browser 1200 pixels wide."""
    browser = _start((1200, 900))
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def phone() -> Iterator[Any]:
    """A browser as of a telephone, 360 pixels wide."""
    browser = _start((360, 740), phone=True)
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched for this run only."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm here, so no axe-core: apt-get install npm")
    folder: Path = tmp_path_factory.mktemp("axe")
    packed = subprocess.run(
        [npm, "pack", f"axe-core@{AXE}", "--silent"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    archive = next(folder.glob("axe-core-*.tgz"), None)
    if archive is None:
        pytest.skip(f"axe-core could not be fetched from the npm registry: {packed.stderr.strip()[-200:]}")
    with tarfile.open(archive) as files:
        member = files.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()
