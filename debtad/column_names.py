"""What columns are called, in exports of platforms and in tables that people keep; how a title and its text are one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

#: What platforms call the things that posts are, before 正文, 编号 and the like.
_THINGS = (
    "帖子",
    "笔记",
    "微博",
    "作品",
    "视频",
    "评论",
    "文章",
    "动态",
    "链接",
    "内容",
    "博文",
    "贴文",
    "推文",
    "消息",
)

#: Names of text that stand for other things, too: a number of comments, an account's description, what a reviewer says.
REMARKS = ("comment", "评论", "回复", "留言", "消息", "弹幕", "微博", "简介")

#: Names of each role in order of preference, lower case and simplified. ``title`` is joined before the text where both are
#: there. :func:`text_names` knows more names of texts.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "content", "content_text", "desc", "description", "body", "post", "full_text", "selftext", "caption"),
        *("message", "msg", "正文", "内容", "文本", "文案", "帖子内容", "笔记内容", "微博正文", "微博内容", "视频描述"),
        *("评论内容", "描述", "发布内容", "博文内容", "全文", "原文", "博文", "贴文", "推文", "文字"),
    ),
    "title": ("title", "标题", "笔记标题", "视频标题", "帖子标题", "subject", "headline", "主题"),
    "id": (
        *("id", "post_id", "note_id", "comment_id", "aweme_id", "video_id", "content_id", "article_id", "dynamic_id"),
        *("mid", "bid", "tid", "item_id", "pid", "编号", "id号"),
        *(f"{thing}{end}" for end in ("id", "编号", "id号", "号") for thing in _THINGS),
        "序号",
    ),
    "account": (
        *("account", "account_id", "creator_hash", "user_id", "userid", "uid", "author_id", "sec_uid", "user_link"),
        *("author", "username", "user_name", "screen_name", "nickname", "user_nickname", "user"),
        *("账号", "账户", "用户id", "作者id", "博主id", "用户", "作者", "用户名", "用户昵称", "昵称", "博主", "发布者"),
    ),
    "time": (
        *("time", "create_time", "created_time", "created_at", "publish_time", "published_at", "pub_time", "pubdate"),
        *("create_date_time", "date", "datetime", "timestamp", "pub_ts", "ctime", "post_time"),
        *("时间", "发布时间", "发表时间", "创建时间", "评论时间", "发文时间", "日期", "发布日期"),
    ),
    "platform": ("platform", "platform_name", "site", "channel", "平台", "来源平台", "站点", "渠道"),
    "url": (
        *("url", "link", "note_url", "aweme_url", "video_url", "content_url", "article_url", "post_url", "permalink"),
        *("网址", "链接", "地址", "笔记链接", "帖子链接", "作品链接", "连结"),
    ),
}

#: Names of a reviewer's label, in order of preference.
LABELS = (
    *("label", "标签", "标注", "标记", "标注结果", "人工标注", "人工标签", "是否风险", "是否违规", "是否诈骗"),
    *("审核结果", "类别", "分类"),
)

#: How names of texts end that nobody can list (笔记正文, 短信内容, note_desc); what is an account's own is none. A heading
#: is short: a sentence that ends so is a post.
_ENDING = re.compile(
    r"(?=.{3,24}$)(?!.*(?:用户|作者|博主|账号|账户|个人|昵称|user|author|account|profile))"
    r"(?:[^，。！？\s]{1,8}(?:正文|内容|文本|文案|描述|全文|原文)"
    r"|(?:.*[a-z0-9][_\-. ])(?:text|desc|description|content|body|caption))"
)

#: Traditional and variant characters of the names above → simplified.
_SIMPLIFIED = str.maketrans(
    "編號內發佈時間帳賬戶標題評論筆記視頻簡鏈連網類別來創貼動態稱暱簽籤風險註結復覆訊說説審規違詐騙彈給點臺",
    "编号内发布时间账账户标题评论笔记视频简链连网类别来创贴动态称昵签签风险注结复复讯说说审规违诈骗弹给点台",
)


def clean_name(name: object) -> str:
    """A column name as it is compared: without byte-order mark, surrounding blanks and capitals, in simplified characters.

    >>> clean_name(" 發佈時間 ")
    '发布时间'
    """
    return str(name if name is not None else "").strip().strip("\ufeff").strip().lower().translate(_SIMPLIFIED)


def text_names(names: Collection[str]) -> list[str]:
    """Those of ``names`` (as :func:`clean_name` gives them) that are names of texts, the surest first.

    >>> text_names(["点赞", "评论", "笔记正文", "标题"])
    ['笔记正文', '评论']
    """
    known = [name for name in NAMES["text"] if name in names]
    ending = [name for name in names if name not in NAMES["text"] and _ENDING.fullmatch(name)]
    return [*known, *ending, *(name for name in REMARKS if name in names)]


def is_known(name: object) -> bool:
    """Is it the name of a column that posts have?"""
    plain = clean_name(name)
    return plain in _ALL or bool(text_names([plain]))


def join_text(parts: Sequence[str]) -> str:
    """Title and text as one: a title that only repeats the beginning of the text is left out."""
    kept: list[str] = []
    for place, part in enumerate(parts):
        part = part.strip()
        if part and not any(later.strip().startswith(part) for later in parts[place + 1 :]):
            kept.append(part)
    return "\n".join(kept)


_ALL = frozenset(name for names in NAMES.values() for name in names)
