// SPDX-License-Identifier: MIT
// Coro<T&>: a reference comes out of every word as a reference.
#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::AsyncGenerator;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Result;
using asyncio::Task;

namespace {

struct Device {
  explicit Device(int its_number) : number(its_number) {}
  Device(const Device&) = delete;
  int number;
};

Coro<Device&> found(Device& device, int milliseconds = 1) {
  co_await asyncio::sleep_ms(milliseconds);
  co_return device;
}
Coro<const Device&> seen(const Device& device) {
  co_await asyncio::sleep_ms(1);
  co_return device;
}
Coro<Device&> missing() {
  co_await asyncio::sleep_ms(1);
  co_await asyncio::fail(Error::value);
  __builtin_unreachable();
}

AsyncGenerator<Device&> each_of(Device& first, Device& second) {
  co_yield first;
  co_await asyncio::sleep_ms(1);
  co_yield second;
}

TEST(Reference, ComesOutOfAnAwaitAndATask) {
  EXPECT_EQ(
      played([]() -> Coro<> {
        Device device(1);
        Device& awaited = co_await found(device);
        EXPECT_EQ(&awaited, &device);
        const Device& only_seen = co_await seen(device);
        EXPECT_EQ(&only_seen, &device);
        auto coro = found(device);
        static_assert(std::is_same_v<decltype(asyncio::detail::InsideCoro::take(coro)), Device&>);
        Task<Device&> task = asyncio::create_task(found, std::ref(device), 1);
        Device& first = co_await task;
        Device& second = co_await task;
        EXPECT_EQ(&first, &device);
        EXPECT_EQ(&second, &device);
        EXPECT_EQ(&task.result(), &device);
        EXPECT_EQ(&*task.take_result(), &device);
        EXPECT_EQ(&asyncio::detail::InsideTask::copy_result(task).value(), &device);
      }),
      "ok");
}

TEST(Reference, ComesOutOfWhatIsAroundIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Device device(1);
              Device& in_time = co_await asyncio::wait_for(found(device), 1);
              EXPECT_EQ(&in_time, &device);
              Device& late = co_await asyncio::wait_until(found(device), asyncio::never);
              EXPECT_EQ(&late, &device);
              Device& cleaned = co_await asyncio::finally(found(device), cleanup("c", 1));
              EXPECT_EQ(&cleaned, &device);
              Device& shielded = co_await asyncio::shield(found(device));
              EXPECT_EQ(&shielded, &device);
              auto body = [&](asyncio::TaskGroup&) { return found(device); };
              Device& grouped = co_await asyncio::with(asyncio::TaskGroup(), body);
              EXPECT_EQ(&grouped, &device);
              asyncio::Lock lock;
              auto inside = [&] { return found(device); };
              Device& locked = co_await asyncio::with(lock, inside);
              EXPECT_EQ(&locked, &device);
            }),
            "{ c } ok");
}

TEST(Reference, IsAResultAndAnOutcome) {
  EXPECT_EQ(played([]() -> Coro<> {
              Device device(1);
              Result<Device&> result = co_await asyncio::as_result(found(device));
              EXPECT_EQ(&result.value(), &device);
              EXPECT_EQ(result->number, 1);
              Device other(2);
              result = Result<Device&>(std::in_place, other);
              EXPECT_EQ(&*result, &other);
              EXPECT_EQ(device.number, 1);  // it was bound anew, nothing was assigned
              const Result<Device&> moved = std::move(result);
              EXPECT_EQ(&moved.value(), &other);
              auto failed = co_await asyncio::as_result(missing());
              EXPECT_EQ(failed.error(), Error::value);
              Device& instead = std::move(failed).value_or(other);
              EXPECT_EQ(&instead, &other);
              auto outcome = co_await asyncio::as_outcome(found(device));
              Device& passed = co_await asyncio::pass_on(std::move(outcome));
              EXPECT_EQ(&passed, &device);
            }),
            "ok");
}

TEST(Reference, ComesOutOfGather) {
  EXPECT_EQ(played([]() -> Coro<> {
              Device one(1);
              Device two(2);
              Task<Device&> task = asyncio::create_task(found(two));
              auto [first, second, third] =
                  co_await asyncio::gather(found(one), task, value_after(3, 1));
              static_assert(std::is_same_v<decltype(first), Device&>);
              EXPECT_EQ(&first, &one);
              EXPECT_EQ(&second, &two);
              EXPECT_EQ(third, 3);
              auto [good, bad] = co_await asyncio::gather_results(found(one), missing());
              EXPECT_EQ(&*good, &one);
              EXPECT_EQ(bad.error(), Error::value);
              std::vector<Coro<Device&>> finds;
              finds.push_back(found(two, 2));
              finds.push_back(found(one));
              auto list = co_await asyncio::gather(std::move(finds));
              EXPECT_EQ(&list[0].get(), &two);
              EXPECT_EQ(&list[1].get(), &one);
            }),
            "ok");
}

TEST(Reference, ComesOutOfAGeneratorAsAPointer) {
  EXPECT_EQ(played([]() -> Coro<> {
              Device one(1);
              Device two(2);
              AsyncGenerator<Device&> generator = each_of(one, two);
              while (auto device = co_await generator.next()) {
                static_assert(std::is_same_v<decltype(*device), Device&>);
                say(device->number++);
              }
              EXPECT_EQ(one.number + two.number, 5);
              EXPECT_EQ(co_await generator.next(), nullptr);
            }),
            "1 2 ok");
}

TEST(Reference, ToABaseOrToSomethingConst) {
  struct Special : Device {
    using Device::Device;
  };
  EXPECT_EQ(played([]() -> Coro<> {
              Special special(5);
              auto finds = [&]() -> Coro<Device&> { co_return special; };
              auto sees = [&]() -> Coro<const Device&> { co_return special; };
              const Device& general = co_await finds();
              EXPECT_EQ(&general, &special);
              EXPECT_EQ(&co_await sees(), &special);
              auto gives = [&]() -> AsyncGenerator<const Device&> { co_yield special; };
              AsyncGenerator<const Device&> generator = gives();
              const Device* device = co_await generator.next();
              EXPECT_EQ(device, &special);
            }),
            "ok");
}

TEST(Reference, OfAnAwaitableThatIsNoCoroutine) {
  struct Where {
    bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    Device& await_resume() const noexcept { return *device; }
    explicit Where(Device& its_device) : device(&its_device) {}
    Device* device;
  };
  EXPECT_EQ(played([]() -> Coro<> {
              Device device(1);
              Task<Device&> task = asyncio::create_task(Where(device));
              EXPECT_EQ(&co_await task, &device);
              EXPECT_EQ(&co_await asyncio::wait_for(Where(device), 1), &device);
            }),
            "ok");
}

TEST(Reference, CanBeWhatAProgramGives) {
  static Device device(1);
  EXPECT_EQ(&asyncio::run(found(device)), &device);
  EXPECT_EQ(&*asyncio::run_result(found(device)), &device);
}

}  // namespace
