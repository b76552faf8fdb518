// SPDX-License-Identifier: MIT
// What a DnsResolver keeps of what name servers have said, and look-ups that tasks share. The time
// is the test's.
#if UASYNCIO_DNS

#include "tests/support/name_server.hpp"

#include <memory>
#include <string>
#include <vector>

using namespace net_scenario;
using namespace name_server;
using asyncio::DnsResolver;
using asyncio::Instant;

namespace {

/// The system, but for the time: a test makes it later.
class LaterPort final : public asyncio::Port {
 public:
  LaterPort() noexcept : Port(1) { looks_every_pass_ = true; }

  Instant now() noexcept override { return later(system_.now()); }
  bool wait(Instant deadline) noexcept override {
    if (was_woken()) return true;
    system_.begin_look();
    return system_.wait(deadline == Instant(asyncio::never) ? deadline : earlier(deadline));
  }
  void wake() noexcept override {
    Port::wake();
    system_.wake();
  }
  void poll() noexcept override { system_.poll(); }
  asyncio::Descriptors* descriptors() noexcept override { return system_.descriptors(); }
  asyncio::Network* network() noexcept override { return system_.network(); }

  static inline std::uint64_t shift_us = 0;

 private:
  static Instant later(Instant time) noexcept {
    return Instant{asyncio::to_microseconds(time) + shift_us};
  }
  static Instant earlier(Instant time) noexcept {
    return Instant{asyncio::to_microseconds(time) - shift_us};
  }

  asyncio::UnixPort system_;
};

void let_pass(std::uint64_t seconds) { LaterPort::shift_us += seconds * 1'000'000; }

struct KeptScene {
  NameServer& server;
  DnsResolver& resolver;

  /// What is found, and how often the server was asked for it: twice, if it was, for two kinds.
  Coro<std::string> ask(std::string name) {
    const int before = server.queries;
    const auto found = co_await asyncio::as_result(resolver.resolve(std::move(name), 80));
    co_return all_of(found) + "queries " + std::to_string(server.queries - before);
  }
};

/// With such a server, and so many names kept. What is let pass is of the minute of play_on.
template <class Body>
void with_kept(Says says, std::size_t most_kept, Body body) {
  LaterPort::shift_us = 0;
  play_on<LaterPort>([&]() -> Coro<> {
    NameServer server(says);
    co_await server.start();
    asyncio::DnsOptions options = server.options();
    options.timeout_ms = 10'000;
    options.most_kept = most_kept;
    DnsResolver resolver(options);
    KeptScene scene{server, resolver};
    co_await body(scene);
    server.stop();
  });
}

std::vector<std::string> tells_truth(const std::string& query) { return {truth_of(query)}; }

/// The truth for so long.
Says truth_for(unsigned char four_seconds, unsigned char six_seconds) {
  return [four_seconds, six_seconds](const std::string& query) {
    const bool is_four = type_of(query) == type_a;
    return std::vector{reply_to(
        query, {.address = is_four ? four : six, .seconds = is_four ? four_seconds : six_seconds})};
  };
}

constexpr const char* from_server = "[::1]:80 127.0.0.1:80 queries 2";
constexpr const char* from_kept = "[::1]:80 127.0.0.1:80 queries 0";

TEST(DnsKept, NothingUnlessItIsAskedFor) {
  with_kept(tells_truth, 0, [](KeptScene& scene) -> Coro<> {
    for (int time = 0; time != 2; ++time) {
      const std::string found = co_await scene.ask("board.test.");
      EXPECT_EQ(found, from_server);
    }
  });
}

TEST(DnsKept, AnAnswerIsTrueAsLongAsItSays) {
  with_kept(truth_for(30, 50), 10, [](KeptScene& scene) -> Coro<> {
    std::string found = co_await scene.ask("board.test.");
    EXPECT_EQ(found, from_server);
    let_pass(25);
    found = co_await scene.ask("Board.TEST.");
    EXPECT_EQ(found, from_kept);
    let_pass(5);  // what ends first counts
    found = co_await scene.ask("board.test.");
    EXPECT_EQ(found, from_server);
  });
}

TEST(DnsKept, ThePortIsTheAskers) {
  with_kept(tells_truth, 10, [](KeptScene& scene) -> Coro<> {
    (void)co_await scene.resolver.resolve("board.test.", 80);
    const auto other = co_await asyncio::as_result(scene.resolver.resolve("board.test.", 443));
    EXPECT_EQ(all_of(other), "[::1]:443 127.0.0.1:443 ");
    EXPECT_EQ(scene.server.queries, 2);
  });
}

TEST(DnsKept, WhatIsTrueForNoTimeIsNot) {
  with_kept(truth_for(60, 0), 10, [](KeptScene& scene) -> Coro<> {
    for (int time = 0; time != 2; ++time) {
      const std::string found = co_await scene.ask("board.test.");
      EXPECT_EQ(found, from_server);
    }
  });
}

/// A time of 2^31 seconds and more is none (RFC 2181).
TEST(DnsKept, WhatIsTrueForTooLongIsNot) {
  const auto says = [](const std::string& query) {
    std::string text = truth_of(query);
    text[query.size() + 6] = '\x80';
    return std::vector{text};
  };
  with_kept(says, 10, [](KeptScene& scene) -> Coro<> {
    for (int time = 0; time != 2; ++time) {
      const std::string found = co_await scene.ask("board.test.");
      EXPECT_EQ(found, from_server);
    }
  });
}

TEST(DnsKept, ThatThereIsNoSuchHostIsNot) {
  const auto none = [](const std::string& query) {
    return std::vector{reply_to(query, {.code = 3})};
  };
  with_kept(none, 10, [](KeptScene& scene) -> Coro<> {
    for (int time = 0; time != 2; ++time) {
      const std::string found = co_await scene.ask("board.test.");
      EXPECT_EQ(found, "-2 board.test.: there is no such hostqueries 2");
    }
  });
}

TEST(DnsKept, AHostOfOneKindIs) {
  const auto four_only = [](const std::string& query) {
    return std::vector{reply_to(query, {.address = type_of(query) == type_a ? four : ""})};
  };
  with_kept(four_only, 10, [](KeptScene& scene) -> Coro<> {
    std::string found = co_await scene.ask("board.test.");
    EXPECT_EQ(found, "127.0.0.1:80 queries 2");
    found = co_await scene.ask("board.test.");
    EXPECT_EQ(found, "127.0.0.1:80 queries 0");
  });
}

TEST(DnsKept, WhatLacksAKindOfASlowServerIsNot) {
  const auto six_is_slow = [](const std::string& query) {
    return type_of(query) == type_a ? tells_truth(query) : std::vector<std::string>();
  };
  with_kept(six_is_slow, 10, [](KeptScene& scene) -> Coro<> {
    for (int time = 0; time != 2; ++time) {
      const std::string found = co_await scene.ask("board.test.");
      EXPECT_EQ(found, "127.0.0.1:80 queries 2");
    }
  });
}

TEST(DnsKept, OneMoreThanTheBoundMakesTheFirstToEndGo) {
  const auto long_names_last_longer = [](const std::string& query) {
    const auto seconds = static_cast<unsigned char>(query.size());
    const bool is_four = type_of(query) == type_a;
    return std::vector{reply_to(query, {.address = is_four ? four : six, .seconds = seconds})};
  };
  with_kept(long_names_last_longer, 2, [](KeptScene& scene) -> Coro<> {
    for (const char* const name : {"a.test.", "longer.test.", "the.longest.test."}) {
      const std::string found = co_await scene.ask(name);
      EXPECT_EQ(found, from_server) << name;
    }
    std::string found = co_await scene.ask("longer.test.");
    EXPECT_EQ(found, from_kept);
    found = co_await scene.ask("the.longest.test.");
    EXPECT_EQ(found, from_kept);
    found = co_await scene.ask("a.test.");
    EXPECT_EQ(found, from_server);
  });
}

// --- Look-ups that tasks share ------------------------------------------------------------------

Coro<> note_found(DnsResolver& resolver, std::uint16_t port, std::string& found) {
  const auto result = co_await asyncio::as_result(resolver.resolve("board.test.", port));
  found = all_of(result);
}

/// Three tasks ask for a host; the one with this number is cancelled before the server answers.
void cancel_one_of_three(std::size_t cancelled) {
  with_kept(tells_truth, 10, [cancelled](KeptScene& scene) -> Coro<> {
    scene.server.may_answer.clear();
    std::string found[3];
    std::vector<asyncio::Task<>> tasks;
    for (std::string& each : found) {
      tasks.push_back(asyncio::create_task(note_found(scene.resolver, 80, each)));
    }
    while (scene.server.queries == 0) co_await asyncio::sleep_ms(0);
    co_await asyncio::cancel_and_wait(tasks[cancelled]);
    scene.server.may_answer.set();
    for (std::size_t number = 0; number != 3; ++number) {
      (void)co_await asyncio::as_result(tasks[number]);
      EXPECT_EQ(found[number], number == cancelled ? "" : "[::1]:80 127.0.0.1:80 ");
    }
    EXPECT_EQ(scene.server.queries, 2);
    const std::string later = co_await scene.ask("board.test.");
    EXPECT_EQ(later, from_kept);
  });
}

TEST(DnsKept, ALookUpIsSharedAndACancelEndsNoneOfTheOthers) {
  for (std::size_t number = 0; number != 3; ++number) cancel_one_of_three(number);
}

TEST(DnsKept, ASharedLookUpEndsWithTheLastWhoWaits) {
  with_kept(tells_truth, 10, [](KeptScene& scene) -> Coro<> {
    scene.server.may_answer.clear();
    const std::size_t before = open_descriptors();
    std::string found[2];
    asyncio::Task<> first = asyncio::create_task(note_found(scene.resolver, 80, found[0]));
    asyncio::Task<> second = asyncio::create_task(note_found(scene.resolver, 81, found[1]));
    while (scene.server.queries == 0) co_await asyncio::sleep_ms(0);
    EXPECT_GT(open_descriptors(), before);
    co_await asyncio::cancel_and_wait(first);
    EXPECT_GT(open_descriptors(), before);
    co_await asyncio::cancel_and_wait(second);
    EXPECT_EQ(open_descriptors(), before);
    scene.server.may_answer.set();
    const std::string later = co_await scene.ask("board.test.");
    EXPECT_EQ(later.substr(0, 21), "[::1]:80 127.0.0.1:80") << "a new one";
  });
}

/// AddressSanitizer sees it if the look-up still knows the resolver.
TEST(DnsKept, AResolverMayGoBeforeATaskThatWasCancelled) {
  with_kept(tells_truth, 10, [](KeptScene& scene) -> Coro<> {
    scene.server.may_answer.clear();
    asyncio::DnsOptions options = scene.server.options();
    options.most_kept = 10;
    auto resolver = std::make_unique<DnsResolver>(options);
    std::string found;
    asyncio::Task<> asker = asyncio::create_task(note_found(*resolver, 80, found));
    while (scene.server.queries == 0) co_await asyncio::sleep_ms(0);
    asker.cancel();
    resolver.reset();
    const auto end = co_await asyncio::as_result(asker);
    EXPECT_EQ(end.error(), asyncio::Error::cancelled);
    EXPECT_EQ(found, "");
    scene.server.may_answer.set();
  });
}

TEST(DnsKept, EachWhoSharesHasItsPortAndItsError) {
  with_kept(tells_truth, 10, [](KeptScene& scene) -> Coro<> {
    std::string found[2];
    co_await asyncio::gather(note_found(scene.resolver, 80, found[0]),
                             note_found(scene.resolver, 443, found[1]));
    EXPECT_EQ(found[0] + found[1], "[::1]:80 127.0.0.1:80 [::1]:443 127.0.0.1:443 ");
    EXPECT_EQ(scene.server.queries, 2);
  });
  const auto refuses = [](const std::string& query) {
    return std::vector{reply_to(query, {.code = 5})};
  };
  with_kept(refuses, 10, [](KeptScene& scene) -> Coro<> {
    std::string found[2];
    co_await asyncio::gather(note_found(scene.resolver, 80, found[0]),
                             note_found(scene.resolver, 80, found[1]));
    EXPECT_EQ(found[0].substr(0, 2), "-3");
    EXPECT_EQ(found[0], found[1]);
  });
}

}  // namespace

#endif
