//! What a pool tells of its workers and tasks.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::{Level, Stamp, sys};

/// Told as it happens, by the thread that it happens to: it should not take long.
pub type Observer = Arc<dyn Fn(Happening) + Send + Sync>;

/// Something that happened to a worker or a task.
///
/// `worker` counts from 0 and stays the same when a process takes the place of one that died; `task` is the place in
/// the list or iterator of its call, such as [`map`](super::Pool::map) or [`each`](super::each).
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// The system has started a process.
    Started {
        /// Which worker.
        worker: u32,
        /// Its process.
        pid: u32,
        /// When it was asked for.
        asked: Stamp,
        /// When that was known; the process may have been running for a moment.
        at: Stamp,
    },
    /// A process has said hello.
    Ready {
        /// Which worker.
        worker: u32,
        /// Its process.
        pid: u32,
        /// When it was ready.
        at: Stamp,
    },
    /// A task was given to a worker.
    Taken {
        /// Which task.
        task: usize,
        /// Its place among all tasks that the pool was handed in, from 0.
        order: u64,
        /// Which worker.
        worker: u32,
        /// Its process.
        pid: u32,
        /// From 1; 2 after a process died of the first, or with it.
        attempt: u32,
        /// When it was given, or when the one before it in its chunk was done.
        at: Stamp,
    },
    /// A task's result is there. (That a task came to nothing is told by the end of its process, and in the end by
    /// what became of it.)
    Done {
        /// Which task.
        task: usize,
        /// Which worker.
        worker: u32,
        /// Its process.
        pid: u32,
        /// When the worker was done with it.
        at: Stamp,
    },
    /// A worker said something by [`log`](fn@super::log). That of a process comes in its order; before the result of the
    /// task that said it, and before the end of the process.
    Logged {
        /// Which worker.
        worker: u32,
        /// Its process.
        pid: u32,
        /// When it said so.
        at: Stamp,
        /// How much it matters.
        level: Level,
        /// What it said; it may have several lines.
        text: String,
    },
    /// A process has ended and was waited for.
    Exited(ProcessRecord),
    /// The system does not allow as many processes as were asked for, and it goes on with fewer.
    Fewer {
        /// How many at a time were asked for.
        asked: u16,
        /// How many at a time there are.
        got: u16,
        /// What the system said.
        reason: String,
    },
}

/// The life of a process.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessRecord {
    /// Which worker it was, from 0.
    pub worker: u32,
    /// Its number in the system.
    pub pid: u32,
    /// When it was asked for.
    pub asked: Stamp,
    /// When the system had started it, at the latest.
    pub started: Stamp,
    /// When it was ready, as its hello says; `None` when it never said hello.
    pub ready: Option<Stamp>,
    /// When it had been waited for.
    pub exited: Stamp,
    /// How it ended: `0`, another exit code, or `signal 9`.
    pub exit: String,
    /// User and system time; `None` when the system does not say.
    pub cpu_secs: Option<f64>,
    /// The most memory it held, as it said itself, once a second and at its end; `None` when it ended before that.
    pub peak_memory_bytes: Option<u64>,
    /// The end of what it printed on its standard error.
    pub stderr: String,
}

/// What became of a task.
#[derive(Clone, Debug)]
pub struct Finished<O> {
    /// Its place in the list or iterator of its call.
    pub task: usize,
    /// Which worker had it last; 0 when none had it.
    pub worker: u32,
    /// Which process had it last; 0 when none had it.
    pub pid: u32,
    /// How often it was given to a process; 0 when it never was.
    pub attempts: u32,
    /// When it was handed in.
    pub submitted: Stamp,
    /// When the worker took it; without a result, when it was given (or, when it never was, what `done` is).
    pub taken: Stamp,
    /// When the worker was done with it; without a result, when that became known.
    pub done: Stamp,
    /// Its result.
    pub result: Result<O, TaskError>,
}

/// Why a task has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaskError {
    /// Its process died, and so did the one that tried it once more.
    #[error("{death}, at the last of {attempts} attempts")]
    Died {
        /// How often it was tried.
        attempts: u32,
        /// The last death.
        death: Death,
    },
    /// It took longer than a task may. It is not tried again.
    #[error("the task was not done after {} s", .limit.as_secs_f64())]
    DeadlinePassed {
        /// How long a task may take.
        limit: Duration,
    },
    /// Everything was ended before it was done.
    #[error("the task was not done when everything was ended")]
    Terminated,
    /// The task or its result cannot travel, such as one of more than 1 MiB.
    #[error("the task or its result cannot be sent through a pipe: {reason}")]
    Unsendable {
        /// What is wrong with it.
        reason: String,
    },
}

/// How a worker process died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// What it did: it ended, did not answer, or sent what cannot be understood.
    pub cause: String,
    /// How it ended: `0`, another exit code, or `signal 9`.
    pub exit: String,
    /// The end of what it printed on its standard error.
    pub stderr: String,
}

impl std::fmt::Display for Death {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let exit = if self.exit.parse::<i64>().is_ok() { "exit code " } else { "" };
        write!(to, "the worker process {} ({exit}{})", self.cause, self.exit)?;
        match self.stderr.as_str() {
            "" => Ok(()),
            said => write!(to, ", having printed “{said}”"),
        }
    }
}

/// Why no tasks can be done, or no further ones.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// The program cannot be started.
    #[error("worker processes cannot be started: {reason}")]
    CannotStart {
        /// What the system said.
        reason: String,
    },
    /// The system does not allow a single further process, also after some waiting.
    #[error("the system allows no further process: {reason}")]
    NoWorkers {
        /// What the system said.
        reason: String,
    },
    /// Workers die as fast as they are started.
    #[error("{deaths} worker processes died within {} s; the last time {death}", .within.as_secs_f64())]
    TooManyDeaths {
        /// How many.
        deaths: usize,
        /// In which time.
        within: Duration,
        /// The last of them.
        death: Death,
    },
    /// What holds for every task cannot travel, such as more than 1 MiB.
    #[error("what the workers have to know cannot be sent through a pipe: {reason}")]
    Setup {
        /// What is wrong with it.
        reason: String,
    },
    /// No tasks are taken any more.
    #[error("the pool is closed")]
    Closed,
}

impl PoolError {
    pub(super) fn shortage(error: &io::Error) -> Self {
        Self::NoWorkers { reason: error.to_string() }
    }

    /// Of an attempt to start a process.
    pub(super) fn starting(error: &io::Error) -> Self {
        if sys::is_shortage(error) { Self::shortage(error) } else { Self::CannotStart { reason: error.to_string() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_sentences() {
        let death =
            Death { cause: "ended".to_owned(), exit: "signal 9".to_owned(), stderr: "out of memory".to_owned() };
        assert_eq!(
            TaskError::Died { attempts: 2, death: death.clone() }.to_string(),
            "the worker process ended (signal 9), having printed “out of memory”, at the last of 2 attempts"
        );
        let death = Death { exit: "101".to_owned(), stderr: String::new(), ..death };
        assert_eq!(
            PoolError::TooManyDeaths { deaths: 6, within: Duration::from_secs(10), death }.to_string(),
            "6 worker processes died within 10 s; the last time the worker process ended (exit code 101)"
        );
        assert_eq!(
            TaskError::DeadlinePassed { limit: Duration::from_millis(1500) }.to_string(),
            "the task was not done after 1.5 s"
        );
    }
}
