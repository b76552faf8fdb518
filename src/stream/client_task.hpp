// SPDX-License-Identifier: MIT
// Of stream/server.hpp: the task of a client. It runs the handler, and then closes in order.
#pragma once

#include "uasyncio/stream/server.hpp"

#include "server_state.hpp"

namespace uasyncio::detail {

/// A client without TLS, and its task's outermost frame, which is no coroutine: it is what each
/// idle client has, so it lies in the same memory, and has no more than it needs.
class ClientTask final : public Client, kernel::Frame, kernel::CatchPoint {
 public:
  using Client::Client;
  /// Makes a task of it, which destroys it at the end. In a task.
  static void start(std::unique_ptr<ClientTask> client) noexcept;

 private:
  void run_handler();
  void begin_to_close() noexcept;
  void report_and_close(const Result<void>& end) noexcept;

  static ClientTask& of(kernel::Frame* frame) noexcept { return *static_cast<ClientTask*>(frame); }
  static void on_start(kernel::Frame* frame) noexcept;
  static void on_handled(kernel::Frame* frame) noexcept;
  static void on_closed(kernel::Frame* frame) noexcept;
  static void destroy_client(kernel::Frame* frame) noexcept { delete &of(frame); }
  static bool catches(kernel::CatchPoint* point, kernel::TaskHeader* task,
                      Question question) noexcept;
};

/// Tells the loop's exception handler, in the name of the running task.
void report_of_server(const char* message, const Error& error) noexcept;
void report_no_memory_for_client() noexcept;
/// If a handler has failed.
void report_failure_of_handler(const Result<void>& end) noexcept;
/// A coroutine of its own, so that its place in memory is taken at the end only, and not by each
/// idle client.
Coro<> close_in_order(StreamWriter& writer);

}  // namespace uasyncio::detail
