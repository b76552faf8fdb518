// SPDX-License-Identifier: MIT
// Of datagram.hpp: a UDP socket of lwIP, and what waits in it.
#pragma once

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/core/coro.hpp"
#include "uasyncio/stream/counted.hpp"
#include "uasyncio/sync/event.hpp"

#include "ports/lwip/address.hpp"
#include "ports/lwip/byte_queue.hpp"
#include "ports/lwip/pool_memory.hpp"

struct ip4_addr;
struct pbuf;
struct udp_pcb;

namespace uasyncio {

/// One datagram as it came.
struct Datagram {
  std::size_t size = 0;       // so many bytes of it are in the receiver's memory
  bool is_truncated = false;  // there were more of them, which are lost
  Address from;
};

namespace lwip {

class UdpSocket : public InPool {
 public:
  static constexpr std::size_t largest_datagram = 1'472;  // a frame without its headers

  explicit UdpSocket(std::size_t limit) noexcept
      : memory_(limit), waiting_(memory_.part(0, limit)) {}
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;
  ~UdpSocket() { close(); }

  /// Error::none, MemoryError, or OSError: EMFILE, EADDRINUSE. Port 0: one that is free.
  Error open(std::uint16_t port) noexcept;
  /// For this peer only.
  void connect(Address peer) noexcept;
  void close() noexcept;
  bool is_open() const noexcept { return pcb_ != nullptr; }
  Address address() const noexcept;

  /// The one that waits longest; false: `readable` is set when one has come.
  bool take(std::span<std::byte> room, Datagram& datagram) noexcept;
  /// To the one peer if `to` is none. Error::none, or OSError: ENOBUFS, there is no room now.
  Error send(std::span<const std::byte> bytes, Address to) noexcept;

  unsigned references = 0;
  Event readable{"DatagramSocket.receive_from"};

 private:
  static void on_datagram(void* self, udp_pcb* pcb, pbuf* chain, const ip4_addr* from,
                          unsigned short port);

  PoolMemory memory_;
  ByteQueue waiting_;  // each a Header, and its bytes
  udp_pcb* pcb_ = nullptr;
};

using UdpReference = detail::Counted<UdpSocket>;

Coro<Datagram> receive_datagram(UdpReference state, detail::MutableBytes room);
Coro<> send_datagram(UdpReference state, detail::ConstBytes bytes, Address to);

}  // namespace lwip
}  // namespace uasyncio
