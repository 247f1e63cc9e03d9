"""Makes objects of many kinds and says of each its address, type, size and, where ours reads the same, its repr."""
import array
import asyncio
import collections
import functools
import sys
import threading
import time
import types
import weakref


class Plain:
    def __init__(self, **values):
        self.__dict__.update(values)


class Client:
    def __init__(self, host):
        self.host = host
        self.port = 5432
        self.tags = ["a", "b"]


class Slotted:
    __slots__ = ("left", "right", "unset")

    def __init__(self):
        self.left = 1
        self.right = "r"


class SlottedWithDict(Slotted):
    pass


class MyList(list):
    pass


class MyDict(dict):
    pass


class MyStr(str):
    pass


class MyInt(int):
    pass


class MyTuple(tuple):
    pass


class Meta(type):
    pass


class WithMeta(metaclass=Meta):
    pass


class MyError(ValueError):
    pass


def make_closure():
    inner = [1, 2]
    return lambda: inner


def generator():
    local = "in generator"
    yield local
    yield 2


async def coroutine():
    await asyncio.sleep(0)


def deleted():
    holes = {i: str(i) for i in range(100)}
    for i in range(0, 100, 2):
        del holes[i]
    return holes


started = generator()
next(started)
created = coroutine()
late = Client("late")
del late.port
late.extra = 1.5
materialised = Client("dict")
materialised.__dict__["more"] = None
slotted_dict = SlottedWithDict()
slotted_dict.attribute = 3
recursive = [1]
recursive.append(recursive)
my_list = MyList([1, 2])
my_list.note = "noted"
deque = collections.deque(range(200), maxlen=150)
caught = MyError("bad", 3)
try:
    raise caught
except MyError:
    pass

exact = [
    0, 1, -1, 255, 1 << 29, 1 << 30, 1 << 31, -(1 << 62), 1 << 90, -(10 ** 40), True, False, None, Ellipsis,
    NotImplemented, 0.0, -0.0, 1.5, 1e300, 1e-7, float("inf"), 2j, (1 + 2j), "", "a", "text", "caf\xe9", "\u65e5\u672c",
    "\U0001f40d", "it's", 'say "hi"', "line\nbreak", "\x00", "<img src=x onerror=alert(1)>", b"", b"\x00raw\xff",
    b"it's", bytearray(b"abc"), (), (1,), (1, "two", 3.0), [], [1, [2, [3]]], {}, {"k": 1, 2: "v"}, {(1, 2): [3]}, set(),
    {1}, frozenset(), frozenset({"x"}), collections.deque([1, 2]), recursive[:1],
]
others = [
    Plain(), Plain(a=1, b=2), Client("db"), late, materialised, Slotted(), slotted_dict, my_list, MyDict(a=1),
    MyStr("sub"), MyInt(7), MyTuple((1, 2)), WithMeta(), recursive, deque, deleted(), {i: i for i in range(1000)},
    {str(i) for i in range(1000)}, list(range(1000)), "long" * 1000, "\u65e5" * 1000, b"x" * 1000, caught, OSError(2, "no"),
    make_closure(), make_closure().__closure__[0], started, created, generator(), Client, Meta, WithMeta, int, dict,
    deleted.__code__, len, [].append, late.__init__, sys, types.SimpleNamespace(a=1), weakref.ref(late),
    functools.partial(print, 1, end=""), property(lambda self: 1), slice(1, 2, 3), range(5), threading.Lock(),
    collections.OrderedDict(a=1, b=2), collections.defaultdict(list, a=[1]), collections.Counter("aab"),
    array.array("d", [1.0, 2.0]), array.array("b"), types.MappingProxyType({"a": 1}), memoryview(b"abc"), iter([1, 2]), {}.keys(), sys.version_info, sys._getframe(),
]


def name(kind):
    return kind.__module__ + "." + kind.__qualname__


for value in exact + others:
    shown = repr(value).encode("utf-8").hex() if any(value is each for each in exact) else "-"
    print("OBJECT", hex(id(value)), name(type(value)), sys.getsizeof(value), shown)
print("READY", hex(id(exact)), flush=True)
time.sleep(3600)
