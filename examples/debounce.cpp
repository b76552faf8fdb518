// SPDX-License-Identifier: MIT
// Contacts bounce. Each edge interrupts, and the handler triggers a Delay_ms of 20 ms; when no edge
// has come for so long, the contact is quiet and a task looks at it. The handler works on every
// core, also where it interrupts the loop in the middle of something.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [debounce]
struct Contact {
  bool closed = false;
  asyncio::Delay_ms<> quiet{20};
};

void on_edge(void* argument) {  // in the interrupt
  static_cast<Contact*>(argument)->quiet.trigger();
}

asyncio::Coro<> watch(Contact& contact) {
  while (true) {
    co_await contact.quiet.wait();
    contact.quiet.clear();
    asyncio::print(contact.closed ? "  closed" : "  open");
  }
}
// [/debounce]

// Plays a contact. With a real one: board::button.irq(Edge::both, &on_edge, &contact).
asyncio::Coro<> change(Contact& contact, bool closed) {
  for (int bounce = 0; bounce < 4; ++bounce) {
    contact.closed = bounce % 2 == 1 ? !closed : closed;
    on_edge(&contact);
    co_await asyncio::sleep_ms(3);
  }
  contact.closed = closed;
  on_edge(&contact);
  co_await asyncio::sleep_ms(200);
}

asyncio::Coro<> app() {
  Contact contact;
  auto watcher = asyncio::create_task(watch(contact), {.name = "watcher"});
  asyncio::print("press");
  co_await change(contact, true);
  asyncio::print("release");
  co_await change(contact, false);
  co_await asyncio::cancel_and_wait(watcher);
}

int main() { asyncio::run(app()); }
