#include "operators/intake.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "operators/decode/deduplication_key.h"
#include "operators/scenario/detect_language.h"
#include "pipeline/core/frame.h"
#include "schemas/json_writer.h"
#include "schemas/replay_mark.h"

namespace vocmap {
namespace {

constexpr std::size_t kDeadLetterBytes = 64 << 10;
constexpr std::size_t kDeadLetterKeyBytes = 256;

bool is_stock(ExposureKind kind) {
  return kind == ExposureKind::active_user || kind == ExposureKind::installed_base ||
         kind == ExposureKind::card;
}

struct RoutingKey {
  std::string operator()(const Contact& e) const {
    return e.customer_id ? *e.customer_id : "anon:" + e.contact_id;
  }
  std::string operator()(const Order& e) const {
    if (e.exposure_kind && is_stock(*e.exposure_kind)) return e.line;
    return e.customer_id ? *e.customer_id : e.order_id;
  }
  std::string operator()(const Survey& e) const { return e.customer_id; }
  std::string operator()(const AgentActivity& e) const { return e.agent_id; }
  std::string operator()(const Project& e) const { return e.project_id; }
  std::string operator()(const Customer& e) const { return e.customer_id; }
  std::string operator()(const Feedback& e) const {
    if (e.verdict != FeedbackVerdict::correct) return e.proposal_id.value_or("");
    return e.customer_id ? *e.customer_id : "anon:" + e.contact_id.value_or("");
  }
};

// The greatest time for which JOURNEY looks up a version.
struct NewestLookup {
  EventTime operator()(const Contact& e) const {
    return std::max(e.occurred_at, e.opened_at.value_or(e.occurred_at));
  }
  EventTime operator()(const Order& e) const { return e.occurred_at; }
  template <class Other>
  EventTime operator()(const Other&) const {
    return EventTime::min();
  }
};

// Set when the record is a dead letter that was replayed.
std::optional<ReplayMark> replay_of(const Record& record) {
  for (const Header& header : record.headers) {
    if (header.name == kReplayHeader) return parse_replay_mark(header.value);
  }
  return std::nullopt;
}

}  // namespace

Intake::Intake(const TaxonomyHistory& taxonomies, DecodeLimits limits, const TextModel* model)
    : taxonomies_(taxonomies), decode_(limits), scorers_(make_scorers(taxonomies, model)) {}

Intake::Scorers Intake::make_scorers(const TaxonomyHistory& taxonomies, const TextModel* model,
                                     std::uint32_t version) {
  Scorers scorers;
  for (const auto& index : taxonomies.versions()) {
    if (index->version() > version) scorers[index->version()] = make_scorer(*index, model);
  }
  return scorers;
}

SourceOutcome Intake::process(const Record& record, Outbox& out) {
  auto decoded = decode_(record);
  if (!decoded) {
    refuse(record, decoded.error(), out);
    return {SourceOutcome::Fate::dead_lettered, std::nullopt};
  }
  if (decoded->unknown_fields > 0) counts_.unknown_fields[record.topic] += decoded->unknown_fields;
  redact_event(decoded->event);

  JourneyRecord forwarded;
  forwarded.topic = record.topic;
  forwarded.partition = record.partition;
  forwarded.offset = record.offset;
  forwarded.tombstone = decoded->tombstone;
  forwarded.key = deduplication_key(decoded->event, decoded->cloud_event);
  const std::string bytes = encode(decoded->event);
  forwarded.payload_hash = XXH3_64bits(bytes.data(), bytes.size());
  if (const auto* contact = std::get_if<Contact>(&decoded->event)) read_texts(*contact, forwarded);
  forwarded.event = std::move(decoded->event);

  std::string value =
      framed(FrameKind::data, taxonomy_at(std::visit(NewestLookup{}, forwarded.event)));
  BinaryWriter{value}.put(forwarded);
  out.send(Topic::journey_in, std::visit(RoutingKey{}, forwarded.event), std::move(value));
  const EventTime at = std::visit([](const auto& e) { return event_time(e); }, forwarded.event);
  if (drives_watermark(record.topic)) newest_event_ = std::max(newest_event_, at);
  return {SourceOutcome::Fate::forwarded, at};
}

void Intake::redact_event(InputEvent& event) {
  const auto text = [this](std::optional<std::string>& field) {
    if (field) redact(*field, counts_.redactions);
  };
  std::visit(
      [this](auto& e) {
        for (auto& [name, value] : e.attributes) {
          if (auto* s = std::get_if<std::string>(&value)) redact(*s, counts_.redactions);
        }
      },
      event);
  if (auto* contact = std::get_if<Contact>(&event)) {
    text(contact->subject);
    text(contact->text);
    for (Turn& turn : contact->turns) text(turn.text);
  } else if (auto* survey = std::get_if<Survey>(&event)) {
    text(survey->comment);
  } else if (auto* project = std::get_if<Project>(&event)) {
    text(project->hypothesis);
  }
}

void Intake::score(const Contact& contact, const std::string& text,
                   std::optional<std::int64_t> turn_seq, EventTime at, JourneyRecord& record) {
  // The version in force where the contact says it was opened, else where this record occurred.
  const EventTime opened_at = contact.opened_at.value_or(contact.occurred_at);
  newest_event_ = std::max(newest_event_, opened_at);
  const TaxonomyIndex& index = taxonomies_.at(opened_at);
  const std::optional<std::size_t> line = index.line_position(contact.line);
  if (!line) return;
  TextEvidence& scored = record.evidence.emplace_back();
  scored.turn_seq = turn_seq;
  scored.at = at;
  scorers_.at(index.version())->score(*line, text, scored.evidence);
  scored.taxonomy_hash = index.taxonomy().hash;
  scored.sentiment = sentiment_.score(text);
  scored.praise = scored.sentiment && is_praise(*scored.sentiment);
}

void Intake::read_texts(const Contact& contact, JourneyRecord& record) {
  std::string all;
  const auto read = [&](const std::string& text, std::optional<std::int64_t> seq, EventTime at) {
    if (text.empty()) return;
    score(contact, text, seq, at, record);
    all += text;
    all += '\n';
  };
  std::string text = contact.subject.value_or("");
  if (!text.empty() && contact.text) text += '\n';
  text += contact.text.value_or("");
  read(text, std::nullopt, contact.occurred_at);
  for (const Turn& turn : contact.turns) {
    if (turn.role != TurnRole::customer || !turn.text) continue;
    read(*turn.text, turn.seq, turn.at.value_or(contact.occurred_at));
  }
  if (!all.empty()) record.language = language_tag(detect_language(all));
}

void Intake::refuse(const Record& record, const Refusal& refusal, Outbox& out) {
  ++counts_.dead_letters[{record.topic, refusal.reason}];
  const std::string payload = redact_bytes(record.value, kDeadLetterBytes);
  JsonWriter json;
  json.begin_object()
      .member("input", name_of(record.topic))
      .member("reason", name_of(refusal.reason))
      .member("sentence", sentence_of(refusal.reason))
      .member("detail", std::string_view{refusal.detail});
  json.key("source")
      .begin_object()
      .member("topic", name_of(record.topic))
      .member("partition", record.partition)
      .member("offset", record.offset)
      .end_object();
  json.key("timestamp");
  // A producer may set any timestamp: one without a year of four digits is none.
  if (record.timestamp_ms > 0 && EventTime{record.timestamp_ms} <= EventTime::end_of_time()) {
    json.value(EventTime{record.timestamp_ms});
  } else {
    json.null();
  }
  json.member("key", redact_bytes(record.key, kDeadLetterKeyBytes))
      .member("length", record.value.size())
      .member("hash", fmt::format("{:016x}", XXH64(payload.data(), payload.size(), 0)))
      .member("truncated", record.value.size() > kDeadLetterBytes)
      .member("payload", payload);
  if (const auto replay = replay_of(record)) {
    json.key("replay").begin_object().member("attempt", replay->attempt);
    json.key("dead_letter")
        .begin_object()
        .member("partition", replay->partition)
        .member("offset", replay->offset)
        .end_object()
        .end_object();
  }
  json.end_object();
  out.send(Topic::dead_letters, {}, json.take());
}

}  // namespace vocmap
