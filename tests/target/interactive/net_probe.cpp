// SPDX-License-Identifier: MIT
// A chip that connects, and one on a bad line, obeying commands of its console.
// tests/tools/test_net.py drives it.
//   lose N SEED    one frame in N is lost from here on
//   listen PORT    an echo server
//   deaf PORT      a server that reads nothing before `hear`, and then says how much has come
//   visit PORT     connects to that port of the computer, says hello, and prints what comes
//   keep PORT      connects, and keeps the connection
#include "network_probe.hpp"

namespace asyncio = uasyncio;
using namespace network_probe;

namespace {

asyncio::Event hears;

Coro<> be_deaf(asyncio::StreamReader& reader, asyncio::StreamWriter&) {
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

Coro<> visit(std::uint16_t port) {
  auto [reader, writer] = co_await asyncio::open_connection(computer, port);
  char room[32];
  asyncio::print("connected to", writer.get_extra_info("peername", room));
  co_await writer.awrite("hello\n");
  co_await print_to_the_end(reader, writer);
}

class Probe {
 public:
  Coro<> obey() {
    // [address]
    using asyncio::lwip::IpAddress;
    asyncio::lwip::stack().start(
        {.address = IpAddress::of(10, 0, 2, 15), .gateway = IpAddress::of(10, 0, 2, 2)});
    // [/address]
    const auto print_code = [](const asyncio::Error& error) {
      asyncio::print("error", error.code);
    };
    co_await run_commands(commands_, words_, [this] { return run_command(); }, print_code);
  }

 private:
  Coro<> run_command() {
    const std::string_view command = words_.next();
    const std::uint32_t first = words_.next_number();
    const auto port = static_cast<std::uint16_t>(first);
    if (command == "lose") {
      asyncio::lwip::stack().lose_one_in(first, words_.next_number());
      asyncio::print("losing");
    } else if (command == "listen") {
      server_ = co_await asyncio::start_server(echo, "", port);
      asyncio::print("listening");
    } else if (command == "deaf") {
      server_ = co_await asyncio::start_server(be_deaf, "", port);
      asyncio::print("listening");
    } else if (command == "hear") {
      hears.set();
    } else if (command == "visit") {
      co_await visit(port);
    } else {
      kept_[count_] = co_await asyncio::open_connection(computer, port);
      asyncio::print("kept", ++count_);
    }
  }

  board::ConsoleStream<> console_;
  asyncio::BufferedReader<64> commands_{console_};
  CommandWords words_;
  asyncio::Server server_;
  asyncio::Connection kept_[UASYNCIO_NET_CONNECTIONS];
  int count_ = 0;
};

Coro<> main_task() {
  Probe probe;
  co_await probe.obey();
}

}  // namespace

int main() { asyncio::run(main_task()); }
