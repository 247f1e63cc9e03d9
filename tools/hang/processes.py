"""Processes of multiprocessing that wait for each other: pipes, locks, queues, joins.

What the other process does cannot be seen in a snapshot of this one; which process it is can be named, and which
processes have a semaphore, so that one whose last holder was killed is told from one that may come back.

    python processes.py pipe      (without an argument: the list)
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1

EXPECT = {
    "pipe": {"why": "main receives from a child that never sends", "kind": "waiting-for-peer"},
    "pipe-lost": {"why": "main receives from a pipe whose other end only main itself has", "kind": ["waiting", "waiting-for-peer", "queue-without-producer", "orphan-future"], "also": ["queue-without-producer", "orphan-future"]},
    "lock": {"why": "main wants a lock that a child holds", "kind": "waiting"},
    "lock-killed": {"why": "the child that held the lock was killed", "kind": "lock-never-released", "certainty": "likely", "says": ["no other living process shares /dev/shm/sem."]},
    "rlock": {"why": "main wants a reentrant lock that a child holds", "kind": "waiting"},
    "rlock-killed": {"why": "the child that held the reentrant lock was killed", "kind": "lock-never-released", "certainty": "likely"},
    "semaphore-killed": {"why": "the children that held both permits were killed", "kind": "lock-never-released", "certainty": "likely"},
    "lock-signal": {"why": "main takes a lock twice: the second time waits until a child, asleep, gives it back", "kind": "waiting"},
    "lock-twice": {"why": "main takes a lock inside its own `with`", "kind": "thread-deadlock", "certainty": "likely"},
    "lock-bystander": {"why": "the holder was killed, but another child has the lock too and may have it", "kind": "waiting"},
    "lock-all-wait": {"why": "the holder was killed, another child waits for the same lock", "kind": "lock-never-released", "certainty": "likely", "says": ["wait for it with all their threads"]},
    "lock-global": {"why": "the holder was killed, a sleeping thread of main's own process can reach the lock", "kind": "waiting"},
    "lock-timeout": {"why": "the holder was killed, main waits with a timeout", "kind": "waiting"},
    "lock-named": {"why": "the holder was killed, the lock of a process that is spawned keeps its name", "kind": "lock-never-released", "certainty": "likely", "says": ["still has its name"]},
    "queue-reader-killed": {"why": "a child was killed while it waited at a queue, which kept the lock of its readers", "kind": "lock-never-released", "certainty": "likely", "says": ["readers of a multiprocessing queue", "/dev/shm/sem."]},
    "queue-full": {"why": "main puts into a full queue whose reader sleeps", "kind": "waiting"},
    "queue-full-killed": {"why": "main puts into a full queue whose reader was killed", "kind": "queue-without-producer", "certainty": "likely"},
    "event": {"why": "main waits for an event that a child, asleep, would set", "kind": "waiting"},
    "event-killed": {"why": "the child that would set the event was killed", "kind": "orphan-future", "certainty": "likely"},
    "condition-killed": {"why": "the child that would notify was killed", "kind": "orphan-future", "certainty": "likely"},
    "join": {"why": "main joins a child that sleeps", "kind": ["waiting-for-peer", "waiting"]},
    "queue": {"why": "main waits at a queue that a child would fill", "kind": "waiting-for-peer"},
    "pool": {"why": "main waits for the result of a pool whose child sleeps", "kind": "waiting-for-peer"},
}


def patient(*kept):
    """What a child does: it sleeps until its parent is gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.05)
    os._exit(0)


def holds(lock):
    with lock:
        patient()


def child(*arguments, target=patient):
    process = multiprocessing.Process(target=target, args=arguments, name="child", daemon=True)
    process.start()
    return process


def ready():
    print("ready", flush=True)


def pipe():
    ours, theirs = multiprocessing.Pipe()
    child(theirs)
    theirs.close()
    ready()
    ours.recv()


def pipe_lost():
    source, target = multiprocessing.Pipe(duplex=False)
    ready()
    source.recv()


def taken(lock):
    """Waits until someone else has it."""
    while lock.acquire(False):
        lock.release()
        time.sleep(0.05)


def kill(*processes):
    for process in processes:
        process.kill()
        process.join()


def lock(kind=multiprocessing.Lock):
    held = kind()
    child(held, target=holds)
    taken(held)
    ready()
    with held:
        pass


def lock_killed(kind=multiprocessing.Lock):
    held = kind()
    process = child(held, target=holds)
    taken(held)
    kill(process)
    ready()
    with held:
        pass


def rlock():
    lock(multiprocessing.RLock)


def rlock_killed():
    lock_killed(multiprocessing.RLock)


def semaphore_killed():
    permits = multiprocessing.Semaphore(2)
    one, two = child(permits, target=holds), child(permits, target=holds)
    taken(permits)
    kill(one, two)
    ready()
    permits.acquire()


def gives_back(lock):
    patient()
    lock.release()


def lock_signal():
    signal = multiprocessing.Lock()
    signal.acquire()
    child(signal, target=gives_back)
    ready()
    signal.acquire()


def lock_twice():
    held = multiprocessing.Lock()
    child(held)
    with held:
        ready()
        held.acquire()


def lock_bystander():
    held = multiprocessing.Lock()
    process = child(held, target=holds)
    taken(held)
    child(held)
    kill(process)
    ready()
    with held:
        pass


def wants(lock, comes):
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # it would outlive its parent: it waits for ever
    comes.close()
    lock.acquire()


def waits_in_kernel(process):
    """Waits until its only thread sleeps on a futex."""
    while True:
        with open("/proc/%d/wchan" % process.pid) as wchan:
            if "futex" in wchan.read():
                return
        time.sleep(0.05)


def lock_all_wait():
    held = multiprocessing.Lock()
    process = child(held, target=holds)
    taken(held)
    source, target = multiprocessing.Pipe(duplex=False)
    other = child(held, target, target=wants)
    target.close()
    try:
        source.recv()
    except EOFError:
        pass
    waits_in_kernel(other)
    kill(process)
    ready()
    with held:
        pass


def sleeps_with(lock):
    time.sleep(100000)
    lock.release()


def lock_global():
    held = multiprocessing.Lock()
    process = child(held, target=holds)
    taken(held)
    kill(process)
    threading.Thread(target=sleeps_with, args=(held,), daemon=True).start()
    ready()
    with held:
        pass


def lock_timeout():
    held = multiprocessing.Lock()
    process = child(held, target=holds)
    taken(held)
    kill(process)
    ready()
    held.acquire(timeout=100000)


def lock_named():
    context = multiprocessing.get_context("spawn")
    held = context.Lock()
    process = context.Process(target=holds, args=(held,), daemon=True)
    process.start()
    taken(held)
    kill(process)
    ready()
    with held:
        pass


def reads(queue):
    queue.get()


def queue_reader_killed():
    jobs = multiprocessing.Queue()
    process = child(jobs, target=reads)
    taken(jobs._rlock)
    kill(process)
    ready()
    jobs.get()


def queue_full():
    jobs = multiprocessing.Queue(1)
    child(jobs)
    jobs.put(1)
    ready()
    jobs.put(2)


def queue_full_killed():
    jobs = multiprocessing.Queue(1)
    process = child(jobs)
    jobs.put(1)
    kill(process)
    ready()
    jobs.put(2)


def event():
    start = multiprocessing.Event()
    child(start)
    ready()
    start.wait()


def event_killed():
    start = multiprocessing.Event()
    kill(child(start))
    ready()
    start.wait()


def condition_killed():
    news = multiprocessing.Condition()
    kill(child(news))
    ready()
    with news:
        news.wait()


def join():
    process = child()
    ready()
    process.join()


def queue():
    jobs = multiprocessing.Queue()
    child(jobs)
    ready()
    jobs.get()


def pool():
    workers = multiprocessing.Pool(1)
    result = workers.apply_async(patient)
    ready()
    result.get()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    multiprocessing.set_start_method("fork")
    globals()[sys.argv[1].replace("-", "_")]()
