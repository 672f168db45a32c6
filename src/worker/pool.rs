//! Many workers, one queue.

use std::num::{NonZeroU16, NonZeroU32, NonZeroUsize};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::crew::{Crew, Load};
use super::frame::frame;
use super::imap::{Order, Results};
use super::job::Batch;
use super::place::Place;
use super::process::{self, FILES_PER_CHILD};
use super::protocol::Call;
use super::terminator::End as _;
use super::{Finished, Observer, Pending, PoolError, Program, Terminator, Work, room, spawner};

/// The stack of a thread that does little but wait for a worker.
const STACK_BYTES: usize = 256 << 10;

/// How a pool is to be.
pub struct Config<W: Work> {
    /// What the workers are.
    pub program: Program,
    /// How many at a time.
    pub workers: NonZeroU16,
    /// What holds for every task; each process is told once.
    pub setup: W::Setup,
    /// How long a task may take in its worker; a worker that takes longer is killed.
    pub task_deadline: Option<Duration>,
    /// After how many tasks a process ends and a fresh one takes its place, for work that leaves something behind;
    /// `None`: never. ([`each`] has a process for every task in any case.)
    pub tasks_per_process: Option<NonZeroU32>,
    /// Who is told of what happens.
    pub observer: Observer,
}

/// Worker processes that live long and take tasks, first in, first out across all calls and threads.
///
/// | to have done | waits for | as in Python's `Pool` |
/// | --- | --- | --- |
/// | one task | its result: [`apply`](Self::apply); nothing: [`apply_async`](Self::apply_async) | `apply`, `apply_async` |
/// | a list | all results: [`map`](Self::map); the same with fewer frames: [`map_chunked`](Self::map_chunked) | `map` |
/// | what an iterator gives | each result in its turn: [`imap`](Self::imap); whichever is there: [`imap_unordered`](Self::imap_unordered) | `imap`, `imap_unordered` |
///
/// Each worker does one task at a time. A worker that dies, or does not answer for 4 s, is replaced, and its task is tried once
/// more by the process that takes its place; the others do not notice. More than 5 deaths within 10 s end it all.
/// When the system does not allow so many processes it goes on with fewer and says so by
/// [`Happening::Fewer`](super::Happening::Fewer).
///
/// Dropping it ends everything at once, as [`terminate`](Self::terminate) does; [`join`](Self::join) waits for what is
/// to be done.
pub struct Pool<W: Work> {
    crew: Arc<Crew<W>>,
    terminator: Terminator,
    threads: Vec<JoinHandle<()>>,
}

impl<W: Work> Pool<W> {
    /// Asks for the workers and does not wait for them.
    ///
    /// # Errors
    /// When the setup cannot travel, or not a single thread can be had. That no process can be started is told by
    /// [`map`](Self::map) and [`join`](Self::join).
    pub fn start(config: Config<W>) -> Result<Self, PoolError> {
        let crew = Arc::new(crew(config, usize::MAX)?);
        let terminator = Terminator::new();
        let threads = start(&crew, &terminator);
        Ok(Self { crew, terminator, threads })
    }

    /// Does a task and returns what became of it.
    ///
    /// # Errors
    /// As [`map`](Self::map).
    pub fn apply(&self, task: W::Task) -> Result<Finished<W::Output>, PoolError> {
        let finished = self.apply_async(task)?.wait();
        self.crew.failure().map_or(Ok(finished), Err)
    }

    /// Has a task done and does not wait for it.
    ///
    /// # Errors
    /// When the pool is closed, or has ended by an error already.
    pub fn apply_async(&self, task: W::Task) -> Result<Pending<W::Output>, PoolError> {
        self.apply_async_with(task, |_| {})
    }

    /// As [`apply_async`](Self::apply_async), and `heard` is told what became of the task, from the thread of its
    /// worker, before anybody else: it should not take long, and must not wait for another task.
    ///
    /// # Errors
    /// As [`apply_async`](Self::apply_async).
    pub fn apply_async_with(
        &self,
        task: W::Task,
        heard: impl Fn(&Finished<W::Output>) + Send + Sync + 'static,
    ) -> Result<Pending<W::Output>, PoolError> {
        self.submit(vec![task], NonZeroUsize::MIN, heard).map(Pending::new)
    }

    /// Does all tasks and returns what became of each, in their order. Several threads may call it at a time: tasks
    /// are taken in the order in which they were handed in.
    ///
    /// # Errors
    /// When the pool is closed, when no worker can be started, and when too many die in a short time. A task that
    /// fails is no such error, but stands in its place.
    pub fn map(&self, tasks: Vec<W::Task>) -> Result<Vec<Finished<W::Output>>, PoolError> {
        self.map_with(tasks, |_| {})
    }

    /// As [`map`](Self::map), and `heard` is told of each task when it is done, from the thread of its worker.
    ///
    /// # Errors
    /// As [`map`](Self::map).
    pub fn map_with(
        &self,
        tasks: Vec<W::Task>,
        heard: impl Fn(&Finished<W::Output>) + Send + Sync + 'static,
    ) -> Result<Vec<Finished<W::Output>>, PoolError> {
        let finished = self.map_as_far_as_it_goes(tasks, heard)?;
        self.crew.failure().map_or(Ok(finished), Err)
    }

    /// As [`map_with`](Self::map_with), but what was done is not lost when something ends the pool meanwhile: the tasks
    /// that were not are [`Terminated`](super::TaskError::Terminated) then, and [`join`](Self::join) tells of what.
    ///
    /// # Errors
    /// When the pool is closed, or has ended by an error already.
    pub fn map_as_far_as_it_goes(
        &self,
        tasks: Vec<W::Task>,
        heard: impl Fn(&Finished<W::Output>) + Send + Sync + 'static,
    ) -> Result<Vec<Finished<W::Output>>, PoolError> {
        Ok(self.submit(tasks, NonZeroUsize::MIN, heard)?.wait())
    }

    /// As [`map`](Self::map), but so many tasks go to a worker at a time, in one frame, where they find room in it. It
    /// does them in their order and answers each on its own: when it dies, only the one that it had under way has been
    /// tried, and the others return to the head of the queue.
    ///
    /// That spares small tasks most of their way; but who has a chunk keeps it while others may be idle. See
    /// [`best_chunk`](Self::best_chunk).
    ///
    /// # Errors
    /// As [`map`](Self::map).
    pub fn map_chunked(&self, tasks: Vec<W::Task>, chunk: NonZeroUsize) -> Result<Vec<Finished<W::Output>>, PoolError> {
        let finished = self.submit(tasks, chunk, |_| {})?.wait();
        self.crew.failure().map_or(Ok(finished), Err)
    }

    /// The chunk for so many tasks that Python's `Pool.map` takes where none is asked for: four chunks a worker, so that
    /// none is without work for long at the end.
    pub fn best_chunk(&self, tasks: usize) -> NonZeroUsize {
        let chunk = tasks.div_ceil(4 * usize::from(self.crew.workers));
        NonZeroUsize::new(chunk).unwrap_or(NonZeroUsize::MIN)
    }

    /// Does the tasks that the iterator gives, and gives their results in their order.
    ///
    /// It takes tasks as results are asked for, two a worker ahead, so there may be any number of them, also without
    /// end. The iterator is asked by whoever asks for the results: if it panics, so does that, after the results of
    /// what came before, and the pool goes on. One that can fail otherwise ends where it does, such as by
    /// [`map_while`](Iterator::map_while), and what was begun is done.
    ///
    /// It may be dropped before its end. It goes on after the pool was [closed](Self::close), and ends soon after that
    /// was [terminated](Self::terminate).
    ///
    /// # Errors
    /// When the pool is closed, or has ended by an error already. (When it ends by one later, the tasks under way are
    /// [`Terminated`](super::TaskError::Terminated), and [`join`](Self::join) tells of what.)
    pub fn imap(
        &self,
        tasks: impl IntoIterator<Item = W::Task>,
    ) -> Result<impl Iterator<Item = Finished<W::Output>>, PoolError> {
        Results::new(&*self.crew, tasks.into_iter(), Order::OfTasks)
    }

    /// As [`imap`](Self::imap), but gives each result as soon as it is there; [`Finished::task`] tells whose it is.
    ///
    /// # Errors
    /// As [`imap`](Self::imap).
    pub fn imap_unordered(
        &self,
        tasks: impl IntoIterator<Item = W::Task>,
    ) -> Result<impl Iterator<Item = Finished<W::Output>>, PoolError> {
        Results::new(&*self.crew, tasks.into_iter(), Order::AsTheyCome)
    }

    fn submit(
        &self,
        tasks: Vec<W::Task>,
        chunk: NonZeroUsize,
        heard: impl Fn(&Finished<W::Output>) + Send + Sync + 'static,
    ) -> Result<Arc<Batch<W::Output>>, PoolError> {
        let (batch, jobs) = Batch::new(tasks, heard);
        self.crew.submit(jobs, chunk)?;
        Ok(batch)
    }

    /// Ends everything at once, from any thread, as [`Terminator::terminate`] does.
    pub fn terminate(&self) {
        self.terminator.terminate();
    }

    /// What ends this pool from another thread.
    pub fn terminator(&self) -> Terminator {
        self.terminator.clone()
    }

    /// Takes no further tasks; those that were handed in are still done.
    pub fn close(&self) {
        self.crew.close();
    }

    /// Closes it, waits until every task is done, has each worker end (told to, and killed when it has not after half a
    /// second), and waits for its process.
    ///
    /// # Errors
    /// What ended the pool before its time, if something did.
    pub fn join(mut self) -> Result<(), PoolError> {
        self.crew.close();
        wait_for(&mut self.threads);
        self.crew.failure().map_or(Ok(()), Err)
    }
}

impl<W: Work> Drop for Pool<W> {
    fn drop(&mut self) {
        if !self.threads.is_empty() {
            self.crew.end();
            wait_for(&mut self.threads);
        }
    }
}

/// Does each task in a fresh process of its own: as many at a time as the configuration says, all of them started at
/// once. Returns what became of each, in their order, when all processes have been waited for. A process that dies is
/// dealt with as in a [`Pool`].
///
/// # Errors
/// When the setup cannot travel, when no process can be started, and when too many die in a short time. A task that
/// fails is no such error, but stands in its place.
pub fn each<W: Work>(
    config: Config<W>,
    tasks: Vec<W::Task>,
    terminator: &Terminator,
) -> Result<Vec<Finished<W::Output>>, PoolError> {
    each_with(config, tasks, terminator, |_| {})
}

/// As [`each`], and `heard` is told of each task when it is done, from the thread of its worker.
///
/// # Errors
/// As [`each`].
pub fn each_with<W: Work>(
    config: Config<W>,
    tasks: Vec<W::Task>,
    terminator: &Terminator,
    heard: impl Fn(&Finished<W::Output>) + Send + Sync + 'static,
) -> Result<Vec<Finished<W::Output>>, PoolError> {
    let (finished, failure) = each_as_far_as_it_goes(config, tasks, terminator, heard)?;
    failure.map_or(Ok(finished), Err)
}

/// What became of each task, and what ended it all before its time, if something did.
pub type AsFar<O> = (Vec<Finished<O>>, Option<PoolError>);

/// As [`each_with`], but what was done is not lost when something ends it all before its time: the tasks that were not
/// are [`Terminated`](super::TaskError::Terminated) then, and of what is told beside them.
///
/// # Errors
/// When the setup cannot travel, or not a single thread can be had.
pub fn each_as_far_as_it_goes<W: Work>(
    config: Config<W>,
    tasks: Vec<W::Task>,
    terminator: &Terminator,
    heard: impl Fn(&Finished<W::Output>) + Send + Sync + 'static,
) -> Result<AsFar<W::Output>, PoolError> {
    if tasks.is_empty() {
        return Ok((Vec::new(), None));
    }
    let mut crew = crew(config, tasks.len())?;
    crew.tasks_per_process = Some(NonZeroU32::MIN);
    crew.starts_for_tasks_only = true;
    let crew = Arc::new(crew);
    let (batch, jobs) = Batch::new(tasks, heard);
    crew.submit(jobs, NonZeroUsize::MIN)?;
    crew.close();
    let mut threads = start(&crew, terminator);
    wait_for(&mut threads);
    Ok((batch.wait(), crew.failure()))
}

fn crew<W: Work>(config: Config<W>, most: usize) -> Result<Crew<W>, PoolError> {
    spawner::start().map_err(|error| PoolError::shortage(&error))?;
    let workers = config.workers.get().min(u16::try_from(most).unwrap_or(u16::MAX));
    room::make_room_for_files((process::alive() + u64::from(workers)) * FILES_PER_CHILD);
    let setup = frame(&Call::<&W::Setup>::Setup(&config.setup))
        .map_err(|error| PoolError::Setup { reason: error.to_string() })?;
    let mut crew = Crew::new(config.program, setup, workers, config.observer);
    crew.task_deadline = config.task_deadline;
    crew.tasks_per_process = config.tasks_per_process;
    Ok(crew)
}

/// Asks for all processes, in the order of the workers, and gives each worker its thread.
fn start<W: Work>(crew: &Arc<Crew<W>>, terminator: &Terminator) -> Vec<JoinHandle<()>> {
    terminator.ends(crew);
    // With a fresh process for every task it is settled who does what, before the first of them could be done with its
    // own and take another's.
    let mut first_tasks = if crew.starts_for_tasks_only { crew.first_tasks() } else { Load::<W>::new() };
    let mut threads = Vec::new();
    for worker in 0..u32::from(crew.workers) {
        let pending = spawner::ask(&crew.program, &crew.starts_no_more);
        let place = Place::new(Arc::clone(crew), worker, first_tasks.pop_front());
        let thread = thread::Builder::new().name(format!("worker {worker}")).stack_size(STACK_BYTES);
        // A place that gets no thread is dropped, and tells the crew that it is missing.
        threads.extend(thread.spawn(move || place.tend(pending)));
    }
    threads
}

fn wait_for(threads: &mut Vec<JoinHandle<()>>) {
    for thread in threads.drain(..) {
        if let Err(panic) = thread.join() {
            std::panic::resume_unwind(panic);
        }
    }
}
