#include "operators/scenario/common_words.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <vector>

namespace vocmap {
namespace {

using Words = std::unordered_set<std::u32string_view>;

Words split(std::u32string_view text) {
  Words words;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(U' ', start), text.size());
    words.insert(text.substr(start, end - start));
    start = end + 1;
  }
  return words;
}

// Longest first, so that a phrase wins over its own beginning.
std::vector<std::u32string_view> split_phrases(std::u32string_view text) {
  const Words words = split(text);
  std::vector<std::u32string_view> phrases(words.begin(), words.end());
  std::sort(phrases.begin(), phrases.end(),
            [](auto a, auto b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  return phrases;
}

const std::vector<std::u32string_view>& courtesy_phrases() {
  static const auto kPhrases = split_phrases(
      U"你好 您好 你们好 大家好 客服你好 客服您好 嗨 哈喽 哈啰 喂 在吗 在么 在不在 有人吗 有人在吗 "
      U"亲 早 "
      U"早上好 上午好 中午好 下午好 晚上好 早安 晚安 请问 请问一下 想问一下 问一下 咨询一下 "
      U"麻烦问一下 打扰了 "
      U"谢谢 谢谢你 谢谢您 多谢 感谢 非常感谢 谢了 好的谢谢 辛苦了 麻烦了 麻烦您了 不好意思 嗯 "
      U"嗯嗯 哦 好的 好 "
      U"好吧 收到 知道了 明白了 再见 拜拜 客服 人工 啊 呢 吧 呀 哈 哈哈 哈哈哈");
  return kPhrases;
}

}  // namespace

bool is_courtesy_word(std::u32string_view word) {
  static const Words kWords = split(
      U"hello hi hey hiya dear greetings good morning afternoon evening thanks thank thx ty cheers "
      U"please pls plz sorry regards sincerely ok okay bye goodbye hola");
  return kWords.contains(word);
}

bool is_function_word(std::u32string_view word) {
  static const Words kWords = split(
      U"a an the this that these those it its i im ive id ill me my mine myself you your yours "
      U"youre "
      U"we us our they them their he she his her one and or but if so as at by for from in into of "
      U"on "
      U"off to up with about over out there here then than too very just also only again still yet "
      U"is am are was were be been being isnt arent wasnt do does did done doing dont doesnt didnt "
      U"have has had having havent hasnt can could cant couldnt will would wont wouldnt shall "
      U"should "
      U"may might must what whats when where which who whom why how all any both each few more "
      U"most "
      U"other some such same s t ll ve re d m get got need want like know tell help let make some "
      U"someone something anything now really");
  return kWords.contains(word);
}

bool is_function_character(char32_t c) {
  constexpr std::u32string_view kCharacters =
      U"的了我是在不有和就人都一个上也很到说要去你会着没看好自这那么们吗呢吧啊把被给对为什能可以请"
      U"问"
      U"怎样想帮您他她它下里还又再跟与及或从让将得地过";
  return kCharacters.find(c) != std::u32string_view::npos;
}

std::size_t courtesy_prefix(std::u32string_view text) {
  std::size_t length = 0;
  for (bool found = true; found && length < text.size();) {
    found = false;
    for (const auto phrase : courtesy_phrases()) {
      // One character is a greeting only when it stands alone: 早 is one, 早餐 is not.
      if (phrase.size() == 1 && text.size() - length > 1) break;
      if (!text.substr(length).starts_with(phrase)) continue;
      length += phrase.size();
      found = true;
      break;
    }
  }
  return length;
}

std::size_t courtesy_suffix(std::u32string_view text) {
  for (const auto phrase : courtesy_phrases()) {
    if (phrase.size() > 1 && text.ends_with(phrase)) return phrase.size();
  }
  return 0;
}

bool is_foreign_function_word(std::u32string_view word) {
  static const Words kWords = split(
      U"der das und ist nicht ich mein meine ein eine wie wo wann warum mit von zu auf für habe "
      U"wurde "
      U"le la les des du une est je ne pas ma mes comment pourquoi avec pour dans qui que el los "
      U"las "
      U"del por para una cómo como porque está il gli che non sono perché della het een ik niet "
      U"mijn "
      U"van wat hoe os um uma não meu minha você saya tidak yang dan ini bir ve bu için na się nie "
      U"jest");
  return kWords.contains(word);
}

}  // namespace vocmap
