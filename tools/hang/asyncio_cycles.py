"""Two tasks wait for each other, by every way that asyncio has to wait for a task; and rings that are none.

`left` waits for `right` in the way that is chosen, `right` simply awaits `left`. Neither can go on, and nothing
scheduled will wake them: a deadlock, whoever else is interested. Where a timer stands beside the ring it will end, and
there is no deadlock; where two ways lead to the same task there is a diamond and no ring.

    python asyncio_cycles.py gather      (without an argument: the list)
"""

import asyncio
import gc
import sys
import types

EXPECT = {
    "await": {"why": "each awaits the other", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "deep": {"why": "the same, fifty coroutines deep", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "generator": {"why": "through `yield from` in generators below an __await__", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "types-coroutine": {"why": "through a generator made awaitable by types.coroutine", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "awaitable": {"why": "through an object with __await__", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "async-generator": {"why": "through asend() of an async generator", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "async-for": {"why": "inside an `async for` over an async generator", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "async-iterator": {"why": "inside an `async for` over an object with __anext__", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "async-comprehension": {"why": "inside an asynchronous comprehension", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "async-with": {"why": "inside the __aenter__ of an `async with`", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "async-with-exit": {"why": "inside the __aexit__ of an `async with`", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "context-manager": {"why": "inside an asynccontextmanager of contextlib", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "gather": {"why": "gather of the other and of one that is done", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "gather-exceptions": {"why": "gather with return_exceptions", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "gather-of-gathers": {"why": "gather of a gather", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "gather-beside-timer": {"why": "gather wants all: that a timer will end the other one helps only if it fails", "kind": "task-deadlock", "certainty": "possible", "members": ["left", "right"]},
    "wait-all": {"why": "wait for all of them", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "wait-first-knot": {"why": "wait for the first of two that both wait for this one", "kind": "task-deadlock", "certainty": "certain", "members": ["also-right", "left", "right"]},
    "wait-exception": {"why": "wait until one fails: the only one cannot", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "wait-for-ever": {"why": "wait_for without a timeout", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "shield": {"why": "shield of the other", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "as-completed": {"why": "as_completed of the other", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "task-group": {"why": "a TaskGroup whose child awaits its parent", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"], "since": "3.11"},
    "future": {"why": "left awaits a future that only right would resolve, after left has ended", "kind": "orphan-future", "certainty": "likely", "members": ["left"]},
    "wait-timeout": {"why": "wait has a timeout, which ends it", "kind": "waiting"},
    "wait-for": {"why": "wait_for has a timeout, which ends it", "kind": "waiting"},
    "timeout": {"why": "asyncio.timeout ends it", "kind": "waiting", "since": "3.11"},
    "as-completed-timeout": {"why": "as_completed has a timeout, which ends it", "kind": "waiting"},
    "wait-first-timer": {"why": "the first of the other and a sleep: the sleep ends it", "kind": "waiting"},
    "call-later": {"why": "a timer will cancel one of the two", "kind": "waiting"},
    "awaited": {"why": "a ring that main awaits", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"], "behind": 1},
    "lonely": {"why": "a ring that nobody outside awaits", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "crowd": {"why": "a ring with ten tasks behind it", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"], "behind": 10},
    "three-way": {"why": "a ring of three", "kind": "task-deadlock", "certainty": "certain", "members": ["first", "second", "third"]},
    "one": {"why": "a task that gathers itself", "kind": "task-deadlock", "certainty": "certain", "members": ["only"]},
    "two-rings": {"why": "two rings that share nothing", "kind": "task-deadlock", "certainty": "certain", "verdicts": 2},
    "cancelled": {"why": "cancelled, left awaits right in its `finally`", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "shielded-outer-cancelled": {"why": "who awaited the shield was cancelled: the inner task goes on with its sleep", "kind": "waiting"},
    "diamond-timer": {"why": "two tasks await the same one, a third awaits both, the shared one sleeps", "kind": "waiting"},
    "diamond-orphan": {"why": "the same, but what the shared one awaits was dropped", "kind": "orphan-future", "certainty": "likely", "members": ["bottom"], "behind": 3},
    "garbage": {"why": "a ring that nobody holds any more: remains that the collector will take", "kind": ["waiting", "none"]},
    "done-ring": {"why": "tasks that awaited each other and were cancelled: nothing waits any more", "kind": ["waiting", "none"]},
}

tasks = {}


def start(coroutine, name):
    tasks[name] = asyncio.get_running_loop().create_task(coroutine, name=name)
    return tasks[name]


async def wait_for(name):
    await tasks[name]


async def sleep():
    await asyncio.sleep(3600)


async def hold():
    """What main does: says that all has begun, and sleeps."""
    for _ in range(5):
        await asyncio.sleep(0)
    print("ready", flush=True)
    await asyncio.sleep(3600)


# The ways to wait for `right`.


async def deep(level=50):
    if level:
        await deep(level - 1)
    else:
        await tasks["right"]


class ByGenerators:
    def inner(self):
        return (yield from tasks["right"].__await__())

    def __await__(self):
        return (yield from self.inner())


class Awaitable:
    def __await__(self):
        return tasks["right"].__await__()


async def generator():
    await ByGenerators()


@types.coroutine
def by_yield_from():
    yield from tasks["right"]


async def types_coroutine():
    await by_yield_from()


async def awaitable():
    await Awaitable()


async def numbers():
    got = yield 1
    await tasks["right"]
    yield got


async def async_generator():
    source = numbers()
    await source.asend(None)
    await source.asend(2)


async def async_for():
    async for _ in numbers():
        pass


class Numbers:
    def __aiter__(self):
        return self

    async def __anext__(self):
        await tasks["right"]


async def async_iterator():
    async for _ in Numbers():
        pass


async def async_comprehension():
    return [number async for number in numbers()]


class Entered:
    async def __aenter__(self):
        await tasks["right"]

    async def __aexit__(self, *_):
        pass


class Left:
    async def __aenter__(self):
        pass

    async def __aexit__(self, *_):
        await tasks["right"]


async def async_with():
    async with Entered():
        pass


async def async_with_exit():
    async with Left():
        pass


async def context_manager():
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def manager():
        await tasks["right"]
        yield

    async with manager():
        pass


async def gather():
    await asyncio.gather(asyncio.sleep(0), tasks["right"])


async def gather_exceptions():
    await asyncio.gather(tasks["right"], return_exceptions=True)


async def gather_of_gathers():
    await asyncio.gather(asyncio.gather(tasks["right"]))


async def gather_beside_timer():
    await asyncio.gather(tasks["right"], sleep())


async def wait_all():
    await asyncio.wait({tasks["right"]})


async def wait_first_knot():
    also = start(wait_for("left"), "also-right")
    await asyncio.wait({tasks["right"], also}, return_when=asyncio.FIRST_COMPLETED)


async def wait_exception():
    await asyncio.wait({tasks["right"]}, return_when=asyncio.FIRST_EXCEPTION)


async def wait_for_ever():
    await asyncio.wait_for(tasks["right"], None)


async def shield():
    await asyncio.shield(tasks["right"])


async def as_completed():
    for each in asyncio.as_completed([tasks["right"]]):
        await each


async def wait_timeout():
    await asyncio.wait({tasks["right"]}, timeout=3600)


async def wait_for_timeout():
    await asyncio.wait_for(tasks["right"], 3600)


async def timeout():
    async with asyncio.timeout(3600):
        await tasks["right"]


async def as_completed_timeout():
    for each in asyncio.as_completed([tasks["right"]], timeout=3600):
        await each


async def wait_first_timer():
    slept = start(sleep(), "slept")
    await asyncio.wait({tasks["right"], slept}, return_when=asyncio.FIRST_COMPLETED)


async def await_right():
    await tasks["right"]


WAYS = {
    "await": await_right,
    "wait-for": wait_for_timeout,
}


async def ring(way):
    start(way(), "left")
    start(wait_for("left"), "right")
    await hold()


# Other shapes.


async def task_group():
    async def left():
        async with asyncio.TaskGroup() as group:
            tasks["right"] = group.create_task(wait_for("left"), name="right")

    start(left(), "left")
    await hold()


async def future():
    resolved = asyncio.get_running_loop().create_future()

    async def left(future):
        await future

    async def right(future):
        await tasks["left"]
        future.set_result(None)

    start(left(resolved), "left")
    start(right(resolved), "right")
    del resolved
    await hold()


async def call_later():
    start(wait_for("right"), "left")
    start(wait_for("left"), "right")

    asyncio.get_running_loop().call_later(3600, tasks["right"].cancel)
    await hold()


async def awaited():
    start(wait_for("right"), "left")
    start(wait_for("left"), "right")
    await asyncio.sleep(0)
    print("ready", flush=True)
    await tasks["left"]


async def lonely():
    start(wait_for("right"), "left")
    start(wait_for("left"), "right")
    await hold()


async def crowd():
    start(wait_for("right"), "left")
    start(wait_for("left"), "right")
    for number in range(10):
        start(wait_for("right" if number % 2 else "left"), "behind-%d" % number)
    await hold()


async def three_way():
    start(wait_for("second"), "first")
    start(wait_for("third"), "second")
    start(wait_for("first"), "third")
    await hold()


async def one():
    async def only():
        await asyncio.gather(tasks["only"])

    start(only(), "only")
    await hold()


async def two_rings():
    for name, other in (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")):
        start(wait_for(other), name)
    await hold()


async def cancelled():
    async def left():
        try:
            await asyncio.sleep(3600)
        finally:
            await tasks["right"]

    start(left(), "left")
    start(wait_for("left"), "right")
    await asyncio.sleep(0)
    tasks["left"].cancel()
    await hold()


async def shielded_outer_cancelled():
    start(sleep(), "inner")

    async def outer():
        await asyncio.shield(tasks["inner"])

    start(outer(), "outer")
    await asyncio.sleep(0)
    tasks["outer"].cancel()
    await hold()


async def diamond_timer():
    start(sleep(), "bottom")
    start(wait_for("bottom"), "one-side")
    start(wait_for("bottom"), "other-side")

    async def top():
        await asyncio.gather(tasks["one-side"], tasks["other-side"])

    start(top(), "top")
    await hold()


async def diamond_orphan():
    async def bottom():
        await asyncio.get_running_loop().create_future()

    start(bottom(), "bottom")
    start(wait_for("bottom"), "one-side")
    start(wait_for("bottom"), "other-side")

    async def top():
        await asyncio.gather(tasks["one-side"], tasks["other-side"])

    start(top(), "top")
    await hold()


async def garbage():
    start(wait_for("right"), "left")
    start(wait_for("left"), "right")
    for _ in range(5):
        await asyncio.sleep(0)
    gc.disable()
    tasks.clear()
    await hold()


async def done_ring():
    async def patient(name):
        await asyncio.wait({tasks[name]})

    start(patient("right"), "left")
    start(patient("left"), "right")
    await asyncio.sleep(0)
    tasks["left"].cancel()
    await hold()


SHAPES = [
    task_group,
    future,
    call_later,
    awaited,
    lonely,
    crowd,
    three_way,
    one,
    two_rings,
    cancelled,
    shielded_outer_cancelled,
    diamond_timer,
    diamond_orphan,
    garbage,
    done_ring,
]

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    function = WAYS.get(sys.argv[1]) or globals()[sys.argv[1].replace("-", "_")]
    asyncio.run(function() if function in SHAPES else ring(function))
