import sys
import time
from multiprocessing import Pool
from multiprocessing.pool import ThreadPool
from urllib.request import ProxyHandler, build_opener


def wait(url):
    with build_opener(ProxyHandler({})).open(url) as answer:
        return len(answer.read())


def compute(number):
    # As much arithmetic as fills a moment; there is no picture library in the standard one.
    return sum(n * n % 7 for n in range(1_000_000))


def timed(work, inputs, workers):
    started = time.time()
    if workers is None:
        for each in inputs:
            work(each)
    else:
        with workers(WORKERS) as pool:
            pool.map(work, inputs, chunksize=1)
    return time.time() - started


if __name__ == "__main__":
    server = sys.argv[1]
    urls = [f"{server}/id/{number}/60/90.jpg" for number in range(1, PICTURES + 1)]
    for name, work, inputs in ("Waiting", wait, urls), ("Computing", compute, range(PICTURES)):
        print(name, flush=True)
        for mode, workers in ("one after another", None), ("processes", Pool), ("threads", ThreadPool):
            print(f"  {mode}: {timed(work, inputs, workers):.3f} s", flush=True)
