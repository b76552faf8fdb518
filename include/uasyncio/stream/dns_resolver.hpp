// SPDX-License-Identifier: MIT
// DnsResolver: asks name servers, without a thread. On the host only, and with c-ares, if the
// library was built with it.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/stream/known_names.hpp"
#include "uasyncio/stream/resolver.hpp"

#include <cstdint>

namespace uasyncio {

/// Whom to ask, and for how long.
struct DnsOptions {
  const char* servers = nullptr;     // "192.0.2.1,192.0.2.2:5353"; null: as /etc/resolv.conf says
  std::uint32_t timeout_ms = 2'000;  // so long a server may take; longer, the next time
  int tries = 3;                     // of each server
  std::size_t most_kept = 0;         // answers, each as long as it is true; 0: none is kept
};

namespace detail {
class DnsLookup;
}

/// Knows numbers and /etc/hosts, and asks name servers for IPv6 and IPv4 addresses at the same
/// time; once it has one of them the other kind is waited for 50 ms more. An answer that does not
/// fit into a datagram is asked for over TCP. Fails with OSError: HostsResolver::host_not_found if
/// there is no such host, DnsResolver::no_answer if no server tells. No other task waits longer
/// than a step for it. For tasks of one loop, on a port with descriptors.
///
/// With `most_kept` what a server has said is known as long as it says, a day at most, and tasks
/// that ask for the same host at the same time share one look-up, which a cancel of one of them
/// does not end. That there is no such host is never kept, and neither is what lacks a kind because
/// a server was slow.
class DnsResolver final : public Resolver {
 public:
  static constexpr int no_answer = -3;    // EAI_AGAIN
  static constexpr int unavailable = -4;  // EAI_FAIL: this build cannot ask name servers

  /// The text in `options` must live as long.
  explicit DnsResolver(const DnsOptions& options = {}) noexcept
      : options_(options), known_(options.most_kept) {}
  DnsResolver(const DnsResolver&) = delete;
  DnsResolver& operator=(const DnsResolver&) = delete;
  /// No task may go on looking up names then; one that has been cancelled may end later.
  ~DnsResolver() override;
  [[nodiscard("co_await it: without that nothing is looked up")]]
  Coro<Addresses> resolve(std::string host, std::uint16_t port) override;

 private:
  DnsOptions options_;
  KnownNames known_;
  std::vector<detail::DnsLookup*> under_way_;  // those that can be joined
};

}  // namespace uasyncio

#endif
