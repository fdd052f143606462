#include "pipeline/kafka/stored_records.h"

#include <algorithm>
#include <set>

namespace vocmap {
namespace {

constexpr std::chrono::seconds kLongestSilence{60};
// Reading on over this many records is cheaper than starting to read at another offset.
constexpr std::int64_t kLongestStride = 1000;

// The offsets of one partition that are still to be found.
class Search {
 public:
  explicit Search(const std::vector<std::int64_t>& offsets)
      : next_(offsets.begin()), end_(offsets.end()) {}

  bool over() const { return next_ == end_; }
  std::int64_t next() const { return *next_; }

  // Whether `offset` is one of them; those before it exist no more.
  bool pass(std::int64_t offset) {
    while (next_ != end_ && *next_ < offset) ++next_;
    if (next_ == end_ || *next_ != offset) return false;
    ++next_;
    return true;
  }
  void give_up() { next_ = end_; }

 private:
  std::vector<std::int64_t>::const_iterator next_, end_;
};

}  // namespace

StoredRecords::StoredRecords(const KafkaProperties& properties, const std::string& application,
                             const TopicNames& topics)
    : topics_(topics), cluster_(properties), reader_(properties, application, topics) {}

Patience StoredRecords::patience() const {
  return {.stop = {}, .until = std::chrono::steady_clock::now() + kLongestSilence};
}

std::int32_t StoredRecords::partition_count(Topic topic) {
  return cluster_.partition_count(topics_.of(topic), patience());
}

std::int64_t StoredRecords::begin_offset(TopicPartition partition) {
  return cluster_.offsets(topics_.of(partition.topic), partition.partition, patience()).begin;
}

void StoredRecords::read_until(const std::function<bool()>& done, const Visit& visit,
                               const PartitionReader::OnEnd& at_end) {
  using Clock = std::chrono::steady_clock;
  auto silent_until = Clock::now() + kLongestSilence;
  while (!done()) {
    reader_.read(
        std::chrono::milliseconds(200),
        [&](const Record& record) {
          visit(record);
          silent_until = Clock::now() + kLongestSilence;
        },
        at_end);
    if (Clock::now() > silent_until) {
      throw KafkaError(
          "nothing can be read for a minute: the cluster does not answer, or a transaction that "
          "is never ended holds its readers back");
    }
  }
}

void StoredRecords::read(Topic topic, const Visit& visit, std::optional<EventTime> since,
                         const std::function<void(double)>& done) {
  std::map<std::int32_t, OffsetRange> left;  // what is still to be read
  std::int64_t all = 0, behind = 0;
  const std::int32_t count = partition_count(topic);
  for (std::int32_t partition = 0; partition < count; ++partition) {
    OffsetRange range = cluster_.offsets(topics_.of(topic), partition, patience());
    std::int64_t from = kFromBeginning;
    if (since) {
      const auto found = cluster_.offset_at(topics_.of(topic), partition, *since, patience());
      from = std::min(found.value_or(range.end), range.end);  // the topic grows meanwhile
      range.begin = from;
    }
    reader_.follow({topic, partition}, from);
    left[partition] = range;
    all += range.end - range.begin;
  }
  // The offset that is read next tells what is behind, with what is no record.
  const auto advance = [&](std::int32_t partition, std::int64_t next) {
    const auto place = left.find(partition);
    if (place == left.end()) return;
    OffsetRange& range = place->second;
    const std::int64_t reached = std::clamp(next, range.begin, range.end);
    behind += reached - range.begin;
    range.begin = reached;
    if (next >= range.end) left.erase(place);
    if (done && all > 0) done(static_cast<double>(behind) / static_cast<double>(all));
  };
  read_until(
      [&] { return left.empty(); },
      [&](const Record& record) {
        const auto place = left.find(record.partition);
        if (place != left.end() && record.offset < place->second.end) visit(record);
        advance(record.partition, record.offset + 1);
      },
      [&](Topic, std::int32_t partition, std::int64_t offset) { advance(partition, offset); });
  for (std::int32_t partition = 0; partition < count; ++partition) {
    reader_.unfollow({topic, partition});
  }
}

void StoredRecords::find(const Offsets& offsets, const Visit& visit) {
  std::map<TopicPartition, Search> searches;
  for (const auto& [partition, wanted] : offsets) searches.emplace(partition, Search{wanted});
  while (true) {
    // One stride through every partition at a time, from the next offset of each.
    std::set<TopicPartition> reading;
    for (const auto& [partition, search] : searches) {
      reader_.unfollow(partition);
      if (search.over()) continue;
      reader_.follow(partition, search.next());
      reading.insert(partition);
    }
    if (reading.empty()) return;
    read_until([&] { return reading.empty(); },
               [&](const Record& record) {
                 const TopicPartition partition{record.topic, record.partition};
                 if (!reading.contains(partition)) return;
                 Search& search = searches.at(partition);
                 if (search.pass(record.offset)) visit(record);
                 if (search.over() || search.next() - record.offset > kLongestStride) {
                   reading.erase(partition);
                 }
               },
               [&](Topic topic, std::int32_t partition, std::int64_t) {
                 if (reading.erase({topic, partition}) > 0) {
                   searches.at({topic, partition}).give_up();
                 }
               });
  }
}

}  // namespace vocmap
