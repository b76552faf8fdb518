// SPDX-License-Identifier: MIT
// The task of a server's client, at each place where it can end otherwise than in order.
#include "tests/support/server_reports.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

using namespace net_scenario;
using namespace server_reports;
using asyncio::Coro;
using asyncio::FramePool;
using asyncio::Server;
using asyncio::StreamReader;
using asyncio::StreamWriter;

namespace {

void cancel_client() {
  for (const asyncio::AnyTask task : asyncio::all_tasks()) {
    if (std::strcmp(task.name(), "client") == 0) task.cancel();
  }
}

Coro<> expect_no_client(const Server& server) {
  co_await asyncio::sleep_ms(1);
  EXPECT_EQ(server.clients(), 0u);
}

#if UASYNCIO_EXCEPTIONS
TEST(ServerClient, AHandlerMayThrowBeforeItIsACoroutine) {
  simulate([]() -> Coro<> {
    listen_to_reports();
    auto handler = [](StreamReader&, StreamWriter&) -> Coro<> {
      throw std::runtime_error("early");
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    auto [reader, writer] = co_await connect_to(server);
    const std::string_view end = co_await reader.read();
    EXPECT_TRUE(end.empty());
    EXPECT_EQ(reports, "the handler of a client failed (client): exception\n");
    writer.close();
    co_await expect_no_client(server);
  });
}
#endif

TEST(ServerClient, WithoutMemoryForTheHandlerItIsClosedInOrder) {
  simulate([]() -> Coro<> {
    listen_to_reports();
    auto handler = [](StreamReader& reader, StreamWriter& writer) -> Coro<> {
      FramePool::current().fail_allocation(1);
      Coro<> refused = echo(reader, writer);
      FramePool::current().fail_allocation(0);
      return refused;
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    auto [reader, writer] = co_await connect_to(server);
    const std::string_view end = co_await reader.read();
    EXPECT_TRUE(end.empty());
    EXPECT_EQ(reports, "the handler of a client failed (client): MemoryError\n");
    writer.close();
    co_await expect_no_client(server);
  });
}

TEST(ServerClient, WithoutMemoryForTheCloseItIsAborted) {
  simulate([]() -> Coro<> {
    listen_to_reports();
    auto handler = [](StreamReader& reader, StreamWriter&) -> Coro<> {
      co_await reader.readexactly(1);
      FramePool::current().fail_allocation(1);
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    auto [reader, writer] = co_await connect_to(server);
    co_await writer.awrite("a");
    const auto end = co_await asyncio::as_result(reader.read());
    FramePool::current().fail_allocation(0);
    EXPECT_EQ(end.error(), asyncio::Error::os(ECONNRESET));
    EXPECT_EQ(reports, "Task exception wasn't retrieved (client): MemoryError\n");
    co_await expect_no_client(server);
  });
}

TEST(ServerClient, CancelledInItsHandlerItIsAborted) {
  simulate([]() -> Coro<> {
    listen_to_reports();
    Server server = co_await asyncio::start_server(echo, loopback, 0);
    auto [reader, writer] = co_await connect_to(server);
    co_await writer.awrite("a");
    co_await reader.readexactly(1);
    cancel_client();
    const auto end = co_await asyncio::as_result(reader.read());
    EXPECT_EQ(end.error(), asyncio::Error::os(ECONNRESET));
    EXPECT_EQ(reports, "");
    co_await expect_no_client(server);
  });
}

TEST(ServerClient, CancelledBeforeItsFirstTurnItIsAborted) {
  simulate([]() -> Coro<> {
    bool has_begun = false;
    auto handler = [&](StreamReader&, StreamWriter&) -> Coro<> {
      has_begun = true;
      co_return;
    };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    auto [reader, writer] = co_await connect_to(server);
    while (server.clients() == 0) co_await asyncio::sleep_ms(0);
    EXPECT_FALSE(has_begun);
    cancel_client();
    const auto end = co_await asyncio::as_result(reader.read());
    EXPECT_EQ(end.error(), asyncio::Error::os(ECONNRESET));
    EXPECT_FALSE(has_begun);
    co_await expect_no_client(server);
  });
}

TEST(ServerClient, CancelledWhileItClosesItIsAborted) {
  simulate([]() -> Coro<> {
    auto handler = [](StreamReader&, StreamWriter&) -> Coro<> { co_return; };
    Server server = co_await asyncio::start_server(handler, loopback, 0);
    auto [reader, writer] = co_await connect_to(server);
    const std::string_view end = co_await reader.read();
    EXPECT_TRUE(end.empty());
    EXPECT_EQ(server.clients(), 1u);  // it reads off what may still come
    cancel_client();
    co_await expect_no_client(server);
  });
}

}  // namespace
