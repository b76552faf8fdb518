// SPDX-License-Identifier: MIT
// Of stream/dns_resolver.hpp: a library that was built without c-ares knows what HostsResolver
// does, and says why no more.
#include "uasyncio/stream/dns_resolver.hpp"

#if UASYNCIO_HOSTED && !UASYNCIO_DNS

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"

namespace uasyncio {

DnsResolver::~DnsResolver() = default;

Coro<Addresses> DnsResolver::resolve(std::string host, std::uint16_t port) {
  HostsResolver hosts;
  auto found = co_await as_result(hosts.resolve(std::move(host), port));
  if (!found.ok()) {
    co_await fail(Error::os(unavailable,
                            "this build asks no name servers: install c-ares (libc-ares-dev) and "
                            "build the library with -DUASYNCIO_DNS=ON"));
  }
  co_return std::move(found).value();
}

}  // namespace uasyncio

#endif
