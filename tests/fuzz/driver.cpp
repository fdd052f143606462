// Runs one fuzz target without libFuzzer, the same everywhere: each file of the corpus once, then
// mutations of them from a seed. The input that breaks the target is kept in a file.
//
//   fuzz_<target> [--runs=N] [--keep=FILE] CORPUS...      VOCMAP_FUZZ_SEED=n

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_input.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kLongest = 4096;
constexpr std::uint64_t kSeed = 20260307;

Bytes current;
std::string keep = "fuzz-broken-input";

// Async-signal-safe: keeps what broke the target, then dies of the same signal.
extern "C" void keep_current_input(int signal) {
  const int file = open(keep.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && write(file, current.data(), current.size()) >= 0) close(file);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const Bytes& input) {
  current = Bytes(input.begin(), input.end());  // of exactly its size, for the sanitizers
  LLVMFuzzerTestOneInput(current.data(), current.size());
}

std::vector<Bytes> read_corpus(const std::vector<std::filesystem::path>& roots) {
  std::vector<std::filesystem::path> files;
  for (const auto& root : roots) {
    if (!std::filesystem::is_directory(root)) {
      files.push_back(root);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Bytes> corpus = {{}};
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return corpus;
}

class Mutator {
 public:
  Mutator(std::uint64_t seed, const std::vector<Bytes>& corpus) : random_(seed), corpus_(corpus) {}

  Bytes next() {
    Bytes bytes = any();
    if (bytes.size() > kLongest) bytes.resize(kLongest);
    for (std::size_t i = below(6) + 1; i > 0; --i) mutate(bytes);
    return bytes;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  const Bytes& any() { return corpus_[below(corpus_.size())]; }

  void insert(Bytes& bytes, const Bytes& from) {
    if (from.empty() || bytes.size() > kLongest) return;
    const std::size_t start = below(from.size());
    const std::size_t count = std::min(from.size() - start, below(64) + 1);
    const auto begin = from.begin() + static_cast<std::ptrdiff_t>(start);
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size() + 1));
    bytes.insert(at, begin, begin + static_cast<std::ptrdiff_t>(count));
  }

  void mutate(Bytes& bytes) {
    static constexpr std::uint8_t kTelling[] = {0,   1,   '0', '9',  '"',  '\\', '{',  '}',
                                                '[', ']', ',', ':',  '-',  '.',  ' ',  '\n',
                                                '@', '+', '#', 0x7f, 0x80, 0xc2, 0xed, 0xff};
    const std::size_t at = below(bytes.size() + 1);
    const auto position = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    switch (below(8)) {
      case 0:
        bytes.insert(position, kTelling[below(std::size(kTelling))]);
        break;
      case 1:
        bytes.erase(position,
                    position + static_cast<std::ptrdiff_t>(std::min(below(16), bytes.size() - at)));
        break;
      case 2:
        bytes.resize(at);
        break;
      case 3:
        insert(bytes, any());
        break;
      case 4:
        insert(bytes, Bytes(bytes));
        break;
      case 5:
        if (at < bytes.size()) bytes[at] = kTelling[below(std::size(kTelling))];
        break;
      case 6:
        if (at < bytes.size()) bytes[at] = static_cast<std::uint8_t>(random_());
        break;
      default:
        if (at < bytes.size()) bytes[at] ^= static_cast<std::uint8_t>(1 << below(8));
    }
  }

  std::mt19937_64 random_;
  const std::vector<Bytes>& corpus_;
};

std::uint64_t number(const std::string& text, std::uint64_t otherwise) {
  std::uint64_t n = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 100'000;
  std::vector<std::filesystem::path> roots;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.starts_with("--runs=")) {
      runs = number(argument.substr(7), runs);
    } else if (argument.starts_with("--keep=")) {
      keep = argument.substr(7);
    } else {
      roots.emplace_back(argument);
    }
  }
  const char* given = std::getenv("VOCMAP_FUZZ_SEED");
  const std::uint64_t seed = number(given ? given : "", kSeed);
  std::printf("VOCMAP_FUZZ_SEED=%llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) {
    std::signal(signal, keep_current_input);
  }

  const std::vector<Bytes> corpus = read_corpus(roots);
  for (const Bytes& input : corpus) run(input);
  Mutator mutator(seed, corpus);
  for (std::uint64_t i = 0; i < runs; ++i) run(mutator.next());
  std::printf("%zu files of the corpus and %llu mutations\n", corpus.size() - 1,
              static_cast<unsigned long long>(runs));
  return 0;
}
