"""Threads that wait for locks of the C library, and who has these.

Writes to the file named by the first argument, for each thread the words that its lock is known by and the name of the
thread that has it ("" if nobody can tell); then prints "hung" and stays.
"""
import ctypes
import json
import os
import sys
import threading
import time

libc = ctypes.CDLL(None)
truth = {"threads": []}
keep = []
BYTES = 64


def made():
    memory = ctypes.create_string_buffer(BYTES)
    keep.append(memory)
    return memory


def thread(name, *calls):
    """Runs C functions one after the other, of which the last blocks or sleeps."""
    def run():
        for function, *arguments in calls:
            function(*arguments)

    started = threading.Thread(target=run, name=name, daemon=True)
    started.start()
    time.sleep(0.15)
    return started


def said(name, words, holder="", lost=False):
    truth["threads"].append({"name": name, "words": words, "holder": holder, "lost": lost})


sleep = (libc.sleep, 3600)

mutex = made()
thread("has_mutex", (libc.pthread_mutex_lock, mutex), sleep)
thread("wants_mutex", (libc.pthread_mutex_lock, mutex))
said("wants_mutex", "pthread mutex", "has_mutex")

attributes = made()
libc.pthread_mutexattr_init(attributes)
libc.pthread_mutexattr_settype(attributes, 1)
recursive = made()
libc.pthread_mutex_init(recursive, attributes)
thread("has_recursive", (libc.pthread_mutex_lock, recursive), (libc.pthread_mutex_lock, recursive), sleep)
thread("wants_recursive", (libc.pthread_mutex_lock, recursive))
said("wants_recursive", "pthread mutex", "has_recursive")

attributes = made()
libc.pthread_mutexattr_init(attributes)
libc.pthread_mutexattr_setprotocol(attributes, 1)
inheriting = made()
libc.pthread_mutex_init(inheriting, attributes)
thread("has_inheriting", (libc.pthread_mutex_lock, inheriting), sleep)
thread("wants_inheriting", (libc.pthread_mutex_lock, inheriting))
said("wants_inheriting", "pthread mutex", "has_inheriting")

abandoned = made()
thread("ends_with_mutex", (libc.pthread_mutex_lock, abandoned)).join()
thread("wants_abandoned", (libc.pthread_mutex_lock, abandoned))
said("wants_abandoned", "pthread mutex", "", True)

written = made()
thread("writes", (libc.pthread_rwlock_wrlock, written), sleep)
thread("wants_to_read", (libc.pthread_rwlock_rdlock, written))
said("wants_to_read", "read-write lock of C, written to", "writes")
thread("wants_to_write", (libc.pthread_rwlock_wrlock, written))
said("wants_to_write", "read-write lock of C, written to", "writes")

read = made()
thread("reads", (libc.pthread_rwlock_rdlock, read), sleep)
thread("wants_to_write_what_is_read", (libc.pthread_rwlock_wrlock, read))
said("wants_to_write_what_is_read", "read-write lock of C, which 1 thread reads")

condition, its_mutex = made(), made()
thread("waits", (libc.pthread_mutex_lock, its_mutex), (libc.pthread_cond_wait, condition, its_mutex))
said("waits", "condition variable of C")

semaphore = made()
libc.sem_init(semaphore, 0, 0)
thread("wants_permit", (libc.sem_wait, semaphore))
said("wants_permit", "semaphore of C")

libc.fdopen.restype = ctypes.c_void_p
stream = ctypes.c_void_p(libc.fdopen(os.dup(1), b"w"))
thread("has_stream", (libc.flockfile, stream), sleep)
thread("wants_stream", (libc.flockfile, stream))
said("wants_stream", "lock of a C stream", "has_stream")

time.sleep(0.2)
with open(sys.argv[1] + ".new", "w") as file:
    json.dump(truth, file)
os.rename(sys.argv[1] + ".new", sys.argv[1])
print("hung", flush=True)
time.sleep(1000)
