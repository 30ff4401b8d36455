"""What the page says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("debtad · 这条“债务优化”靠谱吗？", "debtad · Is this debt-relief ad safe?"),
    "tagline": ("这条“债务优化”靠谱吗？", "Is this debt-relief ad safe?"),
    "lead": (
        "把看到的广告、私信、聊天记录粘贴进来，或者放一张截图：标出可疑的话，说明理由，算出真实花费，告诉你该找谁。",
        "Paste the ad, message or chat you received, or drop a screenshot: see which words are suspect and why, what it"
        " would really cost, and who can truly help.",
    ),
    "private_local": (
        "文字和图片只在这台电脑上处理，不上传、不保存、不记录。",
        "Texts and pictures are processed on this computer only: nothing is uploaded, stored or logged.",
    ),
    "private_remote": (
        "文字和图片只在运行本服务的机器上处理，不转给别人，不保存，不记录。",
        "Texts and pictures are processed on the machine that runs this service: nothing is passed on, stored or logged.",
    ),
    "switch": ("English", "中文"),
    "switch_label": ("Switch to English", "切换到中文"),
    "skip": ("跳到输入框", "Skip to the input"),
    "text": ("粘贴文字", "Paste the text"),
    "text_hint": (
        "聊天记录请带上说话人，比如“客服：……”“我：……”，会只判断推销的一方。",
        "For a chat, keep who says what (“客服：…”, “我：…”): only the seller's lines are judged.",
    ),
    "image": ("或者放一张截图", "Or a screenshot"),
    "image_pick": ("选择图片", "Choose a picture"),
    "image_hint": (
        "也可以拖到这里，或直接粘贴（PNG、JPG，最大 12 MB）",
        "or drop it here, or paste it (PNG, JPG, up to 12 MB)",
    ),
    "image_off": (
        "没有装识图组件，请粘贴文字（要识图：pip install 'debtad[ocr]'）。",
        "Reading pictures is not installed; paste the text (to add it: pip install 'debtad[ocr]').",
    ),
    "image_remove": ("去掉这张图", "Remove the picture"),
    "debt": ("欠款总额（元，可不填）", "Total debt in yuan (optional)"),
    "debt_example": ("例如 50000 或 5万", "e.g. 50000 or 5万"),
    "debt_unread": (
        "看不懂“{debt}”是多少钱，没有用它计算。请写一个数，例如 200000 或 20万。",
        "“{debt}” is no amount that can be read, so it was not used. Write one figure, such as 200000 or 20万.",
    ),
    "go": ("看一看", "Check it"),
    "busy_now": ("正在看……", "Looking…"),
    "busy_picture": ("正在识别图片……", "Reading the picture…"),
    "clear": ("清空", "Clear"),
    "examples": ("没有现成的？试试例子：", "Nothing at hand? Try an example:"),
    "example_1": ("先付定金", "Deposit first"),
    "example_2": ("停息挂账", "Interest stop"),
    "example_3": ("聊天记录", "A chat"),
    "example_4": ("银行通知", "A bank's notice"),
    "result": ("判断结果", "Result"),
    "score": ("风险分", "Risk score"),
    "of_100": ("（满分 100）", " of 100"),
    "say_high": (
        "涉嫌有风险的收费推销：先别付钱，也别交证件。",
        "This may well be a risky paid offer. Pay nothing yet, hand over no papers.",
    ),
    "say_review": (
        "可能是推销，证据还不足以下结论，先核实再说。",
        "It may be a pitch; the evidence is not conclusive. Check first.",
    ),
    "say_low": ("没有看到足以提示风险的推销。", "No pitch was found that would call for a warning."),
    "advice": ("现在该怎么办", "What to do now"),
    "original": ("原文里可疑的话", "The suspect words"),
    "original_low": ("原文", "The text"),
    "legend_for": ("支持“可能是风险广告”", "speaks for a risky ad"),
    "legend_against": ("反面依据", "speaks against it"),
    "legend_muted": ("不判断的人说的话", "words of those not judged"),
    "chat": ("读作对话。只判断：", "Read as a conversation. Judged: "),
    "chat_not": ("不判断：", "not judged: "),
    "reasons": ("为什么", "Why"),
    "counter": ("反过来看：什么说明它可能没问题", "On the other hand: what speaks for its being harmless"),
    "no_counter": ("没有找到反面依据。", "Nothing was found that speaks against it."),
    "more": ("另有 {n} 处同类依据，见完整数据。", "{n} more places of the same kinds are in the full data."),
    "facts": ("它自己说的", "What it states itself"),
    "cost": ("真实花费", "The true cost"),
    "cost_debt": ("按我的欠款算（元）", "For my debt (yuan)"),
    "cost_slider": ("拖动改欠款", "Slide to change the debt"),
    "cost_assumed": ("没填欠款，先按 5 万元举例。", "No debt given: 50,000 yuan as an example."),
    "cost_unread": (
        "看不懂欠款“{debt}”，先按 5 万元举例。",
        "The debt “{debt}” could not be read: 50,000 yuan as an example.",
    ),
    "cost_total": ("交给它办，照它写的", "Through them, by what they say"),
    "cost_self": ("自己办", "Do it yourself"),
    "cost_none": (
        "文案没有写明收费。问清楚：收多少、什么时候收、不满意退不退。",
        "No fee is stated. Ask: how much, when, and is it paid back?",
    ),
    "yuan": ("元", " yuan"),
    "authority": ("它承诺的，谁才能答应", "What it promises, and who alone can grant it"),
    "promise": ("它承诺的", "What it promises"),
    "who": ("谁才能答应", "Who alone can grant it"),
    "is_it": ("是发广告的人吗", "Is that the advertiser?"),
    "is_not": ("文案看不出是", "Nothing shows that"),
    "authority_note": (
        "文案没有显示发布者是银行、法院、征信机构或保险公司；对方自称是的，请按官方公布的电话核实。",
        "Nothing in the text shows the advertiser to be the bank, the court, the credit bureau or the insurer; if they say"
        " so, check by the number that body publishes.",
    ),
    "reply": ("可以这样回复对方", "A reply you can send"),
    "complaint": ("投诉草稿", "Draft of a complaint"),
    "letter_hint": (
        "可直接修改；____ 处请自己补全。",
        "Edit it as you like; fill in the blanks (____). It is in Chinese, as its readers are.",
    ),
    "meaning": ("", "What it says, in English"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "copy_failed": ("复制不了，请手动选中", "Could not copy: select it by hand"),
    "pack": ("保存证据包", "Save an evidence pack"),
    "pack_hint": (
        "一个 zip：原文或原图和它的 SHA-256、判断全文、依据的法规、可打印的摘要。可用 debtad pack verify 核对。",
        "A zip with the original and its SHA-256, the whole verdict, the rules referred to and a summary to print; check it"
        " with debtad pack verify.",
    ),
    "print": ("打印本页", "Print this page"),
    "picture": ("截图里的位置", "Where it stands in the screenshot"),
    "picture_label": ("带标注的截图，文字见下方", "The screenshot with boxes; its text is below"),
    "ocr_sure": ("识别把握", "confidence of the reading"),
    "ocr_low": (
        "这张图识别得不太清楚，可能有错字。请和原图对一对，或者直接粘贴文字。",
        "This picture was hard to read and may hold misread characters. Compare it with the original, or paste the text.",
    ),
    "ocr_lines": ("这几行没有把握：", "Unsure of these lines: "),
    "edit_text": ("把识别出的文字放进输入框修改", "Put the text into the input to correct it"),
    "account": ("这一分是怎么来的", "How the score adds up"),
    "account_hint": (
        "对数几率逐项相加；正数支持“可能是风险广告”，负数反对。",
        "Log-odds, added up; positive speaks for a risky ad, negative against it.",
    ),
    "acc_start": ("起点", "start"),
    "acc_signals": ("信号", "signals"),
    "acc_words": ("用词", "wording"),
    "acc_sum": ("合计", "sum"),
    "text_long": (
        "已有 {n} 字，只会读前 {most} 字：更后面的请分段看。",
        "{n} characters: only the first {most} will be read. Check what is behind them by itself.",
    ),
    "note": (
        "这是自动判断，可能出错，不是法律意见；被标出不等于违法，请以官方渠道核实为准。",
        "An automatic judgement that may be wrong, and no legal advice. A flag proves no offence: check with"
        " official channels.",
    ),
    "model": ("模型", "model"),
    "api": ("接口说明（OpenAPI）", "API description (OpenAPI)"),
    "error": ("看不了", "That did not work"),
    "err_empty": (
        "还没有内容：请粘贴文字，或者放一张截图。",
        "Nothing to look at yet: paste a text or add a screenshot.",
    ),
    "err_chinese": ("里面没有中文。debtad 只看中文内容。", "There is no Chinese in it. debtad reads Chinese only."),
    "err_picture": ("这张图没法识别：", "This picture cannot be read: "),
    "err_long": (
        "文字太长（{n:,} 字，最多 {most:,} 字）。请分段粘贴，每段 {read:,} 字以内。",
        "The text is too long ({n:,} characters; the most is {most:,}). Paste it in parts of up to {read:,}.",
    ),
    "err_network": ("连不上本机的 debtad，请看看它是不是还开着。", "debtad does not answer: is it still running?"),
    "err_large": ("太大了，请换小一点的图或分段粘贴。", "Too large: use a smaller picture, or paste it in parts."),
    "busy": ("正在处理别的图片，请过几秒再试。", "Other pictures are being read; try again in some seconds."),
}


def say(key: str, lang: str) -> str:
    """The words for ``key`` in ``lang`` ("zh" or "en")."""
    return WORDS[key][lang == "en"]
