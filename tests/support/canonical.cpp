#include "tests/support/canonical.h"

#include <set>
#include <string_view>

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr std::string_view kRevision = ",\"revision\":";

bool has_revision(Topic topic) {
  return topic == Topic::metrics_5m || topic == Topic::metrics_1h || topic == Topic::metrics_1d ||
         topic == Topic::metrics_28d || topic == Topic::experience_map ||
         topic == Topic::scenarios || topic == Topic::service_journeys;
}

// The revision is the last member of every value that has one.
std::size_t cut_revision(std::string& value) {
  const std::size_t place = value.rfind(kRevision);
  if (place == value.npos) return 0;
  const std::size_t revision = std::stoul(value.substr(place + kRevision.size()));
  value.erase(place, value.size() - 1 - place);
  return revision;
}

// The JSON text from the named member to the end of the object.
std::string from_member(std::string_view json, std::string_view name) {
  const std::size_t place = json.find('"' + std::string{name} + "\":");
  return place == json.npos ? std::string{} : std::string{json.substr(place)};
}

std::string text_member(std::string_view json, std::string_view name) {
  const std::string rest = from_member(json, name);
  return rest.substr(0, rest.find(','));
}

std::string letter_of(const OutboundRecord& record) {
  const std::string& value = *record.value;
  return '"' + std::string{name_of(record.topic)} + "\"," + text_member(value, "input") + ',' +
         text_member(value, "reason") + ',' + from_member(value, "payload");
}

// Whether a person reads this cell: those of the experience map, and of all else the whole line in
// days. There are too many others; the runs of a case are compared in all of them.
bool is_read(std::string_view topic, std::string_view key) {
  if (topic == name_of(Topic::metrics_28d)) return true;
  if (topic != name_of(Topic::metrics_1h) && topic != name_of(Topic::metrics_1d)) return false;
  const std::string_view metric = key.substr(0, key.find('|'));
  if (metric == "contacts" || metric == "exposure" || metric == "service_rate") {
    return key.find('=') == key.npos;
  }
  if (metric.starts_with("service_rate_change")) return true;
  const bool of_line = key.ends_with("|||") || key.find("|||currency=") != key.npos;
  return topic == name_of(Topic::metrics_1d) && of_line;
}

// Follows the revisions of each key.
class Publications {
 public:
  explicit Publications(std::vector<std::string>& problems) : problems_(problems) {}

  void published(const std::string& key, std::size_t revision, bool final) {
    const std::size_t before = revisions_[key];
    const bool anew = revision == 1 && withdrawn_.erase(key) > 0;
    if (revision != before + 1 && !anew) {
      problems_.push_back(key + ": revision " + std::to_string(revision) + " follows " +
                          std::to_string(before));
    }
    if (final_.contains(key)) problems_.push_back(key + ": published again after its final value");
    if (final) final_.insert(key);
    revisions_[key] = revision;
  }
  void withdrawn(const std::string& key) {
    if (!revisions_.contains(key)) problems_.push_back(key + ": a tombstone without a value");
    if (final_.contains(key)) problems_.push_back(key + ": withdrawn after its final value");
    withdrawn_.insert(key);
  }

 private:
  std::vector<std::string>& problems_;
  std::map<std::string, std::size_t> revisions_;
  std::set<std::string> withdrawn_, final_;
};

}  // namespace

Canonical canonical_of(std::span<const OutboundRecord> published) {
  Canonical canonical;
  Publications publications{canonical.problems};
  for (const OutboundRecord& record : published) {
    if (record.topic == Topic::late || record.topic == Topic::dead_letters) {
      ++canonical.letters[letter_of(record)];
      continue;
    }
    const bool revised = has_revision(record.topic);
    if (!revised && record.topic != Topic::contacts_enriched) continue;
    const Canonical::Key key{std::string{name_of(record.topic)}, record.key};
    const std::string name = key.first + ' ' + key.second;
    if (!record.value) {
      publications.withdrawn(name);
      canonical.values.erase(key);
      continue;
    }
    std::string value = *record.value;
    if (revised) {
      const std::size_t revision = cut_revision(value);
      publications.published(name, revision, value.find("\"final\":true") != value.npos);
    }
    canonical.values.insert_or_assign(key, std::move(value));
  }
  return canonical;
}

std::vector<std::string> readable_lines(const Canonical& canonical) {
  std::vector<std::string> lines;
  for (const auto& [key, value] : canonical.values) {
    const auto& [topic, name] = key;
    JsonWriter start;
    start.begin_object().member("topic", topic).member("key", name);
    if (topic == name_of(Topic::contacts_enriched)) {
      const std::size_t scores = value.find("\"score\":");
      const std::size_t after = value.find("\"taxonomy_version\":");
      lines.push_back(start.take() + ',' + value.substr(1, scores - 1) + value.substr(after));
    } else if (topic == name_of(Topic::scenarios) || topic == name_of(Topic::service_journeys)) {
      lines.push_back(start.take() + ',' + value.substr(1));
    } else if (is_read(topic, name)) {
      const bool exposure = name.starts_with("exposure");
      const bool empty = !exposure && value.find("\"numerator\":0,") != value.npos;
      const bool rate_of_channel = name.starts_with("service_rate|") && !name.ends_with('|');
      if (!empty && !rate_of_channel)
        lines.push_back(start.take() + ',' + from_member(value, "numerator"));
    }
  }
  for (const auto& [letter, count] : canonical.letters) {
    lines.push_back("{\"count\":" + std::to_string(count) + ",\"topic\":" + letter);
  }
  return lines;
}

std::map<std::string, std::vector<std::string>> forecasts_of(
    std::span<const OutboundRecord> published) {
  std::map<std::string, std::vector<std::string>> forecasts;
  for (const OutboundRecord& record : published) {
    if (record.topic == Topic::forecast) forecasts[record.key].push_back(*record.value);
  }
  return forecasts;
}

std::vector<std::string> readable_forecasts(
    const std::map<std::string, std::vector<std::string>>& forecasts) {
  std::vector<std::string> lines;
  for (const auto& [key, values] : forecasts) {
    for (const std::string& value : values) {
      if (value.find("\"past_hour\":{\"contacts\":0,") != value.npos) continue;
      const std::size_t second = value.find("},{\"start\":") + 1;
      lines.push_back(value.substr(0, second) + value.substr(value.find("],\"agents_reason\"")));
    }
  }
  return lines;
}

}  // namespace vocmap
