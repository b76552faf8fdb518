// SPDX-License-Identifier: MIT
// Names by name servers, of which the test has its own: good ones, and such as lie or say nothing.
#if UASYNCIO_DNS

#include "tests/support/name_server.hpp"

#include <string>
#include <vector>

using namespace net_scenario;
using namespace name_server;
using asyncio::Coro;
using asyncio::DnsResolver;
using asyncio::HostsResolver;

namespace {

/// What is found out about a name with such a server.
std::string found_with(const Says& says, const char* name = "board.test.") {
  std::string text;
  play_on_system([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
    NameServer server(says);
    co_await server.start();
    DnsResolver resolver(server.options());
    const auto found = co_await asyncio::as_result(resolver.resolve(name, 80));
    text = all_of(found);
    server.stop();
  });
  return text;
}

constexpr const char* both = "[::1]:80 127.0.0.1:80 ";

TEST(DnsResolver, FindsBothKindsOfAddress) {
  EXPECT_EQ(found_with([](const std::string& query) { return std::vector{truth_of(query)}; }),
            both);
}

TEST(DnsResolver, AsksForBothAtTheSameTime) {
  std::vector<std::string> queries;
  const auto both_first = [&](const std::string& query) {
    queries.push_back(query);
    std::vector<std::string> replies;
    if (queries.size() == 2) replies = {truth_of(queries[0]), truth_of(queries[1])};
    return replies;
  };
  EXPECT_EQ(found_with(both_first), both);
}

TEST(DnsResolver, DoesNotWaitLongForTheOtherKind) {
  const auto begin = std::chrono::steady_clock::now();
  const auto one_kind = [](const std::string& query) {
    return type_of(query) == type_a ? std::vector{truth_of(query)} : std::vector<std::string>();
  };
  EXPECT_EQ(found_with(one_kind), "127.0.0.1:80 ");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(240));
}

TEST(DnsResolver, SaysThatThereIsNoSuchHost) {
  const auto none = [](const std::string& query) {
    return std::vector{reply_to(query, {.code = 3})};
  };
  EXPECT_EQ(found_with(none), "-2 board.test.: there is no such host");
}

TEST(DnsResolver, AsksOverTcpWhatIsTooLongForADatagram) {
  const auto cut = [](const std::string& query) {
    return std::vector{reply_to(query, {.is_truncated = true})};
  };
  EXPECT_EQ(found_with(cut), both);
}

TEST(DnsResolver, SilenceHasALimit) {
  const auto silent = [](const std::string&) { return std::vector<std::string>(); };
  EXPECT_EQ(found_with(silent),
            "-3 board.test.: no name server tells: Timeout while contacting DNS servers");
}

TEST(DnsResolver, ARefusalIsNoAnswer) {
  const auto refuses = [](const std::string& query) {
    return std::vector{reply_to(query, {.code = 5})};
  };
  EXPECT_EQ(found_with(refuses).substr(0, 38), "-3 board.test.: no name server tells: ");
}

TEST(DnsResolver, LiesAboutLengthsAreNoticed) {
  const auto lies = [](const std::string& query) {
    const bool is_four = type_of(query) == type_a;
    return std::vector{reply_to(query, {.address = is_four ? four : six, .length = 200})};
  };
  EXPECT_EQ(found_with(lies), "-3 board.test.: no name server tells: Misformatted DNS reply");
}

TEST(DnsResolver, AnswersToOtherQuestionsAreIgnored) {
  const auto guesses = [](const std::string& query) {
    std::string other = reply_to(
        query,
        {.address = type_of(query) == type_a ? std::string("\6\6\6\6", 4) : std::string(16, '\6')});
    other[0] = static_cast<char>(other[0] ^ 1);  // its number
    return std::vector{other, truth_of(query)};
  };
  EXPECT_EQ(found_with(guesses), both);
}

TEST(DnsResolver, OneDeadServerOfTwoDoesNoHarm) {
  play_on_system([]() -> Coro<> {
    NameServer server([](const std::string& query) { return std::vector{truth_of(query)}; });
    co_await server.start();
    asyncio::DnsOptions options = server.options();
    const std::string servers = "127.0.0.2:1," + server.place;
    options.servers = servers.c_str();
    DnsResolver resolver(options);
    const auto found = co_await asyncio::as_result(resolver.resolve("board.test.", 80));
    EXPECT_TRUE(found.ok()) << found.error().text();
    server.stop();
  });
}

TEST(DnsResolver, NumbersAskNobody) {
  play_on_system([]() -> Coro<> {
    DnsResolver resolver({.servers = "not a server"});
    const auto found = co_await asyncio::as_result(resolver.resolve("192.0.2.7", 80));
    EXPECT_EQ(all_of(found), "192.0.2.7:80 ");
    const auto wrong = co_await asyncio::as_result(resolver.resolve("board.test.", 80));
    EXPECT_EQ(wrong.error().code, DnsResolver::no_answer);
  });
}

TEST(DnsResolver, ACancelLeavesNothingAndOthersGoOn) {
  play_on_system([]() -> Coro<> {
    NameServer server([](const std::string&) { return std::vector<std::string>(); });
    co_await server.start();
    DnsResolver resolver(server.options());
    auto asks = [](DnsResolver& its) -> Coro<> { (void)co_await its.resolve("board.test.", 80); };
    for (int turns = 0; turns != 6; ++turns) {
      asyncio::Task<> lookup = asyncio::create_task(asks(resolver));
      for (int turn = 0; turn != turns; ++turn) co_await asyncio::sleep_ms(0);
      co_await asyncio::cancel_and_wait(lookup);
    }
    server.stop();
  });
}

TEST(DnsResolver, ServesOpenConnection) {
  play_on_system([]() -> Coro<> {
    NameServer names([](const std::string& query) { return std::vector{truth_of(query)}; });
    co_await names.start();
    DnsResolver resolver(names.options());
    asyncio::Server server = co_await asyncio::start_server(echo, loopback, 0);
    const asyncio::ConnectOptions options{.resolver = &resolver};
    auto [reader, writer] =
        co_await asyncio::open_connection("board.test.", server.port(), options);
    co_await writer.awrite("hello\n");
    const std::string_view answer = co_await reader.readline();
    EXPECT_EQ(answer, "hello\n");
    names.stop();
  });
}

}  // namespace

#endif
