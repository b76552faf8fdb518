// SPDX-License-Identifier: MIT
// A datagram socket in virtual time. Unlike a connection it does not hold up who is too fast, and
// keeps no order: what finds no room is lost, and each goes its own time.
#include "sim_datagrams.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace uasyncio::detail {

SimDatagrams::SimDatagrams(testing::SimNetwork& its_network, const Address& its_home,
                           const DatagramPlace& place)
    : SimDevice(its_network, its_home), peer(place.peer), shares_port(place.reuse_port) {
  network.datagrams_.push_back(this);
}

SimDatagrams::~SimDatagrams() { std::erase(network.datagrams_, this); }

Time SimDatagrams::next_look(Interest) noexcept {
  return arrivals_.empty() ? Time(never) : to_microseconds(arrivals_.front().when);
}

/// What comes while there is no room is lost. What was sent later may come earlier.
void SimDatagrams::arrive(Instant when, const Address& from, std::string bytes) noexcept {
  if (unread_ + bytes.size() > network.weather.window) return;
  unread_ += bytes.size();
  const auto later =
      std::upper_bound(arrivals_.begin(), arrivals_.end(), when,
                       [](Instant at, const Arrival& each) { return at < each.when; });
  arrivals_.insert(later, {when, from, std::move(bytes)});
  notify_readable();
}

Attempt SimDatagrams::send(std::span<const std::byte> bytes, const Address& to) noexcept {
  constexpr std::size_t longest = 65'507;  // as of UDP
  const Address& target = to == Address() ? peer : to;
  if (target == Address()) return Attempt::failed(Error::os(EDESTADDRREQ));
  if (bytes.size() > longest) return Attempt::failed(Error::os(EMSGSIZE));
  const Instant arrival = time() + network.trip();
  if (network.loses() || network.is_silent(target)) return Attempt::moved(bytes.size());
  SimDatagrams* const receiver = network.find_datagrams(target, home);
  if (receiver != nullptr) {
    receiver->arrive(arrival, home,
                     std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  } else if (target == peer) {
    arrive(arrival + network.trip(), Address(), {});
  }
  return Attempt::moved(bytes.size());
}

Attempt SimDatagrams::receive(std::span<std::byte> room, Datagram& datagram) noexcept {
  if (arrivals_.empty() || arrivals_.front().when > time()) {
    await_again(Interest::read);
    return Attempt::would_block();
  }
  const Arrival first = std::move(arrivals_.front());
  arrivals_.pop_front();
  unread_ -= first.bytes.size();
  if (first.from == Address()) return Attempt::failed(Error::os(ECONNREFUSED));
  datagram.size = std::min(room.size(), first.bytes.size());
  datagram.is_truncated = datagram.size != first.bytes.size();
  datagram.from = first.from;
  std::memcpy(room.data(), first.bytes.data(), datagram.size);
  return Attempt::moved(datagram.size);
}

}  // namespace uasyncio::detail
