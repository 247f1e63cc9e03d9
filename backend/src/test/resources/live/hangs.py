# Hangs in several ways at once: tasks in a circle, futures that nobody has, a lock that is never given back, threads that
# take two locks in opposite order.
import asyncio, threading, time
a, b = threading.Lock(), threading.Lock()
def first():
    with a:
        time.sleep(0.2)
        with b: pass
def second():
    with b:
        time.sleep(0.2)
        with a: pass
threading.Thread(target=first, name='first', daemon=True).start()
threading.Thread(target=second, name='second', daemon=True).start()
async def sum_children(n):
    await asyncio.sleep(0.1)
    await asyncio.gather(tasks[(n+1)%3])
async def orphan():
    await asyncio.get_running_loop().create_future()
async def waits_behind():
    await asyncio.shield(tasks[0])
async def locked(lock):
    async with lock:
        await asyncio.get_running_loop().create_future()
async def wanting(lock):
    async with lock: pass
async def sleeper():
    await asyncio.sleep(3600)
async def main():
    global tasks
    tasks = [asyncio.create_task(sum_children(i), name=f'node-{i}') for i in range(3)]
    lock = asyncio.Lock()
    all = tasks + [asyncio.create_task(orphan()) for _ in range(5)] + [asyncio.create_task(waits_behind()) for _ in range(40)]
    all += [asyncio.create_task(locked(lock), name='holder')]
    await asyncio.sleep(0.05)
    all += [asyncio.create_task(wanting(lock)) for _ in range(7)] + [asyncio.create_task(sleeper())]
    await asyncio.sleep(0.5)
    print('READY', flush=True)
    await asyncio.wait(all)
asyncio.run(main())
