"""Processes of multiprocessing that wait for each other: pipes, locks, queues, joins.

What the other process does cannot be seen in a snapshot of this one; which process it is can be named.

    python processes.py pipe      (without an argument: the list)
"""

import multiprocessing
import os
import sys
import threading
import time

EXPECT = {
    "pipe": {"why": "main receives from a child that never sends", "kind": "waiting-for-peer"},
    "pipe-lost": {"why": "main receives from a pipe whose other end only main itself has", "kind": ["waiting", "waiting-for-peer", "queue-without-producer", "orphan-future"], "also": ["queue-without-producer", "orphan-future"]},
    "lock": {"why": "main wants a lock that a child holds", "kind": ["waiting-for-peer", "waiting"]},
    "lock-killed": {"why": "the child that held the lock was killed", "kind": ["lock-never-released", "waiting", "waiting-for-peer"], "also": ["lock-never-released"]},
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


def lock():
    held = multiprocessing.Lock()
    child(held, target=holds)
    while held.acquire(False):
        held.release()
        time.sleep(0.05)
    ready()
    with held:
        pass


def lock_killed():
    held = multiprocessing.Lock()
    process = child(held, target=holds)
    while held.acquire(False):
        held.release()
        time.sleep(0.05)
    process.kill()
    process.join()
    ready()
    with held:
        pass


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
