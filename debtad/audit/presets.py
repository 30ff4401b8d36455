"""What the exports of MediaCrawler look like: which columns of which platform hold text, id, account, time and address.

Column names were read from the project's ``database/models.py`` and ``store/*`` (github.com/NanmiCoder/MediaCrawler), in
its older versions, which keep ``user_id``, and its newer ones, which keep ``creator_hash``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

#: Short names of the platforms, as MediaCrawler writes them.
PLATFORMS = ("xhs", "dy", "ks", "bili", "wb", "tieba", "zhihu")

#: Folder and file names by which a platform is known, beside its short name.
ALIASES = {
    **{name: name for name in PLATFORMS},
    "xiaohongshu": "xhs",
    "小红书": "xhs",
    "douyin": "dy",
    "抖音": "dy",
    "kuaishou": "ks",
    "快手": "ks",
    "bilibili": "bili",
    "weibo": "wb",
    "微博": "wb",
    "贴吧": "tieba",
    "知乎": "zhihu",
}

_USER = ("creator_hash", "user_id", "user_link", "nickname", "user_nickname", "user_name")


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of export. ``needs`` must all be among the columns, one of ``marks`` too (if any are named), and none of
    ``lacks``. The other fields name columns; of ``account``, ``time`` and ``url`` the first that is there counts.
    """

    platform: str
    kind: str
    needs: tuple[str, ...]
    marks: tuple[str, ...]
    lacks: tuple[str, ...]
    text: tuple[str, ...]
    id: str
    time: tuple[str, ...]
    url: tuple[str, ...]
    account: tuple[str, ...] = _USER

    @property
    def name(self) -> str:
        """For example ``xhs posts``."""
        return f"{self.platform} {self.kind}"

    def fits(self, names: Collection[str]) -> bool:
        """Do these columns belong to such an export?"""
        marked = not self.marks or any(mark in names for mark in self.marks)
        return marked and all(n in names for n in self.needs) and not any(n in names for n in self.lacks)

    def usable(self, names: Collection[str]) -> bool:
        """Are text and id there, whatever else is?"""
        return self.id in names and any(name in names for name in self.text)


_WRITTEN = ("create_time", "create_date_time", "publish_time")


def _posts(
    platform: str,
    id_: str,
    text: tuple[str, ...],
    marks: tuple[str, ...],
    url: tuple[str, ...],
    time: tuple[str, ...] = ("create_time",),
) -> Preset:
    return Preset(platform, "posts", (id_, text[-1]), marks, ("comment_id",), text, id_, time, url)


def _comments(
    platform: str, post_id: str, marks: tuple[str, ...] = (), lacks: tuple[str, ...] = (), url: tuple[str, ...] = ()
) -> Preset:
    needs = ("comment_id", post_id, "content")
    return Preset(platform, "comments", needs, marks, lacks, ("content",), "comment_id", _WRITTEN, url)


#: In this order: what has columns of its own stands before what is known by lacking them.
PRESETS = (
    _posts("tieba", "note_id", ("title", "desc"), ("tieba_name", "tieba_id"), ("note_url",), ("publish_time",)),
    _posts(
        "xhs",
        "note_id",
        ("title", "desc"),
        ("xsec_token", "tag_list", "image_list", "last_update_time", "collected_count"),
        ("note_url",),
        ("time", "create_time", "last_update_time"),
    ),
    _posts("wb", "note_id", ("content",), ("create_date_time", "shared_count", "comments_count"), ("note_url",)),
    _posts("dy", "aweme_id", ("title", "desc"), (), ("aweme_url",)),
    _posts(
        "bili",
        "video_id",
        ("title", "desc"),
        ("video_danmaku", "video_coin_count", "video_favorite_count", "video_play_count"),
        ("video_url",),
    ),
    _posts("bili", "article_id", ("title", "content"), ("article_url",), ("article_url",)),
    _posts("bili", "dynamic_id", ("text",), (), (), ("pub_ts",)),
    _posts("ks", "video_id", ("title", "desc"), ("viewd_count", "video_play_url"), ("video_url",)),
    _posts(
        "zhihu",
        "content_id",
        ("title", "content_text"),
        ("content_type", "question_id", "voteup_count"),
        ("content_url",),
        ("created_time", "updated_time"),
    ),
    _comments("tieba", "note_id", ("tieba_name", "tieba_id", "tieba_link"), url=("note_url",)),
    _comments("wb", "note_id", ("create_date_time", "comment_like_count")),
    _comments("xhs", "note_id"),
    _comments("dy", "aweme_id"),
    _comments("zhihu", "content_id"),
    _comments("bili", "article_id"),
    _comments("bili", "video_id", ("parent_comment_id", "like_count", "sign", "sex")),
    _comments("ks", "video_id", lacks=("parent_comment_id",)),
)


def find_preset(names: Collection[str], platform: str = "") -> Preset | None:
    """The first preset whose columns these are; one of ``platform`` before all others, even on fewer marks."""
    fitting = [preset for preset in PRESETS if preset.fits(names)]
    for preset in fitting:
        if preset.platform == platform:
            return preset
    if platform:
        comments = "comment_id" in names
        for preset in PRESETS:
            kind = "comments" if comments else "posts"
            if preset.platform == platform and preset.kind == kind and preset.usable(names):
                return preset
    return fitting[0] if fitting else None
