"""What a hung program knows of its own tasks, written as JSON for a test to compare with.

A script starts its tasks, then calls write_when_settled(path, ...). Once the loop has nothing more to do for a moment,
the file is written, the line "hung" is printed, and the program goes on hanging.
"""

import asyncio
import json
import os
import sys


def address(obj):
    return "%#x" % id(obj)


def write_when_settled(path, cycles=(), edges=(), members=(), only=None):
    """Writes the truth a moment from now, from a timer: no task of its own.

    cycles: lists of tasks in waiting order; the gathers between them are found here.
    edges: (from, to, kind) that only the script knows.
    members: for each cycle all that wait for each other, where these are more than the cycle.
    only: the tasks to describe instead of all.
    """
    loop = asyncio.get_running_loop()
    loop.call_later(0.3, write, path, cycles, edges, members, only)


def write(path, cycles, edges, members, only):
    tasks = sorted(only or asyncio.all_tasks(), key=id)
    rounds = [around(cycle) for cycle in cycles]
    everyone = [list(each) for each in members] or rounds
    gathers = {}
    for task in tasks:
        waiter = task._fut_waiter
        if hasattr(waiter, "_children"):
            gathers[id(waiter)] = waiter
    content = {
        "version": "%d.%d.%d" % sys.version_info[:3],
        "pid": os.getpid(),
        "tasks": [describe(task) for task in tasks],
        "gathers": [
            {"address": address(each), "children": [address(child) for child in each._children]}
            for each in gathers.values()
        ],
        "edges": [[address(a), address(b), kind] for a, b, kind in edges],
        "cycles": [[address(each) for each in cycle] for cycle in rounds],
        "members": [sorted((address(each) for each in cycle), key=lambda text: int(text, 16)) for cycle in everyone],
    }
    with open(path, "w") as out:
        json.dump(content, out)
    print("hung", flush=True)


def around(cycle):
    found = []
    for task, following in zip(cycle, cycle[1:] + cycle[:1]):
        found.append(task)
        waiter = task._fut_waiter
        if waiter is not following:
            assert following in waiter._children, (task, following)
            found.append(waiter)
    return found


def describe(task):
    waiter = task._fut_waiter
    frame = innermost(task.get_coro())
    return {
        "address": address(task),
        "name": task.get_name(),
        "coroutine": task.get_coro().__qualname__,
        "waiter": address(waiter) if waiter is not None else None,
        "file": frame.f_code.co_filename if frame else None,
        "line": frame.f_lineno if frame else None,
    }


def innermost(coro):
    """The innermost suspended frame, None where Python does not show the way to it."""
    frame = None
    while coro is not None:
        if getattr(coro, "__qualname__", "") == "Future.__await__":
            return frame
        here = getattr(coro, "cr_frame", None) or getattr(coro, "gi_frame", None) or getattr(coro, "ag_frame", None)
        if here is None:
            return frame if type(coro).__name__ == "FutureIter" else None
        frame = here
        for following in ("cr_await", "gi_yieldfrom", "ag_await"):
            if hasattr(coro, following):
                coro = getattr(coro, following)
                break
    return frame
