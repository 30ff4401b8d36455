"""The words beside a number that say what it counts. Data for :mod:`debtad.text.amounts`; all in normalised spelling.

Longer entries stand before their own beginnings wherever the first match wins.
"""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a blank-separated list."""
    return tuple(text.split())


# --- money ------------------------------------------------------------------------------------------
YUAN_BEFORE = ("人民币", "rmb", "cny", "¥", "￥")
YUAN_AFTER = words("块钱 元钱 元人民币 元整 元 圆整 圆 块大洋 大洋 块 人民币 rmb ¥ ￥ 米 r 蚊")
#: Other currencies: the figure is money, but not in 元.
FOREIGN = words(
    "美元 美金 美刀 刀 港元 港币 港纸 欧元 日元 日币 韩元 英镑 澳元 加元 台币 新台币 泰铢 卢布 usd usdt hkd ntd u币"
)
FOREIGN_BEFORE = words("$ us us$ hk$ nt$ usd hkd ntd 美元 港币 港元 € £")
#: Words that only begin like a unit: 三元素, 一块儿, 五块广告.
NOT_YUAN = words(
    "元旦 元宵 元素 元老 元宇宙 元首 元件 元年 元月 元气 元朝 元代 元谋 元勋 元复始 圆桌 圆圈 圆形 圆满 圆脸"
)
NOT_KUAI = words(
    "块儿 块头 块广告 块屏 块地 块肉 块砖 块牌 块板 块石 块表 块手表 块糖 块布 块田 块玻璃 块面包 块豆腐 "
    "块巧克力 块硬盘 块电池 块区域 块业务 块内容 块拼图 块积木 块腹肌 块骨 块蛋糕 块排骨 块姜 块牛 块饼 块木 "
    "块铁 块心病 块状 块钢 块香皂 块抹布 块毛巾 块显卡 块金牌 块奖牌 块银牌 块铜牌"
)
#: 米 is slang for 元 (498米全套) only before one of these, a mark or the end, and not after these.
MI_AFTER = words("全 包 一 起 就 搞 吧 拿 入 学 开 的课 , . 。 ! ? ; : ) 、 / + ~ ] 】 … | 不 了")
NOT_MI_AFTER = words("一圈 一趟 就到 就是 不到 不远 起跑 开外 起点 学校")
NOT_MI_BEFORE = words(
    "距 距离 离 相距 身高 跑 跑了 步行 走 走了 附近 前方 海拔 全长 长 宽 高 深 楼高 直径 半径 游 游了 往前 "
    "前行 向东 向西 向南 向北 往东 往西 往南 往北 相隔 平 超 超过 不到 不足 出门 约 滑 泳 栏 道 "
    "马拉松 男子 女子 有 近 只有 大概 大约 左右 那 转 右转 左转 直行 向前"
)
#: A price that needs no unit: these words stand right before it (fillers may come between).
PRICE_BEFORE = words(
    "前期 首期 只要 仅需 只需 只收 仅收 收费 收你 收 先付 先交 先转 先打 先拿 先给 先刷 先扫 "
    "预付 首付 尾款 付 交 转 打款 转账 押金 定金 订金 诚意金 意向金 保证金 "
    "学费 费用 课程费 咨询费 服务费 材料费 资料费 手续费 会员费 代理费 加盟费 "
    "入门费 报名费 指导费 加急费 评估费 启动费 占位费 律师费 会员价 特价 原价 现价 售价 价格 报价 团购价 "
    "优惠价 体验价 活动价 秒杀价 底价 卖 加急单加 加急加 再加 另加 另收 返 返现 返佣 返利 反 佣金 提成 奖励 "
    "一单 每单 单单 一家 每家 一个平台 每个平台 一平台 每平台 一笔 每笔 每笔账 一笔账 一条 每条 一份 一封 "
    "一次 一位 每人 人均 一人 每位 一套 一张 红包 总共 一共 共计 合计 成本 日入 月入 日赚 月赚 到账 花了 花 "
    "交了 付了 转了 收了 打了 补 退 意思意思 一期还 月供 每期还 每月还 少还 还 缴 课 课程 套餐 名额 陪跑 "
    "陪跑营 入门 进阶 基础版 标准版 普通版 尊享版 全案版 自助版 托管版 月付 季付 年付 首月 首年 续年 "
    "打包 打包价 包干 包干价 签约 统一价 单价 门槛费 工本费 建档费 登记费 诊断金 会费 立项 "
    "费 诚意 欠 欠款 欠了 负债 罚款 借 借了 亏 亏了 给 要价 要"
)
#: Those of the above that stand before many other figures too: the figure must look like a price (30 or more).
PRICE_BEFORE_WEAK = frozenset(
    words(
        "前期 首期 收 付 交 转 反 返 一家 一条 一份 一次 一位 "
        "一人 一张 一套 一单 课 课程 名额 费 缴 还 补 退 给 要 打了 花 "
        "借 欠 每人 每条 每份 一笔 诚意 卖 亏 每家 入门 进阶 年付 首年 续年 签约 立项 会费 单价"
    )
)
FILLERS = words(
    "了 我 你 您 他 她 : 是 为 就 才 只要 约 大概 大约 仅 共 一般 通常 = 的 也 都 需要 需 至少 最低 最少 给我 "
    "人家 起步 至"
)
#: A price that needs no unit: these words stand right after it.
PRICE_AFTER = words(
    "全套 一口价 一次 搞定 全包 包干 包会 包教 包学 包过 包分期 包协商 先付 入门 含指导 全程 终身 不二次收费 "
    "无二次收费 一口 会员费 代理费 材料费 资料费 入会 服务费 报名费 定金 押金 占座 占号 占位 "
    "一次性 一位 一单 一份 一套 一人 起收 起步 起做"
)
#: 199/年, 1500/家: what a price may be for each of.
EACH = words("年 家 户 台 辆 人 位 份 次 月 条 单 张 套 节 场 课 笔 处 封 城 县 市 区 季 小时 年度 平台 账 案 项")
#: Written pieces and cases whose price may be as low as 10: 一条十五, 每份12.
CHEAP_EACH = frozenset(words("一条 每条 一份 每份 一封"))
#: A figure that is also a telephone service is a sum beside these: 先拿120, 定金110.
PAID_BEFORE = words("先拿 先给 先付 先交 先收 只要 只收 定金 押金 收费 费用 材料费 资料费")
#: 39.9 is a shelf price where one of these or nothing follows, 39.9度 is not.
SHELF_AFTER = frozenset(" ,。.!?;:)、~/+|\n起就包一的抢拿领入进开学听买秒试引")
#: A number followed by one of these counts something else.
COUNTED = words(
    "% 人 位 名 个 户 条 次 天 号 日 岁 倍 折 成 种 项 件 台 部 张 份 笔 本 页 字 词 章 节 步 层 楼 栋 室 里 "
    "公里 公斤 千克 克 斤 吨 升 瓦 粉 赞 场 篇 首 辆 间 平 亩 股 强 级 度 年 月 周 秒 分 时 点 小时 分钟 世纪 "
    "世 夜 流量 播放 阅读 浏览 点赞 评论 转发 多人 多名 家 单 封 款 期 届 集 回 遍 多个 多次 平方 亿 头 只 支 "
    "根 颗 枚 群 队 排 课 道 轮 像素 毫升 毫克 厘米 毫米 寸 码 g mg ml kg km cm mm kw kb mb gb fps hz ° ℃ "
    "高清 电视 屏 画质 视频 分辨率 跑 师生 员工 网友 粉丝 用户 客户 负债人 负债者 家庭 群众 军 富翁 火急 行 "
    "问 例 讲 口子 口人 快充 的快充 的超级快充 充电 后卫"
)
#: ... unless it goes on like this.
NOT_COUNTED = words(
    "人民币 人家 个税 个人 天天 日常 分期 分成 分了 分开 分批 部分 本金 本息 本来 平台 平时 平均 平常 里面 里边 "
    "里头 家里 家人 家底 单笔 笔记 条件 次日 年利 年化 年费 年息 年底 年前 月供 月息 月月 月还 月底 款项 款子 "
    "秒接 秒到 秒回 秒批 秒下 秒放 跑手续 跑腿 跑材料 跑流程 跑关系 跑银行 "
    "分两次 分三次 分二次 分2次 分3次 分两笔 分三笔 分两期 "
    "期间 到期 成功 成交 成本 一 分60 分36 分24 分12 分48 分五 分三 分六 成了 级别 级联 点赞助 首付 期限 期末 "
    "台币 台阶 成不成 成与不成 封顶 排上 排期 排单 排到 排队 排个 排号 升级 升一 升总 升代 成为 号称 张口 "
    "讲透 讲解 讲清 讲明 讲好 讲价 只要 只收 只能 只是 支付 头一 回来 回款 回头 课程 道歉 场景 行吗 行不行 "
    "行不 群发 群里 排队 队伍 次月 份额 股份 页面 克服 头期 年还 年内 度过 天价"
)
#: Counts, not money, however large: 阅读3万, 粉丝10w.
COUNT_BEFORE = words(
    "阅读 播放 粉丝 点赞 浏览 浏览量 销量 转发 评论 播放量 阅读量 观看 学员 用户 客户 人数 编号 编码 尾号 "
    "代码 v x 房号 热线 电话 拨打 致电 短信 邮编 评分 体温 版本 ios 系统 型号 第"
)
#: Telephone services that look like a price beside 打, 收到 or 交.
HOTLINES = frozenset(
    words(
        "110 119 120 122 114 12378 12315 12348 12345 12363 12368 12389 12377 12337 12309 12333 12366 12381 12388 "
        "12306 12321 12300 96110 10086 10010 10000 1069 400"
    )
)

# --- percent ------------------------------------------------------------------------------------------
FRACTIONS = {"百分之": 1.0, "千分之": 0.1, "万分之": 0.01}
#: What a digit counts when one of these follows it: 三成|五年, 收十抽一|次.
UNITS = frozenset("年期个折成天月家张笔封单位次份节条套人本回趟场件台起%元块万千百十点")
#: 千八 after these is 0.8 percent, after interest a daily rate.
SHORT_RATE_BEFORE = words("费率 手续费 中介费 费用 扣率 刷卡费 代还费 点位 成本 汇率 刷卡 代还 养卡 每笔")
TRADES = words("代还 养卡 垫资 过桥 赎楼 短拆 续贷 倒贷 垫进去 刷卡")
TRADE_PRICE_BEFORE = words("整笔收 收 一口价 我家 我这 每月 每笔 统一")
DAILY_RATES = words("日息 一天 每天 日利 利息 按天 垫资日息")
POINT_WORDS = words("点位 点数 返点 扣点 服务费点位")
RATE_OF_CARDS = ("手续费", "费率", "扣率")
#: 千六秒到.
EACH_SWIPE = words("每笔 秒到 即到")
#: 千八一天, the price of bridged loans.
PER_DAY = words("一天 每天 /天 一日")
#: 千八手续费.
SHORT_RATE_AFTER = words("手续费 的手续费 费率 的费率 刷卡费 代还费")
#: 先付千五手续费 is a sum.
SUM_BEFORE = words("先付 先交 先收 先转 收你 收您 交 付 付了 交了 转 每单 一单")
#: 四万里我拿一半 is half of what is saved.
HALF_BEFORE = words("我拿 我抽 我分 我留 咱拿 咱抽 我们拿 我们抽 我们留 给我 归我")
#: What is shared is a gain where one of these stands before it, and the fee itself where one of those does.
GAINS = words("里我 里头 省 减 退 追 回来 差额 替你要 帮你要 要回")
NOT_OF_GAIN = words("先 定金 再给 尾款")
#: 按六收 is six percent.
PER_HUNDRED_AFTER = words("收 抽 走 算 结")
SPLITTERS = words("我们留 我们拿 我们抽 我们 我留 我拿 我抽 我 咱 你拿 你得 你留 您拿 您得 你 您 她 他 客户")
#: 四成分 after these is four tenths, shared out.
SHARED_BEFORE = words("按 回款 到账 退款 退下来")
SPLIT_BEFORE = words("再 事成 要回来 到账 退到账 回款 咱 咱们 按 退款 追回 退回来 拿回来 成了 成功 分成 完事")
SPLITS = {
    "七三": 30.0,
    "六四": 40.0,
    "八二": 20.0,
    "九一": 10.0,
    "一九": 10.0,
    "二八": 20.0,
    "三七": 30.0,
    "四六": 40.0,
    "五五": 50.0,
    "19": 10.0,
    "28": 20.0,
    "37": 30.0,
    "46": 40.0,
    "55": 50.0,
}
NOT_CHENG = words(
    "成功 成员 成为 成本 成交 成都 成立 成年 成绩 成人 成长 成果 成分 成败 成就 成色 成熟 成品 成形 成型 成语 "
    "成天 成群 成双 成了 成新 成不变 成套 成名 成家 成千 成批 成因"
)
NOT_DIAN = words(
    "点钟 点赞 点评 点击 点播 点半 点整 点前 点后 点多 点左右 点到 点至 点准时 点下班 点上班 点开 点不 点起"
)
NOT_GE_DIAN = words("点钟 点赞 点评 点击 点播")
TIME_BEFORE = words(
    "早上 上午 中午 下午 傍晚 晚上 晚 早 凌晨 夜里 半夜 每天 今晚 明早 明天 今天 昨晚 睡 睡了 工作 干 加班 通宵"
)
FEE_WORDS = words(
    "行业价 服务费 手续费 收费 费率 费用 佣金 中介费 代理费 点位 抽成 返点 返佣 提成 抽 收 返 提 收取 扣点 点数 "
    "好处费 委托费 咨询费"
)
#: 拿半成, 收您半成.
FEE_TAKEN = words("收 抽 拿 收费 服务费 手续费 给我 只拿 只收 只抽")
#: 抽四个 is four points.
POINTS_TAKEN = words("额抽 手抽 款抽 我抽 抽您 抽你 我扣 额扣 手扣 款扣 扣您 扣你 我们抽 我们扣 只抽 给我们 给我")
DECIMAL_FEE_BEFORE = words("行业价 服务费 手续费 收费 费率 按 按照 费用")
DECIMAL_FEE_AFTER = words("的服务费 服务费 的手续费 手续费 的费率 费率 的收费 收费")
#: Percentages that are interest, and percentages of cases: callers can tell them by unit "rate" and "share".
RATE_WORDS = words(
    "利率 年化 年息 月息 日息 利息 砍头息 按日 每日 滞纳金 违约金 lpr apr irr 年利 月利 日利 罚息 综合成本 资金成本"
)
RATE_AFTER = words("的利率 利率 的年化 年化 的年利 年利 月利 的利息 利息 日息 月息 年息 的年息 的月息 的息 lpr")
SHARE_WORDS = words(
    "率 占比 占 占到 同比 环比 下降 上升 增长 上涨 下跌 涨幅 跌幅 降幅 提升 提高 概率 比例 比重 进度 电量 "
    "湿度 浓度 超过 含量 折扣 股份 持股 完成 正确 准确"
)
FEE_RATES = words("费率 手续费 服务费 收费比例 抽成比例 分成比例 收费 费用")
SHARE_AFTER = words(
    "的人 的客户 的用户 的网友 的成功 的网贷 的情况 的负债人 的概率 的把握 的可能 的机率 的几率 的案件 的企业 "
    "的家庭 的借款人 的中介 的年轻人 成功 成 以上的人 以上的客户 通过 包过 下款 解决 能 有效 真实 正规 靠谱 "
    "安全 可以 持股 控股"
)

# --- months ------------------------------------------------------------------------------------------
NOT_YEAR = words(
    "年级 年代 年龄 年轻 年度 年份 年会 年检 年化 年利 年息 年费 年薪 年货 年报 年终 年底 年初 年末 年中 年春 "
    "年夏 年秋 年冬 年上半 年下半 年前 年生 年出生 年的时候 年第 年关 年夜 年一度 年到头 年四季 年又一年 "
    "年比一年 年之计 年之痒 年兽 年制 年款 年版 年轮 年纪 年产 年均 年收入"
)
#: What follows a time in which nothing is paid: 前三月零还款, 前半年不用还.
UNPAID = words(
    "不用还 不用供 不用付 不用给 不还 不供 不必还 不需还 无需还 先不 暂不 一分不 "
    "免还 免供 免月供 免付 零还 零月供 零供 零支付 0还 0月供 0供 停还 停供"
)
#: 之前三月 is past.
NOT_FIRST = words("目前 之前 以前 从前 此前 提前 年前")
NOT_TERM = words(
    "期货 期权 期末 期中 期待 期望 期刊 期间工 期工程 期项目 期学员 期彩票 期开奖 期嘉宾 期节目 期视频 期直播 "
    "期训练 期疫苗 期临床 期肺 期癌 期盼 期许 期房 期现"
)
EACH_YEAR = words("那 这 每 有 头 上 去 今 前 后 同 某 当 另 哪")
