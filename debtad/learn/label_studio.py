"""Label Studio JSON, both ways: tasks with annotations (or predictions), the older ``completions``, and JSON-MIN.

Written: a task a row; the label as a choice and evidence as labelled regions, in code points as Label Studio has counted
since 2022, each region with its text, by which older counts (UTF-16 code units) are told on the way back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from debtad.errors import LabelError
from debtad.learn.label_files import LABEL_NAMES, Labelled, Problem, Read, ReadOptions, meta_of, row_from
from debtad.learn.labels import LABELS, plain_label
from debtad.learn.offsets import choose_units
from debtad.learn.spans import Marked, Units, settle, to_utf16
from debtad.verdict import SUBTYPES

#: Names of the controls in the labelling interface that :func:`interface` writes.
CHOICE, SUBTYPE, EVIDENCE, TEXT = "label", "subtype", "evidence", "text"

_COLORS = ("#d62728", "#ff7f0e", "#bcbd22", "#2ca02c", "#17becf", "#1f77b4", "#9467bd", "#e377c2", "#8c564b", "#7f7f7f")


def to_task(item: Labelled, units: Units = "codepoints") -> dict[str, Any]:
    """One task. A labelled row carries its label and evidence as an annotation, another its evidence as a prediction, so
    that the annotator decides the label unprompted."""
    text = item.row.text
    regions = [_region(number, text, span, units) for number, span in enumerate(item.spans, start=1)]
    task: dict[str, Any] = {"data": {"text": text, "debtad": meta_of(item), **_shown(item)}}
    if item.row.label:
        choices = [_choice(CHOICE, item.row.label)]
        if item.row.subtype:
            choices.append(_choice(SUBTYPE, item.row.subtype))
        task["annotations"] = [{"result": choices + regions, "was_cancelled": False, "ground_truth": False}]
    elif regions:
        task["predictions"] = [{"model_version": "debtad", "result": regions}]
    return task


def interface(signals: Iterable[str]) -> str:
    """The labelling interface (XML) for a Label Studio project, with a region label a signal."""
    lines = [
        "<View>",
        f'  <Choices name="{CHOICE}" toName="{TEXT}" choice="single" required="true" showInLine="true">',
        *(
            f"    <Choice value={quoteattr(value)} hint={quoteattr(hint)}/>"
            for value, hint in zip(LABEL_NAMES, ("风险", "正常", "存疑"), strict=True)
        ),
        "  </Choices>",
        f'  <Choices name="{SUBTYPE}" toName="{TEXT}" choice="single" showInLine="true">',
        *(f"    <Choice value={quoteattr(value)}/>" for value in (*SUBTYPES, "none")),
        "  </Choices>",
        f'  <Labels name="{EVIDENCE}" toName="{TEXT}">',
        *(
            f"    <Label value={quoteattr(name)} background={quoteattr(_COLORS[number % len(_COLORS)])}/>"
            for number, name in enumerate(sorted(set(signals)))
        ),
        "  </Labels>",
        f'  <Text name="{TEXT}" value="$text"/>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def from_tasks(tasks: Any, path: Path, options: ReadOptions) -> Read:
    """Tasks of an export as label rows. Raises LabelError where the file is no list of tasks."""
    tasks = _listed(tasks, path)
    problems: list[Problem] = []
    good: list[tuple[int, dict[str, Any], str, list[_Annotation]]] = []
    for number, task in enumerate(tasks, start=1):
        try:
            good.append((number, *_parse(task)))
        except LabelError as error:
            problems.append(Problem(f"{path}:{number}", str(error)))
    if not any(isinstance(task, Mapping) and "data" in task for task in tasks):
        good = _joined(good)
    rows = [(text, one.marked) for _, _, text, found in good for one in found]
    units, notes = choose_units(rows, "codepoints", str(path), options.units)
    items: list[Labelled] = []
    unlabelled = 0
    for number, carried, text, found in good:
        where = f"{path}:{number}"
        try:
            record = _record(carried, text, found, units, options)
        except LabelError as error:
            problems.append(Problem(where, str(error)))
            continue
        item, what = row_from(record, path, number, options.stem, options.values)
        if item is None:
            problems.append(Problem(where, what))
        elif item.row.label or options.keep_unlabelled:
            items.append(item)
        else:
            unlabelled += 1
    return Read(tuple(items), tuple(problems), unlabelled, notes)


def labels_of(tasks: Any, path: Path) -> Iterator[str | None]:
    """The label of each annotation of the tasks that can be read. Raises LabelError as :func:`from_tasks` does."""
    for task in _listed(tasks, path):
        with suppress(LabelError):
            yield from (one.label for one in _parse(task)[2])


def _listed(tasks: Any, path: Path) -> list[Any]:
    if isinstance(tasks, Mapping):
        return [tasks]
    if not isinstance(tasks, list):
        raise LabelError(f"{path}: not a list of tasks: export the project from Label Studio as JSON")
    return tasks


class _Annotation:
    """What one annotator said of one text."""

    def __init__(self, results: Sequence[Any], about: Mapping[str, Any]) -> None:
        self.choices: dict[str, str] = {}
        self.marked: list[Marked] = []
        self.truth = bool(about.get("ground_truth"))
        self.when = str(about.get("updated_at") or about.get("created_at") or "")
        if not isinstance(results, (list, tuple)):
            raise LabelError("the results of an annotation are no list")
        for result in results:
            if not isinstance(result, Mapping) or not isinstance(result.get("value"), Mapping):
                raise LabelError("an annotation is not as Label Studio exports it")
            self._take(str(result.get("from_name", "")), result["value"])

    def _take(self, name: str, value: Mapping[str, Any]) -> None:
        choices = value.get("choices")
        if isinstance(choices, list) and choices:
            if len(choices) > 1:
                raise LabelError(f"has several choices for {name} ({', '.join(map(str, choices))}): keep one")
            self.choices[name] = str(choices[0])
        for names in (value.get("labels"), value.get("hypertextlabels")):
            for signal in names if isinstance(names, list) else ():
                start, end = value.get("start"), value.get("end")
                if type(start) is not int or type(end) is not int:
                    raise LabelError(f"a region of {signal} has no start and end in characters")
                self.marked.append(Marked(start, end, str(signal), str(value.get("text") or "")))

    @property
    def label(self) -> str | None:
        """The choice that is a label: of the control of that name, else of the only control besides subtype and kind."""
        if CHOICE in self.choices:
            return self.choices[CHOICE]
        others = [value for name, value in self.choices.items() if name not in (SUBTYPE, "kind")]
        return others[0] if len(others) == 1 else None


def _parse(task: Any) -> tuple[dict[str, Any], str, list[_Annotation]]:
    if not isinstance(task, Mapping):
        raise LabelError("not a task as Label Studio exports it")
    data = task.get("data")
    if not isinstance(data, Mapping):
        return _parse_min(task)
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        raise LabelError("has no text under data")
    given = task.get("annotations", task.get("completions")) or ()
    if not isinstance(given, (list, tuple)):
        raise LabelError("its annotations are no list: export the project from Label Studio as JSON")
    found = [
        _Annotation(one.get("result") or (), one)
        for one in given
        if isinstance(one, Mapping) and not one.get("was_cancelled") and not one.get("skipped")
    ]
    return _carried(data, task.get("id")), text, found


def _parse_min(task: Mapping[str, Any]) -> tuple[dict[str, Any], str, list[_Annotation]]:
    """A JSON-MIN task: data and controls side by side."""
    text = task.get("text")
    if not isinstance(text, str) or not text.strip():
        raise LabelError("has no text")
    results: list[Any] = []
    for name, value in task.items():
        if isinstance(value, Mapping) and isinstance(value.get("choices"), list):
            results.append({"from_name": name, "value": value})
        elif name in (CHOICE, SUBTYPE) and isinstance(value, str):
            results.append({"from_name": name, "value": {"choices": [value]}})
        elif isinstance(value, list) and value and all(isinstance(v, Mapping) and "labels" in v for v in value):
            results += [{"from_name": name, "value": one} for one in value]
    annotated = [_Annotation(results, task)] if results else []
    return _carried(task, task.get("id")), text, annotated


def _joined(
    rows: list[tuple[int, dict[str, Any], str, list[_Annotation]]],
) -> list[tuple[int, dict[str, Any], str, list[_Annotation]]]:
    """JSON-MIN writes a record an annotation: those of one task become one row."""
    by_task: dict[tuple[str, str], tuple[int, dict[str, Any], str, list[_Annotation]]] = {}
    kept = []
    for number, carried, text, found in rows:
        key = (str(carried.get("id", "")), text)
        if carried.get("id") and key in by_task:
            by_task[key][3].extend(found)
            continue
        by_task[key] = (number, carried, text, list(found))
        kept.append(by_task[key])
    return kept


def _carried(data: Mapping[str, Any], task_id: Any) -> dict[str, Any]:
    given = data.get("debtad")
    if isinstance(given, Mapping):
        return dict(given)
    return {} if task_id is None else {"id": str(task_id)}


def _record(
    carried: Mapping[str, Any], text: str, found: Sequence[_Annotation], units: Units, options: ReadOptions
) -> dict[str, Any]:
    """The record of a task: the label its annotators agree on (or as ``options.disagree`` says), subtype and evidence.

    Of an annotated task these are the annotation's alone: what an annotator took away or never chose does not come back
    from what was sent. Facts, which Label Studio does not show, go where the label they belong to was changed.
    """
    record = {**carried, "text": text}
    if not found:
        return {**record, "label": None, "evidence": None}
    chosen = _chosen(found, options.disagree)
    marked = chosen[1].marked
    settled = [(one, settle(text, one, units)) for one in marked]
    for one, span in settled:
        if span is None:
            raise LabelError(f"region [{one.start}, {one.end}) of {one.signal} does not fit the text: mark it again")
    evidence = [[span.start, span.end, span.signal] for _, span in settled if span is not None]
    if "kind" in chosen[1].choices:
        record["kind"] = chosen[1].choices["kind"]
    record |= {"label": chosen[0], SUBTYPE: chosen[1].choices.get(SUBTYPE)}
    sent = plain_label(carried.get("label"))
    if sent and _meaning(chosen[0], options.values) != _meaning(sent, options.values):
        record["facts"] = None
    return {**record, "evidence": sorted(set(map(tuple, evidence)))}


def _meaning(label: Any, values: Mapping[str, str]) -> str:
    """What a label means, however it is written: in the words of the files, else in debtad's own."""
    plain = plain_label(label)
    return values.get(plain) or LABELS.get(plain, plain)


def _chosen(found: Sequence[_Annotation], disagree: str) -> tuple[str | None, _Annotation]:
    """The label to take and the annotation to take evidence from; one marked as ground truth outweighs all others."""
    voices = [one for one in found if one.truth and one.label] or [one for one in found if one.label] or list(found)
    latest = max(voices, key=lambda one: one.when)
    counts = Counter(one.label for one in voices)
    if len(counts) == 1:
        return latest.label, latest
    said = ", ".join(f"{label} × {count}" for label, count in counts.most_common())
    if disagree == "review":
        return "review", latest
    if disagree == "latest":
        return latest.label, latest
    (first, most), (_, second) = counts.most_common(2)
    if disagree == "majority" and most > second:
        return first, max((one for one in voices if one.label == first), key=lambda one: one.when)
    raise LabelError(f"its annotators disagree ({said}): settle it, or pass --disagree majority, latest or review")


def _choice(name: str, value: str) -> dict[str, Any]:
    return {"from_name": name, "to_name": TEXT, "type": "choices", "value": {"choices": [value]}}


def _region(number: int, text: str, span: Any, units: Units) -> dict[str, Any]:
    start, end = (to_utf16(text, span.start), to_utf16(text, span.end)) if units == "utf16" else (span.start, span.end)
    value = {"start": start, "end": end, "text": text[span.start : span.end], "labels": [span.signal]}
    return {"id": f"e{number}", "from_name": EVIDENCE, "to_name": TEXT, "type": "labels", "value": value}


def _shown(item: Labelled) -> dict[str, Any]:
    """Columns that help to sort tasks in the data manager."""
    return {name: item.extra[name] for name in ("picked_by", "why", "score") if name in item.extra}
