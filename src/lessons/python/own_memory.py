import os
import threading
from multiprocessing import Process

counter = 0
lock = threading.Lock()


def raise_it(who):
    global counter
    for _ in range(TIMES):
        with lock:
            counter += 1
    print(f"{who or f'process {os.getpid()}'}  sees {counter}", flush=True)


def run_all(workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    print("Threads", flush=True)
    run_all([threading.Thread(target=raise_it, args=(f"thread {n}",)) for n in range(WORKERS)])
    print(f"together they made it {counter}", flush=True)

    print("Processes", flush=True)
    counter = 0
    run_all([Process(target=raise_it, args=(None,)) for _ in range(WORKERS)])
    print(f"the parent sees {counter}")
