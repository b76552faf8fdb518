// SPDX-License-Identifier: MIT
// Resolver: from names to addresses. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/coro.hpp"
#include "uasyncio/stream/address.hpp"
#include "uasyncio/threadsafe/context.hpp"

#include <string>
#include <vector>

namespace uasyncio {

using Addresses = std::vector<Address>;

/// What open_connection and start_server ask about names. To write one: derive.
class Resolver {
 public:
  /// From tasks and plain code, while nothing is looked up.
  virtual ~Resolver() = default;
  /// The addresses of `host`, the best first. Suspends as long as the lookup takes. Fails with
  /// OSError if there are none. A cancel ends it, as soon as the resolver can, and leaves nothing
  /// behind. From a task.
  [[nodiscard("co_await it: without that nothing is looked up")]]
  virtual Coro<Addresses> resolve(std::string host, std::uint16_t port) = 0;
};

/// Knows numbers, and the names in a file as /etc/hosts, which it reads each time. Without it,
/// "localhost" is both loopback addresses. Never waits. Another name fails with OSError
/// (host_not_found).
class HostsResolver final : public Resolver {
 public:
  static constexpr int host_not_found = -2;  // EAI_NONAME

  /// `path` must live as long.
  explicit HostsResolver(const char* path = "/etc/hosts") noexcept : path_(path) {}
  [[nodiscard("co_await it: without that nothing is looked up")]]
  Coro<Addresses> resolve(std::string host, std::uint16_t port) override;

 private:
  const char* path_;
};

/// Asks the system, with all that it is configured for, in a thread of the caller's: a lookup may
/// take long, and holds the thread for so long even if the task is cancelled meanwhile.
class SystemResolver final : public Resolver {
 public:
  /// `context` must outlive it.
  explicit SystemResolver(Context& context) noexcept : context_(&context) {}
  [[nodiscard("co_await it: without that nothing is looked up")]]
  Coro<Addresses> resolve(std::string host, std::uint16_t port) override;

 private:
  Context* context_;
};

}  // namespace uasyncio

#endif
