# SPDX-License-Identifier: MIT
"""For gdb: `source tools/tasks_gdb.py`, then `asyncio-tasks` lists the tasks of a stopped chip,
what they wait for and since when. The program needs debug information (-g). On Linux: Loop::dump().

Nothing of the program is run: it reads memory only, so that it also works after a fault.
"""

import gdb

KERNEL = "uasyncio::kernel"
WAITS = {"ready": "ready", "running": "running", "sleeping": "sleeping until {deadline}",
         "sleeping_low": "sleeping at low priority until {deadline}",
         "listed": "waiting for {list}", "listed_outside": "waiting for {list}",
         "awaiting": "waiting for task '{task}'", "awaiting_shielded": "waiting for task '{task}'",
         "awaiting_quietly": "waiting for task '{task}'",
         "composite": "waiting for several tasks", "detached": "about to go", "ended": "ended",
         "ended_with_frame": "ended"}


class Tasks(gdb.Command):
    """Lists the tasks of uasyncio: asyncio-tasks"""

    def __init__(self):
        super().__init__("asyncio-tasks", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        count = 0
        for task in tasks():
            count += 1
            print(f"  {name_of(task)}: {wait_of(task)}{since(task)}{frame_of(task)}")
        print(f"{count} tasks; instants are seconds of the loop's clock")


def tasks():
    """All records in the pool that the program allocates from."""
    header = gdb.lookup_type(f"{KERNEL}::TaskHeader")
    node = gdb.lookup_type(f"{KERNEL}::Node").pointer()
    pool = gdb.parse_and_eval(f"{KERNEL}::FramePool::current_")
    slot = pool["records_"]
    while slot:
        state = name_of_state(slot["state"])
        if state == "not_a_task":
            slot = slot["next"]
            continue
        if state != "free":
            yield slot.cast(header.pointer()).dereference()
        slot = gdb.Value(int(slot) + header.sizeof).cast(node)


def name_of_state(state):
    return str(state).rpartition("::")[2]


def name_of(task):
    has_name = any(field.name == "name" for field in task.type.fields())
    return task["name"].string() if has_name and task["name"] else f"task {int(task.address):#x}"


def wait_of(task):
    state = name_of_state(task["state"])
    known = {}
    if state.startswith("sleeping"):
        known["deadline"] = seconds(int(task["deadline"]))
    elif state.startswith("listed"):
        known["list"] = what(task["waits_on"]["list"])
    elif state.startswith("awaiting"):
        known["task"] = name_of(task["waits_on"]["task"].dereference())
    return WAITS[state].format(**known)


def what(waits):
    waits = waits.cast(gdb.lookup_type(f"{KERNEL}::WaitList").pointer()).dereference()
    has_name = any(field.name == "what_" for field in waits.type.fields())
    return waits["what_"].string() if has_name else "a primitive"


def since(task):
    if not any(field.name == "since_ticks" for field in task.type.fields()):
        return ""
    return f", since {seconds(int(task['since_ticks']) << 10)}"


def seconds(microseconds):
    return "never" if microseconds >= 2**64 - 1 else f"{microseconds / 1e6:.3f} s"


def frame_of(task):
    """Where it goes on: the function that the innermost coroutine continues in."""
    leaf = task["leaf"]
    if not leaf:
        return ""
    block = gdb.block_for_pc(int(leaf["resume"]))
    while block and not block.function:
        block = block.superblock
    if not block:
        return ""
    function = block.function.print_name.replace("(anonymous namespace)::", "")
    return f", in {function.partition('(')[0]}"


Tasks()
