"""Makes strings with a mark in them and tells how many there are of each, and what they take."""

import json
import random
import sys
import time

random.seed(7)
mark = "ouro" + "mark"
kept = []
account = {}


def keep(kind, value, copies):
    made = [kind.copy(value) for _ in range(copies)]
    kept.append(made)
    account.setdefault(kind.name, []).append(
        {"length": len(value), "count": copies, "size": sys.getsizeof(made[0]), "first": hex(id(made[0]))}
    )


class Str:
    name = "str"

    @staticmethod
    def copy(value):
        return "".join([value[:1], value[1:]])


class Bytes:
    name = "bytes"

    @staticmethod
    def copy(value):
        return b"".join([value[:1], value[1:]])


class Bytearray:
    name = "bytearray"

    @staticmethod
    def copy(value):
        return bytearray(value)


for number in range(60):
    rest = "".join(random.choice("abcé日😀") for _ in range(random.randrange(200)))
    keep(Str, f"{mark}-{number}-{rest}", random.randrange(1, 9))
    data = (mark + "-").encode() + random.randbytes(random.randrange(2000)) + str(number).encode()
    keep(Bytes, data, random.randrange(1, 9))
    keep(Bytearray, data, random.randrange(1, 9))

del data, rest
print("ACCOUNT", json.dumps(account), flush=True)
print("READY", flush=True)
time.sleep(600)
