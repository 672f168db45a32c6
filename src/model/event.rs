//! What the engine tells its reader, and what a reader may say to the engine.

use serde::{Deserialize, Serialize};

use super::{Contender, ErrorKind, Lateness, Plan, Ratio, Report, Run, Scaling, Summary, Verdict};

/// What a window says to its engine. One engine process does one comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Do this comparison.
    Compare(Box<Plan>),
    /// The reader has drawn run `run` and decoded what it wanted: the next may start.
    Ready {
        /// The run that was drawn.
        run: u32,
    },
    /// Stop; what was finished stays.
    Cancel,
    /// Remove temporary files and exit.
    Quit,
}

/// What happens in a comparison, in this order:
/// `Started`, `WarmUp`…, then for each run `RunStarted`, `Progress`…, `RunFinished`, after each
/// round `Judged`, at the end `Ended`; or `Failed` at any place, which ends it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The comparison is under way; the report has no runs yet.
    Started(Box<Report>),
    /// Distinct addresses are fetched once, off the clock.
    WarmUp {
        /// How many are done.
        done: u32,
        /// Of how many.
        total: u32,
    },
    /// A clock starts.
    RunStarted {
        /// The run's id, from 1.
        run: u32,
        /// Of how many runs in all.
        total_runs: u32,
        /// From 1.
        round: u32,
        /// The place in the round, from 1.
        position: u32,
        /// Who runs.
        contender: Contender,
    },
    /// What happened since the last one; sent at most ten times a second.
    Progress {
        /// The run it belongs to.
        run: u32,
        /// Seconds since the run's start, when this was sent.
        at_secs: f64,
        /// In the order in which it happened.
        live: Vec<Live>,
    },
    /// A clock stopped, and this is what it measured. The engine waits a moment for
    /// [`Command::Ready`] before it goes on.
    RunFinished(Box<Run>),
    /// The files of a run were removed.
    FilesRemoved {
        /// The run whose files they were.
        run: u32,
    },
    /// The figures as they stand after a round.
    Judged {
        /// In the plan's order.
        summary: Vec<Summary>,
        /// In the plan's order.
        ratios: Vec<Ratio>,
        /// So far.
        verdict: Verdict,
        /// Of a sweep, so far.
        scaling: Option<Box<Scaling>>,
        /// The lab server's, where there is one.
        lateness: Option<Lateness>,
    },
    /// Something to be known that is no failure, such as fewer workers than asked.
    Notice(String),
    /// The comparison is over and the report complete.
    Ended {
        /// Whether it was cancelled.
        cancelled: bool,
        /// Why it ended before its last round, in one sentence, where it did so by itself.
        early: Option<String>,
    },
    /// The comparison cannot be done, or not go on: one sentence that says what to change.
    Failed(String),
}

/// One thing that happened while a clock ran.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Live {
    /// A worker process is alive.
    ProcessStarted {
        /// Which worker, from 0.
        worker: u32,
        /// Its number in the system.
        pid: u32,
        /// Seconds from the run's start.
        at_secs: f64,
    },
    /// A worker process was reaped.
    ProcessExited {
        /// Which worker, from 0.
        worker: u32,
        /// Its number in the system.
        pid: u32,
        /// Seconds from the run's start.
        at_secs: f64,
    },
    /// A worker began a download.
    Taken {
        /// The place in the plan's order, from 0.
        index: u32,
        /// The process, thread or async slot, from 0.
        worker: u32,
        /// The process.
        pid: u32,
        /// Seconds from the run's start.
        at_secs: f64,
    },
    /// So much of a download lies in its file by now.
    Received {
        /// The place in the plan's order, from 0.
        index: u32,
        /// Bytes of the body that were written.
        bytes: u64,
        /// Bytes of the whole body, as the warm-up or the lab server told.
        of_bytes: Option<u64>,
    },
    /// A download ended.
    Done {
        /// The place in the plan's order, from 0.
        index: u32,
        /// The process, thread or async slot, from 0.
        worker: u32,
        /// Bytes of the body.
        bytes: u64,
        /// Why it failed, if it did.
        error: Option<ErrorKind>,
        /// Seconds from the run's start.
        at_secs: f64,
    },
}
