"""Imports much of the standard library and writes the lines of every code object to the file named first.

A row for each: address, length in bytes, and `start:line` of each run of instructions, 0 for no line, separated by
tabs; the runs cover the code from 0 on. Then prints READY.
"""
import dis
import gc
import importlib
import os
import sys
import time
import types
import warnings

LEFT_OUT = {"antigravity", "this", "idlelib", "turtledemo", "turtle", "tkinter", "test", "lib2to3", "ensurepip", "venv",
            "__main__", "pip", "msilib", "winreg", "msvcrt", "site-packages", "__phello__", "curses"}


def import_much():
    names = set(sys.builtin_module_names)
    for directory in sys.path:
        if not os.path.isdir(directory) or "packages" in directory:
            continue
        for entry in os.listdir(directory):
            name, extension = os.path.splitext(entry)
            if extension == ".py" or os.path.exists(os.path.join(directory, entry, "__init__.py")):
                names.add(name)
                inner = os.path.join(directory, entry)
                if os.path.isdir(inner) and name in ("asyncio", "email", "json", "multiprocessing", "concurrent", "http",
                                                     "xml", "unittest", "logging", "urllib", "importlib", "encodings"):
                    names.update(name + "." + f[:-3] for f in os.listdir(inner) if f.endswith(".py") and f[0] != "_")
    loaded = 0
    for name in sorted(names):
        if name.split(".")[0] in LEFT_OUT or not name.replace(".", "").replace("_", "").isalnum():
            continue
        try:
            importlib.import_module(name)
            loaded += 1
        except BaseException:
            pass
    return loaded


def codes():
    found, wanted = {}, []
    for each in gc.get_objects():
        if isinstance(each, types.FunctionType):
            wanted.append(each.__code__)
    while wanted:
        code = wanted.pop()
        if id(code) not in found:
            found[id(code)] = code
            wanted.extend(c for c in code.co_consts if isinstance(c, types.CodeType))
    return found


def runs(code):
    if hasattr(code, "co_lines"):
        return [(start, line or 0) for start, end, line in code.co_lines()]
    starts = list(dis.findlinestarts(code))
    return starts if starts and starts[0][0] == 0 else [(0, code.co_firstlineno)] + starts


def odd():
    """Lines that jump far, back, and are long."""
    far = "def f(x):\n" + "\n" * 40000 + "    y = (x +\n" + "\n" * 300 + " 1)\n    return [y\n for z\n in x]\n"
    space = {}
    exec(compile(far, "far", "exec"), space)
    long = "def g():\n    return (" + ",\n".join(str(i) + "+x" for i in range(3000)) + ")\n"
    exec(compile(long, "long", "exec"), space)
    return space


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    loaded = import_much()
    kept = odd()
    found = codes()
    with open(sys.argv[1], "w") as out:
        for address, code in found.items():
            out.write("%x\t%d\t%s\n" % (address, len(code.co_code), "\t".join("%d:%d" % run for run in runs(code))))
    print("\nREADY", loaded, len(found), flush=True)
    time.sleep(100000)
