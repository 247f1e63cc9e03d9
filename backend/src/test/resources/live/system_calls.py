"""Threads that block in the kernel, each in another call. Prints NAME, its descriptors or the child it waits for, READY."""
import os
import select
import socket
import subprocess
import threading
import time

held = threading.Lock()
held.acquire()
left, right = socket.socketpair()
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(5)
client = socket.create_connection(listener.getsockname())
served, _ = listener.accept()
pipe, _ = os.pipe()
# It ends when this process does: then its input ends.
child = subprocess.Popen(["cat"], stdin=subprocess.PIPE)


def in_sleep():
    time.sleep(100000)


def in_acquire():
    held.acquire()


def in_acquire_timed():
    held.acquire(timeout=90000)


def in_recv():
    client.recv(4096)


def in_recv_timed():
    right.settimeout(80000)
    right.recv(10)


def in_select():
    select.select([left, listener], [], [], 70000)


def in_poll():
    poll = select.poll()
    poll.register(listener)
    poll.register(left, select.POLLIN)
    poll.poll(60000 * 1000)


def in_epoll():
    with select.epoll() as epoll:
        print("EPOLL", epoll.fileno(), flush=True)
        epoll.register(left, select.EPOLLIN)
        epoll.poll()


def in_wait():
    child.wait()


def in_accept():
    listener.accept()


def in_read():
    os.read(pipe, 100)


def alike():
    held.acquire()


for function in (in_sleep, in_acquire, in_acquire_timed, in_recv, in_recv_timed, in_select, in_poll, in_epoll, in_wait,
                 in_accept, in_read):
    threading.Thread(target=function, name=function.__name__, daemon=True).start()
for number in range(8):
    threading.Thread(target=alike, name="worker_%d" % number, daemon=True).start()
print("LEFT", left.fileno(), "RIGHT", right.fileno(), "LISTENER", listener.fileno(), "CLIENT", client.fileno(), "PIPE",
      pipe, "CHILD", child.pid, "LOCK", id(held), "PORT", listener.getsockname()[1], flush=True)
time.sleep(1)
print("READY", flush=True)
time.sleep(100000)
