// SPDX-License-Identifier: MIT
// Commands typed at the terminal, or sent to the UART of the board, are read by one task while two
// others work: one flashes a LED, one counts. The commands show, change and cancel them.
#include <uasyncio.hpp>

#include <board.hpp>

#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>

namespace asyncio = uasyncio;

struct Worker {
  const char* name;
  int period_ms;
  asyncio::Task<> task;
};

asyncio::Coro<> blink(Worker& self) {
  asyncio::on_cancel switch_off([] { board::led1.off(); });
  while (true) {
    board::led1.toggle();
    co_await asyncio::sleep_ms(self.period_ms);
  }
}

asyncio::Coro<> count(Worker& self) {
  for (int n = 1;; ++n) {
    co_await asyncio::sleep_ms(self.period_ms);
    asyncio::print("count", n, board::led1.value() ? "*" : ".");
  }
}

constexpr const char* help = "commands: list, period NAME MILLISECONDS, cancel NAME, quit";

std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

void set_period(Worker& worker, std::string_view text) {
  int period_ms = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), period_ms);
  if (end.ptr != text.data() + text.size() || period_ms < 1) {
    asyncio::print("a period is a number of milliseconds, not", text);
    return;
  }
  worker.period_ms = period_ms;
  asyncio::print("the period of", worker.name, "is now", period_ms, "ms");
}

void obey(std::string_view command, std::string_view rest, std::span<Worker> workers) {
  if (command == "list") return asyncio::Loop::running()->dump();
  if (command != "period" && command != "cancel") {
    return asyncio::print("unknown command:", command, "-", help);
  }
  const std::string_view name = take_word(rest);
  for (Worker& worker : workers) {
    if (name != worker.name) continue;
    if (command == "period") return set_period(worker, take_word(rest));
    return asyncio::print(name, worker.task.cancel() ? "is cancelled" : "was over already");
  }
  asyncio::print("there is no task", name);
}

// [read]
asyncio::Coro<> read_commands(std::span<Worker> workers) {
  char buffer[40];
  while (true) {
    auto line = co_await asyncio::as_result(board::console.read_line(buffer));
    if (!line) co_return;  // the end of the input
    if (board::console.was_truncated()) {
      asyncio::print("that line is too long");
      continue;
    }
    std::string_view rest = *line;
    const std::string_view command = take_word(rest);
    if (command == "quit") co_return;
    if (!command.empty()) obey(command, rest, workers);
  }
}
// [/read]

asyncio::Coro<> app() {
  Worker workers[] = {{"blink", 250, {}}, {"count", 1000, {}}};
  workers[0].task = asyncio::create_task(blink(workers[0]), {.name = "blink"});
  workers[1].task = asyncio::create_task(count(workers[1]), {.name = "count"});
  asyncio::print(help);
  co_await read_commands(workers);
  asyncio::print("bye");
}

int main() { asyncio::run(app()); }
