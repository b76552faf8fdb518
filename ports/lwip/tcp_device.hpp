// SPDX-License-Identifier: MIT
// TcpDevice: a TCP connection of lwIP as a device of streams.
#pragma once

#include "uasyncio/stream/device.hpp"

#include "ports/lwip/byte_queue.hpp"
#include "ports/lwip/stack.hpp"

#include <cstdint>

struct pbuf;
struct tcp_pcb;

namespace uasyncio::lwip {

/// One of those that there are: `TcpConnection` takes one and gives it back. What has come is
/// copied at once into a ring as large as the window, which opens as far as bytes are taken: who
/// does not read holds up his peer, and nobody else. Has half close; OSError: ECONNRESET, the peer
/// has broken it; ECONNREFUSED, nobody listens there; ETIMEDOUT, no answer, however often it was
/// sent again.
class TcpDevice final : public Device {
 public:
  static constexpr std::size_t window = 2048;

  constexpr TcpDevice() noexcept = default;

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  void close() noexcept override;
  std::string_view extra_info(std::string_view name, std::span<char> room) noexcept override;

  /// Whether something has come that was not read yet, or nothing more will; if not, the listener
  /// for reading is told of it.
  bool has_come_or_listen() noexcept;
  /// moved(0): on its way, or the error.
  Attempt connect(IpAddress address, std::uint16_t port) noexcept;
  /// moved(0): connected; would_block: the listener for writing is told; or the error.
  Attempt finish_connecting() noexcept;

 private:
  friend class TcpConnection;
  friend class TcpListener;

  /// It is closed, and has no places any more.
  static void forget_listener(const tcp_pcb* listener) noexcept;

  void begin(std::span<std::byte> ring) noexcept;
  void adopt(tcp_pcb* pcb) noexcept;
  void forget_pcb() noexcept;
  void let_go() noexcept;

  static signed char on_receive(void* self, tcp_pcb* pcb, pbuf* chain, signed char error);
  static signed char on_sent(void* self, tcp_pcb* pcb, unsigned short count);
  static signed char on_poll(void* self, tcp_pcb* pcb);
  static signed char on_connected(void* self, tcp_pcb* pcb, signed char error);
  static void on_error(void* self, signed char error);

  void keep_place() noexcept;
  void give_place_back() noexcept;

  tcp_pcb* pcb_ = nullptr;       // lwIP's; null when it has gone, or needs us no more
  tcp_pcb* listener_ = nullptr;  // that it came to, if it did and that is open
  TcpDevice* next_ = nullptr;    // of those that wait to be accepted
  int error_ = 0;                // why it has gone
  bool is_taken_ = false;
  bool is_connecting_ = false;
  bool has_ended_ = false;     // the peer sends no more
  bool has_finished_ = false;  // nor do we
  bool is_closed_ = false;
  ByteQueue received_;  // has room for the window
};

/// Owns a TcpDevice, or none. Destroying it aborts what is still open.
class TcpConnection {
 public:
  TcpConnection() noexcept = default;
  explicit TcpConnection(TcpDevice* device) noexcept : device_(device) {}
  /// None if all are taken.
  static TcpConnection take() noexcept;
  static bool are_all_taken() noexcept;
  TcpConnection(TcpConnection&& other) noexcept : device_(std::exchange(other.device_, nullptr)) {}
  TcpConnection& operator=(TcpConnection&& other) noexcept {
    std::swap(device_, other.device_);
    return *this;
  }
  ~TcpConnection();

  explicit operator bool() const noexcept { return device_ != nullptr; }
  TcpDevice& operator*() const noexcept { return *device_; }
  TcpDevice* operator->() const noexcept { return device_; }
  TcpDevice* release() noexcept { return std::exchange(device_, nullptr); }

 private:
  TcpDevice* device_ = nullptr;
};

}  // namespace uasyncio::lwip
