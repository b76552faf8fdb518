// SPDX-License-Identifier: MIT
// A serial line as a chip's UART gives it: bytes that come in interrupts, and between them errors
// that say that something is missing.
#pragma once

#include <deque>
#include <string_view>
#include <uasyncio/stream/device.hpp>

class LossyLine final : public uasyncio::Device {
 public:
  void arrives(std::string_view text) {
    for (const char each : text) words_.push_back(static_cast<unsigned char>(each));
    notify_readable();
  }
  /// OSError of this number is told here.
  void loses(int code) {
    words_.push_back(-code);
    notify_readable();
  }

  uasyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    if (words_.empty()) return uasyncio::Attempt::would_block();
    if (words_.front() < 0) {
      const int code = -words_.front();
      words_.pop_front();
      return uasyncio::Attempt::failed(uasyncio::Error::os(code));
    }
    std::size_t count = 0;
    while (count != room.size() && !words_.empty() && words_.front() >= 0) {
      room[count++] = static_cast<std::byte>(words_.front());
      words_.pop_front();
    }
    return uasyncio::Attempt::moved(count);
  }

 private:
  std::deque<int> words_;
};
