#include <algorithm>
#include <string>

#include "operators/redact/glyphs.h"

namespace vocmap {
namespace {

using namespace std::string_view_literals;

constexpr std::u32string_view kSurnames =
    U"王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田"
    U"杜丁沈姜"
    U"范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱"
    U"施牛洪龚"
    U"汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗"
    U"詹曲靳"
    U"祁裴涂甘霍柯阮桂闵解滕楚宁凌甄冉岳"
    U"張劉陳楊黃趙吳孫馬鄭羅謝韓鄧蕭馮葉呂蔣鍾盧陸譚韋賈鄒閻賴賀嚴錢龔湯喬顏莊魯龐齊關歐紀畢蘇許";
constexpr std::u32string_view kDoubleSurnames[] = {U"欧阳", U"上官", U"司马", U"诸葛", U"东方",
                                                   U"皇甫", U"尉迟", U"公孙", U"令狐", U"司徒",
                                                   U"歐陽", U"諸葛", U"慕容", U"夏侯"};
// Characters that end a given name inside running text: 我叫张三我要退款.
constexpr std::u32string_view kNotInName =
    U"我你他她它的了是在要想有不没就都和与跟说去来到给把被也还很吗呢吧这那个您请您电手住订买退号先";
constexpr std::u32string_view kLabels[] = {U"姓名",   U"名字",   U"收件人", U"收货人",
                                           U"联系人", U"乘客",   U"旅客",   U"乘机人",
                                           U"持卡人", U"入住人", U"购票人", U"聯絡人"};
constexpr std::u32string_view kTitles[] = {U"先生", U"女士", U"小姐", U"太太"};

bool contains(std::u32string_view set, char32_t c) {
  return set.find(c) != set.npos;
}

// Length of the surname at `i`: 0, 1 or 2.
std::size_t surname_length(const Glyphs& g, std::size_t i) {
  for (const auto name : kDoubleSurnames) {
    if (has_at(g, i, name)) return 2;
  }
  return contains(kSurnames, g.at(i)) && g.at(i) != 0 ? 1 : 0;
}

// End of a Chinese personal name at `i`; `i` itself when there is none.
std::size_t chinese_name_end(const Glyphs& g, std::size_t i) {
  const std::size_t surname = surname_length(g, i);
  if (surname == 0) return i;
  std::size_t end = i + surname;
  while (end < i + surname + 2 && is_ideograph(g.at(end)) && !contains(kNotInName, g.at(end)))
    ++end;
  return end > i + surname ? end : i;
}

std::size_t skip_connectors(const Glyphs& g, std::size_t i) {
  while (contains(U" ::是叫为為"sv, g.at(i)) && g.at(i) != 0) ++i;
  return i;
}

void add(Spans& spans, std::size_t begin, std::size_t end) {
  if (end > begin && !spans.overlap(begin, end)) {
    spans.add(begin, end, RedactionKind::name);
  }
}

// 我叫张三 / 姓名：李四 / 收件人 王五
void find_introduced(const Glyphs& g, std::size_t i, Spans& spans) {
  for (const std::u32string_view phrase :
       {U"我叫"sv, U"本人叫"sv, U"我的名字是"sv, U"我姓名是"sv}) {
    if (!has_at(g, i, phrase)) continue;
    const std::size_t begin = skip_connectors(g, i + phrase.size());
    add(spans, begin, chinese_name_end(g, begin));
  }
  for (const auto label : kLabels) {
    if (!has_at(g, i, label)) continue;
    const std::size_t begin = skip_connectors(g, i + label.size());
    if (begin > i + label.size()) add(spans, begin, chinese_name_end(g, begin));
  }
}

// 张先生, 李小红女士: only at the start of a run, where the name cannot be the end of a word.
void find_titled(const Glyphs& g, std::size_t i, Spans& spans) {
  const std::size_t surname = surname_length(g, i);
  if (surname == 0) return;
  for (std::size_t given = 0; given <= 2; ++given) {
    const std::size_t end = i + surname + given;
    for (const auto title : kTitles) {
      if (has_at(g, end, title)) return add(spans, i, end);
    }
    if (!is_ideograph(g.at(end)) || contains(kNotInName, g.at(end))) return;
  }
}

std::size_t word_end(const Glyphs& g, std::size_t i) {
  while (is_letter(g.at(i)) || (g.at(i) >= 0xC0 && g.at(i) < 0x250) ||
         ((g.at(i) == '\'' || g.at(i) == '-') && is_letter(g.at(i + 1)))) {
    ++i;
  }
  return i;
}

// Up to three capitalised words; `lower_too`: or one word that could be a name.
std::size_t english_name_end(const Glyphs& g, std::size_t i, bool lower_too) {
  constexpr std::u32string_view kNoName[] = {
      U"not",     U"on",        U"in",      U"wrong",     U"misspelled", U"misspelt", U"spelled",
      U"spelt",   U"incorrect", U"missing", U"different", U"the",        U"a",        U"showing",
      U"still",   U"now",       U"is",      U"and",       U"my",         U"as",       U"listed",
      U"correct", U"printed",   U"also",    U"being",     U"no",         U"never",    U"being"};
  std::size_t end = i;
  for (int words = 0, at = static_cast<int>(i); words < 3; ++words) {
    const auto begin = static_cast<std::size_t>(at);
    const std::size_t stop = word_end(g, begin);
    if (stop == begin) break;
    const bool capital = is_upper(g.at(begin)) || (g.at(begin) >= 0xC0 && g.at(begin) < 0xDF);
    const bool blocked = std::any_of(std::begin(kNoName), std::end(kNoName), [&](auto word) {
      return word.size() == stop - begin && has_at(g, begin, word);
    });
    if (blocked || (!capital && !(lower_too && words == 0))) break;
    end = stop;
    at = static_cast<int>(stop) + (g.at(stop) == '.' && stop - begin == 1 ? 1 : 0);
    if (g.at(static_cast<std::size_t>(at)) != ' ') break;
    ++at;
  }
  return end;
}

// My name, Mr, name:, cardholder:, passenger:, I am called.
bool starts_english(char32_t c) {
  const char32_t letter = to_lower(c);
  return letter == 'm' || letter == 'n' || letter == 'c' || letter == 'p' || letter == 'i';
}

void find_english(const Glyphs& g, std::size_t i, Spans& spans) {
  for (const std::u32string_view phrase :
       {U"my name is "sv, U"my name's "sv, U"my full name is "sv}) {
    if (has_at(g, i, phrase)) {
      add(spans, i + phrase.size(), english_name_end(g, i + phrase.size(), true));
    }
  }
  for (const std::u32string_view phrase :
       {U"name: "sv, U"name:"sv, U"cardholder: "sv, U"passenger: "sv, U"i am called "sv}) {
    if (has_at(g, i, phrase)) {
      add(spans, i + phrase.size(), english_name_end(g, i + phrase.size(), false));
    }
  }
  for (const std::u32string_view title :
       {U"mr "sv, U"mrs "sv, U"ms "sv, U"miss "sv, U"mr. "sv, U"mrs. "sv, U"ms. "sv}) {
    if (is_upper(g.at(i)) && !is_upper(g.at(i + 1)) && has_at(g, i, title)) {  // not "MS Excel"
      add(spans, i + title.size(), english_name_end(g, i + title.size(), false));
    }
  }
}

}  // namespace

void find_names(const Glyphs& g, Spans& spans) {
  for (std::size_t i = 0; i < g.size(); ++i) {
    const char32_t c = g.points[i];
    if (is_ideograph(c)) {
      if (contains(U"我本姓名收联乘旅持入购聯"sv, c)) find_introduced(g, i, spans);
      if (!is_ideograph(g.before(i))) find_titled(g, i, spans);
    } else if (starts_english(c) && !is_letter(g.before(i))) {
      find_english(g, i, spans);
    }
  }
}

}  // namespace vocmap
