// SPDX-License-Identifier: MIT
// A server whose accept fails because of clients: it goes on with the next one, at once and without
// a word. See accept(2).
#include "tests/support/forwarded_network.hpp"
#include "tests/support/net_scenario.hpp"

#include <cerrno>

using namespace net_scenario;
using asyncio::Attempt;
using asyncio::Coro;
using asyncio::Device;
using asyncio::NetworkDevice;

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

}  // namespace
