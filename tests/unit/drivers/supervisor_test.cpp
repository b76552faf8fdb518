// SPDX-License-Identifier: MIT
// A watchdog is fed while all that is watched makes progress; who does not is noted.
#include "uasyncio/drivers/supervisor.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/testing/chance.hpp"
#include "uasyncio/testing/wdt.hpp"

#include <cstring>
#include <optional>

using namespace scenario;
using asyncio::Coro;
using asyncio::OwnedTask;
using asyncio::StallNote;
using asyncio::Supervisor;
using asyncio::Watched;
using asyncio::testing::WDT;

namespace {

/// A watchdog of a second, which says when it barks, and a supervisor that feeds it each 300 ms.
struct Supervised {
  static void tell(void* all) {
    say("barks at", now_ms(), "because of", static_cast<Supervised*>(all)->note.read());
  }

  StallNote note{};
  WDT wdt{1'000, &tell, this};
  Supervisor<WDT> supervisor{wdt, note, 300};
};

/// Makes progress each 100 ms, so many times, and then hangs.
Coro<> work_and_hang(Supervised& all, const char* name, int times) {
  Watched watched(all.supervisor, name, 500);
  for (int n = 0; n != times; ++n) {
    co_await asyncio::sleep_ms(100);
    watched.progress();
  }
  co_await asyncio::sleep(asyncio::never);
}

TEST(Supervisor, FeedsWhileAllMakeProgress) {
  EXPECT_EQ(played([]() -> Coro<> {
              Supervised all;
              const OwnedTask<> run = asyncio::create_task(all.supervisor.run());
              const OwnedTask<> one = asyncio::create_task(work_and_hang(all, "one", 200));
              const OwnedTask<> two = asyncio::create_task(work_and_hang(all, "two", 200));
              co_await asyncio::sleep_ms(10'000);
              say(all.wdt.has_barked(), all.supervisor.stalled() == nullptr, all.note.read());
            }),
            "0 1 the loop ok");
}

TEST(Supervisor, IsCancelledAndFeedsNoMore) {
  EXPECT_EQ(played([]() -> Coro<> {
              Supervised all;
              auto run = asyncio::create_task(all.supervisor.run());
              co_await asyncio::sleep_ms(1'000);
              co_await asyncio::cancel_and_wait(run);
              say("[", all.note.read(), "]");
              co_await asyncio::sleep_ms(1'000);
            }),
            "[  ] barks at 1900 because of  ok");
}

// Its last progress is at 400 ms: the look at 900 does not mind, that at 1200 does, and the last
// meal was at 900. The third, which was due at 1000, may have waited for the second.
TEST(Supervisor, CancelledAtAnyTimeItLeavesNoNoteAndMayBeginAgain) {
  for (int ms = 0; ms <= 1'000; ms += 50) {
    SCOPED_TRACE(ms);
    EXPECT_EQ(played([ms]() -> Coro<> {
                Supervised all;
                const OwnedTask<> one = asyncio::create_task(work_and_hang(all, "one", 200));
                auto run = asyncio::create_task(all.supervisor.run());
                co_await asyncio::sleep_ms(ms);
                co_await asyncio::cancel_and_wait(run);
                say("[", all.note.read(), "]");
                const OwnedTask<> again = asyncio::create_task(all.supervisor.run());
                co_await asyncio::sleep(5);
                say(all.wdt.has_barked(), all.note.read());
              }),
              "[  ] 0 the loop ok");
  }
}

/// Days by chance: it barks if and only if somebody stood still for longer than its limit, and the
/// note names the one.
TEST(Supervisor, DaysOfAnyWorkAndStallsNameTheOneThatStood) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    EXPECT_EQ(played([seed]() -> Coro<> {
                asyncio::testing::Chance chance(seed);
                const char* const names[] = {"pump", "valve", "radio"};
                const auto work = [&chance](Supervised& of, const char* name,
                                            std::uint64_t stalls_at) -> Coro<> {
                  Watched watched(of.supervisor, name, 500);
                  while (now_ms() < stalls_at) {
                    co_await asyncio::sleep_ms(static_cast<int>(chance.between(1, 400)));
                    watched.progress();
                  }
                  co_await asyncio::sleep(asyncio::never);
                };
                Supervised all;
                const auto which = chance.between(0, 2);
                const std::uint64_t end = chance.between(1, 3'600'000);
                OwnedTask<> tasks[3];
                for (unsigned n = 0; n != 3; ++n) {
                  tasks[n] =
                      asyncio::create_task(work, std::ref(all), names[n], n == which ? end : ~0ull);
                }
                co_await all.supervisor.run();
                EXPECT_LE(end, now_ms());
                EXPECT_LE(now_ms(), end + 400 + 500 + 300) << "and a period of the supervisor";
                EXPECT_STREQ(all.note.read(), names[which]);
                EXPECT_FALSE(all.wdt.has_barked()) << "there is time for a report";
              }),
              "ok");
  }
}

TEST(Supervisor, NamesWhoStoodStillFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Supervised all;
              const OwnedTask<> one = asyncio::create_task(work_and_hang(all, "one", 200));
              const OwnedTask<> two = asyncio::create_task(work_and_hang(all, "two", 4));
              const OwnedTask<> three = asyncio::create_task(work_and_hang(all, "three", 5));
              co_await all.supervisor.run();
              say(now_ms(), all.supervisor.stalled());
              co_await asyncio::sleep_ms(5'000);
            }),
            "1200 two barks at 1900 because of two ok");
}

TEST(Supervisor, NamesTheLoopThatNeverComesBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              Supervised all;
              const OwnedTask<> run = asyncio::create_task(all.supervisor.run());
              co_await asyncio::sleep_ms(50);
              sim()->at(1'000'000, [&] { say(all.note.read()); });
              sim()->work_ms(2'000);
            }),
            "the loop ok");
}

TEST(Supervisor, NamesTheTaskThatNeverGivesATurn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Supervised all;
              asyncio::Loop& loop = *asyncio::get_running_loop();
              const OwnedTask<> run = asyncio::create_task(all.supervisor.run());
              auto spin = []() -> Coro<> {
                co_await asyncio::sleep_ms(600);
                sim()->work_ms(2'000);
              };
              auto spinning = asyncio::create_task(spin(), {.name = "spinner"});
              sim()->at(500'000, [&] {
                all.supervisor.note_turn(loop);
                say(all.note.read());
              });
              sim()->at(1'900'000, [&] {
                all.supervisor.note_turn(loop);
                say(all.note.read());
              });
              co_await spinning;
            }),
            "the loop spinner ok");
}

TEST(Supervisor, ForgetsWhatIsGone) {
  EXPECT_EQ(played([]() -> Coro<> {
              Supervised all;
              const OwnedTask<> run = asyncio::create_task(all.supervisor.run());
              std::optional<Watched> first(std::in_place, all.supervisor, "first", 500);
              std::optional<Watched> second(std::in_place, all.supervisor, "second", 500);
              first.reset();
              second.reset();
              co_await asyncio::sleep_ms(3'000);
              say(all.wdt.has_barked());
            }),
            "0 ok");
}

TEST(StallNote, IsNoneInMemoryOfAnyContent) {
  StallNote note;
  for (int filling = 0; filling != 256; ++filling) {
    std::memset(static_cast<void*>(&note), filling, sizeof note);
    EXPECT_STREQ(note.read(), "");
  }
}

TEST(StallNote, OneWrongBitMakesItNone) {
  StallNote note{};
  note.write("pump");
  EXPECT_STREQ(note.read(), "pump");
  auto* const bytes = reinterpret_cast<unsigned char*>(&note);
  for (std::size_t bit = 0; bit != sizeof note * 8; ++bit) {
    bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ 1u << bit % 8);
    EXPECT_STREQ(note.read(), "") << bit;
    bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ 1u << bit % 8);
  }
  EXPECT_STREQ(note.read(), "pump");
}

TEST(StallNote, CutsALongName) {
  StallNote note{};
  note.write("a name of more than 23 characters");
  EXPECT_STREQ(note.read(), "a name of more than 23 ");
  note.clear();
  EXPECT_STREQ(note.read(), "");
}

}  // namespace
