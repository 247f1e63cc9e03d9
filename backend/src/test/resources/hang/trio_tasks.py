"""Tasks of trio that wait in every way that it notes.

Prints "hung" when all wait. Each task is named after what it waits for.
"""
import json
import os
import socket
import sys

import trio

truth = {"tasks": []}
keep = []


def said(name, how, target, wake=""):
    truth["tasks"].append({"name": name, "how": how, "target": hex(id(target)) if target is not None else "", "wake": wake})


async def main():
    event, one, other, semaphore = trio.Event(), trio.Lock(), trio.Lock(), trio.Semaphore(1)
    sender, receiver = trio.open_memory_channel(0)
    ours, theirs = socket.socketpair()
    reading = trio.socket.from_stdlib_socket(ours)
    keep.extend([event, one, other, semaphore, sender, receiver, ours, theirs, reading])
    semaphore.acquire_nowait()

    async def waits_for_event():
        await event.wait()

    async def left():
        async with one:
            await trio.sleep(0.1)
            async with other:
                pass

    async def right():
        async with other:
            await trio.sleep(0.1)
            async with one:
                pass

    async def waits_for_permit():
        await semaphore.acquire()

    async def receives():
        await receiver.receive()

    async def reads():
        await reading.recv(1)

    async def sleeps():
        await trio.sleep(3600)

    async def with_timeout():
        with trio.move_on_after(3600):
            await event.wait()

    said("waits_for_event", "wait on", event)
    said("left", "acquire", other)
    said("right", "acquire", one)
    said("waits_for_permit", "acquire", semaphore)
    said("receives", "get", receiver._state)
    said("reads", "", None, "peer")
    said("sleeps", "", None, "timer")
    said("with_timeout", "wait on", event, "timer")
    async with trio.open_nursery() as nursery:
        for each in (
            waits_for_event, left, right, waits_for_permit, receives, reads, sleeps, with_timeout,
        ):
            nursery.start_soon(each, name=each.__name__)
        said("main", "task group", nursery)
        await trio.sleep(0.4)
        with open(sys.argv[1] + ".new", "w") as file:
            truth["locks"] = [{"address": hex(id(one)), "holder": "left"}, {"address": hex(id(other)), "holder": "right"}]
            json.dump(truth, file)
        os.rename(sys.argv[1] + ".new", sys.argv[1])
        print("hung", flush=True)


main.__qualname__ = "main"
trio.run(main)
