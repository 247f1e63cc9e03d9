"""Tasks that wait for the world outside the loop: peers on sockets, children, signals, pool threads, other loops.

A peer that never answers is no deadlock, and nobody can say from here whether it will answer in a second. What can be
said is who waits, where, and on which peer; and whether a queue of the connection is full.

    python asyncio_outside.py read      (without an argument: the list)
"""

import asyncio
import concurrent.futures
import os
import queue
import socket
import sys
import threading
import time

EXPECT = {
    "read": {"why": "a stream's peer never answers", "kind": "waiting-for-peer", "certainty": "likely", "says": ["127.0.0.1"]},
    "read-many": {"why": "twenty requests wait for the same silent peer", "kind": "waiting-for-peer", "certainty": "likely", "says": ["20", "127.0.0.1"]},
    "read-behind": {"why": "one task reads from a silent peer, five await it", "kind": "waiting-for-peer", "certainty": "likely", "behind": 5},
    "drain": {"why": "the peer does not read: drain waits, the queues are full", "kind": "waiting-for-peer", "certainty": "likely", "says": ["127.0.0.1"]},
    "sock-recv": {"why": "sock_recv of the loop, silent peer", "kind": "waiting-for-peer", "certainty": "likely"},
    "sock-accept": {"why": "sock_accept: nobody connects", "kind": ["waiting", "none"]},
    "request-ids": {"why": "answers come by a socket, its reader resolves the futures kept in a dict", "kind": "waiting-for-peer"},
    "request-ids-protocol": {"why": "the same with a protocol, which holds the dict", "kind": "waiting"},
    "unix-socket": {"why": "the other end of a socket pair, in another process, never answers", "kind": "waiting-for-peer"},
    "lock-during-request": {"why": "a lock is held while a silent peer is asked", "kind": "waiting-for-peer", "certainty": "likely"},
    "queue-fed-by-socket": {"why": "a reader puts what it reads into a queue, workers wait at it", "kind": "waiting-for-peer"},
    "pipe": {"why": "connect_read_pipe: nobody writes", "kind": "waiting-for-peer"},
    "add-reader": {"why": "a callback of add_reader would resolve the future", "kind": "waiting-for-peer"},
    "signal": {"why": "a signal handler of the loop would set the event", "kind": "waiting"},
    "reader-removed": {"why": "the reader that would have resolved the future was taken away, a writer of its socket is left", "kind": "orphan-future", "certainty": "likely", "members": ["waits"]},
    "signal-removed": {"why": "the signal handler that would have set the event was taken away", "kind": "orphan-future", "certainty": "likely", "members": ["waits"]},
    "subprocess": {"why": "wait for a child that reads until its input ends", "kind": "waiting"},
    "subprocess-read": {"why": "read the output of a child that says nothing", "kind": "waiting-for-peer"},
    "executor-sleep": {"why": "run_in_executor: the pool's thread sleeps", "kind": "waiting"},
    "executor-socket": {"why": "run_in_executor: the pool's thread receives from a silent peer", "kind": "waiting-for-peer"},
    "executor-queued": {"why": "the pool's only thread is at work, more work waits for it", "kind": "waiting"},
    "executor-deadlock": {"why": "the pool's only thread waits for work that waits for the pool", "kind": "pool-starved", "certainty": "likely"},
    "executor-awaits-loop": {"why": "a pool thread waits for a coroutine of the loop, which awaits the pool thread", "kind": "mixed-deadlock", "certainty": "likely"},
    "threadsafe": {"why": "another thread waits for a coroutine of this loop, which sleeps", "kind": "waiting"},
    "threadsafe-queue": {"why": "a thread that sleeps will put into the loop's queue by call_soon_threadsafe", "kind": "waiting"},
    "thread-sets-event": {"why": "a thread that sleeps will set the event by call_soon_threadsafe", "kind": "waiting"},
    "thread-reads-queue": {"why": "a thread that waits at a queue.Queue resolves the futures it is given there", "kind": "waiting"},
    "wrap-future": {"why": "a task awaits a concurrent future by wrap_future, whose thread sleeps", "kind": "waiting"},
    "wrap-future-orphan": {"why": "a task awaits a concurrent future that nobody else has", "kind": "orphan-future", "certainty": "likely"},
    "two-loops": {"why": "a task of one loop awaits a task of another loop, which awaits the first: both loops idle", "kind": ["mixed-deadlock", "task-deadlock"], "certainty": "likely", "members": ["left", "right", "messenger to left", "messenger to right"]},
    "two-loops-timer": {"why": "a task of one loop awaits a task of another loop, which sleeps", "kind": "waiting"},
    "stopped-loop": {"why": "a thread waits for a coroutine that it gave to a loop which nobody runs any more", "kind": "orphan-future", "certainty": "likely", "says": ["no thread runs it"]},
    "stopped-loop-timer": {"why": "the same, and the coroutine sleeps: no timer fires in a loop which nobody runs", "kind": "orphan-future", "certainty": "likely", "behind": 1, "says": ["no thread runs it"]},
    "stopped-loop-task": {"why": "a task awaits a coroutine of a loop whose thread was ended by an exception", "kind": "orphan-future", "certainty": "likely", "says": ["no thread runs it"]},
    "to-thread": {"why": "asyncio.to_thread: the thread sleeps", "kind": "waiting", "since": "3.9"},
}

tasks = {}


def start(coroutine, name):
    tasks[name] = asyncio.get_running_loop().create_task(coroutine, name=name)
    return tasks[name]


async def wait_for(name):
    await tasks[name]


async def hold():
    """What main does: says that all has begun, and sleeps."""
    await asyncio.sleep(0.1)
    print("ready", flush=True)
    await asyncio.sleep(3600)


def silent_peer():
    """The port of another process that accepts and never says a word; it ends when this one does."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    alive, ours = os.pipe()
    if os.fork() == 0:
        os.close(ours)
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        os.read(alive, 1)
        os._exit(0)
    os.close(alive)
    port = listener.getsockname()[1]
    listener.close()
    return port


def accept(listener):
    kept = []
    while True:
        kept.append(listener.accept())


# Sockets.


async def client(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    return await reader.readline()


async def read():
    start(client(silent_peer()), "client")
    await hold()


async def read_many():
    port = silent_peer()
    for number in range(20):
        start(client(port), "client-%d" % number)
    await hold()


async def read_behind():
    start(client(silent_peer()), "client")
    for number in range(5):
        start(wait_for("client"), "behind-%d" % number)
    await hold()


async def drain():
    async def sender(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    start(sender(silent_peer()), "sender")
    await asyncio.sleep(0.3)
    await hold()


async def sock_recv():
    peer = socket.create_connection(("127.0.0.1", silent_peer()))
    peer.setblocking(False)
    start(asyncio.get_running_loop().sock_recv(peer, 100), "receives")
    await hold()


async def sock_accept():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    listener.setblocking(False)
    start(asyncio.get_running_loop().sock_accept(listener), "accepts")
    await hold()


class Client:
    """Sends requests on one connection; a reader resolves them by their ids as answers come."""

    def __init__(self):
        self.pending = {}

    async def connect(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        start(self.receive(), "reader")

    async def receive(self):
        while True:
            line = await self.reader.readline()
            self.pending.pop(int(line)).set_result(line)

    async def ask(self, number):
        self.pending[number] = asyncio.get_running_loop().create_future()
        self.writer.write(b"%d\n" % number)
        return await self.pending[number]


async def request_ids():
    asked = Client()
    await asked.connect(silent_peer())
    for number in range(10):
        start(asked.ask(number), "request-%d" % number)
    del asked
    await hold()


class Answers(asyncio.Protocol):
    def __init__(self):
        self.pending = {}

    def data_received(self, data):
        for line in data.splitlines():
            self.pending.pop(int(line)).set_result(line)


async def request_ids_protocol():
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_connection(Answers, "127.0.0.1", silent_peer())

    async def ask(transport, protocol, number):
        protocol.pending[number] = loop.create_future()
        transport.write(b"%d\n" % number)
        return await protocol.pending[number]

    for number in range(10):
        start(ask(transport, protocol, number), "request-%d" % number)
    del transport, protocol
    await hold()


async def unix_socket():
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        theirs.recv(1)
        theirs.recv(1)
        os._exit(0)
    theirs.close()

    async def asks():
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(b"?")
        await reader.read(1)

    start(asks(), "asks")
    await hold()


async def lock_during_request():
    lock = asyncio.Lock()
    port = silent_peer()

    async def request(lock):
        async with lock:
            await client(port)

    for number in range(4):
        start(request(lock), "request-%d" % number)
    del lock
    await hold()


async def queue_fed_by_socket():
    jobs = asyncio.Queue()
    port = silent_peer()

    async def reader(jobs):
        source, _ = await asyncio.open_connection("127.0.0.1", port)
        while True:
            await jobs.put(await source.readline())

    async def worker(jobs):
        while True:
            await jobs.get()

    start(reader(jobs), "reader")
    for number in range(4):
        start(worker(jobs), "worker-%d" % number)
    del jobs
    await hold()


async def pipe():
    source, target = os.pipe()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), open(source, "rb"))
    start(reader.read(1), "reads")
    del reader
    await hold()


async def add_reader():
    loop = asyncio.get_running_loop()
    source, target = os.pipe()
    future = loop.create_future()
    loop.add_reader(source, lambda: future.set_result(os.read(source, 1)))

    async def awaits(future):
        await future

    start(awaits(future), "waits")
    await hold()


async def reader_removed():
    loop = asyncio.get_running_loop()
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    try:
        while True:
            ours.send(bytes(65536))
    except BlockingIOError:
        pass
    event = asyncio.Event()
    loop.add_reader(ours, event.set)
    loop.add_writer(ours, print, "there is room again")
    start(event.wait(), "waits")
    del event
    loop.remove_reader(ours)
    await hold()


# Signals and children.


async def signal():
    from signal import SIGUSR1

    event = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(SIGUSR1, event.set)
    start(event.wait(), "waits")
    del event
    await hold()


async def signal_removed():
    from signal import SIGUSR1

    event = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(SIGUSR1, event.set)
    loop.add_signal_handler(SIGUSR1 + 2, print, "another signal")
    start(event.wait(), "waits")
    del event
    loop.remove_signal_handler(SIGUSR1)
    await hold()


async def subprocess():
    child = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE)

    async def waits():
        await child.wait()

    start(waits(), "waits")
    await hold()


async def subprocess_read():
    child = await asyncio.create_subprocess_exec(
        "cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    start(child.stdout.read(), "reads")
    await hold()


# Pools and threads.


async def in_executor(function, *arguments, pool=None):
    await asyncio.get_running_loop().run_in_executor(pool, function, *arguments)


async def executor_sleep():
    start(in_executor(time.sleep, 3600), "waits")
    await hold()


async def executor_socket():
    peer = socket.create_connection(("127.0.0.1", silent_peer()))
    start(in_executor(peer.recv, 1), "waits")
    await hold()


async def executor_queued():
    pool = concurrent.futures.ThreadPoolExecutor(1)
    for number in range(5):
        start(in_executor(time.sleep, 3600, pool=pool), "waits-%d" % number)
    await hold()


async def executor_deadlock():
    pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="pool")

    def outer():
        return pool.submit(int, "7").result()

    start(in_executor(outer, pool=pool), "waits")
    await hold()


async def executor_awaits_loop():
    loop = asyncio.get_running_loop()

    def in_thread():
        return asyncio.run_coroutine_threadsafe(wait_for("waits"), loop).result()

    start(in_executor(in_thread), "waits")
    await hold()


async def threadsafe():
    loop = asyncio.get_running_loop()

    def in_thread():
        asyncio.run_coroutine_threadsafe(asyncio.sleep(3600), loop).result()

    threading.Thread(target=in_thread, name="caller", daemon=True).start()
    await hold()


async def threadsafe_queue():
    loop = asyncio.get_running_loop()

    def producer(queue):
        while True:
            time.sleep(3600)
            loop.call_soon_threadsafe(queue.put_nowait, 1)

    async def consumer(queue):
        while True:
            await queue.get()

    jobs = asyncio.Queue()
    threading.Thread(target=producer, args=(jobs,), name="producer", daemon=True).start()
    start(consumer(jobs), "consumer")
    del jobs
    await hold()


async def thread_sets_event():
    loop = asyncio.get_running_loop()

    def setter(event):
        time.sleep(3600)
        loop.call_soon_threadsafe(event.set)

    event = asyncio.Event()
    threading.Thread(target=setter, args=(event,), name="setter", daemon=True).start()
    start(event.wait(), "waits")
    del event
    await hold()


async def thread_reads_queue():
    loop = asyncio.get_running_loop()
    jobs = queue.Queue()

    def worker():
        while True:
            future = jobs.get()
            time.sleep(3600)
            loop.call_soon_threadsafe(future.set_result, None)

    threading.Thread(target=worker, name="worker", daemon=True).start()

    async def asks():
        future = loop.create_future()
        jobs.put(future)
        await future

    for number in range(3):
        start(asks(), "asks-%d" % number)
    await hold()


async def wrap_future():
    pool = concurrent.futures.ThreadPoolExecutor(1)

    async def awaits(future):
        await asyncio.wrap_future(future)

    start(awaits(pool.submit(time.sleep, 3600)), "waits")
    await hold()


async def wrap_future_orphan():
    async def awaits(future):
        await asyncio.wrap_future(future)

    start(awaits(concurrent.futures.Future()), "waits")
    await hold()


async def to_thread():
    start(asyncio.to_thread(time.sleep, 3600), "waits")
    await hold()


# Two loops in two threads.


def other_loop():
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="other-loop", daemon=True).start()
    return loop


async def two_loops():
    here, there = asyncio.get_running_loop(), other_loop()

    async def messenger(name):
        asyncio.current_task().set_name("messenger to " + name)
        await tasks[name]

    async def across(loop, name):
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(messenger(name), loop))

    def begin():
        tasks["right"] = there.create_task(across(here, "left"), name="right")

    start(across(there, "right"), "left")
    there.call_soon_threadsafe(begin)
    await hold()


async def stopped_loop(begins=False):
    there = other_loop()

    async def work():
        await asyncio.sleep(1.5)

    made = asyncio.run_coroutine_threadsafe(work(), there) if begins else None
    time.sleep(0.2)
    there.call_soon_threadsafe(there.stop)
    time.sleep(0.2)
    made = made or asyncio.run_coroutine_threadsafe(work(), there)
    threading.Thread(target=made.result, name="wants").start()
    del there, made
    await hold()


async def stopped_loop_timer():
    await stopped_loop(True)


async def stopped_loop_task():
    there = other_loop()

    async def work():
        await asyncio.sleep(1.5)

    def fails():
        raise SystemExit

    made = asyncio.run_coroutine_threadsafe(work(), there)
    await asyncio.sleep(0.2)
    there.call_soon_threadsafe(fails)
    start(asyncio.wait_for(asyncio.wrap_future(made), None), "wants")
    del there, made
    await hold()


async def two_loops_timer():
    there = other_loop()

    async def across():
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asyncio.sleep(3600), there))

    start(across(), "left")
    await hold()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    asyncio.run(globals()[sys.argv[1].replace("-", "_")]())
