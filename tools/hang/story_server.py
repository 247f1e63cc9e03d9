"""A server that never answers one of many requests.

Each request waits for its price: `Prices.ask` makes a future, hands it to the batch of this moment, and a batch
resolves its futures when a timer fires. For the product `4711` the code takes a wrong turn: the future is made and
handed to nobody. All other clients have their answers and keep their connections open; that one waits for ever, and the
server looks healthy. Find the task by its text `/price/4711`.

    python story_server.py lost-request
"""

import asyncio
import os
import socket
import sys
import threading
import time

EXPECT = {
    "lost-request": {"why": "one request of fifty awaits a future that was handed to nobody", "kind": "orphan-future", "certainty": "likely", "members": ["/price/4711"], "says": ["ask"]},
}

# Until 3.11 asyncio itself keeps nothing alive but what it will wake.
connections = set()
PRODUCTS = list(range(4700, 4750))


class Prices:
    def __init__(self):
        self.batch = {}
        self.discontinued = {4711: "see 4712"}

    async def ask(self, product):
        answer = asyncio.get_running_loop().create_future()
        if product not in self.discontinued:
            self.batch.setdefault(product, []).append(answer)
        return await answer

    async def run(self):
        while True:
            await asyncio.sleep(0.02)
            batch, self.batch = self.batch, {}
            for product, answers in batch.items():
                for answer in answers:
                    answer.set_result(product * 3)


async def handle(prices, reader, writer):
    connections.add(asyncio.current_task())
    while True:
        line = await reader.readline()
        if not line:
            break
        request = line.decode().split()[1]
        asyncio.current_task().set_name(request)
        price = await prices.ask(int(request.rpartition("/")[2]))
        writer.write(b"%d\n" % price)
        await writer.drain()
    connections.discard(asyncio.current_task())


def clients(address):
    peers = []
    for product in PRODUCTS:
        peer = socket.create_connection(address)
        peer.sendall(b"GET /price/%d\n" % product)
        peers.append(peer)
    time.sleep(3600)


async def lost_request():
    prices = Prices()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    alive, ours = os.pipe()
    if os.fork() == 0:
        os.close(ours)
        threading.Thread(target=clients, args=(listener.getsockname(),), daemon=True).start()
        os.read(alive, 1)
        os._exit(0)
    os.close(alive)
    prices_task = asyncio.get_running_loop().create_task(prices.run(), name="prices")
    server = await asyncio.start_server(lambda *streams: handle(prices, *streams), sock=listener)
    asyncio.get_running_loop().call_later(1, lambda: print("ready", flush=True))
    async with server:
        await asyncio.gather(server.serve_forever(), prices_task)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    asyncio.run(globals()[sys.argv[1].replace("-", "_")]())
