// SPDX-License-Identifier: MIT
// A UART with simulated registers around the logic that all chips share, and two of them wired to
// each other. Interrupts come at once, as on a chip that has them on.
#pragma once

#include "ports/bare_metal/uart_stream.hpp"

#include <cstdint>
#include <deque>
#include <string_view>
#include <utility>

/// What the shared logic asks of a chip, with a FIFO of stated length each way.
struct UartHardware {
  std::uint32_t receive() noexcept {
    if (incoming.empty()) return uasyncio::bare_metal::received::nothing;
    const std::uint32_t word = incoming.front();
    incoming.pop_front();
    return word;
  }
  bool can_send() const noexcept { return outgoing.size() < fifo_size; }
  void send(char byte) noexcept { outgoing.push_back(byte); }
  void interrupt_for(bool bytes, bool room) noexcept {
    wants_bytes = bytes;
    wants_room = room;
  }
  bool stops_when_full() const noexcept { return has_rts; }

  static constexpr std::size_t fifo_size = 2;
  std::deque<std::uint32_t> incoming;  // bytes with what is wrong, see received.hpp
  std::deque<char> outgoing;
  bool wants_bytes = true;
  bool wants_room = false;
  bool has_rts = false;
};

template <std::size_t receive_size, std::size_t send_size = receive_size>
class SimulatedUart final : uasyncio::bare_metal::UartMemory<receive_size, send_size>,
                            public uasyncio::bare_metal::UartStream {
 public:
  SimulatedUart() : UartStream(this->incoming, this->marks, this->outgoing) { is_running_ = true; }

  void interrupt() {
    serve(hardware);
    ++interrupts;
  }
  /// Comes on the line, and interrupts.
  void arrives(std::string_view text) {
    for (const char each : text) arrives_as(static_cast<unsigned char>(each));
  }
  void arrives_as(std::uint32_t word) {
    hardware.incoming.push_back(word);
    interrupt();
  }
  void close() noexcept override { is_running_ = false; }

  UartHardware hardware;
  SimulatedUart* peer = nullptr;
  std::string_view late;  // comes when a try has just taken what was there
  int interrupts = 0;

 private:
  void start_sending() noexcept override {
    interrupt();
    move();
  }
  void on_taken() noexcept override {
    arrives(std::exchange(late, {}));
    if (!hardware.has_rts) return;
    interrupt();
    if (peer != nullptr) peer->move();
  }
  /// What was sent goes over the wire as long as the other side lets it (RTS to CTS).
  void move() {
    while (peer != nullptr && !hardware.outgoing.empty() && peer->hardware.incoming.empty()) {
      const auto byte = static_cast<unsigned char>(hardware.outgoing.front());
      hardware.outgoing.pop_front();
      peer->hardware.incoming.push_back(byte);
      if (peer->hardware.wants_bytes) peer->interrupt();
      if (hardware.wants_room) interrupt();
    }
  }
};

template <std::size_t size>
struct WiredUarts {
  WiredUarts() {
    left.hardware.has_rts = right.hardware.has_rts = true;
    left.peer = &right;
    right.peer = &left;
  }
  SimulatedUart<size> left;
  SimulatedUart<size> right;
};
