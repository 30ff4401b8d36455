"""Campaigns: flagged posts that are near-duplicates of each other, across accounts and time.

Posts are compared by their skeleton (:mod:`debtad.audit.skeleton`): the normalised text without numbers, contacts, emoji and
punctuation. Each new wording is looked up in a MinHash LSH index (rensa) of the wordings that stand for the campaigns so far;
what the index proposes is confirmed by the exact Jaccard similarity of the shingles. Only wordings that differ noticeably are
indexed, and exact copies are never compared, so time and memory grow with the number of different wordings, near linearly.
The result depends on the posts and their order alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from debtad.audit.contacts import REACHABLE, mask_value
from debtad.audit.skeleton import LOOK, shingles, skeleton_of
from debtad.audit.template import Part, shared_template

#: Skeletons at least this alike (Jaccard similarity of shingles) are variants of one advertisement.
ALIKE = 0.42
#: A variant less alike than this to every wording that stands for its campaign becomes one more of those.
NOVEL = 0.7
#: At most so many wordings stand for one campaign.
MOST_WORDINGS = 24
#: A shorter skeleton ("加微信@") says too little: such posts belong together only where their text is the same.
SHORTEST = 10
#: At least so many posts make a campaign.
LEAST_POSTS = 3
#: So many different texts of a campaign are kept to draw its template from.
SAMPLES = 12
MOST_LISTED = 10

_HASHES, _BANDS = (
    84,
    28,
)  # three rows a band: a pair at 0.42 is met with 88 % for each wording of a campaign, one at 0.1 with 3 %
_SEED = 20
_BATCH = 512
_RECENT = 1024


@dataclass(frozen=True)
class Campaign:
    """Near-duplicate flagged posts.

    ``id`` is derived from the first wording, so the same campaign keeps it from run to run. ``members`` are places in the
    sequence of flagged records. ``first_seen`` and ``last_seen`` are times as given ("" where no post has one).
    ``accounts``, ``platforms``, ``subtypes`` and ``signals`` are (name, posts), most posts first; ``account_count`` counts
    all of the accounts. ``contacts`` are (kind, masked value, posts) for contacts in at least two posts.
    ``related`` are ids of campaigns that share a contact with this one.
    """

    id: str
    size: int
    texts: int
    account_count: int
    accounts: tuple[tuple[str, int], ...]
    platforms: tuple[tuple[str, int], ...]
    first_seen: str
    last_seen: str
    high: int
    review: int
    top_score: float
    subtypes: tuple[tuple[str, int], ...]
    signals: tuple[tuple[str, int], ...]
    contacts: tuple[tuple[str, str, int], ...]
    contact_count: int
    template: tuple[Part, ...]
    examples: tuple[str, ...]
    related: tuple[str, ...]
    members: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """The entry of ``campaigns`` in summary.json: everything but ``members``."""
        return {
            "id": self.id,
            "size": self.size,
            "texts": self.texts,
            "account_count": self.account_count,
            "accounts": [list(pair) for pair in self.accounts],
            "platforms": [list(pair) for pair in self.platforms],
            "first_seen": self.first_seen,
            "last_seen": self.last_seen,
            "high": self.high,
            "review": self.review,
            "top_score": self.top_score,
            "subtypes": [list(pair) for pair in self.subtypes],
            "signals": [list(pair) for pair in self.signals],
            "contacts": [list(entry) for entry in self.contacts],
            "contact_count": self.contact_count,
            "template": [part.to_dict() for part in self.template],
            "examples": list(self.examples),
            "related": list(self.related),
        }


def find_campaigns(flagged: Iterable[Mapping[str, Any]], *, least: int = LEAST_POSTS) -> list[Campaign]:
    """Campaigns of at least ``least`` posts, largest first, of flagged records (verdict rows with their ``text``)."""
    finder = CampaignFinder()
    for record in flagged:
        finder.add(record)
    return finder.campaigns(least=least)


class _Post(NamedTuple):
    """What is kept of a post: small, and shared where it repeats."""

    wording: int
    id: str
    account: tuple[str, str]
    time: str
    level: str
    subtype: str
    score: float
    signals: tuple[str, ...]


class _Wording(NamedTuple):
    """One text: as given (its beginning, to draw templates from), its skeleton, its contacts as (kind, value)."""

    text: str
    skeleton: str
    contacts: tuple[tuple[str, str], ...]


class CampaignFinder:
    """Takes flagged records one at a time; tells the campaigns when asked."""

    def __init__(self) -> None:
        from rensa import RMinHashLSH

        self._index = RMinHashLSH(threshold=ALIKE, num_perm=_HASHES, num_bands=_BANDS)
        self._posts: list[_Post] = []
        self._texts: dict[bytes, int] = {}  # digest of a text → its number
        self._wordings: list[_Wording] = []
        self._same: dict[str, int] = {}  # skeleton → first text with it
        self._parent: list[int] = []
        self._standing: dict[int, int] = {}  # root → wordings indexed for its campaign
        self._waiting: list[int] = []
        self._recent: dict[int, frozenset[str]] = {}
        self._shared: dict[Any, Any] = {}

    def add(self, record: Mapping[str, Any]) -> None:
        """Take one flagged record: a verdict row with ``text``. Raises KeyError where ``text`` is missing."""
        text = str(record["text"])
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        number = self._texts.get(digest)
        if number is None:
            number = self._texts[digest] = len(self._wordings)
            self._take(number, text)
        evidence = record.get("evidence") or ()
        self._posts.append(
            _Post(
                number,
                str(record.get("id") or ""),
                self._once((str(record.get("platform") or ""), str(record.get("account") or ""))),
                self._once(str(record.get("time") or "")),
                self._once(str(record.get("level") or "")),
                self._once(str(record.get("subtype") or "")),
                float(record.get("score") or 0.0),
                self._once(tuple(dict.fromkeys(str(item["signal"]) for item in evidence))),
            )
        )

    def campaigns(self, *, least: int = LEAST_POSTS) -> list[Campaign]:
        """The campaigns so far: most posts first, then by the place of their first post."""
        self._settle()
        groups: dict[int, list[int]] = {}
        for place, post in enumerate(self._posts):
            groups.setdefault(self._root(post.wording), []).append(place)
        large = sorted((members for members in groups.values() if len(members) >= least), key=lambda m: (-len(m), m[0]))
        contacts = [self._contacts(members) for members in large]
        ids = _unique_ids([self._wordings[self._posts[members[0]].wording].skeleton for members in large])
        owners: dict[tuple[str, str], list[int]] = {}
        for place, found in enumerate(contacts):
            for contact in found:
                owners.setdefault(contact, []).append(place)
        return [
            self._campaign(
                ids[place],
                members,
                contacts[place],
                tuple(
                    ids[other]
                    for other in sorted({other for contact in contacts[place] for other in owners[contact]} - {place})
                )[:MOST_LISTED],
            )
            for place, members in enumerate(large)
        ]

    # --- grouping -----------------------------------------------------------------------------------------------------

    def _take(self, number: int, text: str) -> None:
        skeleton = skeleton_of(text)
        contacts = tuple({(c.kind, c.value): None for c in skeleton.contacts if c.kind in REACHABLE})
        self._parent.append(number)
        known = number if len(skeleton.text) < SHORTEST else self._same.setdefault(skeleton.text, number)
        shared = skeleton.text if known == number else self._wordings[known].skeleton
        self._wordings.append(_Wording(text[:LOOK], shared, contacts))
        if len(skeleton.text) < SHORTEST:
            return
        if known != number:
            self._parent[number] = known
            return
        self._waiting.append(number)
        if len(self._waiting) >= _BATCH:
            self._settle()

    def _settle(self) -> None:
        """Look up the wordings that wait, in order, and index those that are new."""
        from rensa import RMinHash

        sets = {number: shingles(self._wordings[number].skeleton) for number in self._waiting}
        tokens = [sorted(found) for found in sets.values()]
        for number, sketch in zip(sets, RMinHash.from_token_sets(tokens, _HASHES, _SEED), strict=True):
            self._place(number, sets[number], sketch)
        self._waiting.clear()

    def _place(self, number: int, found: set[str], sketch: Any) -> None:
        closest = 0.0
        for candidate in sorted(self._index.query(sketch)):
            if closest >= NOVEL and self._root(candidate) == self._root(number):
                continue
            other = self._shingles(candidate)
            common = len(found & other)
            alike = common / (len(found) + len(other) - common)
            if alike >= ALIKE:
                closest = max(closest, alike)
                self._join(number, candidate)
        root = self._root(number)
        if closest < NOVEL and self._standing.get(root, 0) < MOST_WORDINGS:
            self._standing[root] = self._standing.get(root, 0) + 1
            self._index.insert(number, sketch)

    def _shingles(self, number: int) -> frozenset[str]:
        """Those of an indexed wording; the last used are kept, as variants of one campaign often come together."""
        found = self._recent.pop(number, None)
        if found is None:
            found = frozenset(shingles(self._wordings[number].skeleton))
            if len(self._recent) >= _RECENT:
                del self._recent[next(iter(self._recent))]
        self._recent[number] = found
        return found

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        if first != second:
            self._parent[second] = first
            self._standing[first] = self._standing.get(first, 0) + self._standing.pop(second, 0)

    # --- telling ------------------------------------------------------------------------------------------------------

    def _contacts(self, members: Sequence[int]) -> Counter[tuple[str, str]]:
        """(kind, value) → posts that hold it."""
        found: Counter[tuple[str, str]] = Counter()
        for place in members:
            found.update(self._wordings[self._posts[place].wording].contacts)
        return found

    def _campaign(
        self, name: str, members: Sequence[int], contacts: Counter[tuple[str, str]], related: tuple[str, ...]
    ) -> Campaign:
        posts = [self._posts[place] for place in members]
        texts = list(dict.fromkeys(post.wording for post in posts))
        times = [post.time for post in posts if post.time]
        levels = Counter(post.level for post in posts)
        accounts = Counter(post.account for post in posts if post.account[1])
        return Campaign(
            id=name,
            size=len(posts),
            texts=len(texts),
            account_count=len(accounts),
            accounts=tuple((account, count) for (_, account), count in _most(accounts)[:MOST_LISTED]),
            platforms=tuple(_most(Counter(post.account[0] for post in posts if post.account[0]))),
            first_seen=min(times, default=""),
            last_seen=max(times, default=""),
            high=levels["high"],
            review=levels["review"],
            top_score=max(post.score for post in posts),
            subtypes=tuple(_most(Counter(post.subtype for post in posts if post.subtype not in ("", "none")))),
            signals=tuple(_most(Counter(signal for post in posts for signal in post.signals))[:MOST_LISTED]),
            contacts=tuple(
                (kind, mask_value(kind, value), count) for (kind, value), count in _most(contacts) if count > 1
            )[:MOST_LISTED],
            contact_count=len(contacts),
            template=shared_template(
                [skeleton_of(self._wordings[text].text).clauses for text in _spread(texts, SAMPLES)]
            ),
            examples=tuple(dict.fromkeys(post.id for post in posts if post.id))[:MOST_LISTED],
            related=related,
            members=tuple(members),
        )

    def _once(self, value: Any) -> Any:
        return self._shared.setdefault(value, value)


def _most(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """Most first; equals in order of their name, so that the result is the same every time."""
    return sorted(sorted(counts.items(), key=itemgetter(0)), key=itemgetter(1), reverse=True)


def _spread(items: Sequence[int], most: int) -> list[int]:
    """At most so many of the items, evenly from first to last."""
    if len(items) <= most:
        return list(items)
    return [items[place * (len(items) - 1) // (most - 1)] for place in range(most)]


def _unique_ids(skeletons: Sequence[str]) -> list[str]:
    ids: dict[str, None] = {}
    for skeleton in skeletons:
        digest = hashlib.blake2b(skeleton.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        name, again = f"c-{digest}", 2
        while name in ids:
            name, again = f"c-{digest}-{again}", again + 1
        ids[name] = None
    return list(ids)
