// SPDX-License-Identifier: MIT
// RAM: the primitives, and a task that waits for one of them, beside one that sleeps.
#include "bench/firmware/tasks.hpp"

#include "uasyncio/kernel/frame_pool.hpp"

#include <uasyncio/compat.hpp>

namespace {

std::size_t used() { return uasyncio::FramePool::current().used(); }

template <class Wait>
asyncio::Coro<> waits(Wait wait) {
  while (true) co_await wait();
}

/// What a task takes that waits by `wait()`: its record and its frame.
template <class Wait>
asyncio::Coro<> report_waiter(const char* name, Wait wait) {
  const std::size_t before = used();
  asyncio::Task<> task = asyncio::create_task(waits(wait));
  co_await asyncio::sleep_ms(0);
  bench::report_bytes(name, used() - before);
  co_await asyncio::cancel_and_wait(task);
}

template <class Primitive>
void report_size(const char* name) {
  bench::report_bytes(name, sizeof(Primitive));
}

void report_sizes() {
  report_size<asyncio::Event>("Event");
  report_size<asyncio::ValueEvent<int>>("ValueEvent<int>");
  report_size<asyncio::Lock>("Lock");
  report_size<asyncio::Semaphore>("Semaphore");
  report_size<asyncio::BoundedSemaphore>("BoundedSemaphore");
  report_size<asyncio::Condition>("Condition");
  report_size<asyncio::Barrier<>>("Barrier");
  report_size<asyncio::Queue<int, 8>>("Queue<int, 8>");
  report_size<asyncio::PriorityQueue<int, 8>>("PriorityQueue<int, 8>");
  report_size<asyncio::LifoQueue<int, 8>>("LifoQueue<int, 8>");
  report_size<asyncio::RingbufQueue<int, 8>>("RingbufQueue<int, 8>");
  report_size<asyncio::ThreadSafeFlag>("ThreadSafeFlag");
  report_size<asyncio::ThreadSafeEvent>("ThreadSafeEvent");
  report_size<asyncio::Message<int>>("Message<int>");
  report_size<asyncio::ThreadSafeQueue<int, 8>>("ThreadSafeQueue<int, 8>");
  report_size<asyncio::RingIO<8>>("RingIO<8>");
  report_size<asyncio::Delay_ms<>>("Delay_ms");
  report_size<asyncio::TaskGroup>("TaskGroup");
  report_size<asyncio::Broker<int>>("Broker<int>");
}

asyncio::Coro<> app() {
  report_sizes();
  asyncio::Event event;
  asyncio::Lock lock;
  asyncio::Semaphore semaphore(0);
  asyncio::Barrier barrier(2);
  asyncio::Queue<int, 8> queue;
  asyncio::ThreadSafeEvent thread_safe_event;
  asyncio::Message<int> message;
  lock.try_acquire();
  co_await report_waiter("task that sleeps", [] { return asyncio::sleep_ms(1000); });
  co_await report_waiter("task that waits for an Event", [&] { return event.wait(); });
  co_await report_waiter("task that waits for a Lock", [&] { return lock.acquire(); });
  co_await report_waiter("task that waits for a Semaphore", [&] { return semaphore.acquire(); });
  co_await report_waiter("task that waits for a Barrier", [&] { return barrier.wait(); });
  co_await report_waiter("task that waits for a Queue's item", [&] { return queue.get(); });
  co_await report_waiter("task that waits for a ThreadSafeEvent",
                         [&] { return thread_safe_event.wait(); });
  co_await report_waiter("task that waits for a Message", [&] { return message.wait(); });
}

}  // namespace

int main() { asyncio::run(app()); }
