"""A hundred thousand tasks behind one event, and a chain of as many, each awaiting the one before."""

import asyncio
import sys

import truth

COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 100000


async def wait_behind(gate):
    await gate.wait()


async def link(before):
    await before


async def main(path):
    gate = asyncio.Event()
    crowd = [asyncio.create_task(wait_behind(gate), name="crowd-%d" % i) for i in range(COUNT)]
    chain = [asyncio.create_task(wait_behind(gate), name="chain-0")]
    for i in range(1, COUNT):
        chain.append(asyncio.create_task(link(chain[-1]), name="chain-%d" % i))
    await asyncio.sleep(0.1)
    truth.write_when_settled(path, only=crowd[:3] + chain[:3] + chain[-3:])
    await chain[-1]


asyncio.run(main(sys.argv[1]))
