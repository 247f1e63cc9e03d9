"""What asyncio's tasks can wait for besides each other, one task each, with what the program itself knows of it.

For each waiting task: the object it waits for in the end, how, who holds that, and what will wake it.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

tasks = {}
waits = []
held = []
wakes = []
ends = threading.Event()
UVLOOP = sys.argv[2:] == ["uvloop"]


def start(coro, name):
    tasks[name] = asyncio.get_running_loop().create_task(coro, name=name)
    return tasks[name]


def address(obj):
    return "%#x" % id(obj)


async def inside(lock, then):
    async with lock:
        await then


async def notified(condition):
    async with condition:
        await condition.wait()


async def took(lock):
    await lock.acquire()
    await asyncio.get_running_loop().create_future()


async def with_timeout(inner, seconds):
    async with asyncio.timeout(seconds):
        await inner


def expect(name, target, how):
    waits.append((tasks[name], target, how))


def wake(name, kind, text):
    wakes.append((tasks[name], kind, text))


async def locks():
    lock = asyncio.Lock()
    start(inside(lock, asyncio.get_running_loop().create_future()), "holder")
    await asyncio.sleep(0)
    for i in range(3):
        start(inside(lock, asyncio.sleep(1)), "wants-lock-%d" % i)
        expect("wants-lock-%d" % i, lock, "acquire")
    held.append((lock, [tasks["holder"]]))
    bare = asyncio.Lock()
    start(took(bare), "took")
    await asyncio.sleep(0)
    start(inside(bare, asyncio.sleep(1)), "wants-bare")
    expect("wants-bare", bare, "acquire")
    held.append((bare, []))
    semaphore = asyncio.BoundedSemaphore(2)
    start(inside(semaphore, asyncio.get_running_loop().create_future()), "permit-1")
    start(inside(semaphore, asyncio.get_running_loop().create_future()), "permit-2")
    await asyncio.sleep(0)
    start(inside(semaphore, asyncio.sleep(1)), "wants-permit")
    expect("wants-permit", semaphore, "acquire")
    held.append((semaphore, [tasks["permit-1"], tasks["permit-2"]]))
    condition = asyncio.Condition()
    start(notified(condition), "notified")
    expect("notified", condition, "wait on")
    await asyncio.sleep(0)
    held.append((condition._lock, []))
    idle = asyncio.Lock()
    start(inside(idle, asyncio.get_running_loop().create_future()), "inside-idle")
    held.append((idle, [tasks["inside-idle"]]))


async def others():
    event = asyncio.Event()
    start(event.wait(), "event")
    expect("event", event, "wait on")
    if sys.version_info >= (3, 11):
        barrier = asyncio.Barrier(3)
        start(barrier.wait(), "barrier")
        expect("barrier", barrier, "wait on")
    for kind in (asyncio.Queue, asyncio.PriorityQueue, asyncio.LifoQueue):
        empty = kind()
        start(empty.get(), "get-" + kind.__name__)
        expect("get-" + kind.__name__, empty, "get")
    full = asyncio.Queue(1)
    full.put_nowait("item")
    start(full.put("another"), "put")
    expect("put", full, "put")
    start(full.join(), "join")
    expect("join", full, "join")


async def timers():
    loop = asyncio.get_running_loop()
    start(asyncio.sleep(3600), "slept")
    wake("slept", "timer", "timer in 59 min")
    start(asyncio.wait_for(loop.create_future(), 7200), "wait-for")
    wake("wait-for", "timer", "timer in 1 h 59 min")
    start(asyncio.wait({loop.create_future()}, timeout=7200), "wait-timeout")
    wake("wait-timeout", "timer", "timer in 1 h 59 min")
    if sys.version_info >= (3, 11):
        start(with_timeout(loop.create_future(), 7200), "timeout")
        wake("timeout", "timer", "timer in 1 h 59 min")
    start(asyncio.Event().wait(), "to-be-cancelled")
    loop.call_later(7200, tasks["to-be-cancelled"].cancel)
    wake("to-be-cancelled", "timer", "timer in 1 h 59 min")
    event = asyncio.Event()
    start(event.wait(), "event-by-timer")
    loop.call_later(7200, event.set)
    wake("event-by-timer", "timer", "timer in 1 h 59 min")
    signalled = asyncio.Event()
    start(signalled.wait(), "event-by-signal")
    loop.add_signal_handler(signal.SIGUSR1, signalled.set)
    wake("event-by-signal", "signal", "SIGUSR1")


async def serve(reader, writer):
    name = "served-%d" % len([each for each in tasks if each.startswith("served")])
    tasks[name] = asyncio.current_task()
    if name == "served-0":
        wake(name, "peer", "fd %d" % writer.get_extra_info("socket").fileno())
        await reader.read()
    else:
        await asyncio.sleep(3600)


async def sockets():
    loop = asyncio.get_running_loop()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    listening = server.sockets[0]
    start(server.serve_forever(), "server")
    wake("server", "peer", "fd %d" % listening.fileno())
    reader, writer = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])
    start(reader.readline(), "reads")
    wake("reads", "peer", "fd %d" % writer.get_extra_info("socket").fileno())
    one, two = socket.socketpair()
    one.setblocking(False)
    start(loop.sock_recv(one, 10), "sock-recv")
    wake("sock-recv", "peer", "fd %d" % one.fileno())
    kept.append((two, reader, writer))
    talks, listens = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])
    listens.transport.set_write_buffer_limits(1)
    listens.write(b"x" * 50_000_000)
    start(listens.drain(), "drains")
    wake("drains", "peer", "fd %d" % listens.get_extra_info("socket").fileno())
    kept.append((talks, listens))
    process = await asyncio.create_subprocess_exec("sleep", "1000", stdout=subprocess.PIPE)
    children.append(process.pid)
    start(process.wait(), "child")
    wake("child", "process", "a child process ends" if UVLOOP else "process %d ends" % process.pid)
    start(process.stdout.read(), "child-output")
    wake("child-output", "peer", "fd ")
    kept.append(process)


async def bridges():
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(2)
    start(in_pool(loop, pool), "in-pool")
    work = pool.submit(ends.wait)
    start(wrapped(work), "wrapped")
    expect("wrapped", work, "result")
    thread = threading.Thread(target=ask, args=(loop,), name="asks", daemon=True)
    thread.start()
    kept.append(pool)


asked = []
children = []
kept = []


async def in_pool(loop, pool):
    await loop.run_in_executor(pool, ends.wait)


async def wrapped(work):
    await asyncio.wrap_future(work)


async def asked_for():
    tasks["asked"] = asyncio.current_task()
    await asyncio.get_running_loop().create_future()


def ask(loop):
    future = asyncio.run_coroutine_threadsafe(asked_for(), loop)
    asked.append(future)
    future.result()


def write(path):
    loop = asyncio.get_running_loop()
    content = {
        "tasks": {name: address(task) for name, task in tasks.items()},
        "waits": [[address(task._fut_waiter), address(target), how] for task, target, how in waits],
        "held": [[address(lock), [address(each) for each in holders]] for lock, holders in held],
        "wakes": [[name_of(task), address(task), kind, text] for task, kind, text in wakes],
        "loop": address(loop),
        "main": address(main_task),
        "thread": threading.get_ident(),
        "asked": address(asked[0]),
        "asks": address(tasks["asked"]),
        "children": children,
    }
    with open(path, "w") as out:
        json.dump(content, out)
    print("hung", *children, flush=True)


def name_of(task):
    return next(name for name, each in tasks.items() if each is task)


async def main(path):
    global main_task
    main_task = asyncio.current_task()
    await locks()
    await others()
    await timers()
    await sockets()
    await bridges()
    asyncio.get_running_loop().call_later(0.5, write, path)
    await asyncio.get_running_loop().create_future()


if UVLOOP:
    import uvloop

    uvloop.install()
asyncio.run(main(sys.argv[1]))
