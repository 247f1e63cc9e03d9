"""Programs with which nothing is wrong, idle or at work: not one of them may be called stuck.

What makes them hard: what will wake the waiters is reached by a detour (a callback, a weak set, a signal handler, a
finalizer, another thread's frame), or is on its way at this very moment.

    python healthy.py server-idle      (without an argument: the list)
"""

import asyncio
import concurrent.futures
import gc
import http.server
import inspect
import multiprocessing
import os
import queue
import select
import selectors
import signal
import socket
import sys
import threading
import time
import weakref

EXPECT = {
    "server-idle": {"why": "a server of asyncio, nobody connected", "kind": ["none", "waiting"]},
    "server-connections": {"why": "twenty clients keep idle connections open", "kind": ["none", "waiting", "waiting-for-peer"]},
    "server-load": {"why": "four clients ask without pause", "kind": ["none", "waiting", "waiting-for-peer", "cpu-bound"], "busy": True},
    "server-limited": {"why": "requests queue for a semaphore, those at work sleep", "kind": ["none", "waiting", "waiting-for-peer"], "busy": True},
    "loop-empty": {"why": "run_forever with nothing to do", "kind": ["none", "waiting"]},
    "loop-finished": {"why": "the loop has ended, main sleeps", "kind": ["none", "waiting"]},
    "threads-idle": {"why": "socketserver's threads wait for requests of their clients", "kind": ["none", "waiting", "waiting-for-peer"]},
    "threads-load": {"why": "the same, asked without pause", "kind": ["none", "waiting", "waiting-for-peer", "cpu-bound"], "busy": True},
    "subscribers": {"why": "a broker that the server's callback has puts into the queues of subscribers", "kind": ["none", "waiting", "waiting-for-peer"]},
    "weak-subscribers": {"why": "the same with a WeakSet of queues", "kind": ["none", "waiting", "waiting-for-peer"]},
    "finalizer": {"why": "weakref.finalize sets the event when a connection's object dies", "kind": ["none", "waiting"]},
    "signal-closure": {"why": "a signal handler has the event in its closure, and is the only one", "kind": ["none", "waiting"]},
    "thread-local": {"why": "a thread that sleeps has the queue in its threading.local", "kind": ["none", "waiting"]},
    "context-variable": {"why": "a sleeping task has the queue in its context only", "kind": ["none", "waiting"]},
    "default-argument": {"why": "a function of a timer has the event as a default argument", "kind": ["none", "waiting"]},
    "attribute-of-class": {"why": "an event that is an attribute of a class of main", "kind": ["none", "waiting"]},
    "generator-holds": {"why": "a suspended generator, which a module has, will set the event", "kind": ["none", "waiting"]},
    "ping-pong": {"why": "two tasks pass a ball by two queues that only they have, at full speed", "kind": ["none", "waiting", "cpu-bound"], "busy": True},
    "ping-pong-slow": {"why": "the same, each keeps the ball a while", "kind": ["none", "waiting"], "busy": True},
    "ping-pong-threads": {"why": "two threads pass a ball by two queues", "kind": ["none", "waiting", "cpu-bound"], "busy": True},
    "contention": {"why": "fifty tasks take turns at a lock", "kind": ["none", "waiting", "cpu-bound"], "busy": True},
    "contention-threads": {"why": "ten threads take turns at two locks, in the same order", "kind": ["none", "waiting", "cpu-bound"], "busy": True},
    "lock-handed-over": {"why": "threads acquire and others release, as a gate", "kind": ["none", "waiting"]},
    "tasks-come-and-go": {"why": "tasks begin and end all the time", "kind": ["none", "waiting", "cpu-bound"], "busy": True},
    "select": {"why": "main in select on a socket", "kind": ["none", "waiting", "waiting-for-peer"]},
    "selectors": {"why": "main in a selector of its own", "kind": ["none", "waiting", "waiting-for-peer"]},
    "sigwait": {"why": "main waits for a signal", "kind": ["none", "waiting"]},
    "pause": {"why": "signal.pause", "kind": ["none", "waiting"]},
    "process-pool": {"why": "an idle ProcessPoolExecutor with its threads", "kind": ["none", "waiting", "waiting-for-peer"]},
    "queue-listener": {"why": "logging's QueueListener waits for records", "kind": ["none", "waiting"]},
    "timers": {"why": "threading.Timer again and again, fifty times a second", "kind": ["none", "waiting", "cpu-bound"]},
    "executor-queue": {"why": "run_in_executor of the get of a module's queue", "kind": ["none", "waiting"]},
    "collectable": {"why": "remains that the collector has not taken yet: locks, queues, futures and their waiters", "kind": ["none", "waiting"]},
    "sleeping": {"why": "main sleeps", "kind": ["none", "waiting"]},
    "woken-loop": {"why": "three threads wake the loop without pause, which has no timers", "kind": ["none", "waiting"], "busy": True},
    "scheduler": {"why": "tasks that sleep for very different times, and one that has just ended", "kind": ["none", "waiting"]},
}

registry = {}
tasks = set()


def start(coroutine, name):
    task = asyncio.get_running_loop().create_task(coroutine, name=name)
    tasks.add(task)
    return task


def thread(function, name, *arguments):
    made = threading.Thread(target=function, args=arguments, name=name, daemon=True)
    made.start()
    return made


def ready():
    print("ready", flush=True)


async def hold():
    await asyncio.sleep(0.1)
    ready()
    await asyncio.sleep(3600)


def in_child(function, *arguments):
    """Runs `function` in another process, which ends when this one does."""
    alive, ours = os.pipe()
    if os.fork() == 0:
        os.close(ours)
        threading.Thread(target=function, args=arguments, daemon=True).start()
        os.read(alive, 1)
        os._exit(0)
    os.close(alive)
    registry.setdefault("children", []).append(ours)


def listener():
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    made.listen(64)
    return made


def connects(address, count):
    kept = [socket.create_connection(address) for _ in range(count)]
    time.sleep(3600)
    return kept


def asks(address):
    peer = socket.create_connection(address)
    while True:
        peer.sendall(b"ask\n")
        peer.recv(100)


# Servers.


async def echo(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()


async def serve(handler, client=None, *arguments):
    """Serves; `client` runs in another process, told where."""
    made = listener()
    if client:
        in_child(client, made.getsockname(), *arguments)
    server = await asyncio.start_server(handler, sock=made)
    asyncio.get_running_loop().call_later(0.5, ready)
    async with server:
        await server.serve_forever()


async def server_idle():
    await serve(echo)


async def server_connections():
    await serve(echo, connects, 20)


def four(address):
    for _ in range(3):
        threading.Thread(target=asks, args=(address,), daemon=True).start()
    asks(address)


async def server_load():
    await serve(echo, four)


def many(address):
    for _ in range(20):
        threading.Thread(target=asks, args=(address,), daemon=True).start()


async def server_limited():
    limit = asyncio.Semaphore(3)

    async def limited(reader, writer):
        while await reader.readline():
            async with limit:
                await asyncio.sleep(0.05)
                writer.write(b"answer\n")

    await serve(limited, many)


async def loop_empty():
    asyncio.get_running_loop().call_soon(ready)
    await asyncio.sleep(3600)


def loop_finished():
    async def short():
        await asyncio.gather(*(asyncio.sleep(0.01) for _ in range(10)))

    asyncio.run(short())
    sleeping()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def get(address):
    import http.client

    connection = http.client.HTTPConnection(*address)
    while True:
        connection.request("GET", "/")
        connection.getresponse().read()


def threads_idle():
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    in_child(connects, made.server_address, 5)
    threading.Timer(0.5, ready).start()
    made.serve_forever()


def threads_load():
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    for _ in range(3):
        in_child(get, made.server_address)
    threading.Timer(0.5, ready).start()
    made.serve_forever()


class Broker:
    def __init__(self, queues):
        self.queues = queues

    async def publisher(self, reader, _):
        async for line in reader:
            for each in self.queues:
                each.put_nowait(line)


async def subscriber(queues):
    mine = asyncio.Queue()
    queues.add(mine)
    while True:
        await mine.get()


async def subscribers(queues=None):
    broker = Broker(set() if queues is None else queues)
    for number in range(4):
        start(subscriber(broker.queues), "subscriber-%d" % number)
    await serve(broker.publisher)


async def weak_subscribers():
    await subscribers(weakref.WeakSet())


# What will wake is reached by a detour.


class Connection:
    pass


async def finalizer():
    event = asyncio.Event()
    connection = Connection()
    weakref.finalize(connection, event.set)
    registry["connection"] = connection
    start(event.wait(), "waits")
    del event
    await hold()


async def signal_closure():
    def listen(event):
        signal.signal(signal.SIGUSR1, lambda *_: event.set())
        thread(event.wait, "waits")

    listen(threading.Event())
    await hold()


def thread_local():
    local = threading.local()
    made = queue.Queue()

    def producer(jobs):
        local.jobs = jobs
        del jobs
        time.sleep(3600)
        local.jobs.put(1)

    thread(producer, "producer", made)
    thread(made.get, "consumer")
    del made
    sleeping()


async def context_variable():
    import contextvars

    variable = contextvars.ContextVar("jobs")

    async def producer():
        await asyncio.sleep(3600)
        variable.get().put_nowait(1)

    async def consumer(jobs):
        await jobs.get()

    def begin():
        jobs = asyncio.Queue()
        variable.set(jobs)
        start(producer(), "producer")
        start(consumer(jobs), "consumer")

    contextvars.copy_context().run(begin)
    await hold()


async def default_argument():
    event = asyncio.Event()

    def fire(event=event):
        event.set()

    asyncio.get_running_loop().call_later(3600, fire)
    start(event.wait(), "waits")
    del event
    await hold()


class Application:
    stopped = None


async def attribute_of_class():
    Application.stopped = asyncio.Event()
    start(Application.stopped.wait(), "waits")
    await hold()


async def generator_holds():
    def later(event):
        yield
        event.set()

    event = asyncio.Event()
    registry["later"] = later(event)
    next(registry["later"])
    start(event.wait(), "waits")
    del event
    await hold()


# On its way at this very moment.


async def player(mine, other, seconds):
    while True:
        ball = await mine.get()
        await asyncio.sleep(seconds)
        await other.put(ball)


async def ping_pong(seconds=0):
    one, other = asyncio.Queue(), asyncio.Queue()
    one.put_nowait("ball")
    start(player(one, other, seconds), "ping")
    start(player(other, one, seconds), "pong")
    del one, other
    await hold()


async def ping_pong_slow():
    await ping_pong(0.02)


def ping_pong_threads():
    def plays(mine, other):
        while True:
            other.put(mine.get())

    one, other = queue.Queue(), queue.Queue()
    one.put("ball")
    thread(plays, "ping", one, other)
    thread(plays, "pong", other, one)
    del one, other
    sleeping()


async def contention():
    lock = asyncio.Lock()

    async def turns(lock):
        while True:
            async with lock:
                await asyncio.sleep(0.001)

    for number in range(50):
        start(turns(lock), "turns-%d" % number)
    del lock
    await hold()


def contention_threads():
    outer, inner = threading.Lock(), threading.Lock()

    def turns():
        while True:
            with outer:
                with inner:
                    time.sleep(0.001)

    for number in range(10):
        thread(turns, "turns-%d" % number)
    sleeping()


def lock_handed_over():
    gate = threading.Lock()
    gate.acquire()

    def opens():
        time.sleep(3600)
        gate.release()

    thread(opens, "opens")
    thread(gate.acquire, "waits")
    sleeping()


async def tasks_come_and_go():
    async def child(depth):
        await asyncio.sleep(0)
        if depth:
            await asyncio.gather(child(depth - 1), child(depth - 1))

    async def family():
        while True:
            await child(4)

    for number in range(4):
        start(family(), "family-%d" % number)
    await hold()


# Other waits.


def select_():
    made = listener()
    ready()
    select.select([made], [], [])


def selectors_():
    made = listener()
    selector = selectors.DefaultSelector()
    selector.register(made, selectors.EVENT_READ)
    ready()
    selector.select()


def sigwait():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    ready()
    signal.sigwait([signal.SIGUSR1])


def pause():
    ready()
    signal.pause()


def process_pool():
    pool = concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork"))
    pool.submit(int, "7").result()
    sleeping()


def queue_listener():
    import logging.handlers

    records = queue.Queue()
    registry["listener"] = logging.handlers.QueueListener(records, logging.NullHandler())
    registry["listener"].start()
    logging.getLogger().addHandler(logging.handlers.QueueHandler(records))
    del records
    sleeping()


def timers():
    def again():
        timer = threading.Timer(0.02, again)
        timer.daemon = True
        timer.start()

    again()
    sleeping()


async def executor_queue():
    registry["jobs"] = queue.Queue()
    start(consume(), "consumer")
    await hold()


async def consume():
    await asyncio.get_running_loop().run_in_executor(None, registry["jobs"].get)


async def collectable():
    gc.disable()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)

    async def locked(lock):
        async with lock:
            await loop.create_future()

    async def got(jobs):
        await jobs.get()

    for _ in range(20):
        lock, jobs = asyncio.Lock(), asyncio.Queue()
        for coroutine in (locked(lock), locked(lock), got(jobs)):
            loop.create_task(coroutine)
    del lock, jobs, coroutine
    await hold()


def sleeping():
    time.sleep(0.3)
    ready()
    time.sleep(3600)


async def scheduler():
    for seconds in (0.01, 10, 1000, 100000):
        start(asyncio.sleep(seconds), "sleeps-%s" % seconds)
    await hold()


def woken_loop():
    async def main():
        loop, queue = asyncio.get_running_loop(), asyncio.Queue()

        def wakes():
            while True:
                loop.call_soon_threadsafe(queue.put_nowait, 1)
                time.sleep(0.0001)

        for number in range(3):
            thread(wakes, "wakes-%d" % number)
        ready()
        while True:
            await queue.get()

    asyncio.run(main())


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    name = sys.argv[1].replace("-", "_")
    function = globals().get(name + "_") or globals()[name]
    if inspect.iscoroutinefunction(function):
        asyncio.run(function())
    else:
        function()
