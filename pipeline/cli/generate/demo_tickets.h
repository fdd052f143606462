#pragma once

#include <string_view>

namespace vocmap {

// The tickets line of the demo's taxonomy.
inline constexpr std::string_view kDemoTicketsLine = R"yaml(
  - id: tickets
    name: {zh: 门票, en: Tickets}
    lifecycle: growth
    exposure: {kind: order, lag_hours: auto}
    stages:
      - id: find
        name: {zh: 查找, en: Find}
        scenarios:
          - id: tickets.find.opening_hours
            name: {zh: 开放时间, en: Opening hours}
            definition: The customer asks when the attraction opens, closes or admits the last visitor.
            examples: ["景区几点开门", "请问开放时间到几点", "最晚几点可以入场", "What are your opening hours?", "When does the park close today?", "What time is the last admission?"]
            owner: content
            target_per_10k: 10
            cause: marketing_sales
            need_layer: cognition
          - id: tickets.find.concession
            name: {zh: 优惠票种, en: Concession tickets}
            definition: Who is entitled to a student, child or senior ticket, and with which proof.
            examples: ["学生票需要什么证件", "老人有优待票吗", "小孩身高多少可以免票", "Is there a student discount ticket?", "Do seniors pay a reduced price?", "Are children under six free?"]
            owner: content
            target_per_10k: 14
            cause: marketing_sales
            need_layer: cognition
          - id: tickets.find.availability
            name: {zh: 余票查询, en: Availability}
            definition: The customer asks whether tickets are still left for a day.
            examples: ["国庆那天还有余票吗", "周六的票卖完了吗", "什么时候放票", "Are tickets still available for Saturday?", "Is Sunday sold out?", "When will more tickets be released?"]
            owner: content
            target_per_10k: 12
            cause: product
            need_layer: cognition
      - id: order
        name: {zh: 下单, en: Order}
        scenarios:
          - id: tickets.order.real_name
            name: {zh: 实名信息填错, en: Wrong visitor details}
            definition: The name or identity document of a visitor in the order is wrong.
            examples: ["身份证号填错了怎么修改", "游客姓名写错一个字", "实名信息错了能改吗", "I entered the wrong passport number", "The visitor name on my order is misspelled", "How do I correct the visitor details?"]
            owner: checkout
            target_per_10k: 20
            cause: product
            need_layer: action
          - id: tickets.order.change_date
            name: {zh: 更改日期, en: Change the date}
            definition: The customer wants to move the visit to another day.
            examples: ["门票想改到下周日", "可以更改游玩日期吗", "我要改期", "Can I change the date of my visit?", "Please move my booking to another day", "I need to reschedule my tickets"]
            owner: checkout
            target_per_10k: 16
            cause: policy
            need_layer: action
          - id: tickets.order.submit_fails
            name: {zh: 下单报错, en: Order cannot be submitted}
            definition: The page reports an error or hangs when the order is submitted.
            examples: ["提交订单一直报错", "点下单按钮没反应", "订单提交不了系统繁忙", "I get an error when I submit the order", "The order button does nothing", "The page freezes when I place an order"]
            owner: checkout
            target_per_10k: 12
            cause: product
            need_layer: action
      - id: pay
        name: {zh: 支付, en: Pay}
        scenarios:
          - id: tickets.pay.charged_twice
            name: {zh: 重复扣款, en: Charged twice}
            definition: The customer was charged more than once for one order.
            examples: ["扣了我两次钱", "同一单付了两遍", "重复扣款了", "I was charged twice for the same ticket", "You took the money two times", "There is a double charge on my card"]
            counter_examples: ["什么时候能扣款"]
            rules: [{any: ["重复扣款", "charged twice"]}]
            owner: payments
            target_per_10k: 8
            cause: product
            need_layer: action
          - id: tickets.pay.payment_fails
            name: {zh: 支付失败, en: Payment fails}
            definition: The payment is refused or does not go through.
            examples: ["支付失败怎么办", "付款一直不成功", "微信支付跳不过去", "My payment fails every time", "The payment did not go through", "The payment page rejects my card"]
            owner: payments
            target_per_10k: 18
            cause: product
            need_layer: action
          - id: tickets.pay.coupon
            name: {zh: 优惠券不能用, en: Coupon not accepted}
            definition: A coupon or promotion code is not applied to the price.
            examples: ["优惠券用不了", "满减券没有抵扣", "优惠码显示无效", "My coupon is not accepted", "The promo code does not work", "The voucher was not applied to the price"]
            owner: marketing
            target_per_10k: 15
            cause: marketing_sales
            need_layer: action
      - id: receive
        name: {zh: 取票, en: Receive}
        scenarios:
          - id: tickets.receive.no_code
            name: {zh: 没收到入园码, en: No entry code}
            definition: The code or e-ticket did not arrive after payment.
            examples: ["入园码一直没收到", "二维码没有发给我", "付完款没有收到电子票短信", "I did not receive the QR code", "My e-ticket never arrived", "No confirmation e-mail with the entry code"]
            owner: fulfilment
            target_per_10k: 15
            cause: product
            need_layer: action
          - id: tickets.receive.machine
            name: {zh: 取票机故障, en: Ticket machine}
            definition: The self-service machine does not print the tickets.
            examples: ["取票机打不出票", "自助机器读不了身份证", "取票机坏了", "The ticket machine does not print", "The self-service kiosk is out of order", "The machine cannot read my ID"]
            owner: park_operations
            target_per_10k: 10
            cause: partner
            need_layer: action
          - id: tickets.receive.pickup_place
            name: {zh: 取票地点, en: Where to pick up}
            definition: The customer does not know where to exchange or collect the tickets.
            examples: ["在哪里取票", "换票窗口在什么位置", "纸质票去哪个门领", "Where do I pick up my tickets?", "Where is the collection counter?", "At which gate can I exchange the voucher for paper tickets?"]
            owner: content
            target_per_10k: 10
            cause: marketing_sales
            need_layer: cognition
      - id: use
        name: {zh: 入园, en: Visit}
        scenarios:
          - id: tickets.use.gate_rejects
            name: {zh: 闸机不放行, en: Gate rejects the ticket}
            definition: The gate does not open although the ticket is valid.
            examples: ["闸机刷不开", "扫码进不去大门", "检票说我的票已使用", "The gate will not open", "The turnstile says my ticket was already used", "The scanner at the entrance rejects my ticket"]
            owner: park_operations
            target_per_10k: 14
            cause: partner
            need_layer: action
          - id: tickets.use.queue
            name: {zh: 排队太久, en: Long queue}
            definition: The customer complains about waiting in line in the park.
            examples: ["排队排了两个小时", "队伍太长根本玩不到", "人太多排队太久", "We queued for two hours", "The waiting line is far too long", "Too crowded, endless queues for every ride"]
            owner: park_operations
            target_per_10k: 12
            cause: partner
            need_layer: emotion
          - id: tickets.use.show_cancelled
            name: {zh: 演出取消, en: Show cancelled}
            definition: A show or a ride that the ticket includes did not take place.
            examples: ["晚上的演出取消了", "表演临时不演了", "过山车停运了", "The evening show was cancelled", "The ride was closed for maintenance", "The performance did not take place"]
            owner: park_operations
            cause: partner
            need_layer: emotion
      - id: after
        name: {zh: 售后, en: After-sales}
        scenarios:
          - id: tickets.after.refund_missing
            name: {zh: 退款未到账, en: Refund not received}
            definition: A refund was promised and the money has not arrived.
            examples: ["退款还没到账", "退票的钱什么时候退回来", "退款好几天了没收到", "I have not received my refund", "Where is my refund money?", "The refund still has not arrived on my account"]
            owner: payments
            target_per_10k: 15
            cause: product
            need_layer: action
          - id: tickets.after.refund_refused
            name: {zh: 不给退票, en: Refund refused}
            definition: The rules forbid the cancellation, or take a fee that surprises.
            examples: ["为什么不能退票", "退票手续费太高了", "去不了了却说不支持退", "Why is my ticket non-refundable?", "The cancellation fee is too high", "You refuse to cancel my tickets"]
            owner: policy
            target_per_10k: 12
            cause: policy
            need_layer: emotion
          - id: tickets.after.invoice
            name: {zh: 开发票, en: Invoice}
            definition: The customer needs an invoice or a receipt for the company.
            examples: ["怎么开发票", "发票抬头开错了", "电子发票在哪下载", "I need an invoice for my company", "How can I download the receipt?", "The invoice shows the wrong company name"]
            owner: finance
            target_per_10k: 10
            cause: product
            need_layer: action
)yaml";

}  // namespace vocmap
