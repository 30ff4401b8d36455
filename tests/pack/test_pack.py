"""Evidence packs: the same bytes every time, every changed byte named, and scoring again confirms."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import re
import sqlite3
import warnings
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from debtad.audit.columns import Wanted
from debtad.audit.flagged_post import flagged_post
from debtad.audit.request import Request
from debtad.audit.run import audit
from debtad.cli.pack import pack_name, write
from debtad.errors import InputError, OutputError, UsageError
from debtad.model.conversation import judge
from debtad.model.explain import guidance
from debtad.model.score import Detector
from debtad.ocr.engine import Picture
from debtad.ocr.layout import Reading, ReadLine
from debtad.pack import Source, archive, build_pack, verify_pack
from debtad.pack.archive import MANIFEST, manifest, read_zip, write_zip
from debtad.pack.build import VERDICT
from debtad.pack.summary import summary
from debtad.records import replace
from tests.support import AD, CALM, run

EVADED = "亭*息*挂*账找我们法务，先付５００元定金，不满意也不退 <script>alert(1)</script>"


def pack(detector: Detector, text: str = EVADED, **options: Any) -> bytes:
    return build_pack(detector, text, **options)[0]


def files(data: bytes) -> dict[str, bytes]:
    return read_zip(data, "pack")[0]


def changed(data: bytes, detector: Detector) -> set[str]:
    return {finding.file for finding in verify_pack(data, detector) if finding.state == "changed"}


def rewritten(data: bytes, name: str, content: bytes) -> bytes:
    """The pack with one file replaced and a manifest that fits it, as somebody who knows the format would do."""
    parts = {**files(data), name: content}
    head = json.loads(parts.pop(MANIFEST))
    head = {key: head[key] for key in head if key not in ("schema", "files")}
    return write_zip({MANIFEST: manifest(parts, head), **parts})


def test_the_same_text_gives_the_same_bytes(detector: Detector) -> None:
    assert pack(detector, debt=50_000.0) == pack(detector, debt=50_000.0)
    assert pack(detector, debt=50_000) == pack(detector, debt=50_000.0)
    assert {finding.state for finding in verify_pack(pack(detector, debt=50_000), detector)} == {"same"}
    assert pack(detector) != pack(detector, lang="en")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh", "全文 35,041 字，只读了前 20,000 字，后面 15,041 字没有看"),
        ("en", "Of 35,041 characters the first 20,000 were read; not the 15,041 behind them"),
    ],
)
def test_a_summary_says_beside_verdict_and_hash_what_was_not_read(detector: Detector, lang: str, told: str) -> None:
    text = AD + "今天天气真好。" * 5_000
    text = text[:35_041].ljust(35_041, "好")
    page = files(pack(detector, text, lang=lang))["summary.html"].decode()
    verdict, _, original = page.partition("<h2>")
    assert told in verdict
    assert told in original.partition("</table>")[0]
    assert told not in files(pack(detector, AD, lang=lang))["summary.html"].decode()


def test_a_score_of_1_is_never_claimed(detector: Detector) -> None:
    verdict = replace(detector.score(AD), score=0.9999992)
    page = summary(verdict, None, {}, "00", "original.txt", "zh", len(AD))
    assert "风险分 0.999" in page
    assert "1.000" not in page


def test_an_english_summary_has_english_punctuation(detector: Detector) -> None:
    source = Source(kind="audit", recorded={"level": "high", "score": 0.9})
    page = files(pack(detector, "先付888元 再收2880元 服务费8% 停息挂账", lang="en", debt=50_000, source=source))[
        "summary.html"
    ]
    ours = re.sub("<pre>.*?</pre>|“[^”]*”", "", page.decode(), flags=re.S)
    assert re.findall("[，。；：、（）　]", ours) == []


def test_a_pack_holds_what_the_next_person_needs(detector: Detector) -> None:
    held = files(pack(detector, debt=50_000.0))
    digest = hashlib.sha256(EVADED.encode()).hexdigest()
    listed = json.loads(held[MANIFEST])
    assert held["original.txt"].decode() == EVADED
    assert listed["original"] == {"path": "original.txt", "sha256": digest}
    assert listed["options"] == {"debt": 50_000.0, "lang": "zh"}
    assert listed["model"]["sha256"] == detector.model.ref.sha256
    assert json.loads(held["verdict.json"])["level"] == "high"
    steps = json.loads(held["normalisation.json"])["steps"]
    assert all(EVADED[step["start"] : step["end"]] == step["original"] for step in steps)
    assert {step["kind"] for step in steps} & {"separator", "homophone"}
    laws = json.loads(held["laws.json"])
    assert laws["checked"] == guidance()["checked"]
    assert {law["grade"] for law in laws["laws"].values()} <= {"A", "B"}
    assert all(len(signal["sha256"]) == 64 for signal in json.loads(held["signals.json"])["signals"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_can_be_printed_and_does_nothing(detector: Detector, lang: str) -> None:
    page = files(pack(detector, lang=lang, debt=80_000.0))["summary.html"].decode()
    assert hashlib.sha256(EVADED.encode()).hexdigest() in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize(
    "text", [EVADED, AD, CALM, "停息\ud800挂账\r\n先付500", "客服：先付500\n我：不付\n客服：停息挂账"]
)
def test_a_pack_is_confirmed(detector: Detector, text: str) -> None:
    assert {finding.state for finding in verify_pack(pack(detector, text), detector)} == {"same"}


def test_no_byte_can_be_changed_unseen(detector: Detector) -> None:
    data = pack(detector)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    for place in {*range(0, len(data), 1499), *range(len(data) - 60, len(data), 7)}:
        broken = bytearray(data)
        broken[place] ^= 0x01
        try:
            found = changed(bytes(broken), detector)
        except InputError:
            continue  # the zip's own directory: no pack at all
        assert found, place
        owner = next((i for i in infos if 0 <= place - i.header_offset - 30 - len(i.filename) < i.file_size), None)
        if owner is not None:
            assert found == {owner.filename}, place


def test_a_changed_file_is_named_by_the_manifest(detector: Detector) -> None:
    parts = files(pack(detector))
    parts["original.txt"] = parts["original.txt"].replace(b"\xef", b"\xee", 1)
    parts["more.txt"] = b"added"
    del parts["laws.json"]
    assert changed(write_zip(parts), detector) == {"original.txt", "more.txt", "laws.json"}


def test_scoring_again_says_what_differs_where_all_hashes_fit(detector: Detector) -> None:
    data = pack(detector)
    verdict = json.loads(files(data)["verdict.json"])
    forged = rewritten(data, "verdict.json", json.dumps({**verdict, "level": "low"}).encode())
    found = [finding for finding in verify_pack(forged, detector) if finding.state == "differs"]
    assert any(f.file == "verdict.json" and 'level was "low", scoring again gives "high"' in f.message for f in found)
    other = rewritten(data, "summary.html", b"<p>all is well</p>")
    assert "summary.html" in {finding.file for finding in verify_pack(other, detector) if finding.state == "differs"}


def test_another_model_is_said(detector: Detector, small_model: Path) -> None:
    found = verify_pack(pack(detector), Detector.load(small_model))
    assert any(f.state == "differs" and f.file == MANIFEST and "model default" in f.message for f in found)


def test_the_noted_hash_of_the_zip(detector: Detector) -> None:
    data = pack(detector)
    noted = hashlib.sha256(data).hexdigest()
    assert {f.state for f in verify_pack(data, detector, sha256=noted.upper())} == {"same"}
    assert any(f.state == "changed" for f in verify_pack(data, detector, sha256="0" * 64))


def test_a_picture_is_kept_with_its_reading(detector: Detector) -> None:
    reading = Reading(
        "停息挂账找法务",
        (ReadLine("停息挂账找法务", 0, 7, ((1.0, 1.0), (71.5, 1.0), (71.5, 11.0), (1.0, 11.0)), 0.9),),
        False,
    )
    data = b"\x89PNG any bytes"
    picture = Picture(data, hashlib.sha256(data).hexdigest(), "image/png", 80, 20, reading)
    packed = pack(detector, picture)  # type: ignore[arg-type]
    held = files(packed)
    assert held["original.png"] == data
    assert json.loads(held["reading.json"])["lines"][0]["box"] == [[1.0, 1.0], [71.5, 1.0], [71.5, 11.0], [1.0, 11.0]]
    assert b'class="box for"' in held["summary.html"]
    assert {finding.state for finding in verify_pack(packed, detector)} == {"same"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x05\x06" + b"\0" * 18,
        b"no zip",
        write_zip({"a.txt": b"a"}),
        write_zip({MANIFEST: b"[]"}),
        write_zip({MANIFEST: b'{"schema":"x"}'}),
    ],
)
def test_what_is_no_pack_is_refused(detector: Detector, data: bytes) -> None:
    with pytest.raises(InputError):
        verify_pack(data, detector)


def test_a_pack_that_lies_about_itself_is_refused(detector: Detector) -> None:
    parts = files(pack(detector))
    head = {**json.loads(parts.pop(MANIFEST)), "original": {"path": "none.txt"}}
    data = write_zip({MANIFEST: manifest(parts, {k: head[k] for k in head if k not in ("schema", "files")}), **parts})
    with pytest.raises(InputError, match="does not fit its files"):
        verify_pack(data, detector)


@pytest.mark.parametrize(
    "lie",
    [
        {"source": {"row": 1, "recorded": {"score": float("nan")}}},
        {"options": {"debt": 10**400, "lang": "zh"}},
        {"source": {"recorded": json.loads("[" * 600 + "]" * 600)}},
    ],
)
def test_a_manifest_that_cannot_be_followed_is_refused(detector: Detector, lie: dict[str, Any]) -> None:
    parts = files(pack(detector))
    data = write_zip({MANIFEST: json.dumps({**json.loads(parts.pop(MANIFEST)), **lie}).encode(), **parts})
    with pytest.raises(InputError, match="does not fit its files"):
        verify_pack(data, detector)


def test_a_pack_without_its_verdict_is_refused(detector: Detector) -> None:
    parts = files(pack(detector))
    head = json.loads(parts.pop(MANIFEST))
    del parts[VERDICT]
    head["files"] = [entry for entry in head["files"] if entry["path"] != VERDICT]
    data = write_zip({MANIFEST: json.dumps(head).encode(), **parts})
    with pytest.raises(InputError, match="does not fit its files"):
        verify_pack(data, detector)


def test_a_manifest_without_a_list_of_files_accounts_for_none(detector: Detector) -> None:
    parts = files(pack(detector))
    head = {**json.loads(parts.pop(MANIFEST)), "files": 5}
    found = verify_pack(write_zip({MANIFEST: json.dumps(head).encode(), **parts}), detector)
    assert {finding.file for finding in found if "was added" in finding.message} == set(parts)


def test_a_finding_is_one_line_that_no_terminal_obeys(detector: Detector) -> None:
    parts = files(pack(detector))
    head = json.loads(parts.pop(MANIFEST))
    head["files"].append({"path": "\x1b[2Jconfirmed\n\ud800", "sha256": ""})
    found = verify_pack(write_zip({MANIFEST: json.dumps(head).encode(), **parts}), detector)
    assert "changed  \\x1b[2Jconfirmed\\n\\ud800: is missing" in map(str, found)


class TestCommands:
    def test_round_trip(self, capsys: Any, tmp_path: Path) -> None:
        path = tmp_path / "out.zip"
        ran = run(capsys, "score", "--lang", "en", EVADED, "--pack", path, "--debt", "50000", "--json")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert digest in ran.err
        assert ran.out.count("\n") == 1
        checked = run(capsys, "pack", "verify", "--lang", "en", path, "--sha256", digest)
        assert (checked.code, checked.err) == (0, "")
        assert "confirmed" in checked.out

    def test_a_changed_byte(self, capsys: Any, tmp_path: Path) -> None:
        path = tmp_path / "out.zip"
        run(capsys, "score", "--lang", "en", EVADED, "--pack", path)
        data = path.read_bytes()
        path.write_bytes(data.replace("停息".encode(), "停总".encode(), 1))
        ran = run(capsys, "pack", "verify", "--lang", "en", path)
        assert ran.code == 3
        assert "changed since it was made: " in ran.error
        assert "changed  " in ran.out

    def test_what_is_found_is_told_in_chinese_too(self, capsys: Any, small_model: Path, tmp_path: Path) -> None:
        path = tmp_path / "out.zip"
        run(capsys, "score", EVADED, "--pack", path)
        assert "核对无误" in run(capsys, "pack", "verify", path).out
        other = run(capsys, "pack", "verify", path, "--model", small_model)
        assert re.search("^differs  manifest.json: 用 debtad .* 制作", other.out, re.MULTILINE)
        path.write_bytes(path.read_bytes().replace("停息".encode(), "停总".encode(), 1))
        ran = run(capsys, "pack", "verify", path)
        assert (ran.code, "做好之后被改过" in ran.error) == (3, True)
        assert re.search("^changed  .*: 被改过：", ran.out, re.MULTILINE)
        path.write_bytes(b"PK")
        assert "不是 zip" in run(capsys, "pack", "verify", path).error

    def test_a_pack_that_another_model_made(self, capsys: Any, small_model: Path, tmp_path: Path) -> None:
        run(capsys, "score", "--lang", "en", AD, "--pack", tmp_path / "out.zip")
        ran = run(capsys, "pack", "verify", "--lang", "en", tmp_path / "out.zip", "--model", small_model)
        assert ran.code != 0
        assert ran.out.endswith("the pack is whole, but scoring it again says otherwise; see above\n")

    def test_places_that_cannot_be_used(self, capsys: Any, tmp_path: Path) -> None:
        assert (
            run(capsys, "score", "--lang", "en", AD, "--pack", tmp_path / "none" / "out.zip").code == OutputError.code
        )
        assert "cannot be read" in run(capsys, "pack", "verify", "--lang", "en", tmp_path / "none.zip").error

    def test_a_pack_stays_as_it_was_where_the_next_cannot_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pack = tmp_path / "pack.zip"
        write(b"before", str(pack))

        def full(path: Path, data: bytes) -> int:
            with open(path, "wb") as file:
                file.write(data[:3])
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match=r"cannot be written: No space left"):
            write(b"afterwards", str(pack))
        assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]


LONG_ID = "7312345678901234567"
#: Posts whose cells in flagged.csv are not what the input has: a figure of 19 digits, a contact, a formula, an escape.
POSTS = [
    {"id": LONG_ID, "user": "小周", "text": "=" + AD + "加微信 debt88999，电话13800138000"},
    {"id": "calm", "user": "小李", "text": CALM},
    {"id": "p3", "user": "'@小王", "text": AD + "\x1b[31m红"},
]


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    """A folder that an audit of two files left; their third rows differ."""
    for name, more in (("a.jsonl", ""), ("b.jsonl", "真的")):
        rows = [{**POSTS[0], "text": POSTS[0]["text"] + more, "id": POSTS[0]["id"] + more}, *POSTS[1:]]
        (tmp_path / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    inputs = (str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl"))
    audit(Request(inputs, tmp_path / "audit", report=False))
    return tmp_path / "audit"


class TestFromAudit:
    def test_the_original_is_that_of_the_input(self, capsys: Any, audited: Path) -> None:
        """Not that of flagged.csv, where the contact is masked and the formula is made harmless."""
        ran = run(capsys, "pack", "from-audit", audited, "--id", LONG_ID, "--out", audited / "x.zip")
        assert ran.code == 0, ran.err
        held = files((audited / "x.zip").read_bytes())
        assert held["original.txt"].decode() == POSTS[0]["text"]
        source = json.loads(held[MANIFEST])["source"]
        assert (source["id"], source["account"], source["row"]) == (LONG_ID, "小周", 1)
        assert (source["file"], source["recorded"]["level"]) == (str(audited.parent / "a.jsonl"), "high")
        assert run(capsys, "pack", "verify", audited / "x.zip").code == 0

    def test_an_id_may_be_copied_from_its_cell(self, audited: Path) -> None:
        table = (audited / "flagged.csv").read_text(encoding="utf-8-sig")
        assert f"'{LONG_ID}," in table
        assert flagged_post(audited, id=f"'{LONG_ID}").post.id == LONG_ID

    def test_of_two_ids_the_one_that_is_written_so_is_meant(self, tmp_path: Path) -> None:
        rows = [{"id": "'-1", "text": AD}, {"id": "-1", "text": AD + "！"}]
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        audit(Request((str(tmp_path / "a.jsonl"),), tmp_path / "audit", report=False))
        assert [flagged_post(tmp_path / "audit", id=id).post.row for id in ("'-1", "-1", "''-1")] == [1, 2, 1]

    def test_sources_are_named_where_the_one_asked_for_is_none(self, capsys: Any, audited: Path) -> None:
        ran = run(capsys, "pack", "from-audit", audited, "--id", "p3", "--source", "c.jsonl")
        assert ran.code == 3
        here = audited.parent
        assert f"from source c.jsonl: its sources are {here}/a.jsonl, {here}/b.jsonl" in ran.error

    def test_cells_come_back_as_they_were(self, audited: Path) -> None:
        found = flagged_post(audited, row=3, source=str(audited.parent / "b.jsonl"))
        assert (found.post.account, found.post.text) == ("'@小王", POSTS[2]["text"])

    def test_packs_of_the_same_row_of_two_files_lie_beside_each_other(self, capsys: Any, audited: Path) -> None:
        for name in ("a.jsonl", "b.jsonl"):
            assert run(capsys, "pack", "from-audit", audited, "--row", "1", "--source", audited.parent / name).code == 0
        packs = {path.name: files(path.read_bytes())["original.txt"] for path in audited.glob("pack-*.zip")}
        assert sorted(packs) == ["pack-a.jsonl-row-1.zip", "pack-b.jsonl-row-1.zip"]
        assert len(set(packs.values())) == 2

    def test_names_of_packs(self) -> None:
        assert pack_name("a/x.csv", 7, ["a/x.csv"]) == "pack-row-7.zip"
        alike = ["a/x.csv", "b/x.csv"]
        assert pack_name("a/x.csv", 7, alike) != pack_name("b/x.csv", 7, alike)
        assert pack_name("a/讨债 1.db#表/2", 7, ["a/讨债 1.db#表/2", "b"]) == "pack-2-row-7.zip"

    def test_a_table_of_a_database(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "a.db")) as database:
            database.execute("CREATE TABLE notes (id, words, account)")
            database.execute("CREATE TABLE posts (id, words, account)")
            database.execute("INSERT INTO notes VALUES (1, ?, 'x')", (AD + "！",))
            database.execute("INSERT INTO posts VALUES (2, ?, 'y')", (AD,))
            database.commit()
        wanted = Wanted(text=("words",))
        audit(Request((str(tmp_path / "a.db"),), tmp_path / "out", wanted=wanted, table="posts", report=False))
        post = flagged_post(tmp_path / "out", row=1).post
        assert (post.text, post.id, post.source) == (AD, "2", f"{tmp_path}/a.db#posts")

    def test_a_file_that_has_changed_since(self, audited: Path) -> None:
        path = audited.parent / "a.jsonl"
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace("88999", "88998"), encoding="utf-8")
        with pytest.raises(InputError, match=r"a\.jsonl: is not what was audited: .* --input"):
            flagged_post(audited, id=LONG_ID)
        summary = json.loads((audited / "summary.json").read_text(encoding="utf-8"))
        for one in summary["inputs"]:  # as of an audit that kept no digest
            del one["sha256"]
        (audited / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
        with pytest.raises(InputError, match=r"a\.jsonl, row 1: its text has changed since the audit .* --input FILE"):
            flagged_post(audited, id=LONG_ID)
        path.write_text("", encoding="utf-8")
        with pytest.raises(InputError, match=r"a\.jsonl, row 1: is empty: name the file"):
            flagged_post(audited, id=LONG_ID)
        path.write_text(before.partition("\n")[0], encoding="utf-8")
        with pytest.raises(InputError, match=r"a\.jsonl, row 3: its file has no such row"):
            flagged_post(audited, row=3, source=str(path))

    def test_a_file_that_has_moved(self, capsys: Any, audited: Path) -> None:
        moved = audited.parent / "old" / "a.jsonl"
        moved.parent.mkdir()
        (audited.parent / "a.jsonl").rename(moved)
        asked = ("pack", "from-audit", audited, "--id", LONG_ID, "--out", audited / "x.zip")
        ran = run(capsys, *asked)
        assert ran.code == 3
        assert "a.jsonl: the audited file is not there: name where it is now with --input FILE" in ran.error
        assert not (audited / "x.zip").exists()
        assert run(capsys, *asked, "--input", moved).code == 0
        ran = run(capsys, *asked, "--input", audited.parent / "b.jsonl")
        assert f"a.jsonl: the audited file is none of {audited.parent}/b.jsonl" in ran.error

    def test_a_pipe_is_read_again_from_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = "\n".join(map(json.dumps, POSTS)).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
        audit(Request(("-",), tmp_path / "out", report=False))
        with pytest.raises(InputError, match="-: the audited file is not there"):
            flagged_post(tmp_path / "out", row=1)
        (tmp_path / "kept.jsonl").write_bytes(lines)
        assert flagged_post(tmp_path / "out", row=1, inputs=[str(tmp_path / "kept.jsonl")]).post.id == LONG_ID

    @pytest.mark.parametrize(
        ("asked", "message"),
        [
            ({"row": 1}, "2 posts have row 1 .*: name one with --source"),
            ({"row": 9}, "no flagged post with row 9"),
            ({"row": 2}, "no flagged post with row 2"),
            ({"id": "''" + LONG_ID}, "no flagged post"),
        ],
    )
    def test_a_row_that_cannot_be_told(self, audited: Path, asked: dict[str, Any], message: str) -> None:
        with pytest.raises(InputError, match=message):
            flagged_post(audited, **asked)

    def test_a_post_that_was_scraped_twice_is_one(self, audited: Path) -> None:
        assert flagged_post(audited, id="p3").post.source == str(audited.parent / "a.jsonl")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("row,id,text\n1,a,b\n", "row 1 has no source, text_sha256: run the audit again"),
            ("source,row,id,text_sha256\na,b,c,d\n", "row 1 has no number of a row: run the audit again"),
            (b"\xff", "cannot be read .*: run the audit again"),
        ],
    )
    def test_a_table_that_is_no_audits(self, tmp_path: Path, content: str | bytes, message: str) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "flagged.csv").write_bytes(data)
        with pytest.raises(InputError, match=message):
            flagged_post(tmp_path, row=1)

    def test_long_texts_are_read_and_other_readers_keep_their_limit(self, tmp_path: Path) -> None:
        before = csv.field_size_limit()
        table = f"source,row,id,text_sha256,text\na,1,a,0,{'长' * 2 * before}\n"
        (tmp_path / "flagged.csv").write_text(table, encoding="utf-8")
        with pytest.raises(InputError, match="no flagged post with row 2"):
            flagged_post(tmp_path, row=2)
        assert csv.field_size_limit() == before

    def test_another_level_than_the_audit_recorded_is_said(self, capsys: Any, audited: Path) -> None:
        path = audited / "flagged.csv"
        path.write_text(path.read_text(encoding="utf-8-sig").replace("high,", "review,"), encoding="utf-8-sig")
        ran = run(capsys, "pack", "from-audit", audited, "--id", "p3", "--out", audited / "x.zip")
        assert ran.code == 0
        assert ran.err.splitlines()[-1] == "debtad: the audit recorded level review, this model says high"

    def test_a_chat_is_judged_as_the_audit_judged_it(self, capsys: Any, detector: Detector, tmp_path: Path) -> None:
        """Pasted, it would be read speaker by speaker, to another verdict."""
        chat = f"我：我欠了五万，能停息吗？\n客服：{AD}\n我：我先问问银行。"
        (tmp_path / "a.jsonl").write_text(json.dumps({"id": "c1", "text": chat}), encoding="utf-8")
        audit(Request((str(tmp_path / "a.jsonl"),), tmp_path / "audit", report=False))
        ran = run(capsys, "pack", "from-audit", tmp_path / "audit", "--id", "c1", "--out", tmp_path / "x.zip")
        assert (ran.code, "the audit recorded" in ran.err) == (0, False)
        packed = json.loads(files((tmp_path / "x.zip").read_bytes())[VERDICT])
        row = json.loads((tmp_path / "audit" / "verdicts.jsonl").read_text(encoding="utf-8"))
        assert (packed["score"], packed["level"], packed["facts"]) == (row["score"], row["level"], row["facts"])
        assert packed["score"] != judge(detector, chat).score
        assert run(capsys, "pack", "verify", tmp_path / "x.zip").code == 0

    @pytest.mark.parametrize("debt", ["-1", "0", "nan", "abc"])
    def test_what_is_no_debt_is_refused_as_by_score(self, capsys: Any, audited: Path, debt: str) -> None:
        ran = run(capsys, "pack", "from-audit", "--lang", "en", audited, "--id", "p3", "--debt", debt)
        scored = run(capsys, "score", "--lang", "en", AD, "--debt", debt)
        assert (ran.code, ran.error) == (scored.code, scored.error)
        assert ran.code == UsageError.code
        assert f"--debt: '{debt}' is not an amount of yuan" in ran.error

    def test_a_debt_as_people_write_it(self, capsys: Any, audited: Path) -> None:
        path = audited / "x.zip"
        assert run(capsys, "pack", "from-audit", audited, "--id", "p3", "--debt", "20万", "--out", path).code == 0
        assert json.loads(files(path.read_bytes())[MANIFEST])["options"]["debt"] == 200_000

    def test_no_audit_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="debtad audit --out"):
            flagged_post(tmp_path, row=1)


def test_a_pack_too_large_to_be_one_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_zip({"a.txt": b"a" * 500, "b.txt": b"b"})
    monkeypatch.setattr(archive, "MAX_BYTES", len(data) - 1)
    with pytest.raises(InputError, match=f"x.zip: has {len(data)} bytes, more than"):
        read_zip(data, "x.zip")
    monkeypatch.setattr(archive, "MAX_BYTES", len(data))
    monkeypatch.setattr(archive, "MAX_FILES", 1)
    with pytest.raises(InputError, match="holds too many or too large files"):
        read_zip(data, "x.zip")


def test_a_file_that_is_in_the_zip_twice_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        held.writestr("a.txt", b"one")
        held.writestr("a.txt", b"two")
    assert ("a.txt", "is in the zip twice") in read_zip(out.getvalue(), "x.zip")[1]


def test_a_pack_that_lost_its_manifest_is_told_so(detector: Detector) -> None:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as zipped:
        warnings.simplefilter("ignore")
        for _ in range(2):
            zipped.writestr("a.txt", "x")
    assert changed(out.getvalue(), detector) == {"a.txt", MANIFEST}
