"""Columns find themselves: by name, by the export they come from, or as the user says."""

from __future__ import annotations

import pytest

from debtad.audit.columns import Wanted, find_columns, platform_of
from debtad.column_names import join_text, text_names
from debtad.errors import InputError


def header(names: str) -> list[str]:
    """Column names, parted by blanks."""
    return names.split()


XHS = header("note_id type title desc video_url time last_update_time user_id nickname note_url tag_list xsec_token")
XHS_NEW = header("id creator_hash nickname note_id type title desc time last_update_time note_url tag_list xsec_token")
EXPORTS = {
    "xhs posts": (XHS, "note_id", "user_id", "time", ("title", "desc")),
    "xhs comments": (
        header("comment_id create_time ip_location note_id content user_id nickname like_count"),
        *("comment_id", "user_id", "create_time", ("content",)),
    ),
    "dy posts": (
        header("aweme_id aweme_type title desc create_time user_id sec_uid nickname aweme_url"),
        *("aweme_id", "user_id", "create_time", ("title", "desc")),
    ),
    "dy comments": (
        header("comment_id create_time aweme_id content user_id nickname parent_comment_id"),
        *("comment_id", "user_id", "create_time", ("content",)),
    ),
    "ks posts": (
        header("video_id video_type title desc create_time user_id nickname viewd_count video_url video_play_url"),
        *("video_id", "user_id", "create_time", ("title", "desc")),
    ),
    "ks comments": (
        header("comment_id create_time video_id content user_id nickname sub_comment_count"),
        *("comment_id", "user_id", "create_time", ("content",)),
    ),
    "bili posts": (
        header("video_id video_type title desc create_time user_id nickname video_play_count video_danmaku video_url"),
        *("video_id", "user_id", "create_time", ("title", "desc")),
    ),
    "bili comments": (
        header("comment_id parent_comment_id create_time video_id content user_id nickname sex sign like_count"),
        *("comment_id", "user_id", "create_time", ("content",)),
    ),
    "wb posts": (
        header("note_id content create_time create_date_time shared_count note_url user_id nickname"),
        *("note_id", "user_id", "create_time", ("content",)),
    ),
    "wb comments": (
        header("comment_id create_time create_date_time note_id content comment_like_count user_id"),
        *("comment_id", "user_id", "create_time", ("content",)),
    ),
    "tieba posts": (
        header("note_id title desc note_url publish_time user_link user_nickname tieba_id tieba_name"),
        *("note_id", "user_link", "publish_time", ("title", "desc")),
    ),
    "tieba comments": (
        header("comment_id content user_link user_nickname tieba_id tieba_name publish_time note_id note_url"),
        *("comment_id", "user_link", "publish_time", ("content",)),
    ),
    "zhihu posts": (
        header("content_id content_type content_text content_url question_id title desc created_time user_id"),
        *("content_id", "user_id", "created_time", ("title", "content_text")),
    ),
    "zhihu comments": (
        header("comment_id parent_comment_id content publish_time content_id content_type user_id"),
        *("comment_id", "user_id", "publish_time", ("content",)),
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_each_export_of_mediacrawler_is_known(name: str) -> None:
    header, id_, account, time, text = EXPORTS[name]
    found = find_columns(header, Wanted(), "export.csv")
    assert (found.preset, found.id, found.account, found.time, found.text) == (name, id_, account, time, text)
    assert found.fixed_platform == name.split()[0]


def test_newer_exports_keep_a_hash_instead_of_the_user() -> None:
    found = find_columns(XHS_NEW, Wanted(), "export.csv")
    assert (found.account, found.id) == ("creator_hash", "note_id")


def test_the_path_decides_where_columns_alone_do_not() -> None:
    header = ["comment_id", "video_id", "content", "parent_comment_id", "like_count"]
    assert find_columns(header, Wanted(), "data/ks/csv/search_comments.csv").preset == "ks comments"
    assert find_columns(header, Wanted(), "data/bili/csv/search_comments.csv").preset == "bili comments"


@pytest.mark.parametrize(
    ("where", "platform"),
    [
        ("data/xhs/csv/search_contents.csv", "xhs"),
        ("data/小红书/a.csv", "xhs"),
        ("scrape_xhs/a.csv", "xhs"),
        ("wb/2024/xhs_posts.csv", "xhs"),
        ("weibo/douyin/a.csv", "dy"),
        ("crawl.db#xhs_note", "xhs"),
        ("C:\\data\\weibo\\a.csv", "wb"),
        ("s3://bucket/bili/a.parquet", "bili"),
        ("xhs/archive/2024/05/a.csv", ""),
        ("ks-archive/a.csv", ""),
        ("/home/ks/a.csv", ""),
        ("/home/ks/posts/a.csv", ""),
        ("/Users/wb/posts/a.csv", ""),
        ("/home/ks/weibo/a.csv", "wb"),
        ("a.csv", ""),
        ("", ""),
    ],
)
def test_the_platform_is_named_by_the_file_or_a_folder_near_it(where: str, platform: str) -> None:
    assert platform_of(where) == platform


def test_a_preset_may_be_asked_for() -> None:
    assert find_columns(["note_id", "title", "desc"], Wanted(preset="tieba"), "x.csv").preset == "tieba posts"
    with pytest.raises(InputError, match="no preset 'myspace': use one of xhs, dy"):
        find_columns(["desc"], Wanted(preset="myspace"), "x.csv")


@pytest.mark.parametrize(
    ("header", "text", "id_"),
    [
        (["编号", "正文", "发布时间"], ("正文",), "编号"),
        (["标题", "内容", "用户"], ("标题", "内容"), ""),
        (["\ufeffID", "Content", "Author"], ("Content",), "\ufeffID"),
        (["id", "mid", "text"], ("text",), "mid"),
        (["title", "link"], ("title",), ""),
    ],
)
def test_usual_names(header: list[str], text: tuple[str, ...], id_: str) -> None:
    found = find_columns(header, Wanted(), "posts.csv")
    assert (found.text, found.id) == (text, id_)


def test_what_the_user_says_counts() -> None:
    found = find_columns(XHS, Wanted(text=("nickname", "desc"), id="time"), "x.csv")
    assert (found.text, found.id, found.account) == (("nickname", "desc"), "time", "user_id")


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"x\.csv: has no column 'body'; its columns are note_id"):
        find_columns(XHS, Wanted(text=("body",)), "x.csv")


def test_no_text_at_all() -> None:
    with pytest.raises(InputError, match=r"no column of text among its columns \(a, b\): name it with --text"):
        find_columns(["a", "b"], Wanted(), "x.csv")


def test_the_choice_is_told_in_one_line() -> None:
    assert find_columns(XHS, Wanted(), "x.csv").describe() == (
        'text=title+desc, id=note_id, account=user_id, time=time, url=note_url, platform="xhs" (MediaCrawler xhs posts)'
    )


def test_a_title_that_the_text_repeats_is_left_out() -> None:
    assert join_text(["停息挂账", "停息挂账找我"]) == "停息挂账找我"
    assert join_text(["标题 ", " 正文"]) == "标题\n正文"
    assert join_text(["标题", ""]) == "标题"
    assert join_text(["同样", "同样"]) == "同样"


@pytest.mark.parametrize(
    ("header", "text", "id_"),
    [
        ("标题 笔记正文", ("标题", "笔记正文"), ""),
        ("笔记ID 标题 笔记正文 点赞 收藏 评论", ("标题", "笔记正文"), "笔记ID"),
        ("正文内容 评论 点赞", ("正文内容",), ""),
        ("昵称 简介 微博 时间", ("微博",), ""),
        ("title note_desc pid", ("title", "note_desc"), "pid"),
        ("title selftext", ("title", "selftext"), ""),
        ("文章ID 文章内容", ("文章内容",), "文章ID"),
        ("帖子编号 原文", ("原文",), "帖子编号"),
        ("編號 內容 發布時間 帳號", ("內容",), "編號"),
        ("貼文編號 標題 貼文內容 暱稱 連結", ("標題", "貼文內容"), "貼文編號"),
        ("作者描述 用户简介 评论", ("评论",), ""),
        ("user_desc 短信内容", ("短信内容",), ""),
    ],
)
def test_names_are_known_by_their_ends_and_in_traditional_characters(
    header: str, text: tuple[str, ...], id_: str
) -> None:
    found = find_columns(header.split(), Wanted(), "posts.csv")
    assert (found.text, found.id, found.spare) == (text, id_, ())


def test_traditional_headings_have_every_role() -> None:
    found = find_columns(["編號", "內容", "發佈時間", "帳號", "網址", "來源平台"], Wanted(), "posts.csv")
    assert (found.time, found.account, found.url, found.platform) == ("發佈時間", "帳號", "網址", "來源平台")


def test_a_title_alone_leaves_columns_to_look_into() -> None:
    found = find_columns(["id", "标题", "详情", "点赞"], Wanted(), "posts.csv")
    assert (found.text, found.spare) == (("标题",), ("详情", "点赞"))
    assert find_columns(["标题", "详情"], Wanted(text=("详情",)), "posts.csv").spare == ()


@pytest.mark.parametrize("line", ["context", "停息挂账的详情都写在下面的正文，先付定金", "内容id", "点赞"])
def test_what_is_no_heading_of_a_text(line: str) -> None:
    assert text_names([line]) == []
