// SPDX-License-Identifier: MIT
// Names by name servers, of which the test has its own: good ones, and such as lie or say nothing.
#if UASYNCIO_DNS

#include "tests/support/net_scenario.hpp"

#include <functional>
#include <string>
#include <uasyncio/stream/datagram.hpp>
#include <uasyncio/stream/dns_resolver.hpp>
#include <vector>

using namespace net_scenario;
using asyncio::Address;
using asyncio::Addresses;
using asyncio::Coro;
using asyncio::DnsResolver;
using asyncio::HostsResolver;

namespace {

// --- Messages, RFC 1035 -------------------------------------------------------------------------

enum Type : unsigned char { type_a = 1, type_aaaa = 28 };

Type type_of(const std::string& query) {
  return static_cast<Type>(static_cast<unsigned char>(query[query.size() - 3]));
}

const std::string four("\x7f\0\0\1", 4);
const std::string six("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);

struct Reply {
  unsigned char code = 0;     // 3: no such name, 5: refused
  bool is_truncated = false;
  std::string address = {};   // none: no records
  unsigned char length = 0;   // of the address; 0: its true one
};

std::string reply_to(const std::string& query, const Reply& what) {
  std::string text = query;
  text[2] = static_cast<char>(what.is_truncated ? 0x87 : 0x85);
  text[3] = static_cast<char>(0x80 | what.code);
  if (what.address.empty()) return text;
  text[7] = 1;
  const unsigned char length =
      what.length == 0 ? static_cast<unsigned char>(what.address.size()) : what.length;
  text += std::string("\xc0\x0c\0", 3) + static_cast<char>(type_of(query)) +
          std::string("\0\1\0\0\0\x3c\0", 7) + static_cast<char>(length) + what.address;
  return text;
}

std::string truth_of(const std::string& query) {
  return reply_to(query, {.address = type_of(query) == type_a ? four : six});
}

// --- Servers ------------------------------------------------------------------------------------

/// What a server says to a query, in any number of datagrams.
using Says = std::function<std::vector<std::string>(const std::string& query)>;

/// Over UDP what the test wants, over TCP the truth.
class NameServer {
 public:
  explicit NameServer(Says says) : says_(std::move(says)) {}

  Coro<> start() {
    while (udp_.port() == 0) co_await open();
    answering_ = asyncio::create_task(answer());
  }
  /// With this server alone, and little patience.
  asyncio::DnsOptions options() {
    place = std::string(loopback) + ":" + std::to_string(udp_.port());
    return {.servers = place.c_str(), .timeout_ms = 250, .tries = 1};
  }
  void stop() { answering_.cancel(); }

  std::string place;
  int queries = 0;

 private:
  /// Both on a port that is free for both: one that the system gives for the first may be in use
  /// for the other.
  Coro<> open() {
    tcp_ = co_await asyncio::start_server(&over_tcp, loopback, 0);
    auto udp = co_await asyncio::as_result(asyncio::bind_datagrams(loopback, tcp_.port()));
    if (udp.ok()) udp_ = std::move(udp.value());
  }
  Coro<> answer() {
    char room[512];
    for (;;) {
      const asyncio::Datagram datagram = co_await udp_.receive_from(room);
      ++queries;
      const std::string query(room, datagram.size);
      for (const std::string& text : says_(query)) co_await udp_.send_to(text, datagram.from);
    }
  }
  static Coro<> over_tcp(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
    for (;;) {
      const std::string_view length = co_await reader.readexactly(2);
      const auto size = static_cast<unsigned char>(length[1]);
      const std::string query(co_await reader.readexactly(size));
      const std::string text = truth_of(query);
      co_await writer.awrite(std::string(1, '\0') + static_cast<char>(text.size()) + text);
    }
  }

  Says says_;
  asyncio::DatagramSocket udp_;
  asyncio::Server tcp_;
  asyncio::Task<> answering_;
};

std::string all_of(const asyncio::Result<Addresses>& found) {
  if (!found.ok()) {
    return std::to_string(found.error().code) + " " + found.error().text();
  }
  std::string text;
  for (const Address& each : found.value()) text += each.text() + " ";
  return text;
}

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
    std::string other = reply_to(query, {.address = type_of(query) == type_a
                                                        ? std::string("\6\6\6\6", 4)
                                                        : std::string(16, '\6')});
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
