// SPDX-License-Identifier: MIT
// Of stream/dns_resolver.hpp: one name that is asked for.
#pragma once

#include "uasyncio/stream/dns_resolver.hpp"

#if UASYNCIO_DNS

#include "uasyncio/stream/counted.hpp"
#include "uasyncio/stream/readiness.hpp"
#include "uasyncio/sync/event.hpp"

#include <ares.h>
#include <list>

namespace uasyncio::detail {

/// Any number of tasks may wait for it, and each of them drives it: so it goes on whoever of them
/// is cancelled, and ends with the last.
class DnsLookup {
 public:
  explicit DnsLookup(std::string host) noexcept : host_(std::move(host)) {}
  DnsLookup(const DnsLookup&) = delete;
  DnsLookup& operator=(const DnsLookup&) = delete;
  ~DnsLookup();

  Error start(const DnsOptions& options) noexcept;
  /// Takes what has come, and asks again whom it is time for. False if there may be more.
  bool process() noexcept;
  /// How long nothing need be done without news.
  std::uint32_t pause_ms() const noexcept;
  const std::string& host() const noexcept { return host_; }
  bool has_some() const noexcept { return !six_.found.empty() || !four_.found.empty(); }
  bool is_over() const noexcept { return six_.is_over && four_.is_over; }
  /// IPv6 first, without a port.
  Addresses found() const;
  /// How long they are true; 0 if that is not known of both kinds.
  std::uint32_t seconds_to_keep() const noexcept;
  Error error() const;

  /// While it can be joined, it is in this list.
  std::vector<DnsLookup*>* joinable = nullptr;
  Event news{"an answer of a name server"};
  unsigned references = 0;

 private:
  struct Query {
    DnsLookup* lookup;
    Addresses found = {};
    int status = ARES_SUCCESS;
    bool is_over = false;
    int seconds_to_keep = longest_keep_s;
  };
  struct Socket : DescriptorWatch {
    Socket(DnsLookup& its_lookup, int its_descriptor) noexcept
        : DescriptorWatch(&on_news), lookup(&its_lookup) {
      descriptor = its_descriptor;
    }
    static void on_news(DescriptorWatch& watch, unsigned) noexcept {
      static_cast<Socket&>(watch).lookup->news.set();
    }
    DnsLookup* lookup;
    short wanted = 0;  // of poll
  };
  static constexpr int longest_keep_s = 24 * 60 * 60;

  void ask(Query& query, int family) noexcept;
  bool poll_once() noexcept;
  void on_socket(int descriptor, short wanted) noexcept;
  static void on_socket_state(void* lookup, int descriptor, int reads, int writes);
  static void on_answer(void* query, int status, int, ares_addrinfo* found);
  static bool is_absent(int status) noexcept;

  std::string host_;
  ares_channel channel_ = nullptr;
  Descriptors* descriptors_ = nullptr;
  std::list<Socket> sockets_;
  Query six_{this};
  Query four_{this};
};

}  // namespace uasyncio::detail

#endif
