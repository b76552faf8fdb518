// SPDX-License-Identifier: MIT
// One end of a connection in virtual time. What is sent lies in the peer's list with the instant
// at which it arrives, and the peer looks at it then: no task and no real time pass between them.
// The window is that of TCP: what the peer has not read yet holds the sender up.
#include "sim_connection.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace uasyncio::detail {
namespace {

Attempt fails_with(int error) noexcept { return Attempt::failed(Error::os(error)); }

}  // namespace

void SimConnection::meet(SimConnection& peer) noexcept {
  peer_ = &peer;
  peer.peer_ = this;
}

Attempt SimConnection::finish_connecting() noexcept {
  if (answered_ > time()) {
    await_again(Interest::write);
    return Attempt::would_block();
  }
  return peer_ == nullptr ? fails_with(ECONNREFUSED) : Attempt::moved(0);
}

Time SimConnection::next_look(Interest interest) noexcept {
  if (answered_ > time()) return to_microseconds(answered_);
  if (arrivals_.empty()) return never;
  if (interest == Interest::read) return to_microseconds(arrivals_.front().when);
  const Arrival& last = arrivals_.back();
  return last.kind == Arrival::Kind::reset ? to_microseconds(last.when) : Time(never);
}

// --- What comes ---------------------------------------------------------------------------------

void SimConnection::arrive(Instant when, Arrival::Kind kind, std::string bytes) noexcept {
  if (!arrivals_.empty()) {
    if (arrivals_.back().kind == Arrival::Kind::reset) return;
    when = std::max(when, arrivals_.back().when);  // nothing overtakes
  }
  unread_ += bytes.size();
  arrivals_.push_back({when, kind, std::move(bytes)});
  notify_readable();
  if (kind == Arrival::Kind::reset) notify_writable();
}

bool SimConnection::has_arrived() const noexcept {
  return !arrivals_.empty() && arrivals_.front().when <= time();
}

bool SimConnection::is_broken() const noexcept {
  return !arrivals_.empty() && arrivals_.back().kind == Arrival::Kind::reset &&
         arrivals_.back().when <= time();
}

std::size_t SimConnection::take(std::span<std::byte> room) noexcept {
  std::size_t count = 0;
  while (count != room.size() && has_arrived()) {
    Arrival& first = arrivals_.front();
    if (first.kind != Arrival::Kind::bytes) break;
    const std::size_t size = std::min(room.size() - count, first.bytes.size());
    std::memcpy(room.data() + count, first.bytes.data(), size);
    first.bytes.erase(0, size);
    count += size;
    if (first.bytes.empty()) arrivals_.pop_front();
  }
  unread_ -= count;
  return count;
}

Attempt SimConnection::try_read(std::span<std::byte> room) noexcept {
  if (is_closed_) return fails_with(EBADF);
  const std::size_t count = take(room.first(network.some_of(room.size())));
  if (count != 0) {
    if (peer_ != nullptr) peer_->notify_writable();
    return Attempt::moved(count);
  }
  if (!has_arrived()) return Attempt::would_block();
  if (arrivals_.front().kind == Arrival::Kind::reset) return fails_with(ECONNRESET);
  has_ended_ = true;
  return Attempt::end();
}

// --- What goes ----------------------------------------------------------------------------------

void SimConnection::send(Arrival::Kind kind, std::string bytes) noexcept {
  if (peer_ != nullptr) {
    peer_->arrive(time() + network.trip(), kind, std::move(bytes));
  }
}

Attempt SimConnection::try_write(std::span<const std::byte> bytes) noexcept {
  if (is_closed_) return fails_with(EBADF);
  if (has_finished_) return fails_with(EPIPE);
  if (is_broken()) return fails_with(ECONNRESET);
  if (network.breaks()) {
    send(Arrival::Kind::reset);
    arrive(time(), Arrival::Kind::reset, {});
    return fails_with(ECONNRESET);
  }
  // Until the reset of a peer that has gone is here, its window is still trusted.
  std::size_t& unread = peer_ == nullptr ? sent_to_nobody_ : peer_->unread_;
  const std::size_t window = network.weather.window;
  const std::size_t size = std::min(bytes.size(), window - std::min(window, unread));
  if (size == 0) return Attempt::would_block();
  if (peer_ == nullptr) unread += size;
  send(Arrival::Kind::bytes, std::string(reinterpret_cast<const char*>(bytes.data()), size));
  return Attempt::moved(size);
}

Attempt SimConnection::finish_writing() noexcept {
  if (is_closed_) return fails_with(EBADF);
  if (is_broken()) return fails_with(ECONNRESET);
  if (!std::exchange(has_finished_, true)) send(Arrival::Kind::end);
  return Attempt::moved(0);
}

void SimConnection::close() noexcept {
  if (std::exchange(is_closed_, true)) return;
  if (peer_ == nullptr) return;
  if (!has_finished_ || !has_ended_) send(Arrival::Kind::reset);
  peer_->peer_ = nullptr;
  peer_->notify_writable();  // there is room now, for what nobody will read
  peer_ = nullptr;
}

std::string_view SimConnection::extra_info(std::string_view name, std::span<char> room) noexcept {
  if (name == "peername") return other.write_to(room);
  return name == "sockname" ? home.write_to(room) : std::string_view();
}

// --- Servers ------------------------------------------------------------------------------------

SimListener::SimListener(testing::SimNetwork& its_network, const Address& place,
                         std::size_t backlog)
    : SimDevice(its_network, place), backlog_(backlog) {
  network.listeners_.push_back(this);
}

SimListener::~SimListener() { std::erase(network.listeners_, this); }

Time SimListener::next_look(Interest) noexcept {
  return waiting_.empty() ? Time(never) : to_microseconds(waiting_.front().when);
}

void SimListener::add(SimConnection& client, Instant when) noexcept {
  auto own = std::make_unique<SimConnection>(network, client.other, client.home);
  own->meet(client);
  if (!waiting_.empty()) when = std::max(when, waiting_.back().when);
  waiting_.push_back({when, std::move(own)});
  notify_readable();
}

bool SimListener::has_waiting() const noexcept {
  return !waiting_.empty() && waiting_.front().when <= time();
}

std::unique_ptr<SimConnection> SimListener::take() noexcept {
  if (!has_waiting()) {
    await_again(Interest::read);
    return nullptr;
  }
  auto first = std::move(waiting_.front().connection);
  waiting_.pop_front();
  return first;
}

}  // namespace uasyncio::detail
