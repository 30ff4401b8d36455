"""Labels in and out: what goes into any format comes back, evidence and rare characters included."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.errors import LabelError, OutputError
from debtad.learn.label_files import FORMATS, Labelled, ReadOptions, format_of, read_all, read_file
from debtad.learn.label_studio import interface
from debtad.learn.label_write import write_items
from debtad.learn.labels import Row, read_labels
from debtad.learn.spans import LabelSpan, from_plain, from_utf16, to_utf16
from tests.support import pasted

SUFFIX = {"doccano": ".jsonl", "label-studio": ".json"}
AD = '😀🔥停息挂账找我𠮷先付500元👩\u200d💻\r\n"引号",=1+1\tx\n\n末'
ITEMS = [
    Labelled(
        Row(
            AD, "risky", id="a1", kind="sms_ad", subtype="debt_relief", group="g", source="s", pair="p",
            facts={"upfront_fee": [500.0], "suspend_interest": True},
        ),
        (LabelSpan(2, 6, "suspend_interest"), LabelSpan(9, 15, "upfront_fee")),
        {"account": "王某", "note": "第一行\n第二行"},
    ),
    Labelled(Row("=cmd|x 账单还清了", "safe", id="0012", group="0012", source="s", facts={}), (), {}),
    Labelled(Row("病历怎么开😀", "review", id="3", group="3", source="s"), (LabelSpan(5, 6, "x"),), {}),
]  # fmt: skip


def bare(items: Any) -> list[Labelled]:
    return [Labelled(item.row, item.spans, dict(item.extra)) for item in items]


def place(folder: Path, form: str) -> Path:
    return folder / f"x{SUFFIX.get(form, '.' + form)}"


@pytest.mark.parametrize("units", [None, "codepoints", "utf16"])
@pytest.mark.parametrize("form", FORMATS)
def test_labels_and_spans_come_back_from_every_format(tmp_path: Path, form: str, units: Any) -> None:
    path = place(tmp_path, form)
    write_items(ITEMS, path, form, units)
    read = read_file(path)
    assert (read.problems, read.notes, read.unlabelled) == ((), (), 0)
    assert bare(read.items) == ITEMS


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_labels_give_the_same_bytes(tmp_path: Path, form: str) -> None:
    for name in ("a", "b"):
        write_items(ITEMS, tmp_path / name, form)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@given(pasted.filter(str.strip), st.data())
def test_any_text_and_any_span_survive_both_tools(tmp_path_factory: Any, text: str, data: Any) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    item = Labelled(Row(text, "risky", id="i", group="g", source="s"), (LabelSpan(start, end, "signal"),))
    folder = tmp_path_factory.mktemp("tools")
    for form in ("jsonl", "doccano", "label-studio"):
        write_items([item], place(folder, form), form)
        assert bare(read_file(place(folder, form)).items) == [item], form


@given(pasted)
def test_utf16_offsets_are_those_of_the_encoded_text(text: str) -> None:
    for offset in range(len(text) + 1):
        units = to_utf16(text, offset)
        assert units == len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
        assert from_utf16(text, units) == offset
    assert from_utf16(text, to_utf16(text, len(text)) + 1) is None


def test_an_offset_inside_an_emoji_is_no_place() -> None:
    assert [from_utf16("a😀b", unit) for unit in range(5)] == [0, 1, None, 2, 3]


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx", "parquet"])
def test_training_reads_what_was_written(tmp_path: Path, form: str) -> None:
    path = place(tmp_path, form)
    write_items(ITEMS, path, form)
    assert read_labels([path])[0] == [item.row for item in ITEMS]


def test_nothing_in_a_workbook_is_a_formula_and_labels_are_chosen_from_a_list(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "x.xlsx"
    write_items(ITEMS, path, "xlsx")
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "risky,safe,review" in sheet


@pytest.mark.parametrize(
    ("form", "text"), [("csv", "停\x01息"), ("xlsx", "停\ud83d息"), ("csv", "停\ud83d息"), ("parquet", "\ud83d停")]
)
def test_what_a_format_cannot_hold_is_refused_and_nothing_is_written(tmp_path: Path, form: str, text: str) -> None:
    with pytest.raises(OutputError, match=r"write \.jsonl instead"):
        write_items([Labelled(Row(text, "risky"))], tmp_path / "x", form)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_long_ids_keep_their_digits_and_na_is_a_word(tmp_path: Path, form: str) -> None:
    row = Row("停息挂账", "risky", id="NA", group="None", source="nan")
    items = [Labelled(row, (), {"post": 7312345678901234567, "views": 3}), Labelled(row, (), {"post": -(10**22)})]
    write_items(items, place(tmp_path, form), form)
    first, second = read_file(place(tmp_path, form)).items
    assert (first.row, str(first.extra["post"]), float(first.extra["views"])) == (row, "7312345678901234567", 3)
    assert str(second.extra["post"]) == "-10000000000000000000000"


def test_a_text_too_long_for_a_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="row 1: text is too long for a cell"):
        write_items([Labelled(Row("停" * 40_000, "risky"))], tmp_path / "x.xlsx", "xlsx")


def write_json(path: Path, value: Any) -> Path:
    lines = value if path.suffix == ".jsonl" else [value]
    path.write_text("\n".join(json.dumps(v, ensure_ascii=False) for v in lines), encoding="utf-8")
    return path


DOCCANO = {
    "text classification": {"id": 7, "text": "停息挂账", "label": ["risky"], "Comments": ["确定"]},
    "sequence labelling": {"id": 7, "text": "停息挂账", "label": [[0, 2, "x"]], "debtad": {"label": "risky", "id": "7"}},
    "intent and slots": {"id": 7, "text": "停息挂账", "cats": ["风险"], "entities": [[0, 2, "x"]]},
    "relations": {
        "id": 7, "text": "停息挂账", "cats": [1], "relations": [],
        "entities": [{"id": 1, "label": "x", "start_offset": 0, "end_offset": 2}],
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", DOCCANO)
def test_exports_of_every_kind_of_doccano_project(tmp_path: Path, kind: str) -> None:
    read = read_file(write_json(tmp_path / "x.jsonl", [DOCCANO[kind]]))
    (item,) = read.items
    assert (item.row.id, item.row.text, item.row.label) == ("7", "停息挂账", "risky")
    assert item.spans == (() if kind == "text classification" else (LabelSpan(0, 2, "x"),))
    assert item.extra == ({"comments": "确定"} if kind == "text classification" else {})


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"text": "停", "cats": ["risky", "safe"]}, "has several labels (risky, safe)"),
        ({"text": "停", "cats": ["spam"]}, "unknown label 'spam'"),
        ({"text": "", "cats": ["risky"]}, "has no text"),
        ({"text": "停", "cats": ["risky"], "entities": [[0, 9, "x"]]}, "lies outside the text"),
        ({"text": "停", "cats": ["risky"], "entities": [[0, "x"]]}, "is not [start, end, name]"),
        ([], "not an object"),
    ],
)
def test_bad_rows_of_doccano_are_named(tmp_path: Path, record: Any, what: str) -> None:
    good = {"text": "停息", "cats": ["risky"]}
    read = read_file(write_json(tmp_path / "x.jsonl", [good, record]))
    assert len(read.items) == 1
    (problem,) = read.problems
    assert problem.where == f"{tmp_path / 'x.jsonl'}:2"
    assert what in problem.what


def test_texts_not_labelled_yet_are_counted(tmp_path: Path) -> None:
    path = write_json(tmp_path / "x.jsonl", [{"text": "停息", "cats": []}, {"text": "挂账", "cats": ["safe"]}])
    assert (len(read_file(path).items), read_file(path).unlabelled) == (1, 1)
    assert len(read_file(path, options=ReadOptions(keep_unlabelled=True)).items) == 2


@pytest.mark.parametrize(
    ("span", "read_as"),
    [
        ([3, 7], "codepoints"),  # as debtad's own signal begins and ends
        ([4, 8], "utf16"),
    ],
)
def test_offsets_of_an_unmarked_export_are_found_out(tmp_path: Path, span: list[int], read_as: str) -> None:
    path = write_json(
        tmp_path / "x.jsonl", [{"text": "找😀我停息挂账，私信", "cats": ["risky"], "entities": [[*span, "x"]]}]
    )
    read = read_file(path)
    assert read.items[0].spans == (LabelSpan(3, 7, "x"),)
    assert "pass --offsets-in" in read.notes[0]
    assert ("code points" if read_as == "codepoints" else "UTF-16") in read.notes[0]
    forced = read_file(path, options=ReadOptions(units="codepoints")).items[0].spans
    assert forced == (LabelSpan(*span, "x"),)


def task(*annotations: Any, text: str = "找😀我停息挂账，私信", **more: Any) -> dict[str, Any]:
    return {"id": 9, "data": {"text": text}, "annotations": list(annotations), **more}


def said(label: str | None, *regions: dict[str, Any], **about: Any) -> dict[str, Any]:
    result: list[Any] = [{"from_name": "evidence", "type": "labels", "value": region} for region in regions]
    if label:
        result.append({"from_name": "label", "type": "choices", "value": {"choices": [label]}})
    return {"result": result, **about}


def region(start: int, end: int, text: str = "") -> dict[str, Any]:
    return {"start": start, "end": end, "labels": ["x"], **({"text": text} if text else {})}


@pytest.mark.parametrize(
    "marked",
    [
        region(3, 7, "停息挂账"),  # code points, as Label Studio counts now
        region(4, 8, "停息挂账"),  # UTF-16 code units, as it counted before
        region(6, 10, "停息挂账"),  # shifted by line breaks: found by its quote
        region(3, 7),
    ],
)
def test_regions_of_label_studio_in_either_unit(tmp_path: Path, marked: dict[str, Any]) -> None:
    read = read_file(write_json(tmp_path / "x.json", [task(said("risky", marked))]))
    assert read.problems == ()
    assert read.items[0].spans == (LabelSpan(3, 7, "x"),)
    assert read.items[0].row.id == "9"


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (7, "not a task"),
        (task(said("risky"), text=" "), "has no text under data"),
        (task({"result": "risky"}), "the results of an annotation are no list"),
        (task({"result": ["risky"]}), "not as Label Studio exports it"),
        (
            task({"result": [{"from_name": "label", "value": {"choices": ["risky", "safe"]}}]}),
            "several choices for label (risky, safe): keep one",
        ),
        (task(said("risky", {"labels": ["x"], "start": "3"})), "a region of x has no start and end"),
        (task(said("risky", region(3, 99))), "region [3, 99) of x does not fit the text: mark it again"),
        (task(said("maybe")), "unknown label 'maybe'"),
    ],
)
def test_bad_tasks_of_label_studio_are_named_and_the_rest_is_read(tmp_path: Path, bad: Any, message: str) -> None:
    read = read_file(write_json(tmp_path / "x.json", [bad, task(said("safe"), id=10)]))
    (problem,) = read.problems
    assert problem.where == f"{tmp_path / 'x.json'}:1"
    assert message in problem.what
    assert [item.row.label for item in read.items] == ["safe"]


def test_the_only_choice_is_the_label_whatever_its_control_is_called(tmp_path: Path) -> None:
    results = [
        {"from_name": name, "value": {"choices": [value]}} for name, value in (("诈骗", "risky"), ("kind", "ad"))
    ]
    (item,) = read_file(write_json(tmp_path / "x.json", [task({"result": results})])).items
    assert (item.row.label, item.row.kind) == ("risky", "ad")


def sent(path: Path) -> Any:
    """The task of a risky row with a subtype and facts, as it stands in Label Studio."""
    write_items(ITEMS[:1], path, "label-studio")
    (made,) = json.loads(path.read_text(encoding="utf-8"))
    return made


def test_who_changes_a_label_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    made = sent(tmp_path / "x.json")
    made["annotations"] = [said("safe")]
    (item,) = read_file(write_json(tmp_path / "x.json", made)).items
    assert (item.row.label, item.row.subtype, item.row.facts, item.row.kind) == ("safe", "", None, "sms_ad")


def test_a_deleted_subtype_stays_deleted_and_facts_of_the_same_label_stay(tmp_path: Path) -> None:
    made = sent(tmp_path / "x.json")
    made["annotations"] = [said("风险")]
    (item,) = read_file(write_json(tmp_path / "x.json", made)).items
    assert (item.row.label, item.row.subtype, item.row.facts) == ("risky", "", ITEMS[0].row.facts)


def test_an_annotation_without_a_choice_is_no_label(tmp_path: Path) -> None:
    made = sent(tmp_path / "x.json")
    made["annotations"] = [said(None, region(2, 6))]
    read = read_file(write_json(tmp_path / "x.json", made))
    assert (read.items, read.unlabelled) == ((), 1)


def test_the_annotations_of_one_task_in_a_small_export_are_joined(tmp_path: Path) -> None:
    tasks = [{"id": 9, "text": "停息挂账", "label": label} for label in ("risky", "risky", "safe")]
    (item,) = read_file(write_json(tmp_path / "x.json", tasks), options=ReadOptions(disagree="majority")).items
    assert item.row.label == "risky"


def test_the_small_export_and_the_old_one_are_read_too(tmp_path: Path) -> None:
    small = {
        "id": 9, "text": "停息挂账", "label": "risky", "subtype": {"choices": ["debt_relief"]}, "annotator": 1,
        "evidence": [{"start": 0, "end": 2, "text": "停息", "labels": ["x"]}],
    }  # fmt: skip
    old = {"id": 9, "data": {"text": "停息挂账"}, "completions": [said("risky", region(0, 2))]}
    for given_task, subtype in ((small, "debt_relief"), (old, "")):
        (item,) = read_file(write_json(tmp_path / "x.json", [given_task])).items
        assert (item.row.label, item.row.subtype, item.spans) == ("risky", subtype, (LabelSpan(0, 2, "x"),))


def test_cancelled_annotations_and_predictions_are_no_labels(tmp_path: Path) -> None:
    tasks = [task(said("risky", was_cancelled=True)), task(predictions=[said("risky")])]
    read = read_file(write_json(tmp_path / "x.json", tasks))
    assert (read.items, read.unlabelled) == ((), 2)


@pytest.mark.parametrize(
    ("disagree", "label"), [("majority", "risky"), ("latest", "safe"), ("review", "review"), ("error", None)]
)
def test_annotators_who_disagree(tmp_path: Path, disagree: str, label: str | None) -> None:
    voices = [said("risky", updated_at="1"), said("risky", updated_at="2"), said("safe", updated_at="3")]
    path = write_json(tmp_path / "x.json", [task(*voices)])
    read = read_file(path, options=ReadOptions(disagree=disagree))
    if label is None:
        assert "its annotators disagree (risky × 2, safe × 1)" in read.problems[0].what
    else:
        assert [item.row.label for item in read.items] == [label]
    settled = write_json(tmp_path / "y.json", [task(*voices, said("safe", ground_truth=True))])
    assert read_file(settled).items[0].row.label == "safe"


@pytest.mark.parametrize(
    ("value", "message"), [("{", "not JSON"), ("7", "not a list of tasks"), ('"x"', "not a list of tasks")]
)
def test_what_is_no_export_is_refused(tmp_path: Path, value: str, message: str) -> None:
    (tmp_path / "x.json").write_text(value)
    with pytest.raises(LabelError, match=message):
        read_file(tmp_path / "x.json")


def test_the_interface_is_xml_with_every_label() -> None:
    from xml.etree import ElementTree

    tree = ElementTree.fromstring(interface(["a<b", "upfront_fee"]))
    assert [e.get("value") for e in tree.iter("Label")] == ["a<b", "upfront_fee"]
    assert [e.get("value") for e in tree.iter("Choice")][:3] == ["risky", "safe", "review"]


@pytest.mark.parametrize(
    ("given_value", "message"),
    [
        ([[0, 9, "x"]], "lies outside the text of 4 characters"),
        ([{"start": 0, "end": 2, "signal": "x", "quote": "挂号"}], "does not say '挂号'"),
        ([[0, 2]], "should be an object with start, end and signal"),
        ("[1", "not JSON"),
        ('{"start": 0, "end": 2', "not JSON"),
        ('{"start": 0, "end": 2, "signal": "x"}', "should be a list"),
        ("[" * 100_000, "not JSON"),
        ({"start": 0}, "should be a list"),
    ],
)
def test_malformed_evidence_is_named(given_value: Any, message: str) -> None:
    with pytest.raises(ValueError, match="evidence") as raised:
        from_plain("停息挂账", given_value)
    assert message in str(raised.value)


def test_ids_without_places_are_no_spans_and_are_kept(tmp_path: Path) -> None:
    assert from_plain("停息挂账", "upfront_fee,contact") == ()
    (tmp_path / "x.csv").write_text('text,label,evidence\n停息挂账,1,"upfront_fee,contact"\n', encoding="utf-8")
    items = read_file(tmp_path / "x.csv").items
    for form in FORMATS:
        write_items(items, place(tmp_path, form), form)
        (back,) = read_file(place(tmp_path, form)).items
        assert (back.spans, back.extra) == ((), {"evidence_ids": "upfront_fee,contact"})


@pytest.mark.parametrize("form", ["jsonl", "label-studio", "doccano"])
@pytest.mark.parametrize("text", ["停息\\n挂账", "停息\ud83d挂账", "\ude00停息挂账", "停息\\n\n挂账"])
def test_a_quote_is_first_what_it_says(tmp_path: Path, form: str, text: str) -> None:
    items = [Labelled(Row(text, "risky", id="1", group="1", source="s"), (LabelSpan(0, len(text) - 1, "x"),))]
    write_items(items, place(tmp_path, form), form)
    read = read_file(place(tmp_path, form))
    assert read.problems == ()
    assert bare(read.items) == bare(items)


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("may", "june"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text("text,label\n停息挂账,1\n还清了,?\n", encoding="utf-8")
    (tmp_path / "y.csv").write_text("text,label\n停息挂账,1\n", encoding="utf-8")
    read = read_all([tmp_path])
    assert [item.row.id for item in read.items] == ["june/x.csv-2", "may/x.csv-2", "y-2"]
    assert [item.row.group for item in read.items] == ["june/x.csv-2", "may/x.csv-2", "y-2"]
    assert [item.row.source for item in read.items] == ["june/x.csv", "may/x.csv", "y"]
    assert [problem.where for problem in read.problems] == [f"{tmp_path / f / 'x.csv'}:3" for f in ("june", "may")]
    assert read_labels([tmp_path], skip_bad=True)[0] == [item.row for item in read.items]


def test_the_format_is_told_by_the_suffix() -> None:
    assert [format_of(Path(f"x{s}")) for s in (".csv", ".XLSX", ".json")] == ["csv", "xlsx", "label-studio"]
    assert format_of(Path("x.jsonl"), "doccano") == "doccano"
    with pytest.raises(LabelError, match="pass --format"):
        format_of(Path("x.txt"))
