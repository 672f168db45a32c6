//! What the workers of a pool share: the queue, and how it all ends.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::job::Job;
use super::process::{Killed, Process, lock};
use super::terminator::End;
use super::{Death, Happening, Observer, PoolError, Program, Stamp, Work};

/// More deaths than this within [`DEATHS_WITHIN`] end it all: the next process would die too.
const MOST_DEATHS: usize = 5;
const DEATHS_WITHIN: Duration = Duration::from_secs(10);

/// How long a worker waits for a task before it looks whether its process is still there.
const IDLE: Duration = Duration::from_secs(1);

/// A job of such work.
pub(super) type JobOf<W> = Job<<W as Work>::Task, <W as Work>::Output>;

pub(super) struct Crew<W: Work> {
    pub(super) program: Program,
    /// How many workers were asked for.
    pub(super) workers: u16,
    /// The frame with what holds for every task.
    pub(super) setup: Vec<u8>,
    pub(super) task_deadline: Option<Duration>,
    /// After so many tasks a process gives way to a fresh one; `None`: never.
    pub(super) tasks_per_process: Option<u32>,
    /// Set when everything is to end; the spawner looks at it too.
    pub(super) ended: Arc<AtomicBool>,
    observer: Observer,
    state: Mutex<State<W>>,
    changed: Condvar,
}

struct State<W: Work> {
    queue: VecDeque<JobOf<W>>,
    /// No further tasks are taken.
    closed: bool,
    /// Why everything ended, if by an error.
    failure: Option<PoolError>,
    /// The process of each worker.
    processes: Vec<Option<Arc<Process>>>,
    /// How many tasks were handed in.
    submitted: u64,
    /// Which workers are there to take what is in the queue.
    present: BTreeSet<u32>,
    /// Which workers have yet to have their first process.
    starting: BTreeSet<u32>,
    /// How many workers went because the system has too little of something.
    missing: u16,
    /// What it has too little of; `None` when that was told.
    shortage: Option<String>,
    deaths: VecDeque<Stamp>,
}

/// What a worker without a task is to do.
pub(super) enum Next<W: Work> {
    /// This task.
    Task(JobOf<W>),
    /// Look whether its process is still there, and ask again.
    Look,
    /// Nothing any more.
    Leave,
}

impl<W: Work> Crew<W> {
    pub(super) fn new(program: Program, setup: Vec<u8>, workers: u16, observer: Observer) -> Self {
        let state = State {
            queue: VecDeque::new(),
            closed: false,
            failure: None,
            processes: (0..workers).map(|_| None).collect(),
            submitted: 0,
            present: (0..u32::from(workers)).collect(),
            starting: (0..u32::from(workers)).collect(),
            missing: 0,
            shortage: None,
            deaths: VecDeque::new(),
        };
        Self {
            program,
            workers,
            setup,
            task_deadline: None,
            tasks_per_process: None,
            ended: Arc::new(AtomicBool::new(false)),
            observer,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    pub(super) fn tell(&self, happening: Happening) {
        (self.observer)(happening);
    }

    /// Puts tasks at the end of the queue.
    pub(super) fn submit(&self, mut jobs: Vec<JobOf<W>>) -> Result<(), PoolError> {
        let mut state = lock(&self.state);
        if let Some(failure) = &state.failure {
            return Err(failure.clone());
        }
        if state.closed {
            return Err(PoolError::Closed);
        }
        if self.has_ended() {
            // The jobs are dropped, and each of them tells that it was terminated.
            return Ok(());
        }
        for job in &mut jobs {
            job.order = state.submitted;
            state.submitted += 1;
        }
        state.queue.extend(jobs);
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    /// The first tasks of the queue, one for each worker as far as they go.
    pub(super) fn first_tasks(&self) -> VecDeque<JobOf<W>> {
        let queue = &mut lock(&self.state).queue;
        let count = queue.len().min(usize::from(self.workers));
        queue.drain(..count).collect()
    }

    /// Waits for a task.
    pub(super) fn next(&self, worker: u32) -> Next<W> {
        let mut state = lock(&self.state);
        loop {
            if self.has_ended() {
                return Next::Leave;
            }
            if let Some(job) = state.queue.pop_front() {
                return Next::Task(job);
            }
            if state.closed {
                state.present.remove(&worker);
                return Next::Leave;
            }
            let (woken, waited) = self.changed.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if waited.timed_out() && state.queue.is_empty() {
                return Next::Look;
            }
        }
    }

    /// Whether a worker without a task will never get one any more; then it is not counted as present any longer.
    pub(super) fn leaves(&self, worker: u32) -> bool {
        let mut state = lock(&self.state);
        let is_over = self.has_ended() || state.closed && state.queue.is_empty();
        if is_over {
            state.present.remove(&worker);
        }
        is_over
    }

    /// Takes no further tasks.
    pub(super) fn close(&self) {
        lock(&self.state).closed = true;
        self.changed.notify_all();
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    pub(super) fn failure(&self) -> Option<PoolError> {
        lock(&self.state).failure.clone()
    }

    /// Ends everything because of an error, unless it has ended already.
    pub(super) fn fail(&self, error: PoolError) {
        let mut state = lock(&self.state);
        if !self.has_ended() {
            state.failure = Some(error);
            drop(state);
            self.end();
        }
    }

    /// A worker has a process, which is killed at once when everything has ended.
    pub(super) fn has_process(&self, worker: u32, process: &Arc<Process>) {
        lock(&self.state).processes[worker as usize] = Some(Arc::clone(process));
        if self.has_ended() {
            process.kill(Killed::Unwanted);
        }
    }

    /// A worker has no process any more.
    pub(super) fn lost_process(&self, worker: u32) {
        lock(&self.state).processes[worker as usize] = None;
    }

    /// A worker has had a process that could work.
    pub(super) fn has_started(&self, worker: u32) {
        let mut state = lock(&self.state);
        if state.starting.remove(&worker) {
            self.tell_of_shortage(state);
        }
    }

    /// A worker can have no process, or no thread. When there are others it may go, and its task returns to where it
    /// stood in the queue; false when it is the last.
    pub(super) fn may_go(&self, worker: u32, job: &mut Option<JobOf<W>>, reason: &str) -> bool {
        let mut state = lock(&self.state);
        state.shortage = Some(reason.to_owned());
        if state.present.iter().all(|other| *other == worker) {
            return false;
        }
        state.present.remove(&worker);
        state.missing += 1;
        if let Some(job) = job.take() {
            let place = state.queue.partition_point(|other| other.order < job.order);
            state.queue.insert(place, job);
            self.changed.notify_one();
        }
        state.starting.remove(&worker);
        self.tell_of_shortage(state);
        true
    }

    /// Tells that there are fewer workers, once all have had their turn.
    fn tell_of_shortage(&self, mut state: MutexGuard<'_, State<W>>) {
        if state.starting.is_empty()
            && state.missing > 0
            && let Some(reason) = state.shortage.take()
        {
            let got = self.workers - state.missing;
            drop(state);
            self.tell(Happening::Fewer { asked: self.workers, got, reason });
        }
    }

    /// Sleeps, but not beyond the end of everything.
    pub(super) fn sleep(&self, time: Duration) {
        let until = Stamp::now().plus(time);
        let mut state = lock(&self.state);
        while !self.has_ended() {
            let left = until.since(Stamp::now());
            if left.is_zero() {
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Counts a death; too many in a short time end everything.
    pub(super) fn count_death(&self, death: &Death) {
        let now = Stamp::now();
        let mut state = lock(&self.state);
        state.deaths.push_back(now);
        while state.deaths.front().is_some_and(|first| now.since(*first) > DEATHS_WITHIN) {
            state.deaths.pop_front();
        }
        let deaths = state.deaths.len();
        drop(state);
        if deaths > MOST_DEATHS {
            self.fail(PoolError::TooManyDeaths { deaths, within: DEATHS_WITHIN, death: death.clone() });
        }
    }
}

impl<W: Work> End for Crew<W> {
    /// Kills every process and gives up every task.
    fn end(&self) {
        let mut state = lock(&self.state);
        self.ended.store(true, Ordering::Relaxed);
        for process in state.processes.iter().flatten() {
            process.kill(Killed::Unwanted);
        }
        let queue = std::mem::take(&mut state.queue);
        drop(state);
        self.changed.notify_all();
        drop(queue); // each of its jobs tells that it was terminated
    }
}
