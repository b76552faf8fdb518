// SPDX-License-Identifier: MIT
// A UDP socket of lwIP. What has come is copied at once, as that of a connection is: buffers that
// wait for a reader would be those of the frames that come next.
#include "ports/lwip/udp_socket.hpp"

#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"

#include "ports/lwip/stack.hpp"

#include <algorithm>
#include <cerrno>
#include <lwip/udp.h>

namespace uasyncio::lwip {
namespace {

/// Before the bytes of each datagram that waits.
struct Header {
  std::uint32_t host;
  std::uint16_t port;
  std::uint16_t size;
};

}  // namespace

Error UdpSocket::open(std::uint16_t port) noexcept {
  if (!memory_.is_there()) return Error::memory;
  pcb_ = udp_new();
  if (pcb_ == nullptr) return Error::os(EMFILE);
  if (udp_bind(pcb_, IP_ANY_TYPE, port) != ERR_OK) {
    udp_remove(std::exchange(pcb_, nullptr));
    return Error::os(EADDRINUSE);
  }
  udp_recv(pcb_, &on_datagram, this);
  return Error::none;
}

void UdpSocket::connect(Address peer) noexcept {
  ip_addr_t host;
  ip_addr_set_ip4_u32(&host, peer.host().bits);
  udp_connect(pcb_, &host, peer.port());
}

void UdpSocket::close() noexcept {
  if (pcb_ == nullptr) return;
  udp_remove(std::exchange(pcb_, nullptr));
  readable.set();
}

Address UdpSocket::address() const noexcept {
  return pcb_ == nullptr ? Address() : Address(stack().address(), pcb_->local_port);
}

void UdpSocket::on_datagram(void* self, udp_pcb*, pbuf* chain, const ip4_addr* from,
                            unsigned short port) {
  auto& socket = *static_cast<UdpSocket*>(self);
  const Header header{from->addr, port, chain->tot_len};
  if (sizeof header + header.size <= socket.waiting_.room()) {
    socket.waiting_.put(std::as_bytes(std::span(&header, 1)));
    socket.waiting_.put(*chain);
    socket.readable.set();
  }
  pbuf_free(chain);
}

bool UdpSocket::take(std::span<std::byte> room, Datagram& datagram) noexcept {
  readable.clear();
  if (waiting_.count() == 0) return false;
  Header header;
  waiting_.take(std::as_writable_bytes(std::span(&header, 1)));
  datagram.size = std::min<std::size_t>(room.size(), header.size);
  datagram.is_truncated = datagram.size != header.size;
  datagram.from = Address({header.host}, header.port);
  waiting_.take(room.first(datagram.size));
  waiting_.drop(header.size - datagram.size);
  return true;
}

/// lwIP copies what has to wait until the address of a station is known, and nothing else.
Error UdpSocket::send(std::span<const std::byte> bytes, Address to) noexcept {
  if (bytes.size() > largest_datagram) return Error::os(EMSGSIZE);
  const bool has_peer = (pcb_->flags & UDP_FLAGS_CONNECTED) != 0;
  if (to == Address() && !has_peer) return Error::os(EDESTADDRREQ);
  pbuf* const piece = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(bytes.size()), PBUF_REF);
  if (piece == nullptr) return Error::os(ENOBUFS);
  piece->payload = const_cast<std::byte*>(bytes.data());
  ip_addr_t host;
  ip_addr_set_ip4_u32(&host, to.host().bits);
  const err_t error =
      to == Address() ? udp_send(pcb_, piece) : udp_sendto(pcb_, piece, &host, to.port());
  pbuf_free(piece);
  if (error == ERR_OK) return Error::none;
  return Error::os(error == ERR_RTE ? ENETUNREACH : ENOBUFS);
}

Coro<Datagram> receive_datagram(UdpReference state, detail::MutableBytes room) {
  UdpSocket* const socket = state.get();
  for (;;) {
    if (socket == nullptr || !socket->is_open()) co_await fail(Error::os(EBADF));
    Datagram datagram;
    const bool has_one = socket->take(room, datagram);
    if (has_one) co_return datagram;
    co_await socket->readable.wait();
  }
}

/// Nobody tells when lwIP has memory again, or the controller has sent a frame: the latter takes a
/// millisecond.
Coro<> send_datagram(UdpReference state, detail::ConstBytes bytes, Address to) {
  UdpSocket* const socket = state.get();
  for (;;) {
    if (socket == nullptr || !socket->is_open()) co_await fail(Error::os(EBADF));
    const Error error = socket->send(bytes, to);
    if (!error) co_return;
    if (error.code != ENOBUFS) co_await fail(error);
    co_await sleep_ms(1);
  }
}

}  // namespace uasyncio::lwip
