// SPDX-License-Identifier: MIT
// DnsResolver: asks name servers, without a thread. On the host only, and with c-ares, if the
// library was built with it.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/stream/resolver.hpp"

#include <cstdint>

namespace uasyncio {

/// Whom to ask, and for how long.
struct DnsOptions {
  const char* servers = nullptr;     // "192.0.2.1,192.0.2.2:5353"; null: as /etc/resolv.conf says
  std::uint32_t timeout_ms = 2'000;  // so long a server may take; longer, the next time
  int tries = 3;                     // of each server
};

/// Knows numbers and /etc/hosts, and asks name servers for IPv6 and IPv4 addresses at the same
/// time; once it has one of them the other kind is waited for 50 ms more. An answer that does not
/// fit into a datagram is asked for over TCP. Fails with OSError: HostsResolver::host_not_found if
/// there is no such host, DnsResolver::no_answer if no server tells. No other task waits longer
/// than a step for it. For tasks of one loop, on a port with descriptors.
class DnsResolver final : public Resolver {
 public:
  static constexpr int no_answer = -3;    // EAI_AGAIN
  static constexpr int unavailable = -4;  // EAI_FAIL: this build cannot ask name servers

  /// The text in `options` must live as long.
  explicit DnsResolver(const DnsOptions& options = {}) noexcept : options_(options) {}
  [[nodiscard("co_await it: without that nothing is looked up")]]
  Coro<Addresses> resolve(std::string host, std::uint16_t port) override;

 private:
  DnsOptions options_;
};

}  // namespace uasyncio

#endif
