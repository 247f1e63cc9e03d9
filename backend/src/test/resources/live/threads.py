"""Threads that block, or run, in every way a Python stack can look; a reporter prints what the process knows of them.

A line for each thread: THREAD, name, threading.get_ident(), kernel id or 0, and its frames innermost first as
`function:line(names)`, where names are those of frame.f_locals, none of a module; separated by tabs. BUSY lines say
who the threads are that never stop: asking a running frame for its variables can crash the interpreter. Then READY.
"""
import asyncio
import contextlib
import functools
import os
import queue
import select
import socket
import sys
import threading
import time
import traceback

gate = threading.Event()
held = threading.Lock()
held.acquire()
held_again = threading.RLock()
held_again.acquire()
never = queue.Queue()
left, right = socket.socketpair()
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(1)
condition = threading.Condition()


def on_event():
    one, two = 1, "two"
    gate.wait()
    return one, two


def on_lock():
    with held:
        unreached = 1
    return unreached


def on_rlock():
    held_again.acquire()


def on_condition():
    with condition:
        condition.wait()


def on_queue():
    item = never.get()
    return item


def in_sleep():
    for i in range(3):
        time.sleep(100000)


def in_recv():
    data = left.recv(10)
    return data


def in_accept():
    listener.accept()


def in_select():
    select.select([left], [], [], 100000)


def in_join():
    threads["in_sleep"].join()


def deep(n=300):
    mine = n * 2
    if n == 0:
        gate.wait()
    return deep(n - 1), mine


def closures():
    captured = [1]
    rebound = 0
    deleted = "gone"

    def inner(argument, *rest, key=None, **more):
        nonlocal rebound
        rebound = captured[0]
        later_deleted = 1
        del later_deleted
        gate.wait()
        never_bound = argument
        return never_bound, rest, key, more

    del deleted
    inner(1, 2, key=3, other=4)
    return rebound


def generators():
    def outer():
        before = 1
        yield from inner(before)

    def inner(start):
        yield start
        for each in [1]:
            gate.wait()
            yield each

    for value in outer():
        last = value
    return last


def class_body():
    around = 1

    class Body:
        attribute = around
        other = [i for i in range(3)]
        gate.wait()

        def method(self):
            return __class__

    return Body


def executed():
    exec("x = 1\nimport time\nfor y in (1, 2):\n    gate.wait()\n", {"gate": gate}, {"given": 1})


def executed_in_globals():
    exec("def run():\n    inside = 1\n    gate.wait()\nrun()\n", {"gate": gate})


def comprehension():
    factor = 2
    return [gate.wait() and factor * i for i in range(3) if i < 2]


def generator_expression():
    return sum(gate.wait() for unused in range(3))


def handling():
    try:
        raise ValueError("one")
    except ValueError as problem:
        try:
            raise KeyError("two")
        except KeyError as second:
            gate.wait()
            return problem, second


def in_finally():
    try:
        return 1 / 0
    except ZeroDivisionError:
        pass
    finally:
        gate.wait()


def sort_key():
    return sorted([3, 1, 2], key=lambda item: gate.wait())


def callbacks():
    def add(total, each):
        list(map(lambda x: gate.wait(), [each]))
        return total

    return functools.reduce(add, [1, 2, 3])


class Descriptor:
    def __get__(self, instance, owner):
        found = owner
        gate.wait()
        return found


class Odd:
    described = Descriptor()

    def __init__(self):
        self.value = 1
        super().__init__()
        str(self)

    def __str__(self):
        return "%r" % (self,)

    def __repr__(self):
        return [self.described][0]


def special_methods():
    Odd()


@contextlib.contextmanager
def manager(name):
    entered = name
    gate.wait()
    yield entered


def context_managers():
    with contextlib.ExitStack() as stack:
        stack.enter_context(manager("one"))


def loop_in_thread():
    async def nested(n):
        if n:
            return await nested(n - 1)
        await asyncio.sleep(100000)

    async def main():
        tasks = [asyncio.ensure_future(nested(3)) for i in range(2)]
        await asyncio.gather(*tasks)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())


def coroutine_running():
    async def inner():
        local = 1
        gate.wait()
        return local

    async def outer():
        async for each in source():
            await inner()

    async def source():
        yield 1

    loop = asyncio.new_event_loop()
    loop.run_until_complete(outer())


def star_arguments():
    def takes(a, b=2, *args, c, d=4, **kwargs):
        (p, q), *r = (1, 2), 3, 4
        gate.wait()
        return p, q, r

    takes(1, c=3)


def lines():
    text = ("a"
            "b"
            "c").replace("a",
                         gate.wait(
                         ) or "d")
    return text


def busy_loop():
    count = 0
    while True:
        count += 1


def busy_calls():
    def leaf(n):
        return n + 1

    total = 0
    while True:
        total = leaf(total) % 1000


def busy_generator():
    def numbers():
        n = 0
        while True:
            yield n
            n += 1

    for number in numbers():
        pass


blocked = [on_event, on_lock, on_rlock, on_condition, on_queue, in_sleep, in_recv, in_accept, in_select, in_join, deep,
           closures, generators, class_body, executed, executed_in_globals, comprehension, generator_expression,
           handling, in_finally, sort_key, callbacks, special_methods, context_managers, loop_in_thread,
           coroutine_running, star_arguments, lines]
busy = [busy_loop, busy_calls, busy_generator]
threads = {}


def names(frame):
    return "" if frame.f_locals is frame.f_globals else ",".join(sorted(frame.f_locals))


def stack(frame):
    return ";".join("%s:%d(%s)" % (f.f_code.co_name, n, names(f)) for f, n in traceback.walk_stack(frame))


def tell(*cells):
    """One write for the whole line: the subinterpreter writes too."""
    os.write(1, ("\t".join(map(str, cells)) + "\n").encode())


def functions(frame):
    return [f.f_code.co_name for f, _ in traceback.walk_stack(frame)]


def settle():
    """Waits until every thread stands, or runs, where it will stay."""
    before = None
    while True:
        time.sleep(0.3)
        frames = sys._current_frames()
        now = {t.name: stack(frames[t.ident]) for t in threading.enumerate()
               if t.ident in frames and t.name not in ("reporter",) + tuple(f.__name__ for f in busy)}
        running = [functions(frames.get(threads[f.__name__].ident)) for f in busy]
        del frames
        if now == before and len(now) >= len(blocked) and all(f.__name__ in r for f, r in zip(busy, running)):
            return
        before = now


def report():
    settle()
    frames = sys._current_frames()
    for thread in threading.enumerate():
        if thread is threading.current_thread():
            continue
        moves = thread.name.startswith("busy")
        tell("BUSY" if moves else "THREAD", thread.name, thread.ident, getattr(thread, "native_id", None) or 0,
             "" if moves else stack(frames[thread.ident]))
    del frames
    tell("READY")
    time.sleep(100000)


SUB = """
import os, sys, time, threading, traceback
def blocked(depth):
    mine = depth
    if depth:
        return blocked(depth - 1)
    frame = sys._getframe()
    said = ["%s:%d(%s)" % (f.f_code.co_name, n, "" if f.f_locals is f.f_globals else ",".join(sorted(f.f_locals)))
            for f, n in traceback.walk_stack(frame)]
    del frame
    line = ["SUB", "sub", str(threading.get_ident()), str(threading.get_native_id()), ";".join(said)]
    os.write(1, ("\\t".join(line) + "\\n").encode())
    os.write(STANDS, b".")
    time.sleep(100000)
blocked(3)
"""


def in_subinterpreter(stands):
    """Both in this thread: up to 3.12 the thread state of the one that made it is used."""
    run, create = subinterpreters
    run(create(), SUB.replace("STANDS", str(stands)))


def start_subinterpreter():
    """Returns once it sleeps for ever, before anyone asks for the frames of threads.

    sys._current_frames() of CPython 3.12 and later makes frame objects for the frames of all interpreters
    (_PyThread_CurrentFrames in Python/pystate.c), in the memory of the one that asks. An interpreter with a GIL and
    memory of its own frees them with its own when it leaves those frames: "free(): invalid pointer". Frames that are
    never left are safe.
    """
    stands, told = os.pipe()
    threading.Thread(target=in_subinterpreter, args=(told,), name="sub-host", daemon=True).start()
    os.read(stands, 1)


def find_subinterpreters():
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        return module.run_string, module.create
    return None


def main():
    global subinterpreters
    started = time.time()
    subinterpreters = find_subinterpreters()
    if subinterpreters is not None:
        start_subinterpreter()
    for function in blocked + busy:
        threads[function.__name__] = threading.Thread(target=function, name=function.__name__, daemon=True)
        threads[function.__name__].start()
    threading.Thread(target=report, name="reporter").start()
    gate.wait()
    return started


if __name__ == "__main__":
    main()
