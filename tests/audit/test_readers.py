"""Posts come out the same whatever they were kept in, and every bad row is named with its place and why."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import zstandard

from debtad.audit import readers_text
from debtad.audit.columns import Wanted
from debtad.audit.opening import guess_encoding
from debtad.audit.places import digest_file, find_files, keep_stdin
from debtad.audit.posts import Post, Reject
from debtad.audit.readers import LONGEST_TEXT, read_file, read_posts
from debtad.errors import InputError, OutputError

ROWS = [
    {
        "note_id": "7312345678901234567",
        "title": "停息挂账",
        "desc": "停息挂账找我们，先付500元",
        "user_id": "9007199254740993",
    },
    {"note_id": "42", "title": "周末", "desc": '火锅，很好吃\n第二行说"绝了"', "user_id": "7"},
]
TEXTS = ["停息挂账找我们，先付500元", '周末\n火锅，很好吃\n第二行说"绝了"']
for row in ROWS:
    row.update(time="1714521600000", note_url="https://example.org/1", xsec_token="x")


def csv_text(delimiter: str = ",") -> str:
    return pd.DataFrame(ROWS).to_csv(index=False, sep=delimiter)


def write_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        pd.DataFrame(ROWS).to_sql("xhs_note", database, index=False)
        database.execute("CREATE TABLE likes (who, whom)")
        database.commit()


def write_xlsx(path: Path) -> None:
    pd.DataFrame(ROWS).to_excel(path, index=False, engine="xlsxwriter")


WRITERS: dict[str, Callable[[Path], Any]] = {
    "utf8.csv": lambda p: p.write_text(csv_text(), encoding="utf-8"),
    "bom.csv": lambda p: p.write_text(csv_text(), encoding="utf-8-sig"),
    "gb.csv": lambda p: p.write_text(csv_text(), encoding="gb18030"),
    "utf16.csv": lambda p: p.write_text(csv_text(), encoding="utf-16"),
    "wide.csv": lambda p: p.write_bytes(csv_text().encode("utf-16-le")),
    "semicolons.csv": lambda p: p.write_text(csv_text(";"), encoding="utf-8"),
    "tabs.tsv": lambda p: p.write_text(csv_text("\t"), encoding="gb18030"),
    "no_suffix": lambda p: p.write_text(csv_text(), encoding="utf-8"),
    "a.csv.gz": lambda p: p.write_bytes(gzip.compress(csv_text().encode())),
    "a.csv.zst": lambda p: p.write_bytes(zstandard.ZstdCompressor().compress(csv_text().encode("gb18030"))),
    "a.csv.bz2": lambda p: p.write_bytes(bz2.compress(csv_text().encode())),
    "a.csv.xz": lambda p: p.write_bytes(lzma.compress(csv_text().encode())),
    "lines.jsonl": lambda p: p.write_text("\n".join(json.dumps(row) for row in ROWS)),
    "lines_gb.jsonl": lambda p: p.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in ROWS), "gb18030"),
    "list.json": lambda p: p.write_text(json.dumps(ROWS, ensure_ascii=False, indent=2), encoding="utf-8"),
    "wrapped.json": lambda p: p.write_text(json.dumps({"code": 0, "data": ROWS}), encoding="utf-8"),
    "twice_wrapped.json": lambda p: p.write_text(json.dumps({"code": 0, "data": {"more": False, "items": ROWS}})),
    "values.json": lambda p: p.write_text("\n".join(json.dumps(row, indent=1) for row in ROWS)),
    "table.parquet": lambda p: pd.DataFrame(ROWS).to_parquet(p),
    "book.xlsx": write_xlsx,
    "data.db": write_sqlite,
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_posts(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    posts = [item for item in read_posts([str(path)]) if isinstance(item, Post)]
    assert [post.text for post in posts] == TEXTS
    assert [post.id for post in posts] == ["7312345678901234567", "42"]
    assert [post.account for post in posts] == ["9007199254740993", "7"]
    assert [post.row for post in posts] == [1, 2]
    assert {(post.time, post.platform) for post in posts} == {("2024-05-01T08:00:00+08:00", "xhs")}
    assert posts[0].source == str(path) + ("#xhs_note" if name == "data.db" else "")


def test_numbers_in_a_parquet_file_stay_ids(tmp_path: Path) -> None:
    pd.DataFrame({"id": [7312345678901234567], "uid": [3.0], "text": ["停息挂账"]}).to_parquet(tmp_path / "a.parquet")
    (post,) = read_posts([str(tmp_path / "a.parquet")])
    assert isinstance(post, Post)
    assert (post.id, post.account) == ("7312345678901234567", "3")


@pytest.mark.parametrize(
    ("account", "read"),
    [
        ('{"id": "u1", "name": "小张"}', "u1"),
        ('{"id": 7312345678901234567}', "7312345678901234567"),
        ('{"nickname": "小张", "uid": 3.0}', "3"),
        ('{"name": "小张", "fans": 3, "id": null}', "小张"),
        ('{"User_Name": " 小张 ", "id": ""}', "小张"),
        ('{"粉丝": 3, "头像": {"id": 1}}', '{"头像": {"id": 1}, "粉丝": 3}'),
        ('["小张", 1]', '["小张", 1]'),
        ("{}", ""),
        ('{"id": true, "vip": NaN}', ""),
        ('{"id": {"deep": 1}}', '{"id": {"deep": 1}}'),
        ("[" * 900 + "]" * 900, None),
    ],
)
def test_an_account_that_is_an_object_is_told_by_its_id_or_name(account: str, read: str | None, tmp_path: Path) -> None:
    others = '"id": {"$oid": "p1"}, "platform": {"id": 2, "name": "抖音"}, "text": "停息挂账"'
    (tmp_path / "a.jsonl").write_text(f'{{"user": {account}, {others}}}\n', encoding="utf-8")
    (post,) = read_posts([str(tmp_path / "a.jsonl")])
    assert isinstance(post, Post)
    assert (post.id, post.platform) == ("p1", "抖音")
    assert post.account == read or (read is None and "'" not in post.account)


def test_a_struct_of_a_parquet_file_is_told_by_its_id(tmp_path: Path) -> None:
    pd.DataFrame({"author": [{"uid": 5, "name": "小张"}], "text": ["停息挂账"]}).to_parquet(tmp_path / "a.parquet")
    (post,) = read_posts([str(tmp_path / "a.parquet")])
    assert isinstance(post, Post)
    assert post.account == "5"


def test_a_plain_text_file_is_a_post_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("停息挂账\n\n第二条\n", encoding="utf-8")
    assert [(p.text, p.id) for p in read_posts([str(tmp_path / "a.txt")]) if isinstance(p, Post)] == [
        ("停息挂账", "a.txt:1"),
        ("第二条", "a.txt:2"),
    ]


def rejects(path: Path, data: bytes, **wanted: Any) -> list[Reject]:
    path.write_bytes(data)
    return [item for item in read_posts([str(path)], Wanted(**wanted)) if isinstance(item, Reject)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,", "has no text"),
        ("1,   ", "has no text"),
        ("1,hello", "no Chinese characters"),
        ("1," + "长" * (LONGEST_TEXT + 1), "characters, more than 100,000"),
        ("1," + "长" * 140_000, "not a row of a table"),
        ("1,你,好,吗", "has 4 fields where the header has 2"),
        ("1", "has 1 fields where the header has 2"),
    ],
)
def test_a_bad_row_of_a_table(line: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    (bad,) = rejects(path, f"id,text\n0,好的\n{line}\n2,也好\n".encode())
    assert reason in bad.reason
    assert (bad.source, bad.row, bad.line) == (str(path), 2, 3)
    assert len(list(read_posts([str(path)]))) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_bytes_spoil_one_row_only(encoding: str, tmp_path: Path) -> None:
    rows = [f"{n},第{n}条帖子说今天天气好".encode(encoding) for n in range(20)]
    rows[7] = rows[7][:6] + b"\xff" + rows[7][6:]
    (bad,) = rejects(tmp_path / "a.csv", b"id,text\n" + b"\n".join(rows))
    assert (bad.row, bad.line, bad.id) == (8, 9, "7")
    assert "broken encoding" in bad.reason


def test_an_unclosed_quote_swallows_nothing(tmp_path: Path) -> None:
    rest = "".join(f"{n},第{n}条\n" for n in range(2, 20_000))
    path = tmp_path / "a.csv"
    bad = rejects(path, f'id,text\n0,好\n1,"没有关上\n{rest}'.encode())
    assert [(item.row, item.reason) for item in bad] == [(2, "a quotation mark is opened and not closed")]
    assert sum(isinstance(item, Post) for item in read_posts([str(path)])) == 19_999


TAIWAN = "欠了信用卡跟銀行的債務還不出來怎麼辦，律師事務所協助前置協商，先收五百元，利息停止計算"
LONG = "还不上了怎么办\n" * 20_000


@pytest.mark.parametrize(
    ("cell", "last"),
    [
        ('"' + LONG + '"', 20_003),
        ('"' + "长" * 140_000 + "\n第二行\n" + LONG + '"', 20_005),
        ('"他说""好""\n' + LONG + '","' + LONG + '\n"', 40_005),
        ('"' + LONG * 20 + '"', 400_003),
        ("长" * 9_000_000, 3),
    ],
)
def test_a_cell_too_long_for_a_post_is_one_bad_row(cell: str, last: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    (bad,) = rejects(path, f"id,text,more\n0,好的\n1,{cell}\n2,也好\n".encode())
    assert bad.reason == "not a row of a table: field larger than field limit (131072)"
    assert (bad.row, bad.line) == (2, last)
    assert [(post.text, post.row) for post in read_posts([str(path)]) if isinstance(post, Post)] == [
        ("好的", 1),
        ("也好", 3),
    ]


def test_a_line_too_long_for_a_text_file_is_one_bad_row(tmp_path: Path) -> None:
    (bad,) = rejects(tmp_path / "a.txt", ("好的\n" + "长" * 4_050_000 + "\n也好\n").encode())
    assert (bad.row, bad.reason) == (2, "the line is longer than 4,000,000 characters")


@pytest.mark.parametrize(
    "rest",
    ["2,也好\n", "2,也好\n3,还好", "2,也好\n" * 30_000, "2,也好\n" * 30_000 + '9,"正常，""好"""\n'],
    ids=["one", "two", "many", "another quote"],
)
def test_an_unclosed_quote_costs_its_own_row_alone(rest: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    bad = rejects(path, f'id,text\n0,好\n1,"没有关上\n{rest}'.encode())
    assert [(item.row, item.line, item.reason) for item in bad] == [(2, 3, "a quotation mark is opened and not closed")]
    assert sum(isinstance(item, Post) for item in read_posts([str(path)])) == 1 + len(rest.splitlines())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": ', "not JSON"),
        (b'{"text": 5}', "the text holds no Chinese characters"),
        (b'{"text": true}', "the text is a truth value, not text"),
        (b'{"title": ["a"], "text": 5}', "the text is a list, not text"),
        (b'{"text": ["a"]}', "the text is a list, not text"),
        (b'{"text": null}', "has no text"),
        (b'["a"]', "not a JSON object"),
        ('{"text": "停息'.encode() + b'\xff"}', "broken encoding at byte 16"),
    ],
)
def test_a_bad_line_of_json(line: bytes, reason: str, tmp_path: Path) -> None:
    good = '{"text": "好的"}'.encode()
    (bad,) = rejects(tmp_path / "a.jsonl", good + b"\n" + line + b"\n" + good)
    assert reason in bad.reason
    assert (bad.row, bad.line) == (2, 2)


@pytest.mark.parametrize(
    ("title", "body", "text"),
    [
        ("停息挂账", 498, "停息挂账\n498"),
        ("停息挂账", 498.0, "停息挂账\n498"),
        ("停息挂账", 4.98, "停息挂账\n4.98"),
        (2024, "停息挂账", "2024\n停息挂账"),
    ],
)
def test_a_number_beside_text_is_its_figures_in_every_format(title: Any, body: Any, text: str, tmp_path: Path) -> None:
    written = int(body) if isinstance(body, float) and body.is_integer() else body
    (tmp_path / "a.csv").write_text(f"title,text\n{title},{written}\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": title, "text": body}), encoding="utf-8")
    pq.write_table(pa.table({"title": [title], "text": [body]}), tmp_path / "a.parquet")
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("title", "text"))
    sheet.write_row(1, 0, (title, body))
    book.close()
    for form in ("csv", "jsonl", "parquet", "xlsx"):
        (post,) = read_posts([str(tmp_path / f"a.{form}")])
        assert isinstance(post, Post), (form, post)
        assert post.text == text, form


@pytest.mark.parametrize("title", [["a", "b"], {"a": 1}, True])
def test_a_title_that_is_no_text_spoils_no_body(title: Any, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": title, "text": "停息挂账"}), encoding="utf-8")
    (post,) = read_posts([str(tmp_path / "a.jsonl")])
    assert isinstance(post, Post)
    assert post.text == "停息挂账"


def test_half_an_emoji_is_no_reason_to_lose_a_post(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "停息挂账\\ud83d"}')
    (post,) = read_posts([str(tmp_path / "a.jsonl")])
    assert isinstance(post, Post)
    assert post.text == "停息挂账\ufffd"


def test_a_broken_object_in_a_list_spoils_one(tmp_path: Path) -> None:
    items = [json.dumps({"text": f"第{n}条"}, ensure_ascii=False) for n in range(5)]
    items[2] = '{"text": "坏" "的"}'
    path = tmp_path / "a.json"
    bad = rejects(path, f"[{', '.join(items)}]".encode())
    assert [item.row for item in bad] == [3]
    assert sum(isinstance(item, Post) for item in read_posts([str(path)])) == 4


def test_a_wrapped_list_too_long_to_be_read_at_once_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(readers_text, "_BLOCK", 500)
    monkeypatch.setattr(readers_text, "_MOST_VALUE", 2_000)
    posts = [{"text": f"第{n}条", "tags": ["a", "]"], "images": [{"n": 1}]} for n in range(900)]
    wrapped: dict[str, Any] = {
        "code": 0,
        "users": [{"name": "小张"}],
        "note": {"a": [1]},
        "data": posts,
        "total": 900,
        "more": [{"a": 1}],
    }
    path = tmp_path / "a.json"
    for value, indent in ((wrapped, None), (wrapped, 2), ({"code": 0, "data": wrapped, "cost": 3}, 2)):
        path.write_text(json.dumps(value, ensure_ascii=False, indent=indent), encoding="utf-8")
        assert [item.text for item in read_posts([str(path)]) if isinstance(item, Post)] == [p["text"] for p in posts]
        assert not [item for item in read_posts([str(path)]) if isinstance(item, Reject)]


def test_a_broken_object_in_a_wrapped_list_spoils_one(tmp_path: Path) -> None:
    items = [json.dumps({"text": f"第{n}条"}, ensure_ascii=False) for n in range(5)]
    items[2] = '{"text": "坏" "的"}'
    path = tmp_path / "a.json"
    bad = rejects(path, f'{{"code": 0, "data": [{", ".join(items)}], "total": 5}}'.encode())
    assert [item.row for item in bad] == [3]
    assert [item.row for item in read_posts([str(path)]) if isinstance(item, Post)] == [1, 2, 4, 5]


def test_a_broken_post_is_not_taken_for_a_list_of_its_pictures(tmp_path: Path) -> None:
    post = '{"text": "好的", "images": [{"n": 1}]}'
    path = tmp_path / "a.json"
    bad = rejects(path, f"{post.replace('1', '1 1')}\n{post}\n{post}".encode())
    assert [item.row for item in bad] == [1]
    assert [item.text for item in read_posts([str(path)]) if isinstance(item, Post)] == ["好的"] * 2


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.csv", b"", "is empty"),
        ("a.csv", b"a,b\n1,2\n", "no column name that is known: name the text with --text"),
        ("a.csv.gz", gzip.compress(b"id,text\n" + b"1,a\n" * 99, mtime=0)[:30], "cannot be unpacked"),
        ("a.parquet", b"PAR1 and then nothing", "cannot be read as Parquet"),
        ("a.parquet", b"id,text\n", "is not a parquet file, whatever its name says"),
        ("a.xlsx", b"PK\x03\x04broken", "cannot be read as a workbook"),
        ("a.db", b"SQLite format 3\x00" + b"x" * 200, "cannot be read as a SQLite database"),
        ("a.json", b'"only text"', "holds no objects"),
        ("a.csv", b"id,text\n", "holds no rows"),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n\x00\x01", "is neither text nor a table that can be read"),
        ("a.csv", random.Random(1).randbytes(5_000), "is neither text nor a table that can be read"),
        ("a.csv", b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00>\x00" * 40, "is neither text nor a table"),
        ("a.txt", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n<< /Type /Catalog >>\n", "is neither text nor a table"),
        (
            "a.csv",
            f"text,id\n{TAIWAN}".encode("big5"),
            "is not UTF-8, GB18030 or UTF-16, perhaps Big5: save it as UTF-8",
        ),
        ("a.csv", f"正文,id\n{TAIWAN}".encode("big5hkscs"), "perhaps Big5"),
        ("a.parquet.gz", gzip.compress(b"PAR1", mtime=0), "a packed parquet file: unpack it first"),
        ("a.csv.zst", b"\x28\xb5\x2f\xfd" + b"x" * 40, "cannot be unpacked"),
    ],
)
def test_a_bad_file_is_named_once(name: str, data: bytes, reason: str, tmp_path: Path) -> None:
    (bad,) = (item for item in rejects(tmp_path / name, data) if item.row == 0)
    assert reason in bad.reason


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["停息挂账", "債務協商", "還不出來怎麼辦😭", "加V\0\0", "a" * 200 + "的"])
def test_text_of_an_encoding_that_is_read_is_not_mistaken(text: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(f"id,text\n1,{text}好\n2,{TAIWAN}".encode(encoding))
    first, second = read_posts([str(tmp_path / "a.csv")])
    assert isinstance(first, Post)
    assert isinstance(second, Post)
    assert (first.text, second.text) == (f"{text}好", TAIWAN)


def test_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("b.csv", "a/x.jsonl", "a/y.json.gz", "notes.md", ".hidden.csv", "out/verdicts.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    here = str(tmp_path)
    assert find_files([here], leave_out=tmp_path / "out") == [
        f"{here}/{n}" for n in ("a/x.jsonl", "a/y.json.gz", "b.csv")
    ]
    assert find_files([f"{here}/*.csv", f"{here}/b.csv"]) == [f"{here}/b.csv"]
    with pytest.raises(InputError, match="no file matches"):
        find_files([f"{here}/*.parquet"])
    with pytest.raises(InputError, match="no such file or folder"):
        find_files([f"{here}/gone.csv"])


def test_an_address_is_read_through_fsspec(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    WRITERS["gb.csv"](tmp_path / "a.csv")
    WRITERS["table.parquet"](tmp_path / "b.parquet")
    assert [p.text for p in read_posts([tmp_path.as_uri()]) if isinstance(p, Post)] == TEXTS * 2


def test_one_table_of_a_database_by_its_columns_alone(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "a.db")
    seen: list[str] = []
    list(read_posts([str(tmp_path / "a.db")], noted=lambda source, columns: seen.append(source)))
    assert seen == [f"{tmp_path}/a.db#xhs_note"]


def write_shown_twice(path: Path) -> None:
    """A database whose posts are shown once more by a view and by two indexes for full-text search."""
    write_sqlite(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute('CREATE VIEW recent AS SELECT note_id AS id, "desc" AS text FROM xhs_note')
        database.execute("create virtual table search USING fts5(content)")
        database.execute("CREATE VIRTUAL TABLE search4 USING fts4(content)")
        for index in ("search", "search4"):
            database.execute(f'INSERT INTO {index} (content) SELECT "desc" FROM xhs_note')
        database.execute("CREATE TABLE search_notes (id, text)")  # named like a part of the index, and none
        database.execute("INSERT INTO search_notes VALUES (1, '火锅')")
        database.commit()


def test_what_a_database_shows_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_shown_twice(path)
    assert [post.text for post in read_posts([str(path)]) if isinstance(post, Post)] == ["火锅", *TEXTS]
    for table in ("recent", "search", "search4"):
        posts = [item for item in read_file(str(path), Wanted(), table=table) if isinstance(item, Post)]
        assert (len(posts), posts[0].source) == (2, f"{path}#{table}")


def test_a_database_of_nothing_but_an_index(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        database.execute("CREATE VIRTUAL TABLE search USING fts5(content)")
        database.commit()
    (bad,) = read_posts([str(tmp_path / "a.db")])
    assert isinstance(bad, Reject)
    assert bad.reason == "has only views and virtual tables (search): name one with --table"


def write_sheets(path: Path, *names: str) -> str:
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name in names:
            pd.DataFrame({"id": [1], name: ["停息挂账"]}).to_excel(book, sheet_name=name, index=False)
    return str(path)


def test_a_sheet_is_asked_for_by_name(tmp_path: Path) -> None:
    alone, many = write_sheets(tmp_path / "a.xlsx", "text"), write_sheets(tmp_path / "b.xlsx", "text", "desc")
    assert [(item.row, item.source) for item in read_file(alone, Wanted(), table="text")] == [(1, alone)]
    assert [(item.row, item.source) for item in read_file(many, Wanted(), table="desc")] == [(1, f"{many}#desc")]
    (bad,) = read_file(many, Wanted(), table="dsec")
    assert isinstance(bad, Reject)
    assert bad.reason == "has no sheet 'dsec'; its sheets are text, desc"


def test_tables_without_the_column_that_is_asked_for_are_passed_over(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "a.xlsx", "x", "y")
    assert [item.source for item in read_file(path, Wanted(text=("y",)))] == [f"{path}#y"]
    (bad,) = read_file(path, Wanted(text=("z",)))
    assert isinstance(bad, Reject)
    assert bad.reason == (
        "none of its tables has the text: #x: has no column 'z'; its columns are id, x; "
        "#y: has no column 'z'; its columns are id, y"
    )
    (bad,) = read_file(path, Wanted())
    assert isinstance(bad, Reject)
    assert bad.reason.startswith("none of its tables has the text: #x: no column of text among its columns (id, x)")


def test_a_few_broken_lines_do_not_change_the_encoding() -> None:
    line = "今天天气很好\n".encode()
    assert guess_encoding(line * 5 + b"\xff\xff\n" * 4) == "utf-8-sig"
    assert guess_encoding("今天天气很好\n".encode("gb18030") * 5 + line) == "gb18030"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_long_json_on_one_line_is_read_in_its_encoding(encoding: str, tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": f"第{n}条帖子说今天天气很好，我们去公园"} for n in range(6_000)]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding=encoding)
    assert path.stat().st_size > 1 << 18
    assert [item.text for item in read_posts([str(path)]) if isinstance(item, Post)] == [row["text"] for row in rows]


@pytest.mark.parametrize("cut", range(4))
def test_a_cut_character_does_not_change_the_encoding(cut: int) -> None:
    """As at the end of the sample of a file that is one line, perhaps one cell."""
    for text in ("这一条没有逗号" * 15_000, "这一条😀没有" * 15_000, '这一条","' * 30_000):
        assert guess_encoding(text.encode()[: (1 << 18) + cut]) == "utf-8-sig"
        assert guess_encoding(text.encode("gb18030") * 2) == "gb18030"


def test_a_broken_cell_does_not_change_the_encoding() -> None:
    cells = ["今天天气很好".encode()] * 20_000
    assert guess_encoding(b'["\xff","' + b'","'.join(cells) + b'"]') == "utf-8-sig"


def test_empty_lines_are_no_rows_and_count_as_lines(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n0,好的\n\n1,也好\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "好的"}\n\n  \n{"text": "也好"}\n', encoding="utf-8")
    for name in ("a.csv", "b.jsonl"):
        posts = list(read_posts([str(tmp_path / name)]))
        assert [post.text for post in posts if isinstance(post, Post)] == ["好的", "也好"], name


def test_a_line_of_json_without_end_spoils_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_text, "LONGEST_LINE", 200)
    lines = ['{"text": "好的"}', '{"text": "' + "长" * 300 + '"}', '{"text": "也好"}']
    path = tmp_path / "a.jsonl"
    (bad,) = rejects(path, "\n".join(lines).encode())
    assert (bad.row, bad.reason) == (2, "the line is longer than 200 bytes")
    assert [post.text for post in read_posts([str(path)]) if isinstance(post, Post)] == ["好的", "也好"]


def test_dates_and_empty_sheets_of_a_workbook(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": ["停息挂账", None, "好的"], "time": [pd.Timestamp("2025-03-01 10:00"), None, None]})
    with pd.ExcelWriter(tmp_path / "a.xlsx", engine="xlsxwriter") as book:
        pd.DataFrame().to_excel(book, sheet_name="empty", index=False)
        frame.to_excel(book, sheet_name="posts", index=False)
    posts = [post for post in read_posts([str(tmp_path / "a.xlsx")]) if isinstance(post, Post)]
    assert [(post.text, post.row, post.time) for post in posts] == [
        ("停息挂账", 1, "2025-03-01T10:00:00"),
        ("好的", 2, ""),
    ]


def test_a_table_that_a_database_lacks_is_named_with_those_it_has(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "a.db")
    (bad,) = read_file(str(tmp_path / "a.db"), Wanted(), table="weibo")
    assert isinstance(bad, Reject)
    assert bad.reason == "has no table 'weibo'; its tables are likes, xhs_note"


def test_a_column_that_the_table_asked_for_lacks_is_named(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "a.db")
    (bad,) = read_file(str(tmp_path / "a.db"), Wanted(text=("body",)), table="xhs_note")
    assert isinstance(bad, Reject)
    assert bad.reason.startswith("has no column 'body'; its columns are note_id, title, desc")


def test_broken_text_in_a_parquet_file_spoils_one_row(tmp_path: Path) -> None:
    broken = pa.array(["停息挂账".encode(), "停息".encode() + b"\xff", None]).cast(pa.string(), safe=False)
    pq.write_table(pa.table({"text": broken}), tmp_path / "a.parquet")
    good, bad, empty = read_posts([str(tmp_path / "a.parquet")])
    assert isinstance(good, Post)
    assert good.text == "停息挂账"
    assert isinstance(bad, Reject)
    assert "broken encoding" in bad.reason
    assert isinstance(empty, Reject)


def test_a_pattern_also_finds_what_lies_in_folders(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    for folder in (empty, tmp_path / "day1"):
        folder.mkdir()
    for name in ("day1/a.csv", "day1/notes.md", "day2.csv"):
        (tmp_path / name).write_text("x")
    assert find_files([f"{tmp_path}/day*"]) == [f"{tmp_path}/day2.csv", f"{tmp_path}/day1/a.csv"]
    with pytest.raises(InputError, match="holds no file that can be read"):
        find_files([str(empty)])


def test_an_address_with_a_pattern_gives_the_files_that_match(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    for name in ("a.csv", "b.csv", "c.md"):
        (tmp_path / name).write_text("x")
    where = tmp_path.as_uri()
    assert find_files([f"{where}/*.csv"]) == [f"{where}/a.csv", f"{where}/b.csv"]
    with pytest.raises(InputError, match="no file matches"):
        find_files([f"{where}/*.parquet"])
    with pytest.raises(InputError, match="cannot be listed: Protocol not known"):
        find_files(["nowhere://bucket/a.csv"])


@pytest.mark.parametrize("place", ["file:///none/a.csv", "nowhere://bucket/a.csv"])
def test_an_address_that_cannot_be_opened_is_named(place: str) -> None:
    pytest.importorskip("fsspec")
    with pytest.raises(InputError, match=f"{place}: cannot be read"):
        digest_file(place)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.csv: cannot be read: No such file"):
        digest_file(str(tmp_path / "gone.csv"))


def test_standard_input_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    keep_stdin(io.BytesIO(b"x" * 3_000_000), tmp_path / "stdin.data")
    assert (tmp_path / "stdin.data").stat().st_size == 3_000_000
    assert [path.name for path in tmp_path.iterdir()] == ["stdin.data"]
    with pytest.raises(OutputError, match=r"cannot be written: No such file.*free some space"):
        keep_stdin(io.BytesIO(b"x"), tmp_path / "gone" / "stdin.data")
