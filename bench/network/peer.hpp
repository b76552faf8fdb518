// SPDX-License-Identifier: MIT
// A station in memory, in the place of the chip's controller: it connects to a port of the chip,
// and says something again and again. What it does itself is outside of what is counted.
#pragma once

#include "bench/count.hpp"

#include "ports/bare_metal/ethernet.hpp"

#include <algorithm>
#include <array>
#include <board.hpp>

namespace bench {

class Peer final : public uasyncio::bare_metal::Ethernet {
 public:
  static constexpr std::size_t message_size = 64;

  void start(Heard heard) noexcept override { heard_ = heard; }
  std::array<std::uint8_t, 6> address() const noexcept override { return {2, 0, 0, 0, 0, 1}; }
  void listen() noexcept override {
    listens_ = true;
    tell();
  }
  std::size_t begin_reading() noexcept override { return size_; }
  void read(std::span<std::byte> piece) noexcept override {
    std::copy_n(reinterpret_cast<std::byte*>(frame_.data()) + place_, piece.size(), piece.data());
    place_ += piece.size();
  }
  void end_reading() noexcept override { size_ = place_ = 0; }
  bool begin_writing(std::size_t) noexcept override {
    heard_size_ = 0;
    return true;
  }
  void write(std::span<const std::byte> piece) noexcept override {
    for (const std::byte each : piece) {
      heard_of_[heard_size_++] = static_cast<std::uint8_t>(each);
    }
  }
  void end_writing() noexcept override {
    if (counts_ && heard_size_ == tcp_data + message_size) {
      count_end();
      counts_ = false;
    }
    answer();
  }

  /// Suspends until there is a connection.
  uasyncio::Coro<> connect(std::uint16_t port) {
    port_ = port;
    send_segment(syn, 0);
    ++sequence_;
    co_await news();
  }
  /// Suspends until the message has come back.
  uasyncio::Coro<> say(bool is_counted) {
    counts_ = is_counted;
    send_segment(push | acknowledge, message_size);
    sequence_ += message_size;
    co_await news();
  }

 private:
  // Where things are in a frame, and in that to be sent behind two bytes more.
  static constexpr std::size_t ip = 14;
  static constexpr std::size_t tcp = 34;
  static constexpr std::size_t tcp_data = 54;
  static constexpr unsigned syn = 2;
  static constexpr unsigned push = 8;
  static constexpr unsigned acknowledge = 16;
  static constexpr std::uint32_t own_address = 0x0A00'0202;  // 10.0.2.2
  static constexpr std::uint32_t its_address = 0x0A00'020F;  // 10.0.2.15

  uasyncio::Event::Wait news() {
    news_.clear();
    tell();
    return news_.wait();
  }
  void tell() noexcept {
    if (size_ == 0 || !listens_) return;
    listens_ = false;
    if (counts_) count_begin();
    heard_();
  }

  std::uint32_t heard_number(std::size_t at, std::size_t bytes) const noexcept {
    std::uint32_t value = 0;
    for (std::size_t end = at + bytes; at != end; ++at) value = value << 8 | heard_of_[at];
    return value;
  }
  void put(std::size_t at, std::size_t bytes, std::uint32_t value) noexcept {
    for (; bytes-- != 0; value >>= 8) frame_[2 + at + bytes] = static_cast<std::uint8_t>(value);
  }

  void answer() noexcept {
    constexpr std::uint32_t arp_type = 0x0806;
    if (heard_number(12, 2) == arp_type) {
      if (heard_number(38, 4) == own_address) answer_arp();
      return;
    }
    const std::uint32_t header = heard_number(tcp + 12, 1) / 16 * 4;
    const std::uint32_t data = heard_number(ip + 2, 2) - 20 - header;
    const bool is_first = (heard_number(tcp + 13, 1) & syn) != 0;
    if (is_first) acknowledged_ = heard_number(tcp + 4, 4);
    acknowledged_ += data + (is_first ? 1 : 0);
    if (is_first || data != 0) news_.set();
  }

  void begin_frame(std::uint32_t type) noexcept {
    frame_.fill(0);
    put(0, 2, 0x0200);
    put(2, 4, 1);  // the chip's address of Ethernet, and ours
    put(6, 2, 0x0200);
    put(8, 4, 2);
    put(12, 2, type);
  }

  void answer_arp() noexcept {
    begin_frame(0x0806);
    put(14, 4, 0x0001'0800);
    put(18, 4, 0x0604'0002);
    put(22, 2, 0x0200);
    put(24, 4, 2);
    put(28, 4, own_address);
    put(32, 2, 0x0200);
    put(34, 4, 1);
    put(38, 4, its_address);
    size_ = 60;
    tell();
  }

  std::uint32_t sum(std::size_t begin, std::size_t end, std::uint32_t value) const noexcept {
    for (; begin != end; begin += 2) value += frame_[2 + begin] * 256u + frame_[3 + begin];
    while (value >> 16 != 0) value = (value & 0xFFFF) + (value >> 16);
    return value ^ 0xFFFF;
  }

  void send_segment(unsigned flags, std::size_t data_size) noexcept {
    const std::size_t end = tcp_data + data_size;
    begin_frame(0x0800);
    put(ip, 2, 0x4500);
    put(ip + 2, 2, static_cast<std::uint32_t>(end - ip));
    put(ip + 8, 2, 0x4006);
    put(ip + 12, 4, own_address);
    put(ip + 16, 4, its_address);
    put(ip + 10, 2, sum(ip, tcp, 0));
    put(tcp, 2, 40'000);
    put(tcp + 2, 2, port_);
    put(tcp + 4, 4, sequence_);
    put(tcp + 8, 4, acknowledged_);
    put(tcp + 12, 2, 0x5000 | flags);
    put(tcp + 14, 2, 8'192);
    constexpr std::uint32_t protocol = 6;
    const auto size = static_cast<std::uint32_t>(end - tcp);
    put(tcp + 16, 2, sum(ip + 12, end, protocol + size));
    size_ = std::max<std::size_t>(end, 60);
  }

  Heard heard_ = nullptr;
  bool listens_ = false;
  bool counts_ = false;
  std::uint16_t port_ = 0;
  std::uint32_t sequence_ = 1'000;
  std::uint32_t acknowledged_ = 0;
  std::size_t size_ = 0;
  std::size_t place_ = 0;
  std::size_t heard_size_ = 0;
  std::array<std::uint8_t, 160> frame_ = {};
  std::array<std::uint8_t, 1516> heard_of_ = {};
  uasyncio::Event news_;
};

}  // namespace bench
