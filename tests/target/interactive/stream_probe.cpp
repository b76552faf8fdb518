// SPDX-License-Identifier: MIT
// A chip whose streams are tried through its network, obeying commands of its console.
// tests/tools/test_net_streams.py drives it.
//   suite PORT             the contract of streams, check by check: each between two connections to
//                          that port of the computer, which ties them together; without those of
//                          full devices
//   reconnect COUNT PORT   connects to an echo so often, one after the other
//   listen PORT            an echo server
//   free                   how much memory of coroutines there is
#include "network_probe.hpp"

#include <algorithm>
#include <uasyncio/kernel/frame_pool.hpp>
#include <uasyncio/testing/stream_suite.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::StreamReader;
using asyncio::StreamWriter;
using asyncio::lwip::TcpConnection;
using asyncio::testing::StreamCheck;
using asyncio::testing::StreamEnds;
using namespace network_probe;

namespace {

/// The device alone: readers and writers are those of the suite.
Coro<TcpConnection> connect(std::uint16_t port) {
  TcpConnection device = TcpConnection::take();
  if (!device) co_await asyncio::fail(asyncio::Error::runtime("no device is free"));
  const asyncio::Attempt begun = device->connect(asyncio::lwip::IpAddress::of(10, 0, 2, 2), port);
  if (begun.has_failed()) co_await asyncio::fail(begun.error());
  for (;;) {
    const asyncio::Attempt attempt = device->finish_connecting();
    if (attempt.has_failed()) co_await asyncio::fail(attempt.error());
    if (attempt.has_moved()) break;
    co_await asyncio::sleep_ms(1);
  }
  co_return device;
}

Coro<> run_check(const StreamCheck& check, std::uint16_t port) {
  constexpr int seconds_at_most = 60;
  const TcpConnection left = co_await connect(port);
  const TcpConnection right = co_await connect(port);
  StreamEnds ends(*left, *right);
  const auto end = co_await asyncio::as_result(asyncio::wait_for(check.run(ends), seconds_at_most));
  if (!end.ok()) ends.expect(false, end.error().name());
  asyncio::print(check.name, ends.broken == nullptr ? "holds" : ends.broken);
}

/// Of these the devices must be full soon: the computer between ours has room for megabytes.
constexpr std::string_view of_full_devices[] = {
    "cancelled writes",           "cancelled waits",       "a clogged stream says so",
    "close sends what is queued", "close wakes everybody", "abort wakes everybody",
    "a close has a limit",
};

Coro<> run_suite(std::uint16_t port) {
  for (const StreamCheck& check : asyncio::testing::stream_checks()) {
    const bool is_left_out =
        std::ranges::find(of_full_devices, check.name) != std::ranges::end(of_full_devices);
    if (!is_left_out) co_await run_check(check, port);
  }
  asyncio::print("all done");
}

Coro<> visit(std::uint16_t port) {
  auto [reader, writer] = co_await asyncio::open_connection(computer, port);
  co_await writer.awrite("hello\n");
  const std::string_view answer = co_await reader.readline();
  if (answer != "hello\n") co_await asyncio::fail(asyncio::Error::runtime("another answer"));
  writer.close();
  co_await writer.wait_closed();
}

Coro<> reconnect(std::uint32_t count, std::uint16_t port) {
  for (; count != 0; --count) co_await visit(port);
  asyncio::print("all done");
}

class Probe {
 public:
  Coro<> obey() {
    co_await run_commands_with_an_address(commands_, words_, [this] { return run_command(); });
  }

 private:
  Coro<> run_command() {
    const std::string_view command = words_.next();
    const std::uint32_t first = words_.next_number();
    const auto port = static_cast<std::uint16_t>(first);
    if (command == "suite") {
      co_await run_suite(port);
    } else if (command == "reconnect") {
      co_await reconnect(first, words_.next_port());
    } else if (command == "listen") {
      server_ = co_await asyncio::start_server(echo, "", port);
      asyncio::print("listening");
    } else if (command == "free") {
      asyncio::print("free", asyncio::kernel::FramePool::current().free_bytes());
    }
  }

  board::ConsoleStream<> console_;
  asyncio::BufferedReader<64> commands_{console_};
  CommandWords words_;
  asyncio::Server server_;
};

Coro<> main_task() {
  Probe probe;
  co_await probe.obey();
}

}  // namespace

int main() { asyncio::run(main_task()); }
