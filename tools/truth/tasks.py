"""asyncio tasks in all states, waiting in every way: `main(size, stop)` builds them and calls `stop(store, named, loop)`."""
import asyncio
import sys


async def forever():
    await asyncio.sleep(100000)


async def on_future(future):
    return await future


async def outer(future):
    text = "outer"
    await on_future(future)
    return text


async def finish(value):
    return value


async def fail(value):
    raise ValueError(value)


async def in_cycle(tasks, next_name):
    """a -> gather(b) -> gather(c) -> gather(a)"""
    await asyncio.sleep(0)
    await asyncio.gather(tasks[next_name])


async def in_group():
    async with asyncio.TaskGroup() as group:
        group.create_task(forever(), name="group-child-0")
        group.create_task(forever(), name="group-child-1")


async def ticker(gate):
    yield 1
    await gate
    yield 2


async def consume(gate):
    async for _ in ticker(gate):
        pass


async def get_item(queue):
    return await queue.get()


async def put_item(queue):
    await queue.put("blocked")


async def get_lock(lock):
    async with lock:
        pass


async def get_event(event):
    await event.wait()


async def get_condition(condition):
    async with condition:
        await condition.wait()


async def get_semaphore(semaphore):
    async with semaphore:
        pass


async def with_timeout(future):
    await asyncio.wait_for(asyncio.shield(future), 100000)


async def wait_two(a, b):
    await asyncio.wait([asyncio.ensure_future(a), asyncio.ensure_future(b)], return_when=asyncio.FIRST_COMPLETED)


async def completed(futures):
    for each in asyncio.as_completed(futures):
        await each


async def in_executor(loop, wait):
    await loop.run_in_executor(None, wait)


async def refuses(future):
    while True:
        try:
            await asyncio.shield(future)
        except asyncio.CancelledError:
            pass


async def main(size, stop):
    loop = asyncio.get_running_loop()
    future, gate = loop.create_future(), loop.create_future()
    queue, full, lock, event = asyncio.Queue(), asyncio.Queue(1), asyncio.Lock(), asyncio.Event()
    condition, semaphore = asyncio.Condition(), asyncio.Semaphore(1)
    await lock.acquire()
    await semaphore.acquire()
    full.put_nowait("first")
    tasks = {}

    def start(name, coroutine):
        tasks[name] = task = asyncio.ensure_future(coroutine)
        task.set_name(name)

    for a, b in (("cycle-a", "cycle-b"), ("cycle-b", "cycle-c"), ("cycle-c", "cycle-a")):
        start(a, in_cycle(tasks, b))
    if hasattr(asyncio, "TaskGroup"):
        start("group", in_group())
    start("queue-getter", get_item(queue))
    start("queue-putter", put_item(full))
    start("lock-waiter", get_lock(lock))
    start("event-waiter", get_event(event))
    start("condition-waiter", get_condition(condition))
    start("semaphore-waiter", get_semaphore(semaphore))
    start("sleeper", forever())
    start("nested", outer(future))
    start("async-for", consume(gate))
    start("timeout", with_timeout(future))
    start("wait-two", wait_two(outer(future), forever()))
    start("as-completed", completed([forever(), outer(future)]))
    start("refuses", refuses(future))
    start("done", finish(["result"]))
    start("failed", fail("failure"))
    start("cancelled", forever())
    for i in range(size):
        start("many-%d" % i, outer(future))
    done, failed, cancelled = loop.create_future(), loop.create_future(), loop.create_future()
    done.set_result(["result"])
    failed.set_exception(ValueError("no"))
    failed.exception()
    cancelled.cancel()
    for _ in range(5):
        await asyncio.sleep(0.02)
    tasks["cancelled"].cancel()
    tasks["refuses"].cancel()
    await asyncio.sleep(0.02)
    start("not-begun", forever())
    tasks["failed"].exception()
    store = {"tasks": list(tasks.values()), "future": [loop.create_future() for _ in range(size)],
             "future-done": [done, failed, cancelled]}
    named = (("queue", queue), ("asyncio-lock", lock), ("event", event), ("future", future), ("gate", gate),
             ("done-future", done), ("loop", loop))
    stop(store, named, loop)


if sys.version_info < (3, 8):
    raise SystemExit("needs CPython 3.8")
