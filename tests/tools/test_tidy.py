# SPDX-License-Identifier: MIT
"""tools/tidy on small trees: each rule finds its offence, and a good tree is clean."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tidy_case import TIDY, TidyCase, tidy


CODE = {"examples/x.cpp": "int a;\n"}


def awaiting(expression: str) -> list[str]:
    return tidy({"examples/x.cpp": f"Coro<> f() {{\n  {expression}\n}}\n"})


class TidyTest(TidyCase):
    def test_a_good_tree_is_clean(self) -> None:
        self.assertEqual(tidy({
            "include/uasyncio/core/loop.hpp":
                "// throw, try: in a comment.\n#pragma once\n#include <cstdint>\n"
                '#include "uasyncio/kernel/list.hpp"\nconst char* text = "try";\n',
            "include/uasyncio/kernel/list.hpp": "// Why.\n#pragma once\n",
            "src/core/loop.cpp": '// Why.\n#include "uasyncio/core/loop.hpp"\n',
            "tests/unit/core/loop_test.cpp": '#include "ports/sim/port.hpp"\n',
            "build/generated.hpp": "x" * 200,
        }), [])

    def test_each_file_names_the_licence_of_the_tree(self) -> None:
        good = {"LICENSE": "", "examples/a.cpp": "// SPDX-License-Identifier: MIT\nint a;\n",
                "run": "#!/bin/sh\n# SPDX-License-Identifier: MIT\n",
                "src/core/loop.cpp": "// SPDX-License-Identifier: MIT\n// Of core/tasks.hpp: why.\n"
                                     '#include "uasyncio/core/tasks.hpp"\n'}
        self.assertEqual(tidy(good), [])
        for bad in ({"examples/a.cpp": "int a;\n"}, {"run": "#!/bin/sh\n"}):
            self.assert_one(tidy(good | bad), f"{next(iter(bad))}:1", "SPDX-License-Identifier")

    def test_the_command_writes_the_line_of_the_licence(self) -> None:
        with tempfile.TemporaryDirectory() as root:
            for name, text in (("LICENSE", ""), ("a.cpp", "int a;\n"),
                               ("b.py", "#!python\nb = 1\n")):
                (Path(root) / name).write_text(text)
            for _ in range(2):  # the second time there is nothing to write
                subprocess.run([sys.executable, TIDY, "--root", root, "--license"], check=True,
                               capture_output=True)
            self.assertEqual((Path(root) / "a.cpp").read_text(),
                             "// SPDX-License-Identifier: MIT\nint a;\n")
            self.assertEqual((Path(root) / "b.py").read_text(),
                             "#!python\n# SPDX-License-Identifier: MIT\nb = 1\n")

    def test_the_command_prints_what_it_finds_and_ends_with_status_1(self) -> None:
        with tempfile.TemporaryDirectory() as root:
            for text, said, status in (("int a; \n", "a.cpp:1: blanks at the end", 1),
                                       ("int a;\n", "", 0)):
                (Path(root) / "a.cpp").write_text(text)
                result = subprocess.run([sys.executable, TIDY, "--root", root], text=True,
                                        capture_output=True, check=False)
                self.assertTrue(result.stdout.startswith(said), result.stdout)
                self.assertEqual(result.returncode, status)

    def test_a_layer_includes_only_what_is_below_it(self) -> None:
        self.assert_one(tidy({"include/uasyncio/core/a.hpp":
                              '#pragma once\n#include "uasyncio/sync/event.hpp"\n'}),
                        "include/uasyncio/core/a.hpp:2", "core must not include sync/event")

    def test_headers_do_not_include_each_other(self) -> None:
        def header(other: str) -> str:
            return f'#pragma once\n#include "uasyncio/port/{other}.hpp"\n'

        self.assert_one(tidy({"include/uasyncio/port/a.hpp": header("b"),
                              "include/uasyncio/port/b.hpp": header("c"),
                              "include/uasyncio/port/c.hpp": header("a")}),
                        "include/uasyncio/port/c.hpp:2", "a.hpp includes this file")

    def test_machine_sees_time_and_error_only(self) -> None:
        header = '#pragma once\n#include "uasyncio/port/time.hpp"\n'
        self.assertEqual(tidy({"include/uasyncio/machine/pin.hpp": header}), [])
        header += '#include "uasyncio/core/loop.hpp"\n'
        self.assert_one(tidy({"include/uasyncio/machine/pin.hpp": header}),
                        "include/uasyncio/machine/pin.hpp:3", "machine must not include core/loop")

    def test_machine_sees_no_port_and_no_words(self) -> None:
        for name in ("port/port", "threadsafe/thread_safe_flag"):
            header = f'#pragma once\n#include "uasyncio/{name}.hpp"\n'
            self.assert_one(tidy({"include/uasyncio/machine/pin.hpp": header}),
                            "include/uasyncio/machine/pin.hpp:2", f"must not include {name}")

    def test_diagnostics_do_not_switch_inside_of_functions(self) -> None:
        switch = "#if UASYNCIO_DIAGNOSTICS\n  say();\n#endif\n"
        path = "src/core/a.hpp"
        for body in (f"void f() noexcept {{\n{switch}}}\n",
                     f"struct A {{\n  explicit A(int b)\n      : b_{{b}} {{\n{switch}  }}\n}};\n",
                     f"void f() {{\n  if (a) {{\n{switch}  }}\n}}\n".replace("#if", "#  elif")):
            found = tidy({path: f"#pragma once\n{body}"})
            self.assertIn("a switch in the body of a function", "\n".join(found))
        for around in (f"namespace a {{\n{switch}}}\n", switch,
                       f"struct A : B<(1)> {{\n{switch}}};\n",
                       f"void f() {{\n{switch}}}\n".replace("DIAGNOSTICS", "EXCEPTIONS")):
            self.assertNotIn("a switch", "\n".join(tidy({path: f"#pragma once\n{around}"})))

    def test_drivers_see_no_kernel(self) -> None:
        header = '#pragma once\n#include "uasyncio/kernel/scheduler.hpp"\n'
        test = {"tests/unit/drivers/switch_test.cpp": ""}
        self.assert_one(tidy({"include/uasyncio/drivers/switch.hpp": header} | test),
                        "include/uasyncio/drivers/switch.hpp:2", "drivers must not include kernel/")

    def test_power_sees_the_port_only(self) -> None:
        test = {"tests/unit/power/doze_test.cpp": ""}
        path = "include/uasyncio/power/doze.hpp"
        header = '#pragma once\n#include "uasyncio/{}.hpp"\n'
        self.assertEqual(tidy({path: header.format("port/time")} | test), [])
        for name in ("kernel/scheduler", "core/loop", "machine/wdt"):
            self.assert_one(tidy({path: header.format(name)} | test),
                            path + ":2", "power must not include " + name)

    def test_rooms_of_one_floor_do_not_see_each_other(self) -> None:
        header = '#pragma once\n#include "uasyncio/threadsafe/thread_safe_flag.hpp"\n'
        test = {"tests/unit/structured/wait_test.cpp": ""}
        self.assert_one(tidy({"include/uasyncio/structured/wait.hpp": header} | test),
                        "include/uasyncio/structured/wait.hpp:2", "structured must not include")

    def test_the_library_names_no_port(self) -> None:
        self.assert_one(tidy({"src/core/a.cpp": '// Of core/b.hpp: a.\n'
                              '#include "uasyncio/core/b.hpp"\n#include "ports/unix/port.hpp"\n'}),
                        "src/core/a.cpp:3", "names no port")

    def test_an_unknown_layer(self) -> None:
        self.assert_one(tidy({"include/uasyncio/misc/a.hpp": "#pragma once\n",
                              "tests/unit/misc/a_test.cpp": ""}),
                        "include/uasyncio/misc/a.hpp:1", "'misc' is no layer")

    def test_the_umbrella_is_for_users(self) -> None:
        self.assert_one(tidy({"include/uasyncio/core/a.hpp":
                              "#pragma once\n#include <uasyncio.hpp>\n"}),
                        "include/uasyncio/core/a.hpp:2", "umbrella")
        self.assert_one(tidy({"include/uasyncio/testing/a.hpp":
                              "#pragma once\n#include <uasyncio/compat.hpp>\n"}),
                        "include/uasyncio/testing/a.hpp:2", "umbrella")

    def test_src_mirrors_include(self) -> None:
        tree = {"include/uasyncio/core/a.hpp": "#pragma once\n", "tests/unit/core/a_test.cpp": "",
                "src/core/a.cpp": '// Why.\n#include "uasyncio/core/b.hpp"\n'}
        self.assert_one(tidy(tree), "src/core/a.cpp:1", "the first include is uasyncio/core/a.hpp")

    def test_a_source_without_a_header_says_whose_it_is(self) -> None:
        b = '#include "uasyncio/core/b.hpp"\n'
        self.assertEqual(tidy({"src/core/a.cpp": f"// Of core/b.hpp: its end.\n{b}"}), [])
        for first in ("// The end of b.\n", "// Of kernel/b.hpp: its end.\n"):
            self.assert_one(tidy({"src/core/a.cpp": first + b}), "src/core/a.cpp:1",
                            "the first line says whose source it is")
        self.assert_one(tidy({"src/core/a.cpp": f"// Of core/c.hpp: its end.\n{b}"}),
                        "src/core/a.cpp:1", "the first include is uasyncio/core/c.hpp")

    def test_a_header_with_a_source_has_a_test(self) -> None:
        tree = {"include/uasyncio/core/a.hpp": "#pragma once\n",
                "src/core/a.cpp": '// Why.\n#include "uasyncio/core/a.hpp"\n'}
        self.assert_one(tidy(tree), "include/uasyncio/core/a.hpp:1", "core/a_test.cpp")

    def test_every_primitive_has_a_test(self) -> None:
        self.assert_one(tidy({"include/uasyncio/sync/a.hpp": "#pragma once\n"}),
                        "include/uasyncio/sync/a.hpp:1", "has no test")

    def test_sizes(self) -> None:
        self.assert_one(tidy({"run": "x" * 101 + "\n"}), "run:1", "101 columns")
        self.assert_one(tidy({"tools/a.py": "x\n" * 501}), "tools/a.py:501", "501 lines")
        self.assertEqual(tidy({"tools/a.py": "x\n" * 500, "run": "x" * 100 + "\n"}), [])

    def test_blanks_tabs_and_the_last_line(self) -> None:
        self.assert_one(tidy({"tools/a.py": "x \n"}), "tools/a.py:1", "blanks at the end")
        self.assert_one(tidy({"tools/a.py": "\tx\n"}), "tools/a.py:1", "a tab")
        self.assert_one(tidy({"tools/a.py": "x"}), "tools/a.py:1", "no line break")

    def test_a_conflict_of_a_merge_in_any_file(self) -> None:
        offences = ["<" * 7 + " HEAD", "|" * 7 + " 12ab", "=" * 7, ">" * 7 + " 12ab (a)"]
        harmless = ["=" * 8, "<" * 7, "a " + "<" * 7 + " HEAD"]
        text = "\n".join([*offences, *harmless]) + "\n"
        for name in ("README.md", "tools/a.py", "LICENSE"):
            findings = tidy({name: text, "run": ""})
            self.assertEqual([finding.partition(": ")[0] for finding in findings],
                             [f"{name}:{line}" for line in range(1, len(offences) + 1)])
            self.assertIn("a conflict of a merge", findings[0])

    def messages(self, page: str, files: dict[str, str]) -> list[str]:
        return tidy({"docs/reference/messages.md": page} | files)

    def test_each_sentence_is_explained(self) -> None:
        source = {"ports/sim/a.cpp": '// Why.\nsay("task \'", name, "\' is late by the\\n"\n'
                                     '    " clock");  // "not a sentence at all"\n'}
        self.assert_one(self.messages("", source), "ports/sim/a.cpp:2",
                        "'is late by the clock' is not in docs/reference/messages.md")
        self.assertEqual(self.messages("| `task '...' is late by\nthe clock` |\n", source), [])
        for path, text, sentence in (
                ("ports/sim/a.ld", '/* "not one sentence" */ ASSERT(0, "RAM is full")\n',
                 "RAM is full"),
                ("cmake/a.cmake", 'set(A "this and that")\nmessage(FATAL_ERROR "no such board"\n'
                                  ' " as ${B}")\n', "no such board as")):
            findings = self.messages("", {path: text, "run": ""})
            self.assertEqual(len(findings), 1, findings)
            self.assertIn(f"'{sentence}' is not in", findings[0])
        for text in ('asm volatile("mov r0, sp");', '[[nodiscard("co_await it: or not")]] int a;',
                     '#include "a b c"', 'name("two words");'):
            self.assertEqual(self.messages("", {"ports/sim/a.cpp": f"// Why.\n{text}\n"}), [], text)

    def test_what_nobody_says_is_not_explained(self) -> None:
        page = "\n| `it is late by ...` |\n| `it is early by ...` |\n"
        source = {"ports/sim/a.cpp": '// Why.\nsay("it is late by ");\n'}
        self.assert_one(self.messages(page, source), "docs/reference/messages.md:3",
                        "nothing says 'it is early by'")

    def test_pragma_once(self) -> None:
        self.assert_one(tidy({"include/uasyncio/core/a.hpp": "int x;\n"}),
                        "include/uasyncio/core/a.hpp:1", "#pragma once")

    def test_forbidden_words(self) -> None:
        for line in ("#include <iostream>", "std::function<void()> f;", "std::shared_ptr<int> p;",
                     "void f() { throw 1; }", "void f() { try { } catch (...) { } }"):
            findings = tidy({"include/uasyncio/core/a.hpp": f"#pragma once\n{line}\n"})
            self.assertTrue(findings, line)
            self.assertIn("a.hpp:2: ", findings[0])
        self.assertEqual(tidy({"tests/unit/a.cpp": "void f() { throw 1; }\n"}), [])

    def test_the_file_where_failures_are_thrown(self) -> None:
        self.assertEqual(tidy({"src/kernel/failure.cpp": "// Of kernel/b.hpp: failing.\n"
                               '#include "uasyncio/kernel/b.hpp"\nvoid f() { throw 1; }\n'}), [])

    def test_a_reason_allows_it(self) -> None:
        self.assertEqual(tidy({"include/uasyncio/core/a.hpp": "#pragma once\n"
                               "// tidy-ok: shows how not to\nvoid f() { throw 1; }\n"}), [])

    def contract(self, text: str) -> list[str]:
        """What is wrong with such a header of core, by the contracts rule."""
        named = ('class [[nodiscard("co_await it: or not")]] Wait {\n public:\n'
                 "  void await_resume() const;\n};\n")
        found = tidy({"include/uasyncio/core/a.hpp":
                      f"#pragma once\nnamespace uasyncio {{\n{named}{text}}}\n",
                      "tests/compile_fail/forgotten_co_await.cpp": "f();  // WARNS: f\n"})
        return [finding for finding in found if "does not say" in finding]

    def test_a_public_function_says_from_where_it_may_be_called(self) -> None:
        self.assert_one(self.contract("void f();\n"), "include/uasyncio/core/a.hpp:7",
                        "f does not say what it does")
        self.assert_one(self.contract("/// Does it.\nvoid f();\n"),
                        "include/uasyncio/core/a.hpp:8", "f does not say from where")
        for said in ("Fails as f says.", "At the same time."):
            self.assert_one(self.contract("/// From a task.\nvoid f();\n"
                                          f"/// {said}\nvoid g();\n"),
                            "include/uasyncio/core/a.hpp:10", "g does not say from where")
        for said in ("/// Does it. From a task.\nvoid f();\n/// The same.\nvoid g();\n",
                     "/// Does it. From\n/// plain code.\nvoid f();\nvoid f(int);\n",
                     "/// From anywhere.\nvoid f();\n/// As f, but twice.\nvoid g();\n",
                     "/// For tasks of one loop.\nclass X {\n public:\n  X();\n  ~X();\n"
                     "  /// Does it.\n  void f();\n  int size() const noexcept { return 1; }\n"
                     " private:\n  void own();\n};\nclass Wait;\n",
                     "/// From one context at a time.\nclass X {\n public:\n"
                     "  /// Does it.\n  void f();\n};\n",
                     "class X : Base {\n public:\n  void f() override;\n"
                     "  bool g() noexcept final;\n};\n",
                     "namespace detail {\nvoid f();\n}\n"):
            self.assertEqual(self.contract(said), [])

    def test_an_operator_of_a_class_with_braces_in_its_base_is_asked_too(self) -> None:
        for base in ("Base<int{3}>", "Base<int{3} * 2, int{4}>, public Other"):
            self.assert_one(
                self.contract(f"class X : {base} {{\n public:\n"
                              "  /// Does it.\n  int operator[](int) noexcept;\n};\n"),
                "include/uasyncio/core/a.hpp:10", "operator[] does not say from where")

    def test_a_begin_is_asked_unless_it_is_a_getter(self) -> None:
        self.assert_one(self.contract("/// Does it.\nvoid begin(int);\n"),
                        "include/uasyncio/core/a.hpp:8", "begin does not say from where")
        self.assertEqual(self.contract("struct X {\n"
                                       "  int* begin() const noexcept { return a_; }\n"
                                       "  int* end() const noexcept { return a_ + 1; }\n};\n"), [])

    def test_it_is_asked_of_every_folder(self) -> None:
        for folder in ("port", "kernel", "drivers/bus", "testing"):
            found = tidy({f"include/uasyncio/{folder}/a.hpp":
                          "#pragma once\nnamespace uasyncio {\nvoid f();\n}\n"})
            self.assertEqual([line for line in found if "does not say" in line], [
                f"include/uasyncio/{folder}/a.hpp:3: f does not say what it does: a /// above it"])

    def test_what_suspends_says_what_a_cancel_leaves_and_how_it_fails(self) -> None:
        word = '[[nodiscard("co_await it: or not")]]\nWait f();\n'
        self.assertEqual(len(self.contract("/// Does it. From a task.\n" + word)), 3)
        self.assertEqual(self.contract("/// Suspends. Cancelling leaves no trace. Never fails.\n"
                                       "/// From a task.\n" + word), [])

    def assertions(self, body: str, path: str = "src/kernel/a.cpp") -> list[str]:
        """What the rule of assertions says of a function with this body."""
        found = tidy({path: "// Of kernel/b.hpp: why.\n#include \"uasyncio/kernel/b.hpp\"\n"
                            f"void f() {{\n{body}\n}}\n"})
        return [finding for finding in found if "assertions" in finding]

    def test_the_kernel_asserts_what_it_relies_on(self) -> None:
        asserted = "UASYNCIO_ASSERT(f(1), 2);\n"
        four = "a();\nb();\nif (c) return;\ne();"
        self.assert_one(self.assertions(asserted + four), "src/kernel/a.cpp:3",
                        "f has more than 3 statements and 1 assertions")
        self.assertEqual(self.assertions(2 * asserted + four), [])
        for few in ("a();\nb();\nif (c) return;", asserted + "a();\nb();\ne();",
                    "a();\nb();\nfor (int i = 0; i != f(3); ++i) e();",
                    "a();\n// b(); c(); d();\nstatic_assert(e(1));\nb(\";\");"):
            self.assertEqual(self.assertions(few), [])
        self.assertEqual(self.assertions(four, "src/core/a.cpp"), [])

    def test_each_choice_of_the_preprocessor_has_its_assertions(self) -> None:
        asserted = "UASYNCIO_ASSERT(a);\nUASYNCIO_ASSERT(b);\n"
        three, four = "a(); b(); c();\n", "a(); b(); c(); d();\n"
        for bad in (f"#if A\n{asserted}{four}#else\n{four}#endif",
                    f"#if A\n{asserted}#endif\n{four}",
                    f"#if A\n#elif B\n#else\n{four}#endif"):
            self.assertEqual(len(self.assertions(bad)), 1, bad)
        for good in (f"#if A\n{three}#else\n{three}#endif", f"#if A\n{asserted}{four}#endif\na();",
                     f"{asserted}#if A\n{four}#else\n{three}#endif"):
            self.assertEqual(self.assertions(good), [], good)

    def test_the_drawn_reference_is_up_to_date(self) -> None:
        header = ("// A.\n#pragma once\nnamespace uasyncio {\n"
                  "/// Does it. From a task.\nvoid f();\n}\n")
        self.assert_one(tidy({"include/uasyncio/core/a.hpp": header,
                              "docs/reference/headers/core.md": "# core\n"}),
                        "docs/reference/headers/core.md:1", "run tools/docs/reference")

    def test_what_is_awaited_is_nodiscard(self) -> None:
        self.assert_one(tidy({"include/uasyncio/core/a.hpp": "#pragma once\nclass Wait {\n"
                              "  void await_resume() const;\n};\n"}),
                        "include/uasyncio/core/a.hpp:2", "Wait is awaited; make it [[nodiscard(")
        self.assert_one(tidy({"include/uasyncio/core/a.hpp": "#pragma once\n"
                              'struct [[nodiscard("keep it")]] Wait {\n'
                              "  int operator co_await();\n};\n"}),
                        "include/uasyncio/core/a.hpp:2", "Wait is awaited")
        self.assertEqual(tidy({"include/uasyncio/core/a.hpp": "#pragma once\n"
                               'class [[nodiscard("co_await it: or not")]] Wait {\n'
                               "  void await_resume() const;\n};\n"
                               "template <class T> class Task {\n"
                               " public: int operator co_await(); };\n"}), [])

    def test_a_word_that_gives_an_awaitable(self) -> None:
        types = ('#pragma once\nclass [[nodiscard("co_await it: or not")]] Wait {\n'
                 "  void await_resume() const;\n};\n")
        test = {"tests/compile_fail/forgotten_co_await.cpp":
                "  f();  // WARNS: f\n  x.f();  // WARNS: X::f\n"}
        for line in ("inline Wait f() noexcept { return {}; }",
                     "template <class T>\n  requires std::integral<T> || (sizeof(T) > 1)\n"
                     "detail::Wait<T> f(T t) { return {}; }",
                     "template <class T> auto f(T t) noexcept { return Wait(); }",
                     "class X {\n public:\n  Wait f();\n private:\n  Wait own();\n};"):
            self.assert_one(tidy({"include/uasyncio/core/a.hpp": types + line + "\n"} | test),
                            "include/uasyncio/core/a.hpp:" + ("7" if "class X" in line else "5"),
                            "gives what must be awaited")
        told = types + '[[nodiscard("co_await it: " "or not")]]\nWait f();\n'
        self.assertEqual(tidy({"include/uasyncio/core/a.hpp": told} | test), [])
        self.assert_one(tidy({"include/uasyncio/core/a.hpp": told}),
                        "include/uasyncio/core/a.hpp:5", "no test forgets to co_await f;")
        for line in ("Task<T> create_task(T t);", "int g();", "namespace detail { Wait g(); }",
                     "auto create_task(int) { return 1; }", "using F = Wait();",
                     "class Y {\n  Wait own();\n};"):
            self.assertEqual(tidy({"include/uasyncio/core/a.hpp": types + line + "\n"}), [], line)

    def test_a_lock_that_is_let_go_at_once(self) -> None:
        self.assert_one(awaiting("co_await asyncio::with(lock);"), "examples/x.cpp:2",
                        "auto held = co_await with(lock)")
        for expression in ("auto held = co_await asyncio::with(lock);",
                           "co_await asyncio::with(lock, f);", "co_await with(a, b(c));"):
            self.assertEqual(awaiting(expression), [], expression)

    def test_a_value_that_is_never_returned(self) -> None:
        def body(text: str) -> list[str]:
            return tidy({"examples/x.cpp": f"\nasyncio::Coro<int> f(int n) {{\n{text}\n}}\n"})
        for text in ("co_await g();", "if (n > 1) co_return 1;", "while (n > 1) co_return 1;",
                     "if (n > 1) { co_return 1; } else { co_await g(); }",
                     "while (true) { co_await g(); break; }",
                     "auto h = []() -> Coro<int> { co_return 1; };\nco_await h();",
                     "co_return 1; co_await g();"):
            self.assert_one(body(text), "examples/x.cpp:2", "add co_return")
        for text in ("co_return 1;", "if (n > 1) co_return 1;\nelse co_return 2;",
                     "if (n > 1) {\n co_return 1;\n} else if (n > 0) co_return 2;\n"
                     "else { co_return 3; }",
                     "for (;;) { if (co_await g()) co_return 1; }", "while (true) co_await g();",
                     "co_await g(); co_await asyncio::fail(asyncio::Error::value);",
                     "co_await g(); throw 1;", "return g();", "{ co_return 1; }",
                     "switch (n) {\n  case 1: co_return 1;\n  default: co_return 2;\n}",
                     "#if A\n co_await g();\n#endif\n co_return 1;",
                     "try { co_return co_await g(); } catch (...) { co_return 1; }"):
            self.assertEqual(body(text), [], text)
        self.assert_one(tidy({"examples/x.cpp": "auto f = [&](int n) mutable -> Coro<int> {\n"
                              "  co_await g();\n};\n"}), "examples/x.cpp:1", "add co_return")
        for text in ("Coro<> f() { co_await g(); }", "Coro<void> f() { co_await g(); }",
                     "Coro<int> f();", "Coro<int> f() const { return g(); }",
                     "Coro<std::pair<int, int>> f() { co_return {1, 2}; }"):
            self.assertEqual(tidy({"examples/x.cpp": text + "\n"}), [], text)

    def test_a_local_of_a_coroutine_that_is_aligned_more_than_its_frame(self) -> None:
        for text in ("asyncio::Coro<> f() {\n  alignas(64) char b[64];\n  co_await g(b);\n}\n",
                     "AsyncGenerator<int> f() {\n alignas(Line) char b[64];\n co_yield 1;\n}\n",
                     "auto f = [](int n) -> Coro<int> {\n"
                     "  if (n) { alignas(sizeof(int) * 8) int b[8]; }\n  co_return 1;\n};\n"):
            self.assert_one(tidy({"examples/x.cpp": text}), "examples/x.cpp:2", "misaligns")
        for text in ("Coro<> f() {\n  alignas(64) static char b[64];\n  co_await g(b);\n}\n",
                     "Coro<> f() {\n  alignas(void*) char b[64];\n  co_await g(b);\n}\n",
                     "Coro<> f() {\n  // tidy-ok: shown\n  alignas(64) int b;\n  co_await g();\n}\n",
                     "Coro<> f();\nvoid g() {\n  alignas(64) char b[64];\n}\n",
                     "Coro<> f() { return g(); }\nalignas(64) char b[64];\n"):
            self.assertEqual(tidy({"examples/x.cpp": text}), [], text)

    def test_an_await_in_the_braces_of_an_array_or_aggregate(self) -> None:
        for text in ("E list[] = {(co_await f()).error()};", "Pair pair{co_await f(), 1};"):
            self.assert_one(awaiting(text), "examples/x.cpp:2", "name it first")
        for text in ("E e = co_await f();", "while (auto x = co_await y()) { z(); }",
                     "if (a) { co_await f(); }", "print(co_await f());"):
            self.assertEqual(awaiting(text), [])

    def test_a_choice_between_awaits(self) -> None:
        for choice in ("c ? co_await f() : co_await g()", "c ? a : co_await g()",
                       "(c ? (co_await f()).text() : a).size()"):
            self.assert_one(awaiting(f"auto x = {choice};"), "examples/x.cpp:2", "an if statement")
        self.assertEqual(awaiting("auto x = c ? 1 : 2; co_await f(x);"), [])
        self.assertEqual(awaiting("auto f = c ? [] { g(co_await h()); } : k; co_await f();"), [])

    def test_co_await_of_a_conditional(self) -> None:
        self.assert_one(awaiting("co_await (c ? f() : g());"), "examples/x.cpp:2", "c ? f() : g()")
        self.assert_one(awaiting("co_await f(c ? a : std::string(b));"), "examples/x.cpp:2",
                        "name it first")
        self.assert_one(awaiting("co_await f(c ? Error(1) : a);"), "examples/x.cpp:2",
                        "name it first")
        self.assertEqual(awaiting("co_await f(c ? a : b, c ? 1 : ns::b, Wide(2));"), [])
        self.assertEqual(awaiting("int x = (co_await f()) ? 1 : 2;"), [])

    def test_co_await_as_the_condition_of_a_loop(self) -> None:
        self.assert_one(awaiting("while (co_await f()) {}"), "examples/x.cpp:2", "condition")
        self.assertEqual(awaiting("while (auto line = co_await f()) use(line);"), [])

    def test_co_await_of_a_lambda_call(self) -> None:
        self.assert_one(awaiting("co_await [x]() -> Coro<> { co_return; }();"),
                        "examples/x.cpp:2", "name the lambda first")

    def test_co_await_behind_a_logical_operator(self) -> None:
        self.assert_one(awaiting("if (a && (co_await f(), true)) g();"),
                        "examples/x.cpp:2", "use an if statement")

    def test_aggregates_inside_co_await(self) -> None:
        for expression in ("co_await f(Options{1});", "co_await f({.value = text});",
                           "co_await Aggregate{r, true};", "co_await f(a,\n    {b});"):
            self.assert_one(awaiting(expression), "examples/x.cpp:2", "name it first")
        for expression in ("co_await f(Options(1));", "co_await f(Options{});", "Options o{1};",
                           'co_await create_task(f(), {.name = "x"});',
                           "if (co_await f()) { Options{1}; }",
                           "co_await gather(a(), with(x, []() -> Coro<> { Options o{1}; }));"):
            self.assertEqual(awaiting(expression), [], expression)

    def test_nothing_refers_to_what_is_not_in_the_repository(self) -> None:
        for words in ("As the " "seed does.", "See DES" "IGN.", "Section 1.2 of " "the reference.",
                      "Sections 1.2 and 3 of " "the reference.", "See iss" "ue 12."):
            for file in ("tests/a.cpp", "docs/a.md"):
                self.assert_one(tidy(CODE | {file: f"// {words}\n"}), f"{file}:1",
                                "is not in the repository")
        self.assertEqual(tidy(CODE | {"docs/a.md": "The same seed does the same.\n"}), [])

    def test_a_version_is_one_of_something(self) -> None:
        said = "As in V" "2.\n"
        self.assert_one(tidy(CODE | {"docs/a.md": f"# A\n{said}"}), "docs/a.md:2", "V2' of what?")
        self.assertEqual(tidy(CODE | {"docs/a.md": f"# micropython-async\n{said}"}), [])

    def test_a_source_of_the_library_says_what_it_is_for(self) -> None:
        tree = {"include/uasyncio/sync/a.hpp": "#pragma once\n",
                "ports/sim/a.hpp": "#pragma once\n", "tests/unit/sync/a_test.cpp": ""}
        for header, source in (("uasyncio/sync/a.hpp", "src/sync/a.cpp"),
                               ("ports/sim/a.hpp", "ports/sim/a.cpp")):
            text = f'#include "{header}"\n\nnamespace a {{\n// b\n}}\n'
            self.assert_one(tidy(tree | {source: text}), f"{source}:1", "open with a comment")
            self.assertEqual(tidy(tree | {source: f"// Why.\n{text}"}), [])
        self.assertEqual(tidy({"tests/a.cpp": "int a;\n"}), [])
        self.assert_one(tidy({"include/uasyncio/kernel/a.hpp": "#pragma once\n"}),
                        "include/uasyncio/kernel/a.hpp:1", "open with a comment")


if __name__ == "__main__":
    unittest.main()
