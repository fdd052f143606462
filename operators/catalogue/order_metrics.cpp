#include "operators/catalogue/catalogue.h"
#include "operators/catalogue/parts.h"

namespace vocmap {
namespace {

constexpr MetricOf<OrderFact> kOrders[] = {
    {{.name = "right_first_time",
      .zh = "第一次就做对：30 天内无进线的订单占比",
      .en = "Share of orders about which nobody had to make contact within 30 d",
      .formula = "1 - orders with a contact within 30 d / orders of known customers",
      .unit = "share",
      .horizon = Horizon::thirty_one_days},
     [](const OrderFact& f) { return share_of(!f.contacted); }},
    {{.name = "return_without_contact_30d",
      .zh = "无进线客户 30 天复购率",
      .en = "Share of orders of customers without contact that were followed by another within 30 "
            "d: what to compare return_to_transaction_30d with",
      .formula = "orders followed by another within 30 d / orders of customers without contact in "
                 "the 30 d before and after",
      .unit = "share",
      .horizon = Horizon::thirty_one_days},
     [](const OrderFact& f) {
       return share_of(!f.customer_contacted, within(f.until_next_order, std::chrono::days{30}));
     }},
};

constexpr MetricOf<OrderReversal> kReversals[] = {
    {{.name = "refunds_per_10k",
      .zh = "每万笔交易退款数",
      .en = "Refunded orders per 10,000 transactions",
      .formula = "orders refunded / exposure * 10000",
      .unit = "per_10k",
      .form = Form::per_10k},
     [](const OrderReversal& f) { return count_of(f.refund); }},
    {{.name = "disputes_per_10k",
      .zh = "每万笔交易争议数",
      .en = "Disputed orders per 10,000 transactions",
      .formula = "orders disputed / exposure * 10000",
      .unit = "per_10k",
      .form = Form::per_10k},
     [](const OrderReversal& f) { return count_of(!f.refund); }},
};

}  // namespace

constinit const Metrics<OrderFact> kOrderMetrics{kOrders};
constinit const Metrics<OrderReversal> kReversalMetrics{kReversals};

}  // namespace vocmap
