#include "pipeline/cli/init.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <map>
#include <set>

#include "operators/taxonomy/load_taxonomy.h"
#include "pipeline/cli/draft/write_draft.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/train/read_contacts.h"
#include "pipeline/cli/train/train_line.h"
#include "pipeline/cli/write_file.h"
#include "pipeline/core/check.h"
#include "pipeline/core/clock.h"
#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

constexpr std::size_t kMostContacts = kMaxHistory;  // of a line
constexpr std::size_t kMostLines = 1'000;
constexpr const char* kDefaultLine = "contacts";
constexpr std::size_t kNamedLines = 20;  // in a sentence

struct History {
  std::map<std::string, ContactSample> lines;
  ReadContacts::Counts read;
  std::set<std::string> unwanted;                 // some lines that are not in --lines
  std::map<std::string, std::size_t> impossible;  // whose id no taxonomy accepts
  std::size_t too_many = 0;                       // of lines beyond kMostLines
};

class ReadSample {
 public:
  ReadSample(const InitOptions& options, ProgressDisplay& progress)
      : options_(options), progress_(progress) {}

  tl::expected<History, std::string> run() {
    ReadContacts contacts(
        {.default_line = kDefaultLine},
        [&](const Contact& record, const std::vector<std::string>& texts) { add(record, texts); });
    if (const auto read = read_files(options_.history, contacts, progress_); !read) {
      return tl::unexpected(read.error());
    }
    history_.read = contacts.counts();
    return std::move(history_);
  }

 private:
  void add(const Contact& record, const std::vector<std::string>& texts) {
    if (ContactSample* line = line_of(record.line)) {
      line->add(record, texts);
    }
  }

  ContactSample* line_of(const std::string& id) {
    if (const auto line = history_.lines.find(id); line != history_.lines.end()) {
      return &line->second;
    }
    const auto& wanted = options_.lines;
    const bool is_wanted =
        wanted.empty() || std::find(wanted.begin(), wanted.end(), id) != wanted.end();
    if (!is_wanted) {
      if (history_.unwanted.size() < kNamedLines) history_.unwanted.insert(id);
    } else if (history_.impossible.contains(id)) {
      ++history_.impossible[id];
    } else if (history_.lines.size() + history_.impossible.size() >= kMostLines) {
      ++history_.too_many;
    } else if (!load_taxonomy(write_draft({empty_line(id)}))) {
      ++history_.impossible[id];
    } else {
      return &history_.lines.emplace(id, ContactSample{kMostContacts}).first->second;
    }
    return nullptr;
  }

  static DraftLine empty_line(const std::string& id) {
    DraftLine line;
    line.id = id;
    return line;
  }

  const InitOptions& options_;
  ProgressDisplay& progress_;
  History history_;
};

std::vector<std::string> problems_of(const History& history, const InitOptions& options) {
  std::vector<std::string> problems, known;
  for (const auto& [id, sample] : history.lines) known.push_back(one_line(id));
  for (const std::string& id : history.unwanted) known.push_back(one_line(id));
  if (known.size() > kNamedLines) known.resize(kNamedLines);
  for (const std::string& id : options.lines) {
    if (history.lines.contains(id)) continue;
    problems.push_back(
        fmt::format("the history has no inbound contact of the line {}; its lines: {}", id,
                    known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
  }
  if (history.lines.empty() && problems.empty()) {
    problems.push_back(
        fmt::format("the history has no inbound contact: {} records read, {} refused, {} outbound",
                    history.read.records, history.read.refused, history.read.outbound));
  }
  return problems;
}

std::string in_shell(const std::string& path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return std::isalnum(c) || std::strchr("/._-+,@%", c) != nullptr;
  });
  if (plain) return path;
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

void print_summary(const History& history, const std::vector<DraftLine>& drafts,
                   const InitOptions& options) {
  const std::string out = in_shell(options.out.string());
  fmt::print("{} records: {} refused, {} outbound\n", history.read.records, history.read.refused,
             history.read.outbound);
  if (history.read.without_line > 0) {
    fmt::print(
        "{} records have no line: they are drafted as {}. vocmap counts a contact only when its "
        "record says \"line\": \"{}\".\n",
        history.read.without_line, kDefaultLine, kDefaultLine);
  }
  for (const auto& [id, records] : history.impossible) {
    fmt::print("{} records are of the line {}, which no taxonomy can have as an id: left out\n",
               records, one_line(id));
  }
  if (history.too_many > 0) {
    fmt::print("{} records are of lines beyond the first {}: left out\n", history.too_many,
               kMostLines);
  }
  fmt::print("\n{:<24} {:>10} {:>10} {:>10} {:>9}\n", "line", "contacts", "texts", "scenarios",
             "covered");
  for (const DraftLine& line : drafts) {
    fmt::print("{:<24} {:>10} {:>10} {:>10} {:>7.1f} %\n", line.id, line.total, line.texts,
               line.scenarios(), line.covered());
  }
  std::string files;
  for (const auto& file : options.history) files += " voc.contacts=" + in_shell(file.string());
  fmt::print(
      "\n{} is written. Edit it, then:\n"
      "  vocmap check --journeys {}\n"
      "  vocmap replay --journeys {} --out out{}\n",
      options.out.string(), out, out, files);
}

}  // namespace

int init(const InitOptions& options) {
  const std::string taken = options.out.string() + " exists; init replaces nothing";
  std::error_code absent;
  if (std::filesystem::exists(options.out, absent)) return bad_start({taken});
  const HostClock clock;
  ProgressDisplay progress(stderr, isatty(STDERR_FILENO) != 0, clock);
  const auto history = ReadSample{options, progress}.run();
  if (!history) return bad_start({history.error()});
  if (const auto problems = problems_of(*history, options); !problems.empty()) {
    progress.finish();
    return bad_start(problems);
  }
  std::vector<DraftLine> drafts;
  for (const auto& [id, sample] : history->lines) {
    progress.part(fmt::format("{} ({} of {})", id, drafts.size() + 1, history->lines.size()));
    drafts.push_back(draft_line(id, sample, progress));
  }
  progress.finish();
  const std::string yaml = write_draft(drafts);
  CHECK(load_taxonomy(yaml), "a draft is a taxonomy");
  if (const auto written = write_new_file(options.out, yaml); !written) {
    return bad_start({written.error()});
  }
  print_summary(*history, drafts, options);
  return 0;
}

}  // namespace vocmap
