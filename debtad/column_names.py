"""What columns are called, in exports of platforms and in tables that people keep; how a title and its text are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: Names of each role in order of preference, lower case. ``title`` is joined before the text where both are there.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "content", "content_text", "desc", "description", "body", "post", "full_text", "comment", "caption"),
        *("message", "msg", "正文", "内容", "文本", "文案", "帖子内容", "笔记内容", "微博正文", "微博内容", "视频描述"),
        *("评论内容", "评论", "描述", "简介", "发布内容", "博文内容"),
    ),
    "title": ("title", "标题", "笔记标题", "视频标题", "帖子标题", "subject", "headline", "主题"),
    "id": (
        *("id", "post_id", "note_id", "comment_id", "aweme_id", "video_id", "content_id", "article_id", "dynamic_id"),
        *("mid", "bid", "tid", "item_id", "编号", "帖子id", "笔记id", "微博id", "作品id", "视频id", "评论id", "序号"),
    ),
    "account": (
        *("account", "account_id", "creator_hash", "user_id", "userid", "uid", "author_id", "sec_uid", "user_link"),
        *("author", "username", "user_name", "screen_name", "nickname", "user_nickname", "user"),
        *("账号", "账户", "用户id", "作者id", "博主id", "用户", "作者", "用户名", "用户昵称", "昵称", "博主", "发布者"),
    ),
    "time": (
        *("time", "create_time", "created_time", "created_at", "publish_time", "published_at", "pub_time", "pubdate"),
        *("create_date_time", "date", "datetime", "timestamp", "pub_ts", "ctime", "post_time"),
        *("时间", "发布时间", "发表时间", "创建时间", "评论时间", "日期", "发布日期"),
    ),
    "platform": ("platform", "platform_name", "site", "channel", "平台", "来源平台", "站点", "渠道"),
    "url": (
        *("url", "link", "note_url", "aweme_url", "video_url", "content_url", "article_url", "post_url", "permalink"),
        *("网址", "链接", "地址", "笔记链接", "帖子链接", "作品链接"),
    ),
}


def clean_name(name: object) -> str:
    """A column name as it is compared: without byte-order mark, surrounding blanks and capitals."""
    return str(name if name is not None else "").strip().strip("\ufeff").strip().lower()


def join_text(parts: Sequence[str]) -> str:
    """Title and text as one: a title that only repeats the beginning of the text is left out."""
    kept: list[str] = []
    for place, part in enumerate(parts):
        part = part.strip()
        if part and not any(later.strip().startswith(part) for later in parts[place + 1 :]):
            kept.append(part)
    return "\n".join(kept)
