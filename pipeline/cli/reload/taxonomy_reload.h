#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "pipeline/cli/reload/taxonomy_exchange.h"
#include "pipeline/config/file_watch.h"

namespace vocmap {

// What a running service does with taxonomies; all from the thread of the reload.
struct TaxonomyUse {
  std::function<tl::expected<bool, TaxonomyRefusal>(std::vector<Taxonomy>)> take_on;
  std::function<const TaxonomyHistory&()> taxonomies;
  std::function<void(std::string_view result)> count;  // "accepted" or "refused"
  std::function<void()> report;                        // what is in use; at every look
  std::function<std::uint32_t()> awaited;              // the version that tasks wait for; 0: none
};

// Reads a new taxonomy version when vocmap.yaml, whose `journeys` name the files, or one of them
// changes. What is wrong is logged and counted, and the taxonomy in use stays; what may pass, such
// as a file that cannot be read, is tried again at each look and told once.
class TaxonomyReload {
 public:
  TaxonomyReload(std::filesystem::path config, std::vector<std::filesystem::path> journeys,
                 TaxonomyUse use);

  // `asked`: reads the files whether they changed or not. Throws nothing.
  void look(bool asked);

 private:
  using Taken = tl::expected<bool, TaxonomyRefusal>;

  Taken take(bool asked);
  Taken read();
  bool wait_began();
  void tell(const TaxonomyRefusal& refusal, bool asked);

  const std::filesystem::path config_;
  std::vector<std::filesystem::path> journeys_;
  const TaxonomyUse use_;
  FileWatch watch_;
  std::uint32_t awaited_version_ = 0;
  std::vector<std::string> told_;  // what may pass, and was told
};

}  // namespace vocmap
