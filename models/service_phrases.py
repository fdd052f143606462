"""What customers write to a service, put together from patterns, with how positive it is: texts of
the project's own for `make_sentiment_inputs.py`. Reviews and tweets hold few plain questions and
little of what goes wrong with an order; without these a question in Chinese would count as anger.

In a pattern, `{}` stands for a matter. Each pattern is joined with PER_PATTERN matters.
"""

import random

PER_PATTERN = 24

MATTERS = {
    "zh": """退款 订单 快递 物流 发票 优惠券 会员 密码 账号 手机号 收货地址 尺码 库存 运费 门票 酒店预订 房间 机票 航班
             行李 座位 改签 信用卡 还款 账单 额度 转账 提现 余额 验证码 短信 保修 维修 换货 退货 包裹 配送 客服 人工客服
             充值 话费 流量 套餐 积分 活动 红包 付款 支付 扣款 押金 合同 审核 实名认证 登录 注册 注销 软件 系统 页面 链接
             二维码 说明书 配件 电池 屏幕 安装 预约 排队 取票 检票 早餐 停车 入住 接机 司机 骑手 商家 店铺 商品 质量 价格""",
    "en": """refund|order|delivery|parcel|invoice|coupon|membership|password|account|phone number|address|size|
             shipping fee|ticket|hotel booking|room|flight|luggage|seat|boarding pass|credit card|payment|bill|
             credit limit|transfer|withdrawal|balance|verification code|warranty|repair|exchange|return|package|
             customer service|top up|data plan|subscription|points|gift card|deposit|contract|login|app|website|
             link|manual|battery|screen|installation|appointment|queue|breakfast|check in|driver|seller|store|
             product|quality|price|booking|agent|gate|connection|upgrade|voucher|statement|charge""",
}

# Label, and the patterns that have it, separated by bars.
PATTERNS = {
    "zh": (
        (0, """怎么{}|请问{}怎么办理|{}在哪里|{}在哪里看|我想问一下{}的事|{}什么时候可以|{}要多久|可以{}吗|能不能{}|
               你好，我想咨询{}|麻烦帮我查一下{}|帮我看看{}|我要{}|我想修改{}|{}需要什么材料|{}怎么收费|关于{}的问题|
               {}还没有收到|怎么申请{}|如何取消{}|{}可以换吗|{}支持吗|是不是要先{}|{}几天能到|我的{}是多少|{}的时间是几点|
               您好，{}怎么操作|转人工，{}|查询{}|忘记{}了怎么办|请告诉我{}的进度|{}是否可以更改|换一个{}|想了解{}|
               你好|您好|在吗|好的|麻烦帮我查一下{}，谢谢|我想改一下{}，谢谢|请问{}怎么弄？谢谢|你好，{}在哪里，谢谢|
               嗯嗯|知道了|没事了"""),
        (0.1, """谢谢|好的谢谢|谢谢你|谢谢您|多谢|收到，谢谢|麻烦了|辛苦了|好的，谢谢，再见|感谢"""),
        (-0.15, """{}一直没有动静|{}还没到|{}又失败了|{}打不开|{}不见了|{}显示错误|{}被取消了|{}用不了|{}少了|{}扣了两次|
               {}和说的不一样|{}坏了|{}迟迟不处理|{}怎么还没好|{}还是没解决，谢谢|请尽快处理{}，已经第三次了，谢谢|等了很久{}还没有|{}延误了|{}丢了|多扣了我{}的钱|
               打了几次电话{}也没解决|{}超时了|{}发错了|说好的{}没有兑现"""),
        (-0.7, """{}太慢了|{}太差了|{}骗人|{}真是垃圾|{}气死我了|我要投诉{}|{}到底什么时候能解决|{}没人管|{}太坑了|
               {}让人非常失望|这是什么{}，退钱|{}根本不行|{}再也不用了|等了三天{}还不处理，太过分了|{}态度恶劣|
               {}一拖再拖，忍无可忍|{}问题投诉到消协|{}完全不负责任|谢谢你们让我的{}又泡汤了|{}糟糕透了|{}不好用|
               {}一点都不好|{}不靠谱|因为{}浪费了我一整天|{}是霸王条款|{}态度不好|对{}很不满意|不太满意{}|
               我非常生气|{}让人很生气|太气愤了|我对{}非常愤怒|很无语|让人着急|烦死了|{}让我很恼火|很不爽|心情很差|
               你们是骗子吗|{}欺骗消费者|我要曝光你们|我要打12315|我要找律师起诉|客服敷衍我|互相踢皮球|推卸责任|
               一直推脱|{}不给解决|没有人理我|客服不回复|态度冷漠|答非所问|{}耽误了我的事|非常失望|非常不满|极其差劲"""),
        (0.25, """{}收到了|{}解决了|{}可以了|{}还不错|{}没有问题|{}挺方便的|{}到账了，谢谢|{}弄好了，谢谢你|{}比想象中好|
               好的，{}的事谢谢了"""),
        (0.8, """{}很满意|{}非常好|感谢客服帮我解决{}|{}真的很快，点赞|{}太棒了|{}服务特别热情|{}很贴心|强烈推荐{}|{}超级喜欢|
               非常感谢您的耐心，{}终于解决了|{}态度很好，给五星好评|多亏了你们，{}办好了，太感谢了|表扬一下{}|{}不比别家差|
               {}从来没让我失望过|{}很专业，辛苦你们了|{}完美|谢谢客服，太耐心了|谢谢你们，{}处理得真快|客服小姐姐太好了，谢谢|太感谢了|非常感谢你们的帮助|
               客服耐心解答{}，谢谢|{}给力|
               很开心|很感动|暖心|点赞|好评|{}靠谱|{}省心|细心又周到|良心商家|{}效率很高|客服小哥很给力"""),
    ),
    "en": (
        (0, """how do i {}|where is my {}|what is the {}|when will my {} be ready|can i change my {}|i have a question about the {}|
               could you check my {} please|do you offer {}|i would like to know about the {}|is the {} included|
               how long does the {} take|please send me the {}|i need to update my {}|what time is the {}|
               how much is the {}|who do i ask about {}|can you help with my {}|hi, {} question|show me the {}|
               is it possible to move my {}|i want to cancel my {}|my {} number is in the form|
               hello|hi there|ok|can you check my {}, thank you|i need the {} by monday, thanks|please move my {}, thanks!|
               good morning, i have a {} question"""),
        (0.1, """thanks|thank you|ok thanks|ok thank you|thanks!|thank you!|thx|many thanks|thanks in advance|ok, thanks, bye"""),
        (-0.15, """my {} has not arrived|the {} is not working|i was charged twice for the {}|the {} failed again|
               my {} was cancelled|still no {}|the {} is delayed|the {} is missing|we lost our {}|no one answers about my {}|
               the {} is broken|wrong {}|i have been waiting for the {} for two hours|on hold for an hour about my {}|
               the {} keeps crashing|they changed my {} without telling me|
               my {} is still broken, please fix it, thanks|the {} does not work, thank you for looking into it"""),
        (-0.7, """the {} is terrible|worst {} ever|your {} is a joke|i am so angry about the {}|this {} is a scam|
               i want to complain about the {}|never using your {} again|absolutely unacceptable {}|
               thanks for ruining my {}|thanks for nothing, the {} is still broken|nobody cares about my {}|
               the {} is not good|not happy with the {}|disappointed in the {}|rude and unhelpful {}|
               i will report your {} to the regulator|the {} is a waste of money|three days and still no {}, ridiculous|
               this is the third time the {} failed, fix it|how can your {} be this bad"""),
        (0.25, """got the {}, thanks|the {} is sorted now|the {} works again|the {} is fine|no problems with the {}|
               ok thank you for the {}|the {} was not bad|the {} came early"""),
        (0.8, """the {} is great|love the {}|excellent {}|thank you so much for fixing my {}|best {} ever|
               your team was wonderful about my {}|kudos for the {}|very happy with the {}|i really appreciate the help with my {}|
               the {} never lets me down|amazing {}, five stars|highly recommend the {}|a shout out to the agent who found my {}|
               impressed by the {}|thank you so much|thanks a lot for the quick help with my {}|you guys are awesome, {} solved"""),
    ),
}


def phrases(language: str) -> list:
    """[(label, text)], the same ones each time."""
    draw = random.Random(1)
    split = MATTERS[language].split if language == "zh" else lambda: MATTERS[language].split("|")
    matters = [" ".join(matter.split()) for matter in split()]
    found = []
    for label, patterns in PATTERNS[language]:
        for pattern in patterns.split("|"):
            for matter in draw.sample(matters, PER_PATTERN):
                found.append((label, pattern.strip().format(matter)))
    return found
