#include "pipeline/cli/generate/texts.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iterator>

#include "pipeline/cli/generate/demo_texts.h"

namespace vocmap {
namespace {

constexpr std::array kNoneZh = {"外面阳光明媚，鸟语花香",
                                "你们公司还招人吗，我想投简历",
                                "给客服小姐姐点个赞，态度特别好",
                                "谢谢啦，辛苦了",
                                "在吗在吗",
                                "世界杯冠军是哪支球队",
                                "推荐几部好看的电影吧",
                                "我家猫咪今天又长胖了",
                                "想和你们谈谈广告合作",
                                "祝大家中秋节快乐"};
constexpr std::array kNoneEn = {"Lovely sunshine and singing birds",
                                "Are you hiring software developers?",
                                "Kudos to your friendly colleague Maria",
                                "Thank you so much, bye",
                                "Greetings from a happy fan",
                                "Who won the football match yesterday?",
                                "Recommend me some good movies",
                                "My cat has put on weight again",
                                "We would like to discuss an advertising partnership",
                                "Happy birthday to the whole team"};

constexpr std::array kCitiesZh = {"杭州", "成都", "西安", "厦门", "桂林", "苏州", "青岛", "昆明"};
constexpr std::array kCitiesEn = {"Vienna", "Lisbon", "Kyoto", "Bristol",
                                  "Prague", "Oslo",   "Porto", "Chengdu"};
constexpr std::array kMonthsEn = {"January",   "February", "March",    "April",
                                  "May",       "June",     "July",     "August",
                                  "September", "October",  "November", "December"};

std::string slot_value(std::string_view slot, bool chinese, Random& random) {
  if (slot == "order") return fmt::format("TK{:06}", random.below(1'000'000));
  if (slot == "n") return fmt::format("{}", 2 + random.below(7));
  if (slot == "city") {
    return chinese ? kCitiesZh[static_cast<std::size_t>(random.below(kCitiesZh.size()))]
                   : kCitiesEn[static_cast<std::size_t>(random.below(kCitiesEn.size()))];
  }
  if (slot == "amount") {
    const std::int64_t amount = 20 + random.below(780);
    return chinese ? fmt::format("{}元", amount) : fmt::format("${}", amount);
  }
  const std::int64_t month = random.below(12), day = 1 + random.below(28);
  return chinese ? fmt::format("{}月{}号", month + 1, day)
                 : fmt::format("{} {}", day, kMonthsEn[static_cast<std::size_t>(month)]);
}

void add(TextPool& pool, std::span<const DemoTexts> texts) {
  for (const DemoTexts& t : texts) {
    pool.by_scenario[std::string(t.scenario)] = {
        {t.zh.begin(), t.zh.end()}, {t.en.begin(), t.en.end()}, t.pressure, t.promotion};
  }
}

// The scenario that a label names; "none" when there is no such scenario.
std::string scenario_of(std::string_view label, const Taxonomy& taxonomy) {
  const std::string ending = fmt::format(".{}", label);
  for (const Line& line : taxonomy.lines) {
    for (const Stage& stage : line.stages) {
      for (const Scenario& scenario : stage.scenarios) {
        if (scenario.id == label || scenario.id.ends_with(ending)) return scenario.id;
      }
    }
  }
  return "none";
}

}  // namespace

const TextPool& demo_texts() {
  static const TextPool pool = [] {
    TextPool made;
    add(made, demo_tickets_texts());
    add(made, demo_hotels_texts());
    add(made, demo_card_texts());
    made.by_scenario["none"] = {{kNoneZh.begin(), kNoneZh.end()}, {kNoneEn.begin(), kNoneEn.end()}};
    const DemoTexts& emerging = demo_emerging_text();
    made.emerging[std::string(emerging.scenario)] = {{emerging.zh.begin(), emerging.zh.end()},
                                                     {emerging.en.begin(), emerging.en.end()}};
    made.has_slots = true;
    return made;
  }();
  return pool;
}

tl::expected<TextPool, std::string> read_texts(const std::string& path, const Taxonomy& taxonomy) {
  std::ifstream in(path);
  std::string row;
  if (!std::getline(in, row)) return tl::unexpected(fmt::format("{}: cannot be read", path));
  TextPool pool;
  for (int number = 2; std::getline(in, row); ++number) {
    const std::size_t tab = row.find('\t');
    if (tab == std::string::npos || tab == 0) {
      return tl::unexpected(fmt::format("{}:{}: not text<TAB>label", path, number));
    }
    const std::size_t end = row.find_first_of("\t\r", tab + 1);
    const std::string label = row.substr(tab + 1, end - tab - 1);
    std::string text = row.substr(0, tab);
    const bool ascii = static_cast<unsigned char>(text.front()) < 0x80;
    ScenarioTexts& texts = pool.by_scenario[scenario_of(label, taxonomy)];
    (ascii ? texts.en : texts.zh).push_back(std::move(text));
  }
  const bool any_scenario = pool.by_scenario.size() > pool.by_scenario.count("none");
  if (!any_scenario) return tl::unexpected(fmt::format("{}: no label is a scenario", path));
  return pool;
}

std::string fill_slots(std::string_view text_template, bool chinese, Random& random) {
  std::string text;
  while (true) {
    const std::size_t open = text_template.find('{');
    text += text_template.substr(0, open);
    if (open == std::string_view::npos) return text;
    const std::size_t close = text_template.find('}', open);
    text += slot_value(text_template.substr(open + 1, close - open - 1), chinese, random);
    text_template.remove_prefix(close + 1);
  }
}

}  // namespace vocmap
