//! What the workers of a pool share: the queue, and how it all ends.

use std::collections::{BTreeSet, VecDeque};
use std::num::{NonZeroU32, NonZeroUsize};
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

/// What a worker has: the first is under way, and the others travelled with it.
pub(super) type Load<W> = VecDeque<JobOf<W>>;

pub(super) struct Crew<W: Work> {
    pub(super) program: Program,
    /// How many workers were asked for.
    pub(super) workers: u16,
    /// The frame with what holds for every task.
    pub(super) setup: Vec<u8>,
    pub(super) task_deadline: Option<Duration>,
    /// After so many tasks a process gives way to a fresh one; `None`: never.
    pub(super) tasks_per_process: Option<NonZeroU32>,
    /// Whether a process that gave way is replaced only when there is a task for the fresh one.
    pub(super) starts_for_tasks_only: bool,
    /// Set when no further process is to be started; the spawner looks at it too.
    pub(super) starts_no_more: Arc<AtomicBool>,
    /// Set when everything is to end.
    ended: AtomicBool,
    observer: Observer,
    state: Mutex<State<W>>,
    changed: Condvar,
}

struct State<W: Work> {
    queue: VecDeque<JobOf<W>>,
    /// No further tasks are taken, but from feeds.
    closed: bool,
    /// How many lists are still being handed in, task by task.
    feeds: usize,
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

impl<W: Work> State<W> {
    /// Why no further tasks are taken, if they are not.
    fn takes_more(&self) -> Result<(), PoolError> {
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None if self.closed => Err(PoolError::Closed),
            None => Ok(()),
        }
    }

    /// Whether there is no task, and none can come any more.
    fn is_exhausted(&self) -> bool {
        self.closed && self.feeds == 0 && self.queue.is_empty()
    }
}

/// What a worker without a task is to do.
pub(super) enum Next {
    /// What its load holds now.
    Perform,
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
            feeds: 0,
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
            starts_for_tasks_only: false,
            starts_no_more: Arc::default(),
            ended: AtomicBool::new(false),
            observer,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    pub(super) fn tell(&self, happening: Happening) {
        (self.observer)(happening);
    }

    /// Puts tasks at the end of the queue, in chunks of that many.
    pub(super) fn submit(&self, jobs: Vec<JobOf<W>>, chunk: NonZeroUsize) -> Result<(), PoolError> {
        let state = lock(&self.state);
        state.takes_more()?;
        self.enqueue(state, jobs, chunk);
        Ok(())
    }

    /// From here on tasks may be handed in by [`feed`](Self::feed), also when no others are taken any more, until
    /// [`end_feed`](Self::end_feed).
    pub(super) fn begin_feed(&self) -> Result<(), PoolError> {
        let mut state = lock(&self.state);
        state.takes_more()?;
        state.feeds += 1;
        Ok(())
    }

    /// Puts one task at the end of the queue.
    pub(super) fn feed(&self, job: JobOf<W>) {
        self.enqueue(lock(&self.state), vec![job], NonZeroUsize::MIN);
    }

    pub(super) fn end_feed(&self) {
        lock(&self.state).feeds -= 1;
        self.changed.notify_all();
    }

    fn enqueue(&self, mut state: MutexGuard<'_, State<W>>, mut jobs: Vec<JobOf<W>>, chunk: NonZeroUsize) {
        if self.begins_no_more() {
            drop(state);
            return; // the jobs are dropped, and each of them tells that it was terminated
        }
        for jobs in jobs.chunks_mut(chunk.get()) {
            let chunk = state.submitted;
            for job in jobs {
                (job.order, job.chunk) = (state.submitted, chunk);
                state.submitted += 1;
            }
        }
        let is_one = jobs.len() == 1;
        state.queue.extend(jobs);
        drop(state);
        if is_one { self.changed.notify_one() } else { self.changed.notify_all() }
    }

    /// Returns tasks to where they stood in the queue: all of a load but the first so many.
    pub(super) fn give_back(&self, load: &mut Load<W>, all_but: usize) {
        let back = load.split_off(all_but.min(load.len()));
        if !back.is_empty() {
            self.put_back(lock(&self.state), back);
        }
    }

    fn put_back(&self, mut state: MutexGuard<'_, State<W>>, mut back: Load<W>) {
        if self.begins_no_more() {
            drop(state);
            return; // as above
        }
        while let Some(job) = back.pop_back() {
            let place = state.queue.partition_point(|other| other.order < job.order);
            state.queue.insert(place, job);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// The first tasks of the queue, one for each worker as far as they go.
    pub(super) fn first_tasks(&self) -> VecDeque<JobOf<W>> {
        let queue = &mut lock(&self.state).queue;
        let count = queue.len().min(usize::from(self.workers));
        queue.drain(..count).collect()
    }

    /// Waits for tasks, and puts into the load those of a chunk, but not more than `most`, which is at least one.
    pub(super) fn next(&self, worker: u32, most: usize, load: &mut Load<W>) -> Next {
        let mut state = lock(&self.state);
        loop {
            if self.has_ended() {
                return Next::Leave;
            }
            if let Some(job) = state.queue.pop_front() {
                let chunk = job.chunk;
                load.push_back(job);
                while load.len() < most && state.queue.front().is_some_and(|job| job.chunk == chunk) {
                    load.extend(state.queue.pop_front());
                }
                return Next::Perform;
            }
            if self.begins_no_more() || state.is_exhausted() {
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
        let is_over = self.begins_no_more() || state.is_exhausted();
        if is_over {
            state.present.remove(&worker);
        }
        is_over
    }

    /// Takes no further tasks, but from feeds.
    pub(super) fn close(&self) {
        lock(&self.state).closed = true;
        self.changed.notify_all();
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// Whether no further task is begun, at the latest when everything has ended.
    pub(super) fn begins_no_more(&self) -> bool {
        self.starts_no_more.load(Ordering::SeqCst)
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

    /// A worker can have no process, or no thread. When there are others it may go, and its tasks return to where they
    /// stood in the queue; false when it is the last.
    pub(super) fn may_go(&self, worker: u32, load: &mut Load<W>, reason: &str) -> bool {
        let mut state = lock(&self.state);
        state.shortage = Some(reason.to_owned());
        if state.present.iter().all(|other| *other == worker) {
            return false;
        }
        state.present.remove(&worker);
        state.missing += 1;
        state.starting.remove(&worker);
        self.put_back(state, std::mem::take(load));
        self.tell_of_shortage(lock(&self.state));
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

    /// Sleeps, as long as there may be something to begin.
    pub(super) fn sleep(&self, time: Duration) {
        let until = Stamp::now().plus(time);
        let mut state = lock(&self.state);
        while !self.begins_no_more() {
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
        self.starts_no_more.store(true, Ordering::SeqCst);
        self.ended.store(true, Ordering::Relaxed);
        for process in state.processes.iter().flatten() {
            process.kill(Killed::Unwanted);
        }
        let queue = std::mem::take(&mut state.queue);
        drop(state);
        self.changed.notify_all();
        drop(queue); // each of its jobs tells that it was terminated
    }
    /// Gives up the tasks that wait, and kills the processes that have not begun theirs.
    fn wind_down(&self, has_begun: &dyn Fn(usize) -> bool) {
        let mut state = lock(&self.state);
        state.closed = true;
        self.starts_no_more.store(true, Ordering::SeqCst);
        for process in state.processes.iter().flatten() {
            // One without a task finds none any more, and ends as it should.
            if process.task().is_some_and(|task| !has_begun(task)) {
                process.kill(Killed::Unwanted);
            }
        }
        let queue = std::mem::take(&mut state.queue);
        drop(state);
        self.changed.notify_all();
        drop(queue); // as above
    }
}
