#pragma once

#include <string_view>

namespace vocmap {

// The hotels line of the demo's taxonomy.
inline constexpr std::string_view kDemoHotelsLine = R"yaml(
  - id: hotels
    name: {zh: 酒店, en: Hotels}
    lifecycle: mature
    exposure: {kind: order, lag_hours: auto}
    stages:
      - id: find
        name: {zh: 查找, en: Find}
        scenarios:
          - id: hotels.find.facilities
            name: {zh: 设施咨询, en: Facilities}
            definition: The customer asks for breakfast, parking, a pool or another facility.
            examples: ["房价含早餐吗", "酒店有停车场吗", "有没有游泳池和健身房", "Is breakfast included?", "Does the hotel have parking?", "Is there a swimming pool or a gym?"]
            owner: content
            target_per_10k: 16
            cause: marketing_sales
            need_layer: cognition
          - id: hotels.find.location
            name: {zh: 位置交通, en: Location}
            definition: How far the hotel is from a place and how to get there.
            examples: ["酒店离地铁站多远", "从机场怎么过去", "地图上的地址找不到", "How far is the hotel from the station?", "How do I get there from the airport?", "The address on the map is wrong"]
            owner: content
            target_per_10k: 10
            cause: marketing_sales
            need_layer: cognition
          - id: hotels.find.price_changes
            name: {zh: 价格变动, en: Price changes}
            definition: The price in the list differs from the price while booking.
            examples: ["列表价格和下单价格不一样", "刚才还便宜现在突然涨价", "房价怎么变贵了", "The price jumped while I was booking", "The list shows a cheaper price than the checkout", "Why did the room rate go up?"]
            owner: pricing
            target_per_10k: 14
            cause: product
            need_layer: emotion
      - id: book
        name: {zh: 预订, en: Book}
        scenarios:
          - id: hotels.book.not_confirmed
            name: {zh: 订单未确认, en: Not confirmed}
            definition: The booking waits for the hotel's confirmation.
            examples: ["订单一直显示待确认", "酒店什么时候确认订单", "预订还没有确认", "My booking is still not confirmed", "When will the hotel confirm my reservation?", "The status says pending confirmation"]
            owner: supply
            target_per_10k: 15
            cause: partner
            need_layer: emotion
          - id: hotels.book.change_dates
            name: {zh: 修改入住日期, en: Change of dates}
            definition: The customer wants to arrive or leave on another day.
            examples: ["想把入住日期推迟一天", "能不能改成后天离店", "入住时间要修改", "Can I change my check-in date?", "I want to extend my stay by one night", "Please move the arrival to the next day"]
            owner: checkout
            target_per_10k: 16
            cause: policy
            need_layer: action
          - id: hotels.book.guest_name
            name: {zh: 入住人信息, en: Guest name}
            definition: The guest's name is missing or wrong.
            examples: ["入住人名字写错了", "想换一个入住人", "可以加一位客人的姓名吗", "The guest name is wrong", "I want to add a second guest's name", "Somebody else will check in instead of me"]
            owner: checkout
            target_per_10k: 10
            cause: customer_error
            need_layer: action
      - id: pay
        name: {zh: 支付, en: Pay}
        scenarios:
          - id: hotels.pay.deposit
            name: {zh: 押金未退, en: Deposit}
            definition: The deposit or pre-authorisation is not released after the stay.
            examples: ["退房后押金还没退", "预授权什么时候解冻", "前台收的押金怎么退", "My deposit was not returned after check-out", "When is the pre-authorisation released?", "The hotel still holds my deposit"]
            owner: payments
            target_per_10k: 10
            cause: partner
            need_layer: action
          - id: hotels.pay.charged_extra
            name: {zh: 额外收费, en: Charged extra}
            definition: The hotel asked for money that the booking did not mention.
            examples: ["到店又多收了服务费", "酒店额外加收清洁费", "账单里有莫名其妙的费用", "The hotel charged me an extra fee", "I had to pay a resort fee on top", "There are hidden charges on the hotel bill"]
            owner: supply
            target_per_10k: 8
            cause: partner
            need_layer: emotion
          - id: hotels.pay.payment_fails
            name: {zh: 支付失败, en: Payment fails}
            definition: The payment for a booking does not go through.
            examples: ["订房付款失败", "支付页面打不开", "银行卡支付不成功", "The payment for my room failed", "My card payment is rejected", "The payment page does not load"]
            owner: payments
            target_per_10k: 14
            cause: product
            need_layer: action
      - id: stay
        name: {zh: 入住, en: Stay}
        scenarios:
          - id: hotels.stay.no_room
            name: {zh: 到店无房, en: No room on arrival}
            definition: On arrival the hotel has no reservation or no room.
            examples: ["到了酒店说没有房间", "前台查不到我的预订", "到店无房被赶走", "The hotel has no room for us on arrival", "The front desk cannot find my reservation", "They overbooked and turned us away"]
            rules: [{any: ["到店无房", "overbooked"]}]
            owner: supply
            target_per_10k: 4
            cause: partner
            need_layer: emotion
          - id: hotels.stay.dirty_room
            name: {zh: 房间不干净, en: Dirty room}
            definition: The room or its bathroom is not clean.
            examples: ["房间很脏", "床单上有头发和污渍", "卫生间有霉味", "The room was dirty", "There were stains on the bed sheets", "The bathroom smelled of mould"]
            owner: quality
            target_per_10k: 10
            cause: partner
            need_layer: emotion
          - id: hotels.stay.noise
            name: {zh: 噪音, en: Noise}
            definition: Noise keeps the guests awake.
            examples: ["隔壁太吵睡不着", "半夜装修噪音很大", "隔音太差了", "The neighbours were so loud we could not sleep", "Construction noise all night", "The walls are thin and it is noisy"]
            owner: quality
            target_per_10k: 8
            cause: partner
            need_layer: emotion
          - id: hotels.stay.wifi
            name: {zh: 无线网络, en: Wi-Fi}
            definition: The wireless network is slow or cannot be reached.
            examples: ["房间的无线网连不上", "WiFi密码是多少", "网速太慢没法办公", "The Wi-Fi does not connect", "What is the Wi-Fi password?", "The internet in the room is too slow"]
            owner: quality
            cause: partner
            need_layer: action
      - id: after
        name: {zh: 售后, en: After-sales}
        scenarios:
          - id: hotels.after.cancel_fee
            name: {zh: 取消扣费, en: Cancellation fee}
            definition: The cancellation costs money, or is not possible.
            examples: ["取消订单要扣一晚房费", "为什么不能免费取消", "取消预订手续费太贵", "Why must I pay a cancellation fee?", "Cancelling costs me the first night", "I cannot cancel for free"]
            owner: policy
            target_per_10k: 14
            cause: policy
            need_layer: emotion
          - id: hotels.after.refund_missing
            name: {zh: 退款未到账, en: Refund not received}
            definition: A refund was promised and the money has not arrived.
            examples: ["退款还没有到账", "取消以后钱什么时候退回来", "退款一个星期没收到", "I have not received my refund", "Where is the refund for my cancelled booking?", "The refund still has not arrived"]
            owner: payments
            target_per_10k: 12
            cause: product
            need_layer: action
          - id: hotels.after.invoice
            name: {zh: 开发票, en: Invoice}
            definition: The customer needs an invoice or a receipt for the stay.
            examples: ["住宿费怎么开发票", "发票找酒店开还是找你们", "发票抬头要改", "I need an invoice for my stay", "Who issues the receipt, you or the hotel?", "Please correct the company name on the invoice"]
            owner: finance
            target_per_10k: 15
            cause: product
            need_layer: action
          - id: hotels.after.lost_item
            name: {zh: 物品遗失, en: Lost property}
            definition: The guest left something in the room.
            examples: ["充电器落在房间了", "耳环忘在酒店请帮忙找一下", "遗失的物品能寄给我吗", "I left my charger in the room", "Did anybody find my forgotten earrings?", "Can the hotel send my lost jacket?"]
            owner: quality
            cause: customer_error
            need_layer: action
)yaml";

}  // namespace vocmap
