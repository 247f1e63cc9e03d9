"""Opens one descriptor of each kind and says which is which: lines of NAME fd."""

import asyncio
import logging
import mmap
import os
import select
import socket
import subprocess
import tempfile
import threading
import time

directory = tempfile.mkdtemp()


def say(name, fd):
    print("FD", name, fd, flush=True)


class Client:
    """Keeps a connection as programs do."""

    def __init__(self, address):
        self.connection = socket.create_connection(address)
        self.reader = self.connection.makefile("rb")


server = socket.create_server(("127.0.0.1", 0))
client = Client(server.getsockname())
accepted, _ = server.accept()
accepted.sendall(b"x" * 1234)
waiting = socket.create_connection(server.getsockname())
say("listening", server.fileno())
say("client", client.connection.fileno())
say("accepted", accepted.fileno())
print("PORT", server.getsockname()[1], client.connection.getsockname()[1], flush=True)

left, right = socket.socketpair()
left.sendall(b"y" * 77)
named = socket.socket(socket.AF_UNIX)
named.bind(os.path.join(directory, "named.sock"))
named.listen()
say("left", left.fileno())
say("right", right.fileno())
say("named", named.fileno())

read_end, write_end = os.pipe()
pipe_reader = open(read_end, "rb")
say("pipe_read", read_end)
say("pipe_write", write_end)

text = open(os.path.join(directory, "notes.txt"), "w", encoding="utf-8")
text.write("hello\n" * 100)
text.flush()
say("text", text.fileno())
handler = logging.FileHandler(os.path.join(directory, "app.log"))
say("log", handler.stream.fileno())
raw = open(os.path.join(directory, "notes.txt"), "rb", buffering=0)
raw.seek(11)
say("raw", raw.fileno())
mapped = mmap.mmap(raw.fileno(), 0, prot=mmap.PROT_READ)
deleted = tempfile.TemporaryFile()
say("deleted", deleted.fileno())

child = subprocess.Popen(["sleep", "600"], stdin=subprocess.PIPE)
say("child", child.stdin.fileno())
if hasattr(os, "eventfd"):
    event = os.eventfd(5)
    say("eventfd", event)

epoll = select.epoll()
epoll.register(left, select.EPOLLIN | select.EPOLLET)
say("epoll", epoll.fileno())


def wait_for_pipe():
    pipe_reader.read(1)


def wait_with_poll():
    waits = select.poll()
    waits.register(waiting, select.POLLIN)
    waits.poll(600_000)


def wait_with_select():
    select.select([accepted], [], [], 600)


async def serve():
    async def connected(reader, writer):
        await reader.read()

    service = await asyncio.start_server(connected, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*service.sockets[0].getsockname())
    say("service", service.sockets[0].fileno())
    say("stream", writer.get_extra_info("socket").fileno())
    await asyncio.sleep(0.1)
    print("SERVING", flush=True)
    await reader.read()


def wait_with_epoll():
    epoll.poll(600)


def loop():
    asyncio.run(serve())


for work in (wait_for_pipe, wait_with_poll, wait_with_select, wait_with_epoll, loop):
    threading.Thread(target=work, name=work.__name__, daemon=True).start()
time.sleep(0.5)
print("READY", flush=True)
try:
    time.sleep(600)
finally:
    child.kill()
