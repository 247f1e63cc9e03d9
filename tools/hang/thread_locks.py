"""Threads behind locks, conditions, events, queues, joins, pools and imports.

Threads that wait for each other can never go on. A thread whose waker has ended, or was never there, neither: but only
where nobody else has the lock or the event can that be said. A thread behind a lock whose holder is merely slow waits.

    python thread_locks.py opposite      (without an argument: the list)
"""

import concurrent.futures
import queue
import signal
import os
import socket
import sys
import tempfile
import threading
import time

EXPECT = {
    "opposite": {"why": "two threads take two locks in opposite order", "kind": "thread-deadlock", "certainty": "likely", "members": ["left", "right"]},
    "opposite-rlocks": {"why": "the same with reentrant locks, which record their owner", "kind": "thread-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "opposite-acquire": {"why": "the same with bare acquire(), which leaves no trace of the holder, and main has both locks", "kind": "waiting"},
    "opposite-main": {"why": "the main thread is one of the two", "kind": "thread-deadlock", "certainty": "likely", "members": ["MainThread", "right"]},
    "three-way": {"why": "three threads, three locks", "kind": "thread-deadlock", "certainty": "likely", "members": ["first", "second", "third"]},
    "crowd": {"why": "two threads in opposite order and ten behind one of the locks", "kind": "thread-deadlock", "certainty": "likely", "members": ["left", "right"], "behind": 10},
    "twice": {"why": "a thread takes the same lock again", "kind": "thread-deadlock", "certainty": "likely", "members": ["only"]},
    "rlock-twice": {"why": "a thread takes the same reentrant lock again, and sleeps", "kind": "waiting"},
    "finished": {"why": "the thread that took the lock has ended without releasing it", "kind": "lock-never-released", "certainty": "possible", "members": ["wants"]},
    "rlock-finished": {"why": "the same with a reentrant lock: its owner is no thread any more", "kind": "lock-never-released", "certainty": "likely", "members": ["wants"]},
    "slow-holder": {"why": "the lock's holder sleeps", "kind": "waiting"},
    "holder-at-peer": {"why": "the lock's holder waits for a silent peer", "kind": "waiting-for-peer", "certainty": "likely", "says": ["127.0.0.1"]},
    "condition": {"why": "a thread waits to be notified and nobody else has the condition", "kind": "orphan-future", "certainty": "possible", "members": ["waits"]},
    "condition-notifier": {"why": "a sleeping thread will notify", "kind": "waiting"},
    "event": {"why": "a thread waits for an event that nobody else has", "kind": "orphan-future", "certainty": "possible", "members": ["waits"]},
    "event-timeout": {"why": "a wait with a timeout", "kind": "waiting"},
    "event-by-timer": {"why": "a threading.Timer will set it", "kind": "waiting"},
    "event-by-thread": {"why": "a thread that sleeps will set it", "kind": "waiting"},
    "event-by-signal": {"why": "a signal handler would set it", "kind": ["waiting", "none"]},
    "semaphore": {"why": "both permits are held by threads that want one more", "kind": ["lock-never-released", "thread-deadlock", "orphan-future"], "certainty": "possible", "members": ["left", "right"]},
    "semaphore-at-work": {"why": "two threads sleep with the permits, two wait for their turn", "kind": "waiting"},
    "barrier": {"why": "two of three have come, the third has failed", "kind": "orphan-future", "certainty": "possible", "members": ["waits-0", "waits-1"]},
    "queue": {"why": "a consumer waits at a queue.Queue that nobody else has", "kind": "queue-without-producer", "members": ["consumer"], "certainty": "possible"},
    "queue-dead-producer": {"why": "the producer has failed, two consumers are left", "kind": "queue-without-producer", "certainty": "possible"},
    "queue-producer": {"why": "the producer sleeps between items", "kind": "waiting"},
    "queue-idle-daemon": {"why": "a daemon thread waits at a module's idle queue while main sleeps", "kind": "waiting"},
    "queue-stdin": {"why": "the producer of the queue reads standard input", "kind": ["waiting-for-peer", "waiting"]},
    "queue-full": {"why": "a producer waits at a full queue that nobody else has", "kind": "queue-without-producer", "certainty": "possible"},
    "queue-join": {"why": "main joins a queue whose item its consumer never reports as done", "kind": ["queue-without-producer", "orphan-future"], "also": ["queue-without-producer", "orphan-future"], "certainty": "possible"},
    "simple-queue": {"why": "a consumer waits at a SimpleQueue that nobody else has", "kind": "queue-without-producer", "certainty": "possible"},
    "join": {"why": "main joins a thread that sleeps", "kind": "waiting"},
    "join-each-other": {"why": "two threads join each other", "kind": "thread-deadlock", "certainty": "likely", "members": ["left", "right"]},
    "join-holding": {"why": "main joins a thread while it holds the lock that the thread wants", "kind": "thread-deadlock", "certainty": "likely", "members": ["MainThread", "wants"]},
    "join-deadlocked": {"why": "main joins a thread of a deadlock", "kind": "thread-deadlock", "certainty": "likely", "members": ["left", "right"], "behind": 1},
    "pool-starved": {"why": "both workers of a pool wait for work of the same pool", "kind": "pool-starved", "certainty": "likely"},
    "pool-starved-map": {"why": "a worker iterates over map of its own pool of one", "kind": "pool-starved", "certainty": "likely"},
    "pool-at-work": {"why": "workers sleep, more work is queued, main waits for the result", "kind": "waiting"},
    "pool-idle": {"why": "workers wait for work, main sleeps", "kind": "waiting"},
    "pool-one-free": {"why": "a worker waits for work of the same pool, which another worker does", "kind": "waiting"},
    "future": {"why": "a thread waits for a concurrent future that nobody else has", "kind": "orphan-future", "members": ["waits"]},
    "future-each-other": {"why": "two workers wait for each other's result", "kind": "thread-deadlock", "certainty": "likely", "also": ["pool-starved"]},
    "import": {"why": "a module that is being imported joins a thread that imports it", "kind": "thread-deadlock", "certainty": "likely", "members": ["MainThread", "imports"]},
    "import-and-lock": {"why": "a module being imported wants a lock whose holder imports the module", "kind": "thread-deadlock", "certainty": "likely", "members": ["MainThread", "imports"]},
    "import-slow": {"why": "a module being imported sleeps, another thread imports it too", "kind": "waiting"},
    "logging": {"why": "a handler holds the logging lock and waits for a thread that logs", "kind": "thread-deadlock", "certainty": "likely", "members": ["MainThread", "logs"]},
    "debugger": {"why": "a debug prompt: main reads standard input", "kind": ["waiting-for-peer", "waiting"]},
}

registry = {}


def start(function, name, *arguments):
    thread = threading.Thread(target=function, args=arguments, name=name, daemon=True)
    thread.start()
    return thread


def ready():
    print("ready", flush=True)


def hold():
    """What main does: says that all has begun, and sleeps."""
    time.sleep(0.2)
    ready()
    time.sleep(3600)


def both(first, second, together):
    with first:
        together.wait()
        with second:
            pass


def wants(lock):
    with lock:
        pass


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


# Locks.


def opposite(make=threading.Lock):
    one, other, together = make(), make(), threading.Barrier(2)
    start(both, "left", one, other, together)
    start(both, "right", other, one, together)
    hold()


def opposite_rlocks():
    opposite(threading.RLock)


def opposite_acquire():
    one, other, together = threading.Lock(), threading.Lock(), threading.Barrier(2)

    def acquires(first, second):
        first.acquire()
        together.wait()
        second.acquire()

    start(acquires, "left", one, other)
    start(acquires, "right", other, one)
    hold()


def opposite_main():
    one, other, together = threading.Lock(), threading.Lock(), threading.Barrier(2)
    start(both, "right", other, one, together)
    with one:
        together.wait()
        ready()
        with other:
            pass


def three_way():
    locks = [threading.Lock() for _ in range(3)]
    together = threading.Barrier(3)
    for number, name in enumerate(("first", "second", "third")):
        start(both, name, locks[number], locks[(number + 1) % 3], together)
    hold()


def crowd():
    one, other, together = threading.Lock(), threading.Lock(), threading.Barrier(2)
    start(both, "left", one, other, together)
    start(both, "right", other, one, together)
    time.sleep(0.1)
    for number in range(10):
        start(wants, "behind-%d" % number, one)
    hold()


def twice():
    def only(lock):
        with lock:
            with lock:
                pass

    start(only, "only", threading.Lock())
    hold()


def rlock_twice():
    def only(lock):
        with lock:
            with lock:
                time.sleep(3600)

    start(only, "only", threading.RLock())
    hold()


def finished(make=threading.Lock):
    lock, ended = make(), threading.Event()

    def wants(lock):
        ended.wait()
        with lock:
            pass

    # Begun before the other has ended, or it would be given that one's number, and have its reentrant lock.
    start(wants, "wants", lock)
    start(lock.acquire, "took").join()
    ended.set()
    del lock
    hold()


def rlock_finished():
    finished(threading.RLock)


def slow_holder():
    lock, begun = threading.Lock(), threading.Event()

    def holder():
        with lock:
            begun.set()
            time.sleep(3600)

    start(holder, "holder")
    begun.wait()
    for number in range(3):
        start(wants, "wants-%d" % number, lock)
    hold()


def holder_at_peer():
    lock, begun = threading.Lock(), threading.Event()
    peer = socket.create_connection(("127.0.0.1", silent_peer()))

    def holder():
        with lock:
            begun.set()
            peer.recv(1)

    start(holder, "holder")
    begun.wait()
    for number in range(3):
        start(wants, "wants-%d" % number, lock)
    hold()


# Conditions, events, semaphores, barriers.


def notified(condition):
    with condition:
        condition.wait()


def condition():
    start(notified, "waits", threading.Condition())
    hold()


def condition_notifier():
    made = threading.Condition()

    def notifier(condition):
        time.sleep(3600)
        with condition:
            condition.notify_all()

    start(notified, "waits", made)
    start(notifier, "notifies", made)
    del made
    hold()


def waits(event):
    event.wait()


def event():
    start(waits, "waits", threading.Event())
    hold()


def event_timeout():
    start(lambda: threading.Event().wait(3600), "waits")
    hold()


def event_by_timer():
    made = threading.Event()
    timer = threading.Timer(3600, made.set)
    timer.daemon = True
    timer.start()
    start(waits, "waits", made)
    del made
    hold()


def event_by_thread():
    made = threading.Event()

    def setter(event):
        time.sleep(3600)
        event.set()

    start(setter, "setter", made)
    start(waits, "waits", made)
    del made
    hold()


def event_by_signal():
    made = threading.Event()
    signal.signal(signal.SIGUSR1, lambda *_: made.set())
    ready()
    made.wait()


def semaphore():
    two, together = threading.Semaphore(2), threading.Barrier(2)
    start(both, "left", two, two, together)
    start(both, "right", two, two, together)
    del two
    hold()


def semaphore_at_work():
    two = threading.Semaphore(2)

    def work():
        with two:
            time.sleep(3600)

    for number in range(4):
        start(work, "work-%d" % number)
    hold()


def barrier():
    three = threading.Barrier(3)
    start(waits, "waits-0", three)
    start(waits, "waits-1", three)
    del three
    hold()


# Queues.


def consumer(jobs):
    while True:
        jobs.get()


def queue_():
    start(consumer, "consumer", queue.Queue())
    hold()


def queue_dead_producer():
    jobs = queue.Queue()
    start(jobs.put, "producer", 1).join()
    start(consumer, "consumer-0", jobs)
    start(consumer, "consumer-1", jobs)
    del jobs
    hold()


def queue_producer():
    jobs = queue.Queue()

    def producer(jobs):
        while True:
            time.sleep(3600)
            jobs.put(1)

    start(producer, "producer", jobs)
    start(consumer, "consumer", jobs)
    del jobs
    hold()


def queue_idle_daemon():
    registry["jobs"] = queue.Queue()
    start(consumer, "worker", registry["jobs"])
    hold()


def typed_input():
    """Makes standard input a pipe that nobody writes to."""
    typed, registry["typist"] = os.pipe()
    os.dup2(typed, 0)


def queue_stdin():
    typed_input()
    lines = queue.Queue()

    def producer(lines):
        for line in sys.stdin:
            lines.put(line)

    start(producer, "producer", lines)
    ready()
    while True:
        lines.get()


def queue_full():
    def producer(jobs):
        while True:
            jobs.put(1)

    start(producer, "producer", queue.Queue(2))
    hold()


def queue_join():
    jobs = queue.Queue()
    jobs.put(1)
    start(consumer, "consumer", jobs)
    ready()
    jobs.join()


def simple_queue():
    start(consumer, "consumer", queue.SimpleQueue())
    hold()


# Joins and pools.


def join():
    thread = start(time.sleep, "sleeps", 3600)
    ready()
    thread.join()


def join_each_other():
    threads = {}
    together = threading.Barrier(3)

    def joins(name):
        together.wait()
        threads[name].join()

    threads["left"] = start(joins, "left", "right")
    threads["right"] = start(joins, "right", "left")
    together.wait()
    hold()


def join_holding():
    lock = threading.Lock()
    with lock:
        thread = start(wants, "wants", lock)
        ready()
        thread.join()


def join_deadlocked():
    one, other, together = threading.Lock(), threading.Lock(), threading.Barrier(2)
    left = start(both, "left", one, other, together)
    start(both, "right", other, one, together)
    time.sleep(0.1)
    ready()
    left.join()


def pool_starved():
    pool = concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="pool")
    together = threading.Barrier(2)

    def outer():
        together.wait()
        return pool.submit(int, "7").result()

    results = [pool.submit(outer) for _ in range(2)]
    time.sleep(0.1)
    ready()
    results[0].result()


def pool_starved_map():
    pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="pool")
    pool.submit(lambda: list(pool.map(int, "123")))
    hold()


def pool_at_work():
    pool = concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="pool")
    results = [pool.submit(time.sleep, 3600) for _ in range(6)]
    ready()
    results[5].result()


def pool_idle():
    pool = concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="pool")
    pool.submit(int, "7").result()
    pool.submit(int, "8").result()
    hold()


def pool_one_free():
    pool = concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="pool")
    pool.submit(lambda: pool.submit(time.sleep, 3600).result())
    hold()


def future():
    start(lambda: concurrent.futures.Future().result(), "waits")
    hold()


def future_each_other():
    pool = concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="pool")
    results = {}
    together = threading.Barrier(3)

    def waits_for(name):
        together.wait()
        return results[name].result()

    results["left"] = pool.submit(waits_for, "right")
    results["right"] = pool.submit(waits_for, "left")
    together.wait()
    hold()


# Imports and logging.


def module(source):
    """Makes a module `slow_import` with this source, and all that it needs in its `registry`."""
    folder = tempfile.TemporaryDirectory()
    registry["folder"] = folder
    with open(os.path.join(folder.name, "slow_import.py"), "w") as file:
        file.write("import __main__\n" + source)
    sys.path.insert(0, folder.name)
    sys.dont_write_bytecode = True


def imports():
    import slow_import

    return slow_import


def import_():
    module("__main__.ready()\n__main__.start(__main__.imports, 'imports').join()\n")
    imports()


def import_and_lock():
    registry["lock"] = threading.Lock()
    registry["begun"] = threading.Event()

    def holder():
        with registry["lock"]:
            registry["begun"].wait()
            imports()

    module(
        "__main__.registry['begun'].set()\n"
        "__main__.time.sleep(0.2)\n"
        "__main__.ready()\n"
        "with __main__.registry['lock']:\n    pass\n"
    )
    start(holder, "imports")
    time.sleep(0.1)
    imports()


def import_slow():
    module("__main__.ready()\n__main__.start(__main__.imports, 'imports')\n__main__.time.sleep(3600)\n")
    imports()


def logging():
    import logging

    class Handler(logging.Handler):
        def emit(self, record):
            if threading.current_thread().name == "MainThread":
                thread = start(logging.getLogger().error, "logs", "the second")
                ready()
                thread.join()

    logging.getLogger().addHandler(Handler())
    logging.getLogger().error("the first")


def debugger():
    typed_input()
    start(time.sleep, "serves", 3600)
    ready()
    import pdb

    pdb.Pdb(stdout=open(os.devnull, "w")).set_trace()
    time.sleep(1)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    name = sys.argv[1].replace("-", "_")
    (globals().get(name + "_") or globals()[name])()
