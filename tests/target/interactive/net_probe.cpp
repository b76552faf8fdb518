// SPDX-License-Identifier: MIT
// A chip that connects, and one on a bad line, obeying commands of its console.
// tests/tools/test_net.py drives it.
//   lose N SEED    one frame in N is lost from here on
//   listen PORT    an echo server
//   deaf PORT      a server that reads nothing before `hear`, and then says how much has come
//   visit PORT     connects to that port of the computer, says hello, and prints what comes
//   keep PORT      connects, and keeps the connection
#include "command_words.hpp"

#include <board.hpp>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

constexpr const char* computer = "10.0.2.2";

asyncio::Coro<> echo(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  for (;;) {
    const std::string_view text = co_await reader.read();
    if (text.empty()) co_return;
    co_await writer.awrite(text);
  }
}

asyncio::Event hears;

asyncio::Coro<> be_deaf(asyncio::StreamReader& reader, asyncio::StreamWriter&) {
  asyncio::print("deaf");
  co_await hears.wait();
  std::size_t count = 0;
  for (;;) {
    const std::string_view text = co_await reader.read();
    if (text.empty()) break;
    count += text.size();
  }
  asyncio::print("heard", count);
}

asyncio::Coro<> visit(std::uint16_t port) {
  auto [reader, writer] = co_await asyncio::open_connection(computer, port);
  char room[32];
  asyncio::print("connected to", writer.get_extra_info("peername", room));
  co_await writer.awrite("hello\n");
  writer.finish_writing();
  for (;;) {
    const std::string_view line = co_await reader.readline();
    if (line.empty()) break;
    asyncio::print("got", line.substr(0, line.find('\n')));
  }
  writer.close();
  co_await writer.wait_closed();
  asyncio::print("closed");
}

class Probe {
 public:
  asyncio::Coro<> obey() {
    // [address]
    using asyncio::lwip::IpAddress;
    asyncio::lwip::stack().start(
        {.address = IpAddress::of(10, 0, 2, 15), .gateway = IpAddress::of(10, 0, 2, 2)});
    // [/address]
    asyncio::print("ready");
    for (;;) {
      const std::string_view line = co_await commands_.readline();
      if (line.empty()) co_return;
      words_ = CommandWords(line);
      command_ = words_.next();
      const auto end = co_await asyncio::as_result(run_command());
      if (!end.ok()) asyncio::print("error", end.error().code);
    }
  }

 private:
  asyncio::Coro<> run_command() {
    const std::uint32_t first = words_.next_number();
    const auto port = static_cast<std::uint16_t>(first);
    if (command_ == "lose") {
      asyncio::lwip::stack().lose_one_in(first, words_.next_number());
      asyncio::print("losing");
    } else if (command_ == "listen") {
      server_ = co_await asyncio::start_server(echo, "", port);
      asyncio::print("listening");
    } else if (command_ == "deaf") {
      server_ = co_await asyncio::start_server(be_deaf, "", port);
      asyncio::print("listening");
    } else if (command_ == "hear") {
      hears.set();
    } else if (command_ == "visit") {
      co_await visit(port);
    } else {
      kept_[count_] = co_await asyncio::open_connection(computer, port);
      asyncio::print("kept", ++count_);
    }
  }

  board::ConsoleStream<> console_;
  asyncio::BufferedReader<64> commands_{console_};
  std::string_view command_;
  CommandWords words_;
  asyncio::Server server_;
  asyncio::Connection kept_[UASYNCIO_NET_CONNECTIONS];
  int count_ = 0;
};

asyncio::Coro<> main_task() {
  Probe probe;
  co_await probe.obey();
}

}  // namespace

int main() { asyncio::run(main_task()); }
