"""Objects of every shape that the graph explorer has to draw: few and many neighbours, a hub, a ring, hostile names."""

import sys
import time
import weakref


class Hub:
    """Everything refers to it."""


class Leaf:
    def __init__(self, number):
        self.number = number
        self.hub = hub


class Ring:
    def __init__(self):
        self.next = None


class Start:
    def __init__(self):
        self.many = [Leaf(i) for i in range(1500)]
        self.few = [Leaf(i) for i in range(5)]
        self.by_name = {f"key {i}": Leaf(i) for i in range(12)}
        self.ring = Ring()
        self.text = "</text><script>document.title='hacked'</script>"
        self.nothing = None


hub = Hub()
start = Start()
other = Ring()
other.next = start.ring
start.ring.next = other
watcher = weakref.ref(start)
tree = [[[Ring() for _ in range(8)] for _ in range(8)] for _ in range(8)]
setattr(start, "<img src=x onerror=alert(1)>", Ring())

for name in ("start", "hub", "other"):
    print(name, hex(id(globals()[name])))
print("tree", hex(id(tree)))
print("many", hex(id(start.many)))
print("target", hex(id(start.by_name["key 7"])))
print("READY", flush=True)
time.sleep(600)
