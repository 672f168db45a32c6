import os
import sys
import threading
from multiprocessing import Process

counter = 0
lock = threading.Lock()


def say(line):
    # In one piece: of processes that print at the same time one would come between a line and its end.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def raise_it(who):
    global counter
    for _ in range(TIMES):
        with lock:
            counter += 1
    say(f"{who or f'process {os.getpid()}'}  sees {counter}")


def run_all(workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    say("Threads")
    run_all([threading.Thread(target=raise_it, args=(f"thread {n}",)) for n in range(WORKERS)])
    say(f"together they made it {counter}")

    say("Processes")
    counter = 0
    run_all([Process(target=raise_it, args=(None,)) for _ in range(WORKERS)])
    print(f"the parent sees {counter}")
