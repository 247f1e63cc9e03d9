"""Threads that wait in every way the standard library has, each alone.

Writes to the file named by the first argument, for each thread: its name, what its node is to say of why it may go on
("" for nothing), and what it waits for: how, and the address of that object or the name of that thread; for each lock who
has it. Then prints "hung" and stays.
"""
import concurrent.futures
import json
import multiprocessing
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
import time

truth = {"threads": [], "locks": []}
keep = []


def thread(function, how="", target=None, wake="", name=None):
    made = threading.Thread(target=function, name=name or function.__name__, daemon=True)
    truth["threads"].append(
        {"name": made.name, "wake": wake, "how": how, "target": target if isinstance(target, str) else at(target)}
    )
    keep.append(target)
    made.start()
    return made


def at(thing):
    return "" if thing is None else hex(id(thing))


def lock(thing, holder, known="inferred"):
    truth["locks"].append({"address": at(thing), "holder": holder, "known": known if holder else ""})
    keep.append(thing)
    return thing


# Whoever sleeps.
hour = lambda: time.sleep(3600)  # noqa: E731
sleeper = thread(hour, wake="timer", name="sleeper")

plain = threading.Lock()
reentrant = threading.RLock()
bare = threading.Lock()
bare.acquire()
limited = threading.BoundedSemaphore(1)
unlimited = threading.Semaphore(1)


def holder():
    with plain, reentrant, limited, unlimited:
        time.sleep(3600)


thread(holder, wake="timer")
time.sleep(0.1)
lock(plain, "holder")
lock(reentrant, "holder", "recorded")
lock(bare, "")
lock(limited, "holder")
lock(unlimited, "holder")


def wants_plain():
    with plain:
        pass


thread(wants_plain, "acquire", plain)
thread(reentrant.acquire, "acquire", reentrant, name="wants_reentrant")
thread(bare.acquire, "acquire", bare, name="wants_bare")
thread(lambda: bare.acquire(timeout=3000), "acquire", bare, "timer", name="wants_bare_for_a_while")
thread(limited.acquire, "acquire", limited, name="wants_limited")
thread(unlimited.acquire, "acquire", unlimited, name="wants_unlimited")

event = threading.Event()
thread(event.wait, "wait on", event, name="wants_event")
thread(lambda: event.wait(3000), "wait on", event, "timer", name="wants_event_for_a_while")
condition = threading.Condition()


def wants_condition():
    with condition:
        condition.wait()


def wants_condition_for():
    with condition:
        condition.wait_for(lambda: False)


thread(wants_condition, "wait on", condition)
thread(wants_condition_for, "wait on", condition)
held_condition = threading.Condition(threading.Lock())


def notified():
    with held_condition:
        held_condition.wait()


def has_condition():
    with held_condition:
        held_condition.notify()
        time.sleep(3600)


thread(notified, "acquire", held_condition._lock)
time.sleep(0.2)
thread(has_condition, wake="timer")
lock(held_condition._lock, "has_condition")

barrier = threading.Barrier(3)
thread(barrier.wait, "wait on", barrier, name="at_barrier")

empty, full, unfinished = queue.Queue(), queue.Queue(1), queue.Queue()
full.put(1)
unfinished.put(1)
simple = queue.SimpleQueue()
thread(empty.get, "get", empty, name="gets")
thread(lambda: full.put(2), "put", full, name="puts")
thread(unfinished.join, "join", unfinished, name="joins_queue")
thread(simple.get, "get", simple, name="gets_simple")
thread(lambda: empty.get(timeout=3000), "get", empty, "timer", name="gets_for_a_while")

thread(sleeper.join, "join", "sleeper", name="joins")
thread(lambda: sleeper.join(3000), "join", "sleeper", "timer", name="joins_for_a_while")

future = concurrent.futures.Future()
thread(future.result, "result", future, name="wants_result")
thread(lambda: concurrent.futures.wait([future]), "wait", future, name="waits_for_all")
thread(lambda: list(concurrent.futures.as_completed([future])), "wait", future, name="waits_as_completed")

pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="pool")
running = pool.submit(hour)
queued = pool.submit(hour)
truth["threads"].append({"name": "pool_0", "wake": "timer", "how": "", "target": ""})
idle_pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="idle")
idle_pool.submit(int).result()
truth["threads"].append({"name": "idle_0", "wake": "idle worker", "how": "get", "target": at(idle_pool._work_queue)})
thread(running.result, "result", running, name="wants_running")
thread(queued.result, "result", queued, name="wants_queued")
truth["work"] = [
    {"address": at(running), "how": "computed by", "target": "pool_0"},
    {"address": at(queued), "how": "worker", "target": at(pool)},
    {"address": at(pool), "how": "worker", "target": "pool_0"},
]

reads, writes = os.pipe()
thread(lambda: os.read(reads, 1), wake="peer", name="reads_pipe")
one, other = socket.socketpair()
thread(lambda: one.recv(1), wake="peer", name="receives")
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
thread(listener.accept, wake="peer", name="accepts")
thread(lambda: select.select([reads], [], []), wake="peer", name="selects")
thread(lambda: select.select([reads], [], [], 3000), wake="timer", name="selects_for_a_while")

# It ends when we do: then its input ends.
child = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
thread(child.wait, "join", child, name="waits_for_child")
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
thread(lambda: signal.sigwait([signal.SIGUSR2]), wake="signal", name="waits_for_signal")


def spins():
    while True:
        pass


thread(spins, wake="?")


def imports():
    import slow_module  # noqa: F401


folder = os.path.dirname(sys.argv[1])
with open(os.path.join(folder, "slow_module.py"), "w") as file:
    file.write("import time\ntime.sleep(3600)\n")
sys.path.insert(0, folder)
thread(imports, wake="timer", name="imports")
time.sleep(0.3)
thread(imports, "acquire", "import of slow_module", name="imports_too")
truth["import"] = "imports"

try:
    shared = multiprocessing.Lock()
except (ImportError, OSError):
    shared = None
if shared is not None:
    def holds_shared():
        with shared:
            time.sleep(3600)

    thread(holds_shared, wake="timer")
    time.sleep(0.1)
    thread(shared.acquire, "acquire", shared._semlock, name="wants_shared")
    lock(shared._semlock, "holds_shared", "recorded")

time.sleep(0.5)
with open(sys.argv[1] + ".new", "w") as file:
    json.dump(truth, file)
os.rename(sys.argv[1] + ".new", sys.argv[1])
print("hung", flush=True)
time.sleep(1000)
