import os
import time
from multiprocessing import Pool


def square(number):
    time.sleep(EACH_TAKES)
    return os.getpid(), number * number, time.time()


def tenfold(number):
    time.sleep(EACH_TAKES)
    return os.getpid(), number * 10, time.time()


def show(results, started):
    for pid, value, done in results:
        print(f"process {pid}  {value}  {done - started:.3f} s", flush=True)


if __name__ == "__main__":
    numbers = range(1, NUMBERS + 1)

    print("Squares", flush=True)
    started = time.time()
    with Pool(WORKERS_FOR_SQUARES) as pool:
        show(pool.map(square, numbers, chunksize=1), started)

    print("Ten times", flush=True)
    started = time.time()
    pool = Pool(WORKERS_FOR_TENS)
    pending = [pool.apply_async(tenfold, (number,)) for number in numbers]
    pool.close()
    try:
        pool.apply_async(tenfold, (0,))
    except ValueError as error:
        print(f"a task after close: {error}", flush=True)
    pool.join()
    print(f"after join {sum(result.ready() for result in pending)} of {len(pending)} are done", flush=True)
    show([result.get() for result in pending], started)
