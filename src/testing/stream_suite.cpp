// SPDX-License-Identifier: MIT
// The list of all that a stream must keep to, each sentence with what it needs of the device. The
// checks are in other files, by what they are about; they say what failed and use no test
// framework.
#include "uasyncio/testing/stream_suite.hpp"

namespace uasyncio::testing {
namespace checks {

// stream_reading.cpp
Coro<> bytes_come_in_order(StreamEnds& ends);
Coro<> lines_come_whole(StreamEnds& ends);
Coro<> exactly_and_transfers(StreamEnds& ends);
Coro<> long_lines_lose_nothing(StreamEnds& ends);
Coro<> one_reader_at_a_time(StreamEnds& ends);
Coro<> the_end_stays(StreamEnds& ends);

// stream_cancelling.cpp
Coro<> cancelled_reads(StreamEnds& ends);
Coro<> cancelled_transfers(StreamEnds& ends);
Coro<> cancelled_skips(StreamEnds& ends);
Coro<> cancelled_readers_beside_a_writer(StreamEnds& ends);
Coro<> cancelled_writes(StreamEnds& ends);
Coro<> cancelled_waits(StreamEnds& ends);

// stream_writing.cpp
Coro<> writers_take_turns(StreamEnds& ends);
Coro<> pieces_go_out_in_a_row(StreamEnds& ends);
Coro<> a_clogged_stream_says_so(StreamEnds& ends);
Coro<> both_ways_at_once(StreamEnds& ends);

// stream_ending.cpp
Coro<> half_close_then_an_answer(StreamEnds& ends);
Coro<> close_sends_what_is_queued(StreamEnds& ends);
Coro<> close_wakes_everybody(StreamEnds& ends);
Coro<> close_wakes_the_reader(StreamEnds& ends);
Coro<> abort_wakes_everybody(StreamEnds& ends);
Coro<> the_peer_is_gone(StreamEnds& ends);
Coro<> a_close_has_a_limit(StreamEnds& ends);

}  // namespace checks

namespace {

constexpr StreamTraits nothing{false, false, false};
constexpr StreamTraits both_ways{true, false, false};
constexpr StreamTraits half_close{false, true, false};
constexpr StreamTraits conversation{true, true, false};
constexpr StreamTraits losses{false, false, true};

constexpr StreamCheck all[] = {
    {"bytes come in order", &checks::bytes_come_in_order, nothing},
    {"lines come whole", &checks::lines_come_whole, nothing},
    {"exactly, and transfers", &checks::exactly_and_transfers, nothing},
    {"long lines lose nothing", &checks::long_lines_lose_nothing, nothing},
    {"one reader at a time", &checks::one_reader_at_a_time, nothing},
    {"the end stays", &checks::the_end_stays, half_close},
    {"cancelled reads", &checks::cancelled_reads, nothing},
    {"cancelled transfers", &checks::cancelled_transfers, nothing},
    {"cancelled skips", &checks::cancelled_skips, nothing},
    {"cancelled readers beside a writer", &checks::cancelled_readers_beside_a_writer, both_ways},
    {"cancelled writes", &checks::cancelled_writes, nothing},
    {"cancelled waits", &checks::cancelled_waits, half_close},
    {"writers take turns", &checks::writers_take_turns, nothing},
    {"pieces go out in a row", &checks::pieces_go_out_in_a_row, nothing},
    {"a clogged stream says so", &checks::a_clogged_stream_says_so, nothing},
    {"both ways at once", &checks::both_ways_at_once, both_ways},
    {"half close, then an answer", &checks::half_close_then_an_answer, conversation},
    {"close sends what is queued", &checks::close_sends_what_is_queued, half_close},
    {"close wakes everybody", &checks::close_wakes_everybody, nothing},
    {"close wakes the reader", &checks::close_wakes_the_reader, both_ways},
    {"abort wakes everybody", &checks::abort_wakes_everybody, nothing},
    {"the peer is gone", &checks::the_peer_is_gone, losses},
    {"a close has a limit", &checks::a_close_has_a_limit, nothing},
};

}  // namespace

std::span<const StreamCheck> stream_checks() noexcept { return all; }

}  // namespace uasyncio::testing
