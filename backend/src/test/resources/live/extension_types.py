"""Builds objects of the extension packages named as arguments and says of each what the interpreter says.

Lines: `OBJECT address type size tracked referents`, the size -1 where a package counts otherwise, referents as comma
separated addresses of gc.get_referents; `SCALAR address repr`;
`ARRAY address dtype shape nbytes data owns` for numpy arrays; `WITHOUT package reason`; `READY` last.
"""
import gc
import importlib
import sys
import threading
import time

kept = []
asked = []
seen = {}


def tell(obj, deep=1):
    """Has `obj` told of when everything has been built, and what it refers to down to `deep`."""
    asked.append((obj, deep))


def say(obj, deep):
    if seen.get(id(obj), -1) >= deep:
        return
    known = id(obj) in seen
    seen[id(obj)] = deep
    referents = gc.get_referents(obj)
    if not known:
        line(obj, referents)
    if deep > 0:
        for each in referents:
            if not isinstance(each, (type, type(sys))) and each is not asked:
                kept.append(each)
                say(each, deep - 1)


def line(obj, referents):
    kind = type(obj)
    sizer = next((each.__dict__["__sizeof__"] for each in kind.__mro__ if "__sizeof__" in each.__dict__), None)
    # Some pandas classes sum up what they refer to in a function of their own.
    size = -1 if kind.__module__.startswith("pandas") and sizer is not object.__dict__["__sizeof__"] else sys.getsizeof(obj)
    print("OBJECT", hex(id(obj)), (kind.__module__ + "." + kind.__qualname__).replace(" ", "_"), size,
          int(gc.is_tracked(obj)), ",".join(hex(id(each)) for each in referents) or "-")


def numpy():
    import mmap
    import tempfile
    import numpy as np

    base = np.arange(600, dtype="int32").reshape(20, 30)
    record = np.dtype([("id", "<i8"), ("name", "S5"), ("place", [("x", "f4"), ("y", "f4")]), ("grid", "i2", (2, 3))])
    file = tempfile.TemporaryFile()
    file.write(bytes(4096))
    file.flush()
    arrays = [
        base, base[::2, 3:9], base.T, base.reshape(600), np.array(7.5), np.zeros((0, 3)), np.zeros(1 << 16, "f8"),
        np.array([None, "text", [1, 2], {"a": 1}], dtype=object), np.array("x", dtype=object),
        np.array([[object(), 1], [2, "q"]], dtype=object)[:, 1], np.zeros(4, dtype=record),
        np.array(["ab", "cde"]), np.array([b"q", b"rst"]), np.array([True, False]), np.array([1 + 2j]),
        np.array(["2020-01-01", "2021-02-03"], dtype="M8[D]"), np.array([1, 2], dtype=">u2"),
        np.array([3, 4], dtype="float16"), np.array([1], dtype="longdouble"), np.frombuffer(b"some bytes", dtype="u1"),
        np.memmap(file, dtype="u1", mode="r", shape=(64, 64)), np.matrix([[1, 2], [3, 4]]),
        np.ma.array([1, 2, 3], mask=[0, 1, 0]), np.asfortranarray(base), np.broadcast_to(np.array([1, 2]), (5, 2)),
        np.array([1.5, 2.5])[::-1], np.lib.stride_tricks.as_strided(base, (3, 3), (8, 4)),
    ]
    try:
        arrays.append(np.array(["short", "a string too long to be kept inline"], dtype=np.dtypes.StringDType()))
    except AttributeError:
        pass
    for array in arrays:
        tell(array)
        plain = array.view(np.ndarray) if type(array) is not np.ndarray else array
        kept.append(plain)
        print("ARRAY", hex(id(array)), repr(str(array.dtype)).replace(" ", ""), str(plain.shape).replace(" ", ""),
              plain.nbytes, hex(plain.__array_interface__["data"][0]), int(array.flags.owndata))
        tell(array.dtype)
    scalars = [np.float64(1.5), np.float32(0.1), np.float16(2), np.int8(-3), np.int16(-300), np.int32(70000), np.int64(1 << 40),
               np.uint8(200), np.uint16(60000), np.uint32(1 << 31), np.uint64(1 << 63), np.bool_(True), np.complex128(1 + 2j),
               np.complex64(3 - 1j), np.str_("text"), np.bytes_(b"bytes"), np.datetime64("2020-01-02"),
               np.timedelta64(5, "s"), np.longdouble(1), np.zeros(1, dtype=record)[0]]
    for scalar in scalars:
        tell(scalar)
        print("SCALAR", hex(id(scalar)), repr(scalar).replace(" ", "\x01"))
    for each in (np.add, np.random.default_rng(3), iter(base.flat), np.nditer(base), np.broadcast(base, base)):
        tell(each)


def pandas():
    import pandas as pd

    frame = pd.DataFrame({"n": range(100), "x": [i / 3 for i in range(100)], "s": ["v%d" % i for i in range(100)]})
    indexed = frame.set_index("s")
    times = pd.Series(range(5), index=pd.date_range("2020-01-01", periods=5))
    categories = pd.Series(["a", "b", "a"], dtype="category")
    grouped = frame.groupby(frame.n % 3).sum(numeric_only=True)
    indexed.loc["v7"]
    for each in (frame, indexed, times, categories, grouped):
        tell(each, 6)
    for each in (pd.Timestamp("2020-01-01", tz="Europe/Berlin"), pd.Timedelta(5, "s"), pd.Interval(0, 1), pd.NaT, pd.NA,
                 pd.offsets.Day(3), pd.Period("2020-01", "M"), indexed.index._engine):
        tell(each, 2)


def lxml():
    from lxml import etree

    root = etree.fromstring("<r a='1'>" + "<item n='5'>text</item>" * 50 + "</r>")
    elements = list(root)
    schema = etree.XMLSchema(etree.fromstring(
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='r'/></xs:schema>"))
    for each in [root, root.getroottree(), root.attrib, etree.XMLParser(), etree.XPath("//item"), schema, root.iter(),
                 etree.QName("{u}name"), etree.XSLT(etree.fromstring(
                     "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'/>"))] + elements:
        tell(each, 2)


def uvloop():
    import asyncio
    import uvloop as package

    loop = package.new_event_loop()
    for i in range(12):
        tell(loop.call_later(1000 + i, print, "later", i), 2)
        tell(loop.call_soon(len, "soon"), 2)
        tell(loop.create_future(), 2)

    async def serve():
        servers = [await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0) for _ in range(4)]
        for server in servers:
            kept.append(await asyncio.open_connection(*server.sockets[0].getsockname()))
        return servers

    servers = loop.run_until_complete(serve())
    for each in servers + [loop] + [writer.transport for _, writer in kept[-4:] if isinstance(_, asyncio.StreamReader)]:
        tell(each, 2)


def greenlet():
    import greenlet as package

    def inner(number):
        local = ["held by a saved stack", number]
        package.getcurrent().parent.switch(local)

    for i in range(8):
        green = package.greenlet(inner)
        green.switch(i)
        tell(green, 1)
    tell(package.greenlet(print), 1)
    tell(package.getcurrent(), 1)


def aiohttp():
    import asyncio
    from aiohttp import ClientSession, web
    from multidict import CIMultiDict, CIMultiDictProxy, MultiDict, istr
    from yarl import URL
    import frozenlist

    headers = [CIMultiDict(Host="x%d" % i, Accept="y") for i in range(8)]
    for each in headers + [CIMultiDictProxy(headers[0]), MultiDict([("a", "1"), ("a", "2")]), istr("Host"), headers[0].keys(),
                           URL("http://host/path?q=1"), frozenlist.FrozenList([1, 2, "three"])]:
        tell(each, 2)

    async def run():
        app = web.Application()
        app.router.add_get("/", lambda request: web.Response(text="hello"))
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        session = ClientSession()
        answers = [await session.get("http://127.0.0.1:%d/" % port) for _ in range(5)]
        for each in answers + list(runner.server.connections):
            tell(each, 4)
        kept.extend([runner, session])

    loop = asyncio.new_event_loop()
    kept.append(loop)
    loop.run_until_complete(run())


def grpc():
    import grpc as package
    from concurrent import futures

    server = package.server(futures.ThreadPoolExecutor(2))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    channels = [package.insecure_channel("127.0.0.1:%d" % port) for _ in range(5)]
    calls = []
    for channel in channels:
        method = channel.unary_unary("/service/method")
        calls.append(method.future(b"request", timeout=600))
        tell(channel, 4)
    for call in calls:
        call.exception(timeout=20)
        tell(call, 4)
    kept.append((server, channels))
    tell(server, 1)
    tell(server._state.server, 1)
    # The threads of both sides come to rest.
    time.sleep(1)


def main():
    for name in sys.argv[1:]:
        try:
            importlib.import_module(name)
        except ImportError as absent:
            print("WITHOUT", name, absent)
            continue
        print("PACKAGE", name, getattr(sys.modules[name], "__version__", "?"))
        globals()[name]()
    # What was made on the way is not part of the picture.
    gc.collect()
    for obj, deep in asked:
        say(obj, deep)
    print("READY", flush=True)
    threading.Event().wait()


main()
