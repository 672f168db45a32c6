//! The five ways to spread tasks, and a way with its worker count.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How the tasks of a run are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// One task after another, in one process.
    Sequential,
    /// A fresh process for every task, all started at once (of more than [`MAX_WORKERS`](super::MAX_WORKERS) so many
    /// at a time), then joined.
    ProcessPerTask,
    /// Long-lived processes take tasks first in, first out.
    ProcessPool,
    /// Threads of one process take tasks first in, first out.
    ThreadPool,
    /// Tasks in flight on one thread, name look-ups beside it.
    Async,
}

impl Mode {
    /// Every mode, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Sequential, Self::ProcessPerTask, Self::ProcessPool, Self::ThreadPool, Self::Async];

    /// The name in commands and reports, such as `process-pool`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sequential => "sequential",
            Self::ProcessPerTask => "process-per-task",
            Self::ProcessPool => "process-pool",
            Self::ThreadPool => "thread-pool",
            Self::Async => "async",
        }
    }

    /// The name that people read, such as "A process each".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sequential => "Sequential",
            Self::ProcessPerTask => "A process each",
            Self::ProcessPool => "Process pool",
            Self::ThreadPool => "Threads",
            Self::Async => "Async",
        }
    }

    /// What the mode does, in one sentence.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Sequential => "One download after another, in one process.",
            Self::ProcessPerTask => "A fresh process for every download, all started at once, then joined.",
            Self::ProcessPool => "Long-lived processes that take downloads first in, first out.",
            Self::ThreadPool => "Threads of one process that take downloads first in, first out.",
            Self::Async => "Downloads in flight side by side on one single thread.",
        }
    }

    /// What does the same in Python.
    pub const fn python(self) -> &'static str {
        match self {
            Self::Sequential => "a for loop",
            Self::ProcessPerTask => "multiprocessing.Process",
            Self::ProcessPool => "multiprocessing.Pool",
            Self::ThreadPool => "multiprocessing.pool.ThreadPool",
            Self::Async => "asyncio with a semaphore",
        }
    }

    /// Whether a worker count can be chosen; the other modes fix it themselves.
    pub const fn takes_workers(self) -> bool {
        matches!(self, Self::ProcessPool | Self::ThreadPool | Self::Async)
    }

    /// Whether the mode starts worker processes.
    pub const fn starts_processes(self) -> bool {
        matches!(self, Self::ProcessPerTask | Self::ProcessPool)
    }

    /// What one worker of the mode is called: process, thread, slot.
    pub const fn worker_noun(self) -> &'static str {
        match self {
            Self::Sequential | Self::ProcessPerTask | Self::ProcessPool => "process",
            Self::ThreadPool => "thread",
            Self::Async => "slot",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A text that names no mode, or no contender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModeError {
    /// The mode's name is not one of the five.
    #[error("there is no mode called “{0}”; choose sequential, process-per-task, process-pool, thread-pool or async")]
    Unknown(String),
    /// What follows the colon is not a worker count.
    #[error("“{0}” is not a number of workers; write one from 1 to {max} after the colon, as in process-pool:10", max = super::MAX_WORKERS)]
    Workers(String),
    /// A worker count stands where the mode fixes it itself.
    #[error("{0} fixes its number of workers itself; leave “:{1}” out")]
    FixedWorkers(Mode, NonZeroU16),
}

impl FromStr for Mode {
    type Err = ModeError;

    fn from_str(text: &str) -> Result<Self, ModeError> {
        Self::ALL.into_iter().find(|mode| mode.key() == text).ok_or_else(|| ModeError::Unknown(text.to_owned()))
    }
}

const MOST_AT_A_TIME: NonZeroU16 = NonZeroU16::new(super::MAX_WORKERS).expect("more than none");

/// A mode with its worker count, written `process-pool:10`.
///
/// Sequential has 1 worker, and process-per-task as many as there are tasks, of which not all need be there at
/// once: see [`at_a_time`](Self::at_a_time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Contender {
    /// How tasks are spread.
    pub mode: Mode,
    /// How many processes, threads or async slots take them.
    pub workers: NonZeroU16,
}

impl Contender {
    /// Reads `MODE` or `MODE:WORKERS`; the count is `None` where none is given.
    pub fn parse(text: &str) -> Result<(Mode, Option<NonZeroU16>), ModeError> {
        match text.split_once(':') {
            None => Ok((text.parse()?, None)),
            Some((mode, workers)) => {
                let count = workers.parse().map_err(|_| ModeError::Workers(workers.to_owned()))?;
                Ok((mode.parse()?, Some(count)))
            }
        }
    }

    /// How many downloads it has under way at a time: one each worker, and at most
    /// [`MAX_WORKERS`](super::MAX_WORKERS). Of more processes than that the next starts when one has ended.
    pub fn at_a_time(self) -> NonZeroU16 {
        if self.mode == Mode::Sequential { NonZeroU16::MIN } else { self.workers.min(MOST_AT_A_TIME) }
    }

    /// What people read: "Process pool of 10", "Threads, 5", or the mode's label alone where the
    /// count is fixed.
    pub fn label(self) -> String {
        let label = self.mode.label();
        match self.mode {
            Mode::Sequential | Mode::ProcessPerTask => label.to_owned(),
            Mode::ProcessPool => format!("{label} of {}", self.workers),
            Mode::ThreadPool | Mode::Async => format!("{label}, {}", self.workers),
        }
    }
}

impl fmt::Display for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.mode, self.workers)
    }
}

impl FromStr for Contender {
    type Err = ModeError;

    /// Reads `MODE:WORKERS`; without a count there is 1 worker.
    fn from_str(text: &str) -> Result<Self, ModeError> {
        let (mode, workers) = Self::parse(text)?;
        Ok(Self { mode, workers: workers.unwrap_or(NonZeroU16::MIN) })
    }
}

impl Serialize for Contender {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Contender {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MAX_WORKERS;

    #[test]
    fn every_mode_reads_its_own_name() {
        for mode in Mode::ALL {
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
        assert_eq!("fast".parse::<Mode>(), Err(ModeError::Unknown("fast".into())));
    }

    #[test]
    fn a_contender_is_written_with_its_workers() {
        let contender: Contender = "process-pool:10".parse().expect("a contender");
        assert_eq!(contender.to_string(), "process-pool:10");
        assert_eq!(contender.label(), "Process pool of 10");
        assert_eq!(contender.at_a_time().get(), 10);
        let many = Contender { mode: Mode::ProcessPerTask, workers: NonZeroU16::MAX };
        assert_eq!(many.at_a_time().get(), MAX_WORKERS);
        for wrong in ["process-pool:0", "process-pool:x", "process-pool:", "pool:3"] {
            assert!(wrong.parse::<Contender>().is_err(), "{wrong}");
        }
    }
}
