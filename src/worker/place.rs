//! A worker's place in a pool: the thread that has a process started, and another one when it dies.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::crew::{Crew, JobOf, Load, Next};
use super::hand::Hand;
use super::process::{Ending, Killed, MOST_SILENCE, MOST_START};
use super::protocol::EXIT_SHORTAGE;
use super::spawner::{self, Pending, Started};
use super::terminator::End as _;
use super::{Death, PoolError, TaskError, Work, sys};

/// How often a task is given to a process.
const MOST_ATTEMPTS: u32 = 2;

/// How long the last worker waits before it asks for a process again; twice as long each time.
const FIRST_BACK_OFF: Duration = Duration::from_millis(50);
const LAST_BACK_OFF: Duration = Duration::from_secs(1);

/// A worker's place in a pool, which outlives its processes.
pub(super) struct Place<W: Work> {
    crew: Arc<Crew<W>>,
    worker: u32,
    /// The task that it has, and those that travelled with it.
    load: Load<W>,
    /// Whether it has a thread.
    has_begun: bool,
    back_off: Duration,
}

impl<W: Work> Place<W> {
    pub(super) fn new(crew: Arc<Crew<W>>, worker: u32, job: Option<JobOf<W>>) -> Self {
        Self { crew, worker, load: job.into_iter().collect(), has_begun: false, back_off: FIRST_BACK_OFF }
    }

    /// Does what there is to do, with one process after another if need be, until there is nothing any more.
    pub(super) fn tend(mut self, first: Pending) {
        self.has_begun = true;
        let mut pending = Some(first);
        loop {
            let asked = pending.take().unwrap_or_else(|| spawner::ask(&self.crew.program, &self.crew.starts_no_more));
            let goes_on = match asked.wait() {
                Ok(started) => self.tend_process(started),
                Err(error) if sys::is_shortage(&error) => self.makes_do(&error.to_string()),
                Err(_) if self.crew.begins_no_more() => false,
                Err(error) => {
                    self.crew.fail(PoolError::starting(&error));
                    false
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    /// From the start of a process to its end; whether there is to be another.
    fn tend_process(&mut self, started: Started) -> bool {
        let mut hand = Hand::new(Arc::clone(&self.crew), self.worker, started);
        let result = hand.work(&mut self.load);
        let (ending, killed, was_ready) = hand.end();
        // Whatever became of the first, the others were not begun.
        self.crew.give_back(&mut self.load, 1);
        if was_ready {
            self.back_off = FIRST_BACK_OFF;
        }
        if !was_ready && ending.code == Some(EXIT_SHORTAGE) && !self.crew.begins_no_more() {
            self.load.iter_mut().for_each(JobOf::<W>::take_back);
            let reason = if ending.stderr.is_empty() { "a worker found too little" } else { &ending.stderr };
            return self.makes_do(reason);
        }
        self.crew.has_started(self.worker);
        match result {
            _ if self.crew.has_ended() => false,
            Ok(()) if self.crew.tasks_per_process.is_none() => false,
            Ok(()) => self.has_more(),
            // It had not begun.
            Err(_) if killed == Killed::Unwanted && self.crew.begins_no_more() => false,
            Err(cause) => {
                self.died(cause, ending, killed, was_ready);
                self.has_more()
            }
        }
    }

    /// A process died: its task is tried once more, or comes to nothing.
    fn died(&mut self, cause: String, ending: Ending, killed: Killed, was_ready: bool) {
        let cause = match killed {
            Killed::Deadline => {
                let limit = self.crew.task_deadline.unwrap_or_default();
                let had_its_time = |job: &JobOf<W>| job.given().is_none_or(|to| ending.exited.since(to.at) >= limit);
                if let Some(job) = self.load.pop_front_if(|job| had_its_time(job)) {
                    job.failed(TaskError::DeadlinePassed { limit });
                }
                // Or else the one before it was done at the last moment, and this one is not to blame.
                self.load.iter_mut().for_each(JobOf::<W>::take_back);
                return;
            }
            Killed::Silent if was_ready => format!("did not answer for {} s and was killed", MOST_SILENCE.as_secs()),
            Killed::Silent => format!("did not say hello within {} s and was killed", MOST_START.as_secs()),
            Killed::No | Killed::Unwanted => cause,
        };
        let death = Death { cause, exit: ending.exit, stderr: ending.stderr };
        self.crew.count_death(&death);
        match self.load.pop_front_if(|job| job.attempts() >= MOST_ATTEMPTS) {
            Some(job) if !self.crew.has_ended() => {
                let attempts = job.attempts();
                job.failed(TaskError::Died { attempts, death });
            }
            _ => {}
        }
    }

    /// Whether there is something to start another process for.
    fn has_more(&mut self) -> bool {
        if !self.load.is_empty() {
            return !self.crew.begins_no_more();
        }
        if !self.crew.starts_for_tasks_only {
            return !self.crew.leaves(self.worker);
        }
        loop {
            match self.crew.next(self.worker, 1, &mut self.load) {
                Next::Perform => return true,
                Next::Look => {}
                Next::Leave => return false,
            }
        }
    }

    /// The system has too little of something for a further process. The others go on without this one; the last one
    /// tries again, and after some time gives up. Whether there is to be another process.
    fn makes_do(&mut self, reason: &str) -> bool {
        if self.crew.begins_no_more() || self.crew.may_go(self.worker, &mut self.load, reason) {
            return false;
        }
        if self.back_off > LAST_BACK_OFF {
            self.crew.fail(PoolError::NoWorkers { reason: reason.to_owned() });
            return false;
        }
        self.crew.sleep(self.back_off);
        self.back_off *= 2;
        !self.crew.begins_no_more()
    }
}

impl<W: Work> Drop for Place<W> {
    fn drop(&mut self) {
        if thread::panicking() {
            // Nobody would do what is in the queue; the panic itself is told to whoever joins this thread.
            self.crew.end();
        } else if !self.has_begun {
            let reason = "no further thread can be started";
            if !self.crew.may_go(self.worker, &mut self.load, reason) {
                self.crew.fail(PoolError::NoWorkers { reason: reason.to_owned() });
            }
        }
    }
}
