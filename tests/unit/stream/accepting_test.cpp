// SPDX-License-Identifier: MIT
// A server whose accept fails. Because of clients: it goes on with the next one, at once and
// without a word, see accept(2). For want of descriptors: it rests, and says so if somebody waits.
#include "tests/support/forwarded_network.hpp"
#include "tests/support/loopback_address.hpp"
#include "tests/support/net_scenario.hpp"
#include "tests/support/server_reports.hpp"

#include <array>
#include <cerrno>
#include <deque>
#include <sys/resource.h>

using namespace net_scenario;
using namespace server_reports;
using asyncio::Attempt;
using asyncio::Connection;
using asyncio::Coro;
using asyncio::Device;
using asyncio::NetworkDevice;
using asyncio::Server;

namespace {

constexpr int ways_to_go[] = {ECONNABORTED, EPROTO,       EPERM,       ENETDOWN,   ENETUNREACH,
                              EHOSTDOWN,    EHOSTUNREACH, ENOPROTOOPT, EOPNOTSUPP, ETIMEDOUT};

/// That of a simulation, but before each look for a client there was one that has gone, each time
/// in another way.
class HastyClients final : public ForwardedNetwork {
 public:
  using ForwardedNetwork::ForwardedNetwork;

  Attempt accept(Device& listening, NetworkDevice& client) noexcept override {
    const unsigned call = calls_++;
    if (call % 2 != 0) return ForwardedNetwork::accept(listening, client);
    return Attempt::failed(asyncio::Error::os(ways_to_go[call / 2 % std::size(ways_to_go)]));
  }

 private:
  unsigned calls_ = 0;
};

unsigned failures_told = 0;

TEST(Accepting, GoesOnAfterClientsThatHaveGone) {
  failures_told = 0;
  simulate([]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) { ++failures_told; });
    HastyClients clients(network());
    const asyncio::ServerOptions options{.network = &clients};
    asyncio::Server server = co_await asyncio::start_server(echo, loopback, 0, options);
    const std::uint64_t start = now_ms();
    for (std::size_t number = 0; number != 2 * std::size(ways_to_go); ++number) {
      co_await expect_echo(server.port(), "still serving");
    }
    EXPECT_LT(now_ms() - start, 1'000u);  // a pause of the server would take that long
    EXPECT_EQ(failures_told, 0u);
    server.close();
    co_await server.wait_closed();
  });
}

TEST(Accepting, WhoTakesTheLastPlaceIsToldOfNoShortage) {
  simulate([]() -> Coro<> {
    listen_to_reports();
    Server server = co_await asyncio::start_server(echo, loopback, 80);
    network().weather.most_devices = network().devices() + 2;  // both ends of a connection
    Connection first = co_await connect_to(server);
    co_await asyncio::sleep(3);
    EXPECT_EQ(server.clients(), 1u);
    EXPECT_EQ(reports, "");
    ++network().weather.most_devices;
    Connection second = co_await connect_to(server);
    co_await asyncio::sleep(3);
    EXPECT_EQ(server.clients(), 1u);
    EXPECT_EQ(reports, "clients have to wait: they cannot be accepted (Server): OSError\n");
    const std::uint64_t start = now_ms();
    first.writer().abort();
    co_await second.writer().awrite("x");
    co_await second.reader().readexactly(1);
    EXPECT_LE(now_ms() - start, 1u);
  });
}

TEST(Accepting, InShortSupplyRestsForASecondOrUntilAClientHasGone) {
  simulate([]() -> Coro<> {
    listen_to_reports();
    Server server = co_await asyncio::start_server(echo, loopback, 80);
    Connection first = co_await connect_to(server);
    co_await asyncio::sleep_ms(1);
    Connection second = co_await connect_to(server);
    network().weather.most_devices = network().devices();
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(server.clients(), 1u);
    const std::string report = "clients have to wait: they cannot be accepted (Server): OSError\n";
    EXPECT_EQ(reports, report);
    co_await second.writer().awrite("x");
    const std::uint64_t start = now_ms();
    network().weather.most_devices = 100;  // of which nobody tells the server
    co_await second.reader().readexactly(1);
    EXPECT_NEAR(static_cast<double>(now_ms() - start), 1'000, 5);
    Connection third = co_await connect_to(server);
    network().weather.most_devices = network().devices();
    co_await asyncio::sleep_ms(1);
    first.writer().abort();
    co_await third.writer().awrite("x");
    const std::uint64_t later = now_ms();
    network().weather.most_devices = 100;
    co_await third.reader().readexactly(1);
    EXPECT_LE(now_ms() - later, 1u);                               // a client has gone
    EXPECT_TRUE(reports.starts_with(report + report)) << reports;  // once each time
  });
}

/// Has no descriptors from some time on, and counts how often it is asked for one then.
class ShortNetwork final : public ForwardedNetwork {
 public:
  using ForwardedNetwork::ForwardedNetwork;

  Attempt accept(Device& listening, NetworkDevice& client) noexcept override {
    if (!is_short) return ForwardedNetwork::accept(listening, client);
    ++tries;
    return Attempt::failed(asyncio::Error::os(EMFILE));
  }
  bool has_waiting(Device&) noexcept override { return true; }

  bool is_short = false;
  unsigned tries = 0;
};

TEST(Accepting, AClientThatWentBeforeTheShortageDoesNotEndTheRest) {
  simulate([]() -> Coro<> {
    listen_to_reports();
    ShortNetwork supply(network());
    const asyncio::ServerOptions options{.network = &supply};
    Server server = co_await asyncio::start_server(echo, loopback, 80, options);
    co_await expect_echo(80, "one that goes");
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(server.clients(), 0u);
    supply.is_short = true;
    Connection waiting = co_await connect_to(server);
    co_await asyncio::sleep_ms(2'500);
    EXPECT_EQ(supply.tries, 3u);  // at once, and each second
  });
}

/// So many descriptors may be open.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(std::size_t limit) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit fewer{limit, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &fewer);
  }
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

/// All below it are taken.
std::size_t lowest_free_descriptor() {
  const int descriptor = dup(STDERR_FILENO);
  close(descriptor);
  return static_cast<std::size_t>(descriptor);
}

TEST(Accepting, WithoutDescriptorsItRestsAndServesAgainWithinASecond) {
  play_on_system([]() -> Coro<> {
    listen_to_reports();
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    std::deque<Connection> connections;
    for (int number = 0; number != 8; ++number) {
      connections.push_back(co_await connect_to(server));
    }
    co_await asyncio::sleep_ms(5);
    EXPECT_EQ(server.clients(), 8u);
    // From here on the server's side of a connection finds no descriptor.
    const int waiting = socket(AF_INET, SOCK_STREAM, 0);
    const DescriptorLimit limit(lowest_free_descriptor());
    EXPECT_GE(waiting, 0);
    sockaddr_in address = loopback_address(server.port());
    EXPECT_EQ(connect(waiting, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const unsigned wakeups = asyncio::Loop::running()->wakeups();
    co_await asyncio::sleep_ms(500);
    EXPECT_LE(asyncio::Loop::running()->wakeups(), wakeups + 3);  // idle meanwhile
    EXPECT_EQ(reports, "clients have to wait: they cannot be accepted (Server): OSError\n");
    const asyncio::Time start = asyncio::Loop::running()->time();
    connections.pop_front();  // a client goes
    asyncio::FdDevice device(waiting);
    asyncio::BufferedReader<8> reader(device);
    asyncio::BufferedWriter<8> writer(device);
    EXPECT_TRUE(writer.write("x"));
    const std::string answer(co_await reader.read());
    EXPECT_EQ(answer, "x");
    EXPECT_LT(asyncio::Loop::running()->time() - start, 1'000'000u);
    EXPECT_EQ(reports.find("clients have to wait", 1), std::string::npos);
  });
}

TEST(Accepting, WithItsLastDescriptorTakenItSaysNothingUntilAClientHasToWait) {
  play_on_system([]() -> Coro<> {
    listen_to_reports();
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    sockaddr_in address = loopback_address(server.port());
    const std::array<int, 2> clients{socket(AF_INET, SOCK_STREAM, 0),
                                     socket(AF_INET, SOCK_STREAM, 0)};
    const DescriptorLimit limit(lowest_free_descriptor() + 1);  // for the first client
    EXPECT_EQ(connect(clients[0], reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    co_await asyncio::sleep_ms(5);
    EXPECT_EQ(server.clients(), 1u);
    const unsigned wakeups = asyncio::Loop::running()->wakeups();
    co_await asyncio::sleep_ms(20);
    EXPECT_LE(asyncio::Loop::running()->wakeups(), wakeups + 1);
    EXPECT_EQ(reports, "");
    EXPECT_EQ(connect(clients[1], reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    co_await asyncio::sleep_ms(5);
    EXPECT_EQ(reports, "clients have to wait: they cannot be accepted (Server): OSError\n");
    close(clients[0]);  // the first one's place is for the second
    asyncio::FdDevice device(clients[1]);
    asyncio::BufferedReader<8> reader(device);
    asyncio::BufferedWriter<8> writer(device);
    EXPECT_TRUE(writer.write("x"));
    const std::string answer(co_await reader.read());
    EXPECT_EQ(answer, "x");
  });
}

TEST(Accepting, AShortageThatGoesOnWhileClientsComeAndGoIsReportedOnce) {
  play_on_system([]() -> Coro<> {
    listen_to_reports();
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    std::deque<Connection> connections;
    for (int number = 0; number != 4; ++number) connections.push_back(co_await connect_to(server));
    co_await asyncio::sleep_ms(5);
    std::array<int, 12> waiting;
    for (int& each : waiting) each = socket(AF_INET, SOCK_STREAM, 0);
    const DescriptorLimit limit(lowest_free_descriptor());
    sockaddr_in address = loopback_address(server.port());
    for (const int each : waiting) {
      EXPECT_EQ(connect(each, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    while (!connections.empty()) {
      co_await asyncio::sleep_ms(5);
      connections.pop_front();
    }
    co_await asyncio::sleep_ms(5);
    EXPECT_GE(server.clients(), 4u);
    EXPECT_LT(server.clients(), waiting.size());
    const std::size_t first = reports.find("clients have to wait");
    EXPECT_NE(first, std::string::npos);
    EXPECT_EQ(reports.find("clients have to wait", first + 1), std::string::npos) << reports;
    for (const int each : waiting) close(each);
  });
}

}  // namespace
