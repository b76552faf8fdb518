# SPDX-License-Identifier: MIT
"""tools/tidy compares the names that programs see with docs/reference/names.txt."""
# QUICK

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tidy_case import TIDY, TidyCase, tidy

LIST = "docs/reference/names.txt"
HEADER = "include/uasyncio/drivers/bell.hpp"
TEST = {"tests/unit/drivers/bell_test.cpp": ""}
TEXT = """#pragma once
namespace uasyncio {
namespace detail {
struct Hidden {
  /// Hides. From anywhere.
  void hide();
};
}
using Name = int;
inline constexpr int most = 3;
enum class Tone : char { low, high };
template <class T>
concept Rope = requires(T rope) { rope.pull(); };
class Bell final : public detail::Hidden {
 public:
  Bell();
  ~Bell();
  /// Rings. From anywhere.
  Bell& ring() noexcept { return *this; }
#if 1
  /// Its name. From anywhere.
  const char* name() const;
#endif
 private:
  void swing();
};
/// Rings it. From anywhere.
void ring_all(Bell& bell);
}
"""
NAMES = f"""What programs can name.

{HEADER.removeprefix("include/uasyncio/")}
  Bell: name ring
  Name
  Rope
  Tone
  most
  ring_all
"""


class NamesTest(TidyCase):
    def test_the_names_of_a_header(self) -> None:
        self.assertEqual(tidy({HEADER: TEXT, LIST: NAMES} | TEST), [])

    def test_a_new_name_is_a_decision(self) -> None:
        self.assert_one(tidy({HEADER: TEXT, LIST: NAMES.replace("  most\n", "")} | TEST),
                        HEADER + ":10", "'most' is a new name for users")
        self.assert_one(tidy({HEADER: TEXT, LIST: NAMES.replace(" ring\n", "\n")} | TEST),
                        HEADER + ":19", "'Bell::ring' is a new name for users")

    def test_a_name_that_goes_breaks_programs(self) -> None:
        names = NAMES.replace("  most", "  more\n  most")
        self.assert_one(tidy({HEADER: TEXT, LIST: names} | TEST),
                        LIST + ":8", "drivers/bell.hpp has no 'more' any more")

    def test_the_kernel_is_not_offered(self) -> None:
        text = TEXT.replace("public detail::Hidden", "public kernel::Hidden")
        self.assert_one(tidy({HEADER: text, LIST: NAMES} | TEST),
                        HEADER + ":14", "what is in the kernel is no word for users of Bell")

    def test_the_list_is_printed(self) -> None:
        with tempfile.TemporaryDirectory() as root:
            path = Path(root) / HEADER
            path.parent.mkdir(parents=True)
            path.write_text(TEXT)
            printed = subprocess.run([sys.executable, TIDY, "--root", root, "--names"],
                                     capture_output=True, text=True, check=True).stdout
        self.assertEqual(printed.splitlines()[3:], NAMES.splitlines()[2:])


if __name__ == "__main__":
    unittest.main()
