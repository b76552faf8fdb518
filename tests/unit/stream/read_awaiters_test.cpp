// Waiting on a stream allocates nothing, neither from the heap nor from the frame pool.
#include "tests/support/scenario.hpp"

#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/writer.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

extern thread_local std::size_t count_of_new;  // in the test program's operator new

namespace {

struct Pipe : asyncio::MemoryPair<4> {
  asyncio::BufferedReader<16> reader{right};
  asyncio::BufferedWriter<8> writer{left};
};

Coro<> reads(Pipe* pipe) {
  (void)co_await pipe->reader.readline();
  (void)co_await pipe->reader.readexactly(6);
  (void)co_await pipe->reader.readuntil("\r\n");
  char memory[12];
  asyncio::Transfer transfer(memory);
  co_await pipe->reader.readexactly(transfer);
  (void)co_await pipe->reader.skip_line();
}

Coro<> one_round(Pipe* pipe, Task<>* reader) {
  const std::size_t heap = count_of_new;
  const std::size_t pool = asyncio::FramePool::current().used();
  co_await asyncio::sleep_ms(0);
  co_await pipe->writer.awrite("a line\n");
  co_await pipe->writer.awrite("123456and until\r\n");
  const asyncio::detail::ConstBytes pieces[] = {"a transfer", " that waits", "\n"};
  co_await pipe->writer.writelines(pieces);
  EXPECT_TRUE(pipe->writer.write("queued"));
  co_await pipe->writer.drain();
  EXPECT_EQ(count_of_new, heap);
  EXPECT_LE(asyncio::FramePool::current().used(), pool);
  co_await *reader;
}

TEST(ReadAwaiters, AndWritersAllocateNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pipe pipe;
              for (int round = 0; round != 3; ++round) {
                Task<> reader = asyncio::create_task(reads(&pipe));
                co_await one_round(&pipe, &reader);
                const std::string_view rest = co_await pipe.reader.readexactly(6);
                say(rest);
              }
            }),
            "queued queued queued ok");
}

TEST(ReadAwaiters, AreSmall) {
  constexpr std::size_t word = sizeof(void*);
  Pipe pipe;
  EXPECT_EQ(sizeof(pipe.reader.readline()), word);
  EXPECT_EQ(sizeof(pipe.reader.read()), 2 * word);
  EXPECT_EQ(sizeof(pipe.writer.drain()), word);
}

}  // namespace
