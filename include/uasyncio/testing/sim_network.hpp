// SPDX-License-Identifier: MIT
// SimNetwork: a network in memory, for programs in virtual time. What is sent is on its way for a
// while, and what networks do to programs is done by seed. The same seed does the same.
#pragma once

#include "uasyncio/stream/network.hpp"
#include "uasyncio/testing/chance.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace uasyncio {
namespace detail {
class SimConnection;
class SimDatagrams;
class SimDevice;
class SimListener;
}  // namespace detail

namespace testing {

/// What a network does to those who use it.
struct Weather {
  std::uint64_t latency = 100;      // so long everything is on its way, in microseconds
  std::uint64_t jitter = 0;         // and up to so much longer; only datagrams overtake
  std::size_t window = 64 * 1024;   // so many bytes may be sent and not read yet
  bool short_reads = false;         // a read gives some of what has come, at least a byte
  std::uint32_t resets_one_in = 0;  // of so many writes one breaks its connection; 0: none does
  std::uint32_t lost_one_in = 0;    // of so many datagrams one does not arrive
  std::size_t most_devices = ~std::size_t{0};  // at one time; then there are no descriptors left
};

/// Every address is one of this network's: servers and clients of one loop find each other, as if
/// each had a machine of its own. Nobody listens: refused after a round trip. A port without an
/// owner is given in order, from 49152 on. For tasks of one loop, on any port; must outlive its
/// devices.
class SimNetwork final : public Network {
 public:
  explicit SimNetwork(std::uint64_t seed = 1) noexcept : chance_(seed) {}

  /// From here on; in the loop's thread, as the next one.
  Weather weather;
  /// Nothing that is sent to `address` is answered any more: connecting to it takes for ever.
  void silence(const Address& address) { silent_.push_back(address); }
  /// How many devices it has given and not taken back: connections and servers.
  std::size_t devices() const noexcept { return devices_; }

  Attempt connect(const Address& address, const SocketOptions& options,
                  NetworkDevice& device) noexcept override;
  Attempt finish_connecting(Device& device) noexcept override;
  Attempt listen(const Address& address, const SocketOptions& options,
                 NetworkDevice& device) noexcept override;
  Attempt accept(Device& listening, NetworkDevice& client) noexcept override;
  bool has_waiting(Device& listening) noexcept override;
  Attempt open_datagrams(const DatagramPlace& place, NetworkDevice& device) noexcept override;
  Attempt send(Device& device, std::span<const std::byte> bytes,
               const Address& to) noexcept override;
  Attempt receive(Device& device, std::span<std::byte> room, Datagram& datagram) noexcept override;
  Address address_of(Device& device) noexcept override;
  void destroy(Device& device) noexcept override;

 private:
  friend class uasyncio::detail::SimConnection;
  friend class uasyncio::detail::SimDatagrams;
  friend class uasyncio::detail::SimListener;

  NetworkDevice given(uasyncio::detail::SimDevice& device) noexcept;
  bool has_room() const noexcept { return devices_ < weather.most_devices; }
  Duration trip() noexcept;
  bool breaks() noexcept;
  bool loses() noexcept;
  std::size_t some_of(std::size_t size) noexcept;
  Address free_address(const Address& like) noexcept;
  bool is_silent(const Address& address) const noexcept;
  uasyncio::detail::SimListener* find(const Address& address) const noexcept;
  uasyncio::detail::SimDatagrams* find_datagrams(const Address& address,
                                                 const Address& from) const noexcept;

  Chance chance_;
  std::vector<uasyncio::detail::SimListener*> listeners_;
  std::vector<uasyncio::detail::SimDatagrams*> datagrams_;
  std::vector<Address> silent_;
  std::size_t devices_ = 0;
  std::uint16_t next_port_ = 49'152;
};

}  // namespace testing
}  // namespace uasyncio
