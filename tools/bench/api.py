"""How long the API takes: python api.py URL prints median and p99 of 50 warm requests of every kind, for each snapshot.

Start `ouroscope serve --port 7800 --store DIR` on captures of objects.py and tasks.py first.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

base = sys.argv[1].rstrip("/")
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 50


def get(path):
    try:
        with urllib.request.urlopen(base + path) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def wait_ready(snapshot):
    start = time.time()
    while True:
        status, body = get("/api/s/%s/overview" % snapshot)
        if status != 202:
            return status, time.time() - start
        time.sleep(0.2)


def measure(label, path):
    status, body = get(path)
    for _ in range(10):
        get(path)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        get(path)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    p99 = times[-1]
    mark = " <-- slow" if p99 > 50 else ""
    print("  %-34s %3d  median %7.1f ms  p99 %7.1f ms%s" % (label, status, times[rounds // 2], p99, mark), flush=True)
    return body


def first(page):
    return page["items"][0] if page.get("items") else None


def parts(root, name, address):
    detail = measure(name, root + "/objects/" + address)
    measure(name + " fields", "%s/objects/%s/fields" % (root, address))
    for part, count in (("items", "itemCount"), ("referrers", "referrerCount"), ("references", "referenceTotal")):
        total = detail.get(count) or 0
        if total:
            path = "%s/objects/%s/%s" % (root, address, part)
            measure("%s %s" % (name, part), path)
            if total > 1000:
                measure("%s %s deep" % (name, part), "%s?offset=%d" % (path, total - 300))


def largest(root, type_name):
    status, page = get(root + "/types?limit=500&filter=" + urllib.parse.quote(type_name))
    row = next((row for row in page["items"] if row["name"] == type_name), None)
    if row is None:
        return None
    path = "%s/objects?type=%s" % (root, row["address"])
    best = None
    total = get(path + "&limit=1")[1]["total"]
    for offset in range(0, min(total, 5000), 500):
        for item in get("%s&limit=500&offset=%d" % (path, offset))[1]["items"]:
            if best is None or item["memoryBytes"] > best["memoryBytes"]:
                best = item
    for offset in range(max(0, total - 1000), total, 500):
        for item in get("%s&limit=500&offset=%d" % (path, offset))[1]["items"]:
            if item["memoryBytes"] > best["memoryBytes"]:
                best = item
    return best["address"] if best else None


def snapshot(entry):
    root = "/api/s/" + entry["id"]
    status, seconds = wait_ready(entry["id"])
    print("%s: %d, ready after %.1f s" % (entry["file"], status, seconds), flush=True)
    overview = measure("overview", root + "/overview")
    if status != 200:
        return
    print("  %d objects, tasks %s" % (overview["objects"]["count"], overview["tasks"]))
    for sort in ("count", "size", "memory", "name"):
        measure("types by " + sort, root + "/types?sort=" + sort)
    measure("types filter", root + "/types?filter=er")
    top = first(get(root + "/types?sort=count")[1])
    measure("objects", root + "/objects")
    measure("objects deep", "%s/objects?offset=%d" % (root, overview["objects"]["count"] - 200))
    measure("objects of type", "%s/objects?type=%s" % (root, top["address"]))
    measure("objects of type deep", "%s/objects?type=%s&offset=%d" % (root, top["address"], top["count"] - 200))
    measure("garbage", root + "/objects?state=garbage")
    for name in ("list", "dict", "set", "str", "bytes", "int", "tuple", "Wide", "Slotted", "Task", "Event", "deque"):
        address = largest(root, name)
        if address:
            parts(root, "largest " + name, address)
            if name == "Slotted":
                fields = get("%s/objects/%s/fields" % (root, address))[1]["items"]
                shared = next(field for field in fields if field["name"] == "shared")
                parts(root, "popular", shared["value"]["address"])
    parts(root, "type " + top["name"], top["address"])
    measure("tasks", root + "/tasks")
    roots = measure("tasks/tree", root + "/tasks/tree")
    if roots["total"] > 1000:
        measure("tasks/tree deep", "%s/tasks/tree?offset=%d" % (root, roots["total"] - 200))
    measure("tasks/tree filter", root + "/tasks/tree?filter=wait_for_task")
    measure("tasks/tree state=done", root + "/tasks/tree?state=done")
    row = first(roots)
    if row:
        measure("tasks/tree children", "%s/tasks/tree?parent=%s" % (root, row["address"]))
        measure("task", "%s/tasks/%s" % (root, row["address"]))
        wide = max(roots["items"], key=lambda row: row["childCount"])["address"]
        children = measure("tasks/tree widest", "%s/tasks/tree?parent=%s" % (root, wide))
        measure("tasks/tree widest deep", "%s/tasks/tree?parent=%s&offset=%d" % (root, wide, max(0, children["total"] - 200)))
        measure("widest", "%s/tasks/%s" % (root, wide))
        busy = max(children["items"], key=lambda row: row["waiterCount"], default=None)
        if busy:
            measure("task most waited for", "%s/tasks/%s" % (root, busy["address"]))
    if get(root + "/tasks")[1]["cycleCount"]:
        cycle = measure("tasks/cycles/0", root + "/tasks/cycles/0")
        measure("task in cycle", "%s/tasks/%s" % (root, cycle["nodes"][0]["address"]))


while True:
    entries = get("/api/snapshots")[1]["items"]
    if all(entry["id"] or entry["state"] == "broken" for entry in entries):
        break
    time.sleep(0.5)
for entry in sorted(entries, key=lambda entry: entry["file"]):
    if entry["id"] and not entry["demo"]:
        snapshot(entry)
