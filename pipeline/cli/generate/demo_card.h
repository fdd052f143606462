#pragma once

#include <string_view>

namespace vocmap {

// The bank card line of the demo's taxonomy; its exposure is a stock, the cards in circulation.
inline constexpr std::string_view kDemoCardLine = R"yaml(
  - id: card
    name: {zh: 银行卡, en: Bank card}
    lifecycle: start_up
    exposure: {kind: card}
    stages:
      - id: apply
        name: {zh: 申请, en: Apply}
        scenarios:
          - id: card.apply.rejected
            name: {zh: 申请被拒, en: Application rejected}
            definition: The application for a card was refused.
            examples: ["为什么我的办卡申请被拒了", "审核没有通过", "申请信用卡被拒绝", "Why was my application rejected?", "You declined my card application", "My application was not approved"]
            owner: risk
            target_per_10k: 2
            cause: policy
            need_layer: emotion
          - id: card.apply.status
            name: {zh: 申请进度, en: Application status}
            definition: The customer asks how far the application is.
            examples: ["申请进度在哪里查", "办卡审核要多久", "申请提交了一周还在审核中", "What is the status of my application?", "How long does the review take?", "My application is still under review"]
            owner: onboarding
            target_per_10k: 4
            cause: product
            need_layer: cognition
          - id: card.apply.documents
            name: {zh: 材料上传, en: Documents}
            definition: An identity document or proof of income cannot be uploaded or is not accepted.
            examples: ["身份证照片上传不了", "收入证明要什么材料", "人脸识别总是不通过", "I cannot upload my ID photo", "Which proof of income do you accept?", "The face recognition keeps failing"]
            owner: onboarding
            target_per_10k: 3
            cause: product
            need_layer: action
      - id: receive
        name: {zh: 收卡, en: Receive}
        scenarios:
          - id: card.receive.not_arrived
            name: {zh: 卡片未收到, en: Card not arrived}
            definition: The card was sent and has not arrived.
            examples: ["卡片寄了半个月还没收到", "我的新卡到哪了", "快递一直没送卡", "My new card has not arrived", "Where is my card? It was sent two weeks ago", "The card is still not in my mailbox"]
            owner: logistics
            target_per_10k: 4
            cause: logistics
            need_layer: action
          - id: card.receive.wrong_address
            name: {zh: 邮寄地址, en: Delivery address}
            definition: The delivery address has to be changed before the card is sent.
            examples: ["邮寄地址填错了", "我搬家了要改寄卡地址", "收卡地址怎么修改", "I moved and must change the delivery address", "The mailing address is wrong", "Please send the card to my new address"]
            owner: logistics
            target_per_10k: 2
            cause: customer_error
            need_layer: action
          - id: card.receive.activation
            name: {zh: 激活失败, en: Activation fails}
            definition: The new card cannot be activated.
            examples: ["新卡激活不了", "激活的时候提示验证码错误", "怎么激活卡片", "I cannot activate my new card", "The activation code does not work", "How do I activate the card?"]
            owner: onboarding
            target_per_10k: 4
            cause: product
            need_layer: action
      - id: use
        name: {zh: 用卡, en: Use}
        scenarios:
          - id: card.use.declined
            name: {zh: 刷卡被拒, en: Payment declined}
            definition: A payment with the card was declined although there is money.
            examples: ["刷卡被拒但余额够", "在超市付款交易失败", "POS机提示交易被拒绝", "My card was declined at the supermarket", "The transaction was refused although I have money", "The shop terminal declines my card"]
            owner: authorisation
            target_per_10k: 6
            cause: product
            need_layer: action
          - id: card.use.contactless
            name: {zh: 闪付不能用, en: Contactless}
            definition: Contactless or phone payment does not work.
            examples: ["闪付没有反应", "手机支付绑定不了这张卡", "挥卡感应不了", "Contactless payment does not work", "I cannot add the card to my phone wallet", "Tapping the card has no effect"]
            owner: wallets
            target_per_10k: 3
            cause: product
            need_layer: action
          - id: card.use.abroad_fee
            name: {zh: 境外手续费, en: Foreign fees}
            definition: Fees or exchange rates of payments abroad are a surprise.
            examples: ["境外消费手续费怎么这么高", "国外刷卡汇率不对", "外币交易收货币转换费", "Why is the fee for payments abroad so high?", "The exchange rate of my foreign purchase is wrong", "I was billed a currency conversion fee"]
            owner: pricing
            target_per_10k: 3
            cause: policy
            need_layer: emotion
          - id: card.use.cash
            name: {zh: 取现失败, en: Cash withdrawal}
            definition: The cash machine keeps the card or pays out wrongly.
            examples: ["取款机吞卡了", "取现金额不对少吐了钱", "在自动取款机取不出钱", "The cash machine swallowed my card", "The ATM paid out less than I withdrew", "I cannot withdraw cash"]
            owner: cash
            target_per_10k: 2
            cause: partner
            need_layer: action
      - id: bill
        name: {zh: 账单, en: Bill}
        scenarios:
          - id: card.bill.unknown_charge
            name: {zh: 陌生交易, en: Unknown charge}
            definition: The statement holds a transaction that the customer does not recognise.
            examples: ["账单上有一笔我不认识的消费", "这笔交易不是我本人做的", "有陌生商户扣款", "There is a transaction I do not recognise", "I did not make this purchase on my statement", "An unknown merchant took money"]
            owner: fraud
            target_per_10k: 5
            cause: partner
            need_layer: emotion
          - id: card.bill.annual_fee
            name: {zh: 年费, en: Annual fee}
            definition: The annual fee is charged unexpectedly or should be waived.
            examples: ["为什么收我年费", "刷几次可以免年费", "年费能退吗", "Why did you charge an annual fee?", "Can the yearly fee be waived?", "I was told the card has no annual fee"]
            owner: pricing
            target_per_10k: 3
            cause: marketing_sales
            need_layer: cognition
          - id: card.bill.repayment
            name: {zh: 还款未入账, en: Repayment not posted}
            definition: A repayment was made and the bill still shows the debt.
            examples: ["还款了账单还显示欠款", "还的钱没有入账", "已还清还收到逾期提醒", "I repaid but the bill still shows a debt", "My repayment has not been posted", "I got an overdue notice although I paid the bill"]
            owner: billing
            target_per_10k: 4
            cause: product
            need_layer: action
      - id: secure
        name: {zh: 安全, en: Secure}
        scenarios:
          - id: card.secure.lost
            name: {zh: 挂失, en: Lost card}
            definition: The card was lost or stolen and must be blocked.
            examples: ["银行卡丢了要挂失", "钱包被偷了请马上冻结卡", "卡掉了怎么补办", "I lost my card, please block it", "My wallet was stolen", "How do I report a stolen card?"]
            owner: fraud
            target_per_10k: 3
            cause: customer_error
            need_layer: action
          - id: card.secure.pin
            name: {zh: 忘记密码, en: PIN forgotten}
            definition: The customer forgot the PIN or entered it wrongly too often.
            examples: ["忘记取款密码了", "密码输错三次被锁", "怎么重置卡密码", "I forgot my PIN", "I entered the wrong PIN three times", "How can I reset the PIN code?"]
            owner: onboarding
            target_per_10k: 4
            cause: customer_error
            need_layer: action
          - id: card.secure.frozen
            name: {zh: 账户被冻结, en: Account frozen}
            definition: The bank restricted the account or the card without being asked.
            examples: ["我的账户为什么被冻结", "卡被风控限制了", "账户状态异常怎么解除", "Why is my account frozen?", "You restricted my account for no reason", "When will the restriction be lifted?"]
            owner: risk
            target_per_10k: 3
            cause: policy
            need_layer: emotion
)yaml";

}  // namespace vocmap
