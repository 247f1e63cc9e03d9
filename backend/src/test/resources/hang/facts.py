"""Tasks with context variables, callbacks of every helper, and an exception that is held: python facts.py PATH."""
import asyncio
import contextvars
import time

user = contextvars.ContextVar("user")
request = contextvars.ContextVar("request", default=0)


async def deep(number):
    await asyncio.sleep(0)
    raise KeyError("no such %d" % number)


async def failing():
    await deep(7)


async def waiting(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    user.set("ada")
    request.set(17)
    failed = asyncio.create_task(failing(), name="failed")
    named = {name: asyncio.create_task(waiting(event), name=name) for name in
             ("gathered", "waited", "timed", "shielded", "kept")}
    background = {named["kept"]}
    named["kept"].add_done_callback(background.discard)
    helpers = [
        asyncio.create_task(asyncio.wait_for(named["timed"], 100000), name="timer"),
        asyncio.create_task(asyncio.wait([named["waited"]]), name="waiter"),
        asyncio.gather(named["gathered"]),
        asyncio.shield(named["shielded"]),
    ]
    await asyncio.sleep(0.1)
    fresh = asyncio.create_task(waiting(event), name="fresh")
    print("READY", flush=True)
    time.sleep(100000)
    return failed, helpers, fresh


asyncio.run(main())
