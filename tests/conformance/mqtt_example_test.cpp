// SPDX-License-Identifier: MIT
// examples/mqtt.cpp for an hour of virtual time over a network that is slow, hands out bytes in
// pieces and breaks connections: what was confirmed has come, what came was confirmed in the end.
#include "tests/support/net_scenario.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#define main main_of_example
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wreturn-type"  // only a main returns by itself
namespace mqtt_station {
#include "examples/mqtt.cpp"  // tidy-ok: the program under test
}
#pragma GCC diagnostic pop
#undef main

using namespace net_scenario;
using asyncio::Coro;

namespace {

struct BrokerNote {
  unsigned number;
  std::string text;
  bool is_again;
};

/// Its clients' packets are shorter than 128 bytes. It has an order for the valve with every 60th
/// reading, and sends it until it is confirmed.
class SimBroker {
 public:
  Coro<> serve(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
    ++connections;
    for (;;) {
      std::string packet(co_await reader.readexactly(2));
      const auto size = static_cast<unsigned char>(packet[1]);
      if (size != 0) {
        const std::string_view body = co_await reader.readexactly(size);
        packet += body;
      }
      const std::string answer = answer_to(packet);
      if (!answer.empty()) co_await writer.awrite(answer);
    }
  }

  std::vector<BrokerNote> readings;
  int connections = 0;
  unsigned orders = 0;  // that were confirmed

 private:
  std::string answer_to(const std::string& packet) {
    switch (static_cast<unsigned char>(packet[0]) >> 4) {
      case 1: return std::string("\x20\2\0\0", 4);
      case 3: return (packet[0] & 6) == 0 ? std::string() : receipt_of(packet);
      case 4:
        orders += is_ordered_ ? 1 : 0;
        is_ordered_ = false;
        return {};
      case 8: return std::string("\x90\3", 2) + packet.substr(2, 2) + "\1" + order(true);
      case 12: return std::string("\xd0\0", 2);
      default: return {};
    }
  }
  std::string receipt_of(const std::string& packet) {
    const std::size_t number_at = 4u + static_cast<unsigned char>(packet[3]);
    const std::string number = packet.substr(number_at, 2);
    const unsigned count =
        static_cast<unsigned char>(number[0]) * 256u + static_cast<unsigned char>(number[1]);
    readings.push_back({count, packet.substr(number_at + 2), (packet[0] & 8) != 0});
    const bool is_new_order = count % 60 == 0 && !is_ordered_;
    is_ordered_ = is_ordered_ || is_new_order;
    return std::string("\x40\2", 2) + number + (is_new_order ? order(false) : "");
  }
  /// The one that is not confirmed yet, if there is one.
  std::string order(bool is_again) const {
    if (!is_ordered_) return {};
    const std::string body =
        std::string("\0\x0cgarden/valve\0\1", 16) + "open " + std::to_string(orders + 1);
    return std::string(1, is_again ? '\x3a' : '\x32') + static_cast<char>(body.size()) + body;
  }

  bool is_ordered_ = false;
};

Coro<> play_for_an_hour(asyncio::testing::Weather weather, SimBroker& broker) {
  asyncio::Loop::running()->set_exception_handler(
      [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
  network().weather = weather;
  auto serve = [&](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> Coro<> {
    co_await broker.serve(reader, writer);
  };
  asyncio::Server server = co_await asyncio::start_server(serve, loopback, 1883);
  {
    const asyncio::OwnedTask<> station =
        asyncio::create_task(mqtt_station::measure(loopback, 1883, 0));
    co_await asyncio::sleep(3'600);
  }
  server.close();
  server.abort_clients();
  co_await server.wait_closed();
  EXPECT_EQ(network().devices(), 0u);
}

struct Hour {
  SimBroker broker;
  std::set<std::string> printed;  // lines
};

std::set<std::string> lines_of(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream rest(text);
  for (std::string line; std::getline(rest, line);) lines.insert(line);
  return lines;
}

Hour hour_of(const asyncio::testing::Weather& weather) {
  Hour hour;
  const std::size_t used_before = asyncio::FramePool::current().used();
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    const auto result = loop.run_until_complete(play_for_an_hour(weather, hour.broker));
    EXPECT_TRUE(result.ok()) << result.error().name() << " " << result.error().text();
    loop.close();
    hour.printed = lines_of(port.transcript());
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before) << "frames or tasks are left";
  return hour;
}

/// In order, each with its own text; more than once only if it says so.
void expect_each_reading_at_least_once(const Hour& hour) {
  unsigned last = 0;
  for (const BrokerNote& each : hour.broker.readings) {
    const bool is_next = each.number == last + 1;
    ASSERT_TRUE(is_next || (each.number == last && each.is_again)) << each.number << " " << last;
    const auto text = mqtt_station::reading(static_cast<int>(each.number));
    ASSERT_EQ(each.text, std::string(text.begin(), text.end()));
    last = each.number;
  }
  for (unsigned number = 1; number < last; ++number) {
    ASSERT_TRUE(hour.printed.contains("confirmed " + std::to_string(number)));
  }
  EXPECT_FALSE(hour.printed.contains("confirmed " + std::to_string(last + 1)));
}

void expect_each_order_at_least_once(const Hour& hour) {
  for (unsigned number = 1; number <= hour.broker.orders; ++number) {
    ASSERT_TRUE(hour.printed.contains("garden/valve open " + std::to_string(number)));
  }
}

TEST(MqttExample, AnHourInGoodWeatherHasOneConnection) {
  const Hour hour = hour_of({.latency = 20'000});
  expect_each_reading_at_least_once(hour);
  expect_each_order_at_least_once(hour);
  EXPECT_EQ(hour.broker.connections, 1);
  EXPECT_GT(hour.broker.readings.size(), 3'400u);
  EXPECT_GT(hour.broker.orders, 55u);
}

/// With a broker that is there, if there is one.
template <class Talk>
void with_a_station(SimBroker* broker, Talk talk) {
  simulate([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
    asyncio::Server server;
    auto serve = [&](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> Coro<> {
      co_await broker->serve(reader, writer);
    };
    if (broker != nullptr) server = co_await asyncio::start_server(serve, loopback, 1883);
    {
      mqtt_station::Station station(loopback, 1883, {});
      const asyncio::OwnedTask<> talking = asyncio::create_task(station.run());
      co_await talk(station);
    }
    server.close();
    server.abort_clients();
    co_await server.wait_closed();
  });
}

TEST(MqttExample, NumbersBeginAgainBehindTheLargest) {
  SimBroker broker;
  broker.readings.reserve(66'000);
  with_a_station(&broker, [](mqtt_station::Station& station) -> Coro<> {
    for (int number = 0; number != 65'537; ++number) co_await station.publish("t", "x");
  });
  ASSERT_EQ(broker.readings.size(), 65'537u);
  EXPECT_EQ(broker.readings[65'534].number, 65'535u);
  EXPECT_EQ(broker.readings[65'535].number, 1u);
  EXPECT_EQ(broker.readings[65'536].number, 2u);
}

/// And not when a broker comes.
TEST(MqttExample, WhatCannotBePublishedIsSaidAtOnce) {
  with_a_station(nullptr, [](mqtt_station::Station& station) -> Coro<> {
    const std::string much(256 * 1'024, 'x');
    const auto end = co_await asyncio::as_result(station.publish("garden/temperature", much));
    EXPECT_STREQ(end.error().text(), "too long a message");
    for (const std::string_view topic :
         {std::string_view("garden/#"), std::string_view("#"), std::string_view("garden/+/x"),
          std::string_view(""), std::string_view("a\0b", 3)}) {
      const auto refused = co_await asyncio::as_result(station.publish(topic, "text"));
      EXPECT_STREQ(refused.error().text(), "no topic for a message") << topic;
    }
  });
}

/// Of 40 writes one breaks its connection; each weather is another chain of chances.
TEST(MqttExample, AnHourInBadWeatherLosesNothing) {
  std::size_t again = 0;
  for (std::uint64_t seed = 1; seed != 6; ++seed) {
    const Hour hour = hour_of({.latency = 30'000 + 1'000 * seed,
                               .jitter = 100'000,
                               .window = 100,
                               .short_reads = true,
                               .resets_one_in = 40});
    expect_each_reading_at_least_once(hour);
    expect_each_order_at_least_once(hour);
    EXPECT_GT(hour.broker.connections, 50) << seed;
    EXPECT_GT(hour.broker.readings.size(), 1'500u) << seed;
    again += static_cast<std::size_t>(
        std::count_if(hour.broker.readings.begin(), hour.broker.readings.end(),
                      [](const BrokerNote& each) { return each.is_again; }));
  }
  EXPECT_GT(again, 20u);
}

}  // namespace
