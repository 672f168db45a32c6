//! The five modes, one file each, behind one trait: what is compared is how tasks are spread and
//! nothing else.

mod async_slots;
mod process_per_task;
mod process_pool;
mod sequential;
mod thread_pool;

use std::num::NonZeroU16;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;

use crate::fetch::{self, MAX_HOPS};
use crate::model::{
    Contender, DownloadTask, ErrorKind, FetchRules, Fetched, Mode, Outcome, Phases, without_credentials,
};
use crate::tasks::{Done, Hands, Task};
use crate::worker::{Config, Finished, Happening, Observer, PoolError, Stamp, TaskError, Terminator};

use super::hands::{Fetching, ProcessHands};
use super::pace::{self, Pace};
use super::recorder::Recorder;
use super::room::Open;
use super::{Control, Programs};

/// What a task may take beyond its download's own deadline, before its worker is given up: a
/// picture to shrink, and a machine that is busy.
const GRACE: Duration = Duration::from_secs(15);

/// All that a mode needs to do a run.
pub(super) struct Job<'a> {
    /// In the plan's order.
    pub tasks: Vec<DownloadTask>,
    pub contender: Contender,
    pub rules: FetchRules,
    /// The connections that they keep open in this process.
    pub open: Open,
    pub programs: &'a Programs,
    pub control: &'a Control,
    pub recorder: &'a Arc<Recorder>,
    /// The turns of requests, where a rate is asked for.
    pub pace: Option<&'a Arc<Pace>>,
}

impl Job<'_> {
    /// How many workers there are to be at a time, none of them without a task.
    fn workers(&self) -> usize {
        usize::from(self.contender.at_a_time().get()).min(self.tasks.len())
    }

    /// Whether a further task may start: nobody cancelled, and no download told us to stop.
    fn may_go_on(&self) -> bool {
        !self.control.is_cancelled() && !self.recorder.is_halted()
    }

    /// The tasks for worker processes.
    fn for_processes(&self) -> Vec<Task> {
        self.tasks.iter().cloned().map(Task::Download).collect()
    }

    /// What fetches in this process.
    fn hands(&self) -> Hands {
        Hands::new(&self.rules, pace::turns(self.pace))
    }

    /// Records what a worker process brings back, and has nothing further begun when it halts the run.
    fn listener(&self, terminator: &Terminator) -> impl Fn(&Finished<Done>) + Send + Sync + 'static {
        let (recorder, terminator, pace) = (Arc::clone(self.recorder), terminator.clone(), self.pace.cloned());
        let index = |task: usize| u32::try_from(task).expect("a plan has at most 10,000 tasks");
        move |finished| {
            let Ok(Done::Download { fetched, .. }) = &finished.result else { return };
            recorder.done(index(finished.task), finished.worker, fetched, finished.done);
            if recorder.is_halted() {
                pace.iter().for_each(|pace| pace.close());
                terminator.wind_down(|task| pace.as_ref().is_none_or(|pace| pace.has_begun(index(task))));
            }
        }
    }

    /// What ended, also when something broke the run off before its time, which the recorder is told then. Where
    /// nothing ended at all there is no run.
    fn as_far_as_it_went(&self, ended: Vec<Ended>, failure: Option<PoolError>) -> Result<Vec<Ended>, RunError> {
        match failure {
            Some(error) if ended.is_empty() => Err(error.into()),
            Some(error) => {
                self.recorder.broke_off(error.to_string());
                Ok(ended)
            }
            None => Ok(ended),
        }
    }

    /// Records what worker processes do. One that is killed leaves its part file behind, which goes as soon as the
    /// process has: it may be what fills the disk.
    fn observer(&self) -> Observer {
        let (recorder, control) = (Arc::clone(self.recorder), self.control.clone());
        let folder = self.tasks.first().and_then(|task| task.destination.parent()).map(Path::to_owned);
        Arc::new(move |happening| {
            if let (Happening::Exited(process), Some(folder)) = (&happening, &folder) {
                let may_have_begun = process.ready.is_some() && process.exit != "0";
                // After a cancel the folder goes as a whole.
                if may_have_begun && !control.is_cancelled() {
                    fetch::sweep_parts_of(folder, process.pid);
                }
            }
            recorder.happened(happening);
        })
    }
}

/// How worker processes are started for a run.
fn process_config(job: &Job<'_>) -> Config<ProcessHands> {
    let workers = u16::try_from(job.workers()).ok().and_then(NonZeroU16::new).unwrap_or(NonZeroU16::MIN);
    // Before each of its requests a download may have to let one of every other worker pass.
    let most_requests = u32::try_from(MAX_HOPS + 1).expect("few");
    let longest_wait = job.pace.map_or(Duration::ZERO, |pace| pace.gap() * u32::from(workers.get()) * most_requests);
    Config {
        program: job.programs.worker.clone(),
        workers,
        setup: Some(Fetching { rules: job.rules.clone(), pace: job.pace.map(|pace| pace.address()) }),
        task_deadline: Some(Duration::from_secs_f64(job.rules.timeout_secs) + GRACE + longest_wait),
        tasks_per_process: None,
        observer: job.observer(),
    }
}

/// One task that ended, with the stamps of its way.
#[derive(Debug)]
pub(super) struct Ended {
    pub index: u32,
    pub worker: u32,
    pub pid: u32,
    pub attempts: u32,
    /// When it was handed over to the workers; `None` where nothing is handed over.
    pub submitted: Option<Stamp>,
    pub taken: Stamp,
    pub done: Stamp,
    pub fetched: Fetched,
}

/// A run that could not be done.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Pool(#[from] PoolError),
    #[error("the system gives no event queue: {0}; close other programs and run again")]
    Runtime(#[source] std::io::Error),
    #[error("the system gives no thread: {0}; choose fewer workers")]
    Thread(#[source] std::io::Error),
}

/// A way to spread the tasks of a run.
pub(super) trait Spread {
    /// Does all tasks. A task that was not begun, or was cut off, is missing in the result.
    fn perform(&self, job: Job<'_>) -> Result<Vec<Ended>, RunError>;
}

/// The way that a mode's name stands for.
pub(super) fn spread(mode: Mode) -> &'static dyn Spread {
    match mode {
        Mode::Sequential => &sequential::Sequential,
        Mode::ProcessPerTask => &process_per_task::ProcessPerTask,
        Mode::ProcessPool => &process_pool::ProcessPool,
        Mode::ThreadPool => &thread_pool::ThreadPool,
        Mode::Async => &async_slots::AsyncSlots,
    }
}

/// Tasks first in, first out, for workers that share this process.
struct Queue<'a> {
    tasks: &'a [DownloadTask],
    next: AtomicU32,
}

impl<'a> Queue<'a> {
    fn new(tasks: &'a [DownloadTask]) -> Self {
        Self { tasks, next: AtomicU32::new(0) }
    }

    fn take(&self) -> Option<&'a DownloadTask> {
        self.tasks.get(self.next.fetch_add(1, Ordering::Relaxed) as usize)
    }
}

/// Takes one task in this process, when its turn has come, and records it; `None` when a cancel cut it
/// off or the run ended before.
async fn perform_here(
    hands: &Hands,
    task: &DownloadTask,
    worker: u32,
    submitted: Option<Stamp>,
    job: &Job<'_>,
) -> Option<Ended> {
    let pid = std::process::id();
    let index = task.index;
    if let Some(pace) = job.pace {
        let waiting = pace.wait_for(index, || job.may_go_on());
        job.control.cancelled().run_until_cancelled(waiting).await.filter(|has_come| *has_come)?;
    }
    let taken = Stamp::now();
    job.recorder.taken(index, worker, pid, taken);
    let work = hands.fetch(task, 1);
    // A picture's decoder may panic; in a process of its own that would end a worker and no more.
    let work = AssertUnwindSafe(work).catch_unwind();
    let result = job.control.cancelled().run_until_cancelled(work).await?;
    let done = Stamp::now();
    let fetched = match result {
        Ok(fetched) => fetched,
        Err(_panic) => {
            let message =
                format!("the picture's decoder failed; leave this picture out: {}", without_credentials(&task.url));
            unfetched(ErrorKind::Undecodable, message, done.secs_since(taken))
        }
    };
    job.recorder.done(index, worker, &fetched, done);
    if let Some(pace) = job.pace.filter(|_| job.recorder.is_halted()) {
        pace.close();
    }
    Some(Ended { index, worker, pid, attempts: 1, submitted, taken, done, fetched })
}

/// What a worker process brought back; `None` when it was ended on our behalf.
fn from_process(finished: Finished<Done>) -> Option<Ended> {
    let Finished { task, worker, pid, attempts, submitted, mut taken, done, result } = finished;
    let fetched = match result {
        Ok(Done::Download { fetched, begun }) => {
            // It was in the worker's hands, but not its turn.
            taken = begun.unwrap_or(taken);
            *fetched
        }
        Ok(Done::Chore(_)) => unreachable!("a download was asked for"),
        Err(TaskError::Terminated) => return None,
        Err(error) => {
            let is_late = matches!(error, TaskError::DeadlinePassed { .. });
            let kind = if is_late { ErrorKind::Timeout } else { ErrorKind::WorkerDied };
            unfetched(kind, error.to_string(), done.secs_since(taken))
        }
    };
    let index = u32::try_from(task).expect("a plan has at most 10,000 tasks");
    Some(Ended { index, worker, pid, attempts, submitted: Some(submitted), taken, done, fetched })
}

/// What is known of a download whose worker could not tell of it.
fn unfetched(kind: ErrorKind, message: String, total_secs: f64) -> Fetched {
    Fetched {
        final_url: None,
        phases: Phases { other_secs: Some(total_secs), ..Phases::default() },
        hops: Vec::new(),
        http_version: None,
        status: None,
        bytes: 0,
        hash: None,
        path: None,
        connections_opened: 0,
        outcome: Outcome::failed(kind, message),
        retry_after_secs: None,
        total_secs,
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::growth::Growth;
    use crate::engine::witness::Witness;
    use crate::model::{Accept, Connections, MAX_WORKERS, Work};
    use crate::worker::Program;

    use super::*;

    /// How many worker processes there would be for so many tasks.
    fn processes(contender: &str, tasks: u32) -> u16 {
        let url: url::Url = "http://127.0.0.1/a.jpg".parse().expect("a url");
        let task = |index| DownloadTask { index, url: url.clone(), destination: format!("{index}.jpg").into() };
        let (worker, lab) = (Program::at("manyhands", "@worker"), Program::at("manyhands", "@lab"));
        let rules = FetchRules {
            work: Work::Download,
            accept: Accept::Any,
            connections: Connections::Fresh,
            http2: false,
            headers: Vec::new(),
            timeout_secs: 60.0,
            max_bytes: 1,
            lab: None,
        };
        let start = Stamp::now();
        let job = Job {
            tasks: (0..tasks).map(task).collect(),
            contender: contender.parse().expect("a contender"),
            rules,
            open: Open::new([], tasks, Connections::Fresh),
            programs: &Programs { worker, lab },
            control: &Control::new(),
            recorder: &Recorder::new(1, start, Growth::default(), Witness::new()),
            pace: None,
        };
        process_config(&job).workers.get()
    }

    #[test]
    fn no_more_processes_are_asked_for_than_tasks_or_than_may_be_at_a_time() {
        assert_eq!(processes("process-pool:4", 10), 4);
        assert_eq!(processes("process-pool:4", 3), 3);
        assert_eq!(processes("process-per-task:10", 10), 10);
        assert_eq!(processes("process-per-task:700", 700), MAX_WORKERS);
    }
}
