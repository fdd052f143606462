#include "pipeline/cli/inspect/task_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/cli/inspect/show_store.h"
#include "pipeline/cli/temporary_directory.h"
#include "pipeline/state/ordered_key.h"
#include "pipeline/state/state_directory.h"
#include "schemas/binary.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TaskDirectoryTest : public testing::Test {
 protected:
  // A task with one timer per (time, customer), whose database is closed again.
  std::filesystem::path written(const std::string& name, const std::vector<Change>& changes) {
    StateDirectory directory{root_.path(), 8 << 20};
    directory.try_open(name)->write(changes, Progress{});
    return directory.path_of(name);
  }
  static Change rank_day(const std::string& line) {
    return {ordered_key::key_bytes(std::uint8_t{3}, EventTime{0}, line), "damaged"};
  }
  static Change customer(const std::string& id) {
    return {ordered_key::key_bytes(std::uint8_t{4}, id), std::string(4, '\0')};
  }
  static std::vector<std::string> shown(const StateReader& reader, std::string_view prefix,
                                        std::uint64_t limit = 100) {
    std::vector<std::string> lines;
    show_store(reader, 4, stores_of("journey")[3], prefix, limit,
               [&](const std::string& line) { lines.push_back(line); });
    return lines;
  }

  TemporaryDirectory root_;
};

TEST_F(TaskDirectoryTest, names_say_stage_and_partition) {
  EXPECT_EQ(task_directory("/s/journey-12")->partition, 12);
  EXPECT_TRUE(task_directory("/s/map-0.corrupt")->put_aside);
  for (const char* other : {"journey", "journey-", "journey-x", "journey-1x", "other-1", "intake-1",
                            "journey-1.old", "lost+found"}) {
    EXPECT_FALSE(task_directory(other)) << other;
  }
}

TEST_F(TaskDirectoryTest, tasks_are_listed_by_stage_and_number) {
  for (const char* name : {"map-10", "map-9", "journey-0.corrupt", "journey-0", "lost+found"}) {
    std::filesystem::create_directory(root_.path() / name);
  }
  std::vector<std::string> names;
  for (const TaskDirectory& directory : task_directories(root_.path())) {
    names.push_back(directory.name);
  }
  EXPECT_THAT(names, ElementsAre("journey-0", "journey-0.corrupt", "map-9", "map-10"));
}

TEST_F(TaskDirectoryTest, a_report_counts_the_keys_of_each_store) {
  const auto path = written("rank-0", {rank_day("a"), rank_day("b")});
  const TaskReport report = report_of(*task_directory(path));
  EXPECT_EQ(report.problem, "");
  EXPECT_THAT(report.keys, ElementsAre(0, 0, 2, 0, 0));
  EXPECT_THAT(row_of(report), HasSubstr("days 2"));
}

TEST_F(TaskDirectoryTest, a_directory_without_state_has_a_problem_and_stays_empty) {
  std::filesystem::create_directory(root_.path() / "rank-0");
  const TaskReport report = report_of(*task_directory(root_.path() / "rank-0"));
  EXPECT_THAT(report.problem, HasSubstr("cannot be read"));
  EXPECT_TRUE(std::filesystem::is_empty(root_.path() / "rank-0"));
}

TEST_F(TaskDirectoryTest, a_prefix_selects_by_the_text_of_the_key) {
  const StateReader reader(
      written("journey-0", {customer("a"), customer("b1"), customer("b2"), customer("b"),
                            customer(std::string("b\0", 2)), customer("c")}));
  EXPECT_EQ(shown(reader, "").size(), 6U);
  EXPECT_EQ(shown(reader, "b").size(), 4U);
  EXPECT_EQ(shown(reader, std::string("b\0", 2)).size(), 1U);
  EXPECT_THAT(shown(reader, "b2"), ElementsAre(HasSubstr(R"("key":{"customer":"b2"})")));
  EXPECT_THAT(shown(reader, "d"), IsEmpty());
  EXPECT_EQ(shown(reader, "b", 2).size(), 2U);
}

TEST_F(TaskDirectoryTest, what_cannot_be_read_is_shown_in_hexadecimal) {
  const StateReader reader(written("journey-0", {{"\4x", "\xff"}}));
  EXPECT_THAT(shown(reader, ""),
              ElementsAre(R"({"store":"customers","key_hex":"78","value_hex":"ff"})"));
}

}  // namespace
}  // namespace vocmap
