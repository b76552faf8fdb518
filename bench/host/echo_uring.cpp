// SPDX-License-Identifier: MIT
// The same with io_uring: a message is received and answered by requests, and all that a wake-up
// brings goes to the system in one call.
#include "bench/host/echo.hpp"

#include <liburing.h>

namespace {

enum class Step : std::uint8_t { accept, receive, send };

struct Connection {
  Step step = Step::receive;
  int descriptor = -1;
  char text[1024];
};

io_uring ring;

io_uring_sqe* request(Connection& connection, Step step) {
  connection.step = step;
  io_uring_sqe* entry = io_uring_get_sqe(&ring);
  if (entry == nullptr) {
    io_uring_submit(&ring);
    entry = io_uring_get_sqe(&ring);
  }
  return entry;
}

void receive(Connection& connection) {
  io_uring_sqe* const entry = request(connection, Step::receive);
  io_uring_prep_recv(entry, connection.descriptor, connection.text, sizeof connection.text, 0);
  io_uring_sqe_set_data(entry, &connection);
}

void send(Connection& connection, int size) {
  io_uring_sqe* const entry = request(connection, Step::send);
  io_uring_prep_send(entry, connection.descriptor, connection.text, static_cast<std::size_t>(size),
                     MSG_NOSIGNAL);
  io_uring_sqe_set_data(entry, &connection);
}

void accept_all(Connection& listener) {
  io_uring_sqe* const entry = request(listener, Step::accept);
  io_uring_prep_multishot_accept(entry, listener.descriptor, nullptr, nullptr, 0);
  io_uring_sqe_set_data(entry, &listener);
}

/// True if that was the last message.
bool take(Connection& connection, int result, echo::Count& count) {
  switch (connection.step) {
    case Step::accept: {
      if (result < 0) std::abort();
      echo::send_at_once(result);
      auto* const client = new Connection;
      client->descriptor = result;
      receive(*client);
      return false;
    }
    case Step::receive:
      if (result > 0) send(connection, result);
      return false;
    case Step::send: break;
  }
  if (result <= 0) std::abort();
  receive(connection);
  return count.add();
}

void serve(int connections) {
  constexpr unsigned entries = 16 * 1024;
  io_uring_params parameters{};
  parameters.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
  if (io_uring_queue_init_params(entries, &ring, &parameters) != 0) std::abort();
  echo::Count count(connections);
  const auto [descriptor, port] = echo::Listener();
  Connection listener;
  listener.descriptor = descriptor;
  const pid_t client = echo::start_client(port, connections, count.rounds());
  accept_all(listener);
  for (bool is_over = false; !is_over;) {
    io_uring_submit_and_wait(&ring, 1);
    io_uring_cqe* entry = nullptr;
    unsigned head = 0;
    unsigned seen = 0;
    io_uring_for_each_cqe(&ring, head, entry) {
      auto& connection = *static_cast<Connection*>(io_uring_cqe_get_data(entry));
      if (take(connection, entry->res, count)) is_over = true;
      ++seen;
    }
    io_uring_cq_advance(&ring, seen);
  }
  count.report();
  echo::end_client(client);
}

}  // namespace

int main(int count, char** words) { return echo::run(count, words, serve); }
