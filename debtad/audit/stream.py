"""The one pass: posts in, rows out, chunk by chunk, in the order of the input, each text scored once."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

import orjson

from debtad.audit.accounts import count_accounts
from debtad.audit.allow import AllowList
from debtad.audit.posts import Post, Reject
from debtad.audit.progress import Meter
from debtad.audit.safe import inert_json
from debtad.audit.state import State
from debtad.audit.tally import Tally
from debtad.audit.worker import Batch, Result, Scorer, unpack
from debtad.model.score import MAX_CHARACTERS

#: An item of the input: which file it is from, by number, and what was read.
Item = tuple[int, Post | Reject]

#: Said of a row whose text was longer than what is scored.
_TRUNCATED = b',"truncated":"only the first %d characters were scored"}' % MAX_CHARACTERS
_ALLOWED = b',"allowed":'


class Rows(NamedTuple):
    """What a chunk adds to the journals, and its posts with their levels."""

    verdicts: list[bytes]
    flagged: list[bytes]
    rejects: list[bytes]
    posts: list[tuple[Post, str]]


class _Chunk(NamedTuple):
    """Items with the hashes of their texts (None for a reject); ``fresh`` are those that nobody scored before, and ``read``
    is how many bytes of the input were read when the chunk was full.
    """

    items: list[Item]
    hashes: list[bytes | None]
    fresh: list[bytes]
    batch: Callable[[], Batch]
    read: int


def text_hash(text: str) -> bytes:
    """By what texts are held to be the same."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def run_stream(
    items: Iterable[Item],
    state: State,
    scorer: Scorer,
    tally: Tally,
    allow: AllowList,
    size: int,
    meter: Meter,
    committed: Callable[[Tally], None],
    files: list[list[int]],
) -> None:
    """Score ``items`` in chunks of ``size`` and commit each; ``meter`` and ``committed`` are told after every one.

    ``files`` holds for each file how many items of it were committed, and how many of them are rows; it is brought up to
    date. Whatever is raised, all chunks committed so far stay.
    """
    under_way: deque[_Chunk] = deque()
    waiting: set[bytes] = set()
    source = iter(items)
    while True:
        taken = list(islice(source, size))
        if taken:
            chunk = _plan(taken, state, scorer, waiting, meter.read)
            waiting.update(chunk.fresh)
            under_way.append(chunk)
        while under_way and (not taken or len(under_way) > scorer.ahead):
            chunk = under_way.popleft()
            _commit(chunk, state, tally, allow, files)
            waiting.difference_update(chunk.fresh)
            meter.done = chunk.read
            committed(tally)
        if not taken:
            return


def _plan(items: list[Item], state: State, scorer: Scorer, waiting: set[bytes], read: int) -> _Chunk:
    texts: dict[bytes, str] = {}
    hashes: list[bytes | None] = []
    for _, item in items:
        if isinstance(item, Post):
            digest = text_hash(item.text)
            hashes.append(digest)
            texts.setdefault(digest, item.text)
        else:
            hashes.append(None)
    known = state.known(list(texts))
    fresh = [digest for digest in texts if digest not in known and digest not in waiting]
    return _Chunk(items, hashes, fresh, scorer.submit([texts[digest] for digest in fresh]), read)


def _commit(chunk: _Chunk, state: State, tally: Tally, allow: AllowList, files: list[list[int]]) -> None:
    batch = chunk.batch()
    fresh: dict[bytes, Result] = dict(zip(chunk.fresh, batch.results, strict=True))
    old = [digest for digest in dict.fromkeys(chunk.hashes) if digest is not None and digest not in fresh]
    results = {**state.results(old), **fresh}
    first = set(fresh)

    def is_first(digest: bytes) -> bool:
        if digest in first:
            first.discard(digest)
            return True
        return False

    rows = make_rows(
        ((item, digest) for (_, item), digest in zip(chunk.items, chunk.hashes, strict=True)),
        results,
        tally,
        allow,
        is_first,
    )
    tally.saw(batch.phrases)
    for number, item in chunk.items:
        files[number][0] += 1
        files[number][1] += item.row > 0
    for name in ("verdicts", "flagged", "rejects"):
        state.append(name, getattr(rows, name))
    accounts = count_accounts((post.account, post.platform, post.time, level) for post, level in rows.posts)
    state.commit(fresh, accounts, tally=tally.to_dict(), files=files)


def make_rows(
    items: Iterable[tuple[Post | Reject, bytes | None]],
    results: Mapping[bytes, Result],
    tally: Tally,
    allow: AllowList,
    is_first: Callable[[bytes], bool],
) -> Rows:
    """Rows of posts and rejects, counted into ``tally``. ``is_first`` says whether a text is met for the first time."""
    rows = Rows([], [], [], [])
    for item, digest in items:
        if isinstance(item, Reject) or digest is None:
            assert isinstance(item, Reject)
            rows.rejects.append(inert_json(orjson.dumps(item.to_dict())) + b"\n")
            tally.reject(item)
            continue
        found = unpack(results[digest])
        reason = allow.reason(item.text, found.signals) if found.judged else ""
        tally.post(item, found, duplicate=not is_first(digest), allowed=bool(reason))
        line = _head(item) + found.tail
        if len(item.text) > MAX_CHARACTERS:
            line = line[:-1] + _TRUNCATED
        rows.posts.append((item, "low" if reason else found.level))
        if reason:
            line = line[:-1] + _ALLOWED + inert_json(orjson.dumps(reason)) + b"}"
        elif found.judged:
            text = inert_json(orjson.dumps({"text": item.text}))
            contacts = b',"contacts":' + found.contacts if found.contacts else b""
            rows.flagged.append(line[:-1] + contacts + b"," + text[1:] + b"\n")
        rows.verdicts.append(line + b"\n")
    return rows


def _head(post: Post) -> bytes:
    """The beginning of a row, up to the judgement."""
    head: dict[str, Any] = {
        "id": post.id,
        "source": post.source,
        "row": post.row,
        "account": post.account,
        "time": post.time,
        "platform": post.platform,
        "url": post.url,
    }
    return inert_json(orjson.dumps(head))[:-1] + b","
