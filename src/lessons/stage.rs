//! What a lesson has to hand while it runs.

use std::fs;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use tempfile::TempDir;

use crate::engine::{Control, ProcessHands, Programs};
use crate::model::{LessonStep, Who};
use crate::tasks::{Chore, Done, Task};
use crate::worker::{self, Config, Finished, Pending, Pool, PoolError, Stamp, TaskError, Terminator};

use super::Tell;
use super::step::{Came, Drawn, Step};

/// The longest that a chore may take before its worker is given up: more than any knob allows.
const CHORE_DEADLINE: Duration = Duration::from_secs(60);

/// How often a wait looks whether it was cancelled.
const LOOK: Duration = Duration::from_millis(5);

/// How long processes are waited for that are to be ready beforehand.
const READY_BY: Duration = Duration::from_secs(10);

/// Why a lesson does not go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    /// It was cancelled; nobody reads this sentence.
    #[error("the lesson was cancelled")]
    Cancelled,
    /// Worker processes cannot do it.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// A task cannot be done.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// A temporary folder or file cannot be made.
    #[error("a temporary file could not be made: {0}; make room on the disk and run again")]
    Temporary(#[source] std::io::Error),
    /// No thread is to be had.
    #[error("the system gives no thread: {0}; choose fewer workers")]
    Thread(#[source] std::io::Error),
    /// The comparison or its lab server cannot be used; a sentence of its own.
    #[error("{0}")]
    Other(String),
}

/// What a lesson has to hand while it runs.
pub(super) struct Stage<'a> {
    pub programs: &'a Programs,
    pub control: &'a Control,
    pub tell: &'a Tell,
    values: Vec<f64>,
    done: Vec<LessonStep>,
    folders: Vec<TempDir>,
}

impl<'a> Stage<'a> {
    pub fn new(values: Vec<f64>, programs: &'a Programs, control: &'a Control, tell: &'a Tell) -> Self {
        Self { programs, control, tell, values, done: Vec::new(), folders: Vec::new() }
    }

    /// What the learner set a knob to that is a whole number.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was held against the knob's range")]
    pub fn whole(&self, knob: usize) -> u32 {
        self.values[knob] as u32
    }

    /// What the learner set a knob to that is a time or a choice.
    pub fn value(&self, knob: usize) -> f64 {
        self.values[knob]
    }

    /// Does a step from its beginning to its end.
    pub fn step(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Self, &Arc<Step>) -> Result<Came, Stop>,
    ) -> Result<LessonStep, Stop> {
        self.go_on()?;
        let step = self.begin(name);
        let came = work(self, &step)?;
        self.go_on()?;
        Ok(self.end(&step, came))
    }

    /// Begins a step whose end is elsewhere.
    pub fn begin(&self, name: &str) -> Arc<Step> {
        let number = u32::try_from(self.done.len()).expect("a lesson has a few steps");
        Step::begin(number, name, self.tell)
    }

    /// Ends a step.
    pub fn end(&mut self, step: &Step, came: Came) -> LessonStep {
        let result = step.end(came);
        self.done.push(result.clone());
        result
    }

    /// The steps that were ended, and what they left on the disk.
    pub fn into_parts(self) -> (Vec<LessonStep>, Vec<TempDir>) {
        (self.done, self.folders)
    }

    /// A folder that lies there until the lesson's reader has gone.
    pub fn folder(&mut self) -> Result<&Path, Stop> {
        let folder = tempfile::Builder::new().prefix("manyhands-lesson-").tempdir().map_err(Stop::Temporary)?;
        self.folders.push(folder);
        Ok(self.folders.last().expect("one was put there").path())
    }

    /// A door for [`Chore::behind`] that opens when so many of the step's processes are ready.
    pub fn door(&mut self, step: &Step, count: u32) -> Result<PathBuf, Stop> {
        let door = self.folder()?.join("door");
        fs::write(&door, "").map_err(Stop::Temporary)?;
        let opened = door.clone();
        step.when_ready(count as usize, move || {
            // A door that is gone already is open.
            fs::remove_file(&opened).ok();
        });
        Ok(door)
    }

    /// Waits until so many of the step's processes are ready, though not for ever: a pool that cannot have them says so
    /// when it is to do something.
    pub fn until_ready(&self, step: &Step, count: u32) -> Result<(), Stop> {
        let (all, are_there) = mpsc::channel();
        step.when_ready(count as usize, move || {
            all.send(()).ok();
        });
        let begun = Stamp::now();
        while are_there.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            self.go_on()?;
            if Stamp::now().secs_since(begun) > READY_BY.as_secs_f64() {
                break;
            }
        }
        Ok(())
    }

    /// Nothing, unless it was cancelled.
    pub fn go_on(&self) -> Result<(), Stop> {
        if self.control.is_cancelled() { Err(Stop::Cancelled) } else { Ok(()) }
    }

    /// Has a pool for as long as `work` needs it, and then joins it.
    pub fn with_pool<T>(
        &self,
        step: &Arc<Step>,
        workers: u32,
        drawn: &Drawn,
        work: impl FnOnce(&Pool<ProcessHands>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let pool = Pool::start(self.config(step, workers, 0, drawn.clone()))?;
        self.control.set_terminator(Some(pool.terminator()));
        let worked = work(&pool);
        let joined = pool.join();
        self.control.set_terminator(None);
        self.go_on()?;
        let worked = worked?;
        joined?;
        step.draw_unless_nothing(drawn);
        Ok(worked)
    }

    /// Does each chore in a fresh process of its own, all of them started at once; `heard` is told of each when it is
    /// done. The processes are counted from `first`.
    pub fn each(
        &self,
        step: &Arc<Step>,
        first: u32,
        chores: Vec<Chore>,
        drawn: &Drawn,
        heard: impl Fn(&Ended) + Send + Sync + 'static,
    ) -> Result<Vec<Ended>, Stop> {
        let workers = u32::try_from(chores.len()).expect("a lesson has few processes");
        let terminator = Terminator::new();
        self.control.set_terminator(Some(terminator.clone()));
        let config = self.config(step, workers, first, drawn.clone());
        let finished = worker::each_with(config, tasks(chores), &terminator, hearing(first, heard));
        self.control.set_terminator(None);
        self.go_on()?;
        let ended = finished?.into_iter().map(|finished| Ended::new(finished, first)).collect::<Result<_, _>>()?;
        step.draw_unless_nothing(drawn);
        Ok(ended)
    }

    /// Has a pool do chores; `heard` is told of each when it is done.
    pub fn map(
        pool: &Pool<ProcessHands>,
        chores: Vec<Chore>,
        heard: impl Fn(&Ended) + Send + Sync + 'static,
    ) -> Result<Vec<Ended>, Stop> {
        let finished = pool.map_with(tasks(chores), hearing(0, heard))?;
        Ok(finished.into_iter().map(|finished| Ended::new(finished, 0)).collect::<Result<_, TaskError>>()?)
    }

    /// Has a pool do a chore without waiting for it; `heard` is told when it is done.
    pub fn apply_async(
        pool: &Pool<ProcessHands>,
        chore: Chore,
        heard: impl Fn(&Ended) + Send + Sync + 'static,
    ) -> Result<Pending<Done>, Stop> {
        Ok(pool.apply_async_with(Task::Chore(chore), hearing(0, heard))?)
    }

    fn config(&self, step: &Arc<Step>, workers: u32, first: u32, drawn: Drawn) -> Config<ProcessHands> {
        Config {
            program: self.programs.worker.clone(),
            workers: u16::try_from(workers).ok().and_then(NonZeroU16::new).unwrap_or(NonZeroU16::MIN),
            setup: None,
            task_deadline: Some(CHORE_DEADLINE),
            tasks_per_process: None,
            observer: step.observer(first, drawn),
        }
    }
}

/// A chore that was done.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    /// Its place among those handed in, from 0.
    pub task: usize,
    pub who: Who,
    /// How often it was given to a process.
    pub attempts: u32,
    pub taken: Stamp,
    pub done: Stamp,
    pub values: Vec<i64>,
}

impl Ended {
    pub fn new(finished: Finished<Done>, first: u32) -> Result<Self, TaskError> {
        let Finished { task, worker, pid, attempts, taken, done, result, .. } = finished;
        let values = match result? {
            Done::Chore(values) => values,
            Done::Download { .. } => unreachable!("a chore was asked for"),
        };
        Ok(Self { task, who: Who::Process { worker: first + worker, pid }, attempts, taken, done, values })
    }
}

pub(super) fn tasks(chores: Vec<Chore>) -> Vec<Task> {
    chores.into_iter().map(Task::Chore).collect()
}

fn hearing(
    first: u32,
    heard: impl Fn(&Ended) + Send + Sync + 'static,
) -> impl Fn(&Finished<Done>) + Send + Sync + 'static {
    move |finished| {
        if let Ok(ended) = Ended::new(finished.clone(), first) {
            heard(&ended);
        }
    }
}
