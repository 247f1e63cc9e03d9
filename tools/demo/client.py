"""Asks a server for quotes and never forgets an answer: a demo of a leak for Ouroscope.

Each request waits on a future, found by the request's number when the answer comes. Nobody takes the future out of the
dict again, so all answers there ever were stay alive. The server is in the same process to make the demo run alone.
"""

import asyncio
import itertools
import json
import os

REQUESTS = 50_000
WORKERS = 32
SYMBOLS = ["AAPL", "ASML", "BHP", "NESN", "NVDA", "SAP", "SONY", "TM"]


class Quote:
    __slots__ = ("symbol", "cents")

    def __init__(self, symbol, cents):
        self.symbol = symbol
        self.cents = cents

    def __repr__(self):
        return f"Quote({self.symbol!r}, {self.cents})"


class Client:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer
        self.numbers = itertools.count(1)
        self.response_futures = {}

    async def ask(self, symbol):
        number = next(self.numbers)
        future = asyncio.get_running_loop().create_future()
        self.response_futures[number] = future  # the leak: nobody ever removes it
        self.writer.write(json.dumps([number, symbol]).encode() + b"\n")
        await self.writer.drain()
        return await future

    async def receive(self):
        while True:
            line = await self.reader.readline()
            if not line:
                return
            number, symbol, cents = json.loads(line)
            self.response_futures[number].set_result(Quote(SYMBOLS[SYMBOLS.index(symbol)], cents))


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            writer.close()
            return
        number, symbol = json.loads(line)
        writer.write(json.dumps([number, symbol, 1000 + number * 37 % 9000]).encode() + b"\n")
        await writer.drain()


async def trade(client, count):
    total = 0
    for i in range(count):
        quote = await client.ask(SYMBOLS[i % len(SYMBOLS)])
        total += quote.cents
    return total


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    client = Client(*await asyncio.open_connection(host, port))
    receiver = asyncio.create_task(client.receive())
    totals = await asyncio.gather(*(trade(client, REQUESTS // WORKERS) for _ in range(WORKERS)))
    print(f"client.py: process {os.getpid()}, {len(totals)} workers are done", flush=True)
    await receiver  # the connection stays open for the next orders


if __name__ == "__main__":
    asyncio.run(main())
