// What the gauges of the catalogue cost: scrape_bench [LINES STAGES SCENARIOS], of a line and a
// stage. Fills two days of every cell and prints the series, the memory that they take between
// scrapes, and the processor time of a scrape with its text.

#include <fmt/format.h>
#include <malloc.h>
#include <prometheus/text_serializer.h>

#include <ctime>
#include <string>

#include "pipeline/cli/metrics.h"

namespace vocmap {
namespace {

constexpr int kRounds = 5;  // the fastest counts

struct Size {
  int lines = 50, stages = 10, scenarios = 40;
};

void put(CatalogueGauges& gauges, const CatalogueGauge& gauge, const std::string& line,
         const std::string& stage, const std::string& scenario) {
  const std::string currency = gauge.by_currency ? "currency=CNY" : "";
  std::string dims = fmt::format(R"("line":"{}")", line);
  if (!stage.empty()) dims += fmt::format(R"(,"stage":"{}")", stage);
  if (!scenario.empty()) dims += fmt::format(R"(,"scenario":"{}")", scenario);
  if (gauge.by_currency) dims += R"(,"currency":"CNY")";
  for (const int day : {7, 8}) {
    const std::string key = fmt::format("{}|1d|2026-03-{:02}T00:00:00Z|{}|{}|{}|{}", gauge.metric,
                                        day, line, stage, scenario, currency);
    const std::string json = fmt::format(R"({{"dims":{{{}}},"value":0.123456789}})", dims);
    Record record;
    record.topic = Topic::metrics_1d;
    record.key = key;
    record.value = json;
    gauges.apply(record);
  }
}

void fill(CatalogueGauges& gauges, const CatalogueGauge& gauge, const Size& size) {
  for (int l = 0; l < size.lines; ++l) {
    const std::string line = fmt::format("business_line_{}", l);
    put(gauges, gauge, line, "", "");
    for (int s = 0; s < size.stages; ++s) {
      const std::string stage = fmt::format("stage_{}", s);
      put(gauges, gauge, line, stage, "");
      for (int i = 0; i < size.scenarios; ++i) {
        put(gauges, gauge, line, stage, fmt::format("{}.{}.some_scenario_{}", line, stage, i));
      }
    }
  }
}

void measure(const Size& size) {
  const std::size_t before = mallinfo2().uordblks;
  CatalogueGauges gauges{catalogue_gauges()};
  for (const CatalogueGauge& gauge : catalogue_gauges()) fill(gauges, gauge, size);
  const std::size_t kept = mallinfo2().uordblks - before;
  std::size_t series = 0, bytes = 0;
  double seconds = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::clock_t start = std::clock();
    const auto families = gauges.Collect();
    const std::string text = prometheus::TextSerializer{}.Serialize(families);
    const double spent = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    if (round == 0 || spent < seconds) seconds = spent;
    bytes = text.size();
    series = 0;
    for (const auto& family : families) series += family.metric.size();
  }
  fmt::print(
      "{} series of {} metrics: {:.1f} MB kept, {:.1f} MB of text, {:.2f} s a scrape, "
      "{:.2f} s per 100,000 series\n",
      series, catalogue_gauges().size(), static_cast<double>(kept) / 1e6,
      static_cast<double>(bytes) / 1e6, seconds, seconds * 1e5 / static_cast<double>(series));
}

}  // namespace
}  // namespace vocmap

int main(int argc, char** argv) {
  vocmap::Size size;
  if (argc == 4) size = {std::stoi(argv[1]), std::stoi(argv[2]), std::stoi(argv[3])};
  vocmap::measure(size);
  return 0;
}
