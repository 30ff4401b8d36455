"""Contacts are found however they are spelled, and masked."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from debtad.audit.contacts import contact_spans, find_contacts, mask_text
from tests.support import pasted


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("电话 138-0013-8000 随时", "phone", "13800138000"),
        ("威❤️信 haha_778", "wechat", "haha_778"),
        ("加V❤️X：lao-wang888", "wechat", "lao-wang888"),
        ("wei心 hello2024", "wechat", "hello2024"),
        ("钉钉 ding_8899", "account", "ding_8899"),
        ("扫码加群 887766554", "qq_group", "887766554"),
        ("卡号 6222021234567890123", "bank_card", "6222021234567890123"),
        ("卡号：6222 0202 0011 2233 445", "bank_card", "6222020200112233445"),
        ("+86 138 0013 8000", "phone", "13800138000"),
        ("138🌸0013🌸8000 微信同号", "phone", "13800138000"),
        ("电话幺三八 零零一三 八零零零", "phone", "13800138000"),
        ("加我：一三八00一三捌〇〇〇", "phone", "13800138000"),
        ("打l38oo13800o咨询", "phone", "13800138000"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "phone", "13800138000"),
        ("加v13800138000", "phone", "13800138000"),
        ("座机0755-88881234", "landline", "075588881234"),
        ("热线400-888-1234", "landline", "4008881234"),
        ("加V：abc_12345 咨询", "wechat", "abc_12345"),
        ("vx：Debt-Help88", "wechat", "debt-help88"),
        ("薇❤shangan123", "wechat", "shangan123"),
        ("威信号：fawu2024", "wechat", "fawu2024"),
        ("➕微信 liu fa wu 666，先付498元", "wechat", "liufawu666"),
        ("加微信fawu88一对一服务", "wechat", "fawu88"),
        ("微🧣：shangan_0099", "wechat", "shangan_0099"),
        ("微信：fawu八八六六", "wechat", "fawu8866"),
        ("QQ 1234 5678 9", "qq", "123456789"),
        ("扣扣 一二三四五六七八九", "qq", "123456789"),
        ("🐧号: 9988776", "qq", "9988776"),
        ("Q群：123456789 进群领资料", "qq_group", "123456789"),
        ("纸飞机 @zwshangan01", "telegram", "zwshangan01"),
        ("WhatsApp：+852 6123-4567", "whatsapp", "85261234567"),
        ("whatsapp 9123 4567 Kelly", "whatsapp", "91234567"),
        ("加賴 ak9988x", "line", "ak9988x"),
        ("LINE ID：debt888", "line", "debt888"),
        ("抖音号：zhaiwu_lawyer01 私信", "account", "zhaiwu_lawyer01"),
        ("邮箱 help@debt-x.example.com", "email", "help@debt-x.example.com"),
        ("打开 www.zhaiwu.top/abc 登记", "link", "zhaiwu.top/abc"),
        ("身份证11010519491231002X", "id_card", "11010519491231002x"),
        ("打到卡上6222 0212 3456 7894", "bank_card", "6222021234567894"),
        ("加86-l38oo13800o", "phone", "13800138000"),
        ("vx：lawyer666 先付498", "wechat", "lawyer666"),
        ("【微信】debt88999", "wechat", "debt88999"),
        ("[微信]：debt88999", "wechat", "debt88999"),
        ("“微信”debt88999", "wechat", "debt88999"),
        ("微信《debt88999》", "wechat", "debt88999"),
        ("微信|debt88999", "wechat", "debt88999"),
        ("微信 ID: debt88999", "wechat", "debt88999"),
        ("微信（同号）debt88999", "wechat", "debt88999"),
        ("【QQ】88776655", "qq", "88776655"),
        ("(138)12348000", "phone", "13812348000"),
        ("（138）1234-8000", "phone", "13812348000"),
        ("138(1234)8000", "phone", "13812348000"),
        ("008613812348000", "phone", "13812348000"),
        ("(0755)88881234", "landline", "075588881234"),
        ("座机 0755 8888 1234", "landline", "075588881234"),
        ("加我：abc_1234567", "account", "abc_1234567"),
        ("联系方式 abc88999", "account", "abc88999"),
        ("联系方式：abc八八九九九。", "account", "abc88999"),
        ("加我：88776655", "account", "88776655"),
        ("添加客服号hk7782", "account", "hk7782"),
        ("咨询老师：abc88999", "account", "abc88999"),
        ("看abc.com", "link", "abc.com"),
        ("v❤️信 lawhelp66", "wechat", "lawhelp66"),
        ("v❤信lawhelp66", "wechat", "lawhelp66"),
        ("加v❤️信 lawhelp66", "wechat", "lawhelp66"),
        ("微❤️信：lawhelp66", "wechat", "lawhelp66"),
        ("徽:debt888999", "wechat", "debt888999"),
        ("徽：debt888999", "wechat", "debt888999"),
        ("加徽 debt888999", "wechat", "debt888999"),
        ("电话138,1234,8000", "phone", "13812348000"),
        ("138，1234，8000", "phone", "13812348000"),
    ],
)
def test_a_contact_is_read_however_it_is_written(text: str, kind: str, value: str) -> None:
    found = find_contacts(text)
    assert [(contact.kind, contact.value) for contact in found] == [(kind, value)]
    assert 0 <= found[0].start < found[0].end <= len(text)
    assert value not in found[0].masked
    assert value not in mask_text(text).lower()


@pytest.mark.parametrize(
    "text",
    [
        "进群 2000元",
        "入群20000人",
        "钉钉上班打卡",
        "钉钉 2024-05-01",
        "威信扫地",
        "卡号尾号 1234",
        "weixin心情",
        "2023-11-15 16:30:22 还款5000",
        "欠款13,800,138,000元",
        "微信支付和 alipay 都支持",
        "年龄 13 15 17 18 19 20 都可以",
        "三十一三八年的老店，一五一十地说",
        "订单号20240115138001380001",
        "打12378或95588问银行",
        "版本 v2.0.1 已发布，iPhone15 pro",
        "身份证110105194912310021 末位不对",
        "单号6222021234567895 校验位不对",
        "QQ 0123456 不会以零开头",
        "用微信 alipay 都能付",
        "微信/alipay 都能付，（微信）alipay 也行",
        "微信：50000元到账，QQ 88888块",
        "【微信】2024-01-05 更新，微信 20240105 版",
        "(138)12348000元",
        "138,1234,8000元",
        "每月139,2024,8000,5000",
        "12,138,1234,8000",
        "校徽:2024abc，徽:见下图，安徽:hefei2024",
        "(2024)京0105民初12345号",
        "第(150)条 2024年1月5日",
        "加我：明天20240105见，联系方式 2024-01-05",
        "加我 lawyer 也行，联系方式 telephone",
        "联系方式：100000元",
        "私信我 666666 领资料",
        "咨询：2024-06-01 至 2024-07-01",
        "咨询 abc88999 的人很多",
        "合同编号：zw2024001，订单号 ht20240115",
        "联系我 the 2024 plan",
    ],
)
def test_other_figures_and_words_are_no_contacts(text: str) -> None:
    assert find_contacts(text) == ()


def test_two_contacts_beside_each_other_stay_two() -> None:
    found = find_contacts("微信abc123456 qq 88776655，电话13800138000")
    assert [(c.kind, c.value) for c in found] == [("wechat", "abc123456"), ("qq", "88776655"), ("phone", "13800138000")]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话 138-0013-8000 随时", "138****8000"),
        ("vx：fawu2024", "fa***24"),
        ("邮箱 help@a.example.com", "h***@a.example.com"),
        ("看 www.zhaiwu.top/abc", "zha***.top"),
        ("邮箱 ab@a.example.com", "***@a.example.com"),
        ("看 abc.top/x", "a***.top"),
    ],
)
def test_a_masked_value_hides_its_middle(text: str, masked: str) -> None:
    assert find_contacts(text)[0].masked == masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("写信到 a@qq.com", "写信到 *@**.*om"),
        ("写信到 ab@qq.com", "写信到 **@**.*om"),
        ("写信到 ab＠qq.com", "写信到 **＠**.*om"),
        ("写信到 debthelp@qq.com", "写信到 d*******@**.*om"),
        ("加我：138○○13八○○○", "加我：138*****○○○"),
        ("微信ⓓⓔbt88999", "微信ⓓⓔ*****99"),
    ],
)
def test_of_a_short_or_disguised_contact_no_more_is_shown(text: str, shown: str) -> None:
    assert mask_text(text) == shown


@given(pasted)
def test_masking_keeps_every_offset(text: str) -> None:
    masked = mask_text(text)
    assert len(masked) == len(text)
    places = [at for contact in find_contacts(text) for at in range(contact.start, contact.end)]
    assert all(masked[at] == text[at] for at in range(len(text)) if at not in places)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "|",
        "l",
        "o",
        "1 ",
        "1-",
        "1·",
        "1*",
        "·",
        "*",
        "-",
        "_",
        "v-",
        "v:",
        "vx",
        "wx_",
        "a.",
        "a@",
        "qq",
        "q1",
        "1,",
        "一",
        "微信",
        "微信1",
        "(138)",
        "138,",
        "138,1234,",
        "v❤信",
        "徽:",
        "138(",
        "(0755)8",
        "加我",
        "加我a",
        "客服:a_",
        "qq 1 ",
    ],
)
def test_a_hostile_text_takes_no_longer_than_another(piece: str) -> None:
    text = ("加微信13" + piece * 10_000)[:20_000]
    start = time.process_time()
    contact_spans(text)
    assert time.process_time() - start < 1.5
