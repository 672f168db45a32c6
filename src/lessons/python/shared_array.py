import os
import time
from multiprocessing import Array, Process, RawArray


def square_place(array, place, started):
    array[place] = array[place] ** 2
    secs = time.time() - started
    print(f"process {os.getpid()}  wrote {array[place]} into place {place}  {secs:.3f} s", flush=True)


def square_part(array, start, end):
    for place in range(start, end):
        array[place] = array[place] ** 2


def square_all(array, writers):
    bounds = [len(array) * writer // writers for writer in range(writers + 1)]
    started = time.time()
    processes = [Process(target=square_part, args=(array, bounds[n], bounds[n + 1])) for n in range(writers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return time.time() - started


if __name__ == "__main__":
    print("One place each", flush=True)
    array = Array("q", range(1, PROCESSES + 1))
    started = time.time()
    processes = [Process(target=square_place, args=(array, place, started)) for place in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(list(array), flush=True)

    print(f"{VALUES} values", flush=True)
    for name, array in ("RawArray", RawArray("q", range(VALUES))), ("Array, which locks", Array("q", range(VALUES))):
        secs = square_all(array, WRITERS)
        is_right = all(value == place ** 2 for place, value in enumerate(array[:]))
        print(f"{name}: {secs * 1000:.1f} ms, {'all right' if is_right else 'wrong'}", flush=True)
