import os
import time
from multiprocessing import Pool


def both(number):
    time.sleep(EACH_TAKES)
    sentence = f"The square of {number} is {number ** 2} and its cube is {number ** 3}"
    return os.getpid(), sentence, time.time()


if __name__ == "__main__":
    started = time.time()
    with Pool(WORKERS) as pool:
        for pid, sentence, done in pool.map(both, range(1, NUMBERS + 1), chunksize=1):
            print(f"process {pid}  {sentence}  {done - started:.3f} s")
    print(f"{NUMBERS} numbers by {WORKERS} workers in {time.time() - started:.2f} s.")
