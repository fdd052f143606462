#include "operators/catalogue/catalogue.h"
#include "operators/catalogue/parts.h"

namespace vocmap {
namespace {

template <AgentState state>
constexpr MetricOf<WorkFact> time_in(std::string_view name, std::string_view zh,
                                     std::string_view en) {
  return {{.name = name,
           .zh = zh,
           .en = en,
           .formula = "time in this state; of states at once the first in the list of states "
                      "counts, split equally over its contacts",
           .unit = "hours",
           .form = Form::total,
           .scale = kPerHour},
          [](const WorkFact& f) { return value_of(f.ms[static_cast<std::size_t>(state)]); }};
}

constexpr MetricOf<WorkFact> kWork[] = {
    time_in<AgentState::talk>("agent_time_talk", "坐席工时：与客户交谈",
                              "Agents' time in conversation with a customer"),
    time_in<AgentState::hold>("agent_time_hold", "坐席工时：客户保持等待",
                              "Agents' time with a customer on hold"),
    time_in<AgentState::wrap>("agent_time_wrap", "坐席工时：话后处理",
                              "Agents' time on what follows a conversation"),
    time_in<AgentState::contact_work>("agent_time_contact_work", "坐席工时：处理联系的其他工作",
                                      "Agents' time of other work on a contact"),
    time_in<AgentState::back_office>("agent_time_back_office", "坐席工时：后台事务",
                                     "Agents' time on back-office items"),
    time_in<AgentState::kb_search>("agent_time_kb_search", "坐席工时：查询知识库",
                                   "Agents' time in searches of the knowledge base, beside nothing "
                                   "that goes before it"),
    time_in<AgentState::quick_reply>("agent_time_quick_reply", "坐席工时：快捷回复",
                                     "Agents' time on quick replies"),
    time_in<AgentState::qa>("agent_time_qa", "坐席工时：质检", "Agents' time in quality assurance"),
    time_in<AgentState::training>("agent_time_training", "坐席工时：培训",
                                  "Agents' time in training"),
    time_in<AgentState::meeting>("agent_time_meeting", "坐席工时：会议",
                                 "Agents' time in meetings"),
    time_in<AgentState::available>("agent_time_available", "坐席工时：空闲待接",
                                   "Agents' time ready for the next contact"),
    time_in<AgentState::break_>("agent_time_break", "坐席工时：休息", "Agents' time on breaks"),
    time_in<AgentState::idle>("agent_time_idle", "坐席工时：闲置",
                              "Agents' time logged in, but neither at work nor ready"),
    {{.name = "paid_time",
      .zh = "带薪工时",
      .en = "Agents' time that is paid",
      .formula = "time of all states that is paid; by default all but logout",
      .unit = "hours",
      .form = Form::total,
      .scale = kPerHour},
     [](const WorkFact& f) { return value_of(f.paid_ms); }},
    {{.name = "occupancy",
      .zh = "占用率：待命时间中有多少在处理联系",
      .en = "How busy those are who stand ready for contacts",
      .formula = "(talk + hold + wrap + contact_work) / (talk + hold + wrap + contact_work + "
                 "available)",
      .unit = "share",
      .form = Form::ratio,
      .source = "ICMI; Cleveland, Call Center Management on Fast Forward"},
     [](const WorkFact& f) -> Reading { return f.occupancy; }},
    {{.name = "utilisation",
      .zh = "利用率：带薪工时中有多少用于客户",
      .en = "How much of what is paid is work for customers",
      .formula = "paid (talk + hold + wrap + contact_work + back_office + kb_search + quick_reply) "
                 "/ paid time",
      .unit = "share",
      .form = Form::ratio,
      .source = "SWPP"},
     [](const WorkFact& f) -> Reading { return f.utilisation; }},
    {{.name = "shrinkage",
      .zh = "缩水率：带薪工时中有多少无法接待联系",
      .en = "How much of what is paid no contact can have",
      .formula = "(paid time - paid (talk + hold + wrap + contact_work + available)) / paid time",
      .unit = "share",
      .form = Form::ratio,
      .source = "ICMI"},
     [](const WorkFact& f) -> Reading { return f.shrinkage; }},
    {{.name = "kb_search_time",
      .zh = "平均每次知识库查询用时",
      .en = "Mean time of a search of the knowledge base, whatever else the agent did meanwhile",
      .formula = "time of kb_search intervals / their number, in the windows of their start",
      .unit = "seconds",
      .form = Form::mean,
      .scale = kPerSecond},
     [](const WorkFact& f) -> Reading { return f.searches; }},
    {{.name = "kb_no_result_rate",
      .zh = "知识库查询无结果的占比",
      .en = "Share of searches of the knowledge base that found nothing",
      .formula = "searches with 0 results / searches whose number of results is known",
      .unit = "share"},
     [](const WorkFact& f) -> Reading { return f.searches_without_result; }},
};

}  // namespace

constinit const Metrics<WorkFact> kWorkMetrics{kWork};

}  // namespace vocmap
