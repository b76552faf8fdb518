// SPDX-License-Identifier: MIT
// The list under a broker, told of topics by hand.
#include "uasyncio/sync/subscription.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using uasyncio::detail::Subscription;
using uasyncio::detail::SubscriptionList;

std::string told;
int alive = 0;

bool tell(Subscription& subscription, std::string_view, const void*) {
  told += static_cast<char>(subscription.agent);
  return subscription.agent != 'x';
}
void destroy(Subscription* subscription) noexcept {
  --alive;
  delete subscription;
}
Subscription* made(char agent, std::string_view topic) {
  ++alive;
  auto* subscription = new Subscription;
  subscription->topic = topic;
  subscription->pattern = nullptr;
  subscription->agent = static_cast<std::uintptr_t>(agent);
  subscription->tell = &tell;
  subscription->destroy = &destroy;
  return subscription;
}
Subscription like(char agent, std::string_view topic) {
  Subscription* const subscription = made(agent, topic);
  const Subscription copy = *subscription;
  destroy(subscription);
  return copy;
}

TEST(SubscriptionList, RemovesTheFirstTheLastAndTheOnly) {
  for (const std::string order : {"abc", "acb", "bac", "bca", "cab", "cba"}) {
    {
      SubscriptionList list;
      for (const char agent : {'a', 'b', 'c'}) list.add(made(agent, "t"));
      std::string left = "abc";
      for (const char agent : order) {
        EXPECT_TRUE(list.remove(like(agent, "t")));
        EXPECT_FALSE(list.remove(like(agent, "t")));
        left.erase(left.find(agent), 1);
        told.clear();
        list.publish("t", nullptr);
        EXPECT_EQ(told, left);
      }
      list.add(made('d', "t"));
      list.publish("t", nullptr);
      EXPECT_EQ(told, "d");
    }
    EXPECT_EQ(alive, 0);
  }
}

TEST(SubscriptionList, CountsWhatWasDropped) {
  SubscriptionList list;
  list.add(made('x', "t"));
  list.add(made('a', "t"));
  list.publish("t", nullptr);
  list.publish("u", nullptr);
  EXPECT_EQ(list.dropped(), 1u);
}

}  // namespace
