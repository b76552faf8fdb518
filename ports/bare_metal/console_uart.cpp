// SPDX-License-Identifier: MIT
// The UART that a program prints to: a ring in each direction, served by one interrupt. It also
// works with interrupts masked and in a fault, where it polls the chip, after what is queued
// already. Ctrl-C is seen in the interrupt, so that it ends a program whose tasks do not read.
#include "ports/bare_metal/console_uart.hpp"

#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/byte_ring.hpp"
#include "ports/bare_metal/diagnosis.hpp"
#include "ports/bare_metal/interrupts.hpp"
#include "ports/bare_metal/uart.hpp"

#include <cstddef>

namespace uasyncio {
// The core's, if the program has a loop that is run.
[[gnu::weak]] bool interrupt_program() noexcept;
}  // namespace uasyncio

namespace {

using namespace uasyncio;
using namespace uasyncio::bare_metal;

constinit ByteRing<128> sent;
constinit ByteRing<128> arrived;
constinit bool started = false;
constinit std::uint32_t lost_bytes = 0;
// With names for their types: GCC 12.2.0 takes the declarators themselves for functions.
using InterruptHook = void (*)() noexcept;
using ReceiveHook = void (*)(void*) noexcept;
constinit InterruptHook interrupt_hook = nullptr;
constinit ReceiveHook receive_hook = nullptr;
constinit void* receive_argument = nullptr;

void on_interrupt_character() {
  if (interrupt_hook != nullptr) {
    interrupt_hook();
  } else if (&interrupt_program == nullptr || !interrupt_program()) {
    platform::exit_program(platform::exit_status_interrupted);
  }
}

// Ctrl-C works even if nobody reads what comes before it.
void accept(char byte) {
  if (byte == interrupt_character) {
    on_interrupt_character();
  } else if (!arrived.push(byte)) {
    ++lost_bytes;
  }
}

void receive_all() noexcept {
  bool any = false;
  for (;;) {
    const std::uint32_t byte = uart::receive();
    if (byte == received::nothing) break;
    if ((byte & (received::lost_before | received::lost_after)) != 0) ++lost_bytes;
    accept(static_cast<char>(byte));
    any = true;
  }
  if (any && receive_hook != nullptr) receive_hook(receive_argument);
}

constinit InterruptHook serve_received = &receive_all;

// In the UART's interrupt, or with it masked.
void send_what_fits() {
  while (!sent.empty() && uart::can_send()) uart::send(sent.pop());
}

void send_polled(char byte) {
  while (!uart::can_send()) {
  }
  uart::send(byte);
}

// After what is queued, so that the order stays.
void write_polled(const char* text, std::size_t length) {
  InterruptMask masked;
  while (!sent.empty()) send_what_fits();
  for (; length > 0; --length) send_polled(*text++);
}

void push_when_there_is_room(char byte) {
  while (!sent.push(byte)) {
    InterruptMask masked;
    send_what_fits();
  }
}

}  // namespace

extern "C" void console_uart_handler() {
  uart::acknowledge();
  send_what_fits();
  uart::want_room(!sent.empty());
  serve_received();
}

extern "C" void console_flush(int status) {
  write_polled(nullptr, 0);
  const bool is_fault =
      status == platform::exit_status_fault || status == platform::exit_status_unexpected_interrupt;
  // Without diagnostics nobody has said more.
  if (UASYNCIO_DIAGNOSTICS == 0 && is_fault) write_polled("\n*** fault\n", 11);
  while (started && !uart::is_idle()) {
  }
}

namespace uasyncio::bare_metal::console_uart {

void start() noexcept {
  if (started) return;
  started = true;
  uart::start();
  uart::enable_interrupts();
}

void on_interrupt(void (*hook)() noexcept) noexcept {
  interrupt_hook = hook;
  start();
}

void on_receive(void (*hook)(void*) noexcept, void* argument) noexcept {
  InterruptMask masked;
  receive_hook = hook;
  receive_argument = argument;
  start();
}

void serve_by(void (*server)() noexcept) noexcept {
  InterruptMask masked;
  serve_received = server != nullptr ? server : &receive_all;
  start();
}

void interrupt() noexcept { on_interrupt_character(); }

std::size_t write_some(std::span<const std::byte> bytes) noexcept {
  std::size_t count = 0;
  while (count != bytes.size() && sent.push(static_cast<char>(bytes[count]))) ++count;
  uart::interrupt_now();
  return count;
}

bool has_room() noexcept { return sent.count() <= 64; }
bool has_sent_all() noexcept { return sent.empty(); }

int read_byte() noexcept {
  start();
  return arrived.empty() ? -1 : static_cast<unsigned char>(arrived.pop());
}

std::size_t put_back(std::string_view text) noexcept {
  InterruptMask masked;
  return arrived.put_back(text.data(), text.size());
}

std::uint32_t overruns() noexcept { return lost_bytes; }

}  // namespace uasyncio::bare_metal::console_uart

namespace uasyncio::platform {

void console_write(const char* text, std::size_t length) noexcept {
  console_uart::start();
  if (!can_be_interrupted()) return write_polled(text, length);
  for (; length > 0; --length) push_when_there_is_room(*text++);
  uart::interrupt_now();
}

void diagnostic_write(const char* text, std::size_t length) noexcept {
  console_write(text, length);
}

}  // namespace uasyncio::platform
