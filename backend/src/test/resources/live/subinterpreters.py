"""Three interpreters in one process, each with objects of its own, which it names."""
import sys
import time

if sys.version_info >= (3, 13):
    import _interpreters as interpreters
else:
    import _xxsubinterpreters as interpreters

OBJECTS = """
import sys
class Client:
    def __init__(self, number):
        self.number = number
        self.tags = [str(number), "of " + __name__]
class Slotted:
    __slots__ = ("value",)
kept = {
    "client": Client(NUMBER), "values": [NUMBER, float(NUMBER), str(NUMBER)], "slotted": Slotted(),
    "tuple": (NUMBER, "x"), "set": {NUMBER, NUMBER + 1}, "error": ValueError(NUMBER), "function": lambda: NUMBER,
    "class": Client, "long": 10 ** 40 + NUMBER,
}
kept["slotted"].value = kept["client"]
for name, value in kept.items():
    kind = type(value)
    print("OBJECT", id(value), kind.__module__ + "." + kind.__qualname__, sys.getsizeof(value), flush=True)
print("OBJECT", id(sys.modules), "builtins.dict", "-", flush=True)
"""

# Up to 3.12 an interpreter ends when the object that is its id does.
created = [interpreters.create(), interpreters.create()]
for number, interpreter in zip((1000001, 1000002), created):
    interpreters.run_string(interpreter, OBJECTS.replace("NUMBER", str(number)))
exec(OBJECTS.replace("NUMBER", "1000003"))
print("READY", flush=True)
time.sleep(600)
