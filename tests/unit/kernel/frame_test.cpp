// SPDX-License-Identifier: MIT
// What the scheduler assumes of coroutine frames, and how large things are.
#include "uasyncio/kernel/frame.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::kernel::Frame;

namespace {

constexpr std::size_t word = sizeof(void*);

static_assert(word != 8 || sizeof(asyncio::kernel::TaskHeader) == (UASYNCIO_DIAGNOSTICS ? 80 : 64));
static_assert(word != 4 || sizeof(asyncio::kernel::TaskHeader) == (UASYNCIO_DIAGNOSTICS ? 48 : 40));
static_assert(sizeof(asyncio::Task<int>) == word);
static_assert(sizeof(asyncio::AnyTask) == word);
static_assert(sizeof(Coro<int>) == word);

// Every textual co_await has a place of its own in the frame.
static_assert(sizeof(asyncio::Sleep) <= 2 * word);
static_assert(sizeof(asyncio::SleepMilliseconds) <= word);
static_assert(sizeof(asyncio::SleepUntil) <= 2 * word);
static_assert(sizeof(asyncio::LowPrioritySleep) <= 2 * word);
static_assert(sizeof(asyncio::Event::Wait) == word);
static_assert(sizeof(asyncio::ThreadSafeFlag::Wait) == word);
static_assert(sizeof(asyncio::TaskWait<int>) == word);
static_assert(sizeof(asyncio::EndWait) == word);
static_assert(sizeof(asyncio::Fail) == word);
static_assert(sizeof(asyncio::PassOn<int>) == word);

template <class T>
Coro<T> some_coroutine(T value) {
  co_return value;
}

template <class T>
void expect_frame_layout() {
  Coro<T> coro = some_coroutine<T>(T());
  Frame* frame = asyncio::detail::InsideCoro::of(coro).frame();
  auto handle = std::coroutine_handle<asyncio::detail::Promise<T>>::from_address(frame);
  EXPECT_EQ(static_cast<void*>(&handle.promise()), static_cast<void*>(&frame->parent));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame) % word, 0u);
}

TEST(Frame, ThePromiseLiesRightBehindTheTwoFunctions) {
  expect_frame_layout<int>();
  expect_frame_layout<char>();
  expect_frame_layout<std::string>();
  expect_frame_layout<long double>();
  expect_frame_layout<std::shared_ptr<int>>();
}

TEST(ParentLink, TellsFramesCatchPointsAndTheOutermostApart) {
  alignas(8) Frame frame{};
  alignas(8) asyncio::kernel::CatchPoint point{};
  asyncio::kernel::ParentLink none, to_frame(&frame), to_point(&point);
  EXPECT_TRUE(none.is_outermost());
  none.set_has_value();
  EXPECT_TRUE(none.is_outermost());
  EXPECT_TRUE(none.has_value());
  EXPECT_EQ(to_frame.frame(), &frame);
  EXPECT_EQ(to_frame.catch_point(), nullptr);
  to_point.set_has_value();
  EXPECT_EQ(to_point.catch_point(), &point);
  EXPECT_FALSE(to_point.is_outermost());
}

}  // namespace
