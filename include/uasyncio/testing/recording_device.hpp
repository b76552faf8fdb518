// SPDX-License-Identifier: MIT
// RecordingDevice: writes down what goes through a device, for tests and for looking at protocols.
#pragma once

#include "uasyncio/stream/filter_device.hpp"

namespace uasyncio::testing {

/// A device around another one. `record` is called for everything that was moved, and for the end.
class RecordingDevice final : public FilterDevice {
 public:
  /// `bytes` is empty at the end of what is read.
  using Record = void (*)(void* argument, Interest direction, std::span<const std::byte> bytes);

  RecordingDevice(Device& inner, Record record, void* argument) noexcept
      : FilterDevice(inner), record_(record), argument_(argument) {}

  Attempt try_read(std::span<std::byte> room) noexcept override {
    const Attempt attempt = inner().read_or_listen(room);
    if (attempt.has_moved()) record_(argument_, Interest::read, room.first(attempt.count()));
    if (attempt.is_end()) record_(argument_, Interest::read, {});
    return attempt;
  }
  Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    const detail::ConstBytes piece(bytes);
    const Attempt attempt = inner().write_or_listen({&piece, 1});
    if (attempt.has_moved()) record_(argument_, Interest::write, bytes.first(attempt.count()));
    return attempt;
  }

 private:
  Record record_;
  void* argument_;
};

}  // namespace uasyncio::testing
