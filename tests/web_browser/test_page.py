"""The page in a real browser: what a debtor does with it, on a desk and on a telephone."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from debtad import score
from debtad.render.choose import chosen
from debtad.verdict import Evidence
from tests.ocr import draw
from tests.support import ROOT

pytest.importorskip("selenium")

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

AD = (ROOT / "examples/ads/deposit_500_percent_8.txt").read_text(encoding="utf-8").strip()
PROMISE = (ROOT / "examples/ads/suspend_and_defer.txt").read_text(encoding="utf-8").strip()
NOTICE = (ROOT / "examples/innocent/bank_notice.txt").read_text(encoding="utf-8").strip()
CHAT = "我：要钱吗\n客服：停息挂账，先付500定金不退，法务代谈\n我：我问问银行\n客服：加微信"


class Page:
    """The page as its user meets it."""

    def __init__(self, browser: Any, url: str) -> None:
        self.browser, self.url = browser, url

    def open(self, lang: str = "zh") -> Page:
        self.browser.get(f"{self.url}?lang={lang}")
        return self

    def find(self, css: str) -> Any:
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def all(self, css: str) -> list[Any]:
        return list(self.browser.find_elements(By.CSS_SELECTOR, css))

    def until(self, said: Callable[[Any], Any], seconds: float = 60) -> Any:
        """Wait for ``said``; what it looked at may be gone or not yet there while the next page comes."""
        passing = (NoSuchElementException, StaleElementReferenceException)
        return WebDriverWait(self.browser, seconds, 0.1, ignored_exceptions=passing).until(said)

    def paste(self, text: str) -> Page:
        field = self.find("#text")
        field.clear()
        field.send_keys(text)
        return self

    def ask(self) -> str:
        """Press the button; the headline of the answer."""
        before = self.all("#result-heading")
        self.click("#go")
        return self.answer(before)

    def click(self, css: str) -> Any:
        """Press what may first have to be scrolled to; the page scrolls smoothly, which a test does not wait for."""
        button = self.find(css)
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
        button.click()
        return button

    def answer(self, before: list[Any]) -> str:
        self.until(lambda _: self.all("#result-heading") not in ([], before) and self.find("#go").is_enabled())
        return str(self.find("#result-heading").text)

    def set(self, css: str, value: str) -> None:
        """Give a control a value as its user would, event included."""
        script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))"
        self.browser.execute_script(script, self.find(css), value)


@pytest.fixture
def page(desktop: Any, url: str) -> Iterator[Page]:
    desktop.get_log("browser")
    yield Page(desktop, url).open()
    assert [entry["message"] for entry in desktop.get_log("browser")] == [], "the console shows errors"


def first_reason(text: str) -> Evidence:
    """What the page should tell first."""
    return chosen(score(text).evidence)[0]


def test_paste_to_verdict(page: Page) -> None:
    assert "高风险" in page.paste(AD).ask()
    assert page.find(".original mark.for").text == first_reason(AD).quote
    assert page.find("#result").text.count("涉嫌") >= 1
    assert "12315" in page.find(".advice").text
    assert page.browser.switch_to.active_element.get_attribute("id") == "result-heading"


def test_a_number_in_the_text_leads_to_its_reason(page: Page) -> None:
    page.paste(AD).ask()
    page.click(".original a.ref")
    assert page.browser.current_url.endswith("#why-1")
    assert page.find("li:target strong").text == first_reason(AD).title


def test_a_harmless_notice(page: Page) -> None:
    assert "未见明显风险" in page.paste(NOTICE).ask()
    assert page.all("#complaint") == []


def test_the_cost_follows_the_debt(page: Page) -> None:
    page.paste(AD).ask()
    assert page.find("#total").text == "4,500"
    page.set("#cost-slider", "200000")
    assert (page.find("#total").text, page.find("#cost-debt").get_attribute("value")) == ("16,500", "200000")
    page.set("#cost-debt", "1000000")
    assert page.find("#total").text == "80,500"
    page.find("#cost-slider").send_keys(Keys.ARROW_LEFT)
    assert page.find("#total").text == "40,100"  # the slider ends at 500,000 and steps by 5,000
    assert "0" in page.find(".self strong").text


def test_the_cost_needs_no_network(page: Page) -> None:
    page.paste(AD).ask()
    page.browser.get_log("performance")
    page.set("#cost-slider", "300000")
    sent = [json.loads(entry["message"])["message"]["method"] for entry in page.browser.get_log("performance")]
    assert page.find("#total").text == "24,500"
    assert "Network.requestWillBeSent" not in sent


def test_promise_and_authority(page: Page) -> None:
    page.paste(PROMISE).ask()
    table = page.find("table.authority").text
    assert "停息挂账" in table
    assert "只有发卡银行本身能同意" in table
    assert "文案看不出是" in table


def test_a_chat_is_read_by_speaker(page: Page) -> None:
    page.paste(CHAT).ask()
    assert "只判断：客服" in page.find("#result").text
    assert page.find(".original .muted").text.startswith("我：要钱吗")


def test_english_keeps_the_text(page: Page) -> None:
    page.paste(AD)
    page.click("button[name=switch]")
    page.until(lambda _: "HIGH RISK" in page.find("#result-heading").text)
    assert page.find("html").get_attribute("lang") == "en"
    assert page.find("#text").get_attribute("value") == AD
    page.click("button[name=switch]")
    page.until(lambda _: "高风险" in page.find("#result-heading").text)


def test_drafts_can_be_copied(page: Page) -> None:
    page.paste(AD).ask()
    page.browser.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": page.url},
    )
    button = page.click("button[data-copy=reply]")
    page.until(lambda _: button.text == "已复制")
    copied = page.browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == page.find("#reply").get_attribute("value")
    assert "我不会付款" in copied


def test_the_keyboard_alone(page: Page) -> None:
    body = page.find("body")
    body.send_keys(Keys.TAB)
    assert page.browser.switch_to.active_element.get_attribute("class") == "skip"
    page.browser.switch_to.active_element.send_keys(Keys.ENTER)
    ActionChains(page.browser).send_keys(Keys.TAB).perform()
    page.find("#text").send_keys(AD, Keys.CONTROL, Keys.ENTER)
    assert "高风险" in page.answer([])


def test_empty_and_foreign(desktop: Any, url: str) -> None:
    page = Page(desktop, url).open()
    assert "看不了" in page.ask()
    page.paste("nothing Chinese here").ask()
    page.until(lambda _: "没有中文" in page.find("#result").text)
    desktop.get_log("browser")  # the browser itself notes answers with status 400


def test_clear_leaves_nothing(page: Page) -> None:
    page.paste(AD).ask()
    page.click("#clear")
    page.until(lambda _: page.find("#result").text == "")
    assert page.find("#text").get_attribute("value") == ""


def test_without_script(url: str, desktop: Any) -> None:
    page = Page(desktop, url)
    desktop.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.open().paste(AD)
        page.find("#go").click()
        page.until(lambda _: page.all("#result-heading"))
        assert "高风险" in page.find("#result-heading").text
    finally:
        desktop.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_the_evidence_pack(page: Page, tmp_path: Path) -> None:
    page.browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    page.paste(AD).ask()
    page.click(".pack button.second")
    path = tmp_path / "debtad-pack.zip"
    page.until(lambda _: path.is_file())
    with zipfile.ZipFile(path) as pack:
        assert pack.read("original.txt").decode() == AD


def test_nothing_is_fetched_from_elsewhere(page: Page) -> None:
    page.browser.get_log("performance")
    page.open().paste(AD).ask()
    messages = [json.loads(entry["message"])["message"] for entry in page.browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert asked
    assert all(address.startswith((page.url, "data:")) for address in asked), asked
    assert page.browser.execute_script("return [document.cookie, localStorage.length, sessionStorage.length]") == [
        "",
        0,
        0,
    ]


class TestPictures:
    @pytest.fixture(autouse=True)
    def ready(self) -> None:
        pytest.importorskip("rapidocr")
        if not draw.fonts():
            pytest.skip("no Chinese font here: apt-get install fonts-noto-cjk")

    def test_screenshot_to_verdict(self, page: Page, tmp_path: Path) -> None:
        path = tmp_path / "chat.png"
        turns = [("right", "要不要先交钱"), ("left", AD), ("right", "我想想")]
        path.write_bytes(draw.png(draw.chat(turns)))
        page.find("#image").send_keys(str(path))
        assert "高风险" in page.answer([])
        assert page.find("#total").text == "4,500"
        assert page.all("svg.picture polygon.for")
        assert "只判断：对方" in page.find("#result").text
        page.click("button[data-edit]")
        assert "500" in page.find("#text").get_attribute("value")

    def test_what_is_no_picture(self, desktop: Any, url: str, tmp_path: Path) -> None:
        page = Page(desktop, url).open()
        path = tmp_path / "fake.png"
        path.write_bytes(b"not a picture")
        page.find("#image").send_keys(str(path))
        page.answer([])
        assert "没法识别" in page.find("#result").text
        desktop.get_log("browser")


class TestPhone:
    @pytest.mark.parametrize("text", [AD, PROMISE, "停息挂账" + "a" * 300])
    def test_nothing_sticks_out(self, phone: Any, url: str, text: str) -> None:
        page = Page(phone, url).open()
        page.paste(text).ask()
        width, inner = phone.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
        assert width <= inner

    def test_buttons_are_large_enough_for_a_thumb(self, phone: Any, url: str) -> None:
        page = Page(phone, url).open()
        page.paste(AD).ask()
        small = [b.text for b in page.all("main button") if b.is_displayed() and b.size["height"] < 36]
        assert small == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", ["", AD, PROMISE, CHAT, NOTICE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(desktop: Any, url: str, axe: str, lang: str, text: str, scheme: str) -> None:
    page = Page(desktop, url)
    desktop.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    page.open(lang)
    if text:
        page.paste(text).ask()
    desktop.execute_script(axe)
    found = desktop.execute_async_script("axe.run(document).then(arguments[arguments.length - 1])")
    desktop.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    desktop.get_log("browser")
    told = [(v["impact"], v["id"], [n["target"] for n in v["nodes"][:3]]) for v in found["violations"]]
    assert [one for one in told if one[0] in ("serious", "critical", "moderate")] == []
    assert found["passes"]
