// SPDX-License-Identifier: MIT
// A chip that sends and receives datagrams and looks names up, obeying commands of its console.
// tests/tools/test_net_datagrams.py and test_net_names.py drive it.
//   bind PORT            a socket for any peers
//   peer PORT            a socket for that port of the computer
//   take COUNT ROOM      receives so many into a room of that size, and says what and of whom
//   answer               sends the word to whom the last one came from
//   send COUNT SIZE      sends so many to the peer, numbered
//   cancel               a receive begins and is cancelled
//   limit SIZE           of the sockets that are opened from here on
//   close                closes the socket, while a task receives
//   servers PORT...      of the computer, for names from here on; 0: that of the network
//   name HOST            looks it up; `stop` cancels that
//   visit HOST PORT      connects to a name, and says hello
//   free                 how much memory of coroutines there is
#include "network_probe.hpp"

#include <array>
#include <uasyncio/kernel/frame_pool.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::Datagram;
using asyncio::DatagramSocket;
using namespace network_probe;

namespace {

std::array<char, asyncio::lwip::UdpSocket::largest_datagram + 1> room;

Coro<> receive(DatagramSocket& socket) {
  const auto end = co_await asyncio::as_result(socket.receive_from(room));
  if (!end.ok()) print_failure(end.error());
}

class Probe {
 public:
  Coro<> obey() {
    co_await run_commands_with_an_address(commands_, words_, [this] { return run_command(); });
  }

 private:
  Coro<> run_command() {
    command_ = words_.next();
    if (command_ == "bind") {
      socket_ = co_await asyncio::bind_datagrams("", words_.next_port(), options_);
      asyncio::print("bound to", socket_.port());
    } else if (command_ == "peer") {
      socket_ = co_await asyncio::open_datagrams(computer, words_.next_port(), options_);
      asyncio::print("at", socket_.port());
    } else if (command_ == "take") {
      const std::uint32_t count = words_.next_number();
      co_await take(count, words_.next_number());
    } else if (command_ == "answer") {
      co_await socket_.send_to("answer", last_);
      asyncio::print("answered");
    } else if (command_ == "send") {
      const std::uint32_t count = words_.next_number();
      co_await send(count, words_.next_number());
    } else if (command_ == "limit") {
      options_.limit = words_.next_number();
    } else if (command_ == "servers") {
      set_servers();
    } else {
      co_await run_other_command();
    }
  }

  Coro<> run_other_command() {
    if (command_ == "cancel") {
      asyncio::Task<> task = asyncio::create_task(receive(socket_));
      co_await asyncio::sleep_ms(0);
      co_await asyncio::cancel_and_wait(task);
      asyncio::print("cancelled");
    } else if (command_ == "close") {
      asyncio::Task<> task = asyncio::create_task(receive(socket_));
      co_await asyncio::sleep_ms(0);
      socket_.close();
      co_await task;
    } else if (command_ == "name") {
      keep_name();
      naming_ = asyncio::create_task(look_up());
    } else if (command_ == "stop") {
      co_await asyncio::cancel_and_wait(naming_);
      naming_ = {};
      asyncio::print("stopped");
    } else if (command_ == "visit") {
      keep_name();
      co_await visit(words_.next_port());
    } else if (command_ == "free") {
      asyncio::print("free", asyncio::kernel::FramePool::current().free_bytes());
    }
  }

  Coro<> take(std::uint32_t count, std::size_t size) {
    for (; count != 0; --count) {
      const Datagram datagram = co_await socket_.receive_from(std::span(room).first(size));
      last_ = datagram.from;
      char from[asyncio::Address::longest_text];
      asyncio::print("got", datagram.size, datagram.is_truncated ? "cut" : "whole", "of",
                     last_.write_to(from), std::string_view(room.data(), datagram.size));
    }
  }

  Coro<> send(std::uint32_t count, std::size_t size) {
    room.fill('.');
    for (std::uint32_t number = 0; number != count; ++number) {
      room[0] = static_cast<char>('0' + number);
      co_await socket_.send(std::span(room).first(size));
    }
    asyncio::print("sent");
  }

  Coro<> look_up() {
    asyncio::DnsResolver resolver({.servers = servers(), .timeout_ms = 200, .tries = 2});
    auto found = co_await asyncio::as_result(resolver.resolve(name_, 80));
    if (!found.ok()) co_return print_failure(found.error());
    char text[asyncio::Address::longest_text];
    asyncio::print("found", found->write_to(text));
  }

  Coro<> visit(std::uint16_t port) {
    // [name]
    asyncio::DnsResolver resolver({.servers = servers()});  // "10.0.2.2:5353", or null
    const asyncio::ConnectOptions options{.resolver = &resolver};
    auto [reader, writer] = co_await asyncio::open_connection(name_, port, options);
    // [/name]
    co_await writer.awrite("hello\n");
    const std::string_view answer = co_await reader.readline();
    asyncio::print("visited", answer);
  }

  void set_servers() {
    constexpr std::string_view host = "10.0.2.2:";
    servers_ = {};
    char* place = servers_.data();
    for (std::uint32_t port; (port = words_.next_number()) != 0;) {
      if (place != servers_.data()) *place++ = ',';
      place = std::copy(host.begin(), host.end(), place);
      place = std::to_chars(place, servers_.end() - 1, port).ptr;
    }
  }
  const char* servers() const { return servers_[0] == 0 ? nullptr : servers_.data(); }

  void keep_name() {
    const std::string_view name = words_.next();
    std::copy(name.begin(), name.end(), name_);
    name_[name.size()] = 0;
  }

  board::ConsoleStream<512> console_;
  asyncio::BufferedReader<400> commands_{console_};
  std::string_view command_;
  CommandWords words_;
  DatagramSocket socket_;
  asyncio::Address last_;
  asyncio::DatagramOptions options_;
  std::array<char, 48> servers_ = {};
  char name_[400];
  asyncio::Task<> naming_;
};

Coro<> main_task() {
  Probe probe;
  co_await probe.obey();
}

}  // namespace

int main() { asyncio::run(main_task()); }
