"""The interpreter's own account of its objects: what the truth files hold (rows: docs/truth.md).

`write` runs in a forked child, whose memory is that of the process to be captured: it may allocate as it likes, but
what it made itself must not get into the account. So it takes the collector's list first and leaves out its own frame,
and `rehearse` runs it once before the fork, so that caches are filled and names interned in both.

What is computed from an object (a materialised `__dict__`, `f_locals`) changes the child; it comes last.
"""
import _thread
import gc
import os
import re
import sys
import types

ATOMS = (int, bool, float, complex, str, bytes)
LENGTHS = (list, tuple, dict, set, frozenset)
# What a code object owns; it has no traverse function, so gc.get_referents says nothing.
CODE_FIELDS = ["co_consts", "co_names", "co_filename", "co_name"] + (
    ["co_qualname", "co_linetable", "co_exceptiontable"] if sys.version_info >= (3, 11)
    else ["co_varnames", "co_freevars", "co_cellvars", "co_code",
          "co_linetable" if sys.version_info >= (3, 10) else "co_lnotab"])
# Getters that hand out a stored object, by type: what is owned but not reported.
STORED = {range: ("start", "stop", "step"), slice: ("start", "stop", "step"), property: ("fget", "fset", "fdel")}
GENERATORS = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
MOST_INSTANCES_ASKED_FOR_KEYS = 200
# In 3.12 asyncio's module traverses its free list: dead objects, in 3.12.1 sometimes in a circle.
COLLECTOR_RETURNS = not (3, 12, 0) <= sys.version_info < (3, 12, 2)

type_dict = type.__dict__["__dict__"].__get__
type_mro = type.__dict__["__mro__"].__get__
type_bases = type.__dict__["__bases__"].__get__
type_name = type.__dict__["__qualname__"].__get__
type_dictoffset = type.__dict__["__dictoffset__"].__get__
slot_wrappers = (types.MethodDescriptorType, types.WrapperDescriptorType, types.GetSetDescriptorType,
                 types.MemberDescriptorType, types.ClassMethodDescriptorType)


def open_file(path):
    return open(path, "w", encoding="utf-8", errors="backslashreplace", buffering=1 << 20)


class Rows:
    """Writes rows of cells, tab separated; tabs and newlines in cells become spaces."""

    def __init__(self, path):
        self.file = open_file(path)

    def __call__(self, *cells):
        self.file.write("\t".join([str(c).replace("\t", " ").replace("\n", " ").replace("\r", " ") for c in cells])
                        + "\n")


def unreported(o, t):
    """What an object owns although gc.get_referents does not list it: stored objects only, nothing computed."""
    found = [t]
    if issubclass(t, dict):
        found.extend(dict.keys(o))
    elif sys.version_info >= (3, 15) and issubclass(t, frozendict):  # noqa: F821
        found.extend(frozendict.keys(o))  # noqa: F821
    if t is types.CodeType:
        for field in CODE_FIELDS:
            found.append(getattr(o, field))
    elif issubclass(t, type):
        found.extend(gc.get_referents(type_dict(o)))
        found.append(type_mro(o))
        if o.__flags__ & 1 << 12:  # ready; others have no bases, which the getter of old versions does not survive
            found.append(type_bases(o))
        if o.__flags__ & 1 << 9:
            found.append(type_name(o))
    elif t is re.Pattern:
        found.append(o.pattern)
    elif t in STORED:
        for field in STORED[t]:
            found.append(getattr(o, field))
    elif t in slot_wrappers:
        found.append(o.__objclass__)
        found.append(o.__name__)
    elif t in GENERATORS:
        found.append(o.__name__)
        found.append(o.__qualname__)
    elif t is types.FunctionType:
        found.append(o.__name__)
        found.append(o.__qualname__)
        found.append(o.__code__)
    elif t is types.BuiltinFunctionType:
        found.append(o.__module__)
    return found


def value(o, t):
    if t in ATOMS:
        if t is int and o.bit_length() > 4000:
            return "len=%d" % o.bit_length()
        if t in (str, bytes) and len(o) > 60:
            return "len=%d" % len(o)
        s = repr(o)
        return s if len(s) <= 60 else "len=%d" % (o.bit_length() if t is int else len(o))
    if t in LENGTHS or t.__module__ == "collections" and t.__name__ == "deque":
        return "len=%d" % len(o)
    if issubclass(t, type):
        return type_name(o)
    if t is types.FunctionType or t is types.BuiltinFunctionType:
        return o.__qualname__
    if t is types.CodeType:
        return "%s:%d" % (o.co_name, o.co_firstlineno)
    if t is types.ModuleType:
        return str(types.ModuleType.__getattribute__(o, "__name__"))
    return ""


def full_name(t):
    module = type_dict(t).get("__module__") if t.__flags__ & 1 << 9 else t.__module__
    return "%s.%s" % (module if isinstance(module, str) else t.__module__, type_name(t))


def close_over(roots, left_out):
    """Everything reachable: id -> object, id -> ids of its referents."""
    seen, edges, todo = {}, {}, list(roots)
    left_out.update((id(seen), id(edges), id(todo), id(roots)))
    untraversed = id(sys.modules.get("_asyncio")) if sys.version_info[:2] == (3, 12) else 0
    todo += list(range(-5, 257)) + [None, True, False, Ellipsis, NotImplemented, (), "", b""]
    while todo:
        o = todo.pop()
        k = id(o)
        if k in seen or k in left_out:
            continue
        seen[k] = o
        refs = [] if k == untraversed else gc.get_referents(o)
        edges[k] = [id(x) for x in refs]
        todo += refs
        todo += unreported(o, type(o))
    return seen, edges


def object_rows(row, seen, edges, keys, tracked):
    for k in keys:
        o = seen[k]
        t = type(o)
        try:
            size = sys.getsizeof(o)
        except Exception:
            size = "-"
        try:
            said = value(o, t)
        except Exception:
            said = ""
        row("O", "%x" % k, "%x" % id(t), full_name(t), int(k in tracked), size, said,
            ",".join(["%x" % r for r in edges[k]]))


def line_rows(row, seen):
    """L: code object, its instructions' lines as `start-end:line`, offsets in bytes, `-` for none."""
    import dis
    for k, o in seen.items():
        if type(o) is not types.CodeType:
            continue
        if sys.version_info >= (3, 10):
            lines = ["%d-%d:%s" % (a, b, "-" if n is None else n) for a, b, n in o.co_lines()]
        else:
            starts = list(dis.findlinestarts(o)) + [(len(o.co_code), None)]
            lines = ["%d-%d:%d" % (a, b, n) for (a, n), (b, _) in zip(starts, starts[1:])]
        row("L", "%x" % k, ";".join(lines))


def name_of(variable):
    return str(variable[0])


def variables(frame):
    return ";".join(["%s=%x" % (name, id(v)) for name, v in sorted(frame.f_locals.items(), key=name_of)])


def frame_rows(row, ident, frame):
    """F: thread ident, depth from the innermost, code, line, names and addresses of the variables."""
    depth = 0
    while frame is not None:
        module = frame.f_code.co_name == "<module>"
        row("F", ident, depth, "%x" % id(frame.f_code), frame.f_lineno or 0, "" if module else variables(frame))
        frame, depth = frame.f_back, depth + 1


def generator_rows(row, seen):
    """G: generator, coroutine or async generator: its state, code, line, variables."""
    for k, o in seen.items():
        t = type(o)
        if t not in GENERATORS:
            continue
        p = {types.GeneratorType: "gi_", types.CoroutineType: "cr_"}.get(t, "ag_")
        frame = getattr(o, p + "frame")
        code = getattr(o, p + "code")
        if frame is None:
            state = "closed"
        elif getattr(o, p + "running") and getattr(o, p + "await", None) is None:
            state = "running"  # an async generator says so of itself while it awaits, too
        else:
            state = "suspended" if is_suspended(o, p, frame) else "created"
        row("G", "%x" % k, state, "%x" % id(code), "-" if frame is None else frame.f_lineno or 0,
            "" if frame is None else variables(frame))


def is_suspended(o, prefix, frame):
    """Begun and not running; before 3.11, and for async generators before 3.12, the last instruction tells."""
    if sys.version_info < (3, 11):
        return frame.f_lasti != -1
    if prefix == "ag_" and sys.version_info < (3, 12):
        return o.ag_await is not None or frame.f_lasti > 6  # RETURN_GENERATOR, POP_TOP, RESUME
    return getattr(o, prefix + "suspended")


def stack(frame):
    told = []
    while frame is not None:
        code = frame.f_code
        names = "" if code.co_name == "<module>" else ",".join(sorted([str(n) for n in frame.f_locals]))
        told.append("%s:%d(%s)" % (code.co_name, frame.f_lineno or 0, names))
        frame = frame.f_back
    return ";".join(told)


def thread_rows(row, base):
    """T and F rows of all threads of this interpreter; `base` is the frame below which the child's own work lies.

    Not for the account of one interpreter of several, of which they are not taken: sys._current_frames() of CPython 3.12
    and later makes frame objects for the frames of all interpreters, in the memory of the one that asks, and the others
    free them with their own when they leave those frames.
    """
    threading = sys.modules.get("threading")
    names = {t.ident: t for t in threading.enumerate()} if threading else {}
    for ident, frame in sys._current_frames().items():
        if ident == _thread.get_ident():
            frame = base
        thread = names.get(ident)
        if thread is None:
            native = 0
        elif thread is threading.main_thread():
            native = os.getppid()
        else:
            native = getattr(thread, "native_id", 0) or 0
        row("T", thread.name if thread else "", ident, native, stack(frame))
        frame_rows(row, ident, frame)


def task_rows(row, loop):
    for o in sys.modules["asyncio"].all_tasks(loop) if loop else ():
        waits = getattr(o, "_fut_waiter", None)
        coroutine, chain = o.get_coro(), []
        while coroutine is not None:
            chain.append("%x:%s" % (id(coroutine), getattr(coroutine, "__qualname__", type(coroutine).__name__)))
            coroutine = (getattr(coroutine, "cr_await", None) or getattr(coroutine, "ag_await", None)
                         or getattr(coroutine, "gi_yieldfrom", None))
        row("A", "%x" % id(o), o.get_name(), getattr(o, "_state", ""),
            "%x" % id(waits) if waits is not None else "-", ";".join(chain))


def garbage_rows(row, edges):
    """D: what the collector would free now. Closing a generator breaks its cycle: such things are gone afterwards.

    So are tuples and dicts that the collector merely stopped tracking; those refer to nothing that is gone.
    """
    if "_asyncio" in sys.modules and not COLLECTOR_RETURNS:
        return
    quiet = {id(o) for o in gc.get_objects() if type(o) in (tuple, dict)}
    tracked = set(map(id, gc.get_objects()))
    gc.set_debug(gc.DEBUG_SAVEALL)
    before = len(gc.garbage)
    gc.collect()
    gc.set_debug(0)
    told = set(map(id, gc.garbage[before:]))
    gone = tracked - set(map(id, gc.get_objects()))
    told |= gone - quiet
    told |= {k for k in gone & quiet if not told.isdisjoint(edges.get(k, ()))}
    for address in sorted(told & edges.keys()):
        row("D", "%x" % address)


def attribute_names(seen, known):
    """Names in the key tables that instances share; asking for `__dict__` makes one, so this comes late."""
    asked, found = {}, {}
    for o in seen:
        t = type(o)
        if type_dictoffset(t) == 0 or asked.get(t, 0) >= MOST_INSTANCES_ASKED_FOR_KEYS:
            continue
        asked[t] = asked.get(t, 0) + 1
        try:
            attributes = object.__getattribute__(o, "__dict__")
        except Exception:
            continue
        if type(attributes) is dict:
            for name in attributes:
                if id(name) not in known:
                    found[id(name)] = name
    return found


def parts_of_run(frame):
    """What was made to run a frame, and the frame: numbers. The compiler keeps constants in a list until the end."""
    code = frame.f_code
    owned = [getattr(code, field) for field in CODE_FIELDS]
    functions = [f for f in gc.get_referrers(code) if type(f) is types.FunctionType]
    kept = [o for o in gc.get_referrers(*code.co_consts) if type(o) is list and o is not owned]
    return {id(o) for o in [frame, code] + owned + functions + kept if type(o) is not str}


def write(path, named=(), counts=(), loop=None, limit=0, own=()):
    """Writes the account of this interpreter to `path`. Called in the child; `limit` objects only to rehearse.

    The frame of the caller is the child's own too: stacks begin with the caller's caller.

    own: more frames of code that was compiled in the child, of an interpreter that is not the main one
    """
    roots = gc.get_objects()
    # By its number only: a frame that held itself would stay behind from the rehearsal, with all it has.
    left_out = {id(sys._getframe()), id(roots)}
    for frame in own:
        left_out |= parts_of_run(frame)
        left_out.add(id(own))
    left_out.add(id(left_out))
    tracked = set(map(id, roots))
    left_out.add(id(tracked))
    if limit:
        del roots[limit:]
    seen, edges = close_over(roots, left_out)
    if limit:
        for k in list(seen)[limit:]:
            del seen[k]
    row = Rows(path)
    for key, told in [("version", sys.version), ("hexversion", "%x" % sys.hexversion),
                      ("abiflags", getattr(sys, "abiflags", "")),
                      ("free_threaded", int("t" in getattr(sys, "abiflags", ""))), ("pid", os.getppid()),
                      ("type", "%x" % id(type)), ("object", "%x" % id(object)), ("None", "%x" % id(None)),
                      ("sys.modules", "%x" % id(sys.modules))] + [(k, "%x" % id(v)) for k, v in named]:
        row("V", key, told)
    for name, objects in counts:
        row("P", name, len(objects), "%x" % id(objects))
    object_rows(row, seen, edges, list(seen), tracked)
    line_rows(row, seen)
    if limit:
        row.file.close()
        return
    if not own:
        thread_rows(row, sys._getframe(2))
    task_rows(row, loop)
    generator_rows(row, seen)
    names = attribute_names([o for o in seen.values()], seen)
    object_rows(row, names, {k: [] for k in names}, list(names), ())
    # What this account itself holds is garbage to no collector.
    for held in (roots, seen, names):
        held.clear()
    garbage_rows(row, edges)
    row.file.close()


def rehearse(named=(), counts=()):
    """Fills caches and interns names, so that the child does not when it counts."""
    write(os.devnull, named, counts, limit=3000)
