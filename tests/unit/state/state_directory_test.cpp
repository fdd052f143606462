#include "pipeline/state/state_directory.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/cli/temporary_directory.h"

namespace vocmap {
namespace {

class StateDirectoryTest : public testing::Test {
 protected:
  // Every table file of a task, once it has some.
  std::vector<std::filesystem::path> tables(const std::string& task) const {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{directory_.path_of(task)}) {
      if (entry.path().extension() == ".sst") found.push_back(entry.path());
    }
    return found;
  }

  TemporaryDirectory root_;
  StateDirectory directory_{root_.path(), 8 << 20};
};

TEST_F(StateDirectoryTest, a_directory_is_open_once_and_whoever_waits_is_seen) {
  std::optional<Database> first = directory_.try_open("journey-0");
  ASSERT_TRUE(first);
  EXPECT_FALSE(directory_.wanted("journey-0"));
  EXPECT_FALSE(directory_.try_open("journey-0"));
  EXPECT_TRUE(directory_.wanted("journey-0"));
  EXPECT_TRUE(directory_.try_open("journey-1")) << "others are free";
  first.reset();
  EXPECT_TRUE(directory_.try_open("journey-0"));
  EXPECT_FALSE(directory_.wanted("journey-0"));
}

TEST_F(StateDirectoryTest, state_of_another_format_is_refused_with_both_numbers) {
  std::optional<Database> database = directory_.try_open("map-0");
  database->write({}, {.stamp = {.commit_number = 3}, .changelog_offset = 7});
  EXPECT_EQ(database->progress().changelog_offset, 7);
  std::string foreign = encode_stamp({.commit_number = 3});
  foreign.front() = 99;
  try {
    decode_stamp(foreign);
    FAIL() << "read as ours";
  } catch (const StateError& error) {
    EXPECT_NE(std::string{error.what()}.find("format 99"), std::string::npos) << error.what();
  }
}

// A full disk cuts it short, and the line after that one aborts in RocksDB.
TEST_F(StateDirectoryTest, rocksdb_keeps_no_log_file_beside_the_state) {
  std::optional<Database> database = directory_.try_open("map-0");
  database->write({}, {.stamp = {.commit_number = 3}, .changelog_offset = 7});
  ASSERT_TRUE(exists(directory_.path_of("map-0") / "CURRENT"));
  EXPECT_FALSE(exists(directory_.path_of("map-0") / "LOG"));
}

TEST_F(StateDirectoryTest, damaged_tables_are_found_and_put_aside) {
  {
    std::optional<Database> database = directory_.try_open("map-0");
    std::vector<Change> changes;
    for (int i = 0; i < 50'000; ++i) {
      changes.push_back({fmt::format("\1{}", i), std::string(200, static_cast<char>(i))});
    }
    database->write(changes, {});
  }
  directory_.try_open("map-0");  // replays the log into a table
  ASSERT_FALSE(tables("map-0").empty());
  for (const auto& table : tables("map-0")) {
    std::fstream file{table, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(1'000);
    file << std::string(4'000, 'x');
  }
  EXPECT_THROW(
      {
        std::optional<Database> database = directory_.try_open("map-0");
        database->scan("\1", "\2", [](auto, auto) { return true; });
      },
      StateCorrupt);
  const std::filesystem::path aside = directory_.quarantine("map-0");
  EXPECT_TRUE(std::filesystem::exists(aside));
  EXPECT_FALSE(std::filesystem::exists(directory_.path_of("map-0")));
  EXPECT_FALSE(
      directory_.try_open("map-0")->get("\1"
                                        "1"))
      << "the new one is empty";
}

}  // namespace
}  // namespace vocmap
