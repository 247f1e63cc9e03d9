"""Tasks that are not asyncio's usual ones: in pure Python, subclasses, uvloop, greenlets, Twisted, anyio.

The same few hangs and waits, where tasks, futures or the loop are of another make. What is seen and not understood
must not be called stuck.

    python other_worlds.py python-tasks      (without an argument: the list)
"""

import asyncio
import os
import socket
import sys
import threading
import time

EXPECT = {
    "python-tasks": {"why": "a ring of tasks and futures written in Python", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "python-tasks-orphan": {"why": "a task written in Python awaits a future written in Python that nobody has", "kind": "orphan-future", "certainty": "likely", "members": ["waits"]},
    "python-tasks-timer": {"why": "the same, and call_later will resolve it", "kind": "waiting"},
    "subclass": {"why": "a ring of tasks of a subclass", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "subclass-locks": {"why": "tasks of a subclass take locks of a subclass in opposite order", "kind": "task-deadlock", "certainty": "likely", "members": ["left", "right"]},
    "own-loop": {"why": "a subclass of the loop, a ring", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "uvloop-ring": {"why": "a ring on uvloop", "kind": "task-deadlock", "certainty": "certain", "members": ["left", "right"]},
    "uvloop-locks": {"why": "locks in opposite order on uvloop", "kind": "task-deadlock", "certainty": "likely", "members": ["left", "right"]},
    "uvloop-orphan": {"why": "uvloop: a future that nobody has; C code might", "kind": "orphan-future", "certainty": "possible", "members": ["waits"]},
    "uvloop-timer": {"why": "uvloop's call_later will resolve the future", "kind": ["waiting", "none"]},
    "uvloop-sleep": {"why": "uvloop: tasks sleep", "kind": ["waiting", "none"]},
    "uvloop-read": {"why": "uvloop: a stream's peer never answers", "kind": ["waiting-for-peer", "waiting", "none"]},
    "uvloop-request-ids": {"why": "uvloop: a protocol's dict of futures, the peer silent", "kind": ["waiting-for-peer", "waiting", "none"]},
    "uvloop-blocked": {"why": "uvloop: time.sleep in a coroutine", "kind": "blocked-loop", "certainty": "likely"},
    "greenlets": {"why": "two greenlets switch to main, which sleeps", "kind": ["waiting", "none"]},
    "gevent": {"why": "gevent: greenlets sleep, one waits for an event that another will set", "kind": ["waiting", "none"]},
    "gevent-semaphores": {"why": "gevent: two greenlets take semaphores in opposite order", "kind": "task-deadlock", "certainty": "likely"},
    "gevent-bounded": {"why": "gevent: bounded semaphores of a module, in opposite order, beside a greenlet that sleeps", "kind": "task-deadlock", "certainty": "likely"},
    "gevent-bounded-acquired": {"why": "gevent: a sleeping greenlet has taken a permit of the module's bounded semaphore without `with`", "kind": ["waiting", "none"]},
    "gevent-bounded-at-work": {"why": "gevent: two sleep with both permits of a bounded semaphore, one waits", "kind": ["waiting", "none"]},
    "gevent-rlocks": {"why": "gevent: two greenlets take reentrant locks, which note their owner, in opposite order", "kind": "task-deadlock", "certainty": "likely"},
    "gevent-join": {"why": "gevent: two greenlets join each other", "kind": "task-deadlock", "certainty": "likely"},
    "gevent-joined-sleeper": {"why": "gevent: one joins another that sleeps and holds the semaphore a third one wants", "kind": ["waiting", "none"]},
    "gevent-timeouts": {"why": "gevent: semaphores in opposite order, and a timeout around one", "kind": ["waiting", "none"]},
    "gevent-queue": {"why": "gevent: consumers of a queue, whose producer sleeps", "kind": ["waiting", "none"]},
    "gevent-server": {"why": "gevent: an idle server with idle connections", "kind": ["waiting", "none", "waiting-for-peer"]},
    "eventlet-semaphores": {"why": "eventlet: two green threads take semaphores in opposite order", "kind": "task-deadlock", "certainty": "likely"},
    "eventlet-bounded": {"why": "eventlet: bounded semaphores of a module, in opposite order, beside a green thread that sleeps", "kind": "task-deadlock", "certainty": "likely"},
    "eventlet-event": {"why": "eventlet: a green thread waits for an event that a sleeping one will send, one with a timeout", "kind": ["waiting", "none"]},
    "eventlet-server": {"why": "eventlet: an idle server with idle connections", "kind": ["waiting", "none", "waiting-for-peer"]},
    "twisted": {"why": "Twisted's reactor with a delayed call and a Deferred that it will fire", "kind": ["waiting", "none"]},
    "twisted-asyncio": {"why": "Twisted on asyncio: a task awaits a Deferred that a timer fires", "kind": ["waiting", "none"]},
    "anyio": {"why": "anyio on asyncio: a group, a memory stream, a sleeping sender", "kind": ["waiting", "none"]},
    "trio": {"why": "trio: a nursery, a channel, a sleeping sender", "kind": ["waiting", "none"]},
}

tasks = {}


def needed(name):
    """The module, or an end that says that it is not here."""
    try:
        return __import__(name)
    except ImportError:
        sys.exit("needs " + name)


def start(coroutine, name):
    tasks[name] = asyncio.get_running_loop().create_task(coroutine)
    tasks[name].set_name(name)
    return tasks[name]


async def wait_for(name):
    await tasks[name]


async def hold():
    await asyncio.sleep(0.1)
    print("ready", flush=True)
    await asyncio.sleep(3600)


async def ring():
    start(wait_for("right"), "left")
    start(wait_for("left"), "right")
    await hold()


async def both(first, second):
    async with first:
        await asyncio.sleep(0)
        async with second:
            pass


async def locks(make=asyncio.Lock):
    one, other = make(), make()
    start(both(one, other), "left")
    start(both(other, one), "right")
    await hold()


async def awaits(future):
    await future


async def orphan():
    start(awaits(asyncio.get_running_loop().create_future()), "waits")
    await hold()


async def timer():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(3600, future.set_result, None)
    start(awaits(future), "waits")
    del future
    await hold()


async def sleep():
    for number in range(5):
        start(asyncio.sleep(3600), "sleeps-%d" % number)
    await hold()


def silent_peer():
    """The port of another process that listens and never says a word; it ends when this one does."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    alive, ours = os.pipe()
    if os.fork() == 0:
        os.close(ours)
        os.read(alive, 1)
        os._exit(0)
    os.close(alive)
    port = listener.getsockname()[1]
    listener.close()
    return port


async def read(port):
    async def client():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        await reader.readline()

    start(client(), "client")
    await hold()


class Answers(asyncio.Protocol):
    def __init__(self):
        self.pending = {}

    def data_received(self, data):
        for line in data.splitlines():
            self.pending.pop(int(line)).set_result(line)


async def request_ids(port):
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_connection(Answers, "127.0.0.1", port)

    async def ask(transport, protocol, number):
        protocol.pending[number] = loop.create_future()
        transport.write(b"%d\n" % number)
        return await protocol.pending[number]

    for number in range(10):
        start(ask(transport, protocol, number), "request-%d" % number)
    del transport, protocol
    await hold()


async def blocked():
    await sleep_soon()
    print("ready", flush=True)
    time.sleep(3600)


async def sleep_soon():
    start(asyncio.sleep(3600), "sleeps")
    await asyncio.sleep(0.05)


# Tasks of another make.


def in_python(main):
    """Runs `main` on a loop whose tasks and futures are asyncio's own ones written in Python."""
    loop = asyncio.new_event_loop()
    loop.create_future = lambda: asyncio.futures._PyFuture(loop=loop)
    loop.set_task_factory(
        lambda loop, coroutine, **more: asyncio.tasks._PyTask(coroutine, loop=loop, **more)
    )
    loop.run_until_complete(main)


def python_tasks():
    in_python(ring())


def python_tasks_orphan():
    in_python(orphan())


def python_tasks_timer():
    in_python(timer())


class Traced(asyncio.Task):
    """A task that knows when it began, as tracing libraries have them."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        self.begun = time.time()


class NamedLock(asyncio.Lock):
    label = "a lock"


async def of_subclass(main):
    asyncio.get_running_loop().set_task_factory(
        lambda loop, coroutine, **more: Traced(coroutine, loop=loop, **more)
    )
    await main


def subclass():
    asyncio.run(of_subclass(ring()))


def subclass_locks():
    asyncio.run(of_subclass(locks(NamedLock)))


class OwnLoop(asyncio.SelectorEventLoop):
    pass


def own_loop():
    OwnLoop().run_until_complete(ring())


# uvloop.


def on_uvloop(main, *arguments):
    needed("uvloop").new_event_loop().run_until_complete(main(*arguments))


def uvloop_ring():
    on_uvloop(ring)


def uvloop_locks():
    on_uvloop(locks)


def uvloop_orphan():
    on_uvloop(orphan)


def uvloop_timer():
    on_uvloop(timer)


def uvloop_sleep():
    on_uvloop(sleep)


def uvloop_read():
    on_uvloop(read, silent_peer())


def uvloop_request_ids():
    on_uvloop(request_ids, silent_peer())


def uvloop_blocked():
    on_uvloop(blocked)


# Other libraries.


def greenlets():
    module = needed("greenlet")
    main = module.getcurrent()

    def waits():
        lock = threading.Lock()
        with lock:
            main.switch()

    kept = [module.greenlet(waits) for _ in range(2)]
    for each in kept:
        each.switch()
    print("ready", flush=True)
    time.sleep(3600)


def gevent():
    module = needed("gevent")
    import gevent.event

    event = gevent.event.Event()
    kept = [module.spawn(module.sleep, 3600) for _ in range(3)]
    kept += [module.spawn(event.wait), module.spawn_later(3600, event.set)]
    module.spawn_later(0.1, lambda: print("ready", flush=True))
    module.joinall(kept)


inside = []


def meet(pause):
    """Goes on when both are here."""
    inside.append(1)
    while len(inside) < 2:
        pause(0.01)


def opposite(first, second, pause):
    with first:
        meet(pause)
        with second:
            pass


def rest(module, kept):
    """The main greenlet sleeps on, and keeps what it began."""
    module.sleep(0.3)
    print("ready", flush=True)
    module.sleep(3600)
    return kept


def bounded_pair(module, make):
    global bounded
    bounded = make(1), make(1)
    rest(module, [module.spawn(opposite, *bounded, module.sleep), module.spawn(opposite, *bounded[::-1], module.sleep)])


def gevent_pairs(module, make, *more):
    one, other = make(), make()
    kept = [module.spawn(opposite, one, other, module.sleep), module.spawn(opposite, other, one, module.sleep)]
    del one, other
    kept += [module.spawn(each) for each in more]
    module.spawn_later(0.3, lambda: print("ready", flush=True))
    module.spawn_later(3600, print)
    module.joinall(kept)


def gevent_semaphores():
    module = needed("gevent")
    from gevent.lock import Semaphore

    gevent_pairs(module, Semaphore)


def gevent_bounded():
    """The main greenlet, which goes on, could reach both: but it has no permit to give back."""
    module = needed("gevent")
    from gevent.lock import BoundedSemaphore

    bounded_pair(module, BoundedSemaphore)


def gevent_bounded_acquired():
    global bounded
    module = needed("gevent")
    from gevent.lock import BoundedSemaphore

    bounded = BoundedSemaphore(2)

    def takes():
        bounded.acquire()
        module.sleep(3600)
        bounded.release()

    def inside():
        with bounded:
            with bounded:
                pass

    kept = [module.spawn(takes), module.spawn(inside)]
    rest(module, kept)


def gevent_bounded_at_work():
    global bounded
    module = needed("gevent")
    from gevent.lock import BoundedSemaphore

    bounded = BoundedSemaphore(2)

    def works():
        with bounded:
            module.sleep(3600)

    kept = [module.spawn(works) for _ in range(3)]
    rest(module, kept)


def gevent_rlocks():
    module = needed("gevent")
    from gevent.lock import RLock

    gevent_pairs(module, RLock)


def gevent_join():
    module = needed("gevent")
    kept = []

    def join(other):
        module.sleep(0.05)
        kept[other].join()

    kept.append(module.spawn(join, 1))
    kept.append(module.spawn(join, 0))
    module.spawn_later(0.3, lambda: print("ready", flush=True))
    module.spawn_later(3600, print)
    module.joinall(kept)


def gevent_joined_sleeper():
    module = needed("gevent")
    from gevent.lock import Semaphore

    def holds(semaphore):
        with semaphore:
            module.sleep(3600)

    def wants(semaphore):
        module.sleep(0.05)
        with semaphore:
            pass

    semaphore = Semaphore()
    kept = [module.spawn(holds, semaphore)]
    kept += [module.spawn(wants, semaphore), module.spawn(kept[0].join)]
    module.spawn_later(0.3, lambda: print("ready", flush=True))
    module.joinall(kept)


def gevent_timeouts():
    module = needed("gevent")
    from gevent.lock import Semaphore

    def patient(first, second):
        with first:
            meet(module.sleep)
            with module.Timeout(3600):
                second.acquire()

    one, other = Semaphore(), Semaphore()
    kept = [module.spawn(patient, one, other), module.spawn(opposite, other, one, module.sleep)]
    del one, other
    module.spawn_later(0.3, lambda: print("ready", flush=True))
    module.joinall(kept)


def gevent_queue():
    module = needed("gevent")
    from gevent.queue import Queue

    def produces(queue):
        module.sleep(3600)
        queue.put(1)

    queue = Queue()
    kept = [module.spawn(queue.get) for _ in range(3)] + [module.spawn(produces, queue)]
    del queue
    module.spawn_later(0.3, lambda: print("ready", flush=True))
    module.joinall(kept)


def gevent_server():
    module = needed("gevent")
    from gevent import server, socket

    def serves(connection, _address):
        while connection.recv(100):
            pass

    listening = server.StreamServer(("127.0.0.1", 0), serves)
    listening.start()
    kept = [socket.create_connection(("127.0.0.1", listening.server_port)) for _ in range(3)]
    module.spawn_later(0.3, lambda: print("ready", flush=True))
    listening.serve_forever()
    del kept


def eventlet_semaphores():
    module = needed("eventlet")
    from eventlet.semaphore import Semaphore

    one, other = Semaphore(), Semaphore()
    kept = [module.spawn(opposite, one, other, module.sleep), module.spawn(opposite, other, one, module.sleep)]
    del one, other
    rest(module, kept)


def eventlet_bounded():
    module = needed("eventlet")
    from eventlet.semaphore import BoundedSemaphore

    bounded_pair(module, BoundedSemaphore)


def eventlet_event():
    module = needed("eventlet")
    from eventlet.event import Event

    event, never = Event(), Event()
    kept = [module.spawn(event.wait), module.spawn(never.wait, 3600), module.spawn_after(3600, event.send)]
    del event, never
    rest(module, kept)


def eventlet_server():
    module = needed("eventlet")

    def serves(connection, _address):
        while connection.recv(100):
            pass

    listening = module.listen(("127.0.0.1", 0))
    kept = [module.connect(listening.getsockname()) for _ in range(3)]
    module.spawn_after(0.3, lambda: print("ready", flush=True))
    module.serve(listening, serves)
    del kept


def twisted():
    needed("twisted")
    from twisted.internet import defer, reactor

    deferred = defer.Deferred()
    reactor.callLater(3600, deferred.callback, None)
    reactor.callLater(0.2, lambda: print("ready", flush=True))
    reactor.run()


def twisted_asyncio():
    needed("twisted")
    from twisted.internet import asyncioreactor

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)
    from twisted.internet import defer, reactor

    def begin():
        deferred = defer.Deferred()
        reactor.callLater(3600, deferred.callback, None)
        tasks["waits"] = loop.create_task(awaits(deferred.asFuture(loop)))
        reactor.callLater(0.2, lambda: print("ready", flush=True))

    reactor.callWhenRunning(begin)
    reactor.run()


async def send_later(module, stream):
    await module.sleep(3600)
    await stream.send(1)


def anyio():
    module = needed("anyio")

    async def main():
        send, receive = module.create_memory_object_stream(0)
        async with module.create_task_group() as group:
            group.start_soon(send_later, module, send)
            group.start_soon(receive.receive)
            await module.sleep(0.1)
            print("ready", flush=True)

    module.run(main)


def trio():
    module = needed("trio")

    async def main():
        send, receive = module.open_memory_channel(0)
        async with module.open_nursery() as nursery:
            nursery.start_soon(send_later, module, send)
            nursery.start_soon(receive.receive)
            await module.sleep(0.1)
            print("ready", flush=True)

    module.run(main)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    globals()[sys.argv[1].replace("-", "_")]()
