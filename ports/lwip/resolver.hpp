// SPDX-License-Identifier: MIT
// From names to addresses on a chip with a network: the words of uasyncio/stream/resolver.hpp and
// dns_resolver.hpp, as far as they go there.
#pragma once

#include "uasyncio/core/coro.hpp"

#include "ports/lwip/address.hpp"

namespace uasyncio {

/// What open_connection and open_datagrams ask about names. To write one: derive.
class Resolver {
 public:
  /// The address of `host`, which must live until the await is over. Suspends as long as the
  /// look-up takes. Fails with OSError if there is none. Cancelled, nothing is left behind. From a
  /// task.
  [[nodiscard("co_await it: without that nothing is looked up")]]
  virtual Coro<Address> resolve(const char* host, std::uint16_t port) = 0;

 protected:
  constexpr Resolver() noexcept = default;
  ~Resolver() = default;
};

/// Whom to ask, and for how long.
struct DnsOptions {
  const char* servers = nullptr;     // "10.0.2.3,10.0.2.2:5353"; null: as the network has said
  std::uint32_t timeout_ms = 1'000;  // so long a server may take; twice as long the next time
  int tries = 3;                     // of each server
};

/// Knows numbers, and asks name servers for IPv4 addresses. Starts the network if need be. Fails
/// with OSError: host_not_found if there is no such host, no_answer if no server tells; the text
/// says why. The number of a question is of the chance that lwIP has (see
/// docs/tutorial/network_on_a_chip.md): who can send what seems to come from the server may lie.
class DnsResolver final : public Resolver {
 public:
  static constexpr int host_not_found = -2;
  static constexpr int no_answer = -3;

  /// The text in `options` must live as long.
  explicit constexpr DnsResolver(const DnsOptions& options = {}) noexcept : options_(options) {}
  [[nodiscard("co_await it: without that nothing is looked up")]]
  Coro<Address> resolve(const char* host, std::uint16_t port) override;

 private:
  DnsOptions options_;
};

namespace lwip {
/// Numbers ask nobody; names ask `resolver`, or a DnsResolver if it is null.
Coro<Address> look_up(const char* host, std::uint16_t port, Resolver* resolver);
}  // namespace lwip

}  // namespace uasyncio
