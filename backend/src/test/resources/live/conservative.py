"""Makes objects of the types in conservative.c and says what each of their words is.

Lines: `OBJECT address size`; `WORD address offset target kind`, the kind one of owned, borrowed, blind; `READY` last.
"""
import gc
import sys
import threading

sys.path.insert(0, sys.argv[1])
import conservative

OF_EACH = 40
layout = conservative.layout()
kept = []
parents = [["parent", i] for i in range(7)]
lines = []


class Derived(conservative.Tracked):
    __slots__ = ("more",)


def say(obj, *words):
    kept.append(obj)
    lines.append("OBJECT %#x %d" % (id(obj), sys.getsizeof(obj)))
    for field, target, kind in words:
        offset = field if isinstance(field, int) else layout[field]
        lines.append("WORD %#x %d %#x %s" % (id(obj), offset, target, kind))


def fresh(i):
    """An object held by nobody else, of changing types."""
    return [["list", i], {"dict": i}, "str %d" % i, 10.0 ** 9 + i, (i, "tuple")][i % 5]


for i in range(OF_EACH):
    parent = parents[i % len(parents)]
    for kind in (conservative.Tracked, Derived):
        first, second = fresh(i), fresh(i + 1)
        made = conservative.tracked(kind, first, parent, second)
        say(made, ("Tracked+owned", id(first), "owned"), ("Tracked+borrowed", id(parent), "borrowed"),
            ("Tracked+also_owned", id(second), "owned"))
    first = fresh(i)
    say(conservative.untracked(first, parent), ("Untracked+owned", id(first), "owned"),
        ("Untracked+borrowed", id(parent), "borrowed"))
    items = tuple(fresh(k) for k in range(i % 4))
    say(conservative.row(items, parent), ("Row+borrowed", id(parent), "borrowed"),
        *[(layout["Row+cells"] + 16 * k + 8, id(item), "owned") for k, item in enumerate(items)])
    first = fresh(i)
    say(conservative.mapping(first, parent), ("Mapping+owned", id(first), "owned"), ("Mapping+borrowed", id(parent), "borrowed"))
    child = [None]
    child[0] = conservative.child(child)
    say(child[0], ("Child+borrowed", id(child), "blind"))
for i in range(5):
    first = fresh(i)
    say(conservative.large(first, ["member", i]), ("Large+owned", id(first), "owned"))
del first, second, made, items, parent, child
gc.collect()
print("\n".join(lines))
print("READY", flush=True)
threading.Event().wait()
