#include "operators/journey/chains.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace vocmap {
namespace {

// Line, whether it is an order, order or scenario.
using JourneyMatter = std::tuple<std::string_view, bool, std::string_view>;

JourneyMatter matter_of(const ContactFact& fact) {
  const bool order = !fact.order_id.empty();
  return {fact.cell.line, order, order ? fact.order_id : fact.cell.scenario};
}

std::string journey_id(std::string_view customer_key, const ContactFact& first) {
  const auto& [line, order, matter] = matter_of(first);
  std::string bytes;
  for (const std::string_view part :
       {customer_key, line, std::string_view{order ? "order" : "scenario"}, matter,
        std::string_view{first.contact_id}}) {
    bytes += part;
    bytes += '\0';
  }
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

bool continues(const Chain& chain, const ContactFact& next) {
  return next.cell.at - chain.last().cell.at <= kJourneyGap &&
         next.cell.at - chain.first().cell.at <= kJourneySpan;
}

// Outbound contacts come after the inbound ones of the same moment.
void add_outbound(const KeptContact& contact, std::vector<Chain>& chains) {
  const auto after = [](EventTime t, const KeptContact* c) { return t < c->fact.cell.at; };
  const EventTime at = contact.fact.cell.at;
  Chain* found = nullptr;
  for (Chain& chain : chains) {
    const auto next = std::upper_bound(chain.contacts.begin(), chain.contacts.end(), at, after);
    if (next == chain.contacts.begin()) continue;
    if (at - (*std::prev(next))->fact.cell.at <= kJourneyGap) found = &chain;
  }
  if (found) found->outbound.push_back(&contact);
}

}  // namespace

std::vector<Chain> build_chains(std::string_view customer_key,
                                std::span<const KeptContact> contacts) {
  std::vector<const KeptContact*> ordered;
  for (const KeptContact& contact : contacts) {
    if (contact.fact.in_time) ordered.push_back(&contact);
  }
  std::sort(ordered.begin(), ordered.end(), [](const KeptContact* a, const KeptContact* b) {
    return std::tie(a->fact.cell.at, a->fact.contact_id) <
           std::tie(b->fact.cell.at, b->fact.contact_id);
  });
  std::map<JourneyMatter, std::vector<Chain>> by_matter;
  for (const KeptContact* contact : ordered) {
    if (!contact->fact.inbound) continue;
    std::vector<Chain>& chains = by_matter[matter_of(contact->fact)];
    if (chains.empty() || !continues(chains.back(), contact->fact)) {
      chains.push_back({journey_id(customer_key, contact->fact), {}, {}});
    }
    chains.back().contacts.push_back(contact);
  }
  for (const KeptContact* contact : ordered) {
    if (contact->fact.inbound) continue;
    const auto chains = by_matter.find(matter_of(contact->fact));
    if (chains != by_matter.end()) add_outbound(*contact, chains->second);
  }
  std::vector<Chain> all;
  for (auto& [matter, chains] : by_matter) {
    std::move(chains.begin(), chains.end(), std::back_inserter(all));
  }
  std::sort(all.begin(), all.end(), [](const Chain& a, const Chain& b) {
    return std::tie(a.first().cell.at, a.journey_id) < std::tie(b.first().cell.at, b.journey_id);
  });
  return all;
}

const Chain* chain_of(std::span<const Chain> chains, std::string_view contact_id) {
  const auto has = [&](const std::vector<const KeptContact*>& contacts) {
    return std::any_of(contacts.begin(), contacts.end(), [&](const KeptContact* contact) {
      return contact->fact.contact_id == contact_id;
    });
  };
  const auto found = std::find_if(chains.begin(), chains.end(), [&](const Chain& chain) {
    return has(chain.contacts) || has(chain.outbound);
  });
  return found == chains.end() ? nullptr : &*found;
}

}  // namespace vocmap
