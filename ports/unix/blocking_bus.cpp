// SPDX-License-Identifier: MIT
// A transaction is copied when the thread is free for it, and not when it begins: after the bus of
// an aborted one has gone, the next bus begins while the thread still uses the copy.
#include "blocking_bus.hpp"

#include <cerrno>
#include <fcntl.h>

namespace uasyncio::unix_devices {

using machine::Abort;

BlockingBus::BlockingBus(Context& thread, const char* path, const SystemCalls& calls)
    : thread_(thread), calls_(calls), descriptor_(calls.open(path, O_RDWR | O_CLOEXEC)) {
  if (descriptor_ < 0) error_ = Error::os(errno);
}

BlockingBus::~BlockingBus() {
  if (descriptor_ >= 0) calls_.close(descriptor_);
}

int BlockingBus::call(unsigned long request, void* argument) const noexcept {
  if (error_) return error_.code;
  return calls_.ioctl(descriptor_, request, argument) < 0 ? errno : 0;
}

void BlockingBus::configure(unsigned long request, void* argument) noexcept {
  if (const int failure = call(request, argument); failure != 0) error_ = Error::os(failure);
}

/// While the thread works. A cancel of `run` ends it when the thread has returned.
class BlockingBus::Working {
 public:
  explicit Working(BlockingBus& bus) noexcept : bus_(bus) {
    bus.is_waiting_ = bus.is_aborted_ = bus.is_forsaken_ = false;
    bus.is_under_way_ = true;
    bus.load();
  }
  ~Working() {
    if (bus_.is_under_way_) bus_.end(ETIMEDOUT);
  }
  Working(const Working&) = delete;
  Working& operator=(const Working&) = delete;

 private:
  BlockingBus& bus_;
};

Coro<> BlockingBus::run() {
  while (true) {
    co_await begun_.wait();
    begun_.clear();
    if (!is_waiting_) continue;  // it was aborted before its turn
    Working working(*this);
    const int os_error = co_await thread_.assign([this] { return transact(); });
    end(os_error);
  }
}

void BlockingBus::end(int os_error) noexcept {
  is_under_way_ = false;
  if (!is_forsaken_) finish(os_error, os_error == 0 && !is_aborted_);
}

Abort BlockingBus::abort() noexcept {
  const bool is_in_thread = is_under_way_ && !is_waiting_ && !is_forsaken_;
  is_waiting_ = false;
  if (!is_in_thread) return Abort::now;
  is_forsaken_ = is_aborted_;
  is_aborted_ = true;
  return is_forsaken_ ? Abort::now : Abort::later;
}

}  // namespace uasyncio::unix_devices
