"""Objects that the object page has to cope with: a list of a million items, a dict of 200,000, an object that a hundred thousand refer
to, a dict, a class, a function, an exception with its traceback, long text, bytes.

Prints `READY` and the addresses by name, then sleeps.
"""

import time


class Row:
    def __init__(self, number, owner):
        self.number = number
        self.owner = owner


class Owner:
    """Who all rows refer to."""

    def __init__(self, name):
        self.name = name
        self.settings = {
            "hosts": ["alpha.example", "beta.example", "gamma.example"],
            "limits": {"connections": 100, "seconds": 2.5, "retries": (1, 2, 3)},
            "labels": {"region": "north", "zone": "a", "rack": 17},
        }


def fail(depth, *, reason="no reason"):
    if depth:
        return fail(depth - 1, reason=reason)
    raise ValueError(reason)


owner = Owner("the owner")
rows = [Row(number, owner) for number in range(100_000)]
million = [number * 3 for number in range(1_000_000)]
million[777_777] = "a needle in the list"
table = {"key %d" % number: [number] for number in range(200_000)}
by_name = {"row %d" % number: number for number in range(5_000)}
text = "A long text, line by line.\n" * 400
data = bytes(range(256)) * 8
try:
    fail(3, reason="it failed on purpose")
except ValueError as error:
    failure = error

objects = dict(
    owner=owner,
    settings=owner.settings,
    rows=rows,
    million=million,
    by_name=by_name,
    text=text,
    data=data,
    failure=failure,
    Row=Row,
    fail=fail,
)
print("READY", *("%s=%#x" % (name, id(value)) for name, value in objects.items()), flush=True)
time.sleep(600)
