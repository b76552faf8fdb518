// SPDX-License-Identifier: MIT
// The same with libuv.
#include "bench/host/echo.hpp"

#include <uv.h>

namespace {

echo::Count* count = nullptr;

void lend(uv_handle_t*, std::size_t, uv_buf_t* buffer) {
  static char text[1024];
  *buffer = uv_buf_init(text, sizeof text);
}

void drop(uv_handle_t* client) { delete reinterpret_cast<uv_tcp_t*>(client); }

void answer(uv_stream_t* client, ssize_t size, const uv_buf_t* buffer) {
  if (size == 0) return;
  if (size < 0) {
    uv_close(reinterpret_cast<uv_handle_t*>(client), drop);
    return;
  }
  const uv_buf_t text = uv_buf_init(buffer->base, static_cast<unsigned>(size));
  if (uv_try_write(client, &text, 1) != size) std::abort();
  if (count->add()) uv_stop(client->loop);
}

void accept_one(uv_stream_t* listener, int status) {
  if (status != 0) std::abort();
  auto* const client = new uv_tcp_t;
  uv_tcp_init(listener->loop, client);
  auto* const stream = reinterpret_cast<uv_stream_t*>(client);
  if (uv_accept(listener, stream) != 0) std::abort();
  uv_tcp_nodelay(client, 1);
  uv_read_start(stream, lend, answer);
}

void serve(int connections) {
  echo::Count its_count(connections);
  count = &its_count;
  uv_loop_t* const loop = uv_default_loop();
  uv_tcp_t listener;
  uv_tcp_init(loop, &listener);
  const echo::Listener socket;
  uv_tcp_open(&listener, socket.descriptor);
  constexpr int backlog = 4096;
  if (uv_listen(reinterpret_cast<uv_stream_t*>(&listener), backlog, accept_one) != 0) std::abort();
  const pid_t client = echo::start_client(socket.port, connections, its_count.rounds());
  uv_run(loop, UV_RUN_DEFAULT);
  its_count.report();
  echo::end_client(client);
}

}  // namespace

int main(int count, char** words) { return echo::run(count, words, serve); }
