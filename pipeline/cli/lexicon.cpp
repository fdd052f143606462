#include "pipeline/cli/lexicon.h"

#include <fmt/format.h>

#include <fstream>

#include "pipeline/cli/exit.h"
#include "pipeline/cli/train/lexicon_fit.h"
#include "pipeline/cli/train/teacher.h"
#include "pipeline/cli/write_file.h"

namespace vocmap {
namespace {

tl::expected<TaughtTexts, std::string> read_language(const std::string& input) {
  const auto equals = input.find('=');
  if (equals == input.npos) return tl::unexpected(input + " is not TEXTS=VECTORS");
  const std::string file = input.substr(0, equals);
  std::ifstream in(file);
  if (!in) return tl::unexpected(file + " cannot be read");
  TaughtTexts out;
  for (std::string line; std::getline(in, line);) out.texts.push_back(line);
  auto teacher = read_teacher(input.substr(equals + 1));
  if (!teacher) return tl::unexpected(teacher.error());
  out.teacher = std::move(*teacher);
  if (static_cast<std::size_t>(out.teacher.rows()) != out.texts.size()) {
    return tl::unexpected(fmt::format("{} has {} rows for the {} lines of {}",
                                      input.substr(equals + 1), out.teacher.rows(),
                                      out.texts.size(), file));
  }
  return out;
}

}  // namespace

int make_lexicon(const LexiconOptions& options) {
  std::vector<std::string> problems;
  std::vector<TaughtTexts> languages;
  for (const std::string& input : options.inputs) {
    auto language = read_language(input);
    if (!language) {
      problems.push_back(language.error());
    } else {
      languages.push_back(std::move(*language));
    }
  }
  if (!problems.empty()) return bad_start(problems);
  const auto entries = fit_lexicon(languages);
  const std::string bytes = serialise(entries);
  if (const auto done = write_file(options.out, bytes); !done) return bad_start({done.error()});
  fmt::print("{} features, {} bytes\n", entries.size(), bytes.size());
  return 0;
}

}  // namespace vocmap
