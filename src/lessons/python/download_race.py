import os
import sys
import time
from multiprocessing import Process
from urllib.request import ProxyHandler, build_opener


def fetch(number, server, started):
    # Straight to the server, whatever proxy there may be.
    with build_opener(ProxyHandler({})).open(f"{server}/id/{number}/2000/3000.jpg") as answer:
        picture = answer.read()
    secs = time.time() - started
    print(f"process {os.getpid()}  fetched picture {number}, {len(picture) / 1e6:.1f} MB  {secs:.3f} s", flush=True)


def in_a_loop(server):
    started = time.time()
    for number in range(1, DOWNLOADS + 1):
        fetch(number, server, started)
    return time.time() - started


def a_process_each(server):
    started = time.time()
    processes = [Process(target=fetch, args=(number, server, started)) for number in range(1, DOWNLOADS + 1)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return time.time() - started


if __name__ == "__main__":
    server = sys.argv[1]
    for _ in range(ROUNDS):
        print("In a loop", flush=True)
        loop = in_a_loop(server)
        print("A process each", flush=True)
        each = a_process_each(server)
        print(f"{loop:.2f} s in a loop, {each:.2f} s with a process each.", flush=True)
