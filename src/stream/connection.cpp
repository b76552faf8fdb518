// SPDX-License-Identifier: MIT
// Opening a connection, and its parts: a device, a reader and a writer, and both buffers. They have
// one place in memory for good, since reader and writer refer to the device; once it is open
// nothing is allocated.
#include "uasyncio/stream/connection.hpp"

#if UASYNCIO_HOSTED

#include "connecting.hpp"
#include "securing.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"

#include <cerrno>

namespace uasyncio {
namespace detail {

ConnectionParts::ConnectionParts(Buffers buffers, NetworkDevice its_device,
                                 std::unique_ptr<TlsDevice> its_tls) noexcept
    : device(std::move(its_device)),
      tls(std::move(its_tls)),
      reader(top(), buffers.reader),
      writer(top(), buffers.writer) {}

ConnectionParts::~ConnectionParts() = default;

Device& ConnectionParts::top() const noexcept {
  if (tls != nullptr) return *tls;
  return *device;
}

}  // namespace detail

namespace {

Coro<Connection> connected(NetworkDevice device, ConnectOptions options) {
  auto parts = detail::with_buffers<detail::ConnectionParts>(options.limit, options.write_limit,
                                                             std::move(device), nullptr);
  if (parts == nullptr) co_await fail(Error::memory);
  co_return Connection(std::move(parts));
}

Coro<Connection> connected_to(NetworkDevice device, std::string host, ConnectOptions options) {
  if (options.tls == nullptr) co_return co_await connected(std::move(device), options);
  const char* const name =
      options.tls_server_name == nullptr ? host.c_str() : options.tls_server_name;
  const StartTlsOptions how{name, options.limit, options.write_limit};
  Device& below = *device;
  co_return co_await detail::secured(std::move(device), below, *options.tls, how);
}

}  // namespace

Coro<Connection> open_connection(std::string host, std::uint16_t port, ConnectOptions options) {
  Addresses addresses = co_await detail::look_up(host, port, options.resolver);
  detail::interleave_families(addresses);
  NetworkDevice device = co_await detail::connect_any(std::move(addresses), options);
  co_return co_await connected_to(std::move(device), std::move(host), options);
}

Coro<Connection> open_unix_connection(std::string path, ConnectOptions options) {
  const Address address = Address::local(path);
  if (address == Address()) co_await fail(Error::os(ENAMETOOLONG));
  constexpr int pause_ms = 10;
  for (;;) {
    auto device = co_await as_result(detail::connect_any(Addresses(1, address), options));
    if (device.error() == Error::os(EAGAIN)) {
      co_await sleep_ms(pause_ms);
      continue;
    }
    NetworkDevice taken = co_await pass_on(std::move(device));
    co_return co_await connected_to(std::move(taken), "localhost", options);
  }
}

}  // namespace uasyncio

#endif
