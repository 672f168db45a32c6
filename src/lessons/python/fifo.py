import functools
import operator
import os
import time
from multiprocessing import Pool


def work(number):
    taken = time.time()
    time.sleep(EACH_TAKES)
    return number, os.getpid(), taken, time.time()


def square(number):
    return number * number


def add(numbers):
    return functools.reduce(operator.add, numbers)


if __name__ == "__main__":
    numbers = range(1, TASKS + 1)
    started = time.time()
    with Pool(WORKERS) as pool:
        done = pool.map(work, numbers, chunksize=1)
        for number, pid, taken, ended in sorted(done, key=lambda one: one[2]):
            print(f"process {pid}  took task {number} at {taken - started:.3f} s, done at {ended - started:.3f} s")
        squares = pool.map(square, numbers, chunksize=1)
        print(f"map: {squares}")
        parts = [squares[first::WORKERS] for first in range(min(WORKERS, TASKS))]
        print(f"reduce: {add(pool.map(add, parts, chunksize=1))}")
