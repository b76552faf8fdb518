// SPDX-License-Identifier: MIT
// Lines of a GPIO chip. The chip's descriptor is only needed to reserve a line, which then has one
// of its own: that of an input is in epoll, and gives an event for each edge. Events are numbered,
// so that those which the kernel had to drop are known.
#include "pin.hpp"

#include "uasyncio/core/loop.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/gpio.h>

namespace uasyncio::unix_devices {
namespace {

using machine::Edge;

constexpr std::uint64_t input_flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_BIAS_PULL_UP;
constexpr std::size_t most_events = 16;  // in a read
constexpr std::uint32_t kept_events = 256;

std::uint64_t flags_of(Edge edges) noexcept {
  std::uint64_t flags = input_flags;
  if (machine::includes(edges, Edge::rising)) flags |= GPIO_V2_LINE_FLAG_EDGE_RISING;
  if (machine::includes(edges, Edge::falling)) flags |= GPIO_V2_LINE_FLAG_EDGE_FALLING;
  return flags;
}

}  // namespace

/// An open-drain output begins let go, another one low.
Line::Line(const char* chip, std::uint32_t number, std::uint64_t flags, const SystemCalls& calls)
    : calls_(calls) {
  gpio_v2_line_request request{};
  request.offsets[0] = number;
  request.num_lines = 1;
  request.event_buffer_size = kept_events;
  std::strncpy(request.consumer, "uasyncio", sizeof request.consumer - 1);
  request.config.flags = flags;
  if ((flags & GPIO_V2_LINE_FLAG_OPEN_DRAIN) != 0) {
    request.config.num_attrs = 1;
    request.config.attrs[0].mask = 1;
    request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
    request.config.attrs[0].attr.values = 1;
  }
  const int chip_descriptor = calls.open(chip, O_RDWR | O_CLOEXEC);
  if (chip_descriptor < 0) {
    error_ = Error::os(errno);
    return;
  }
  if (calls.ioctl(chip_descriptor, GPIO_V2_GET_LINE_IOCTL, &request) < 0) {
    error_ = Error::os(errno);
  } else {
    descriptor_ = request.fd;
  }
  calls.close(chip_descriptor);
}

Line::~Line() {
  if (descriptor_ >= 0) calls_.close(descriptor_);
}

bool Line::level() noexcept {
  gpio_v2_line_values values{.bits = 0, .mask = 1};
  if (calls_.ioctl(descriptor_, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0 && !error_) {
    error_ = Error::os(errno);
  }
  return (values.bits & 1) != 0;
}

void Line::set(bool level) noexcept {
  gpio_v2_line_values values{.bits = level ? 1u : 0u, .mask = 1};
  if (calls_.ioctl(descriptor_, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) < 0 && !error_) {
    error_ = Error::os(errno);
  }
}

Error Line::configure(std::uint64_t flags) noexcept {
  gpio_v2_line_config config{};
  config.flags = flags;
  const int result = calls_.ioctl(descriptor_, GPIO_V2_LINE_SET_CONFIG_IOCTL, &config);
  return result < 0 ? Error::os(errno) : Error::none;
}

OutputPin::OutputPin(const char* chip, std::uint32_t number, const SystemCalls& calls)
    : Line(chip, number, GPIO_V2_LINE_FLAG_OUTPUT, calls) {}

OpenDrainPin::OpenDrainPin(const char* chip, std::uint32_t number, const SystemCalls& calls)
    : Line(chip, number, GPIO_V2_LINE_FLAG_OUTPUT | GPIO_V2_LINE_FLAG_OPEN_DRAIN, calls) {}

InterruptPin::InterruptPin(const char* chip, std::uint32_t number, const SystemCalls& calls)
    : Line(chip, number, input_flags, calls), DescriptorWatch(&on_news) {
  if (descriptor_ >= 0 && calls.set_nonblocking(descriptor_) < 0) error_ = Error::os(errno);
  descriptor = descriptor_;
}

Error InterruptPin::irq(Edge edges, machine::PinHandler handler, void* argument) noexcept {
  if (descriptor_ < 0) return error_;
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  Descriptors* const descriptors = scheduler == nullptr ? nullptr : scheduler->port().descriptors();
  if (descriptors == nullptr) return Error::os(ENOSYS);
  if (const Error error = configure(flags_of(edges))) return error;
  forget_edges();
  handler_ = handler;
  argument_ = argument;
  if (watcher != nullptr) return Error::none;
  const int refusal = descriptors->watch(*this);
  if (refusal == 0) return Error::none;
  irq(nullptr);
  return Error::os(refusal);
}

void InterruptPin::irq(std::nullptr_t) noexcept {
  if (handler_ == nullptr) return;
  handler_ = nullptr;
  if (watcher != nullptr) watcher->unwatch(*this);
  watcher = nullptr;
  (void)configure(input_flags);
}

/// Of before the handler was set.
void InterruptPin::forget_edges() noexcept {
  gpio_v2_line_event events[most_events];
  ssize_t size = 0;
  while ((size = calls_.read(descriptor_, events, sizeof events)) > 0) {
    last_edge_ = events[static_cast<std::size_t>(size) / sizeof events[0] - 1].line_seqno;
  }
}

/// Until there are no more: epoll tells of changes only.
void InterruptPin::on_news(DescriptorWatch& watch, unsigned) noexcept {
  static_cast<InterruptPin&>(watch).take_edges();
}

void InterruptPin::take_edges() noexcept {
  gpio_v2_line_event events[most_events];
  ssize_t size = 0;
  while (handler_ != nullptr && (size = calls_.read(descriptor_, events, sizeof events)) > 0) {
    const std::size_t count = static_cast<std::size_t>(size) / sizeof events[0];
    for (std::size_t n = 0; n != count; ++n) take(events[n]);
  }
}

void InterruptPin::take(const gpio_v2_line_event& event) noexcept {
  lost_ += event.line_seqno - last_edge_ - 1;
  last_edge_ = event.line_seqno;
  edge_time_ = event.timestamp_ns / 1'000;  // the loop's clock is the same
  edge_level_ = event.id == GPIO_V2_LINE_EVENT_RISING_EDGE;
  if (handler_ != nullptr) handler_(argument_);
}

}  // namespace uasyncio::unix_devices
