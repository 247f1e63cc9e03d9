"""What is stuck below Python: in C code that keeps the interpreter's lock, in computing, in locks of C libraries.

    python native.py gil-sleep      (without an argument: the list)

A program that forks says `ready PID` with the process that hangs.
"""

import ctypes
import ctypes.util
import os
import sys
import threading
import time

EXPECT = {
    "gil-sleep": {"why": "C code sleeps and keeps the GIL; two threads wait for it", "kind": "gil-held-in-c", "certainty": "likely", "also": ["gil-held-in-c"]},
    "gil-thread": {"why": "the same in a thread: main waits for the GIL", "kind": "gil-held-in-c", "certainty": "likely", "members": ["holder"]},
    "gil-mutex": {"why": "C code waits for a mutex and keeps the GIL, the mutex's holder waits for the GIL, in steps of 5 ms", "kind": ["thread-deadlock", "gil-held-in-c"], "certainty": "likely", "also": ["gil-held-in-c", "lock-never-released"]},
    "cpu": {"why": "main computes in a loop", "kind": "cpu-bound", "certainty": "likely", "says": ["compute"]},
    "cpu-thread": {"why": "a thread computes in a loop, main joins it", "kind": "cpu-bound", "certainty": "likely", "says": ["compute"]},
    "cpu-regex": {"why": "a regular expression backtracks for ever in C", "kind": "cpu-bound", "certainty": "likely", "also": ["gil-held-in-c"], "says": ["match"]},
    "mutex-opposite": {"why": "two threads take two pthread mutexes in opposite order", "kind": "thread-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "mutex-twice": {"why": "a thread takes the same pthread mutex again", "kind": "thread-deadlock", "certainty": "certain", "members": ["only"]},
    "mutex-finished": {"why": "the thread that took the mutex has ended", "kind": "lock-never-released", "certainty": "likely", "members": ["wants"]},
    "mutex-slow": {"why": "the thread that has the mutex sleeps", "kind": "waiting"},
    "condition": {"why": "pthread_cond_wait: nobody signals", "kind": "waiting"},
    "rwlock": {"why": "a thread wants to write while another reads and sleeps", "kind": "waiting"},
    "fork-mutex": {"why": "forked while another thread held a mutex: its owner does not exist in the child", "kind": "lock-never-released", "certainty": "likely", "members": ["MainThread"]},
    "fork-lock": {"why": "forked while another thread held a threading.Lock", "kind": "lock-never-released", "certainty": "possible", "members": ["MainThread"]},
    "fork-rlock": {"why": "forked while another thread held a threading.RLock: its owner does not exist in the child", "kind": "lock-never-released", "certainty": "likely", "members": ["MainThread"]},
    "fork-queue": {"why": "forked while another thread held a queue's lock", "kind": "lock-never-released", "certainty": "possible", "members": ["MainThread"]},
    "fork-sqlite": {"why": "forked while a thread was inside SQLite: the child's SQLite waits for its mutex", "kind": "lock-never-released", "certainty": "likely", "members": ["MainThread"]},
    "fork-condition": {"why": "forked while two threads waited at a condition variable, whose end waits for both", "kind": "lock-never-released", "certainty": "likely", "members": ["MainThread"], "says": ["2 threads"]},
    "fork-signal": {"why": "forked while threads waited at a condition variable: its signal waits for one that it woke", "kind": "lock-never-released", "certainty": "likely", "members": ["MainThread"], "says": ["signal"]},
    "fork-gil": {"why": "forked by C code while threads wanted the GIL: the child gives it up for one of them", "kind": "lock-never-released", "certainty": "likely", "members": ["MainThread"], "says": ["the GIL"]},
    "fork-gil-held": {"why": "forked by C code without the GIL, while another thread had it", "kind": "lock-never-released", "certainty": "likely", "members": ["MainThread"], "says": ["the GIL"]},
}

# Larger than glibc's structures on every processor.
MUTEX_BYTES = 64

libc = ctypes.CDLL(None)


def start(function, name, *arguments):
    thread = threading.Thread(target=function, args=arguments, name=name, daemon=True)
    thread.start()
    return thread


def ready(pid=None):
    print("ready", pid or "", flush=True)


def hold():
    """What main does: says that all has begun, and sleeps."""
    time.sleep(0.2)
    ready()
    time.sleep(3600)


def mutex():
    made = ctypes.create_string_buffer(MUTEX_BYTES)
    libc.pthread_mutex_init(made, None)
    return made


def fork(child, *arguments):
    """Runs `child` in a forked process, which ends when this one does, and says that that one hangs."""
    alive, ours = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        libc.prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
        child(*arguments)
        os._exit(0)
    os.close(alive)
    ready(pid)
    os.waitpid(pid, 0)


# The interpreter's lock and the processor.


def compute():
    number = 1
    while True:
        number = (number * 48271) % 2147483647


def naps():
    while True:
        time.sleep(0.05)


def needs_gil():
    if hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled():
        sys.exit("needs a build with the GIL")


def gil_sleep():
    needs_gil()
    for number in range(2):
        start(naps, "waits-%d" % number)
    ready()
    ctypes.PyDLL(None).sleep(3600)


def gil_thread():
    needs_gil()
    start(lambda: (ready(), ctypes.PyDLL(None).sleep(3600)), "holder")
    naps()


def gil_mutex():
    needs_gil()
    one, begun, calls = mutex(), threading.Event(), threading.Event()

    def holder():
        libc.pthread_mutex_lock(one)
        begun.set()
        calls.wait()
        time.sleep(0.05)
        libc.pthread_mutex_unlock(one)

    start(holder, "holder")
    begun.wait()
    ready()
    calls.set()
    ctypes.PyDLL(None).pthread_mutex_lock(one)


def cpu():
    ready()
    compute()


def cpu_thread():
    thread = start(compute, "computes")
    ready()
    thread.join()


def cpu_regex():
    import re

    ready()
    re.match("(a+)+$", "a" * 60 + "b")


# Mutexes of C.


def mutex_opposite():
    one, other, together = mutex(), mutex(), threading.Barrier(2)

    def both(first, second):
        libc.pthread_mutex_lock(first)
        together.wait()
        libc.pthread_mutex_lock(second)

    start(both, "left", one, other)
    start(both, "right", other, one)
    hold()


def mutex_twice():
    def only(one):
        libc.pthread_mutex_lock(one)
        libc.pthread_mutex_lock(one)

    start(only, "only", mutex())
    hold()


def mutex_finished():
    one = mutex()
    start(libc.pthread_mutex_lock, "took", one).join()
    start(libc.pthread_mutex_lock, "wants", one)
    hold()


def mutex_slow():
    one, begun = mutex(), threading.Event()

    def holder():
        libc.pthread_mutex_lock(one)
        begun.set()
        time.sleep(3600)

    start(holder, "holder")
    begun.wait()
    start(libc.pthread_mutex_lock, "wants", one)
    hold()


def condition():
    one, signalled = mutex(), mutex()

    def waits():
        libc.pthread_mutex_lock(one)
        libc.pthread_cond_wait(signalled, one)

    start(waits, "waits")
    hold()


def rwlock():
    lock, begun = mutex(), threading.Event()

    def reader():
        libc.pthread_rwlock_rdlock(lock)
        begun.set()
        time.sleep(3600)

    start(reader, "reader")
    begun.wait()
    start(libc.pthread_rwlock_wrlock, "writer", lock)
    hold()


# Forks.


def fork_mutex():
    one, begun = mutex(), threading.Event()

    def library():
        libc.pthread_mutex_lock(one)
        begun.set()
        time.sleep(3600)

    start(library, "library")
    begun.wait()
    fork(libc.pthread_mutex_lock, one)


def fork_lock(make=threading.Lock):
    lock, begun = make(), threading.Event()

    def holder():
        with lock:
            begun.set()
            time.sleep(3600)

    def wants():
        with lock:
            pass

    start(holder, "holder")
    begun.wait()
    fork(wants)


def fork_rlock():
    fork_lock(threading.RLock)


def fork_queue():
    import queue

    jobs, begun = queue.Queue(), threading.Event()

    def holder():
        with jobs.mutex:
            begun.set()
            time.sleep(3600)

    start(holder, "holder")
    begun.wait()
    fork(jobs.put, 1)


def fork_sqlite():
    name = ctypes.util.find_library("sqlite3")
    if name is None:
        sys.exit("needs libsqlite3")
    sqlite = ctypes.CDLL(name)
    sqlite.sqlite3_mutex_alloc.restype = ctypes.c_void_p
    sqlite.sqlite3_initialize()
    begun = threading.Event()

    def library():
        sqlite.sqlite3_mutex_enter(ctypes.c_void_p(sqlite.sqlite3_mutex_alloc(2)))  # SQLITE_MUTEX_STATIC_MAIN
        begun.set()
        time.sleep(3600)

    def child():
        connection = ctypes.c_void_p()
        sqlite.sqlite3_open(b":memory:", ctypes.byref(connection))

    start(library, "library")
    begun.wait()
    fork(child)


def wait_at(signalled):
    one = mutex()
    libc.pthread_mutex_lock(one)
    while True:
        libc.pthread_cond_wait(signalled, one)


def fork_condition():
    signalled = mutex()
    for number in range(2):
        start(wait_at, "waits-%d" % number, signalled)
    time.sleep(0.2)
    fork(libc.pthread_cond_destroy, signalled)


def fork_signal():
    libc.gnu_get_libc_version.restype = ctypes.c_char_p
    if tuple(map(int, libc.gnu_get_libc_version().split(b"."))) >= (2, 41):
        sys.exit("needs a glibc before 2.41, whose signals wait for nobody")
    signalled = mutex()
    for number in range(2):
        start(wait_at, "waits-%d" % number, signalled)
    time.sleep(0.2)
    libc.pthread_cond_signal(signalled)  # one comes again, as the first of the next group
    time.sleep(0.2)

    def child():
        libc.pthread_cond_signal(signalled)  # "wakes" the other one, which is not there to leave
        libc.pthread_cond_signal(signalled)

    fork(child)


def forked_in_c(function):
    """Forks behind Python's back until the child is stuck, which depends on what other threads just did."""
    alive, ours = os.pipe()
    while True:
        said, says = os.pipe()
        pid = function()
        if pid == 0:
            ctypes.PyDLL(None).prctl(1, 9)
            os.close(ours)
            for _ in range(100):
                open(os.devnull).close()
            os.write(says, b"on it goes")
            os._exit(0)
        os.close(says)
        ends = time.monotonic() + 3
        while os.waitpid(pid, os.WNOHANG)[0] == 0 and time.monotonic() < ends:
            time.sleep(0.05)
        if time.monotonic() >= ends:
            break
        os.close(said)
    ready(pid)
    os.waitpid(pid, 0)


def fork_gil():
    needs_gil()
    for number in range(3):
        start(compute, "computes-%d" % number)
    sys.setswitchinterval(1e-5)
    forked_in_c(ctypes.PyDLL(None).fork)


def fork_gil_held():
    needs_gil()
    start(compute, "computes")
    forked_in_c(libc.fork)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    globals()[sys.argv[1].replace("-", "_")]()
