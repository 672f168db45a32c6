//! A lesson of the course: which there are, what one is asked, what it tells while it runs, and what it leaves.
//!
//! One process runs one lesson once. It speaks [`LessonEvent`]s, in the terminal by a call and in the window through a
//! pipe, and the last of them holds the [`LessonReport`].

mod value;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Contender;

pub use value::LessonValue;

/// The lessons, in the course's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lesson {
    /// Ten downloads in a loop, and with a process each.
    DownloadRace,
    /// A function of one number, computed by a pool.
    SquareCube,
    /// What a pool's map promises, and what closing and joining do.
    PoolMap,
    /// Processes that write into one memory.
    SharedArray,
    /// Four processes, joined inside the loop or after it.
    FourProcesses,
    /// Processes that write one log.
    Logging,
    /// What each process has for itself, and threads share.
    OwnMemory,
    /// What a thread and a process cost to start.
    StartCost,
    /// Waiting or computing: which mode helps.
    IoOrCpu,
    /// Who gets the next task.
    Fifo,
}

impl Lesson {
    /// Every lesson, in the course's order.
    pub const ALL: [Self; 10] = [
        Self::DownloadRace,
        Self::SquareCube,
        Self::PoolMap,
        Self::SharedArray,
        Self::FourProcesses,
        Self::Logging,
        Self::OwnMemory,
        Self::StartCost,
        Self::IoOrCpu,
        Self::Fifo,
    ];

    /// The name in commands and reports, such as `square-cube`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::DownloadRace => "download-race",
            Self::SquareCube => "square-cube",
            Self::PoolMap => "pool-map",
            Self::SharedArray => "shared-array",
            Self::FourProcesses => "four-processes",
            Self::Logging => "logging",
            Self::OwnMemory => "own-memory",
            Self::StartCost => "start-cost",
            Self::IoOrCpu => "io-or-cpu",
            Self::Fifo => "fifo",
        }
    }
}

impl fmt::Display for Lesson {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.key())
    }
}

/// No lesson is called so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no lesson called “{0}”; `manyhands lesson` lists them")]
pub struct LessonError(pub String);

impl FromStr for Lesson {
    type Err = LessonError;

    fn from_str(text: &str) -> Result<Self, LessonError> {
        let name = text.trim();
        Self::ALL.into_iter().find(|lesson| lesson.key() == name).ok_or_else(|| LessonError(name.to_owned()))
    }
}

/// What a lesson is asked to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonPlan {
    /// Which one.
    pub lesson: Lesson,
    /// What the learner set: one value for each of the lesson's knobs, in their order.
    pub values: Vec<f64>,
    /// Whether its Python is run as well, after it.
    pub python: bool,
}

/// What a reader says to the process that runs a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LessonCommand {
    /// Run this one; once a process.
    Run(LessonPlan),
    /// Stop; what came out so far stays.
    Cancel,
}

/// What happens in a lesson: `Started`, then for each step `StepStarted`, `Line`s and `Figure`s, `StepFinished`; then
/// perhaps `Python`, and at the end `Ended`; or `Failed` at any place, which ends it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LessonEvent {
    /// It is under way.
    Started {
        /// How many steps it has.
        steps: u32,
    },
    /// A step begins.
    StepStarted {
        /// Which, from 0.
        step: u32,
        /// What is done in it, such as “Join inside the loop”.
        name: String,
    },
    /// Something was put out.
    Line(LessonLine),
    /// What is drawn beside the output of a step, as far as it is known; it takes the place of the figure of that step
    /// that was told before.
    Figure {
        /// Which step, from 0.
        step: u32,
        /// What is to be drawn.
        figure: LessonFigure,
    },
    /// A step ended.
    StepFinished {
        /// Which, from 0.
        step: u32,
        /// What came out.
        result: LessonStep,
    },
    /// Something to be known that is no failure, such as fewer workers than asked.
    Notice(String),
    /// What its Python did.
    Python(PythonOutput),
    /// It is over.
    Ended {
        /// Everything that came out.
        report: LessonReport,
        /// What the measured data say: the first sentence is the conclusion, the others are details of it.
        conclusion: Vec<String>,
        /// Whether it was cancelled.
        cancelled: bool,
    },
    /// It cannot be run, or not go on: one sentence that says what to change.
    Failed(String),
}

/// A line of output, as its process produced it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonLine {
    /// The step it belongs to, from 0.
    pub step: u32,
    /// Seconds from the step's start.
    pub at_secs: f64,
    /// Who says it.
    pub who: Who,
    /// What it says.
    pub text: String,
}

/// Who did something in a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Who {
    /// The process that runs the lesson.
    Parent {
        /// Its number in the system.
        pid: u32,
    },
    /// A process of the lesson's. Its color goes by its worker.
    Process {
        /// Which worker, from 0.
        worker: u32,
        /// Its number in the system.
        pid: u32,
    },
    /// A thread of the process that runs the lesson.
    Thread {
        /// Which one, from 0.
        worker: u32,
    },
    /// One of the tasks that a single thread has in flight.
    Slot {
        /// Which one, from 0.
        worker: u32,
    },
}

impl Who {
    /// The process's number in the system, where it is one of its own.
    pub const fn pid(self) -> Option<u32> {
        match self {
            Self::Parent { pid } | Self::Process { pid, .. } => Some(pid),
            Self::Thread { .. } | Self::Slot { .. } => None,
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parent { pid } => write!(to, "parent {pid}"),
            Self::Process { pid, .. } => write!(to, "process {pid}"),
            Self::Thread { worker } => write!(to, "thread {worker}"),
            Self::Slot { worker } => write!(to, "slot {worker}"),
        }
    }
}

/// A small figure beside a lesson's output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LessonFigure {
    /// Who was alive, or busy, when: bars over seconds, a row for each [`Who`] in the order of their first bar.
    Spans {
        /// Such as “Who was alive when”.
        title: String,
        /// The bars.
        spans: Vec<LessonSpan>,
    },
    /// How values are distributed, a row of dots for each series with its median.
    Distribution {
        /// Such as “Start of one, in µs”.
        title: String,
        /// What the values are measured in, such as `µs`.
        unit: String,
        /// Each with its name.
        series: Vec<(String, Vec<f64>)>,
    },
    /// Seconds by mode, for several kinds of work side by side.
    TimeByMode {
        /// Such as “Time by mode”.
        title: String,
        /// Each kind of work with the time of each contender.
        groups: Vec<(String, Vec<(Contender, f64)>)>,
    },
    /// Values by name, as bars from 0.
    Bars {
        /// Such as “What each saw”.
        title: String,
        /// What the values are measured in, such as `ms`; empty for counts.
        unit: String,
        /// Each with its name.
        bars: Vec<(String, f64)>,
    },
    /// The records of a log, in the order of the file.
    Log {
        /// Where the file lies, and what rotation made of it before.
        files: Vec<std::path::PathBuf>,
        /// The records that were read back from the files.
        records: Vec<LessonRecord>,
    },
}

/// A bar of [`LessonFigure::Spans`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonSpan {
    /// In whose row it lies.
    pub who: Who,
    /// Such as the task's number; may be empty.
    pub label: String,
    /// Seconds from the step's start.
    pub from_secs: f64,
    /// Seconds from the step's start.
    pub to_secs: f64,
}

/// A record of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonRecord {
    /// The process that wrote it.
    pub pid: u32,
    /// `debug`, `info`, `warning` or `error`.
    pub level: String,
    /// The line as it stands in the file.
    pub line: String,
}

/// Everything that came out of a lesson: the form in which it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonReport {
    /// Which one.
    pub lesson: Lesson,
    /// Its steps.
    pub steps: Vec<LessonStep>,
}

impl LessonReport {
    /// Whether everything came out as it must.
    pub fn is_as_expected(&self) -> bool {
        self.steps.iter().all(|step| step.as_expected)
    }
}

/// What came out of a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessonStep {
    /// What is done in it.
    pub name: String,
    /// The processes that worked, in the order in which they were started.
    pub pids: Vec<u32>,
    /// The values, in the order in which the lesson presents them.
    pub output: Vec<LessonValue>,
    /// What must come out, where that is known beforehand.
    pub expected: Option<Vec<LessonValue>>,
    /// Whether it did.
    pub as_expected: bool,
    /// How long it took.
    pub secs: f64,
}

/// What a lesson's Python did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PythonOutput {
    /// It ran.
    Ran {
        /// Such as `Python 3.11.2`.
        version: String,
        /// What it printed.
        printed: String,
        /// What it said on standard error.
        said: String,
        /// From its start to its end.
        secs: f64,
        /// How it ended: `0`, another exit code, `signal 9`, or that its time was up.
        exit: String,
    },
    /// There is none, and what to do about it.
    Missing(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_reads_its_own_name() {
        for lesson in Lesson::ALL {
            assert_eq!(lesson.key().parse(), Ok(lesson));
            assert_eq!(serde_json::to_value(lesson).expect("JSON"), lesson.key());
        }
        assert!("four".parse::<Lesson>().is_err_and(|error| error.to_string().contains("“four”")));
    }
}
