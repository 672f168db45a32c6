import os
import sys
import time
from multiprocessing import Array, Process, RawArray


def say(line):
    # In one piece: of processes that print at the same time one would come between a line and its end.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def square_place(array, place, started):
    array[place] = array[place] ** 2
    secs = time.time() - started
    say(f"process {os.getpid()}  wrote {array[place]} into place {place}  {secs:.3f} s")


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
    say("One place each")
    array = Array("q", range(1, PROCESSES + 1))
    started = time.time()
    processes = [Process(target=square_place, args=(array, place, started)) for place in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    say(str(list(array)))

    say(f"{VALUES} values")
    for name, array in ("RawArray", RawArray("q", range(VALUES))), ("Array, which locks", Array("q", range(VALUES))):
        secs = square_all(array, WRITERS)
        is_right = all(value == place ** 2 for place, value in enumerate(array[:]))
        say(f"{name}: {secs * 1000:.1f} ms, {'all right' if is_right else 'wrong'}")
