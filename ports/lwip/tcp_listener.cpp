// SPDX-License-Identifier: MIT
// A listening port of lwIP. A client counts as waiting, for lwIP, as long as it is there: so the
// port answers no more of them than there are connections.
#include "ports/lwip/tcp_listener.hpp"

#include <cerrno>
#include <lwip/tcp.h>

namespace uasyncio::lwip {

Error TcpListener::open(std::uint16_t port) noexcept {
  tcp_pcb* const pcb = tcp_new();
  if (pcb == nullptr) return Error::os(ENOMEM);
  if (tcp_bind(pcb, IP_ANY_TYPE, port) != ERR_OK) {
    tcp_abort(pcb);
    return Error::os(EADDRINUSE);
  }
  pcb_ = tcp_listen_with_backlog(pcb, UASYNCIO_NET_CONNECTIONS);
  if (pcb_ == nullptr) {
    tcp_abort(pcb);
    return Error::os(ENOMEM);
  }
  tcp_arg(pcb_, this);
  tcp_accept(pcb_, &on_client);
  return Error::none;
}

signed char TcpListener::on_client(void* self, tcp_pcb* pcb, signed char error) {
  auto& listener = *static_cast<TcpListener*>(self);
  if (pcb == nullptr || error != ERR_OK) return ERR_VAL;
  TcpDevice* const device = TcpConnection::take().release();
  if (device == nullptr) return ERR_MEM;  // those who connect from here have them
  device->adopt(pcb);
  device->listener_ = listener.pcb_;
  tcp_backlog_delayed(pcb);
  TcpDevice** link = &listener.first_;
  while (*link != nullptr) link = &(*link)->next_;
  *link = device;
  device->next_ = nullptr;
  listener.notify_readable();
  return ERR_OK;
}

TcpConnection TcpListener::accept() noexcept {
  if (first_ == nullptr) {
    await_again(Interest::read);
    return {};
  }
  TcpDevice* const device = first_;
  first_ = std::exchange(device->next_, nullptr);
  return TcpConnection(device);
}

void TcpListener::close() noexcept {
  if (pcb_ == nullptr) return;
  TcpDevice::forget_listener(pcb_);
  tcp_close(std::exchange(pcb_, nullptr));
  while (first_ != nullptr) TcpConnection(std::exchange(first_, first_->next_));
}

std::uint16_t TcpListener::port() const noexcept { return pcb_ == nullptr ? 0 : pcb_->local_port; }

}  // namespace uasyncio::lwip
