// SPDX-License-Identifier: MIT
// A device that gives a text in pieces by seed, and keeps what is written to it.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <uasyncio/stream/device.hpp>
#include <uasyncio/testing/chance.hpp>

namespace scripted_device {

namespace asyncio = uasyncio;

/// How often a fuzzing test tries: UASYNCIO_FUZZ_RUNS times, if that is set.
inline unsigned fuzz_runs(unsigned otherwise) {
  const char* const wanted = std::getenv("UASYNCIO_FUZZ_RUNS");
  return wanted == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

class ScriptedDevice final : public asyncio::Device {
 public:
  enum class Stop { end, reset };

  /// `longest` is that of the pieces; seed 0: it never blocks.
  ScriptedDevice(std::string text, std::size_t longest, std::uint64_t seed, Stop stop = Stop::end)
      : text_(std::move(text)), longest_(longest), blocks_(seed != 0), chance_(seed), stop_(stop) {}

  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    if (blocks_ && chance_.one_in(4)) {
      tell_soon(asyncio::Interest::read);
      return asyncio::Attempt::would_block();
    }
    if (given_ == text_.size()) {
      return stop_ == Stop::end ? asyncio::Attempt::end()
                                : asyncio::Attempt::failed(asyncio::Error::os(ECONNRESET));
    }
    std::size_t size = std::min({room.size(), text_.size() - given_, longest_});
    if (blocks_) {
      size = static_cast<std::size_t>(chance_.between(1, static_cast<std::int64_t>(size)));
    }
    std::memcpy(room.data(), text_.data() + given_, size);
    given_ += size;
    return asyncio::Attempt::moved(size);
  }
  asyncio::Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    written.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return asyncio::Attempt::moved(bytes.size());
  }

  std::string written;

 private:
  const std::string text_;
  const std::size_t longest_;
  const bool blocks_;
  asyncio::testing::Chance chance_;
  const Stop stop_;
  std::size_t given_ = 0;
};

}  // namespace scripted_device
