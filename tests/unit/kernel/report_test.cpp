// SPDX-License-Identifier: MIT
// The library's own reports.
#include "uasyncio/kernel/report.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::kernel::InMilliseconds;
using asyncio::kernel::Report;

namespace {

TEST(Report, IsALineOnTheDiagnosticOutput) {
  asyncio::SimPort port;
  Report() << "pin " << 5 << " is " << true << '\n';
  Report(Report::Continuation()) << "  and so on\n";
  EXPECT_EQ(port.transcript(), "uasyncio: pin 5 is True\n  and so on\n");
}

TEST(Report, SaysALengthInWholeMilliseconds) {
  asyncio::SimPort port;
  Report(Report::Continuation()) << InMilliseconds{uasyncio::from_microseconds(20'999)} << ", "
                                 << InMilliseconds{uasyncio::from_microseconds(999)};
  EXPECT_EQ(port.transcript(), "20 ms, 0 ms");
}

}  // namespace
