// SPDX-License-Identifier: MIT
// The devices of testing::SimNetwork: the two ends of a connection, and a server's.
#pragma once

#include "uasyncio/stream/polled_device.hpp"
#include "uasyncio/testing/sim_network.hpp"

#include <deque>
#include <memory>
#include <string>

namespace uasyncio::detail {

/// What all of them are: a place in the network.
class SimDevice : public PolledDevice {
 public:
  SimDevice(testing::SimNetwork& its_network, const Address& place) noexcept
      : network(its_network), home(place) {}
  virtual ~SimDevice() = default;

  /// Outside of a running loop no time passes.
  static Instant time() noexcept {
    return at_microseconds(kernel::Scheduler::running() == nullptr ? 0 : now());
  }

  testing::SimNetwork& network;
  const Address home;
};

/// One end. What the other one sends is put here, with the instant at which it arrives.
class SimConnection final : public SimDevice {
 public:
  SimConnection(testing::SimNetwork& its_network, const Address& place,
                const Address& place_of_other) noexcept
      : SimDevice(its_network, place), other(place_of_other) {}
  ~SimConnection() { close(); }

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  void close() noexcept override;
  std::string_view extra_info(std::string_view name, std::span<char> room) noexcept override;
  Time next_look(Interest interest) noexcept override;

  /// The other end. Once, before anything else.
  void meet(SimConnection& peer) noexcept;
  /// Until then the other side has not answered yet.
  void is_answered_at(Instant when) noexcept { answered_ = when; }
  Attempt finish_connecting() noexcept;

  const Address other;

 private:
  struct Arrival {
    enum class Kind : std::uint8_t { bytes, end, reset };
    Instant when;
    Kind kind;
    std::string bytes;
  };

  void send(Arrival::Kind kind, std::string bytes = {}) noexcept;
  void arrive(Instant when, Arrival::Kind kind, std::string bytes) noexcept;
  bool has_arrived() const noexcept;
  bool is_broken() const noexcept;
  std::size_t take(std::span<std::byte> room) noexcept;

  SimConnection* peer_ = nullptr;  // null: it has closed
  std::deque<Arrival> arrivals_;
  std::size_t unread_ = 0;
  std::size_t sent_to_nobody_ = 0;
  Instant answered_{};
  bool has_finished_ = false;
  bool has_ended_ = false;
  bool is_closed_ = false;
};

/// Where clients wait to be accepted.
class SimListener final : public SimDevice {
 public:
  SimListener(testing::SimNetwork& its_network, const Address& place, std::size_t backlog);
  ~SimListener();

  Time next_look(Interest interest) noexcept override;
  bool has_room() const noexcept { return waiting_.size() < backlog_; }
  void add(SimConnection& client, Instant when) noexcept;
  bool has_waiting() const noexcept;
  std::unique_ptr<SimConnection> take() noexcept;

 private:
  struct Waiting {
    Instant when;
    std::unique_ptr<SimConnection> connection;
  };
  std::deque<Waiting> waiting_;
  std::size_t backlog_;
};

}  // namespace uasyncio::detail
