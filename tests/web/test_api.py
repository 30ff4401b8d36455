"""The JSON API and the page without a browser: answers, limits, headers, and that nothing of a text leaks."""

from __future__ import annotations

import html
import io
import json
import re
import socket
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("httpx")
pytest.importorskip("python_multipart")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have a successor of httpx, which does the same here
    from fastapi.testclient import TestClient

from debtad import __version__
from debtad.errors import InputError
from debtad.model.conversation import judge
from debtad.model.score import MAX_CHARACTERS, Detector
from debtad.ocr.engine import Picture
from debtad.ocr.layout import arrange
from debtad.ocr.rects import Line
from debtad.pack import verify_pack
from debtad.web import workers
from debtad.web.app import create_app
from debtad.web.page import MOST_PASTED
from debtad.web.schemas import MOST_BYTES, MOST_TEXTS
from debtad.web.words import WORDS
from tests.support import AD, CALM, run

CHAT = "我：要钱吗，能停息？\n客服：停息挂账，先付500定金不退，法务代谈，加微信"
HOSTILE = "停息挂账找法务，先付500元<img src=x onerror=alert(1)>\u202e</mark><script>alert(1)</script>"


@pytest.fixture(scope="module")
def client(detector: Detector) -> Iterator[TestClient]:
    with TestClient(create_app(detector), raise_server_exceptions=False) as client:
        yield client


def test_health(client: TestClient, detector: Detector) -> None:
    told = client.get("/healthz").json()
    assert (told["status"], told["version"]) == ("ok", __version__)
    assert told["model"]["sha256"] == detector.model.ref.sha256


@pytest.mark.parametrize("text", [AD, CALM, CHAT, HOSTILE])
def test_a_score_is_the_verdict_of_the_command_line(client: TestClient, detector: Detector, text: str) -> None:
    answer = client.post("/api/score", json={"text": text, "debt": 50_000, "lang": "en"})
    assert answer.status_code == 200
    assert answer.json() == json.loads(json.dumps(judge(detector, text, debt=50_000, lang="en").to_dict()))


def test_a_lone_surrogate_is_no_reason_to_fail(client: TestClient) -> None:
    answer = client.post(
        "/api/score", content=b'{"text": "\\u505c\\ud800\\u606f"}', headers={"content-type": "application/json"}
    )
    assert answer.json()["text"] == "停\ufffd息"


def test_a_batch_answers_in_order(client: TestClient) -> None:
    asked = {"texts": [AD, "", CALM, "only English"], "lang": "en"}
    results = client.post("/api/score-batch", json=asked).json()["results"]
    assert [result.get("level") for result in results] == ["high", None, "low", None]
    assert "empty" in results[1]["error"]
    assert "no Chinese" in results[3]["error"]
    results = client.post("/api/score-batch", json={**asked, "lang": "zh"}).json()["results"]
    assert "没有内容" in results[1]["error"]


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("/api/score", {"text": "   "}, 400, "the text is empty"),
        ("/api/score", {"text": "hello"}, 400, "no Chinese"),
        ("/api/score", {"text": 5}, 422, "text: "),
        ("/api/score", {}, 422, "text: Field required"),
        ("/api/score", {"text": AD, "depth": 5}, 422, "depth: "),
        ("/api/score", {"text": AD, "debt": -1}, 422, "debt: "),
        ("/api/score", {"text": AD, "debt": "NaN"}, 422, "debt: "),
        ("/api/score", {"text": AD, "lang": "fr"}, 422, "lang: "),
        ("/api/score", {"text": "停" * (MAX_CHARACTERS + 1)}, 422, "text: "),
        ("/api/score-batch", {"texts": []}, 422, "texts: "),
        ("/api/score-batch", {"texts": [AD] * (MOST_TEXTS + 1)}, 422, "texts: "),
        ("/api/score-batch", {"texts": [AD, None]}, 422, "texts.1: "),
    ],
)
def test_what_cannot_be_scored_is_told_in_one_line(
    client: TestClient, path: str, body: Any, status: int, message: str
) -> None:
    answer = client.post(path, json={"lang": "en", **body})
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert message in answer.json()["error"]
    assert AD not in answer.text


@pytest.mark.parametrize(
    ("body", "english", "chinese"),
    [
        ({"text": " "}, "the text is empty: paste an ad", "没有内容：请粘贴文字"),
        ({"text": "停" * (MAX_CHARACTERS + 1)}, "text: longer than 20000 characters", "text: 超过 20000 字"),
        (
            {"text": AD, "debt": "viel"},
            "debt: not an amount of yuan, for example 50000",
            "debt: 看不懂是多少钱，例如 50000",
        ),
        ({"text": 5, "x": 1}, "text: not a string; x: no such field", "text: 不是文字；x: 没有这一项"),
        ({"text": "停息", "is missing": 1}, "is missing: no such field", "is missing: 没有这一项"),
        ({"text": "停息", "; " * 99: 1}, "; " * 40 + ": no such field", "; " * 40 + ": 没有这一项"),
    ],
)
def test_errors_are_in_the_language_asked_for_and_in_our_own_words(
    client: TestClient, body: dict[str, Any], english: str, chinese: str
) -> None:
    for lang, told in (("en", english), ("zh", chinese), (None, chinese)):
        asked = body if lang is None else {**body, "lang": lang}
        assert client.post("/api/score", json=asked).json()["error"] == told
    form = {"text": AD, "debt": "viel"}
    assert "欠款 'viel'：看不懂" in client.post("/api/pack", data=form).json()["error"]
    assert "debt 'viel': not an amount" in client.post("/api/pack", data={**form, "lang": "en"}).json()["error"]


def test_what_is_no_json(client: TestClient) -> None:
    answer = client.post("/api/score", content=b"{" + AD.encode(), headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"] == "body: 不是正确的 JSON"
    assert AD not in answer.text


def test_too_large_is_refused_by_its_length_and_as_it_arrives(client: TestClient) -> None:
    assert client.post("/api/score", content=b"x" * (MOST_BYTES + 1)).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(MOST_BYTES // 1_000_000 + 2):
            yield b"x" * 1_000_000

    answer = client.post("/api/score", content=pieces(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert "larger than" in answer.json()["error"]


def test_openapi_describes_it(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {"/healthz", "/api/score", "/api/score-batch", "/api/score-image", "/api/pack"}
    schema = described["components"]["schemas"]["VerdictOut"]
    news = "法院判决被告人犯诈骗罪，判处有期徒刑三年，并处罚金。据了解，该团伙以债务优化为名收取费用。\n" * 8
    mixed = news + "停息挂账找我们法务，先付500元定金，合同不满意也不退，延期一到三年"
    seen: set[str] = set()
    for text in (CHAT, mixed, "停息挂账，" * 4_000):
        verdict = client.post("/api/score", json={"text": text}).json()
        assert set(verdict) <= set(schema["properties"])
        assert set(schema["required"]) <= set(verdict)
        seen |= set(verdict)
    assert seen == set(schema["properties"]) - {"picture"}


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/static/../app.py", "/static/words.py", "/etc/passwd"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_pack_from_a_form(client: TestClient, detector: Detector) -> None:
    answer = client.post("/api/pack", data={"text": CHAT.replace("\n", "\r\n"), "debt": "50,000"})
    assert answer.headers["content-disposition"] == 'attachment; filename="debtad-pack.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.read("original.txt").decode() == CHAT
    assert {finding.state for finding in verify_pack(answer.content, detector)} == {"same"}


@pytest.mark.parametrize("data", [{"text": ""}, {"text": AD, "debt": "viel"}, {"text": AD, "lang": "fr"}])
def test_a_pack_of_nothing_is_refused(client: TestClient, data: dict[str, str]) -> None:
    assert client.post("/api/pack", data=data).status_code == 400


class TestHeaders:
    def test_the_policy_allows_nothing_from_outside(self, client: TestClient) -> None:
        for path in ("/", "/healthz", "/static/app.js", "/nowhere"):
            headers = client.get(path).headers
            assert headers["content-security-policy"].startswith(
                "default-src 'none'; script-src 'self'; style-src 'self'"
            )
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"

    def test_answers_are_not_kept(self, client: TestClient) -> None:
        assert client.post("/api/score", json={"text": AD}).headers["cache-control"] == "no-store"

    def test_other_sites_may_not_post(self, client: TestClient) -> None:
        assert client.post("/api/score", json={"text": AD}, headers={"sec-fetch-site": "cross-site"}).status_code == 403

    @pytest.mark.parametrize(
        ("origin", "status"), [("http://testserver", 200), ("http://evil.example", 403), ("null", 403)]
    )
    def test_nor_by_a_browser_that_only_names_their_origin(self, client: TestClient, origin: str, status: int) -> None:
        assert client.post("/api/score", json={"text": AD}, headers={"origin": origin}).status_code == status

    def test_a_local_service_answers_to_local_names_only(self, detector: Detector) -> None:
        local = TestClient(create_app(detector, hosts=("localhost", "127.0.0.1", "[::1]")))
        for host, status in (("localhost:8765", 200), ("127.0.0.1", 200), ("[::1]:80", 200), ("evil.example", 421)):
            assert local.get("/healthz", headers={"host": host}).status_code == status, host


class TestPage:
    def test_empty(self, client: TestClient) -> None:
        page = client.get("/").text
        assert '<html lang="zh-CN">' in page
        assert '<html lang="en">' in client.get("/?lang=en").text
        assert "result-heading" not in page
        assert 'src="http' not in page
        assert "style=" not in page
        assert "onclick" not in page

    def test_it_works_without_script(self, client: TestClient) -> None:
        page = client.post("/", data={"text": AD, "debt": "80000"}).text
        assert "高风险" in page
        assert AD in page.split("<textarea", 2)[1]
        assert 'value="80000"' in page

    def test_the_switch_keeps_the_text(self, client: TestClient) -> None:
        page = client.post("/", data={"text": AD, "lang": "zh", "switch": "en"}).text
        assert "HIGH RISK" in page
        assert '<html lang="en">' in page
        assert "result-heading" not in client.post("/", data={"text": "", "switch": "en"}).text

    def test_hostile_text_is_only_text(self, client: TestClient) -> None:
        page = client.post("/", data={"text": HOSTILE}).text
        assert "<img src=x" not in page
        assert page.count("<script") == 1
        assert "\u202e" not in page.split('<p class="original"')[1].split("</p>")[0]

    def test_the_true_cost(self, client: TestClient) -> None:
        text = "先转500块定金占名额，不满意这500也不退，服务费按总欠款的8%收，停息挂账找法务"
        page = client.post("/", data={"text": text, "debt": "100000", "part": "1"}).text
        assert "8,500" in page
        assert ">0元<" in page
        assert not page.lstrip().startswith("<!doctype")

    @pytest.mark.parametrize("debt", ["20万", "20w", "200000元", "200 000", "200，000", "二十万"])
    def test_a_debt_as_people_write_it(self, client: TestClient, debt: str) -> None:
        text = "先转500块定金占名额，不满意这500也不退，服务费按总欠款的8%收，停息挂账找法务"
        page = client.post("/", data={"text": text, "debt": debt}).text
        assert "16,500" in page
        assert f'name="debt" type="text" autocomplete="off" value="{debt}"' in page
        assert "看不懂" not in page
        assert client.post("/api/pack", data={"text": AD, "debt": debt}).status_code == 200

    @pytest.mark.parametrize("debt", ["-5", "很多", "10-20万", "<b>"])
    @pytest.mark.parametrize(
        ("lang", "told"), [("zh", "看不懂“{}”是多少钱"), ("en", "“{}” is no amount that can be read")]
    )
    def test_a_debt_that_cannot_be_read_is_named(self, client: TestClient, debt: str, lang: str, told: str) -> None:
        text = "先转500块定金占名额，不满意这500也不退，服务费按总欠款的8%收，停息挂账找法务"
        asked = {"text": text, "debt": debt, "lang": lang}
        page = client.post("/", data=asked).text
        assert f'id="debt-problem">{told.format(html.escape(debt))}' in page
        assert 'aria-invalid="true"' in page
        for answer in (page, client.post("/", data={**asked, "part": "1"}).text):
            assert f'id="debt-told" hidden>{told.format(html.escape(debt))}' in answer
            assert WORDS["cost_assumed"][lang == "en"] not in answer  # it was not left out

    def test_a_long_paste_is_not_cut_by_the_browser_and_what_was_not_read_is_said(self, client: TestClient) -> None:
        assert "maxlength" not in client.get("/").text
        text = "今天天气真好。" * 5_000 + AD
        page = client.post("/", data={"text": text, "part": "1"}).text
        assert f"全文 {len(text):,} 字，只读了前 20,000 字，后面 {len(text) - 20_000:,} 字没有看" in page
        page = client.post("/", data={"text": text, "lang": "en"}).text
        assert f"not the {len(text) - 20_000:,} behind them" in page
        assert AD in page.split("<textarea", 1)[1].split("</textarea>")[0]
        packed = client.post("/api/pack", data={"text": text})
        with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
            assert archive.read("original.txt").decode() == text

    def test_a_paste_beyond_all_measure_is_refused_in_words(self, client: TestClient) -> None:
        form = {"image": ("", b"", "application/octet-stream")}  # as a browser sends the form
        long = {"text": "停" * (MOST_PASTED + 1), "part": "1"}
        answer = client.post("/", data=long, files=form)
        assert answer.status_code == 400
        assert f"文字太长（{MOST_PASTED + 1:,} 字，最多 {MOST_PASTED:,} 字）" in answer.text
        assert client.post("/api/pack", data={"text": long["text"]}, files=form).status_code == 400
        assert client.post("/", data={"text": "停" * 700_000}, files=form).status_code == 413

    def test_the_page_can_compute_open_and_late_sums_for_another_debt(self, client: TestClient) -> None:
        text = "停息挂账，每张卡收费800元，定金500元不退，谈成收8%"
        page = client.post("/", data={"text": text, "debt": "50000", "part": "1"}).text
        assert '<tr data-low="800.0">' in page
        assert '<tr data-low="8.0" data-high="8.0" data-percent data-late>' in page
        assert 'data-open="至少 {}"' in page
        assert "至少 1,300</output>元" in page
        page = client.post("/", data={"text": "代理退保，全额退保，退到账收30%", "debt": "50000", "part": "1"}).text
        assert "退多少才知道收多少" in page
        assert "cost-slider" not in page

    def test_english_has_english_punctuation(self, client: TestClient) -> None:
        page = client.post("/", data={"text": CHAT, "lang": "en", "part": "1"}).text
        assert '<span class="visually-hidden">Result: </span>' in page
        ours = re.sub(
            r'<textarea.*?</textarea>|<p class="original".*?</p>|data-edit="[^"]*"|<q.*?</q>', "", page, flags=re.S
        )
        ours = re.sub("<blockquote.*?</blockquote>|“[^”]*”", "", ours, flags=re.S)
        assert re.findall("[，。；：、（）]", ours) == []

    def test_a_promise_stands_beside_who_can_grant_it(self, client: TestClient) -> None:
        page = client.post("/", data={"text": AD, "part": "1"}).text
        assert "只有发卡银行本身能同意" in page
        assert '<q lang="zh-CN">停息挂账</q>' in page

    def test_drafts_accuse_nobody(self, client: TestClient) -> None:
        page = client.post("/", data={"text": AD, "part": "1"}).text
        draft = page.split('<textarea id="complaint"')[1].split("</textarea>")[0]
        assert "涉嫌" in draft
        assert "可能" in draft
        assert "12315" in draft
        assert not any(word in draft for word in ("骗子", "诈骗犯", "违法犯罪分子"))

    def test_a_bank_notice_gets_no_drafts(self, client: TestClient) -> None:
        page = client.post("/", data={"text": CALM, "part": "1"}).text
        assert "未见明显风险" in page
        assert 'id="complaint"' not in page

    @pytest.mark.parametrize(("text", "message"), [("", "还没有内容"), ("hello", "没有中文")])
    def test_errors_in_plain_words(self, client: TestClient, text: str, message: str) -> None:
        answer = client.post("/", data={"text": text})
        assert answer.status_code == 400
        assert message in answer.text

    def test_a_chat_names_who_was_judged(self, client: TestClient) -> None:
        page = client.post("/", data={"text": CHAT, "part": "1"}).text
        assert "只判断：<strong>客服</strong>" in page
        assert '<span class="muted">' in page


def reading(data: bytes) -> Picture:
    """In place of the engine: what the picture says is what the file says."""
    if not data.startswith(b"\x89PNG"):
        raise InputError("not a picture that can be read: give PNG")
    words = data[4:].decode()
    line = Line(words, ((0, 0), (300, 0), (300, 20), (0, 20)), 0.6)
    return Picture(data, "0" * 64, "image/png", 300, 20, arrange([line], 300))


class TestPictures:
    @pytest.fixture(autouse=True)
    def engine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workers, "read_picture", reading)

    def test_score_and_boxes(self, client: TestClient) -> None:
        files = {"image": ("ad.png", b"\x89PNG" + AD.encode(), "image/png")}
        verdict = client.post("/api/score-image", files=files, data={"lang": "en"}).json()
        assert verdict["level"] == "high"
        assert verdict["picture"]["low_confidence"] is True
        assert verdict["picture"]["lines"][0]["text"] == AD

    def test_the_page_draws_boxes_and_says_that_it_is_unsure(self, client: TestClient) -> None:
        page = client.post(
            "/", data={"part": "1"}, files={"image": ("ad.png", b"\x89PNG" + AD.encode(), "image/png")}
        ).text
        assert '<polygon class="box for"' in page
        assert "识别得不太清楚" in page

    def test_a_bad_picture(self, client: TestClient) -> None:
        files = {"image": ("x.gif", b"GIF89a", "image/gif")}
        assert "这张图没法识别" in client.post("/", files=files).text
        assert client.post("/api/score-image", files=files).status_code == 400

    def test_no_picture_was_chosen(self, client: TestClient) -> None:
        page = client.post("/", data={"text": AD}, files={"image": ("", b"", "application/octet-stream")}).text
        assert "高风险" in page

    def test_too_many_waiting(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workers, "MOST_PICTURES", 0)
        files = {"image": ("ad.png", b"\x89PNG" + AD.encode(), "image/png")}
        assert client.post("/api/score-image", files=files).status_code == 503
        assert "过几秒再试" in client.post("/", files=files).text


def test_a_failure_tells_nothing_of_the_text(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(AD)

    monkeypatch.setattr(workers, "judge", fail)
    answer = client.post("/api/score", json={"text": AD})
    printed = capsys.readouterr()
    assert answer.status_code == 500
    assert "RuntimeError" in printed.err
    assert AD not in printed.err + printed.out + answer.text


def test_nothing_is_logged_or_stored(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    client.post("/api/score", json={"text": AD})
    client.post("/", data={"text": AD})
    assert capsys.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


class TestServe:
    def test_a_port_in_use(self, capsys: Any) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            ran = run(capsys, "serve", "--port", taken.getsockname()[1])
        assert ran.code == 3
        assert "choose another --port" in ran.error

    @pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("0.0.0.0", "0.0.0.0")])
    def test_the_address_is_said_and_opened(
        self, capsys: Any, monkeypatch: pytest.MonkeyPatch, host: str, shown: str
    ) -> None:
        import uvicorn

        listening: list[tuple[Any, ...]] = []
        opened: list[str] = []

        def answering(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
            listening.extend(one.getsockname() for one in sockets)
            sockets[0].close()

        monkeypatch.setattr(uvicorn.Server, "run", answering)
        monkeypatch.setattr("webbrowser.open", opened.append)
        monkeypatch.setattr("gc.freeze", lambda: None)
        ran = run(capsys, "serve", "--host", host, "--port", "0", "--open")
        if ran.code == 3 and host == "::1":
            pytest.skip("no IPv6 here")
        (place,) = listening
        url = f"http://{shown}:{place[1]}/"
        assert (ran.code, place[0], opened) == (0, host, [url])
        assert ran.err.splitlines()[0] == f"debtad: {url}  (Ctrl-C ends it)"
        assert ("others on the network can reach it" in ran.err) == (host == "0.0.0.0")

    def test_no_port(self, capsys: Any) -> None:
        assert "not a port" in run(capsys, "serve", "--port", "70000").error
