import statistics
import time
from multiprocessing import Process, SimpleQueue
from threading import Thread


def say_when(queue):
    queue.put(time.time())


def costs(kind, queue):
    taken = []
    for _ in range(STARTS):
        asked = time.time()
        worker = kind(target=say_when, args=(queue,))
        worker.start()
        taken.append((queue.get() - asked) * 1e6)
        worker.join()
    return taken


if __name__ == "__main__":
    queue = SimpleQueue()
    for name, kind in ("thread", Thread), ("process", Process):
        taken = costs(kind, queue)
        print(f"a {name}: {statistics.median(taken):.0f} µs in the middle of {STARTS}, "
              f"from {min(taken):.0f} to {max(taken):.0f} µs", flush=True)
