"""Cycles of every shape, and shapes that look like cycles and are none."""

import asyncio
import sys

import truth

GRAPHS = {
    # Nobody outside waits for this one.
    "alone": {"a": ["b"], "b": ["c"], "c": ["a"]},
    # The main task and twenty others wait behind this one.
    "awaited": {"jp": ["us", "leaf"], "us": ["eu"], "eu": ["jp"]},
    "diamond": {"top": ["left", "right"], "left": ["bottom"], "right": ["bottom"], "bottom": ["leaf"]},
    "self": {"me": ["me"]},
    # Two rings that share a node: the shorter one is the cycle, all five are members.
    "eight": {"m": ["n", "p"], "n": ["m"], "p": ["q"], "q": ["r"], "r": ["m"]},
}

tasks = {}
gate = None


async def sum_children(graph, node):
    children = GRAPHS[graph].get(node)
    if children is None:
        await gate.wait()
        return 1
    return sum(await asyncio.gather(*[task_for_node(graph, child) for child in children]))


def task_for_node(graph, node):
    key = graph + ":" + node
    if key not in tasks:
        tasks[key] = asyncio.create_task(sum_children(graph, node), name=key)
    return tasks[key]


async def behind(number):
    await tasks["awaited:jp"]


async def after(other):
    return await other


async def nested(depth):
    if depth == 0:
        await gate.wait()
    else:
        await nested(depth - 1)


async def main(path):
    global gate
    gate = asyncio.Event()
    for graph, nodes in GRAPHS.items():
        task_for_node(graph, next(iter(nodes)))
    kept = [asyncio.create_task(behind(number), name="behind-%d" % number) for number in range(20)]
    kept.append(asyncio.create_task(nested(300), name="deep"))
    # Two tasks that await each other without anything between.
    kept.append(asyncio.create_task(first(), name="first"))
    kept.append(asyncio.create_task(second(), name="second"))
    tasks["first"], tasks["second"] = kept[-2:]
    # A ring that a running timer will break.
    tasks["timed-a"] = asyncio.create_task(timed("timed-b"), name="timed-a")
    tasks["timed-b"] = asyncio.create_task(timed("timed-a"), name="timed-b")
    kept.append(asyncio.create_task(quick(), name="quick"))
    await asyncio.sleep(0.1)
    rings = [
        [tasks["alone:" + node] for node in "abc"],
        [tasks["awaited:" + node] for node in ("jp", "us", "eu")],
        [tasks["self:me"]],
        [tasks["eight:m"], tasks["eight:n"]],
        [tasks["first"], tasks["second"]],
    ]
    members = [truth.around(ring) for ring in rings]
    members[3] = [each for node in "mnpqr" for each in (tasks["eight:" + node], tasks["eight:" + node]._fut_waiter)]
    truth.write_when_settled(path, cycles=rings, members=members)
    await tasks["awaited:us"]


async def first():
    await asyncio.sleep(0)
    await tasks["second"]


async def second():
    await asyncio.sleep(0)
    await tasks["first"]


async def timed(other):
    await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.shield(tasks[other]), 3600)


async def quick():
    return 42


asyncio.run(main(sys.argv[1]))
