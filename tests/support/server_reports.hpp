// SPDX-License-Identifier: MIT
// What a server reports, for tests to look at.
#pragma once

#include "tests/support/net_scenario.hpp"

#include <string>

namespace server_reports {

namespace asyncio = uasyncio;

inline std::string reports;

inline void remember(asyncio::Loop&, const asyncio::ExceptionContext& context) {
  reports +=
      std::string(context.message) + " (" + context.task_name + "): " + context.error.name() + "\n";
}

inline void listen_to_reports() {
  reports.clear();
  asyncio::Loop::running()->set_exception_handler(&remember);
}

inline asyncio::Coro<asyncio::Connection> connect_to(const asyncio::Server& server) {
  return asyncio::open_connection(net_scenario::loopback, server.port());
}

}  // namespace server_reports
