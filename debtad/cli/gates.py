"""Whether a model may follow another: the golden cases, the frozen test split, everyday posts."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from debtad.errors import InputError
from debtad.model.score import Detector
from debtad.text.decode import decode

if TYPE_CHECKING:
    from debtad.learn.gate import Refusal

#: The checkout that debtad runs from; an installed package has none of the files below.
ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "golden" / "verdicts.json"
TEST_SPLIT = ROOT / "data" / "corpus" / "test"


def refusals(
    before: Detector, after: Detector, *, golden: Path | None, test: Path | None, everyday: Path | None
) -> list[Refusal]:
    """Every reason against ``after`` following ``before``.

    Without a path the files of the checkout are taken; for everyday posts, the safe rows of kind ``everyday_post`` of the
    test split. What cannot be checked is a refusal too. Raises InputError and LabelError for files that cannot be read.
    """
    from debtad.learn.evaluate import score_rows
    from debtad.learn.gate import LEAST_POSTS, Refusal, everyday_gate, golden_gate, split_gate
    from debtad.learn.golden import judge, read_cases
    from debtad.learn.labels import SAFE, read_labels

    found: list[Refusal] = []
    path = golden or GOLDEN
    if golden is None and not path.is_file():
        found.append(Refusal("golden", "no golden cases here: name them with --golden"))
    else:
        cases = read_cases(path)
        found += golden_gate(judge(cases, before, ROOT), judge(cases, after, ROOT))
    posts: list[str] = []
    split = test or TEST_SPLIT
    if test is None and not split.is_dir():
        found.append(Refusal("test", "no frozen test split here: name labelled rows with --test"))
    else:
        rows = read_labels([split])[0]
        found += split_gate(score_rows(rows, before), score_rows(rows, after), before, after)
        posts = [row.text for row in rows if row.label == SAFE and row.kind == "everyday_post"]
    if everyday is not None:
        posts = list(read_texts(everyday))
    if len(posts) < LEAST_POSTS:
        found.append(Refusal("everyday", f"only {len(posts)} everyday posts to check: name more with --everyday"))
    else:
        found += everyday_gate(_levels(posts, before), _levels(posts, after))
    return found


def _levels(texts: list[str], detector: Detector) -> list[str]:
    levels = []
    for text in texts:
        try:
            levels.append(str(detector.score(text).level))
        except InputError:
            levels.append("low")
    return levels


def read_texts(path: Path) -> Iterator[str]:
    """Texts of a JSONL file (field ``text``, or a string a line) or a plain file of one text a line; ``.gz`` is unpacked.

    Raises InputError where the file cannot be read or a line has no text.
    """
    try:
        data = path.read_bytes()
        text = decode(gzip.decompress(data) if path.suffix == ".gz" else data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    structured = ".jsonl" in path.suffixes
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        post: object = line
        if structured:
            try:
                record = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}:{number}: not JSON: {error}") from error
            post = record.get("text") if isinstance(record, dict) else record
        if not isinstance(post, str) or not post.strip():
            raise InputError(f"{path}:{number}: has no text")
        yield post
