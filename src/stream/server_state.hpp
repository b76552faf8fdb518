// Of stream/server.hpp: what a server and its clients share.
#pragma once

#include "uasyncio/stream/server.hpp"

#include "connecting.hpp"
#include "uasyncio/core/task.hpp"

#include <vector>

namespace uasyncio::detail {

/// In the list of a server's clients.
struct Client {
  ConnectionParts* connection;
  Client* next = nullptr;
  Client* previous = nullptr;
};

struct ListeningState::Parts {
  Network* network = nullptr;
  std::size_t limit = 0;
  std::size_t write_limit = 0;
  const TlsContext* tls = nullptr;
  std::vector<NetworkDevice> listeners;
  std::vector<Task<>> accepting;
  Client clients{nullptr, &clients, &clients};
  std::size_t client_count = 0;
  Event closed{"Server.serve_forever"};
  Event without_clients{"Server.wait_closed"};
  Event client_gone{"Server, out of descriptors"};
  bool is_short = false;  // and it was reported

  void enter(Client& client) noexcept;
  void leave(Client& client) noexcept;
  void close() noexcept;
};

inline ListeningState::Parts& parts_of(const ServerReference& state) noexcept {
  return static_cast<ListeningState*>(state.get())->parts();
}

}  // namespace uasyncio::detail
