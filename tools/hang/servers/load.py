"""Asks a server without pause, by many connections, until it is killed.

    python load.py HOST PORT PATH... [--proxy-to PORT] [--connect-only]
"""

import http.client
import socket
import sys
import threading
import time

CONNECTIONS = 12


def asks(host, port, prefix, paths):
    while True:
        try:
            connection = http.client.HTTPConnection(host, port, timeout=10)
            while True:
                for path in paths:
                    connection.request("GET", prefix + path)
                    connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)


def connects(host, port):
    while True:
        try:
            peers = [socket.create_connection((host, port), 10) for _ in range(4)]
            time.sleep(0.1)
            for peer in peers:
                peer.close()
        except OSError:
            time.sleep(0.05)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    host, port = arguments[0], int(arguments[1])
    paths = [argument for argument in arguments[2:] if argument.startswith("/")]
    prefix = ""
    if "--proxy-to" in arguments:
        prefix = "http://127.0.0.1:" + arguments[arguments.index("--proxy-to") + 1]
    only = "--connect-only" in arguments
    for _ in range(CONNECTIONS):
        target, given = (connects, (host, port)) if only else (asks, (host, port, prefix, paths))
        threading.Thread(target=target, args=given, daemon=True).start()
    print("ready", flush=True)
    time.sleep(3600)
