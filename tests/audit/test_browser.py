"""The report in a real browser: nothing runs, nothing is fetched, nothing is complained of."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from debtad.audit.accounts import rank_accounts
from debtad.audit.campaigns import find_campaigns
from debtad.audit.report import write_report
from tests.audit.records import REJECTS, summary_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("chromium") and shutil.which("chromedriver")), reason="needs chromium"),
]


def test_the_report_opens_without_a_console_message(
    tmp_path: Path, rows: list[dict[str, Any]], flagged: list[dict[str, Any]]
) -> None:
    webdriver = pytest.importorskip("selenium.webdriver")
    path = tmp_path / "report.html"
    write_report(path, summary_of(rows), flagged, find_campaigns(flagged), rank_accounts(rows), REJECTS)
    options = webdriver.ChromeOptions()
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=1180,1000"):
        options.add_argument(argument)
    options.binary_location = str(shutil.which("chromium"))
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver"))) as browser:
        browser.get(path.as_uri())
        assert browser.get_log("browser") == []
        ask = browser.execute_script
        assert ask("return document.scripts.length + document.images.length") == 0
        assert ask("return performance.getEntriesByType('resource').length") == 0
        assert ask("return getComputedStyle(document.querySelector('h1')).fontSize") == "30px"  # the style is let in
        assert ask("return document.querySelectorAll('figure > svg').length") == 4
        assert ask("return document.documentElement.scrollWidth <= innerWidth")
        assert "<script>alert(" in ask("return document.body.innerText")
