"""Several hangs in one process, none of which hides another, so that one snapshot holds them all.

Two event loops and some threads: rings of tasks, with an outsider behind one; tasks and threads that take two locks in
opposite order; a future, an event and queues that nobody has who runs; a pool that waits for itself; a thread and a loop
that wait for each other. Beside them sleeps what is healthy. `snapshots/fixtures` has snapshots of it for versions whose
interpreter is rarely there (`tools/truth/make-fixtures --hang`).

    python several.py all
"""

import sys

sys.modules["_ssl"] = sys.modules["_hashlib"] = None  # OpenSSL would be most of a snapshot

import asyncio  # noqa: E402
import concurrent.futures  # noqa: E402
import queue  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402

EXPECT = {
    "all": {
        "why": "eleven hangs at once, each as if it were alone",
        "each": [
            {"kind": "task-deadlock", "certainty": "certain", "members": ["ring-0", "ring-1", "ring-2"], "behind": 1},
            {"kind": "task-deadlock", "certainty": "likely", "members": ["task-left", "task-right"]},
            {"kind": "thread-deadlock", "certainty": "likely", "members": ["left", "right"], "behind": 2},
            {"kind": "thread-deadlock", "certainty": "certain", "members": ["r-left", "r-right"]},
            {"kind": "mixed-deadlock", "certainty": "likely", "members": ["asks", "asked", "other-loop"]},
            {"kind": "pool-starved", "certainty": "certain", "members": ["pool_0"]},
            {"kind": "orphan-future", "certainty": "likely", "members": ["orphan"]},
            {"kind": "orphan-future", "certainty": "likely", "members": ["waits-0", "waits-1"]},
            {"kind": "lock-never-released", "certainty": "likely", "members": ["wants"]},
            {"kind": "queue-without-producer", "certainty": "likely", "members": ["consumer"]},
            {"kind": "queue-without-producer", "certainty": "likely", "members": ["reads"]},
        ],
    },
}

tasks = {}


def start(coroutine, name):
    tasks[name] = asyncio.get_running_loop().create_task(coroutine, name=name)
    return tasks[name]


def thread(function, name, *arguments):
    threading.Thread(target=function, args=arguments, name=name, daemon=True).start()


# Tasks.


async def ring(number):
    await asyncio.sleep(0)
    await asyncio.gather(tasks["ring-%d" % ((number + 1) % 3)])


async def awaits(thing):
    await thing


async def both(first, second):
    async with first:
        await asyncio.sleep(0)
        async with second:
            pass


async def took(lock):
    await lock.acquire()


async def wants(lock):
    async with lock:
        pass


async def waits(event):
    await event.wait()


async def consumer(items):
    while True:
        await items.get()


async def sleeper():
    await asyncio.sleep(3600)


async def begin_tasks():
    for number in range(3):
        start(ring(number), "ring-%d" % number)
    start(awaits(tasks["ring-0"]), "outsider")
    one, other = asyncio.Lock(), asyncio.Lock()
    start(both(one, other), "task-left")
    start(both(other, one), "task-right")
    start(awaits(asyncio.get_running_loop().create_future()), "orphan")
    event = asyncio.Event()
    start(waits(event), "waits-0")
    start(waits(event), "waits-1")
    lock = asyncio.Lock()
    await start(took(lock), "took")
    start(wants(lock), "wants")
    start(consumer(asyncio.Queue()), "consumer")
    start(sleeper(), "sleeper")
    start(asyncio.wait_for(asyncio.get_running_loop().create_future(), 3600), "patient")


# Threads.


def take_both(first, second, together):
    with first:
        together.wait()
        with second:
            pass


def take(lock):
    with lock:
        pass


def read(items):
    items.get()


def opposite(make, left, right, behind=0):
    one, other, together = make(), make(), threading.Barrier(3)
    thread(take_both, left, one, other, together)
    thread(take_both, right, other, one, together)
    together.wait()
    for number in range(behind):
        thread(take, "behind-%d" % number, one)


def starve():
    pool = concurrent.futures.ThreadPoolExecutor(1, "pool")

    def asks_itself():
        return pool.submit(time.time).result()

    pool.submit(asks_itself)


def loop_and_thread():
    """A thread has a lock and waits for a task of another loop, whose thread wants the lock."""
    lock, loop, locked = threading.Lock(), asyncio.new_event_loop(), threading.Event()

    async def asked():
        asyncio.current_task().set_name("asked")
        locked.wait()
        with lock:
            pass

    def asks():
        with lock:
            locked.set()
            asyncio.run_coroutine_threadsafe(asked(), loop).result()

    thread(loop.run_forever, "other-loop")
    thread(asks, "asks")


async def main():
    await begin_tasks()
    opposite(threading.Lock, "left", "right", behind=2)
    opposite(threading.RLock, "r-left", "r-right")
    thread(read, "reads", queue.Queue())
    starve()
    loop_and_thread()
    await asyncio.sleep(0.3)
    print("ready", flush=True)
    await asyncio.sleep(3600)


def all_():
    asyncio.run(main())


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    {"all": all_}[sys.argv[1]]()
