// SPDX-License-Identifier: MIT
// One of two boards on four wires: 20 texts go each way, at the same time. The same program for
// both; the one whose button is pressed begins. tests/tools/test_pico_pair.py wires them.
#include <uasyncio.hpp>
#include <uasyncio/drivers/link/syncom.hpp>

#include <board.hpp>

#include <cstdint>
#include <string_view>

namespace asyncio = uasyncio;

namespace {

constexpr int texts = 20;

asyncio::rp2040::OutputPin dout(18);
asyncio::rp2040::OutputPin ckout(19);
asyncio::rp2040::InterruptPin din(20);
asyncio::rp2040::InterruptPin ckin(21);
asyncio::SynComPins pins{ckin, ckout, din, dout};

using Link = asyncio::SynCom<16, 4>;

/// Each another one, of another length, with bytes of every kind.
std::string_view text_of(int number, char (&room)[16]) {
  const int length = number % 16 + 1;
  for (int index = 0; index != length; ++index) {
    room[index] = static_cast<char>(number * 37 + index * 101);
  }
  return {room, static_cast<std::size_t>(length)};
}

asyncio::Coro<> send(Link& link) {
  char room[16];
  for (int number = 0; number != texts;) {
    if (link.send(text_of(number, room))) {
      ++number;
    } else {
      co_await asyncio::sleep_ms(5);
    }
  }
  co_await link.drain();
}

asyncio::Coro<int> receive(Link& link) {
  int right = 0;
  char room[16];
  for (int number = 0; number != texts; ++number) {
    const auto text = co_await link.await_obj(10'000);
    if (text && *text == text_of(number, room)) ++right;
  }
  co_return right;
}

asyncio::Coro<> app() {
  const bool is_passive = board::button.value();
  Link link(is_passive, pins, {.timeout_ms = 500});
  const asyncio::OwnedTask<> runner = asyncio::create_task(link.run());
  co_await link.ready();
  asyncio::Task<> sending = asyncio::create_task(send(link));
  const int right = co_await receive(link);
  co_await sending;
  co_await asyncio::sleep_ms(100);  // the peer waits for our last answer
  asyncio::print(is_passive ? "passive:" : "active:", right, "right, lost", link.losses(),
                 "times, dropped", link.dropped(), "damaged", link.damaged());
}

}  // namespace

int main() { asyncio::run(app()); }
