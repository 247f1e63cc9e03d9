"""Many tasks behind one event, a long chain of tasks, and a long cycle: python tasks.py prints `ready` and hangs."""

import asyncio
import sys


async def wait_for_event(event):
    await event.wait()


async def wait_for_task(tasks, number):
    await tasks[number]


async def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    event = asyncio.Event()
    crowd = [asyncio.create_task(wait_for_event(event)) for _ in range(count)]
    cycle = []
    for number in range(1_000):
        cycle.append(asyncio.create_task(wait_for_task(cycle, (number + 1) % 1_000)))
    chain = [asyncio.create_task(event.wait())]
    for number in range(count // 2):
        chain.append(asyncio.create_task(wait_for_task(chain, number)))
    behind = [asyncio.create_task(wait_for_task(cycle, number % 7)) for number in range(count // 10)]
    for _ in range(3):
        await asyncio.sleep(0)
    print("ready", flush=True)
    await asyncio.gather(*crowd, *cycle, *chain, *behind)


asyncio.run(main())
