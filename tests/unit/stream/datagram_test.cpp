// SPDX-License-Identifier: MIT
// Datagrams: the same tests over UDP and over a network in memory.
#include "tests/support/forwarded_network.hpp"
#include "tests/support/net_scenario.hpp"

#include <array>
#include <cerrno>
#include <uasyncio/stream/datagram.hpp>

using namespace net_scenario;
using asyncio::Address;
using asyncio::Coro;
using asyncio::Datagram;
using asyncio::DatagramSocket;
using asyncio::Task;

namespace {

/// In real time and in virtual time.
template <class Body>
void play_both(Body body) {
  play_on_system(body);
  simulate(body);
}

template <std::size_t size>
std::string_view text_of(const std::array<char, size>& room, const Datagram& datagram) {
  return {room.data(), datagram.size};
}

TEST(Datagram, AreNeverJoinedAndSayWhoSentThem) {
  play_both([]() -> Coro<> {
    DatagramSocket server = co_await asyncio::bind_datagrams(loopback, 0);
    DatagramSocket client = co_await asyncio::open_datagrams(loopback, server.port());
    for (const char* text : {"one", "", "three"}) co_await client.send(text);
    std::array<char, 100> room;
    for (const char* text : {"one", "", "three"}) {
      const Datagram datagram = co_await server.receive_from(room);
      EXPECT_EQ(text_of(room, datagram), text);
      EXPECT_FALSE(datagram.is_truncated);
      EXPECT_EQ(datagram.from, client.address());
      co_await server.send_to("answer", datagram.from);
    }
    const Datagram answer = co_await client.receive_from(room);
    EXPECT_EQ(text_of(room, answer), "answer");
  });
}

TEST(Datagram, WhatTheRoomCannotHoldIsLostAndSaid) {
  play_both([]() -> Coro<> {
    DatagramSocket server = co_await asyncio::bind_datagrams(loopback, 0);
    DatagramSocket client = co_await asyncio::open_datagrams(loopback, server.port());
    co_await client.send("12345678");
    co_await client.send("next");
    std::array<char, 4> room;
    const Datagram cut = co_await server.receive_from(room);
    EXPECT_EQ(text_of(room, cut), "1234");
    EXPECT_TRUE(cut.is_truncated);
    const Datagram next = co_await server.receive_from(room);
    EXPECT_EQ(text_of(room, next), "next");
    EXPECT_FALSE(next.is_truncated);
  });
}

TEST(Datagram, AReceiveThatIsCancelledTakesNothing) {
  play_both([]() -> Coro<> {
    DatagramSocket server = co_await asyncio::bind_datagrams(loopback, 0);
    DatagramSocket client = co_await asyncio::open_datagrams(loopback, server.port());
    std::array<char, 8> room;
    auto receives = [](DatagramSocket& socket, std::array<char, 8>& its_room) -> Coro<> {
      (void)co_await socket.receive_from(its_room);
      ADD_FAILURE() << "it was cancelled";
    };
    for (int turns = 0; turns != 4; ++turns) {
      Task<> task = asyncio::create_task(receives(server, room));
      if (turns > 0) co_await asyncio::sleep_ms(0);
      co_await client.send("kept");
      if (turns > 2) {
        task.cancel();  // it is woken by the datagram, and has not run yet
        co_await asyncio::sleep_ms(1);
      }
      co_await asyncio::cancel_and_wait(task);
      const Datagram datagram = co_await server.receive_from(room);
      EXPECT_EQ(text_of(room, datagram), "kept") << turns;
    }
  });
}

TEST(Datagram, APeerThatIsNotThereRefusesOnce) {
  play_both([]() -> Coro<> {
    DatagramSocket gone = co_await asyncio::bind_datagrams(loopback, 0);
    const std::uint16_t port = gone.port();
    gone.close();
    DatagramSocket client = co_await asyncio::open_datagrams(loopback, port);
    co_await client.send("anybody there?");
    std::array<char, 8> room;
    const auto refused = co_await asyncio::as_result(client.receive_from(room));
    EXPECT_EQ(refused.error(), asyncio::Error::os(ECONNREFUSED));
    DatagramSocket back = co_await asyncio::bind_datagrams(loopback, port);
    co_await back.send_to("now", client.address());
    const Datagram datagram = co_await client.receive_from(room);
    EXPECT_EQ(text_of(room, datagram), "now");
  });
}

TEST(Datagram, ClosedWakesWhoWaitsAndRefusesEverything) {
  play_both([]() -> Coro<> {
    std::array<char, 8> room;
    DatagramSocket socket = co_await asyncio::bind_datagrams(loopback, 0);
    auto receives = [](DatagramSocket& its_socket, std::array<char, 8>& its_room) -> Coro<> {
      const auto end = co_await asyncio::as_result(its_socket.receive_from(its_room));
      EXPECT_EQ(end.error(), asyncio::Error::os(EBADF));
    };
    Task<> first = asyncio::create_task(receives(socket, room));
    Task<> second = asyncio::create_task(receives(socket, room));
    co_await asyncio::sleep_ms(1);
    socket = DatagramSocket();  // destroys it
    co_await first;
    co_await second;
    EXPECT_EQ(socket.address(), Address());
    const auto sent = co_await asyncio::as_result(socket.send_to("x", Address()));
    EXPECT_EQ(sent.error(), asyncio::Error::os(EBADF));
  });
}

/// Has no room, ever.
class Clogged final : public ForwardedNetwork {
 public:
  using ForwardedNetwork::ForwardedNetwork;
  asyncio::Attempt send(asyncio::Device& device, std::span<const std::byte>,
                        const Address&) noexcept override {
    device.await_again(asyncio::Interest::write);
    return asyncio::Attempt::would_block();
  }
};

TEST(Datagram, ClosedWakesWhoWaitsForRoom) {
  simulate([]() -> Coro<> {
    Clogged clogged(network());
    const asyncio::DatagramOptions options{.network = &clogged};
    DatagramSocket socket = co_await asyncio::bind_datagrams(loopback, 0, options);
    const auto sends = [](DatagramSocket& its_socket) -> Coro<> {
      const auto end =
          co_await asyncio::as_result(its_socket.send_to("x", Address::numeric(loopback, 9)));
      EXPECT_EQ(end.error(), asyncio::Error::os(EBADF));
    };
    Task<> sender = asyncio::create_task(sends(socket));
    co_await asyncio::sleep_ms(1);
    EXPECT_FALSE(sender.done());
    socket.close();
    co_await sender;
  });
}

TEST(Datagram, MayGoToATaskThatTheSocketIsMovedAwayFrom) {
  play_both([]() -> Coro<> {
    std::array<char, 8> room;
    DatagramSocket first = co_await asyncio::bind_datagrams(loopback, 0);
    const std::uint16_t port = first.port();
    auto receives = [](DatagramSocket& its_socket, std::array<char, 8>& its_room) -> Coro<> {
      const Datagram datagram = co_await its_socket.receive_from(its_room);
      EXPECT_EQ(text_of(its_room, datagram), "moved");
    };
    Task<> task = asyncio::create_task(receives(first, room));
    co_await asyncio::sleep_ms(1);
    DatagramSocket second = std::move(first);
    DatagramSocket client = co_await asyncio::open_datagrams(loopback, port);
    co_await client.send("moved");
    co_await task;
    EXPECT_EQ(second.port(), port);
  });
}

TEST(Datagram, TooLongOrToNobodyIsAnError) {
  play_both([]() -> Coro<> {
    DatagramSocket socket = co_await asyncio::bind_datagrams(loopback, 0);
    const std::string huge(70'000, 'x');
    const auto too_long = co_await asyncio::as_result(socket.send_to(huge, socket.address()));
    EXPECT_EQ(too_long.error(), asyncio::Error::os(EMSGSIZE));
    const auto to_nobody = co_await asyncio::as_result(socket.send("x"));
    EXPECT_EQ(to_nobody.error(), asyncio::Error::os(EDESTADDRREQ));
  });
}

TEST(Datagram, OnAllAddressesHearBothFamilies) {
  play_on_system([]() -> Coro<> {
    DatagramSocket server = co_await asyncio::bind_datagrams("", 0);
    for (const char* host : {"127.0.0.1", "::1"}) {
      DatagramSocket client = co_await asyncio::open_datagrams(host, server.port());
      co_await client.send("x");
      std::array<char, 8> room;
      const Datagram datagram = co_await server.receive_from(room);
      EXPECT_EQ(datagram.from, client.address());
      co_await server.send_to("y", datagram.from);
      const Datagram answer = co_await client.receive_from(room);
      EXPECT_EQ(text_of(room, answer), "y");
    }
  });
}

TEST(Datagram, TwoSocketsMayHaveOnePortIfBothSaySo) {
  play_on_system([]() -> Coro<> {
    const asyncio::DatagramOptions shared{.reuse_port = true};
    DatagramSocket first = co_await asyncio::bind_datagrams(loopback, 0, shared);
    DatagramSocket second = co_await asyncio::bind_datagrams(loopback, first.port(), shared);
    const auto third = co_await asyncio::as_result(asyncio::bind_datagrams(loopback, first.port()));
    EXPECT_EQ(third.error(), asyncio::Error::os(EADDRINUSE));
    EXPECT_EQ(third.error().text(),
              "127.0.0.1:" + std::to_string(first.port()) + ": Address already in use");
  });
}

TEST(Datagram, AreLostAndOvertakenInBadWeather) {
  simulate([]() -> Coro<> {
    network().weather = {.latency = 1'000, .jitter = 10'000, .lost_one_in = 4};
    DatagramSocket server = co_await asyncio::bind_datagrams(loopback, 0);
    DatagramSocket client = co_await asyncio::open_datagrams(loopback, server.port());
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      co_await client.send(std::string_view(&letter, 1));
      co_await asyncio::sleep_ms(1);
    }
    std::string letters;
    std::array<char, 8> room;
    for (;;) {
      auto datagram = co_await asyncio::as_result(asyncio::wait_for(server.receive_from(room), 1));
      if (!datagram.ok()) break;
      letters += text_of(room, *datagram);
    }
    EXPECT_LT(letters.size(), 26u);
    EXPECT_GT(letters.size(), 13u);
    EXPECT_FALSE(std::is_sorted(letters.begin(), letters.end())) << letters;
  });
}

}  // namespace
