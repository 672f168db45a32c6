import os
import sys
import time
from multiprocessing import Process
from urllib.request import ProxyHandler, build_opener


def say(line):
    # In one piece: of processes that print at the same time one would come between a line and its end.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fetch(number, server, started):
    # Straight to the server, whatever proxy there may be.
    with build_opener(ProxyHandler({})).open(f"{server}/id/{number}/2000/3000.jpg") as answer:
        picture = answer.read()
    secs = time.time() - started
    say(f"process {os.getpid()}  fetched picture {number}, {len(picture) / 1e6:.1f} MB  {secs:.3f} s")


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
        say("In a loop")
        loop = in_a_loop(server)
        say("A process each")
        each = a_process_each(server)
        say(f"{loop:.2f} s in a loop, {each:.2f} s with a process each.")
