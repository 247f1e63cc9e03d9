"""Every way to wait that asyncio has, one task each."""

import asyncio
import sys

import truth

edges = []
kept = []


def start(coro, name):
    task = asyncio.create_task(coro, name=name)
    kept.append(task)
    return task


async def shielded(inner):
    await asyncio.shield(inner)


async def wait_all(one, two):
    await asyncio.wait({one, two})


async def wait_first(one, two):
    await asyncio.wait({one, two}, return_when=asyncio.FIRST_COMPLETED)


async def wait_with_timeout(one):
    await asyncio.wait({one}, timeout=3600)


async def timed(inner):
    await asyncio.wait_for(inner, 3600)


async def completed(one, two):
    for each in asyncio.as_completed([one, two]):
        await each


async def locked(lock):
    async with lock:
        pass


async def got(queue):
    return await queue.get()


async def notified(condition):
    async with condition:
        await condition.wait()


async def semaphored(semaphore):
    async with semaphore:
        pass


async def forever(gate):
    await gate.wait()


async def slept():
    await asyncio.sleep(3600)


async def numbers(future):
    yield 1
    await future
    yield 2


async def iterated(future):
    async for _ in numbers(future):
        pass


async def entered(future):
    async with Held(future):
        pass


class Held:
    def __init__(self, future):
        self.future = future

    async def __aenter__(self):
        await self.future

    async def __aexit__(self, *_):
        pass


class Awaitable:
    def __init__(self, future):
        self.future = future

    def __await__(self):
        return (yield from self.future)


async def by_hand(future):
    await Awaitable(future)


async def grouped(gate, children):
    async with asyncio.TaskGroup() as group:
        children += [group.create_task(forever(gate), name="group-child-%d" % i) for i in range(3)]


async def group_cycle():
    me = asyncio.current_task()
    async with asyncio.TaskGroup() as group:
        kept.append(group.create_task(wait_for_parent(me), name="group-loop-child"))


async def wait_for_parent(parent):
    await parent


async def main(path):
    gate = asyncio.Event()
    future = asyncio.get_running_loop().create_future()
    lock = asyncio.Lock()
    await lock.acquire()
    leaves = [start(forever(gate), "leaf-%d" % i) for i in range(10)]
    pairs = [
        (start(shielded(leaves[0]), "shielded"), [leaves[0]], "shield"),
        (start(wait_all(leaves[1], leaves[2]), "wait-all"), leaves[1:3], "wait"),
        (start(wait_first(leaves[3], leaves[4]), "wait-first"), leaves[3:5], "wait"),
        (start(wait_with_timeout(leaves[5]), "wait-timeout"), [leaves[5]], "wait"),
        (start(completed(leaves[6], leaves[7]), "completed"), leaves[6:8], "as_completed"),
    ]
    timed_task = start(timed(leaves[8]), "timed")
    start(locked(lock), "locked")
    start(got(asyncio.Queue()), "got")
    start(notified(asyncio.Condition()), "notified")
    start(semaphored(asyncio.Semaphore(0)), "semaphored")
    start(slept(), "slept")
    start(iterated(future), "iterated")
    start(entered(future), "entered")
    start(by_hand(future), "by-hand")
    children = []
    ring = []
    if sys.version_info >= (3, 11):
        group = start(grouped(gate, children), "grouped")
        ring = [start(group_cycle(), "group-loop")]
    cancelled = start(forever(gate), "cancelled")
    failed = start(fail(), "failed")
    await asyncio.sleep(0.1)
    cancelled.cancel()
    await asyncio.sleep(0.1)
    for task, targets, kind in pairs:
        edges.extend((task._fut_waiter, target, kind) for target in targets)
    if sys.version_info >= (3, 12):
        edges.append((timed_task, leaves[8], "await"))
    else:
        edges.append((timed_task._fut_waiter, leaves[8], "wait_for"))
    if ring:
        edges.extend((group._fut_waiter, child, "task group") for child in children)
        ring += [ring[0]._fut_waiter, kept_task("group-loop-child")]
    truth.write_when_settled(path, edges=edges, members=[ring] if ring else [])
    await gate.wait()


async def fail():
    raise ValueError("on purpose")


def kept_task(name):
    return next(task for task in kept if task.get_name() == name)


asyncio.run(main(sys.argv[1]))
