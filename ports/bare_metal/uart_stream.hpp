// SPDX-License-Identifier: MIT
// UartStream: a UART as a device of streams. What is the same for all chips, once; a chip derives
// from it and brings its registers.
#pragma once

#include "uasyncio/machine/uart.hpp"
#include "uasyncio/stream/device.hpp"

#include "ports/bare_metal/receive_ring.hpp"
#include "ports/bare_metal/send_ring.hpp"

namespace uasyncio::bare_metal {

/// The way in. What went wrong on the line shows at a read, after what came before it, once, as
/// OSError: EOVERFLOW, bytes are missing here; EPROTO, a byte without a stop bit, or a break;
/// EBADMSG, a byte of the wrong parity. The bad byte is dropped, and reading goes on behind it.
///
/// No byte is lost as long as the loop comes by in time: a ring of N bytes at B bits per second
/// fills up in (N - 1) * 10 / B seconds (127 bytes at 115,200: 11 ms). How long interrupts may be
/// masked is the chip's affair, see there.
class UartInput : public Device {
 public:
  Attempt try_read(std::span<std::byte> room) noexcept override;

  /// How often each has happened.
  machine::UartErrors errors() const noexcept { return incoming_.errors(); }
  /// How many bytes have come and were not taken.
  std::size_t any() const noexcept { return incoming_.count(); }

 protected:
  UartInput(std::span<std::byte> room, std::uint32_t* marks) noexcept : incoming_(room, marks) {}
  ~UartInput() = default;

  /// In the interrupt: takes what the chip has.
  template <class Chip>
  void receive_from(Chip& chip) noexcept {
    if (incoming_.fill(chip)) notify_readable();
  }
  bool is_full() const noexcept { return incoming_.is_full(); }

  /// Bytes were taken. For who holds the other side back while the ring is full.
  virtual void on_taken() noexcept {}

  bool is_running_ = false;

 private:
  ReceiveRing incoming_;
};

/// Both ways. Sending is by interrupt. `StreamWriter::drain` waits until all is in the ring,
/// `StreamWriter::wait_closed` until all has left it; `txdone` tells of the last bit.
class UartStream : public UartInput {
 public:
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;

 protected:
  UartStream(std::span<std::byte> incoming, std::uint32_t* marks,
             std::span<std::byte> outgoing) noexcept
      : UartInput(incoming, marks), outgoing_(outgoing) {}
  ~UartStream() = default;

  /// The interrupt. A chip has: receive() and stops_when_full(), see ReceiveRing::fill; can_send(),
  /// send(char); and interrupt_for(bytes, room): whether there should be interrupts for bytes that
  /// come, and for room to send.
  template <class Chip>
  void serve(Chip& chip) noexcept {
    receive_from(chip);
    if (outgoing_.drain_to(chip)) notify_writable();
    chip.interrupt_for(!chip.stops_when_full() || !is_full(), !outgoing_.empty());
  }
  bool has_sent_all() const noexcept { return outgoing_.empty(); }

  /// There is something to send: makes the interrupt come.
  virtual void start_sending() noexcept = 0;

 private:
  SendRing outgoing_;
};

/// The rings' memory. Before the stream among the bases of a class, so that it is there first.
template <std::size_t receive_size, std::size_t send_size>
struct UartMemory {
  static constexpr bool is_size(std::size_t size) noexcept {
    return size >= 2 && size <= 32'768 && (size & (size - 1)) == 0;
  }
  static_assert(is_size(receive_size) && is_size(send_size),
                "the size of a UART's ring is a power of two, from 2 to 32768");

  std::byte incoming[receive_size];
  std::byte outgoing[send_size];
  std::uint32_t marks[ReceiveRing::words_of_marks(receive_size)] = {};
};

/// A chip's device with the memory of its rings: `UART<64> uart(1, {.baudrate = 9600})`. One object
/// for each UART at a time. If the chip cannot do what is asked for, every use fails with
/// ValueError.
template <class ChipDevice, std::size_t receive_size, std::size_t send_size>
class SizedUart : UartMemory<receive_size, send_size>, public ChipDevice {
 public:
  explicit SizedUart(unsigned number, const machine::UartConfig& config = {}) noexcept
      : ChipDevice(number, config, this->incoming, this->marks, this->outgoing) {}
};

/// The one of this number, for boards.
template <class ChipDevice, unsigned number, std::size_t receive_size, std::size_t send_size>
class NumberedUart : public SizedUart<ChipDevice, receive_size, send_size> {
 public:
  explicit NumberedUart(const machine::UartConfig& config = {}) noexcept
      : SizedUart<ChipDevice, receive_size, send_size>(number, config) {}
};

}  // namespace uasyncio::bare_metal
