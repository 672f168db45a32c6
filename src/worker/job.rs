//! A task on its way through a pool, and the results of a list of them.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::process::lock;
use super::{Finished, Stamp, TaskError};

/// Where what became of a task goes. Called once for every task, from whichever thread knows it.
pub(super) type Deliver<O> = Arc<dyn Fn(Finished<O>) + Send + Sync>;

/// A task that is waiting or being done. Whatever happens to it, something is delivered: at the latest when it is
/// dropped, then as terminated.
pub(super) struct Job<T, O> {
    pub(super) task: T,
    /// Its place among all tasks of a pool.
    pub(super) order: u64,
    /// The order of the first task of its chunk. Those of a chunk that stand next to each other travel together.
    pub(super) chunk: u64,
    index: usize,
    submitted: Stamp,
    attempts: u32,
    given: Option<Given>,
    deliver: Option<Deliver<O>>,
}

/// To whom a task was given last.
#[derive(Clone, Copy)]
pub(super) struct Given {
    pub(super) worker: u32,
    pub(super) pid: u32,
    pub(super) at: Stamp,
}

impl<T, O> Job<T, O> {
    /// `index` is its place in the list it came in, `submitted` when it was handed in.
    pub(super) fn new(task: T, index: usize, submitted: Stamp, deliver: Deliver<O>) -> Self {
        Self { task, order: 0, chunk: 0, index, submitted, attempts: 0, given: None, deliver: Some(deliver) }
    }

    /// Its place in the list it came in.
    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// How often it was given to a process.
    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// To whom it was given last.
    pub(super) fn given(&self) -> Option<Given> {
        self.given
    }

    /// Counts an attempt.
    pub(super) fn give(&mut self, to: Given) {
        self.attempts += 1;
        self.given = Some(to);
    }

    /// Counts an attempt less, if it was given: the process it was given to was none.
    pub(super) fn take_back(&mut self) {
        if self.given.take().is_some() {
            self.attempts -= 1;
        }
    }

    /// The worker did it.
    pub(super) fn done(mut self, taken: Stamp, done: Stamp, result: Result<O, TaskError>) {
        self.finish(taken, done, result);
    }

    /// It came to nothing.
    pub(super) fn failed(mut self, error: TaskError) {
        self.fail(error);
    }

    fn fail(&mut self, error: TaskError) {
        let now = Stamp::now();
        self.finish(self.given.map_or(now, |given| given.at), now, Err(error));
    }

    fn finish(&mut self, taken: Stamp, done: Stamp, result: Result<O, TaskError>) {
        if let Some(deliver) = self.deliver.take() {
            let (worker, pid) = self.given.map_or((0, 0), |given| (given.worker, given.pid));
            let (task, attempts, submitted) = (self.index, self.attempts, self.submitted);
            deliver(Finished { task, worker, pid, attempts, submitted, taken, done, result });
        }
    }
}

impl<T, O> Drop for Job<T, O> {
    fn drop(&mut self) {
        self.fail(TaskError::Terminated);
    }
}

/// The results of a list of tasks, in the list's order.
pub(super) struct Batch<O> {
    results: Mutex<Results<O>>,
    complete: Condvar,
}

struct Results<O> {
    slots: Vec<Option<Finished<O>>>,
    missing: usize,
}

impl<O: Send + 'static> Batch<O> {
    /// The tasks as jobs that deliver to this; each result is heard before it stands here.
    pub(super) fn new<T>(
        tasks: Vec<T>,
        heard: impl Fn(&Finished<O>) + Send + Sync + 'static,
    ) -> (Arc<Self>, Vec<Job<T, O>>) {
        let slots: Vec<Option<Finished<O>>> = tasks.iter().map(|_| None).collect();
        let results = Mutex::new(Results { missing: slots.len(), slots });
        let batch = Arc::new(Self { results, complete: Condvar::new() });
        let results = Arc::clone(&batch);
        let deliver: Deliver<O> = Arc::new(move |finished| {
            heard(&finished);
            results.put(finished);
        });
        let submitted = Stamp::now();
        let job = |(index, task)| Job::new(task, index, submitted, Arc::clone(&deliver));
        (batch, tasks.into_iter().enumerate().map(job).collect())
    }

    fn put(&self, finished: Finished<O>) {
        let mut results = lock(&self.results);
        let place = finished.task;
        if results.slots[place].replace(finished).is_none() {
            results.missing -= 1;
        }
        if results.missing == 0 {
            self.complete.notify_all();
        }
    }

    /// Waits until something became of every task.
    pub(super) fn wait(&self) -> Vec<Finished<O>> {
        let results = lock(&self.results);
        let mut results =
            self.complete.wait_while(results, |results| results.missing > 0).unwrap_or_else(PoisonError::into_inner);
        results.take()
    }

    /// As [`wait`](Self::wait), but not for longer than that; `None` when it is not enough.
    pub(super) fn wait_for(&self, limit: Duration) -> Option<Vec<Finished<O>>> {
        let results = lock(&self.results);
        let (mut results, _) = self
            .complete
            .wait_timeout_while(results, limit, |results| results.missing > 0)
            .unwrap_or_else(PoisonError::into_inner);
        (results.missing == 0).then(|| results.take())
    }

    /// Whether something became of every task.
    pub(super) fn is_complete(&self) -> bool {
        lock(&self.results).missing == 0
    }
}

impl<O> Results<O> {
    /// Once only.
    fn take(&mut self) -> Vec<Finished<O>> {
        std::mem::take(&mut self.slots).into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_tasks() {
        let (batch, mut jobs) = Batch::new(vec!["a", "b", "c"], |_| {});
        jobs.swap(0, 2);
        let given = Given { worker: 4, pid: 44, at: Stamp(1) };
        for mut job in jobs {
            job.give(given);
            let text = job.task.to_uppercase();
            job.done(Stamp(2), Stamp(3), Ok(text));
        }
        let finished = batch.wait();
        let texts: Vec<_> = finished.iter().map(|finished| finished.result.as_deref().expect("a result")).collect();
        assert_eq!(texts, ["A", "B", "C"]);
        assert!(finished.iter().all(|finished| (finished.worker, finished.pid, finished.attempts) == (4, 44, 1)));
    }

    #[test]
    fn a_job_that_is_lost_is_delivered_all_the_same() {
        let (batch, jobs) = Batch::<()>::new(vec![(), ()], |_| {});
        drop(jobs);
        for finished in batch.wait() {
            assert_eq!(finished.result, Err(TaskError::Terminated));
            assert_eq!(finished.attempts, 0);
        }
    }

    #[test]
    fn waiting_has_an_end() {
        let (batch, jobs) = Batch::<()>::new(vec![()], |_| {});
        assert!(!batch.is_complete());
        assert!(batch.wait_for(Duration::from_millis(1)).is_none());
        drop(jobs);
        assert!(batch.is_complete());
        assert_eq!(batch.wait_for(Duration::ZERO).map(|finished| finished.len()), Some(1));
    }

    #[test]
    fn no_tasks_are_complete_at_once() {
        let (batch, jobs) = Batch::<()>::new(Vec::<()>::new(), |_| {});
        assert!(jobs.is_empty() && batch.wait().is_empty());
    }
}
