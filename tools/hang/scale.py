"""The same few shapes with very many tasks: what is said must come in seconds, and in a few words.

    python scale.py crowd [COUNT]      (without an argument: the list)
"""

import asyncio
import sys

EXPECT = {
    "crowd": {"why": "100,000 tasks behind one event that nobody else has", "kind": "orphan-future", "certainty": "likely", "says": ["100,000"]},
    "crowd-global": {"why": "100,000 tasks behind one event that a module has", "kind": "waiting"},
    "chain": {"why": "a chain of 100,000 tasks that await each other, the last one a future that nobody has", "kind": "orphan-future", "certainty": "likely", "behind": 99999},
    "chain-timer": {"why": "a chain of 100,000 tasks that await each other, the last one sleeps", "kind": "waiting"},
    "coroutines": {"why": "a task whose stack is 20,000 coroutines deep awaits a future that nobody has", "kind": "orphan-future", "certainty": "likely", "members": ["deep"]},
    "ring": {"why": "one ring of 100,000 tasks", "kind": "task-deadlock", "certainty": "certain", "says": ["100,000"]},
    "rings": {"why": "10,000 rings of two tasks", "kind": "task-deadlock", "certainty": "certain"},
    "gather": {"why": "a gather of 100,000 tasks that sleep", "kind": "waiting"},
    "locks": {"why": "50,000 tasks behind the two locks of a deadlock", "kind": "task-deadlock", "certainty": "likely", "members": ["left", "right"], "behind": 50000},
}

count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
tasks = []


def start(coroutine, name):
    tasks.append(asyncio.get_running_loop().create_task(coroutine, name=name))
    return tasks[-1]


async def hold():
    """What main does: lets all begin, says so, and sleeps."""
    for _ in range(5):
        await asyncio.sleep(0)
    print("ready", flush=True)
    await asyncio.sleep(3600)


async def waits(event):
    await event.wait()


async def awaits(number):
    await tasks[number]


async def crowd():
    event = asyncio.Event()
    for number in range(count):
        start(waits(event), "waits-%d" % number)
    del event
    await hold()


async def crowd_global():
    global kept
    kept = asyncio.Event()
    for number in range(count):
        start(waits(kept), "waits-%d" % number)
    await hold()


async def last():
    await asyncio.get_running_loop().create_future()


async def chain():
    start(last(), "link-0")
    for number in range(1, count):
        start(awaits(number - 1), "link-%d" % number)
    await hold()


async def chain_timer():
    start(asyncio.sleep(3600), "link-0")
    for number in range(1, count):
        start(awaits(number - 1), "link-%d" % number)
    await hold()


async def coroutines():
    sys.setrecursionlimit(1_000_000)

    async def deep(level):
        if level:
            await deep(level - 1)
        else:
            await asyncio.get_running_loop().create_future()

    start(deep(min(count, 20_000)), "deep")
    await hold()


async def ring():
    for number in range(count):
        start(awaits((number + 1) % count), "link-%d" % number)
    await hold()


async def rings():
    for number in range(count // 5):
        start(awaits(number ^ 1), "link-%d" % number)
    await hold()


async def gather():
    everything = asyncio.gather(*(start(asyncio.sleep(3600), "sleeps-%d" % number) for number in range(count)))
    await asyncio.sleep(0)
    print("ready", flush=True)
    await everything


async def locks():
    one, other = asyncio.Lock(), asyncio.Lock()

    async def both(first, second):
        async with first:
            await asyncio.sleep(0)
            async with second:
                pass

    async def wants(lock):
        async with lock:
            pass

    start(both(one, other), "left")
    start(both(other, one), "right")
    await asyncio.sleep(0)
    for number in range(count // 2):
        start(wants(other if number % 2 else one), "wants-%d" % number)
    await hold()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    if sys.argv[1] == "coroutines":
        import threading

        threading.stack_size(512 << 20)
        thread = threading.Thread(target=lambda: asyncio.run(coroutines()), name="deep-stack", daemon=True)
        thread.start()
        thread.join()
    else:
        asyncio.run(globals()[sys.argv[1].replace("-", "_")]())
