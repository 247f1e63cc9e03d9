"""Tasks behind asyncio's own locks, events, conditions, semaphores, barriers, queues and timers.

A task that waits for a primitive waits for whoever will release, set or notify it. When that one waits for the first,
has ended without doing it, or was never there, nothing scheduled will wake the task. When it merely sleeps, or when a
part of the program that still runs could do it, the task just waits.

    python asyncio_primitives.py lock-opposite      (without an argument: the list)
"""

import asyncio
import sys

EXPECT = {
    "lock-opposite": {"why": "two tasks take two locks in opposite order", "kind": "task-deadlock", "certainty": "likely", "members": ["left", "right"]},
    "lock-three-way": {"why": "three tasks take three locks, each the next one's", "kind": "task-deadlock", "certainty": "likely", "members": ["first", "second", "third"]},
    "lock-twice": {"why": "a task takes the same lock again", "kind": "task-deadlock", "certainty": "likely", "members": ["only"]},
    "lock-holder-joins": {"why": "a task holds a lock and awaits a task that wants it", "kind": "task-deadlock", "certainty": "likely", "members": ["holder", "wants"]},
    "lock-finished": {"why": "the task that took the lock has ended without releasing it, and dropped it", "kind": "lock-never-released", "certainty": "likely", "members": ["wants"], "also": ["orphan-future"]},
    "lock-orphan-holder": {"why": "the lock's holder awaits a future that nobody has", "kind": "orphan-future", "certainty": "likely", "also": ["lock-never-released"]},
    "lock-slow-query": {"why": "the lock's holder sleeps, then releases it", "kind": "waiting"},
    "lock-opposite-timeout": {"why": "opposite order, but one waits with a timeout", "kind": "waiting"},
    "future": {"why": "the only task that has the future awaits it", "kind": "orphan-future", "certainty": "likely", "members": ["waits"]},
    "future-awaited": {"why": "main awaits a task that awaits a future that nobody has", "kind": "orphan-future", "certainty": "likely", "behind": 1},
    "future-in-dict": {"why": "a future in a module's dict: whatever still runs may resolve it", "kind": "waiting"},
    "future-by-timer": {"why": "call_later will resolve the future", "kind": "waiting"},
    "future-timer-cancelled": {"why": "the timer that would have resolved the future was cancelled", "kind": "orphan-future", "certainty": "likely", "members": ["waits"]},
    "future-by-closure": {"why": "a callback in a timer has the future in its closure", "kind": "waiting"},
    "future-of-task": {"why": "another task, asleep, has the future in its frame", "kind": "waiting"},
    "wait-all-one-orphan": {"why": "wait for a sleep and a future that nobody has", "kind": "orphan-future", "certainty": "likely"},
    "wait-first-orphan": {"why": "the first of a sleep and a future that nobody has: the sleep ends it", "kind": "waiting"},
    "event": {"why": "nobody but its waiters has the event", "kind": "orphan-future", "certainty": "likely", "members": ["waits-0"]},
    "event-global": {"why": "a module has the event: whatever still runs may set it", "kind": "waiting"},
    "event-by-timer": {"why": "call_later sets it", "kind": "waiting"},
    "condition": {"why": "two tasks wait to be notified, none will notify", "kind": "orphan-future", "certainty": "likely", "members": ["waits-0", "waits-1"]},
    "condition-for": {"why": "wait_for of a condition whose predicate nobody will make true", "kind": "orphan-future", "certainty": "likely"},
    "condition-notifier": {"why": "a sleeping task will notify", "kind": "waiting"},
    "semaphore-nested": {"why": "two tasks hold both permits and each wants one more", "kind": ["task-deadlock", "orphan-future", "lock-never-released"], "certainty": "possible", "members": ["left", "right"], "also": ["orphan-future"]},
    "semaphore-finished": {"why": "who took the last permit has ended", "kind": "lock-never-released", "certainty": "possible", "members": ["wants"], "also": ["orphan-future"]},
    "semaphore-at-work": {"why": "three tasks sleep with the permits, seven wait for their turn", "kind": "waiting"},
    "barrier": {"why": "two of the three that a barrier waits for are there, and nobody else has it", "kind": "orphan-future", "certainty": "likely", "since": "3.11"},
    "barrier-late": {"why": "the third one sleeps, then comes", "kind": "waiting", "since": "3.11"},
    "queue-get": {"why": "a consumer waits at a queue that nobody else has", "kind": "queue-without-producer", "certainty": "likely", "members": ["consumer"], "also": ["orphan-future"]},
    "queue-get-dead-producer": {"why": "the producer has failed, the consumers are left", "kind": "queue-without-producer", "certainty": "likely", "members": ["consumer-0"], "also": ["orphan-future"]},
    "queue-put": {"why": "a producer waits at a full queue that nobody else has", "kind": "queue-without-producer", "certainty": "likely", "members": ["producer"], "also": ["orphan-future"]},
    "queue-join": {"why": "join waits for an item whose consumer has failed", "kind": "queue-without-producer", "certainty": "likely", "members": ["joins"], "also": ["orphan-future"]},
    "queue-cycle": {"why": "the producer awaits the consumer, which awaits an item", "kind": "queue-without-producer", "certainty": "likely", "also": ["orphan-future"]},
    "queue-each-other": {"why": "two tasks each consume what the other would produce after it", "kind": "queue-without-producer", "certainty": "likely", "also": ["orphan-future"]},
    "queue-timer": {"why": "call_later puts the items", "kind": "waiting"},
    "queue-slow-producer": {"why": "the producer sleeps between items", "kind": "waiting"},
    "queue-idle-workers": {"why": "workers wait at the queue that a module has", "kind": "waiting"},
    "priority-queue": {"why": "a PriorityQueue that nobody else has", "kind": "queue-without-producer", "certainty": "likely", "members": ["consumer"], "also": ["orphan-future"]},
    "sleep": {"why": "ten tasks sleep", "kind": "waiting"},
    "periodic": {"why": "a task ticks every 50 ms", "kind": "waiting"},
    "sleep-forever": {"why": "a program waits on a bare Event for the signal that ends it", "kind": "waiting"},
    "timeout-around-orphan": {"why": "a timeout will end the wait for a future that nobody has", "kind": "waiting", "since": "3.11"},
    "wait-for-around-orphan": {"why": "wait_for will end the wait for a future that nobody has", "kind": "waiting"},
    "wait-for-around-event": {"why": "wait_for will end the wait for an event that nobody has", "kind": "waiting"},
    "eager": {"why": "a ring of tasks that began eagerly", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"], "since": "3.12"},
}

tasks = {}
registry = {}


def start(coroutine, name):
    tasks[name] = asyncio.get_running_loop().create_task(coroutine, name=name)
    return tasks[name]


async def hold():
    """What main does: says that all has begun, and sleeps."""
    for _ in range(5):
        await asyncio.sleep(0)
    print("ready", flush=True)
    await asyncio.sleep(3600)


async def both(first, second):
    async with first:
        await asyncio.sleep(0)
        async with second:
            pass


async def wants(lock):
    async with lock:
        pass


async def waits(event):
    await event.wait()


async def awaits(future):
    await future


async def consumer(queue):
    while True:
        await queue.get()
        queue.task_done()


# Locks.


async def lock_opposite():
    one, other = asyncio.Lock(), asyncio.Lock()
    start(both(one, other), "left")
    start(both(other, one), "right")
    await hold()


async def lock_three_way():
    locks = [asyncio.Lock() for _ in range(3)]
    for number, name in enumerate(("first", "second", "third")):
        start(both(locks[number], locks[(number + 1) % 3]), name)
    await hold()


async def lock_twice():
    lock = asyncio.Lock()
    start(both(lock, lock), "only")
    await hold()


async def lock_holder_joins():
    lock = asyncio.Lock()

    async def holder():
        async with lock:
            await start(wants(lock), "wants")

    start(holder(), "holder")
    await hold()


async def lock_finished():
    lock = asyncio.Lock()

    async def took(lock):
        await lock.acquire()

    await start(took(lock), "took")
    start(wants(lock), "wants")
    del lock
    await hold()


async def lock_orphan_holder():
    lock = asyncio.Lock()

    async def holder(lock):
        async with lock:
            await asyncio.get_running_loop().create_future()

    start(holder(lock), "holder")
    for number in range(3):
        start(wants(lock), "wants-%d" % number)
    del lock
    await hold()


async def lock_slow_query():
    lock = asyncio.Lock()

    async def query(lock):
        async with lock:
            await asyncio.sleep(3600)

    start(query(lock), "query")
    for number in range(3):
        start(wants(lock), "wants-%d" % number)
    del lock
    await hold()


async def lock_opposite_timeout():
    one, other = asyncio.Lock(), asyncio.Lock()

    async def patient():
        async with one:
            await asyncio.sleep(0)
            await asyncio.wait_for(other.acquire(), 3600)

    start(patient(), "left")
    start(both(other, one), "right")
    await hold()


# Futures and events.


async def future():
    start(awaits(asyncio.get_running_loop().create_future()), "waits")
    await hold()


async def future_awaited():
    task = start(awaits(asyncio.get_running_loop().create_future()), "waits")
    await asyncio.sleep(0)
    print("ready", flush=True)
    await task


async def future_in_dict():
    registry[4711] = asyncio.get_running_loop().create_future()
    start(awaits(registry[4711]), "waits")
    await hold()


async def future_by_timer():
    loop = asyncio.get_running_loop()
    made = loop.create_future()
    loop.call_later(3600, made.set_result, None)
    start(awaits(made), "waits")
    del made
    await hold()


async def future_timer_cancelled():
    loop = asyncio.get_running_loop()
    made = loop.create_future()
    timer = loop.call_later(7200, made.set_result, None)
    start(awaits(made), "waits")
    del made
    timer.cancel()
    await hold()


async def future_by_closure():
    loop = asyncio.get_running_loop()

    def arrange():
        made = loop.create_future()

        def resolve():
            if not made.done():
                made.set_result(None)

        loop.call_later(3600, resolve)
        return made

    start(awaits(arrange()), "waits")
    await hold()


async def future_of_task():
    async def resolver(future):
        await asyncio.sleep(3600)
        future.set_result(None)

    made = asyncio.get_running_loop().create_future()
    start(awaits(made), "waits")
    start(resolver(made), "resolver")
    del made
    await hold()


async def wait_all_one_orphan():
    async def waiter():
        await asyncio.wait(
            {asyncio.get_running_loop().create_future(), start(asyncio.sleep(3600), "sleeps")}
        )

    start(waiter(), "waits")
    await hold()


async def wait_first_orphan():
    async def waiter():
        await asyncio.wait(
            {asyncio.get_running_loop().create_future(), start(asyncio.sleep(3600), "sleeps")},
            return_when=asyncio.FIRST_COMPLETED,
        )

    start(waiter(), "waits")
    await hold()


async def event():
    dropped = asyncio.Event()
    for number in range(5):
        start(waits(dropped), "waits-%d" % number)
    del dropped
    await hold()


async def event_global():
    registry["shutdown"] = asyncio.Event()
    start(waits(registry["shutdown"]), "waits")
    await hold()


async def event_by_timer():
    made = asyncio.Event()
    asyncio.get_running_loop().call_later(3600, made.set)
    start(waits(made), "waits")
    del made
    await hold()


async def sleep_forever():
    import signal

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("ready", flush=True)
    await stop.wait()


# Conditions, semaphores, barriers.


async def notified(condition):
    async with condition:
        await condition.wait()


async def condition():
    dropped = asyncio.Condition()
    start(notified(dropped), "waits-0")
    start(notified(dropped), "waits-1")
    del dropped
    await hold()


async def condition_for():
    async def predicate(condition):
        async with condition:
            await condition.wait_for(lambda: False)

    start(predicate(asyncio.Condition()), "waits")
    await hold()


async def condition_notifier():
    made = asyncio.Condition()

    async def notifier(condition):
        await asyncio.sleep(3600)
        async with condition:
            condition.notify_all()

    start(notified(made), "waits")
    start(notifier(made), "notifies")
    del made
    await hold()


async def semaphore_nested():
    two = asyncio.Semaphore(2)
    start(both(two, two), "left")
    start(both(two, two), "right")
    del two
    await hold()


async def semaphore_finished():
    made = asyncio.Semaphore(1)

    async def took(semaphore):
        await semaphore.acquire()

    await start(took(made), "took")
    start(wants(made), "wants")
    del made
    await hold()


async def semaphore_at_work():
    made = asyncio.Semaphore(3)

    async def work(semaphore):
        async with semaphore:
            await asyncio.sleep(3600)

    for number in range(10):
        start(work(made), "work-%d" % number)
    del made
    await hold()


async def barrier():
    three = asyncio.Barrier(3)
    start(waits(three), "waits-0")
    start(waits(three), "waits-1")
    del three
    await hold()


async def barrier_late():
    three = asyncio.Barrier(3)

    async def late(barrier):
        await asyncio.sleep(3600)
        await barrier.wait()

    start(waits(three), "waits-0")
    start(waits(three), "waits-1")
    start(late(three), "late")
    del three
    await hold()


# Queues.


async def queue_get():
    start(consumer(asyncio.Queue()), "consumer")
    await hold()


async def queue_get_dead_producer():
    queue = asyncio.Queue()

    async def producer(queue):
        await queue.put(1)
        raise OSError("the disk is full")

    for number in range(3):
        start(consumer(queue), "consumer-%d" % number)
    failed = start(producer(queue), "producer")
    del queue
    await asyncio.wait({failed})
    failed.exception()
    del failed
    del tasks["producer"]
    await hold()


async def queue_put():
    async def producer(queue):
        while True:
            await queue.put(1)

    start(producer(asyncio.Queue(2)), "producer")
    await hold()


async def queue_join():
    async def joins(queue):
        await queue.put(1)
        await queue.join()

    async def failing(queue):
        await queue.get()

    queue = asyncio.Queue()
    start(failing(queue), "failing")
    start(joins(queue), "joins")
    del queue
    await hold()


async def queue_cycle():
    queue = asyncio.Queue()

    async def producer(queue):
        await tasks["consumer"]
        await queue.put(1)

    start(consumer(queue), "consumer")
    start(producer(queue), "producer")
    del queue
    await hold()


async def queue_each_other():
    async def pump(source, target):
        while True:
            await target.put(await source.get())

    one, other = asyncio.Queue(), asyncio.Queue()
    start(pump(one, other), "left")
    start(pump(other, one), "right")
    del one, other
    await hold()


async def queue_timer():
    queue = asyncio.Queue()
    asyncio.get_running_loop().call_later(3600, queue.put_nowait, 1)
    start(consumer(queue), "consumer")
    del queue
    await hold()


async def queue_slow_producer():
    queue = asyncio.Queue()

    async def producer(queue):
        while True:
            await asyncio.sleep(3600)
            await queue.put(1)

    start(consumer(queue), "consumer")
    start(producer(queue), "producer")
    del queue
    await hold()


async def queue_idle_workers():
    registry["jobs"] = asyncio.Queue()
    for number in range(4):
        start(consumer(registry["jobs"]), "worker-%d" % number)
    await hold()


async def priority_queue():
    start(consumer(asyncio.PriorityQueue()), "consumer")
    await hold()


# Timers.


async def sleep():
    for number in range(10):
        start(asyncio.sleep(3600), "sleeps-%d" % number)
    await hold()


async def periodic():
    async def ticks():
        while True:
            await asyncio.sleep(0.05)

    start(ticks(), "ticks")
    await hold()


async def timeout_around_orphan():
    async def limited():
        async with asyncio.timeout(3600):
            await asyncio.get_running_loop().create_future()

    start(limited(), "waits")
    await hold()


async def wait_for_around_orphan():
    async def limited():
        await asyncio.wait_for(asyncio.get_running_loop().create_future(), 3600)

    start(limited(), "waits")
    await hold()


async def wait_for_around_event():
    async def limited():
        await asyncio.wait_for(asyncio.Event().wait(), 3600)

    start(limited(), "waits")
    await hold()


async def eager():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)

    async def left():
        await asyncio.sleep(0)
        await tasks["right"]

    async def right():
        await tasks["left"]

    start(left(), "left")
    start(right(), "right")
    await hold()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    asyncio.run(globals()[sys.argv[1].replace("-", "_")]())
