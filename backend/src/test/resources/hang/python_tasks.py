"""Tasks and futures of the classes written in Python, as a task factory or a debugger would make them."""

import asyncio
import sys

import truth

ORDER = {"x": "y", "y": "z", "z": "x"}
tasks = {}


class CountingTask(asyncio.tasks._PyTask):
    count = 0


async def visit(node):
    await asyncio.gather(tasks[ORDER[node]])


async def direct(future):
    await future


def make(loop, coro, **arguments):
    # 3.8 to 3.10 give no name to the factory and set it afterwards.
    return CountingTask(coro, loop=loop, **arguments)


async def main(path):
    loop = asyncio.get_running_loop()
    loop.set_task_factory(make)
    for node in ORDER:
        tasks[node] = asyncio.create_task(visit(node), name=node)
    future = asyncio.futures._PyFuture(loop=loop)
    other = asyncio.create_task(direct(future), name="direct")
    done = asyncio.create_task(finish(), name="done")
    await asyncio.sleep(0.1)
    truth.write_when_settled(path, cycles=[[tasks[node] for node in "xyz"]], edges=[(other, future, "await")])
    await asyncio.Event().wait()


async def finish():
    return "result"


asyncio.run(main(sys.argv[1]))
