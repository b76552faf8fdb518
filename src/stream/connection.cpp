// Opening a connection, and its parts: a device, both buffers, a reader and a writer. They have
// one place in memory for good, since reader and writer refer to the device; once it is open
// nothing is allocated.
#include "uasyncio/stream/connection.hpp"

#if UASYNCIO_HOSTED

#include "connecting.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"

#include <cerrno>
#include <new>

namespace uasyncio {
namespace detail {
namespace {

std::span<std::byte> part(const std::unique_ptr<std::byte[]>& memory, std::size_t begin,
                          std::size_t size) noexcept {
  if (memory == nullptr) return {};
  return {memory.get() + begin, size};
}

}  // namespace

ConnectionParts::ConnectionParts(NetworkDevice its_device, std::size_t limit,
                                 std::size_t write_limit) noexcept
    : device(std::move(its_device)),
      memory(new (std::nothrow) std::byte[limit + write_limit]),
      reader(*device, part(memory, 0, limit)),
      writer(*device, part(memory, limit, write_limit)) {}

}  // namespace detail

namespace {

Coro<Connection> connected(NetworkDevice device, ConnectOptions options) {
  auto parts = std::unique_ptr<detail::ConnectionParts>(
      new (std::nothrow)
          detail::ConnectionParts(std::move(device), options.limit, options.write_limit));
  if (parts == nullptr || parts->memory == nullptr) co_await fail(Error::memory);
  co_return Connection(std::move(parts));
}

}  // namespace

Coro<Connection> open_connection(std::string host, std::uint16_t port, ConnectOptions options) {
  Addresses addresses = co_await detail::look_up(std::move(host), port, options.resolver);
  detail::interleave_families(addresses);
  NetworkDevice device = co_await detail::connect_any(std::move(addresses), options);
  co_return co_await connected(std::move(device), options);
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
    co_return co_await connected(std::move(taken), options);
  }
}

}  // namespace uasyncio

#endif
