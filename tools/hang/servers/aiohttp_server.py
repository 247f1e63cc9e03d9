"""A server of aiohttp as they are: handlers that wait for a lock, a queue, a pool thread, a websocket, a background task.

    /usr/bin/python3 aiohttp_server.py PORT [uvloop]
"""

import asyncio
import sys
import time

from aiohttp import web


async def hello(request):
    return web.Response(text="hello\n")


async def slow(request):
    await asyncio.sleep(0.05)
    return web.Response(text="slow\n")


async def locked(request):
    async with request.app["lock"]:
        await asyncio.sleep(0.002)
    return web.Response(text="locked\n")


async def queued(request):
    answer = asyncio.get_running_loop().create_future()
    await request.app["jobs"].put((time.time(), answer))
    return web.Response(text="queued %s\n" % await answer)


async def in_thread(request):
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.01)
    return web.Response(text="thread\n")


async def chat(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


async def worker(jobs):
    while True:
        job, answer = await jobs.get()
        await asyncio.sleep(0.001)
        if not answer.cancelled():
            answer.set_result(job)
        jobs.task_done()


async def ticks():
    while True:
        await asyncio.sleep(1)


async def application():
    app = web.Application()
    app["lock"] = asyncio.Lock()
    app["jobs"] = asyncio.Queue(100)
    paths = {"/": hello, "/slow": slow, "/locked": locked, "/queued": queued, "/thread": in_thread, "/chat": chat}
    app.add_routes([web.get(path, handler) for path, handler in paths.items()])
    app["workers"] = [asyncio.ensure_future(worker(app["jobs"])) for _ in range(3)]
    app["ticks"] = asyncio.ensure_future(ticks())
    return app


if __name__ == "__main__":
    if "uvloop" in sys.argv:
        import uvloop

        uvloop.install()
    web.run_app(application(), host="127.0.0.1", port=int(sys.argv[1]))
