# SPDX-License-Identifier: MIT
"""tools/tidy holds docs/design/architecture.md and the pages beside it against the code: on a small
tree that is right, and with one thing changed at a time."""
# QUICK

import unittest

from tidy_case import TidyCase, tidy

PAGE = "docs/design/architecture.md"
RECORD_PAGE = "docs/design/record.md"
WALKS_PAGE = "docs/design/walks.md"
RECORD = "include/uasyncio/kernel/task_header.hpp"
SCHEDULER = "include/uasyncio/kernel/scheduler.hpp"

TREE = {
    PAGE: """```map
kernel: what runs
  scheduler        Scheduler turn: which task
  task_header      State NodeLinks Node TimerNode TaskHeader
```
```states
  ready                --turn---------> running
  running              --wait_in------> listed, awaiting
  listed, awaiting     --make_ready---> ready
```
""",
    RECORD_PAGE: """```record
| next                          |  4   8   x
| state                         |  1   1   x
| deadline / failure            |  8   8   x
| leaf                          |  4   8   x
```
""",
    WALKS_PAGE: """## A wait: 1 files

1. `kernel/scheduler.hpp`: `wait_in()` waits.
""",
    RECORD: """// What it is for.
#pragma once
enum class State : std::uint8_t { ready, listed, awaiting, running, not_a_task };
struct NodeLinks {
  Node* next;
};
struct Node : NodeLinks {
  State state;
};
struct TimerNode : Node {
  union {
    Instant deadline;
    Failure failure;
  };
};
struct TaskHeader : TimerNode {
  Frame* leaf;  // what runs
  bool done() const noexcept { return true; }
};
""",
    SCHEDULER: """// What it is for.
#pragma once
class Scheduler {
  void turn(Task* task) noexcept {
    if (task->flags == 0) {
      task->state = State::running;
    }
  }
  void wait_in(State how) noexcept {
    UASYNCIO_ASSERT(task->state == State::running, task->state);
    UASYNCIO_ASSERT(how >= State::listed && how <= State::awaiting, how);
    task->state = how;
  }
  void make_ready(Task* task) noexcept { task->state = State::ready; }
};
""",
}


def changed(path: str, old: str, new: str) -> list[str]:
    assert old in TREE[path]
    return tidy(TREE | {path: TREE[path].replace(old, new)})


class ArchitectureTest(TidyCase):
    def test_what_is_right_is_clean(self) -> None:
        self.assertEqual(tidy(TREE), [])

    def test_a_file_on_the_map_that_there_is_not(self) -> None:
        findings = changed(PAGE, "  scheduler  ", "  schedule  ")
        self.assertIn(PAGE + ":3: there is no kernel/schedule", findings)
        self.assertTrue(findings[-1].startswith(SCHEDULER + ":1: is not on the map"), findings)

    def test_a_name_on_the_map_that_is_not_in_its_file(self) -> None:
        self.assert_one(changed(PAGE, "State NodeLinks", "State turn NodeLinks"),
                        PAGE + ":4", "kernel/task_header: there is no turn")

    def test_a_file_of_the_kernel_that_is_not_on_the_map(self) -> None:
        frames = {"include/uasyncio/kernel/frame.hpp": "// Frames.\n#pragma once\n"}
        self.assert_one(tidy(TREE | frames),
                        "include/uasyncio/kernel/frame.hpp:1", "is not on the map")

    def test_a_type_of_the_kernel_that_is_neither_on_the_map_nor_named_as_its_file(self) -> None:
        findings = changed(RECORD, "struct NodeLinks {", "struct Odd {\n};\nstruct NodeLinks {")
        self.assert_one(findings, RECORD + ":1", "Odd has another name than its file")

    def test_a_page_that_is_too_long(self) -> None:
        findings = tidy(TREE | {PAGE: TREE[PAGE] + "A line.\n" * 120})
        self.assert_one(findings, PAGE + ":120", "more than two screens")

    def test_a_page_that_is_gone(self) -> None:
        self.assert_one(tidy({path: text for path, text in TREE.items() if path != WALKS_PAGE}),
                        WALKS_PAGE + ":1", "there is no such page")

    def test_a_state_that_is_set_and_not_drawn(self) -> None:
        self.assert_one(changed(PAGE, "> listed, awaiting", "> listed"),
                        SCHEDULER + ":12", "Scheduler::wait_in makes a task 'awaiting'")

    def test_a_state_that_is_drawn_and_not_set(self) -> None:
        self.assert_one(changed(PAGE, "> listed, awaiting", "> listed, awaiting, ready"),
                        PAGE + ":8", "no wait_in sets the state 'ready'")

    def test_a_state_that_could_be_any(self) -> None:
        findings = changed(SCHEDULER, " && how <= State::awaiting, how", ", how")
        self.assertTrue(findings[-1].startswith(SCHEDULER + ":12: which states can 'how' be?"),
                        findings)

    def test_a_state_before_that_an_assertion_forbids(self) -> None:
        findings = changed(PAGE, "  running              --wait_in", "  running, ready  --wait_in")
        self.assertTrue(findings)
        self.assertIn("wait_in asserts that the task was running", findings[0])

    def test_a_state_that_there_is_not(self) -> None:
        self.assert_one(changed(PAGE, "  ready                --turn", "  redy  --turn"),
                        PAGE + ":7", "'redy' is no State")

    def test_a_line_that_is_no_arrow(self) -> None:
        self.assert_one(changed(PAGE, "```states\n", "```states\n  ready -> running\n"),
                        PAGE + ":7", "no arrow")

    def test_a_field_of_another_size(self) -> None:
        self.assert_one(changed(RECORD_PAGE, "|  4   8   x\n```", "|  8   8   x\n```"),
                        RECORD_PAGE + ":5", "leaf (4 and 8 bytes)")

    def test_fields_in_another_order(self) -> None:
        findings = changed(RECORD, "  Node* next;\n", "  Node* previous;\n  Node* next;\n")
        self.assertIn("the record has here: previous (4 and 8 bytes)", findings[1])
        self.assertIn("the record has 5 fields, drawn are 4", findings[0])

    def test_a_walk_through_a_file_that_there_is_not(self) -> None:
        self.assert_one(changed(WALKS_PAGE, "`kernel/scheduler.hpp`",
                                "`kernel/schedule.hpp`"),
                        WALKS_PAGE + ":3", "there is no include/uasyncio/kernel/schedule.hpp")

    def test_a_walk_through_a_function_that_there_is_not(self) -> None:
        self.assert_one(changed(WALKS_PAGE, "`wait_in()`", "`wait()`"),
                        WALKS_PAGE + ":3", "has no function wait")

    def test_a_walk_through_a_function_that_is_only_called_there(self) -> None:
        self.assert_one(changed(WALKS_PAGE, "`wait_in()`", "`UASYNCIO_ASSERT()`"),
                        WALKS_PAGE + ":3", "has no function UASYNCIO_ASSERT")

    def test_a_walk_that_counts_wrong(self) -> None:
        self.assert_one(changed(WALKS_PAGE, "A wait: 1 files", "A wait: 2 files"),
                        WALKS_PAGE + ":1", "'A wait' goes through 1 files")


if __name__ == "__main__":
    unittest.main()
