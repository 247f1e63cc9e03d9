"""Heavy churn: a million objects of many kinds made and freed, one in a thousand kept; the judge of precision.

    python churn.py HOOK.so BLOCKS.log [fork] [OBJECTS]

Loads the allocator hook (see hook.c), churns in the main thread and in threads that go on while the process is
stopped, leaves cyclic garbage behind (the collector is off at the end), and stops itself with SIGSTOP after printing
`READY pid`. With `fork` it forks before the second half of the churn, and the child is what stops. Capture the process
while it is stopped, copy BLOCKS.log, then compare: every object reported as live whose block was last freed is false.
Prints `KEPT address` for what it keeps, `GARBAGE address` for what only garbage holds.
"""
import ctypes
import gc
import os
import signal
import sys
import threading
import time
import collections

hook = ctypes.CDLL(sys.argv[1], ctypes.RTLD_GLOBAL)
hook.hook_start.argtypes = [ctypes.c_char_p, ctypes.c_ulonglong]
if hook.hook_start(sys.argv[2].encode(), 1 << 22):
    sys.exit("the hook could not start")

rest = sys.argv[3:]
fork = "fork" in rest
N = int(next((word for word in rest if word.isdigit()), 1_000_000))


class Plain:
    def __init__(self, n):
        self.n = n
        self.name = "plain %d" % n


class Slotted:
    __slots__ = ("a", "b", "__weakref__")

    def __init__(self, n):
        self.a = n + 1_000_000


class FewItems(dict):
    pass


class MyList(list):
    pass


class Failure(Exception):
    pass


def closure(n):
    def inner():
        return n
    return inner


def generator(n):
    yield n
    yield n + 1


def suspended(n):
    it = generator(n)
    next(it)
    return it


def node(n):
    return [n, None]


MAKERS = [
    lambda n: n + 10 ** 6,
    lambda n: n * 1.5,
    lambda n: complex(n, 1),
    lambda n: "text %d" % n,
    lambda n: "ž %d" % n,
    lambda n: b"bytes %d" % n,
    lambda n: bytearray(b"array %d" % n),
    lambda n: (n, str(n)),
    lambda n: tuple(range(n % 40)),
    lambda n: [n, n + 1],
    lambda n: list(range(n % 100)),
    lambda n: {"n": n},
    lambda n: {n: str(n), n + 1: 0},
    lambda n: dict.fromkeys(range(n % 60)),
    lambda n: {n, n + 1},
    lambda n: frozenset((n, "x")),
    lambda n: set(range(n % 70)),
    Plain,
    Slotted,
    lambda n: FewItems(n=n),
    lambda n: MyList([n]),
    lambda n: Failure("no %d" % n),
    closure,
    suspended,
    lambda n: slice(n, n + 1),
    lambda n: range(n, n + 10 ** 6),
    lambda n: iter([n]),
    lambda n: collections.deque([n, n]),
    lambda n: [n].append,
    lambda n: Plain(n).__init__,
    lambda n: memoryview(b"%d" % n),
    lambda n: 10 ** (n % 900 + 20),
    lambda n: "x" * (n % 3000),
    lambda n: b"y" * (n % 5000),
    lambda n: [None] * (n % 900),
]

kept = []


def churn(first, last, keep):
    window = collections.deque(maxlen=997)
    for n in range(first, last):
        thing = MAKERS[n % len(MAKERS)](n)
        window.append(thing)
        if n % 1000 == 0:
            keep.append(MAKERS[n // 1000 % len(MAKERS)](n))
        if n % 501 == 0:
            pair = node(n)
            pair[1] = pair


def for_ever(index):
    mine = []
    n = index
    while True:
        churn(n, n + 5000, mine)
        del mine[50:]
        n += 5000
        time.sleep(0)


def some_garbage():
    out = []
    for n in range(200):
        a, b = Plain(n), {"n": n}
        a.other, b["back"] = b, a
        out += [id(a), id(b)]
        cycle = [n, "only garbage holds %d" % n]
        cycle.append(cycle)
        out += [id(cycle), id(cycle[1])]
    return out


churn(0, N // 2, kept)
if fork:
    child = os.fork()
    if child:
        os.waitpid(child, os.WUNTRACED)
        while True:
            time.sleep(100)
churn(N // 2, N, kept)
gc.collect()
gc.disable()
garbage = some_garbage()
for address in garbage:
    print("GARBAGE %#x" % address)
for thing in kept:
    print("KEPT %#x" % id(thing))
for index in range(3):
    threading.Thread(target=for_ever, args=(index * 10 ** 7,), daemon=True).start()
time.sleep(0.3)
print("READY", os.getpid(), flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
