// SPDX-License-Identifier: MIT
// A socket for datagrams of testing::SimNetwork.
#pragma once

#include "sim_connection.hpp"

namespace uasyncio::detail {

class SimDatagrams final : public SimDevice {
 public:
  SimDatagrams(testing::SimNetwork& its_network, const Address& its_home,
               const DatagramPlace& place);
  ~SimDatagrams();

  Time next_look(Interest interest) noexcept override;
  Attempt send(std::span<const std::byte> bytes, const Address& to) noexcept;
  Attempt receive(std::span<std::byte> room, Datagram& datagram) noexcept;

  const Address peer;
  const bool shares_port;

 private:
  struct Arrival {
    Instant when;
    Address from;  // none: a refusal
    std::string bytes;
  };
  void arrive(Instant when, const Address& from, std::string bytes) noexcept;

  std::deque<Arrival> arrivals_;  // by time
  std::size_t unread_ = 0;
};

}  // namespace uasyncio::detail
