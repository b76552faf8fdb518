// SPDX-License-Identifier: MIT
// TcpListener: a port of this station, at which clients wait.
#pragma once

#include "ports/lwip/tcp_device.hpp"

namespace uasyncio::lwip {

/// Accepts as many clients as there are connections for; more of them get no answer until one of
/// the others has gone, and try again by themselves. Its listener for reading is told of clients.
class TcpListener final : public Device {
 public:
  TcpListener() noexcept = default;
  ~TcpListener() { close(); }

  /// Port 0: one that is free. Error::none, or OSError: EADDRINUSE, ENOMEM.
  Error open(std::uint16_t port) noexcept;
  /// The client that waits longest; none: the listener is told.
  TcpConnection accept() noexcept;
  /// Clients that wait are reset.
  void close() noexcept override;
  /// 0 if it is closed.
  std::uint16_t port() const noexcept;

 private:
  static signed char on_client(void* self, tcp_pcb* pcb, signed char error);

  tcp_pcb* pcb_ = nullptr;
  TcpDevice* first_ = nullptr;  // of those that wait
};

}  // namespace uasyncio::lwip
