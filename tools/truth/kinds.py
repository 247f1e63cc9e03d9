"""Objects of every kind in all their states: `build(n)` gives name -> list of about n of them.

Parts that a version lacks are left out. Syntax that old versions cannot parse is in strings. What is new in a version
belongs here first: the accuracy report then shows what is missing.
"""
import _thread
import abc
import array
import ast
import asyncio
import bz2
import collections
import concurrent.futures
import contextlib
import contextvars
import copy
import ctypes
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import hashlib
import io
import itertools
import json
import lzma
import mmap
import operator
import os
import pathlib
import pickle
import queue
import re
import select
import selectors
import socket
import struct
import subprocess
import sys
import threading
import traceback
import types
import typing
import uuid
import weakref
import zlib


class Plain:
    def __init__(self, i):
        self.i, self.name, self.parts = i, "plain-%d" % i, [i, i + 0.5]

    def f(self):
        return self.i

    @classmethod
    def c(cls):
        return cls

    @staticmethod
    def s():
        return 1

    @property
    def p(self):
        return self.i


class NoAttrs:
    pass


class SomeAttrs:
    """Shared keys; every second instance lacks the middle one."""

    def __init__(self, i):
        self.first = i
        if i % 2:
            self.middle = i
        self.last = i


class ManyAttrs:
    """More attributes than inline values have room for."""

    def __init__(self, i):
        for j in range(i % 60):
            setattr(self, "many_%d" % j, j)


class Deleted:
    def __init__(self, i):
        self.gone, self.kept = i, i


class WithDict(Plain):
    pass


class Slots:
    __slots__ = ("p", "q")

    def __init__(self, i):
        self.p, self.q = i, str(i)


class SlotsUnset:
    __slots__ = ("p", "q")

    def __init__(self, i):
        self.p = i


class SlotsMore(Slots):
    __slots__ = ("r",)

    def __init__(self, i):
        super().__init__(i)
        self.r = -i


class SlotsAndDict(Slots):
    def __init__(self, i):
        super().__init__(i)
        self.extra = i


class SlotsWeak:
    __slots__ = ("a", "__weakref__")


class SlotsDict:
    __slots__ = ("a", "__dict__")


class Base(abc.ABC):
    @abc.abstractmethod
    def f(self):
        ...


class Impl(Base):
    def __init__(self, i):
        self.i = i

    def f(self):
        return self.i


class Meta(type):
    def __new__(mcs, name, bases, space):
        made = super().__new__(mcs, name, bases, space)
        made.made_by_meta = [name]
        return made


class Made(metaclass=Meta):
    pass


class Colour(enum.Enum):
    RED, GREEN, BLUE = 1, 2, 3


class Number(enum.IntEnum):
    ONE, TWO = 1, 2


class Permission(enum.Flag):
    READ, WRITE = 1, 2


@dataclasses.dataclass
class Record:
    number: int
    text: str
    items: list


@dataclasses.dataclass(frozen=True, order=True)
class Frozen:
    number: int
    text: str = "default"


class MyList(list):
    pass


class MyDict(dict):
    pass


class MyStr(str):
    pass


class MyInt(int):
    pass


class MyFloat(float):
    pass


class MyBytes(bytes):
    pass


class MyTuple(tuple):
    pass


class MySet(set):
    pass


class MyFrozen(frozenset):
    pass


class MyDeque(collections.deque):
    pass


class MyDefault(collections.defaultdict):
    pass


class MyOrdered(collections.OrderedDict):
    pass


class MyByteArray(bytearray):
    pass


class MyComplex(complex):
    pass


class MyError(Exception):
    pass


class MyLookupError(KeyError):
    def __init__(self, *args):
        super().__init__(*args)
        self.detail = args


class MyRef(weakref.ref):
    pass


class MyProperty(property):
    pass


class MyPartial(functools.partial):
    pass


class SlottedList(list):
    __slots__ = ("tag",)


class SlottedDict(dict):
    __slots__ = ("tag",)


class SlottedTuple(tuple):
    __slots__ = ()


class MyThread(threading.Thread):
    pass


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_double), ("o", ctypes.py_object)]


class Either(ctypes.Union):
    _fields_ = [("i", ctypes.c_int), ("f", ctypes.c_float)]


Pair = collections.namedtuple("Pair", "left right")
T = typing.TypeVar("T")


class Typed(typing.NamedTuple):
    a: int
    b: str = "b"


class Box(typing.Generic[T]):
    def __init__(self, item):
        self.item = item


class Descriptor:
    def __get__(self, instance, owner):
        return 1

    def __set_name__(self, owner, name):
        self.name = name


class Described:
    d = Descriptor()


class Iterates:
    def __getitem__(self, i):
        return i


def counter(limit):
    for i in range(limit):
        yield i


def delegating(limit):
    yield from counter(limit)


async def waiting(future):
    return await future


async def outer(future):
    text = "outer"
    await waiting(future)
    return text


async def ticker(gate):
    yield 1
    await gate
    yield 2


def adder(i):
    def inner(x):
        return x + i
    return inner


def unset_cell(i):
    def inner():
        return late  # noqa: F821
    if i < 0:
        late = 1  # noqa: F841
    return inner


def with_defaults(i):
    def f(a, b=[i], *args, c={"i": i}, **kw) -> int:  # noqa: B006
        return a
    f.note = i
    return f


def raised(i):
    try:
        raise MyError("raised %d" % i)
    except MyError as e:
        return e


def chained(i):
    try:
        try:
            return {}[i]
        except KeyError as e:
            raise MyLookupError("chained", i) from e
    except MyLookupError as e:
        return e


def context_error():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raise ValueError("in context")
    except ValueError as e:
        return e


def exceptions():
    made = [OSError(2, "no such file", "/nowhere"), UnicodeDecodeError("utf-8", b"ab", 0, 1, "why"),
            UnicodeEncodeError("ascii", "\xe9", 0, 1, "why"), UnicodeTranslateError("\xe9", 0, 1, "why"),
            ImportError("m", name="n", path="p"), SyntaxError("bad", ("file", 1, 2, "text")), SystemExit(3),
            StopIteration(4), KeyError("k"), IndexError(), ZeroDivisionError("z"), MemoryError(), RecursionError("r"),
            AttributeError("a"), NameError("n"), TypeError(), AssertionError("x"), GeneratorExit(), KeyboardInterrupt(),
            BlockingIOError(11, "again", 5), TimeoutError("t"), ConnectionResetError(104, "reset"), Warning("w"),
            StopAsyncIteration("s"), EOFError(), LookupError("l"), FileNotFoundError(2, "f", "a", None, "b")]
    for broken in ("None.nothing", "undefined_name", "f(", "import nowhere", "[][1]", "int('x')", "''.join(1)"):
        try:
            exec(compile(broken, "<kinds>", "exec"), {})
        except BaseException as e:
            made.append(e)
    if sys.version_info >= (3, 11):
        made.append(ExceptionGroup("g", [ValueError(1), TypeError(2)]))  # noqa: F821
        noted = ValueError("noted")
        noted.add_note("a note")
        made.append(noted)
    return made


def generators(n):
    loop = asyncio.new_event_loop()

    def future():
        return asyncio.Future(loop=loop)

    out = {"generator-new": [counter(5) for _ in range(n)], "generator-started": [counter(5) for _ in range(n)],
           "generator-done": [counter(1) for _ in range(n)], "generator-closed": [counter(1) for _ in range(n)],
           "generator-delegating": [delegating(4) for _ in range(n)],
           "generator-expression": [(x * x for x in [i, i + 1]) for i in range(n)],
           "coroutine-new": [outer(future()) for _ in range(n)], "coroutine-suspended": [outer(future()) for _ in range(n)],
           "coroutine-closed": [outer(future()) for _ in range(n)], "async-generator-new": [ticker(future()) for _ in range(n)],
           "async-generator-suspended": [ticker(future()) for _ in range(n)],
           "async-generator-awaiting": [ticker(future()) for _ in range(n)], "async-steps": []}
    for each in out["generator-started"] + out["generator-delegating"] + out["generator-expression"]:
        next(each)
    for each in out["generator-done"]:
        list(each)
    for each in out["generator-closed"] + out["coroutine-closed"]:
        each.close()
    for each in out["coroutine-suspended"]:
        each.send(None)
    for each in out["async-generator-suspended"] + out["async-generator-awaiting"]:
        with contextlib.suppress(StopIteration):
            each.__anext__().send(None)
    for each in out["async-generator-awaiting"]:
        step = each.__anext__()
        step.send(None)
        out["async-steps"].append(step)
    out["async-steps"] += [each.asend(None) for each in out["async-generator-new"]]
    out["coroutine-wrapper"] = [each.__await__() for each in out["coroutine-new"]]
    out["future"] = [future(), loop]
    return out


def numbers(n):
    r = range(n)
    return {
        "int": [i * 7919 + 10 ** 6 for i in r], "int-big": [(1 << 90) + i for i in r] + [-(1 << 70) - i for i in r],
        "int-edges": [s * ((1 << b) + d) for b in (15, 29, 30, 31, 59, 60, 61, 62, 63, 64, 120, 1000)
                      for d in (-1, 0, 1) for s in (-1, 1)],
        "float": [i * 1.25 for i in r] + [float("inf"), float("-inf"), float("nan"), -0.0, 5e-324, 1e308],
        "complex": [complex(i, -i) for i in r], "Decimal": [decimal.Decimal(i) / 7 for i in r]
        + [decimal.Decimal(s) for s in ("NaN", "Infinity", "-0", "1e1000", "1" * 60)],
        "Fraction": [fractions.Fraction(i, 7) for i in r], "range": [range(i) for i in r] + [range(10 ** 30)],
        "slice": [slice(i, None, 2) for i in r] + [slice("a", "b")], "bool": [True, False],
    }


def texts(n):
    r = range(n)
    out = {
        "str-ascii": ["ascii %d" % i for i in r], "str-latin1": ["latin \xe9\xe8 %d" % i for i in r],
        "str-ucs2": ["\u4f60\u597d %d" % i for i in r], "str-ucs4": ["\U0001f600 %d" % i for i in r],
        "str-quotes": ["it's \"%d\"\\" % i for i in r], "str-control": ["\x00\x01\t\n\x7f\x85\u2028 %d" % i for i in r],
        "str-surrogate": ["\ud800 %d" % i for i in r], "str-interned": [sys.intern("interned %d!" % i) for i in r],
        "str-utf8-cached": ["cached \xe9 %d" % i for i in r], "bytes": [b"bytes %d" % i for i in r],
        "bytes-all": [bytes(range(256))], "bytearray": [bytearray(b"ba %d" % i) for i in r] + [bytearray()],
        "bytearray-front-cut": [bytearray(b"front cut %d" % i) for i in r],
        "memoryview": [memoryview(b"view %d" % i) for i in r], "memoryview-part": [memoryview(b"abcdef")[1:4:2] for _ in r],
        "memoryview-released": [memoryview(b"gone") for _ in r],
    }
    for each in out["bytearray-front-cut"]:
        del each[:3]
    for each in out["memoryview-released"]:
        each.release()
    for each in out["str-utf8-cached"]:
        ctypes.pythonapi.PyUnicode_AsUTF8(ctypes.py_object(each))
    return out


def dicts(n):
    r = range(n)
    out = {
        "dict-str": [{"k%d" % j: j * 1000 for j in range(i % 14)} for i in r],
        "dict-int": [{j: str(j) for j in range(i * 3)} for i in r],
        "dict-mixed": [{"a": 1, i: 2, (i,): 3, None: 4} for i in r],
        "dict-emptied": [{j: j for j in range(i)} for i in r], "dict-holes": [{j: j for j in range(i)} for i in r],
        "dict-cleared": [{"x": i} for i in r], "dict-grown": [dict.fromkeys(range(i)) for i in r],
        "dict-large": [{j: j for j in range(300)}, {"n%d" % j: j for j in range(700 * n)}],
        "dict-views": [view for i in r for view in ({i: i}.keys(), {i: i}.values(), {i: i}.items())],
        "dict-iterators": [iter(view) for i in r for view in ({i: i}.keys(), {i: i}.values(), {i: i}.items())]
        + [reversed({1: 1}) for _ in r], "mappingproxy": [types.MappingProxyType({"i": i}) for i in r],
        "defaultdict": [collections.defaultdict(list, {i: [i]}) for i in r],
        "OrderedDict": [collections.OrderedDict(a=i, b=i) for i in r],
        "OrderedDict-moved": [collections.OrderedDict((j, j) for j in range(9)) for _ in r],
        "Counter": [collections.Counter("abca") for _ in r], "ChainMap": [collections.ChainMap({"a": i}, {}) for i in r],
        "UserDict": [collections.UserDict(a=i) for i in r], "copied": [copy.copy({"a": i, "b": [i]}) for i in r],
    }
    for each in out["dict-emptied"]:
        for key in list(each):
            del each[key]
    for each in out["dict-holes"]:
        for key in list(each)[::2]:
            del each[key]
    for each in out["dict-cleared"]:
        each.clear()
    for each in out["dict-grown"]:
        each["text"] = 1
    for each in out["OrderedDict-moved"]:
        each.move_to_end(0)
        del each[4]
    return out


def containers(n):
    r = range(n)
    out = {
        "list": [list(range(i % 20)) for i in r], "list-comprehension": [[j for j in range(i)] for i in r],
        "list-popped": [list(range(i)) for i in r], "tuple": [tuple(range(i % 25)) for i in r],
        "tuple-tracked": [([i], i) for i in r], "set": [set(range(i % 40)) for i in r], "set-holes": [set(range(i)) for i in r],
        "set-str": [{"s%d" % j for j in range(i)} for i in r], "frozenset": [frozenset(("f%d" % i, i)) for i in r],
        "deque": [collections.deque(range(i)) for i in r], "deque-bounded": [collections.deque(range(i), 5) for i in r],
        "deque-long": [collections.deque(range(1000))], "array": [array.array(c, [1] * (i % 9)) for i in r for c in "bBhHiIlLqQfd"],
        "array-u": [array.array("u", "text")], "recursive-list": [[] for _ in r], "recursive-dict": [{} for _ in r],
        "iterators": [f for i in r for f in (iter([i]), iter((i,)), iter("s%d" % i), iter({i}), iter(range(i, i + 3)),
                      iter(b"b"), reversed([i]), iter(Iterates()), iter(lambda: 1, 2), enumerate([i], i), zip([i], (i,)),
                      map(str, [i]), filter(None, [i]), iter(collections.deque([i])), iter(array.array("i", [i])),
                      iter(memoryview(b"x")), iter(bytearray(b"x")), iter(range(10 ** 30)), iter("\xe9\u4f60"))],
        "iterators-done": [iter([]) for _ in r] + [iter(()) for _ in r],
        "heap": [[5, 6, 7]], 
    }
    for each in out["list-popped"]:
        while len(each) > 2:
            each.pop()
    for each in out["set-holes"]:
        for item in list(each)[::2]:
            each.discard(item)
    for each in out["deque-long"]:
        each.rotate(333)
        each.popleft()
    for each in out["recursive-list"]:
        each.append(each)
    for each in out["recursive-dict"]:
        each["self"] = each
    for each in out["iterators-done"]:
        list(each)
    return out


def itertools_objects(n):
    out = [itertools.count(5), itertools.count(1 << 80), itertools.count(0.5, 0.5), itertools.cycle([1, 2]),
           itertools.repeat(1), itertools.repeat("x", 3), itertools.accumulate([1, 2]), itertools.chain([1], [2]),
           itertools.chain.from_iterable([[1]]), itertools.compress("ab", [1, 0]), itertools.dropwhile(bool, [0, 1]),
           itertools.takewhile(bool, [1, 0]), itertools.filterfalse(None, [0, 1]), itertools.groupby([1, 1, 2]),
           itertools.islice([1, 2, 3], 1, 3), itertools.starmap(pow, [(2, 3)]), itertools.zip_longest([1], [2, 3]),
           itertools.product([1, 2], [3]), itertools.permutations([1, 2, 3]), itertools.combinations([1, 2, 3], 2),
           itertools.combinations_with_replacement([1, 2], 2)]
    out += list(itertools.tee([1, 2, 3], 3))
    for name, arguments in (("pairwise", ([1, 2, 3],)), ("batched", ([1, 2, 3], 2))):
        if hasattr(itertools, name):
            out.append(getattr(itertools, name)(*arguments))
    for each in list(out):
        with contextlib.suppress(StopIteration):
            out.append(next(each))
    return {"itertools": out}


def functions(n):
    r = range(n)

    @functools.lru_cache(maxsize=4)
    def cached(x):
        return [x]

    @functools.lru_cache(maxsize=None)
    def cached_forever(x, y=1):
        return [x]

    @functools.singledispatch
    def dispatched(x):
        return x

    @contextlib.contextmanager
    def manager(i):
        yield i

    for i in range(9):
        cached(i)
        cached_forever(i, y=2)
    dispatched.register(int, lambda x: x)
    stack = contextlib.ExitStack()
    stack.enter_context(manager(1))
    stack.callback(print)
    return {
        "closure": [adder(i) for i in r], "closure-unset": [unset_cell(i) for i in r], "defaults": [with_defaults(i) for i in r],
        "lambda": [(lambda i=i: i) for i in r], "partial": [functools.partial(max, i, key=None) for i in r],
        "my-partial": [MyPartial(max, i) for i in r], "method": [Plain(i).f for i in r], "class-method": [Plain.c for _ in r],
        "builtin": [len, [].append, "".join, {}.get, "".__len__, str.join, dict.fromkeys, object.__init__, type.mro, (1).__add__],
        "descriptors": [Plain.__dict__["c"], Plain.__dict__["s"], Plain.__dict__["p"], MyProperty(len), Described.__dict__["d"],
                        Slots.__dict__["p"], type.__dict__["__mro__"], int.__dict__["real"], dict.__dict__["fromkeys"],
                        functools.cached_property(len), functools.partialmethod(len, 1), str.__dict__["join"],
                        int.__dict__["__add__"], super(SlotsMore, SlotsMore(1))],
        "caches": [cached, cached_forever, dispatched, functools.cmp_to_key(max), functools.cmp_to_key(max)(1)],
        "getters": [operator.itemgetter(1, "a"), operator.attrgetter("a.b"), operator.methodcaller("f", 1, x=2)],
        "managers": [manager(i) for i in r] + [stack], "cells": [c for i in r for c in (adder(i).__closure__ + unset_cell(i).__closure__)],
        "code": [compile("x = %d\ndef f(a, *b, c=1, **d):\n    y = a\n    return lambda: y" % i, "<kinds>", "exec") for i in r],
        "module": [types.ModuleType("made%d" % i, "doc") for i in r], "frame": [sys._getframe()],
    }


def classes(n):
    r = range(n)
    out = {
        "Plain": [Plain(i) for i in range(3 * n)], "NoAttrs": [NoAttrs() for _ in r], "SomeAttrs": [SomeAttrs(i) for i in r],
        "ManyAttrs": [ManyAttrs(i) for i in r], "Deleted": [Deleted(i) for i in r], "WithDict": [WithDict(i) for i in r],
        "Slots": [Slots(i) for i in r], "SlotsUnset": [SlotsUnset(i) for i in r], "SlotsMore": [SlotsMore(i) for i in r],
        "SlotsAndDict": [SlotsAndDict(i) for i in r], "SlotsWeak": [SlotsWeak() for _ in r], "SlotsDict": [SlotsDict() for _ in r],
        "Impl": [Impl(i) for i in r], "Record": [Record(i, "rec%d" % i, [i]) for i in r], "Frozen": [Frozen(i) for i in r],
        "Pair": [Pair(i, str(i)) for i in r], "Typed": [Typed(i) for i in r], "Box": [Box[int](i) for i in r],
        "class": [type("Class%d" % i, (Plain,), {"number": i, "__slots__": ()}) for i in r], "Made": [Made() for _ in r],
        "metaclass": [Meta("Meta%d" % i, (), {}) for i in r], "int-type": [type("I%d" % i, (int,), {}) for i in r],
        "enum": list(Colour) + list(Number) + list(Permission) + [Permission.READ | Permission.WRITE],
        "functional-enum": [enum.Enum("E%d" % i, "A B") for i in r], "Described": [Described() for _ in r],
        "MyList": [MyList([i]) for i in r], "MyDict": [MyDict(a=i) for i in r], "MyStr": [MyStr("s%d" % i) for i in r],
        "MyStr-wide": [MyStr("\u4f60%d" % i) for i in r], "MyInt": [MyInt(i) for i in r], "MyFloat": [MyFloat(i) for i in r],
        "MyBytes": [MyBytes(b"%d" % i) for i in r], "MyTuple": [MyTuple((i, i)) for i in r], "MySet": [MySet((i, i)) for i in r],
        "MyFrozen": [MyFrozen((i, i)) for i in r], "MyDeque": [MyDeque((i, i)) for i in r],
        "MyDefault": [MyDefault(list, a=i) for i in r], "MyOrdered": [MyOrdered(a=i) for i in r],
        "MyByteArray": [MyByteArray(b"x") for _ in r], "MyComplex": [MyComplex(1, i) for i in r],
        "SlottedList": [SlottedList([i]) for i in r], "SlottedDict": [SlottedDict(a=i) for i in r],
        "SlottedTuple": [SlottedTuple((i, [i])) for i in r], "SimpleNamespace": [types.SimpleNamespace(a=i) for i in r],
        "exception": [MyError("e%d" % i) for i in r], "exception-raised": [raised(i) for i in r],
        "exception-chained": [chained(i) for i in r], "exception-context": [context_error() for _ in r],
        "exception-builtin": exceptions(), "traceback": [raised(i).__traceback__ for i in r],
    }
    for each in out["Deleted"]:
        del each.gone
    for each in out["WithDict"]:
        each.__dict__["late"] = 1
    for each in out["MyList"] + out["MyInt"] + out["MyStr"] + out["MyTuple"] + out["SlotsDict"]:
        each.note = "n"
    for each in out["SlottedList"][::2] + out["SlottedDict"][::2]:
        each.tag = [1]
    return out


def weak(n):
    held = [Plain(i) for i in range(n)]
    gone = [weakref.ref(Plain(i)) for i in range(n)]
    values, keys, members = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary(), weakref.WeakSet()
    for i, each in enumerate(held):
        values[i] = each
        keys[each] = i
        members.add(each)
    return {"weak-held": held, "weakref": [weakref.ref(o) for o in held], "weakref-callback": [weakref.ref(o, print) for o in held],
            "weakref-dead": gone, "weak-proxy": [weakref.proxy(o) for o in held], "weak-proxy-callable": [weakref.proxy(adder)],
            "MyRef": [MyRef(o) for o in held], "weak-containers": [values, keys, members],
            "weak-method": [weakref.WeakMethod(o.f) for o in held], "finalize": [weakref.finalize(o, len, "x") for o in held]}


def typing_objects(n):
    made = [typing.List[int], typing.Dict[str, T], typing.Union[int, str], typing.Optional[int], typing.Callable[[int], str],
            typing.Any, T, Box[int], typing.TypeVar("U", bound=int), typing.TypeVar("V", int, str), typing.ForwardRef("int"),
            typing.NewType("N", int), typing.Tuple[int, ...], typing.ClassVar[int], typing.Type[int]]
    for expression in ("list[int]", "dict[str, list[int]]", "int | str", "typing.ParamSpec('P')", "typing.Annotated[int, 'x']",
                       "typing.Literal[1, 'a']", "typing.TypeVarTuple('Ts')", "typing.Unpack[tuple[int]]", "tuple[*list[int]]"):
        with contextlib.suppress(Exception):
            made.append(eval(expression))
    for source in ("type Alias[X] = list[X]\nmade.append(Alias); made.append(Alias[int])",
                   "def generic[A: int, *B, **C](a: A) -> A: return a\nmade.append(generic); made += generic.__type_params__",
                   "class G[A]:\n    x: A\nmade.append(G)", "x = 1\nmade.append(t'a {x!r:>5} b')\nmade += list(made[-1])",
                   "match [1]:\n    case [y]: made.append(y)",
                   "class Lazy:\n    a: Undefined\nmade.append(Lazy.__annotate__); made.append(Lazy)"):
        with contextlib.suppress(SyntaxError, AttributeError, NameError):
            exec(source, {"made": made, "typing": typing, "__name__": "kinds"})
    return {"typing": made}


def times(n):
    r = range(n)
    out = {
        "datetime": [datetime.datetime(2020, 1, 1 + i % 28, i % 24, tzinfo=datetime.timezone.utc) for i in r],
        "datetime-naive": [datetime.datetime(2020, 1, 1 + i % 28, 1, 2, 3, i) for i in r],
        "date": [datetime.date(2020, 1, 1 + i % 28) for i in r], "time": [datetime.time(i % 24, 1) for i in r]
        + [datetime.time(1, tzinfo=datetime.timezone.utc)],
        "timedelta": [datetime.timedelta(days=-i, seconds=i + 1) for i in r],
        "timezone": [datetime.timezone(datetime.timedelta(hours=i % 12), "Z%d" % i) for i in r]
        + [datetime.timezone(datetime.timedelta(hours=i % 12)) for i in r],
        "struct-time": [__import__("time").gmtime(i) for i in r], "isocalendar": [datetime.date(2020, 1, 2).isocalendar()],
    }
    with contextlib.suppress(Exception):
        import zoneinfo
        out["zoneinfo"] = [zoneinfo.ZoneInfo(key) for key in ("Europe/Berlin", "UTC", "Asia/Tokyo")]
        out["datetime-zone"] = [datetime.datetime(2020, 6, 1, tzinfo=zone) for zone in out["zoneinfo"]]
    return out


def library(n):
    r = range(n)
    context = contextvars.copy_context()
    variables = [contextvars.ContextVar("v%d" % i, default=i) for i in r] + [contextvars.ContextVar("no-default")]
    tokens = [variable.set([1]) for variable in variables]
    later = contextvars.copy_context()
    pattern = re.compile(r"(?P<a>a+)(b)?")
    encoder, decoder = json.JSONEncoder(indent=1), json.JSONDecoder()
    encoder.encode({"a": [1]}), decoder.decode('{"a": [1]}')
    out = {
        "regex": [re.compile("a{%d}b" % i) for i in range(1, n + 1)] + [pattern, re.compile(b"x")],
        "match": [pattern.match("aab"), pattern.match("a"), pattern.scanner("aabaab"), pattern.finditer("aab")],
        "context": [context, later], "context-variable": variables, "context-token": tokens,
        "context-run": [contextvars.Context() for _ in r], "uuid": [uuid.UUID(int=i) for i in r],
        "path": [pathlib.Path("/usr") / str(i) for i in r] + [pathlib.PureWindowsPath("c:/x")],
        "struct": [struct.Struct("<%di" % (i + 1)) for i in r] + [struct.Struct("!bhq5s")], "struct-iterator": [struct.Struct("i").iter_unpack(b"abcd")],
        "hash": [hashlib.sha256(b"x"), hashlib.md5(b"x"), hashlib.blake2b(b"x"), hashlib.sha3_256(b"x")],
        "compress": [zlib.compressobj(), zlib.decompressobj(), bz2.BZ2Compressor(), bz2.BZ2Decompressor(), lzma.LZMACompressor(),
                     lzma.LZMADecompressor()], 
        "json": [encoder, decoder],
        "ast": [ast.parse("x = [1, f(y)]\nfor a in b: pass")], "pickle": [pickle.Pickler(io.BytesIO()), pickle.Unpickler(io.BytesIO())],
        
        
        "decimal-context": [decimal.getcontext(), decimal.Context(prec=5)],
        "stat": [os.stat("/usr"), os.times(), sys.version_info, sys.flags, sys.float_info],
        "traceback-summary": [traceback.extract_stack(), traceback.TracebackException.from_exception(raised(1))],
        "sys": [sys.implementation, sys.hash_info, sys.thread_info],
    }
    return out


def system(n):
    r = range(n)
    left, right = socket.socketpair()
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    reading, writing = os.pipe()
    selector = selectors.DefaultSelector()
    selector.register(left, selectors.EVENT_READ, ["data"])
    mapped = mmap.mmap(-1, 4096)
    text_file = open(__file__, encoding="utf-8")
    text_file.readline()
    buffered = io.BufferedReader(io.BytesIO(b"some bytes"))
    buffered.read(2)
    poll = select.poll()
    poll.register(reading)
    library_handle = ctypes.CDLL(None)
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda x: x)
    integer = ctypes.c_int(5)
    point = Point(1, 2.0, ["object"])
    array_type = ctypes.c_int * 5
    return {
        "socket": [left, right, server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM)],
        "selector": [selector, selectors.SelectSelector(), poll, select.epoll()],
        "mmap": [mapped],
        "file": [open(__file__, "rb"), open(__file__, "rb", buffering=0), text_file, open(os.devnull, "w"),
                 os.fdopen(reading, "rb"), os.fdopen(writing, "wb"), io.open_code(__file__)],
        "file-closed": [closed(open(__file__, "rb")), closed(open(__file__, encoding="utf-8"))],
        "io": [io.StringIO("text %d" % i) for i in r] + [io.BytesIO(b"bytes %d" % i) for i in r]
        + [buffered, io.BufferedWriter(io.BytesIO()), io.BufferedRandom(io.BytesIO()), io.TextIOWrapper(io.BytesIO(b"x")),
           io.BufferedRWPair(io.BytesIO(), io.BytesIO()), io.IncrementalNewlineDecoder(None, True), written(io.StringIO()),
           io.BytesIO().getbuffer()],
        "ctypes": [integer, point, Either(1), array_type(1, 2, 3), array_type, ctypes.pointer(integer), ctypes.byref(integer),
                   callback, library_handle, library_handle.getpid, ctypes.c_char_p(b"x"), ctypes.c_wchar_p("w"), ctypes.py_object([1]),
                   ctypes.create_string_buffer(b"abc", 20), ctypes.cast(ctypes.pointer(integer), ctypes.c_void_p), Point.x,
                   ctypes.POINTER(Point), ctypes.POINTER(ctypes.c_int)()],
        "thread": [threading.Thread(target=len, args=("x",)), MyThread()],
        "lock": [threading.Lock() for _ in r] + [acquired(threading.Lock()) for _ in r] + [_thread.allocate_lock()],
        "rlock": [threading.RLock() for _ in r] + [acquired(acquired(threading.RLock()))],
        "synchronised": [threading.Event(), threading.Condition(), threading.Semaphore(2), threading.Barrier(2), threading.local(),
                         filled(threading.local())],
        "queue": [put(queue.Queue()), put(queue.LifoQueue()), put(queue.PriorityQueue()), put(queue.SimpleQueue()), queue.SimpleQueue()],
        "executor": [concurrent.futures.ThreadPoolExecutor(1), concurrent.futures.Future()], "popen": [subprocess.CompletedProcess([], 0)],
        "scandir": [os.scandir("/usr"), next(os.scandir("/usr"))],
    }


def heavy(n):
    """Objects of modules that bring much with them: not in the fixtures."""
    import argparse
    import csv
    import email.message
    import ipaddress
    import logging
    import random
    import sqlite3
    import string
    import tempfile
    import unicodedata
    import xml.etree.ElementTree
    r = range(n)
    parser = argparse.ArgumentParser()
    parser.add_argument("--x", type=int)
    message = email.message.EmailMessage()
    message["Subject"] = "subject"
    message.set_content("text")
    logger = logging.getLogger("kinds")
    logger.addHandler(logging.StreamHandler(io.StringIO()))
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a, b)")
    connection.executemany("insert into t values (?, ?)", [(i, "row %d" % i) for i in r])
    connection.row_factory = sqlite3.Row
    connection.create_function("f", 1, len)
    cursor = connection.execute("select * from t")
    temporary = tempfile.TemporaryFile()
    temporary.write(b"data")
    out = {
        "random": [random.Random(1)], "csv": [csv.reader(["a,b"]), csv.writer(io.StringIO()), csv.excel(), csv.DictReader(["a,b"])],
        "xml": [xml.etree.ElementTree.fromstring("<a x='1'><b>t</b>tail</a>")], "ip": [ipaddress.ip_network("10.0.0.0/8")],
        "parser": [parser], "message": [message], "logger": [logger, logging.LogRecord("n", 10, "p", 1, "m", (), None)],
        "ucd": [unicodedata.ucd_3_2_0], "string-template": [string.Template("$a %d" % i) for i in r],
        "sqlite": [connection, cursor, cursor.fetchone(), connection.execute("select 1")], "temporary": [temporary],
    }
    with contextlib.suppress(ImportError):
        import ssl
        ssl_context = ssl.create_default_context()
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        out["ssl"] = [ssl_context, incoming, outgoing, ssl_context.wrap_bio(incoming, outgoing, server_hostname="localhost")]
    return out


def closed(file):
    file.close()
    return file


def written(file):
    file.write("some text that was written")
    return file


def acquired(lock):
    lock.acquire()
    return lock


def filled(local):
    local.attribute = [1]
    return local


def put(target):
    target.put((1, "item"))
    return target


def newest(n):
    out = {}
    if sys.version_info >= (3, 15):
        out["frozendict"] = [frozendict({"k": i, i: "k"}) for i in range(n)]  # noqa: F821
        out["sentinel"] = [sentinel("S%d" % i) for i in range(n)]  # noqa: F821
        space = {"__name__": "kinds.lazy"}
        with contextlib.suppress(SyntaxError):
            exec("lazy import this_is_never_imported\nlazy from wave import Error", space)
        out["lazy"] = [space]
    return out


PARTS = (numbers, texts, dicts, containers, itertools_objects, functions, classes, generators, weak, typing_objects, times,
         library, system, newest, heavy)
LIGHT = tuple(part for part in PARTS if part is not heavy)


def build(n, parts=PARTS):
    out = {}
    for part in parts:
        out.update(part(n))
    return out
