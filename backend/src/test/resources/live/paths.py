# A program whose objects are reached in many ways; waits until it is killed.
import collections, threading, time, types


class Slotted:
    __slots__ = ("inside", "other")

    def __init__(self):
        self.inside = ["in a slot"]


class Plain:
    shared = {"of the class": [1, 2, 3]}

    def __init__(self, name):
        self.name = name
        self.children = []
        self.by_key = {}


Pair = collections.namedtuple("Pair", "left right")
root = Plain("root")
root.children = [Plain(f"child {i}") for i in range(2000)]
for i, child in enumerate(root.children):
    child.by_key[i, "é\n'\""] = Plain(f"tuple key {i}")
    child.by_key[b"\x00\xff%d" % i] = Slotted()
    child.by_key[-i] = Pair([i], {i: "x" * i})
    child.by_key[frozenset([i])] = collections.deque([Plain("in a deque")])
root.names = {f"{'k' * (i % 300)}{i}": Plain("value") for i in range(500)}
root.space = types.SimpleNamespace(deep=[[[[Plain("deep")]]]])


def closure():
    captured = Plain("captured")

    def inner():
        return captured

    return inner


root.function = closure()


def generate():
    held = Plain("held by a generator")
    yield held


root.generator = generate()
next(root.generator)


def work(argument):
    buffer = [Plain("in a running function")]

    def sees():
        return cell

    cell = Plain("in a cell")
    while True:
        time.sleep(0.05)


threading.Thread(target=work, args=(Plain("argument"),), name="worker", daemon=True).start()
time.sleep(0.3)
print("READY", flush=True)
time.sleep(3600)
