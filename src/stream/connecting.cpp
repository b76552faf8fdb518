// SPDX-License-Identifier: MIT
// Of stream/connection.hpp: names and addresses, and who of them answers first.
#include "uasyncio/stream/connection.hpp"

#if UASYNCIO_HOSTED

#include "connecting.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <list>

namespace uasyncio::detail {
namespace {

/// What is on its way to one address.
struct Try : EventListener {
  using EventListener::EventListener;
  NetworkDevice device;
  Address address;
};

/// Those that are on their way, and what became of the others.
class Tries {
 public:
  explicit Tries(Network& network) noexcept : network_(&network) {}

  /// Gives the device if it is connected at once.
  NetworkDevice start(const Address& address, const SocketOptions& options) {
    Try& one = pending_.emplace_back(news);
    one.address = address;
    return device_of(one, network_->connect(address, options, one.device));
  }
  /// Looks at those that have news: gives the first that is connected.
  NetworkDevice look() {
    for (auto each = pending_.begin(); each != pending_.end();) {
      Try& one = *each++;
      if (auto device = device_of(one, network_->finish_connecting(*one.device))) return device;
    }
    return nullptr;
  }
  bool is_any_pending() const noexcept { return !pending_.empty(); }
  std::size_t failed() const noexcept { return failed_; }
  Error error() const { return first_error_(failures_.c_str()); }

  Event news{"open_connection"};

 private:
  NetworkDevice device_of(Try& one, Attempt attempt) {
    if (attempt.is_would_block()) {
      one.device->listen(Interest::write, &one);
      return nullptr;
    }
    NetworkDevice device = std::move(one.device);
    if (device != nullptr) device->listen(Interest::write, nullptr);
    if (attempt.has_failed()) {
      device.reset();
      note(one.address, attempt.error());
    }
    pending_.remove_if([&one](const Try& each) { return &each == &one; });
    return device;
  }
  void note(const Address& address, const Error& error) {
    if (failed_++ == 0) first_error_ = error;
    if (!failures_.empty()) failures_ += "; ";
    failures_ += address.text() + ": " + std::strerror(error.code);
  }

  Network* network_;
  std::list<Try> pending_;
  std::size_t failed_ = 0;
  Error first_error_;
  std::string failures_;
};

}  // namespace

Coro<Addresses> look_up(std::string host, std::uint16_t port, Resolver* resolver) {
  HostsResolver by_hosts;
  Resolver& by = resolver == nullptr ? by_hosts : *resolver;
  Addresses found = co_await by.resolve(std::move(host), port);
  if (found.empty()) co_await fail(Error::os(HostsResolver::host_not_found));
  co_return found;
}

void interleave_families(Addresses& addresses) {
  for (std::size_t place = 1; place < addresses.size(); ++place) {
    const auto begin = addresses.begin() + static_cast<std::ptrdiff_t>(place);
    const auto family = (begin - 1)->family();
    const auto other = std::find_if(begin, addresses.end(), [family](const Address& address) {
      return address.family() != family;
    });
    if (other == addresses.end()) return;
    std::rotate(begin, other, other + 1);
  }
}

Coro<NetworkDevice> connect_any(Addresses addresses, ConnectOptions options) {
  Network* const network = network_or_default(options.network);
  if (network == nullptr) co_await fail(Error::os(ENOSYS));
  Tries tries(*network);
  std::size_t next = 0;
  std::size_t failed_before = 0;
  bool is_next_due = true;
  for (;;) {
    tries.news.clear();
    NetworkDevice device = tries.look();
    is_next_due = is_next_due || tries.failed() != failed_before || !tries.is_any_pending();
    failed_before = tries.failed();
    const bool starts = device == nullptr && is_next_due && next != addresses.size();
    if (starts) device = tries.start(addresses[next++], options.socket);
    if (device != nullptr) co_return device;
    is_next_due = false;
    if (starts && tries.failed() != failed_before) continue;
    if (next == addresses.size()) {
      if (!tries.is_any_pending()) co_await fail(tries.error());
      co_await tries.news.wait();
    } else {
      const auto news =
          co_await as_result(wait_for_ms(tries.news.wait(), options.happy_eyeballs_delay_ms));
      is_next_due = !news.ok();
    }
  }
}

}  // namespace uasyncio::detail

#endif
