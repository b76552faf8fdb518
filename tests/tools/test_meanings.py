# SPDX-License-Identifier: MIT
"""tools/tidy: one word for one idea, and one type for the argument "how long"."""
# QUICK

import unittest

from tidy_case import TidyCase, tidy


class MeaningsTest(TidyCase):
    def test_a_word_means_one_thing(self) -> None:
        for word, here, there in (("deliver", "kernel/scheduler", "sync/event"),
                                  ("release", "sync/lock", "kernel/frame"),
                                  ("run", "core/run", "kernel/signal"),
                                  ("settle", "testing/wire", "power/depth")):
            for name, findings in ((here, 0), (there, 1)):
                text = f"// Why.\n#include \"uasyncio/{name}.hpp\"\nvoid {word}() {{}}\n"
                tree = {f"include/uasyncio/{name}.hpp": "// Why.\n#pragma once\n",
                        f"src/{name}.cpp": text, f"tests/unit/{name}_test.cpp": ""}
                found = tidy(tree)
                self.assertEqual(len(found), findings, found)
                self.assertTrue(all(f"'{word}' means one thing" in each for each in found), found)

    def test_what_waits_takes_a_length(self) -> None:
        def declared(argument: str) -> list[str]:
            return tidy({"include/uasyncio/core/rest.hpp": f"""#pragma once
namespace uasyncio {{
/// Suspends. A cancel leaves no trace; it does not fail. From a task.
[[nodiscard("co_await it: without that nobody rests")]]
Sleep rest({argument});
/// What is awaited.
class [[nodiscard("co_await it: without that nobody rests")]] Sleep {{
 public:
  void await_resume();
}};
}}
""", "tests/compile_fail/forgotten_co_await.cpp": "  rest(1);  // WARNS: rest\n"})
        for argument in ("int milliseconds", "Task task, std::uint32_t limit_ms = 5",
                         "double seconds"):
            self.assert_one(declared(argument), "include/uasyncio/core/rest.hpp:4",
                            "take a Length")
        for argument in ("Milliseconds limit", "Length limit = 1", "int count"):
            self.assertEqual(declared(argument), [], argument)


if __name__ == "__main__":
    unittest.main()
