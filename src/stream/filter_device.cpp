// SPDX-License-Identifier: MIT
// A device around another one: it listens to the inner one's news and passes them on. The inner
// device may be closed by others, and then the outer one is too.
#include "uasyncio/stream/filter_device.hpp"

#include <utility>

namespace uasyncio {

FilterDevice::FilterDevice(Device& inner) noexcept : inner_(&inner) {
  inner.listen(Interest::read, &reads_);
  inner.listen(Interest::write, &writes_);
}

FilterDevice::~FilterDevice() {
  if (is_closed_) return;
  inner_->listen(Interest::read, nullptr);
  inner_->listen(Interest::write, nullptr);
}

Attempt FilterDevice::try_read(std::span<std::byte> room) noexcept {
  return inner_->read_or_listen(room);
}

Attempt FilterDevice::try_write(std::span<const std::byte> bytes) noexcept {
  const detail::ConstBytes piece(bytes);
  return inner_->write_or_listen({&piece, 1});
}

Attempt FilterDevice::finish_writing() noexcept { return inner_->finish_or_listen(); }

void FilterDevice::close() noexcept {
  if (is_closed_) return;
  is_closed_ = true;
  inner_->listen(Interest::read, nullptr);
  inner_->listen(Interest::write, nullptr);
  inner_->close_and_tell();
}

std::string_view FilterDevice::extra_info(std::string_view name, std::span<char> room) noexcept {
  return is_closed_ ? std::string_view() : inner_->extra_info(name, room);
}

void FilterDevice::on_news(Listener& listener, Listener::News news) noexcept {
  const auto& side = static_cast<Side&>(listener);
  FilterDevice& filter = *side.filter;
  if (news == Listener::News::ready) return filter.inner_has_news(side.interest);
  if (!std::exchange(filter.is_closed_, true)) filter.inner_was_closed();
  filter.tell_closed(side.interest);
}

}  // namespace uasyncio
