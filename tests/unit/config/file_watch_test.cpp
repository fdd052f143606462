#include "pipeline/config/file_watch.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "pipeline/cli/temporary_directory.h"

namespace vocmap {
namespace {

class FileWatchTest : public testing::Test {
 protected:
  FileWatchTest() { write("a", "1"); }

  void write(const std::string& name, std::string_view text) {
    std::ofstream{folder_.path() / name} << text;
  }
  bool changed() { return watch_.changed({folder_.path() / "a", folder_.path() / "b"}); }

  TemporaryDirectory folder_;
  FileWatch watch_;
};

TEST_F(FileWatchTest, first_look_begins_a_change_that_counts_once) {
  EXPECT_FALSE(changed());
  EXPECT_TRUE(changed());
  EXPECT_FALSE(changed());
}

TEST_F(FileWatchTest, a_change_counts_when_it_has_lasted) {
  changed(), changed();
  write("a", "12");
  EXPECT_FALSE(changed()) << "it may still be written";
  write("a", "123");
  EXPECT_FALSE(changed());
  EXPECT_TRUE(changed());
  EXPECT_FALSE(changed());
}

TEST_F(FileWatchTest, a_file_may_come_be_replaced_and_go) {
  changed(), changed();
  write("b", "x");
  EXPECT_FALSE(changed());
  EXPECT_TRUE(changed());
  // As an editor or a Kubernetes volume replaces it: the same size and time, another inode.
  const auto time = std::filesystem::last_write_time(folder_.path() / "b");
  write("c", "y");
  std::filesystem::last_write_time(folder_.path() / "c", time);
  std::filesystem::rename(folder_.path() / "c", folder_.path() / "b");
  EXPECT_FALSE(changed());
  EXPECT_TRUE(changed());
  std::filesystem::remove(folder_.path() / "b");
  EXPECT_FALSE(changed());
  EXPECT_TRUE(changed());
}

TEST_F(FileWatchTest, a_change_that_could_not_be_used_is_told_again_once_it_lasts) {
  changed(), changed();
  watch_.tell_again();
  EXPECT_TRUE(changed());
  EXPECT_FALSE(changed());
  watch_.tell_again();
  write("a", "12");
  EXPECT_FALSE(changed()) << "it may still be written";
  EXPECT_TRUE(changed());
}

TEST_F(FileWatchTest, a_change_that_is_taken_back_at_once_is_none) {
  changed(), changed();
  write("b", "x");
  EXPECT_FALSE(changed());
  std::filesystem::remove(folder_.path() / "b");
  EXPECT_FALSE(changed());
  EXPECT_FALSE(changed());
}

}  // namespace
}  // namespace vocmap
