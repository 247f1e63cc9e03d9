"""Millions of objects in the shapes that hurt: python objects.py [MILLIONS OF INSTANCES] prints `ready` and sleeps."""

import sys
import time


class Point:
    def __init__(self, number):
        self.number = number
        self.name = "n%d" % number


class Slotted:
    __slots__ = ("number", "shared")

    def __init__(self, number, shared):
        self.number = number
        self.shared = shared


count = int(float(sys.argv[1] if len(sys.argv) > 1 else "1") * 1_000_000)
popular = ["referred to by half of all"]
points = [Point(number) for number in range(count)]
slotted = [Slotted(number, popular) for number in range(count // 2)]
by_number = {number: [number] for number in range(count)}
by_name = {"key %d" % number: number for number in range(count)}
del by_name["key 7"]
numbers = list(range(10_000_000, 10_000_000 + 2 * count))
unique = set(range(20_000_000, 20_000_000 + count // 2))
text = "a" * 100_000_000
wide_text = "\u20ac" * 10_000_000
blob = b"\0" * 100_000_000
wide = type("Wide", (), {})()
for number in range(20_000):
    setattr(wide, "attribute_%d" % number, number)
deep = []
for _ in range(100_000):
    deep = [deep]
huge = 1 << 10_000_000
row = tuple(by_number.values())
print("ready", flush=True)
time.sleep(3600)
