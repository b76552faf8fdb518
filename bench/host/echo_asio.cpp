// SPDX-License-Identifier: MIT
// The same with Asio.
#include "bench/host/asio.hpp"
#include "bench/host/echo.hpp"

namespace {

using asio::ip::tcp;
using Socket = asio::basic_stream_socket<tcp, bench::Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, bench::Executor>;

bench::Awaitable<> answer(Socket socket, echo::Count& count, asio::io_context& context) {
  char text[1024];
  for (;;) {
    auto [error, size] = co_await socket.async_read_some(asio::buffer(text), bench::as_tuple);
    if (error) co_return;
    auto [failure, sent] =
        co_await asio::async_write(socket, asio::buffer(text, size), bench::as_tuple);
    if (failure || sent != size) std::abort();
    if (count.add()) context.stop();
  }
}

bench::Awaitable<> accept_all(Acceptor& acceptor, echo::Count& count, asio::io_context& context) {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(bench::as_tuple);
    if (error) co_return;
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(context.get_executor(), answer(std::move(socket), count, context),
                   asio::detached);
  }
}

void serve(int connections) {
  echo::Count count(connections);
  asio::io_context context(bench::threads);
  Acceptor acceptor(context.get_executor(), tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  acceptor.listen(4096);
  asio::co_spawn(context.get_executor(), accept_all(acceptor, count, context), asio::detached);
  const pid_t client =
      echo::start_client(acceptor.local_endpoint().port(), connections, count.rounds());
  context.run();
  count.report();
  echo::end_client(client);
}

}  // namespace

int main(int count, char** words) { return echo::run(count, words, serve); }
