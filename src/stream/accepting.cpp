// SPDX-License-Identifier: MIT
// Of stream/server.hpp: how clients come to a server, and how they go.
#include "uasyncio/stream/server.hpp"

#if UASYNCIO_HOSTED

#include "accepting.hpp"
#include "securing.hpp"
#include "server_state.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/loop.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include <cerrno>

namespace uasyncio::detail {
namespace {

using Parts = ListeningState::Parts;

void report(const char* message, const Error& error) noexcept {
  Loop& loop = *Loop::running();
  const AnyTask task = current_task();
  loop.call_exception_handler({message, task.name(), task, error});
}

/// Null without memory. `tls` is over `device`, or null.
std::unique_ptr<Client> make_client(const ServerReference& server, NetworkDevice device,
                                    std::unique_ptr<TlsDevice> tls = nullptr) noexcept {
  const Parts& parts = parts_of(server);
  return with_buffers<Client>(parts.limit, parts.write_limit, server, std::move(device),
                              std::move(tls));
}

/// Apart, so that its place in memory is taken at the end only, and not by each idle client.
Coro<> close_in_order(StreamWriter& writer) {
  writer.close();
  (void)co_await as_result(writer.wait_closed());
}

void report_failure(const Result<void>& end) noexcept {
  if (!end.ok()) report("the handler of a client failed", end.error());
}

/// The frame is what each idle client has: what is needed at the end only has no name in it.
Coro<> serve_client(std::unique_ptr<Client> client) {
  if (client == nullptr) {
    report("there was no memory for a client", Error::memory);
    co_return;
  }
  report_failure(co_await as_result(client->handle()));
  co_await close_in_order(client->writer);
}

/// The same after a handshake. Apart, so that a client without TLS has no place for it.
Coro<> serve_tls_client(ServerReference state, NetworkDevice device) {
  Parts& server = parts_of(state);
  Error error;
  std::unique_ptr<TlsDevice> tls = tls_over(*device, *server.tls, nullptr, error);
  if (tls == nullptr) {
    report("the TLS handshake of a client failed", error);
    co_return;
  }
  const auto client = make_client(state, std::move(device), std::move(tls));
  if (client == nullptr) {
    report("there was no memory for a client", Error::memory);
    co_return;
  }
  const std::uint32_t limit_ms = server.tls->handshake_limit_ms();
  const Result<void> greeted = co_await as_result(client->tls->handshake(limit_ms));
  if (!greeted.ok()) {
    report("the TLS handshake of a client failed", greeted.error());
  } else {
    report_failure(co_await as_result(client->handle()));
  }
  co_await close_in_order(client->writer);
}

/// The client has gone before it was accepted, or its network has failed: see accept(2).
bool is_about_the_client(int error) noexcept {
  switch (error) {
    case ECONNABORTED:
    case EPROTO:
    case EPERM:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENOPROTOOPT:
    case EOPNOTSUPP:
    case ETIMEDOUT: return true;
    default: return false;
  }
}

/// Nobody can be accepted just now.
Coro<> pause(Parts& server, Error error) {
  constexpr int longest_pause_s = 1;
  if (!std::exchange(server.is_short, true)) {
    report("clients have to wait: they cannot be accepted", error);
  }
  server.client_gone.clear();
  (void)co_await as_result(wait_for(server.client_gone.wait(), longest_pause_s));
}

}  // namespace

Coro<> accept_clients(ServerReference state, Device& listener) {
  constexpr unsigned at_once = 64;  // then the others run
  Parts& server = parts_of(state);
  Event news("a server's clients");
  EventListener listening(news);
  listener.listen(Interest::read, &listening);
  for (unsigned accepted = 1;; ++accepted) {
    news.clear();
    NetworkDevice client;
    const Attempt attempt = server.network->accept(listener, client);
    if (attempt.is_would_block()) {
      server.is_short = false;  // all who waited have been accepted
      co_await news.wait();
      continue;
    }
    if (attempt.has_moved()) {
      if (server.tls == nullptr) {
        create_task(serve_client(make_client(state, std::move(client))), {.name = "client"});
      } else {
        create_task(serve_tls_client(state, std::move(client)), {.name = "client"});
      }
    } else if (!is_about_the_client(attempt.error().code)) {
      if (server.network->has_waiting(listener)) {
        co_await pause(server, attempt.error());
      } else {
        co_await news.wait();  // there was no descriptor, but for nobody
      }
    }
    if (accepted % at_once == 0) co_await sleep_ms(0);
  }
}

}  // namespace uasyncio::detail

#endif
