#!/usr/bin/env python3
"""Builds a population of objects, tells the truth about it, and waits to be captured.

usage: population.py NAME TRUTH.tsv [SIZE]       (names: `python population.py --list`)

When the population stands, the process forks without Python noticing. The child has the same objects at the same
addresses, writes its account of them to TRUTH.tsv (account.py) and prints `READY PID`, the id of the process. That
waits meanwhile, and then to be captured, in a C call that holds the GIL, so that other threads stay where they are, in
the middle of whatever they ran. Killed by whoever started it, or by its own alarm after half an hour; it ends by itself
if the child fails.

Needs the standard library only; CPython 3.8 and newer. On free-threaded builds nothing can hold other threads, so no
thread is left running there.
"""
import ctypes
import gc
import io
import os
import sys
import threading
import time
import traceback
import warnings

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__))]
import account  # noqa: E402

warnings.simplefilter("ignore")
FREE_THREADED = hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled()
ALARM_SECONDS = 1800
SWITCH_SECONDS = 1.0
LIBC = ctypes.PyDLL(None)  # PyDLL: the GIL stays held across the call
FORK, WAITPID, PRCTL, OPEN, WRITE, RENAME = LIBC.fork, LIBC.waitpid, LIBC.prctl, LIBC.open, LIBC.write, LIBC.rename
PR_SET_PDEATHSIG, SIGKILL = 1, 9


class File(io.RawIOBase):
    """A file that is written without giving up the GIL."""

    def __init__(self, path):
        self.number = OPEN(os.fsencode(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        if self.number < 0:
            raise OSError("%s cannot be written" % path)

    def writable(self):
        return True

    def write(self, data):
        written = WRITE(self.number, bytes(data), len(data))
        if written < 0:
            raise OSError("the account cannot be written")
        return written


def open_file(path):
    buffered = io.BufferedWriter(File(path), 1 << 20)
    return io.TextIOWrapper(buffered, encoding="utf-8", errors="backslashreplace", newline="\n")


account.open_file = open_file


def stop(truth, store, named=(), loop=None, inside=()):
    """Forks, lets the child write its account and say READY, and never returns.

    Other threads that run want the GIL: the child would wait for ever for one of them to take it, and this process
    must not let them go on. They ask for it a while after it changed hands, so it does just before the fork, and this
    process is in its last C call before they ask. The child never gives the GIL up by itself: to tell those that wait
    for it, and are not there, can wait for ever too.

    inside: write the accounts of other interpreters, each in a child of its own, so that none sees what another changed
    """
    sys.stdout.flush()
    LIBC.alarm(ALARM_SECONDS)
    counts = tuple(store.items())
    account.rehearse(named, counts)
    sys.setswitchinterval(SWITCH_SECONDS)
    time.sleep(0.001)
    if FORK() == 0:
        try:
            PRCTL(PR_SET_PDEATHSIG, SIGKILL)
            for i, write in enumerate(inside):
                if FORK() == 0:
                    write("%s.%d" % (truth, i))
                    os._exit(0)
                WAITPID(-1, None, 0)
            account.write(truth + ".part", named, counts, loop)
            join(truth + ".part", ["%s.%d" % (truth, i) for i in range(len(inside))])
            RENAME(os.fsencode(truth + ".part"), os.fsencode(truth))
            ready = b"READY %d\n" % os.getppid()
            WRITE(1, ready, len(ready))
            time.sleep(ALARM_SECONDS)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    WAITPID(-1, None, 0)  # comes back only if the child ended, which must stay as long as this process
    os._exit(1)


def join(path, parts):
    """Adds what other interpreters told; before 3.9 they share a collector, and tell each other's objects."""
    if not parts:
        return
    with open(path, "r+", encoding="utf-8", errors="backslashreplace") as joined:
        told = {row.split("\t", 2)[1] for row in joined if row[0] == "O"}
        for part in parts:
            with open(part, encoding="utf-8", errors="backslashreplace") as rows:
                news = [row for row in rows if row[0] in "OLGD" and row.split("\t", 2)[1] not in told]
            told.update(row.split("\t", 2)[1] for row in news)
            joined.writelines(news)
            os.remove(part)


def kinds(truth, size):
    import kinds as objects
    store = objects.build(size)
    gc.collect()
    gc.disable()
    stop(truth, store)


class Kept:
    def __init__(self, i):
        self.i, self.text, self.items = i, "kept %d" % i, [i]


class KeptSlots:
    __slots__ = ("i", "text")

    def __init__(self, i):
        self.i, self.text = i, "slots %d" % i


def churn(truth, size):
    """Objects of many sizes and kinds are made and freed, one in a thousand kept, between others."""
    makers = (Kept, KeptSlots, lambda i: [i] * (i % 40), lambda i: {i: str(i)}, lambda i: "text %d" % i, lambda i: (i, [i]),
              lambda i: {i, i + 1}, lambda i: float(i), lambda i: 10 ** 12 + i, lambda i: bytes(i % 600), lambda i: (lambda: i),
              lambda i: {"a": i, "b": [i]}, lambda i: bytearray(i % 3000), lambda i: iter([i]), lambda i: ValueError(i),
              lambda i: {j: j for j in range(i % 200)})
    kept = []
    for start in range(0, size, 20000):
        some = [makers[i * 7 % len(makers)](i) for i in range(start, start + 20000)]
        kept.extend(some[::1000])
        del some[::2]
        more = [makers[i % len(makers)](i) for i in range(start, start + 5000)]
        del some, more
    gc.collect()
    gc.disable()
    stop(truth, {"kept": kept})


def garbage(truth, size):
    """Cyclic garbage nobody has collected, beside the same shapes alive."""
    gc.collect()
    gc.disable()

    def ring(i):
        first, second, third = Kept(i), {"i": i}, [i]
        first.next, second["next"], third[:] = second, third, [first, "only held by the ring %d" % i]
        return first

    def looped(i):
        def function():
            return function, i
        return function

    def tracked_by_itself(i):
        made = type("Cyclic%d" % i, (Kept,), {"number": [i]})
        made.instance = made(i)
        return made

    def generator(i):
        def run():
            own = yield i
            yield own
        made = run()
        next(made)
        made.send(made)
        return made

    def caught(i):
        try:
            raise KeyError(i)
        except KeyError as e:
            error = e
        return error

    makers = (ring, looped, tracked_by_itself, generator, caught)
    store = {"alive": [makers[i % len(makers)](i) for i in range(size)]}
    for i in range(size):
        makers[i % len(makers)](i)
    stop(truth, store)


def on_lock(held, started, depth):
    mine = ["on-lock", depth]
    if depth:
        return on_lock(held, started, depth - 1)
    started.release()
    held.acquire()
    return mine


def in_sleep(seconds, started):
    label = ["sleeping"]
    started.release()
    time.sleep(seconds)
    return label


def running(started, size):
    """Caught anywhere in this: in calls, comprehensions, generators, while containers change."""
    def numbers(limit):
        for number in range(limit):
            yield number
    table, turns = {}, 0
    started.release()
    while True:
        turns += 1
        table[turns % size] = [x * x for x in numbers(turns % 50)]
        text = ",".join([str(x) for x in sorted(table[turns % size], key=lambda x: -x)])
        del text


def in_handler(held, started):
    try:
        raise KeyError("handled")
    except KeyError as e:
        kept = e
        started.release()
        held.acquire()
        return kept


def threads(truth, size):
    held, started = threading.Lock(), threading.Semaphore(0)
    held.acquire()
    condition, event = threading.Condition(), threading.Event()

    def on_condition():
        with condition:
            started.release()
            condition.wait()

    def on_event():
        started.release()
        event.wait(100000.0)

    def in_generator():
        def inner():
            here = "in generator"
            started.release()
            held.acquire()
            yield here
        return list(inner())

    plans = [(on_lock, (held, started, 5), "on-lock"), (in_sleep, (100000.0, started), "in-sleep"),
             (in_handler, (held, started), "in-handler"), (on_condition, (), "on-condition"), (on_event, (), "on-event"),
             (in_generator, (), "in-generator")]
    if not FREE_THREADED:
        plans += [(running, (started, size + i), "running-%d" % i) for i in range(3)]
    made = [threading.Thread(target=target, args=arguments, name=name, daemon=True) for target, arguments, name in plans]
    gc.collect()
    gc.disable()
    for each in made:
        each.start()
    for _ in made:
        started.acquire()
    time.sleep(0.5)
    stop(truth, {"threads": made}, (("held-lock", held),))


INSIDE = """
import sys, gc
sys.path[:0] = [%r]
import account
class Inside:
    def __init__(self, i):
        self.i, self.text, self.items = i, 'inside %%d' %% i, [i]
kept = [Inside(i) for i in range(%d)]
names = {'inside %%d' %% i: i for i in range(100)}
gc.collect()
gc.disable()
def write(path, caller): account.write(path, own=(caller,))
def call(path): write(path, sys._getframe(1))
account.rehearse()
"""


def subinterpreters(truth, size):
    """Three interpreters besides the main one; each writes an account of its own, joined to the first one."""
    create, run = interpreter_functions()
    made = [create() for _ in range(3)]
    for each in made:
        run(each, INSIDE % (os.path.dirname(os.path.abspath(__file__)), size))
    gc.collect()
    gc.disable()

    def writer(each):
        return lambda path: run(each, "call(%r)" % path)

    stop(truth, {"interpreters": made}, inside=[writer(each) for each in made])


def interpreter_functions():
    if sys.version_info >= (3, 13):
        import _interpreters

        def run(each, source):
            failed = _interpreters.run_string(each, source)
            if failed:
                raise RuntimeError(failed)
        return _interpreters.create, run
    import _xxsubinterpreters
    return _xxsubinterpreters.create, _xxsubinterpreters.run_string


def forked(truth, size):
    """The process is the fork child of a larger one, which it has half taken down."""
    everything = [Kept(i) for i in range(10 * size)]
    by_text = {each.text: each for each in everything}
    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        os.read(reading, 1)  # the end of the file: the child is gone
        os._exit(0)
    os.close(reading)
    del everything[::3]
    by_text.clear()
    more = [KeptSlots(i) for i in range(size)]
    gc.collect()
    gc.disable()
    stop(truth, {"everything": everything, "more": more})


LEFT_OUT = ("antigravity", "this", "idlelib", "turtledemo", "turtle", "test", "lib2to3.pgen2.conv", "tkinter", "__main__")


def stdlib(truth, size):
    """The whole standard library imported, submodules too."""
    import contextlib
    import pkgutil
    if hasattr(sys, "stdlib_module_names"):
        top = sorted(sys.stdlib_module_names)
    else:
        home = os.path.dirname(os.__file__)
        places = [home, os.path.join(home, "lib-dynload")]
        top = sorted(set(m.name for m in pkgutil.iter_modules(places)) | set(sys.builtin_module_names))
    imported, todo = [], [name for name in top if name not in LEFT_OUT and name != "site-packages"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        while todo:
            name = todo.pop(0)
            if name in LEFT_OUT or ".test" in name or ".__main__" in name or name.startswith(("idlelib", "lib2to3.tests")):
                continue
            try:
                module = __import__(name, fromlist=["x"])
            except BaseException:
                continue
            imported.append(name)
            if hasattr(module, "__path__"):
                todo += ["%s.%s" % (name, m.name) for m in pkgutil.iter_modules(list(module.__path__))]
    gc.collect()
    gc.disable()
    stop(truth, {"imported": imported})


def asyncio_tasks(truth, size):
    import asyncio
    import tasks
    gc.disable()
    asyncio.run(tasks.main(size, lambda store, named, loop: stop(truth, store, named, loop)))


def huge(truth, size):
    import collections
    r = range(size)
    store = {
        "list": [list(r)], "tuple": [tuple(range(10 ** 7, 10 ** 7 + size))], "dict-int": [{i: -i for i in r}],
        "dict-str": [{"key %d" % i: i for i in r}], "set": [{i + 0.5 for i in r}], "frozenset": [frozenset("f%d" % i for i in r)],
        "deque": [collections.deque(r)], "bytearray": [bytearray(64 * size)], "bytes": [bytes(64 * size)],
        "str-ascii": ["a" * 64 * size], "str-latin1": ["\xe9" * 64 * size], "str-ucs2": ["\u4f60" * 32 * size],
        "str-ucs4": ["\U0001f600" * 16 * size], "int": [1 << 8 * size], "dict-holes": [{i: i for i in r}], "list-grown": [[]],
        "nested": [[]], "instances": [Kept(i) for i in range(size // 10)],
    }
    for i in range(0, size, 3):
        del store["dict-holes"][0][i]
    for i in r:
        store["list-grown"][0].append(i)
    deep = store["nested"][0]
    for _ in range(size // 10):
        deep.append([])
        deep = deep[0]
    gc.collect()
    gc.disable()
    stop(truth, store)


def fixture(truth, size):
    """Some of everything, small enough to be committed: objects, tasks, threads and a little garbage."""
    sys.modules["_ssl"] = sys.modules["_hashlib"] = None  # OpenSSL would be most of the file
    import asyncio
    import kinds as objects
    import tasks
    store = objects.build(size, objects.LIGHT)
    held, started = threading.Lock(), threading.Semaphore(0)
    held.acquire()
    store["threads"] = [threading.Thread(target=on_lock, args=(held, started, 3), name="on-lock", daemon=True),
                        threading.Thread(target=in_sleep, args=(100000.0, started), name="in-sleep", daemon=True),
                        threading.Thread(target=in_handler, args=(held, started), name="in-handler", daemon=True)]
    if not FREE_THREADED:
        store["threads"].append(threading.Thread(target=running, args=(started, 50), name="running", daemon=True))
    for each in store["threads"]:
        each.start()
    for _ in store["threads"]:
        started.acquire()

    gc.collect()
    gc.disable()

    def finish(more, named, loop):
        store.update(more)
        if account.COLLECTOR_RETURNS:
            gc.collect()
        for i in range(size):
            pair = [Kept(i)]
            pair[0].pair = pair
        pair = None
        freed = [Kept(i) for i in range(100 * size)]
        del freed
        stop(truth, store, named + (("held-lock", held),), loop)

    asyncio.run(tasks.main(size, finish))


POPULATIONS = {
    "kinds": (kinds, 100), "churn": (churn, 1000000), "garbage": (garbage, 2000), "threads": (threads, 500),
    "subinterpreters": (subinterpreters, 1000), "forked": (forked, 20000), "stdlib": (stdlib, 0),
    "asyncio": (asyncio_tasks, 100), "huge": (huge, 1000000), "fixture": (fixture, 5),
}

if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print("\n".join(POPULATIONS))
    else:
        build, size = POPULATIONS[sys.argv[1]]
        build(os.path.abspath(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else size)
