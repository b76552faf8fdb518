// SPDX-License-Identifier: MIT
// Of connection.hpp and server.hpp: a TCP connection with its reader and writer. What a connection
// has beside its TcpDevice is from the memory that coroutines have, and is there as long as it is.
#pragma once

#include "uasyncio/stream/reader.hpp"
#include "uasyncio/stream/writer.hpp"

#include "ports/lwip/address.hpp"
#include "ports/lwip/pool_memory.hpp"
#include "ports/lwip/tcp_device.hpp"

#if UASYNCIO_MBEDTLS
#include "ports/lwip/secure.hpp"
#endif

namespace uasyncio::lwip {

/// A connection to that place. OSError, see open_connection. Cancelled, nothing is left open.
Coro<TcpConnection> reach(Address place);

struct Link {
  /// Without memory for the buffers these are empty, and nothing is read.
  Link(TcpConnection its_device, std::size_t limit, std::size_t write_limit) noexcept
      : device(std::move(its_device)),
        memory(limit + write_limit),
        reader(*device, memory.part(0, limit)),
        writer(*device, memory.part(limit, write_limit)) {}
#if UASYNCIO_MBEDTLS
  /// The same with TLS, which is over the device.
  Link(TcpConnection its_device, std::unique_ptr<Secure> its_tls, std::size_t limit,
       std::size_t write_limit) noexcept
      : device(std::move(its_device)),
        tls(std::move(its_tls)),
        memory(limit + write_limit),
        reader(tls->device, memory.part(0, limit)),
        writer(tls->device, memory.part(limit, write_limit)) {}
#endif

  TcpConnection device;
#if UASYNCIO_MBEDTLS
  std::unique_ptr<Secure> tls;
#endif
  PoolMemory memory;
  StreamReader reader;
  StreamWriter writer;
};

}  // namespace uasyncio::lwip
