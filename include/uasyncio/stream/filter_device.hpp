// SPDX-License-Identifier: MIT
// FilterDevice: a device around another one. A recorder, a rate limit, TLS.
#pragma once

#include "uasyncio/stream/device.hpp"

namespace uasyncio {

/// Passes everything on. Derive, and override what is to be different; try the inner device by
/// `inner().read_or_listen` and `write_or_listen`, so that its notifications come here. The inner
/// device must outlive it, and belongs to it: nobody else reads or writes it.
class FilterDevice : public Device {
 public:
  explicit FilterDevice(Device& inner) noexcept;
  ~FilterDevice();

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  void close() noexcept override;
  /// "" once it is closed: the inner device may have gone.
  std::string_view extra_info(std::string_view name, std::span<char> room) noexcept override;

 protected:
  Device& inner() noexcept { return *inner_; }
  /// `close` was called, or the inner device was closed by others.
  bool is_closed() const noexcept { return is_closed_; }
  /// The inner device has news of this direction: tells of it. Between the turns of tasks.
  virtual void inner_has_news(Interest interest) noexcept { tell_now(interest); }
  /// The inner device was closed by others, once; the listeners are told after it.
  virtual void inner_was_closed() noexcept {}

 private:
  struct Side : Listener {
    Side(FilterDevice& its_filter, Interest its_interest) noexcept
        : Listener(&on_news), filter(&its_filter), interest(its_interest) {}
    FilterDevice* filter;
    Interest interest;
  };
  static void on_news(Listener& listener, Listener::News news) noexcept;

  Device* inner_;
  bool is_closed_ = false;
  Side reads_{*this, Interest::read};
  Side writes_{*this, Interest::write};
};

}  // namespace uasyncio
