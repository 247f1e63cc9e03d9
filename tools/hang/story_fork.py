"""A process that imported two C libraries and forked: the child waits for ever for a lock whose owner stayed behind.

A background thread of the parent is inside SQLite, which holds its main mutex just then. Another library (zlib here; in
real life whatever speeds something up by processes) is used by main, which forks to compress in a child. The child has a
copy of the mutex, locked, and no copy of the thread that would unlock it. As soon as the child opens a database it
stands still. Nothing in Python shows why: its own locks are all free.

    python story_fork.py two-libraries      (says `ready PID`, the child)
"""

import ctypes
import ctypes.util
import os
import sys
import threading
import time
import zlib

EXPECT = {
    "two-libraries": {"why": "forked while a thread of the parent was inside SQLite", "kind": "lock-never-released", "certainty": "likely", "members": ["MainThread"], "says": ["fork"]},
}

STATIC_MAIN = 2  # SQLITE_MUTEX_STATIC_MAIN of sqlite3.h


class Database:
    def __init__(self):
        name = ctypes.util.find_library("sqlite3")
        if name is None:
            sys.exit("needs libsqlite3")
        self.library = ctypes.CDLL(name)
        self.library.sqlite3_mutex_alloc.restype = ctypes.c_void_p
        self.library.sqlite3_initialize()

    def open(self, path):
        connection = ctypes.c_void_p()
        self.library.sqlite3_open(path.encode(), ctypes.byref(connection))
        return connection

    def maintain(self, begun):
        """What an extension in C does while it registers itself: keeps SQLite's main mutex for a while."""
        mutex = ctypes.c_void_p(self.library.sqlite3_mutex_alloc(STATIC_MAIN))
        self.library.sqlite3_mutex_enter(mutex)
        begun.set()
        time.sleep(3600)
        self.library.sqlite3_mutex_leave(mutex)


def compress_in_child(database, data):
    """Stores `data` in a database, compressed."""
    packed = zlib.compress(data)
    connection = database.open(":memory:")
    return packed, connection


def two_libraries():
    database, begun = Database(), threading.Event()
    threading.Thread(target=database.maintain, args=(begun,), name="maintenance", daemon=True).start()
    begun.wait()
    pid = os.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
        compress_in_child(database, b"a row " * 1000)
        os._exit(0)
    print("ready", pid, flush=True)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("\n".join("%-26s %s" % (name, row["why"]) for name, row in EXPECT.items()))
    globals()[sys.argv[1].replace("-", "_")]()
