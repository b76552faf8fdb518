// SPDX-License-Identifier: MIT
// The network of the programs that run on one SimPort. It finds who listens where, and draws by
// seed what the weather does to them, so that a failure can be had again.
#include "uasyncio/testing/sim_network.hpp"

#include "sim_connection.hpp"
#include "sim_datagrams.hpp"

#include <algorithm>
#include <cerrno>
#include <new>

namespace uasyncio::testing {
namespace {

using uasyncio::detail::SimConnection;
using uasyncio::detail::SimDatagrams;
using uasyncio::detail::SimDevice;
using uasyncio::detail::SimListener;

Attempt fails_with(int error) noexcept { return Attempt::failed(Error::os(error)); }

bool is_any(const Address& address) noexcept { return address == Address::any(address.port()); }

/// Whether both are one place, or one is all places of a machine.
bool overlap(const Address& one, const Address& other) noexcept {
  const bool are_local =
      one.family() == Address::Family::local || other.family() == Address::Family::local;
  return one == other ||
         (!are_local && one.port() == other.port() && (is_any(one) || is_any(other)));
}

template <class Devices>
bool is_any_at(const Address& address, const Devices& devices) noexcept {
  return std::any_of(devices.begin(), devices.end(),
                     [&](const SimDevice* each) { return overlap(each->home, address); });
}

}  // namespace

// --- Chance -------------------------------------------------------------------------------------

Duration SimNetwork::trip() noexcept {
  if (weather.jitter == 0) return from_microseconds(weather.latency);
  const auto longer = chance_.between(0, static_cast<std::int64_t>(weather.jitter));
  return from_microseconds(weather.latency) + from_microseconds(longer);
}

bool SimNetwork::breaks() noexcept {
  return weather.resets_one_in != 0 && chance_.one_in(weather.resets_one_in);
}

bool SimNetwork::loses() noexcept {
  return weather.lost_one_in != 0 && chance_.one_in(weather.lost_one_in);
}

std::size_t SimNetwork::some_of(std::size_t size) noexcept {
  if (!weather.short_reads) return size;
  return static_cast<std::size_t>(chance_.between(1, static_cast<std::int64_t>(size)));
}

// --- Places -------------------------------------------------------------------------------------

bool SimNetwork::is_silent(const Address& address) const noexcept {
  return std::find(silent_.begin(), silent_.end(), address) != silent_.end();
}

/// Who listens at this very address goes before who listens at all.
SimListener* SimNetwork::find(const Address& address) const noexcept {
  SimListener* found = nullptr;
  for (SimListener* const each : listeners_) {
    if (each->home == address) return each;
    if (overlap(each->home, address)) found = each;
  }
  return found;
}

/// The same with a port that nobody has, if it has none.
Address SimNetwork::free_address(const Address& like) noexcept {
  Address address = like;
  while (address.port() == 0 && address.family() != Address::Family::local) {
    address = like.with_port(next_port_++);
    const bool is_taken = is_any_at(address, listeners_) || is_any_at(address, datagrams_);
    if (is_taken) address = like;
  }
  return address;
}

// --- Connections --------------------------------------------------------------------------------

Attempt SimNetwork::connect(const Address& address, const SocketOptions&,
                            NetworkDevice& device) noexcept {
  if (!has_room()) return fails_with(EMFILE);
  const bool is_local = address.family() == Address::Family::local;
  const Address home = is_local ? Address() : free_address(address.with_port(0));
  auto* const client = new (std::nothrow) SimConnection(*this, home, address);
  if (client == nullptr) return fails_with(ENOMEM);
  device = given(*client);
  SimListener* const server = find(address);
  const bool is_answered = !is_silent(address) && (server == nullptr || server->has_room());
  Instant answer = never;
  if (is_answered) {
    answer = SimDevice::time() + (trip() + trip());
    if (server != nullptr) server->add(*client, answer + trip());
  }
  client->is_answered_at(answer);
  return client->finish_connecting();
}

Attempt SimNetwork::finish_connecting(Device& device) noexcept {
  return static_cast<SimConnection&>(device).finish_connecting();
}

Attempt SimNetwork::listen(const Address& address, const SocketOptions& options,
                           NetworkDevice& device) noexcept {
  if (!has_room()) return fails_with(EMFILE);
  const Address place = free_address(address);
  if (is_any_at(place, listeners_)) return fails_with(EADDRINUSE);
  auto* const server =
      new (std::nothrow) SimListener(*this, place, static_cast<std::size_t>(options.backlog));
  if (server == nullptr) return fails_with(ENOMEM);
  device = given(*server);
  return Attempt::moved(0);
}

Attempt SimNetwork::accept(Device& listening, NetworkDevice& client) noexcept {
  if (!has_room()) return fails_with(EMFILE);
  auto connection = static_cast<SimListener&>(listening).take();
  if (connection == nullptr) return Attempt::would_block();
  client = given(*connection.release());
  return Attempt::moved(0);
}

bool SimNetwork::has_waiting(Device& listening) noexcept {
  if (static_cast<SimListener&>(listening).has_waiting()) return true;
  listening.await_again(Interest::read);
  return false;
}

// --- Datagrams ----------------------------------------------------------------------------------

/// Who is there for those who send from `from`.
SimDatagrams* SimNetwork::find_datagrams(const Address& address,
                                         const Address& from) const noexcept {
  for (SimDatagrams* const each : datagrams_) {
    const bool hears = each->peer == Address() || each->peer == from;
    if (hears && overlap(each->home, address)) return each;
  }
  return nullptr;
}

Attempt SimNetwork::open_datagrams(const DatagramPlace& place, NetworkDevice& device) noexcept {
  if (!has_room()) return fails_with(EMFILE);
  const bool is_bound = !(place.home == Address());
  const Address home = free_address(is_bound ? place.home : place.peer.with_port(0));
  const bool is_refused =
      std::any_of(datagrams_.begin(), datagrams_.end(), [&](const SimDatagrams* each) {
        return overlap(each->home, home) && !(each->shares_port && place.reuse_port);
      });
  if (is_refused) return fails_with(EADDRINUSE);
  auto* const socket = new (std::nothrow) SimDatagrams(*this, home, place);
  if (socket == nullptr) return fails_with(ENOMEM);
  device = given(*socket);
  return Attempt::moved(0);
}

Attempt SimNetwork::send(Device& device, std::span<const std::byte> bytes,
                         const Address& to) noexcept {
  return static_cast<SimDatagrams&>(device).send(bytes, to);
}

Attempt SimNetwork::receive(Device& device, std::span<std::byte> room,
                            Datagram& datagram) noexcept {
  return static_cast<SimDatagrams&>(device).receive(room, datagram);
}

// --- All of them --------------------------------------------------------------------------------

Address SimNetwork::address_of(Device& device) noexcept {
  return static_cast<SimDevice&>(device).home;
}

NetworkDevice SimNetwork::given(SimDevice& device) noexcept {
  ++devices_;
  return owned(device);
}

void SimNetwork::destroy(Device& device) noexcept {
  --devices_;
  delete &static_cast<SimDevice&>(device);
}

}  // namespace uasyncio::testing
