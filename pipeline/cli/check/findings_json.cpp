#include "operators/redact/redact.h"
#include "pipeline/cli/check/write_findings.h"

namespace vocmap {
namespace {

class Writer {
 public:
  Writer(JsonWriter& out, const Findings& findings)
      : out_(out), findings_(findings), index_(*findings.index) {}

  void write() {
    std::size_t stages = 0;
    for (const Line& line : index_.taxonomy().lines) stages += line.stages.size();
    out_.begin_object()
        .member("version", index_.version())
        .member("lines", index_.taxonomy().lines.size())
        .member("stages", stages)
        .member("scenarios", index_.scenario_count())
        .member("judged_examples", findings_.judged.size());
    write_confused_examples();
    write_confusions();
    write_overlaps();
    write_rules();
    if (findings_.shares) write_shares(*findings_.shares);
    out_.end_object();
  }

 private:
  std::string_view id(std::uint16_t scenario) const { return index_.scenario(scenario).id; }

  void write_pair(const std::array<std::uint16_t, 2>& pair) {
    out_.member("line", index_.line_of(pair[0]).id);
    out_.key("scenarios").begin_array().value(id(pair[0])).value(id(pair[1])).end_array();
  }
  template <typename Number>
  void write_numbers(std::string_view name, const std::array<Number, 2>& numbers) {
    out_.key(name).begin_array().value(numbers[0]).value(numbers[1]).end_array();
  }
  void write_texts(const std::vector<std::string>& texts) {
    out_.key("texts").begin_array();
    for (const std::string& text : texts) out_.value(redacted(text));
    out_.end_array();
  }
  void write_example(const JudgedExample& e) {
    out_.begin_object()
        .member("scenario", id(e.scenario))
        .member("example", redacted(e.example))
        .member("other", id(e.other))
        .member("own_score", e.own_score)
        .member("other_score", e.other_score)
        .end_object();
  }

  void write_confused_examples() {
    out_.key("confused_examples").begin_array();
    for (const JudgedExample& e : findings_.judged) {
      if (e.confused()) write_example(e);
    }
    out_.end_array();
  }

  void write_confusions() {
    out_.key("confusions").begin_array();
    for (const Confusion& c : findings_.confusions) {
      out_.begin_object();
      write_pair(c.scenarios);
      out_.member("weight", c.weight());
      write_numbers("confused", c.confused);
      write_numbers("judged", c.judged);
      out_.member("advice", c.advice).key("examples").begin_array();
      for (const JudgedExample* e : c.examples) write_example(*e);
      out_.end_array().end_object();
    }
    out_.end_array();
  }

  void write_overlaps() {
    out_.key("overlaps").begin_array();
    for (const Overlap& o : findings_.overlaps) {
      out_.begin_object();
      write_pair(o.scenarios);
      out_.member("by", findings_.shares ? "sample" : "examples")
          .member("mass", static_cast<double>(o.mass) / 1000)
          .member("contested", o.contested)
          .member("of", o.of);
      write_texts(o.texts);
      out_.end_object();
    }
    out_.end_array();
  }

  void write_rules() {
    out_.key("rules").begin_array();
    for (const RuleFinding& f : findings_.rules) {
      out_.begin_object()
          .member("fault", f.fault)
          .member("scenario", id(f.rule.scenario))
          .member("phrase", redacted(f.rule.phrase))
          .member("own_examples", f.own_examples)
          .member("other_examples", f.other_examples);
      if (findings_.shares) out_.member("contacts", f.contacts).member("elsewhere", f.elsewhere);
      if (!f.mostly.empty()) out_.member("mostly", f.mostly);
      if (f.by) {
        out_.key("by")
            .begin_object()
            .member("scenario", id(f.by->scenario))
            .member("phrase", redacted(f.by->phrase))
            .end_object();
      }
      out_.end_object();
    }
    out_.end_array();
  }

  void write_members(const Shares& shares) {
    const auto interval = shares.interval();
    out_.member("contacts", shares.contacts)
        .member("without_text", shares.without_text)
        .member("unclassified", shares.unclassified)
        .member("unclassified_share", shares.of(shares.unclassified))
        .key("interval")
        .begin_array()
        .value(interval.first)
        .value(interval.second)
        .end_array();
    if (!shares.calibrated) return;
    out_.member("assigned", shares.assigned).member("probable", shares.probable);
  }

  void write_shares(const SampleShares& shares) {
    out_.key("sample").begin_object();
    write_members(shares.overall);
    out_.key("lines").begin_array();
    for (std::size_t line = 0; line < shares.lines.size(); ++line) {
      out_.begin_object().member("line", index_.taxonomy().lines[line].id);
      write_members(shares.lines[line].shares);
      out_.key("words").begin_array();
      for (const FrequentWord& word : shares.lines[line].words) {
        out_.begin_object().member("word", word.word).member("contacts", word.contacts);
        write_texts(word.texts);
        out_.end_object();
      }
      out_.end_array().end_object();
    }
    out_.end_array().end_object();
  }

  JsonWriter& out_;
  const Findings& findings_;
  const TaxonomyIndex& index_;
};

}  // namespace

std::string redacted(std::string text) {
  RedactionCounts counts;
  redact(text, counts);
  return text;
}

void write_json(JsonWriter& out, const Findings& findings) {
  Writer(out, findings).write();
}

}  // namespace vocmap
