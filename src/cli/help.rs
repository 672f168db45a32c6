//! What stands below the options in the long help.

/// After the options of `manyhands run`.
pub const AFTER_RUN_HELP: &str = "\
Modes:
  sequential        one download after another, in one process
  process-per-task  a fresh process for every download, all started at once (512 at the most), then joined
  process-pool      long-lived processes that take downloads first in, first out
  thread-pool       threads of one process that take downloads first in, first out
  async             downloads in flight side by side on one single thread
The last three take a number of workers: process-pool:10. In Python these are a for loop, Process,
Pool, ThreadPool and asyncio with a semaphore.

Examples:
  manyhands run
      all five modes on ten pictures of 2000 × 3000 with a latency of 430 ms, for about a minute
  manyhands run -n 20 -w 10 --latency 100 --rounds 3
      twenty pictures, ten workers, a quicker server, a first impression
  manyhands run -m process-pool:8 -m async:8 --until-width 5% --budget-secs 300
      two modes, until the answer is 5 % narrow, for about five minutes at most
  manyhands run \"/id/[1-4]/600/400\" --fault cut=10%
      small pictures, one in ten cut short
  manyhands run \"https://example.org/photos/[01-12].jpg\" -m sequential -m thread-pool:4 --yes
      twelve pictures of a host of your own choice
  manyhands run @addresses.txt --folder pictures --keep last --json report.json
      a list of addresses; the last round's files and the report stay
  manyhands run --plan report.json --rounds 20 --csv downloads.csv --trace run.trace.json
      the same comparison again, in more rounds, with a table and a timeline for other programs

Exit codes:
  0    every download succeeded
  1    some downloads failed; the report is written all the same
  2    the command cannot be done; one sentence says what to change
  130  interrupted; what was finished is reported";

/// After the options of `manyhands sweep`.
pub const AFTER_SWEEP_HELP: &str = "\
Modes: process-pool, thread-pool and async. The other two have no worker count to choose.

Examples:
  manyhands sweep -m async
      1 to 32 slots on 320 pictures of the lab server with a latency of 50 ms, for some minutes
  manyhands sweep \"/id/[1-20]/600/400\" -m async --workers 1,2,4,8,16 --max-requests 8 --latency 100
      a server that answers eight requests at a time: eight slots
  manyhands sweep -m process-pool --workers 1-4 --work thumbnail --latency 0 -n 40
      how many processes the work is worth on this machine
  manyhands sweep \"https://example.org/photos/[01-12].jpg\" -m thread-pool --workers 1,2,4 -n 12 --rounds 6 --yes
      a host of your own choice, asked 216 times, and 12 times to warm up
  manyhands sweep --plan sweep.json --rounds 20
      the same sweep again, in more rounds

Few downloads make a wave trap: ten on six to nine workers are two waves in any case, and these counts
look alike. Where a run has less than three downloads for each worker, the answer says so.

Exit codes:
  0    every download succeeded
  1    some downloads failed; the report is written all the same
  2    the command cannot be done; one sentence says what to change
  130  interrupted; what was finished is reported";
