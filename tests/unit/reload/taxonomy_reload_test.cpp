#include "pipeline/cli/reload/taxonomy_reload.h"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "pipeline/cli/temporary_directory.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// While it lives, the process can open no more files: nothing about the files themselves changes.
class NoMoreFiles {
 public:
  NoMoreFiles() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreFiles() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

class TaxonomyReloadTest : public testing::Test {
 protected:
  TaxonomyReloadTest() {
    write("journeys.yaml", kShopAndApp);
    write("vocmap.yaml",
          "application: test\ninstance: a\njourneys: journeys.yaml\nstate_dir: state\n"
          "kafka: {bootstrap.servers: localhost:9092}\n");
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_)));
  }
  ~TaxonomyReloadTest() override {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("none"));
  }

  void write(const std::string& name, std::string_view text) {
    std::ofstream{folder_.path() / name} << text;
  }
  // What the log has since the last call.
  std::string said() {
    std::string text = log_.str();
    log_.str("");
    return text;
  }

  TemporaryDirectory folder_;
  std::ostringstream log_;
  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  std::function<tl::expected<bool, TaxonomyRefusal>()> answer_ = [] { return false; };
  std::uint32_t awaited_ = 0;
  std::vector<std::string> counted_;
  std::vector<std::size_t> taken_;  // versions that were read
  TaxonomyReload reload_{folder_.path() / "vocmap.yaml",
                         {folder_.path() / "journeys.yaml"},
                         {.take_on =
                              [this](std::vector<Taxonomy> versions) {
                                taken_.push_back(versions.size());
                                return answer_();
                              },
                          .taxonomies = [this]() -> const TaxonomyHistory& { return taxonomies_; },
                          .count = [this](std::string_view r) { counted_.emplace_back(r); },
                          .report = [] {},
                          .awaited = [this] { return awaited_; }}};
};

TEST_F(TaxonomyReloadTest, files_are_read_once_a_change) {
  for (int i = 0; i < 4; ++i) reload_.look(false);
  EXPECT_THAT(taken_, ElementsAre(1));
  write("journeys.yaml", std::string{kShopAndApp} + "# more\n");
  for (int i = 0; i < 4; ++i) reload_.look(false);
  EXPECT_THAT(taken_, ElementsAre(1, 1));
  EXPECT_EQ(said(), "");
  EXPECT_THAT(counted_, IsEmpty());
}

TEST_F(TaxonomyReloadTest, files_are_read_again_when_tasks_begin_to_wait_and_that_is_told_once) {
  for (int i = 0; i < 3; ++i) reload_.look(false);
  awaited_ = 2;
  for (int i = 0; i < 3; ++i) reload_.look(false);
  EXPECT_THAT(taken_, ElementsAre(1, 1));
  const std::string text = said();
  EXPECT_THAT(text, HasSubstr("taxonomy version 2 is in force at other instances"));
  EXPECT_EQ(text.find("version 2"), text.rfind("version 2"));
}

TEST_F(TaxonomyReloadTest, files_that_cannot_be_read_are_tried_until_they_can_and_told_once) {
  {
    const NoMoreFiles guard;
    for (int i = 0; i < 5; ++i) reload_.look(false);
  }
  EXPECT_THAT(taken_, IsEmpty());
  EXPECT_THAT(counted_, ElementsAre("refused"));
  EXPECT_THAT(said(), HasSubstr("refused and the one in use stays: "));
  reload_.look(false);
  EXPECT_THAT(taken_, ElementsAre(1)) << "the files are as they were";
  reload_.look(false);
  EXPECT_THAT(taken_, ElementsAre(1));
}

TEST_F(TaxonomyReloadTest, what_is_wrong_is_told_once_a_change) {
  write("journeys.yaml", "version: one\n");
  for (int i = 0; i < 4; ++i) reload_.look(false);
  EXPECT_THAT(counted_, ElementsAre("refused"));
  EXPECT_THAT(said(), HasSubstr("journeys.yaml"));
  write("journeys.yaml", "version: one \n");
  for (int i = 0; i < 4; ++i) reload_.look(false);
  EXPECT_THAT(counted_, ElementsAre("refused", "refused"));
}

TEST_F(TaxonomyReloadTest, workers_that_did_not_come_are_tried_again) {
  answer_ = [] {
    return tl::unexpected(TaxonomyRefusal{.problems = {"a worker waits"}, .passing = true});
  };
  for (int i = 0; i < 4; ++i) reload_.look(false);
  EXPECT_THAT(taken_, ElementsAre(1, 1, 1));
  EXPECT_THAT(counted_, ElementsAre("refused"));
  answer_ = [] { return true; };
  reload_.look(false);
  reload_.look(false);
  EXPECT_THAT(taken_, ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(counted_, ElementsAre("refused", "accepted"));
}

TEST_F(TaxonomyReloadTest, an_exception_is_a_refusal) {
  answer_ = []() -> tl::expected<bool, TaxonomyRefusal> { throw std::runtime_error("no memory"); };
  for (int i = 0; i < 4; ++i) reload_.look(false);
  EXPECT_THAT(said(), HasSubstr("the taxonomy is refused and the one in use stays: no memory"));
  EXPECT_THAT(counted_, ElementsAre("refused"));
  answer_ = [] { return false; };
  reload_.look(true);
  EXPECT_THAT(said(), HasSubstr("the taxonomy has no new version"));
}

}  // namespace
}  // namespace vocmap
