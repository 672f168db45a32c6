import logging
import logging.handlers
import os
import tempfile
import time
from multiprocessing import Process, Queue


def work(queue, number):
    logger = logging.getLogger()
    logger.handlers = [logging.handlers.QueueHandler(queue)]
    logger.setLevel(logging.DEBUG)
    for record in range(1, RECORDS_EACH + 1):
        logger.info("process %d record %d of %d", number, record, RECORDS_EACH)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "python.log")
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=KB_A_FILE * 1000, backupCount=10_000)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        queue = Queue()
        listener = logging.handlers.QueueListener(queue, handler)
        started = time.time()
        listener.start()
        processes = [Process(target=work, args=(queue, number)) for number in range(1, PROCESSES + 1)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        listener.stop()
        handler.close()
        secs = time.time() - started
        lines = []
        # The highest number is the oldest file.
        files = sorted(os.listdir(folder), key=lambda name: int(name.partition(".log.")[2] or 0), reverse=True)
        for name in files:
            with open(os.path.join(folder, name)) as file:
                lines += file.read().splitlines()
        print("\n".join(lines))
        print(f"{len(lines)} of {PROCESSES * RECORDS_EACH} records in {len(files)} files, {secs:.3f} s.")
