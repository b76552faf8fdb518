// SPDX-License-Identifier: MIT
// Lines over a stream: questions and answers over a pair of devices in memory. Over a socket or a
// UART the two tasks are the same.
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [serve]
asyncio::Coro<> serve(asyncio::Device& device) {
  asyncio::BufferedReader<64> reader(device);
  asyncio::BufferedWriter<64> writer(device);
  while (auto line = co_await reader.next()) {
    co_await writer.awrite("you said: ");
    co_await writer.awrite(*line);
  }
  writer.close();
  co_await writer.wait_closed();
}
// [/serve]

asyncio::Coro<> ask(asyncio::Device& device) {
  asyncio::BufferedReader<64> reader(device);
  asyncio::BufferedWriter<64> writer(device);
  for (const char* question : {"hello\n", "how are you?\n"}) {
    co_await writer.awrite(question);
    const std::string_view answer = co_await reader.readline();
    asyncio::print(answer.substr(0, answer.size() - 1));
  }
  // [time_out]
  auto late = co_await asyncio::as_result(asyncio::wait_for_ms(reader.readline(), 100));
  asyncio::print(late.error());  // a later readline would get the whole line
  // [/time_out]
  writer.finish_writing();
  const std::string_view rest = co_await reader.read();
  asyncio::print(rest.empty() ? "the end" : rest);
}

asyncio::Coro<> app() {
  asyncio::MemoryPair<32> pair;
  co_await asyncio::gather(serve(pair.left), ask(pair.right));
}

int main() { asyncio::run(app()); }
