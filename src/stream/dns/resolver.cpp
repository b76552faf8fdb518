// SPDX-License-Identifier: MIT
// Of stream/dns_resolver.hpp: who asks for a name is told what is known, or joins a look-up that is
// under way, or begins one.
#include "uasyncio/stream/dns_resolver.hpp"

#if UASYNCIO_HOSTED && UASYNCIO_DNS

#include "lookup.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include <new>
#include <strings.h>

namespace uasyncio {
namespace {

using Shared = detail::Counted<detail::DnsLookup>;

constexpr int resolution_delay_ms = 50;  // RFC 8305

Instant now() noexcept { return kernel::Scheduler::running()->port().now(); }

Addresses with_port(Addresses addresses, std::uint16_t port) {
  for (Address& each : addresses) each = each.with_port(port);
  return addresses;
}

Shared join(const std::vector<detail::DnsLookup*>& under_way, const std::string& host) noexcept {
  for (detail::DnsLookup* const each : under_way) {
    if (strcasecmp(each->host().c_str(), host.c_str()) == 0) return Shared(each);
  }
  return Shared();
}

/// Suspends until both kinds of address have come, or one and the other is late.
Coro<> drive(detail::DnsLookup& lookup) {
  bool is_late = false;
  while (!lookup.is_over() && !is_late) {
    const bool has_some = lookup.has_some();
    const std::uint32_t pause_ms = has_some ? resolution_delay_ms : lookup.pause_ms();
    const auto told = co_await as_result(wait_for_ms(lookup.news.wait(), pause_ms));
    is_late = has_some && !told.ok();
    lookup.news.clear();
    while (!lookup.process()) {
      const bool is_enough = lookup.is_over();
      if (is_enough) break;
      co_await sleep_ms(0);
    }
  }
}

}  // namespace

DnsResolver::~DnsResolver() {
  for (detail::DnsLookup* const each : under_way_) each->joinable = nullptr;
}

Coro<Addresses> DnsResolver::resolve(std::string host, std::uint16_t port) {
  const Address number = Address::numeric(host, port);
  if (!(number == Address())) co_return Addresses(1, number);
  if (const Addresses* const known = known_.find(host, now())) co_return with_port(*known, port);
  Shared lookup = join(under_way_, host);
  if (lookup.get() == nullptr) {
    auto* const made = new (std::nothrow) detail::DnsLookup(host);
    if (made == nullptr) co_await fail(Error::memory);
    lookup = Shared(made);
    const Error error = made->start(options_);
    if (error) co_await fail(error);
    if (options_.most_kept != 0) {
      under_way_.push_back(made);
      made->joinable = &under_way_;
    }
  }
  co_await drive(*lookup.get());
  if (!lookup.get()->has_some()) co_await fail(lookup.get()->error());
  Addresses found = lookup.get()->found();
  const std::uint32_t seconds = lookup.get()->seconds_to_keep();
  const bool is_news = seconds != 0 && known_.find(host, now()) == nullptr;
  if (is_news) known_.keep(host, found, now() + Duration{seconds * 1'000'000ull});
  co_return with_port(std::move(found), port);
}

}  // namespace uasyncio

#endif
