"""Consolidates sales figures, bottom up, and hangs: a demo of a hang for Ouroscope.

One task per node, found by the node's id, so that a node that two others need is summed once. That is right for
trees and for diamonds. One of the two input graphs has a cycle, though: each of three regions counts what it re-sells
of the next one, and the last of them what it re-sells of the first. Nobody notices; nothing is ever printed again.
"""

import asyncio
import os
import socket

tasks = {}


class Node:
    def __init__(self, name, value):
        self.name = name
        self.value = value
        self.edges = []

    def __repr__(self):
        return f"<Node {self.name!r} value={self.value} edges=[…{len(self.edges)}]>"


async def sum_children(node):
    await asyncio.sleep(0)
    return node.value + sum(await asyncio.gather(*map(task_for_node, node.edges)))


def task_for_node(node):
    if id(node) not in tasks:
        tasks[id(node)] = asyncio.create_task(sum_children(node))
    return tasks[id(node)]


REGIONS = {
    "eu": "at be bg cz de dk es fi fr gr hr hu ie it nl pl pt ro se".split(),
    "us": "al az ca co fl ga il ma mi nc nj ny oh pa tx va wa".split(),
    "jp": "aichi chiba fukuoka hokkaido hyogo kanagawa kyoto osaka saitama tokyo".split(),
}
TABLES = ["orders", "refunds", "stock"]


def currencies():
    """A diamond: both rates need the same quotes. This one comes to its end."""
    quotes = Node("rates.quotes", 1)
    pairs = [Node(f"rates.{pair}", value) for value, pair in enumerate(["eur_usd", "eur_jpy", "usd_jpy"], 3)]
    for pair in pairs:
        pair.edges.append(quotes)
    root = Node("rates", 0)
    root.edges.extend(pairs)
    return root


def sales():
    """Region → shops and tables; every table needs the totals of its region."""
    regions = {name: Node(name, 1000 + 7 * i) for i, name in enumerate(REGIONS)}
    names = list(regions)
    for name, resold in zip(names, names[1:] + names[:1]):
        regions[name].edges.append(regions[resold])  # the cycle
    root = Node("sales", 0)
    for name, shops in REGIONS.items():
        for i, shop in enumerate(shops):
            branch = Node(f"{name}.{shop}", 0)
            for table in TABLES:
                leaf = Node(f"{name}.{shop}.{table}", 10 * i + len(table))
                leaf.edges.append(regions[name])
                branch.edges.append(leaf)
            root.edges.append(branch)
    return root


class Pusher:
    """Sends what was summed to a collector and waits for its receipt."""

    def __init__(self, host, port):
        self.host = host
        self.port = port
        self.sent = 0

    async def flush(self):
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            while True:
                writer.write(b"PUT /metrics " + str(self.sent).encode() + b"\n")
                await writer.drain()
                receipt = await reader.readexactly(4)
                self.sent += len(receipt)
        finally:
            writer.close()


def collector():
    """A collector that takes connections and never answers."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


async def heartbeat(seconds):
    beats = 0
    while True:
        await asyncio.sleep(seconds)
        beats += 1


async def write_totals(queue):
    while True:
        name, total = await queue.get()
        print(f"{name}: {total}", flush=True)


async def generate(root, queue):
    await queue.put((root.name, await task_for_node(root)))


async def main():
    queue = asyncio.Queue()
    with collector() as listener:
        host, port = listener.getsockname()
        background = [
            asyncio.create_task(heartbeat(30)),
            asyncio.create_task(Pusher(host, port).flush()),
            asyncio.create_task(Pusher(host, port).flush()),
            asyncio.create_task(write_totals(queue)),
        ]
        print(f"generate.py: process {os.getpid()}", flush=True)
        await asyncio.gather(*(generate(root, queue) for root in (currencies(), sales())))
        for task in background:
            task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
