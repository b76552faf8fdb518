// SPDX-License-Identifier: MIT
// A UART as a stream: its memory, and what bytes cost on their way from the interrupt to a task.
#include "bench/firmware/interrupt.hpp"

#include "ports/bare_metal/uart_stream.hpp"

#include <board.hpp>

namespace {

constexpr int burst = 16;

/// A chip in memory that has a line of 32 bytes, in two bursts. A byte costs a look at the flags
/// and a read, as with the registers of a PL011.
class Chip {
 public:
  void load(const char* text) noexcept {
    for (int index = 0; index != burst; ++index) {
      bursts_[0][index].data = static_cast<unsigned char>(text[index]);
      bursts_[1][index].data = static_cast<unsigned char>(text[burst + index]);
    }
    for (Entry* each : bursts_) each[burst].flags = empty;
    next_ = bursts_[0];
  }
  /// So many bytes are left of the first burst.
  void leave(int count) noexcept { next_ = &bursts_[0][burst - count]; }
  void begin_second() noexcept { next_ = bursts_[1]; }

  std::uint32_t receive() noexcept {
    if ((next_->flags & empty) != 0) return uasyncio::bare_metal::received::nothing;
    return (next_++)->data;
  }
  bool can_send() const noexcept { return true; }
  void send(char) const noexcept {}
  void interrupt_for(bool bytes, bool room) noexcept { mask_ = bytes ? 1 : room ? 2 : 0; }
  static constexpr bool stops_when_full() noexcept { return false; }

 private:
  static constexpr std::uint32_t empty = 1u << 4;
  struct Entry {
    volatile std::uint32_t flags;
    volatile std::uint32_t data;
  };
  Entry bursts_[2][burst + 1] = {};
  Entry* next_ = nullptr;
  volatile std::uint32_t mask_ = 0;
};

constexpr const char* line = "a line of thirty-two characters\n";
constexpr int line_length = 32;

class Uart final : uasyncio::bare_metal::UartMemory<64, 64>,
                   public uasyncio::bare_metal::UartStream {
 public:
  Uart() noexcept : UartStream(this->incoming, this->marks, this->outgoing) { is_running_ = true; }
  void interrupt() noexcept { serve(chip); }

  Chip chip;
  bool has_second = false;  // it comes when the first one was taken

 private:
  void start_sending() noexcept override {}
  void on_taken() noexcept override {
    if (!has_second) return;
    has_second = false;
    chip.begin_second();
    uasyncio::cortex_m::pend_irq(bench::timer1);
  }
};

Uart uart;
bool has_begun = false;

void measure_bytes(const char* name, int count) {
  std::byte room[line_length];
  uart.chip.leave(count);
  bench::count_begin();
  uart.interrupt();
  bench::count_end();
  bench::report(name, count);
  (void)uart.try_read(room);
}

asyncio::Coro<> read_lines(asyncio::StreamReader& reader) {
  for (;;) {
    (void)co_await reader.readline();
    bench::count_end();
    bench::unmask_interrupts();
  }
}

asyncio::Coro<> measure_line(asyncio::StreamReader& reader) {
  asyncio::OwnedTask<> task = asyncio::create_task(read_lines(reader));
  uasyncio::cortex_m::enable_irq(bench::timer1);
  co_await bench::settle();
  bench::mask_interrupts();
  uart.chip.load(line);
  uart.has_second = true;
  uasyncio::cortex_m::pend_irq(bench::timer1);
  co_await asyncio::sleep_ms(10);
  bench::report("UART, a line of 32 bytes, two interrupts, to the task");
}

asyncio::Coro<> measure_reads(asyncio::StreamReader& reader) {
  uart.chip.load(line);
  uart.interrupt();
  uart.chip.begin_second();
  uart.interrupt();
  (void)co_await reader.peek(line_length);
  bench::count_begin();
  (void)co_await reader.readexactly(4);
  (void)co_await reader.readexactly(4);
  (void)co_await reader.readexactly(4);
  (void)co_await reader.readexactly(4);
  bench::count_end();
  bench::report("stream, a read of what is in the buffer", 4);
}

asyncio::Coro<> app() {
  uart.chip.load(line);
  measure_bytes("UART, a received byte, the interrupt, of 16 at once", burst);
  measure_bytes("UART, a received byte, the interrupt, alone", 1);
  asyncio::BufferedReader<64> reader(uart);
  co_await measure_line(reader);
  co_await measure_reads(reader);
  constexpr std::size_t ring = 64;
  bench::report_bytes("UART stream, without its rings", sizeof(board::UART<ring>) - 2 * ring);
  bench::report_bytes("stream reader, without its buffer", sizeof(asyncio::StreamReader));
  bench::report_bytes("stream writer, without its buffer", sizeof(asyncio::StreamWriter));
}

}  // namespace

extern "C" void timer1_handler() {
  if (!has_begun) bench::count_begin();
  has_begun = true;
  uart.interrupt();
}

int main() { asyncio::run(app()); }
