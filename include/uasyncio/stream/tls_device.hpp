// SPDX-License-Identifier: MIT
// TlsDevice: TLS around any device. And TlsEngine, which is what computes.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/port/length.hpp"
#include "uasyncio/stream/filter_device.hpp"
#include "uasyncio/sync/event.hpp"

#include <cstdint>
#include <memory>

namespace uasyncio {

/// One side of one connection: makes records of bytes and bytes of records, and never waits. To
/// write one: derive. It tries the device below by `read_or_listen` and `write_or_listen`, and what
/// is tried again because that would block is asked for again by who was told. What the device
/// below does not take at once the engine keeps: `flush` sends it. All from the
/// loop's thread.
class TlsEngine {
 public:
  /// Says nothing to the peer.
  virtual ~TlsEngine() = default;
  /// moved(0): it is over, the peer is who it should be.
  virtual Attempt handshake() noexcept = 0;
  /// As those of Device. `end` only if the peer has said so; TlsError::truncated if it has not.
  virtual Attempt try_read(std::span<std::byte> room) noexcept = 0;
  virtual Attempt try_write(std::span<const std::byte> bytes) noexcept = 0;
  /// Says that no more is written. moved(0): it is on its way; `flush` may be needed.
  virtual Attempt finish_writing() noexcept = 0;
  /// moved(0): nothing is kept any more.
  virtual Attempt flush() noexcept = 0;
  /// The error of the last attempt that failed, in words.
  virtual Error error() const noexcept = 0;
  /// See TlsDevice.
  virtual std::string_view extra_info(std::string_view name, std::span<char> room) noexcept = 0;
};

namespace detail {
/// For engines: whether what a step of a handshake gave is its end before it is over, and the error
/// of that.
bool is_early_end(Attempt attempt) noexcept;
Error early_end() noexcept;

/// For engines: what a client calls the host whose certificate it wants. A name may end with a dot,
/// which is said neither to the server nor in certificates.
enum class HostKind : std::uint8_t { none, name, number };
HostKind kind_of_host(const char* host) noexcept;
/// The error of one that is none.
Error no_host() noexcept;
}  // namespace detail

/// What is written is encrypted and goes to the device below; what comes from there is decrypted.
/// The handshake begins with the first try, or with `handshake`; until it is over nothing else
/// moves, and both directions fail if it does. The peer's end is an end only if it was said in TLS;
/// otherwise it fails with OSError (TlsError::truncated). Half close is that of TLS, followed by
/// that of the device below. The device below must outlive it, and belongs to it.
class TlsDevice final : public FilterDevice {
 public:
  /// `server_name` and the like are the engine's; one without an engine fails with OSError
  /// (TlsError::unavailable).
  TlsDevice(Device& below, std::unique_ptr<TlsEngine> engine) noexcept;
  ~TlsDevice();

  /// Suspends until the handshake is over, at most `limit`: then TimeoutError. OSError says in
  /// words why there is none. Cancelled, it goes on when it is tried again. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<> handshake(Milliseconds limit);

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  void close() noexcept override;
  /// "tls_version": "TLSv1.3"; "cipher"; "alpn": the protocol that was agreed on; "server_name":
  /// the one that a client has asked for; "tls_resumed": "yes" if no certificate was looked at
  /// because an earlier session goes on; "peer_certificate": its subject. Others are those of the
  /// device below.
  std::string_view extra_info(std::string_view name, std::span<char> room) noexcept override;

 private:
  Attempt advance() noexcept;
  Attempt end_below(Attempt end) noexcept;
  void tell_of_reading() noexcept;
  void tell_of_writing() noexcept;
  void inner_has_news(Interest interest) noexcept override;
  void inner_was_closed() noexcept override;

  std::unique_ptr<TlsEngine> engine_;
  Event over_{"a TLS handshake"};
  Attempt handshake_ = Attempt::would_block();  // how it stands
  std::size_t dropped_ = 0;                     // so many bytes came after the end
  bool has_finished_ = false;                   // the peer was told
  bool ends_below_ = false;  // so was that of the device below, whose end is to come
  bool peer_has_ended_ = false;
  bool writing_must_read_ = false;
};

}  // namespace uasyncio
