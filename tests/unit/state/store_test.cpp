#include "pipeline/state/store.h"

#include <gtest/gtest.h>

#include "pipeline/cli/temporary_directory.h"
#include "pipeline/state/state_directory.h"

namespace vocmap {
namespace {

using Key = std::tuple<std::string, std::int64_t>;
using NumberStore = Store<Key, std::int64_t>;

class StoreTest : public testing::Test {
 protected:
  Database open(const std::string& task = "journey-0") { return *directory_.try_open(task); }

  std::vector<std::string> scan(NumberStore& store, const std::string& prefix) {
    std::vector<std::string> seen;
    store.scan_prefix(
        [&](const Key& key, std::int64_t value) {
          seen.push_back(std::get<0>(key) + std::to_string(std::get<1>(key)) + "=" +
                         std::to_string(value));
          return true;
        },
        prefix);
    return seen;
  }

  TemporaryDirectory root_;
  StateDirectory directory_{root_.path(), 8 << 20};
};

TEST_F(StoreTest, uncommitted_writes_are_read_and_rolled_back) {
  TaskState state{open()};
  NumberStore store{state};
  store.edit({"a", 1}) = 7;
  ASSERT_NE(store.find({"a", 1}), nullptr);
  EXPECT_EQ(*store.find({"a", 1}), 7);
  state.rolled_back();
  EXPECT_EQ(store.find({"a", 1}), nullptr);
}

TEST_F(StoreTest, committed_state_survives_reopening_with_its_progress) {
  {
    TaskState state{open()};
    NumberStore store{state};
    store.edit({"a", -1}) = 7;
    store.edit({"a", 2}) = 8;
    state.committed(
        state.collect(),
        {.stamp = {.commit_number = 3, .input_offset = 5, .partitions = 1}, .changelog_offset = 9});
    store.edit({"a", 2}) = 9;  // never committed
  }
  TaskState state{open()};
  NumberStore store{state};
  EXPECT_EQ(*store.find({"a", 2}), 8);
  EXPECT_EQ(state.database().progress().stamp.input_offset, 5);
  EXPECT_EQ(state.database().progress().changelog_offset, 9);
}

TEST_F(StoreTest, scans_merge_disk_and_overlay_in_key_order) {
  TaskState state{open()};
  NumberStore first{state};
  NumberStore store{state};
  store.edit({"a", -5}) = 1;
  store.edit({"a", 3}) = 2;
  store.edit({"a", 4}) = 3;
  store.edit({std::string("a\0", 2), 1}) = 4;
  store.edit({"b", 1}) = 5;
  first.edit({"a", 1}) = 99;
  state.committed(state.collect(), {});
  store.erase({"a", 3});
  store.edit({"a", 4}) = 30;
  store.edit({"a", 0}) = 6;
  EXPECT_EQ(scan(store, "a"), (std::vector<std::string>{"a-5=1", "a0=6", "a4=30"}));
}

TEST_F(StoreTest, ranges_of_times_exclude_their_end) {
  TaskState state{open()};
  Store<std::tuple<EventTime, std::string>, std::int64_t> store{state};
  for (const std::int64_t ms : {-1, 0, 999, 1'000}) store.edit({EventTime{ms}, "x"}) = ms;
  std::vector<std::int64_t> seen;
  store.scan_range(std::tuple{EventTime::min()}, std::tuple{EventTime{1'000}},
                   [&](const auto&, std::int64_t value) {
                     seen.push_back(value);
                     return true;
                   });
  EXPECT_EQ(seen, (std::vector<std::int64_t>{-1, 0, 999}));
}

TEST_F(StoreTest, collected_changes_rebuild_another_directory) {
  std::vector<Change> changelog;
  {
    TaskState state{open()};
    NumberStore store{state};
    store.edit({"a", 1}) = 1;
    store.edit({"a", 2}) = 2;
    changelog = state.collect();
    state.committed(changelog, {});
    store.erase({"a", 1});
    for (Change& change : state.collect()) changelog.push_back(std::move(change));
  }
  Database other = open("journey-1");
  other.write(changelog, {.stamp = {}, .changelog_offset = 3});
  TaskState state{std::move(other)};
  NumberStore store{state};
  EXPECT_EQ(scan(store, "a"), (std::vector<std::string>{"a2=2"}));
}

}  // namespace
}  // namespace vocmap
