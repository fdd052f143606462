#include "pipeline/cli/sample.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>

#include "pipeline/cli/exit.h"
#include "pipeline/cli/feedback.h"
#include "pipeline/cli/sample/draw.h"
#include "pipeline/cli/sample/label_sheet.h"
#include "pipeline/cli/sample/week.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/core/clock.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

// The topic is read twice, so that memory grows with the contacts of the week alone, by their
// hashes: first which are drawn, then what they hold.
std::map<std::uint64_t, EnrichedContact> draw(StoredRecords& records,
                                              const TaxonomyHistory& taxonomies, Draw& all,
                                              std::size_t count) {
  const auto each = [&](const auto& use) {
    records.read(Topic::contacts_enriched, [&](const Record& record) {
      use(record.key, record.tombstone ? std::nullopt : parse_enriched(record.value, taxonomies));
    });
  };
  each([&](std::string_view key, const std::optional<EnrichedContact>& contact) {
    all.take(key, contact ? &*contact : nullptr);
  });
  std::map<std::uint64_t, EnrichedContact> drawn;
  for (const std::uint64_t rank : all.drawn(count)) drawn[rank];
  each([&](std::string_view key, const std::optional<EnrichedContact>& contact) {
    const auto found = drawn.find(all.rank_of(key));
    if (found != drawn.end() && contact) found->second = *contact;
  });
  return drawn;
}

std::string feedback_of(const Label& label, const std::string& by, EventTime at) {
  JsonWriter json;
  json.begin_object().member("contact_id", label.contact_id);
  if (!label.customer_id.empty()) json.member("customer_id", label.customer_id);
  json.member("scenario_id", label.scenario_id)
      .member("verdict", "correct")
      .member("sampled", true)
      .member("by", by)
      .member("at", at)
      .end_object();
  return json.take();
}

}  // namespace

int sample_draw(const SampleOptions& options) {
  const auto monday = parse_iso_week(options.week);
  if (!monday) return bad_start({fmt::format("'{}' is no week such as 2026-W10", options.week)});
  const auto session = begin_feedback(options.config, std::array{Topic::contacts_enriched});
  if (!session) return bad_start(session.error());
  const auto taxonomies = read_taxonomies((*session)->settings.journeys);
  if (!taxonomies) return bad_start(taxonomies.error());
  Draw all{*monday, options.line};
  const auto drawn = draw((*session)->records, *taxonomies, all, options.count);
  fmt::print("{}", heading_of_sheet());
  for (const auto& [rank, contact] : drawn) fmt::print("{}", row_of_sheet(contact));
  fmt::print(stderr, "{} of {} contacts of {} that their texts gave a scenario\n", drawn.size(),
             all.eligible(), options.week);
  return 0;
}

int sample_take(const SampleOptions& options) {
  std::ifstream in(options.file);
  if (!in) {
    return bad_start(
        {fmt::format("{} cannot be read: {}", options.file.string(), std::strerror(errno))});
  }
  const auto session = begin_feedback(options.config, std::array{Topic::feedback});
  if (!session) return bad_start(session.error());
  const Settings& settings = (*session)->settings;
  const auto by = deciding_person(options.by);
  if (!by) return bad_start(by.error());
  const auto taxonomies = read_taxonomies(settings.journeys);
  if (!taxonomies) return bad_start(taxonomies.error());
  const EventTime now{HostClock{}.now_ms()};
  const auto labels = read_sheet(in, *taxonomies, now);
  if (!labels) return bad_start(labels.error());
  std::vector<std::pair<std::string, std::string>> records;
  for (const Label& label : *labels) {
    records.emplace_back(label.customer_id.empty() ? label.contact_id : label.customer_id,
                         feedback_of(label, *by, now));
  }
  write_feedback(settings, records);
  fmt::print(stderr, "{} verdicts by {}: written to {}\n", records.size(), *by,
             settings.topics.of(Topic::feedback));
  return 0;
}

}  // namespace vocmap
