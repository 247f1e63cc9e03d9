"""Event loops whose thread is stuck in a call that does not return: nothing of the loop can run.

`main` calls something synchronous in a coroutine. Every other task of the loop waits for that call. Where the call
itself waits for the loop, it can never return: a deadlock of a thread and a task.

    python asyncio_blocked.py time-sleep      (without an argument: the list)
"""

import asyncio
import concurrent.futures
import os
import signal
import socket
import subprocess as processes
import sys
import threading
import time

EXPECT = {
    "time-sleep": {"why": "time.sleep in a coroutine", "kind": "blocked-loop", "certainty": "likely", "says": ["blocks"]},
    "socket-recv": {"why": "a blocking socket in a coroutine, its peer silent", "kind": "blocked-loop", "certainty": "likely", "says": ["127.0.0.1"]},
    "http": {"why": "urllib in a coroutine, the server silent", "kind": "blocked-loop", "certainty": "likely", "says": ["127.0.0.1"]},
    "subprocess": {"why": "subprocess.run in a coroutine", "kind": "blocked-loop", "certainty": "likely"},
    "input": {"why": "input() in a coroutine, nobody types", "kind": "blocked-loop", "certainty": "likely"},
    "callback": {"why": "time.sleep in a callback of the loop, outside any task", "kind": "blocked-loop", "certainty": "likely"},
    "lock": {"why": "a threading.Lock that a sleeping thread holds", "kind": "blocked-loop", "certainty": "likely"},
    "lock-own": {"why": "two tasks take one threading.Lock: the first awaits while it holds it, the second blocks the loop", "kind": "mixed-deadlock", "certainty": "possible", "also": ["blocked-loop", "lock-never-released"]},
    "result-own-loop": {"why": "result() of a coroutine given to this very loop", "kind": "mixed-deadlock", "certainty": "likely", "also": ["blocked-loop"]},
    "result-other-thread": {"why": "result() of a pool's work which waits for a coroutine of this loop", "kind": "mixed-deadlock", "certainty": "likely", "also": ["blocked-loop"]},
    "join": {"why": "joins a thread that waits for a coroutine of this loop", "kind": "mixed-deadlock", "certainty": "likely", "also": ["blocked-loop"]},
    "two-loops": {"why": "the loops of two threads each wait, blocking, for a coroutine given to the other", "kind": "mixed-deadlock", "certainty": "likely", "also": ["blocked-loop"]},
    "lock-threadsafe": {"why": "the loop wants a lock held by a thread that waits for a coroutine of the loop", "kind": "mixed-deadlock", "certainty": "likely", "also": ["blocked-loop"]},
    "cpu": {"why": "a coroutine computes and never awaits, a timer is late", "kind": "cpu-bound", "certainty": "likely", "also": ["blocked-loop"], "says": ["compute"]},
    "threading-event": {"why": "threading.Event.wait in a coroutine, and only another task of the loop would set it", "kind": ["mixed-deadlock", "orphan-future", "blocked-loop"], "certainty": "likely"},
    "wakeup-future": {"why": "a thread sets a future's result and does not wake the loop", "kind": "blocked-loop", "certainty": "likely", "says": ["call_soon_threadsafe"]},
    "wakeup-queue": {"why": "a thread puts into the loop's queue and does not wake the loop, ten tasks wait for items", "kind": "blocked-loop", "certainty": "likely", "behind": 10, "says": ["1 callback"]},
    "wakeup-signal": {"why": "a handler of signal.signal sets the loop's event, which does not wake the loop", "kind": "blocked-loop", "certainty": "likely"},
    "wakeup-server": {"why": "the same in a server: the next client would wake the loop", "kind": "blocked-loop", "certainty": "likely", "says": ["goes on when"]},
    "wakeup-timer": {"why": "a thread does not wake the loop, but a timer of the loop will", "kind": "waiting"},
    "wakeup-thread": {"why": "the loop of another thread, which main waits for, sleeps with a coroutine at hand", "kind": "blocked-loop", "certainty": "likely"},
}

tasks = {}


def start(coroutine, name):
    tasks[name] = asyncio.get_running_loop().create_task(coroutine, name=name)
    return tasks[name]


async def blocks(function, *arguments):
    """Lets ten tasks begin, which sleep, and calls what does not return."""
    for number in range(10):
        start(asyncio.sleep(3600), "sleeps-%d" % number)
    await asyncio.sleep(0.05)
    print("ready", flush=True)
    function(*arguments)


def silent_peer():
    """The port of another process that listens and never says a word; it ends when this one does."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    alive, ours = os.pipe()
    if os.fork() == 0:
        os.close(ours)
        os.read(alive, 1)
        os._exit(0)
    os.close(alive)
    port = listener.getsockname()[1]
    listener.close()
    return port


async def time_sleep():
    await blocks(time.sleep, 3600)


async def socket_recv():
    peer = socket.create_connection(("127.0.0.1", silent_peer()))
    await blocks(peer.recv, 100)


async def http():
    from urllib.request import urlopen

    await blocks(urlopen, "http://127.0.0.1:%d/" % silent_peer())


async def subprocess():
    alive, ours = os.pipe()
    os.set_inheritable(alive, True)
    await blocks(lambda: processes.run(["cat"], stdin=alive))


async def input():
    import builtins

    typed, _ = os.pipe()
    os.dup2(typed, 0)
    await blocks(builtins.input)


async def callback():
    start(asyncio.sleep(3600), "sleeps")
    asyncio.get_running_loop().call_later(0.05, lambda: (print("ready", flush=True), time.sleep(3600)))
    await asyncio.sleep(3600)


async def lock():
    held = threading.Lock()
    begun = threading.Event()

    def holder():
        with held:
            begun.set()
            time.sleep(3600)

    threading.Thread(target=holder, name="holder", daemon=True).start()
    begun.wait()
    await blocks(held.acquire)


async def lock_own():
    shared = threading.Lock()

    async def critical():
        with shared:
            await asyncio.sleep(0.1)

    start(critical(), "first")
    await asyncio.sleep(0)
    print("ready", flush=True)
    await critical()


async def nothing():
    pass


async def result_own_loop():
    loop = asyncio.get_running_loop()
    await blocks(lambda: asyncio.run_coroutine_threadsafe(nothing(), loop).result())


def asks_loop(loop):
    return asyncio.run_coroutine_threadsafe(nothing(), loop).result()


async def result_other_thread():
    loop = asyncio.get_running_loop()
    pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="pool")

    def both():
        pool.submit(asks_loop, loop).result()

    await blocks(both)


async def join():
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=asks_loop, args=(loop,), name="asks", daemon=True)

    def both():
        thread.start()
        thread.join()

    await blocks(both)


async def two_loops():
    here = asyncio.get_running_loop()
    there = asyncio.new_event_loop()
    threading.Thread(target=there.run_forever, name="other-loop", daemon=True).start()
    together = threading.Barrier(2)

    def asks(loop):
        together.wait()
        asks_loop(loop)

    there.call_soon_threadsafe(asks, here)
    await blocks(asks, there)


async def lock_threadsafe():
    loop = asyncio.get_running_loop()
    held = threading.Lock()
    begun, blocked = threading.Event(), threading.Event()

    def holder():
        with held:
            begun.set()
            blocked.wait()
            time.sleep(0.05)
            asks_loop(loop)

    threading.Thread(target=holder, name="holder", daemon=True).start()
    begun.wait()

    def wants():
        blocked.set()
        with held:
            pass

    await blocks(wants)


async def cpu():
    def compute():
        number, said, begun = 1, False, time.monotonic()
        while True:
            number = (number * 48271) % 2147483647
            if not said and time.monotonic() > begun + 3:
                print("ready", flush=True)
                said = True

    start(asyncio.sleep(0.2), "late")
    await asyncio.sleep(0.05)
    compute()


async def threading_event():
    event = threading.Event()

    async def setter():
        await asyncio.sleep(0.2)
        event.set()

    start(setter(), "setter")
    await blocks(event.wait)


def from_thread(function, *arguments):
    """Calls what belongs to the loop from another thread, once the loop sleeps."""

    def elsewhere():
        time.sleep(0.3)
        function(*arguments)
        print("ready", flush=True)
        time.sleep(3600)

    threading.Thread(target=elsewhere, name="elsewhere", daemon=True).start()


async def wakeup_future():
    future = asyncio.get_running_loop().create_future()
    from_thread(future.set_result, 1)
    await future


async def wakeup_queue():
    queue = asyncio.Queue()
    for number in range(10):
        start(queue.get(), "consumer-%d" % number)
    from_thread(queue.put_nowait, 1)
    await asyncio.gather(*tasks.values())


async def wakeup_signal():
    event = asyncio.Event()
    signal.signal(signal.SIGUSR1, lambda number, frame: event.set())
    from_thread(os.kill, os.getpid(), signal.SIGUSR1)
    await event.wait()


async def wakeup_server():
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    async with server:
        await wakeup_future()


async def wakeup_timer():
    start(asyncio.sleep(3600), "timer")
    await wakeup_future()


async def wakeup_thread():
    loop = asyncio.new_event_loop()
    runs = threading.Thread(target=loop.run_forever, name="runs", daemon=True)
    runs.start()
    time.sleep(0.3)

    async def work():
        pass

    loop.call_soon(loop.create_task, work())
    print("ready", flush=True)
    runs.join()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    asyncio.run(globals()[sys.argv[1].replace("-", "_")]())
