#include "operators/taxonomy/write_taxonomy.h"

#include <fmt/format.h>

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

void write_scenario(JsonWriter& out, const Scenario& scenario) {
  out.begin_object().member("id", scenario.id);
  out.member("name", scenario.name);
  out.member("definition", scenario.definition)
      .member("owner", scenario.owner)
      .member("target_per_10k", scenario.target_per_10k)
      .member("cause", scenario.cause)
      .member("need_layer", scenario.need_layer)
      .member("kano", scenario.kano)
      .member("status", scenario.status)
      .end_object();
}

void write_line(JsonWriter& out, const Line& line) {
  out.begin_object().member("id", line.id);
  out.member("name", line.name);
  out.member("lifecycle", line.lifecycle).member("time_zone", line.time_zone);
  out.key("exposure").begin_object().member("kind", line.exposure_kind).end_object();
  out.member("trust_given_scenario", line.trust_given_scenario);
  out.key("stages").begin_array();
  for (const Stage& stage : line.stages) {
    out.begin_object().member("id", stage.id);
    out.member("name", stage.name);
    out.key("scenarios").begin_array();
    for (const Scenario& scenario : stage.scenarios) write_scenario(out, scenario);
    out.end_array().end_object();
  }
  out.end_array().end_object();
}

void write_change(JsonWriter& out, const TaxonomyChange& change) {
  out.begin_object().member("kind", change.kind).key("from").begin_array();
  for (const std::string& id : change.from) out.value(id);
  out.end_array().key("into").begin_array();
  for (const std::string& id : change.into) out.value(id);
  out.end_array().end_object();
}

}  // namespace

std::string write_taxonomy(const Taxonomy& taxonomy) {
  JsonWriter out;
  out.begin_object()
      .member("version", taxonomy.version)
      .member("hash", fmt::format("{:016x}", taxonomy.hash))
      .member("effective_from", taxonomy.effective_from);
  out.key("changes").begin_array();
  for (const TaxonomyChange& change : taxonomy.changes) write_change(out, change);
  out.end_array().key("lines").begin_array();
  for (const Line& line : taxonomy.lines) write_line(out, line);
  out.end_array().end_object();
  return out.take();
}

}  // namespace vocmap
