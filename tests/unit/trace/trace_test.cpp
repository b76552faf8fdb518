// SPDX-License-Identifier: MIT
// Trace: what it records of a loop, and what it writes. In a build without trace points it records
// nothing.
#include "uasyncio/trace/trace.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::Trace;
using asyncio::TraceEntry;
using asyncio::TraceEvent;

namespace {

const char* word_of(TraceEvent event) {
  switch (event) {
    case TraceEvent::task_created: return "created";
    case TraceEvent::task_ready: return "ready";
    case TraceEvent::turn_begins: return "(";
    case TraceEvent::turn_ends: return ")";
    case TraceEvent::task_ended: return "ended";
    case TraceEvent::sleep_begins: return "[";
    case TraceEvent::sleep_ends: return "]";
  }
  return "?";
}

/// "name word", with the milliseconds where time has moved.
template <class Recorded>
std::string story(const Recorded& trace) {
  std::string text;
  asyncio::Time before = 0;
  for (std::size_t index = 0; index != trace.size(); ++index) {
    const TraceEntry& entry = trace[index];
    if (entry.time != before) text += std::to_string(entry.time / 1000) + "ms ";
    before = entry.time;
    if (entry.name != nullptr) text += std::string(entry.name) + " ";
    text += std::string(word_of(entry.event)) + " ";
  }
  return text;
}

std::string json;

template <class Recorded>
std::string json_of(Recorded& trace) {
  json.clear();
  trace.write_json([](const char* text, std::size_t length) { json.append(text, length); });
  return json;
}

void sleep_twice() {
  played([]() -> Coro<> {
    Task<> task = asyncio::create_task(pauses(2), {.name = "child"});
    co_await asyncio::sleep_ms(5);
    co_await task;
  });
}

#if UASYNCIO_TRACE

TEST(Trace, HasTurnsSleepsAndLivesInTheirOrder) {
  Trace<100> trace;
  sleep_twice();
  EXPECT_EQ(story(trace),
            "main created main ready main ( child created child ready ) child ( ) [ 2ms ] "
            "child ready child ( child ended ) [ 5ms ] main ready main ( main ended ) ");
  EXPECT_EQ(trace.lost(), 0u);
}

TEST(Trace, AFailureAndACancelEndToo) {
  Trace<100> trace;
  played([]() -> Coro<> {
    Task<> task = asyncio::create_task(pauses(2), {.name = "child"});
    co_await asyncio::sleep_ms(0);
    task.cancel();
    (void)co_await asyncio::as_result(task);
    co_await asyncio::fail(asyncio::Error::value);
  });
  EXPECT_EQ(story(trace),
            "main created main ready main ( child created child ready ) child ( ) main ( child "
            "ready ) child ( child ended main ready ) main ( main ended ) ");
}

TEST(Trace, KeepsTheNewestAndCountsWhatItLost) {
  Trace<100> all;
  sleep_twice();
  const std::string whole = story(all);
  const std::size_t count = all.size();
  {
    Trace<3> last;
    sleep_twice();
    EXPECT_EQ(story(last), "5ms main ( main ended ) ");
    EXPECT_EQ(last.lost(), count - 3);
  }
  EXPECT_EQ(story(all), whole) << "the inner one listened in its place";
  sleep_twice();
  EXPECT_EQ(all.size(), 2 * count) << "and it listens again";
}

TEST(Trace, IsWrittenAsSlicesAndInstants) {
  Trace<100> trace;
  sleep_twice();
  const std::string text = json_of(trace);
  EXPECT_TRUE(text.starts_with(R"([
{"ph": "M", "name": "thread_name", "pid": 1, "tid": 0, "args": {"name": "loop"}},
)")) << text;
  EXPECT_TRUE(text.ends_with("}\n]\n")) << text;
  const char* const sleep = R"("name": "asleep", "pid": 1, "tid": 0, "ts": 2000, "dur": 3000})";
  EXPECT_NE(text.find(sleep), std::string::npos) << text;
  EXPECT_NE(text.find("\"name\": \"child\""), std::string::npos) << text;
}

TEST(Trace, CutAtBothEndsIsWrittenWithoutHalves) {
  for (std::size_t room = 1; room != 20; ++room) {
    std::vector<TraceEntry> entries(room);
    asyncio::TraceRecorder recorder(entries);
    sleep_twice();
    const std::string text = json_of(recorder);
    EXPECT_TRUE(text.ends_with("}\n]\n")) << text;
    EXPECT_EQ(text.find("\"dur\": 18446"), std::string::npos) << text;
  }
}

TEST(Trace, WritingFromATaskIsNotRecorded) {
  Trace<100> trace;
  played([&trace]() -> Coro<> {
    const std::size_t before = trace.size();
    (void)json_of(trace);
    EXPECT_EQ(trace.size(), before);
    co_await asyncio::sleep_ms(1);
    EXPECT_GT(trace.size(), before);
  });
}

TEST(Trace, NamesAreQuoted) {
  Trace<100> trace;
  played([]() -> Coro<> { co_await asyncio::create_task(pauses(0), {.name = "a \"b\" \\ \n"}); });
  EXPECT_NE(json_of(trace).find("\"name\": \"a \\\"b\\\" \\\\ ?\""), std::string::npos) << json;
}

#else

TEST(Trace, RecordsNothingInABuildWithoutTracePoints) {
  Trace<100> trace;
  sleep_twice();
  EXPECT_EQ(story(trace), "");
  EXPECT_EQ(trace.lost(), 0u);
  EXPECT_TRUE(json_of(trace).ends_with("\"loop\"}}\n]\n")) << json;
}

#endif

}  // namespace
