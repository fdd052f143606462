#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "pipeline/runtime/broker.h"

namespace vocmap {

// The keyed tasks, by their sources, that the worker `self` keeps a warm copy of: each task has
// `replicas` standbys among the instances that do not run it, chosen by rendezvous hashing, so that
// every member chooses alike and a change of members moves few copies. The instance of a member is
// its id up to the last '-'; of its workers, one has the copy.
std::set<TopicPartition> standby_choice(const std::vector<GroupMember>& members,
                                        std::string_view self, int replicas);

}  // namespace vocmap
