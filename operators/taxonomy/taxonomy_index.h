#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "schemas/taxonomy.h"

namespace date {
class time_zone;
}

namespace vocmap {

// One taxonomy version, ready for look-ups. Immutable and safe to read from every thread; owns the
// taxonomy, so references live as long as the index. A scenario's index is its rank by id over ALL
// lines: comparing indexes compares ids. Line positions are positions in taxonomy().lines.
class TaxonomyIndex {
 public:
  // REQUIRES: a taxonomy that load_taxonomy would accept.
  explicit TaxonomyIndex(Taxonomy taxonomy);
  TaxonomyIndex(TaxonomyIndex&&) noexcept = default;
  TaxonomyIndex& operator=(TaxonomyIndex&&) noexcept = default;
  TaxonomyIndex(const TaxonomyIndex&) = delete;
  TaxonomyIndex& operator=(const TaxonomyIndex&) = delete;

  const Taxonomy& taxonomy() const { return taxonomy_; }
  std::uint32_t version() const { return taxonomy_.version; }

  const Line* line(std::string_view id) const;
  std::optional<std::size_t> line_position(std::string_view id) const;
  std::size_t position_of(const Line& line) const;

  std::size_t scenario_count() const { return scenarios_.size(); }
  std::optional<std::uint16_t> scenario_index(std::string_view id) const;
  const Scenario& scenario(std::uint16_t index) const;
  const Line& line_of(std::uint16_t index) const;
  const Stage& stage_of(std::uint16_t index) const;
  // Scenario indexes of a line, ascending.
  std::span<const std::uint16_t> scenarios_of(std::size_t line_position) const;

  // The day window [day_start, day_end) around `t` in the line's time zone. A local midnight that a
  // clock change skips or repeats counts once, at its earliest instant.
  EventTime day_start(const Line& line, EventTime t) const;
  EventTime day_end(const Line& line, EventTime t) const;

  // How far the line's clock is ahead of UTC at `t`.
  Duration utc_offset(const Line& line, EventTime t) const;

 private:
  struct ScenarioPlace {
    std::uint32_t line, stage, scenario;
  };

  Taxonomy taxonomy_;
  std::vector<ScenarioPlace> scenarios_;             // by scenario index
  std::vector<std::vector<std::uint16_t>> by_line_;  // by line position
  std::vector<std::uint32_t> lines_by_id_;           // line positions sorted by id
  std::vector<const date::time_zone*> zones_;        // by line position; null: UTC
};

}  // namespace vocmap
