#pragma once

#include <map>
#include <memory>

#include "operators/decode/decode_event.h"
#include "operators/records.h"
#include "operators/redact/redact.h"
#include "operators/scenario/scorer.h"
#include "operators/sentiment/sentiment.h"
#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/runtime/stage.h"

namespace vocmap {

// What INTAKE saw besides the ledger, since the start; the wiring exports it.
struct IntakeCounts {
  std::map<std::pair<Topic, Reason>, std::uint64_t> dead_letters;
  std::map<Topic, std::uint64_t> unknown_fields;
  RedactionCounts redactions;
};

// INTAKE, the first stage, stateless and the one that carries the weight of the text:
//   decode -> redact -> detect language -> score scenarios and sentiment -> route by customer.
// Nothing unredacted leaves it. One per worker thread; its source tasks share it.
class Intake {
 public:
  using Scorers = std::map<std::uint32_t, std::unique_ptr<ScenarioScorer>>;  // by taxonomy version

  // Scorers of the versions after `version`; takes its time.
  static Scorers make_scorers(const TaxonomyHistory& taxonomies, const TextModel* model,
                              std::uint32_t version = 0);

  // `taxonomies` and `model`, if given, must outlive it; when versions are added to the
  // taxonomies, their scorers are, too.
  Intake(const TaxonomyHistory& taxonomies, DecodeLimits limits, const TextModel* model = nullptr);

  SourceOutcome process(const Record& record, Outbox& out);

  void take_on(Scorers more) { scorers_.merge(more); }

  std::uint32_t taxonomy_at(EventTime t) const { return taxonomies_.at(t).version(); }

  // An input is read on that events up to this time came from.
  void resume(EventTime newest_event) { newest_event_ = std::max(newest_event_, newest_event); }

  // The greatest time for which a version was looked up, and of an event before the start.
  EventTime newest_event() const { return newest_event_; }
  const IntakeCounts& counts() const { return counts_; }

 private:
  void refuse(const Record& record, const Refusal& refusal, Outbox& out);
  void redact_event(InputEvent& event);
  void read_texts(const Contact& contact, JourneyRecord& record);
  void score(const Contact& contact, const std::string& text, std::optional<std::int64_t> turn_seq,
             EventTime at, JourneyRecord& record);

  const TaxonomyHistory& taxonomies_;
  DecodeEvent decode_;
  Scorers scorers_;
  Sentiment sentiment_;
  EventTime newest_event_ = EventTime::min();
  IntakeCounts counts_;
};

}  // namespace vocmap
