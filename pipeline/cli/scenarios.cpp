#include "pipeline/cli/scenarios.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <map>
#include <memory>
#include <set>
#include <tl/expected.hpp>

#include "operators/taxonomy/load_taxonomy.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/feedback.h"
#include "pipeline/cli/proposals/draft_adoption.h"
#include "pipeline/cli/proposals/proposal.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/cli/write_file.h"
#include "pipeline/core/clock.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

namespace dom = simdjson::dom;
using Problems = std::vector<std::string>;

constexpr Duration kHour = std::chrono::hours{1};

using Session = FeedbackSession;

auto begin(const ScenariosOptions& options) {
  return begin_feedback(options.config, std::array{Topic::scenarios, Topic::feedback});
}

// The newest record of each key; what was deleted is not there.
std::map<std::string, Proposal> read_proposals(Session& session) {
  std::map<std::string, Proposal> proposals;
  std::uint64_t foreign = 0;
  session.records.read(Topic::scenarios, [&](const Record& record) {
    proposals.erase(std::string{record.key});
    if (record.tombstone) return;
    if (auto proposal = parse_proposal(record.value)) {
      proposals.emplace(record.key, std::move(*proposal));
    } else {
      ++foreign;
    }
  });
  if (foreign > 0) {
    fmt::print(stderr, "vocmap: {} records of the topic are no emergent scenarios\n", foreign);
  }
  return proposals;
}

OrProblems<Proposal> find_proposal(Session& session, const std::string& id) {
  auto proposals = read_proposals(session);
  const auto found = proposals.find(id);
  if (found != proposals.end()) return std::move(found->second);
  return tl::unexpected(
      Problems{fmt::format("'{}' is no emergent scenario of {}; `vocmap scenarios list` lists them",
                           id, session.settings.topics.of(Topic::scenarios))});
}

// Nobody decides on what is part of another one by now.
OrProblems<Proposal> unless_merged(OrProblems<Proposal> proposal) {
  if (!proposal || proposal->merged_into.empty()) return proposal;
  return tl::unexpected(Problems{fmt::format("{} was merged into {}; decide on that one",
                                             proposal->id, proposal->merged_into)});
}

// The verdict that voc.feedback tells of a proposal now: accept, reject, or nothing.
std::string told_verdict(Session& session, const std::string& id) {
  std::string verdict;
  EventTime told_at = EventTime::min();
  dom::parser parser;
  session.records.read(Topic::feedback, [&](const Record& record) {
    dom::element value;
    std::string_view proposal, is, at;
    if (parser.parse(record.value.data(), record.value.size()).get(value) != simdjson::SUCCESS ||
        value.at_pointer("/proposal_id").get(proposal) != simdjson::SUCCESS ||
        value.at_pointer("/verdict").get(is) != simdjson::SUCCESS ||
        value.at_pointer("/at").get(at) != simdjson::SUCCESS || proposal != id) {
      return;
    }
    const auto time = parse_rfc3339(at);
    if (!time || *time < told_at) return;
    verdict = is;
    told_at = *time;
  });
  return verdict;
}

// Writes the verdict to voc.feedback unless that is what holds.
void tell(Session& session, const Proposal& proposal, std::string_view verdict,
          const std::string& by) {
  const std::string& topic = session.settings.topics.of(Topic::feedback);
  if (proposal.status == fmt::format("{}ed", verdict) ||
      told_verdict(session, proposal.id) == verdict) {
    fmt::print(stderr, "{} is {}ed already\n", proposal.id, verdict);
    return;
  }
  JsonWriter json;
  json.begin_object()
      .member("proposal_id", proposal.id)
      .member("verdict", verdict)
      .member("by", by)
      .member("at", EventTime{HostClock{}.now_ms()})
      .end_object();
  const std::pair<std::string, std::string> record{proposal.id, json.take()};
  write_feedback(session.settings, {&record, 1});
  fmt::print(stderr, "{} is {}ed by {}: written to {}\n", proposal.id, verdict, by, topic);
}

// The newest version of the taxonomy and its text, and all of them.
struct TaxonomyText {
  std::vector<Taxonomy> versions;
  std::filesystem::path file;
  std::string text;
};

OrProblems<TaxonomyText> read_taxonomy(const Settings& settings) {
  TaxonomyText newest;
  std::uint32_t version = 0;
  for (const std::filesystem::path& file : taxonomy_files(settings.journeys)) {
    auto read = read_versions({file});
    if (!read) return tl::unexpected(std::move(read.error().problems));
    auto text = read_file(file);
    if (!text) return tl::unexpected(Problems{std::move(text.error())});
    if (read->front().version > version) {
      version = read->front().version;
      newest.file = file;
      newest.text = std::move(*text);
    }
    newest.versions.push_back(std::move(read->front()));
  }
  return newest;
}

Adoption adoption_of(const ScenariosOptions& options, LocalizedText names, const Proposal& proposal,
                     const TaxonomyText& newest) {
  Adoption adoption{.emergent = proposal.id,
                    .scenario = options.as,
                    .name = std::move(names),
                    .examples = {},
                    .effective_from = {}};
  if (!proposal.label_en.empty()) adoption.name.try_emplace("en", proposal.label_en);
  if (!proposal.label_zh.empty()) adoption.name.try_emplace("zh", proposal.label_zh);
  if (adoption.name.empty()) adoption.name["en"] = options.as.substr(options.as.rfind('.') + 1);
  std::set<std::string> known;
  for (const std::string& text : proposal.verbatims) {
    if (!text.empty() && known.insert(text).second) adoption.examples.push_back(text);
  }
  // Later than any event so far: by the host's clock, and than the version before.
  EventTime soon = floor_to(EventTime{HostClock{}.now_ms()}, kHour) + 2 * kHour;
  for (const Taxonomy& version : newest.versions) {
    if (version.effective_from) soon = std::max(soon, *version.effective_from + kHour);
  }
  adoption.effective_from = options.effective_from.value_or(soon);
  return adoption;
}

// The text of the next version, checked against all versions there are.
OrProblems<std::string> draft_of(const ScenariosOptions& options, LocalizedText names,
                                 const Proposal& proposal, TaxonomyText newest) {
  auto draft =
      draft_adoption(newest.text, adoption_of(options, std::move(names), proposal, newest));
  if (!draft) return tl::unexpected(Problems{newest.file.string() + ": " + draft.error()});
  newest.versions.push_back(std::move(load_taxonomy(*draft).value()));
  if (auto history = TaxonomyHistory::make(std::move(newest.versions)); !history) {
    return tl::unexpected(std::move(history.error()));
  }
  return std::move(*draft);
}

}  // namespace

int scenarios_list(const ScenariosOptions& options) {
  const auto session = begin(options);
  if (!session) return bad_start(session.error());
  std::vector<Proposal> shown;
  for (auto& [id, proposal] : read_proposals(**session)) {
    if (options.line.empty() || proposal.line == options.line) shown.push_back(std::move(proposal));
  }
  sort_proposals(shown);
  if (!options.json) {
    fmt::print("{}", table_of(shown));
    return 0;
  }
  for (const Proposal& proposal : shown) fmt::print("{}\n", proposal.json);
  return 0;
}

int scenarios_adopt(const ScenariosOptions& options) {
  const auto names = read_names(options.names);
  if (!names) return bad_start({"--name: " + names.error()});
  const auto session = begin(options);
  if (!session) return bad_start(session.error());
  const auto proposal = unless_merged(find_proposal(**session, options.id));
  if (!proposal) return bad_start(proposal.error());
  const auto by = deciding_person(options.by);
  if (!by) return bad_start(by.error());
  auto newest = read_taxonomy((*session)->settings);
  if (!newest) return bad_start(newest.error());
  const auto history = TaxonomyHistory::make(newest->versions);
  if (!history) return bad_start(history.error());
  if (const auto* known = history->adopted(options.id)) {
    const std::string sentence = fmt::format("{} was adopted as {} in version {} already",
                                             options.id, known->id, known->version);
    if (known->id != options.as) return bad_start({sentence});
    fmt::print(stderr, "{}\n", sentence);
    return 0;
  }
  const auto draft = draft_of(options, *names, *proposal, std::move(*newest));
  if (!draft) return bad_start(draft.error());
  if (std::error_code absent;
      !options.out.empty() && std::filesystem::exists(options.out, absent)) {
    return bad_start({options.out.string() + " exists; name a new file"});
  }
  tell(**session, *proposal, "accept", *by);
  if (options.out.empty()) {
    fmt::print("{}", *draft);
    return 0;
  }
  if (const auto written = write_new_file(options.out, *draft); !written) {
    return bad_start({written.error()});
  }
  fmt::print(stderr, "{} is the taxonomy's next version; read it, then put it beside the others\n",
             options.out.string());
  return 0;
}

int scenarios_reject(const ScenariosOptions& options) {
  const auto session = begin(options);
  if (!session) return bad_start(session.error());
  const auto proposal = unless_merged(find_proposal(**session, options.id));
  if (!proposal) return bad_start(proposal.error());
  if (!proposal->adopted_as.empty()) {
    return bad_start(
        {fmt::format("{} is {} of the taxonomy since version {}; what is adopted is "
                     "changed there",
                     proposal->id, proposal->adopted_as, proposal->adopted_with.value_or(0))});
  }
  const auto by = deciding_person(options.by);
  if (!by) return bad_start(by.error());
  tell(**session, *proposal, "reject", *by);
  return 0;
}

}  // namespace vocmap
