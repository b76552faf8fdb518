// SPDX-License-Identifier: MIT
// FdDevice: a descriptor of the system as a device. A socket, a pipe, a terminal, a file. On the
// host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/stream/device.hpp"

namespace uasyncio {

/// Owns a descriptor and never blocks on it. It is watched from the first wait to the end, which
/// costs no system call per wait: reading is tried first, and what was read short was all there is.
///
/// A socket need not be non-blocking; another descriptor is made so, see `reopen_descriptor` for
/// those that are shared with others. SIGPIPE is ignored from the first pipe or terminal on, if the
/// program does nothing about it. A socket that is closed before the peer was told and has ended,
/// by `finish_writing`, resets the connection. For tasks of one loop at a time, on a port with
/// descriptors.
class FdDevice : public Device, DescriptorWatch {
 public:
  enum class Kind : std::uint8_t {
    tcp,       // a connected TCP socket
    socket,    // another one that is read as a stream
    pipe,      // one end of a pipe: to say that no more comes is to close it
    terminal,  // may give less than there is
    other,     // a file, a device file
  };
  /// Finds out what it is. Closes it at the end.
  explicit FdDevice(int descriptor) noexcept;
  FdDevice(int descriptor, Kind kind) noexcept;
  virtual ~FdDevice() { close(); }

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt try_write_pieces(std::span<const detail::ConstBytes> pieces) noexcept override;
  Attempt finish_writing() noexcept override;
  void close() noexcept override;
  /// "peername" and "sockname" of a socket: "127.0.0.1:8000", "[::1]:8000", "/run/socket".
  std::string_view extra_info(std::string_view name, std::span<char> room) noexcept override;

  /// As that of Device.
  bool is_known_to_block(Interest interest) const noexcept override;

  /// -1: it is closed.
  int fileno() const noexcept { return descriptor; }
  Kind kind() const noexcept { return kind_; }

  /// As that of Device.
  void await_again(Interest interest) noexcept;

 private:
  void wait_begins(Interest interest) noexcept override;
  Attempt failed(int error) noexcept;
  Attempt sent(std::ptrdiff_t count, std::size_t asked) noexcept;
  static void on_news(DescriptorWatch& watch, unsigned news) noexcept;

  // What each open connection has, in the four bytes behind the descriptor.
  std::int16_t broken_ = 0;       // the errno of the connection's end, for both directions
  std::uint8_t watch_error_ = 0;  // why it cannot be waited for
  Kind kind_ : 3;
  bool can_read_ : 1 = true;
  bool can_write_ : 1 = true;
  bool reads_until_blocked_ : 1;   // a short read does not mean that it was all
  bool has_finished_ : 1 = false;  // the peer was told
  bool has_ended_ : 1 = false;     // the peer has told us
};

/// A new descriptor for what another one is open for: FdDevice input(reopen_descriptor(0)). A
/// terminal or pipe is shared with the shell and with other programs, and would be non-blocking for
/// these too, also when the program has ended; what is opened anew is not. Of a socket or a regular
/// file a duplicate; also of a pipe of another user (`sudo -u`), which may not be opened. -1 if it
/// cannot be opened. In the loop's thread.
int reopen_descriptor(int descriptor) noexcept;

}  // namespace uasyncio

#endif
