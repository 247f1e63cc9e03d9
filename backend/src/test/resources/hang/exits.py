"""Who is inside which `with`, in every way that a stack can say so.

Writes to the file named by the first argument, for each object: its address and the names of the threads and tasks that
are inside its `with` block ("?" for a suspended generator that nobody runs), then prints "hung" and stays.
"""
import asyncio
import contextlib
import json
import os
import sys
import threading
import time

gate = threading.Lock()
gate.acquire()
truth = []
started = []


def lock(*holders, kind=threading.Lock):
    made = kind()
    truth.append({"address": hex(id(made)), "holders": sorted(holders), "object": made})
    return made


def thread(function):
    def body():
        started.append(name)
        function()
    name = function.__name__
    threading.Thread(target=body, name=name, daemon=True).start()
    return function


def block():
    gate.acquire()


plain = lock("holds_plain")


@thread
def holds_plain():
    with plain:
        block()


time.sleep(0.05)


@thread
def waits_for_plain():
    with plain:
        raise SystemError


outer, inner, third = lock("holds_three"), lock("holds_three"), lock("holds_three", kind=threading.RLock)


@thread
def holds_three():
    with outer:
        try:
            with inner, third:
                block()
        except ValueError:
            pass


in_except, in_finally = lock("handles"), lock("handles")


@thread
def handles():
    with in_except:
        try:
            raise ValueError
        except ValueError:
            with in_finally:
                try:
                    pass
                finally:
                    block()


left, raised = lock(), lock()


@thread
def stale():
    with left:
        sum([1, 2, 3])
    try:
        with raised:
            raise ValueError
    except ValueError:
        pass
    block()


acquired = lock()


@thread
def acquires():
    acquired.acquire()
    block()


condition = lock(kind=threading.Condition)
plain_lock = lock()
plain_condition = threading.Condition(plain_lock)


@thread
def waits_for_condition():
    with condition:
        condition.wait()


@thread
def waits_for_plain_condition():
    with plain_lock:
        plain_condition.wait()


held_condition = lock("holds_condition", kind=threading.Condition)
truth.append({"address": hex(id(held_condition._lock)), "holders": ["holds_condition"]})


@thread
def holds_condition():
    with held_condition:
        block()


managed, by_method = lock("uses_manager"), lock("uses_manager")


class Guard:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return None


guard = lock("uses_manager", kind=Guard)


@contextlib.contextmanager
def manager():
    with managed:
        with by_method:
            yield 1


@thread
def uses_manager():
    with manager() as one, guard:
        block()


stacked, pushed = lock("uses_stack"), lock("uses_stack")


@thread
def uses_stack():
    with contextlib.ExitStack() as stack:
        stack.enter_context(stacked)
        pushed.acquire()
        stack.push(pushed.__exit__)
        block()


iterated = lock("iterates")


def items():
    with iterated:
        yield 1
        yield 2


@thread
def iterates():
    for item in items():
        block()


semaphore = lock("permit_one", "permit_two", kind=lambda: threading.Semaphore(2))


@thread
def permit_one():
    with semaphore:
        block()


@thread
def permit_two():
    with semaphore:
        block()


abandoned = lock("?")


def forgotten():
    with abandoned:
        yield 1


kept = forgotten()
next(kept)


async def tasks(ready):
    never = asyncio.Event()
    named = asyncio.ensure_future

    def task(function, *more):
        made = named(function(*more))
        if hasattr(made, "set_name"):
            made.set_name(function.__name__)
        made.kept = True
        kept_tasks.append(made)

    a_lock = lock("a_holds", kind=asyncio.Lock)
    a_left = lock(kind=asyncio.Lock)

    async def deep():
        await never.wait()

    async def a_holds():
        async with a_left:
            await asyncio.sleep(0)
        async with a_lock:
            await deep()

    async def a_waits():
        async with a_lock:
            pass

    a_managed = lock("a_manager", kind=asyncio.Lock)

    @contextlib.asynccontextmanager
    async def a_make():
        async with a_managed:
            yield

    async def a_manager():
        async with a_make():
            await never.wait()

    a_stacked = lock("a_stack", kind=asyncio.Lock)

    async def a_stack():
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(a_stacked)
            await never.wait()

    a_iterated = lock("a_iterates", kind=asyncio.Lock)

    async def a_items():
        async with a_iterated:
            yield 1

    async def a_iterates():
        async for item in a_items():
            await never.wait()

    a_semaphore = lock("a_one", "a_two", kind=lambda: asyncio.Semaphore(2))

    async def a_one():
        async with a_semaphore:
            await never.wait()

    async def a_two():
        try:
            async with a_semaphore:
                await never.wait()
        finally:
            pass

    a_condition = lock(kind=asyncio.Condition)

    async def a_waits_for_condition():
        async with a_condition:
            await a_condition.wait()

    across = lock("a_across")

    async def a_across():
        with across:
            await never.wait()

    a_running, under = lock("a_runs", kind=asyncio.Lock), lock("a_runs")

    async def a_runs():
        await asyncio.sleep(0.2)
        async with a_running:
            with under:
                started.append("a_runs")
                block()

    for each in (a_holds, a_waits, a_manager, a_stack, a_iterates, a_one, a_two, a_waits_for_condition, a_across):
        task(each)
        await asyncio.sleep(0)
    task(a_runs)
    ready.set()
    await never.wait()


kept_tasks = []
ready = threading.Event()


@thread
def loop_thread():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(tasks(ready))


ready.wait()
while "a_runs" not in started:
    time.sleep(0.01)
time.sleep(0.2)
with open(sys.argv[1] + ".new", "w") as file:
    told = [{k: v for k, v in each.items() if k != "object"} for each in truth]
    json.dump({"objects": told}, file)
os.rename(sys.argv[1] + ".new", sys.argv[1])
print("hung", flush=True)
time.sleep(1000)
