import os
import sys
import time
from multiprocessing import Barrier, Process


def say(line):
    # In one piece: of processes that print at the same time one would come between a line and its end.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def show(number, started, all_are_there=None):
    if all_are_there is not None:
        all_are_there.wait()
    time.sleep(EACH_WORKS)
    secs = time.time() - started
    say(f"process {os.getpid()}  gave a number: {number * 10}  {secs:.3f} s")


def join_inside_the_loop():
    started = time.time()
    for number in range(1, PROCESSES + 1):
        process = Process(target=show, args=(number, started))
        process.start()
        process.join()
    return time.time() - started


def start_all_then_join():
    started = time.time()
    all_are_there = Barrier(PROCESSES)
    processes = [Process(target=show, args=(number, started, all_are_there)) for number in range(1, PROCESSES + 1)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return time.time() - started


if __name__ == "__main__":
    say("Join inside the loop")
    inside = join_inside_the_loop()
    say("Start all, then join")
    after = start_all_then_join()
    print(f"{inside:.2f} s with join inside the loop, {after:.2f} s with join after it.")
