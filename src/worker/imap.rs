//! Results that come one by one, of tasks that are taken from their source as they are needed.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use super::crew::Crew;
use super::job::{Deliver, Job};
use super::{Finished, PoolError, Stamp, Work};

/// So many tasks a worker are handed in at most before the first of their results was taken: one to do, and one to go
/// on with.
const AHEAD_PER_WORKER: usize = 2;

/// In which order results come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// In the order of the tasks.
    OfTasks,
    /// As they are there.
    AsTheyCome,
}

/// The results of tasks that an iterator gives.
pub(super) struct Results<'pool, W: Work, I> {
    crew: &'pool Crew<W>,
    /// `None` once it gave its last.
    source: Option<I>,
    /// What the source panicked with, to be told when everything before it was.
    panic: Option<Box<dyn Any + Send>>,
    order: Order,
    deliver: Deliver<W::Output>,
    delivered: Receiver<Finished<W::Output>>,
    /// Those that came before their turn.
    early: BTreeMap<usize, Finished<W::Output>>,
    handed_in: usize,
    given_out: usize,
}

impl<'pool, W: Work, I: Iterator<Item = W::Task>> Results<'pool, W, I> {
    /// Hands in the first tasks at once.
    pub(super) fn new(crew: &'pool Crew<W>, source: I, order: Order) -> Result<Self, PoolError> {
        crew.begin_feed()?;
        let (sender, delivered) = channel();
        // A result that nobody waits for any more is dropped.
        let deliver: Deliver<W::Output> = Arc::new(move |finished| if sender.send(finished).is_err() {});
        let mut results = Self {
            crew,
            source: Some(source),
            panic: None,
            order,
            deliver,
            delivered,
            early: BTreeMap::new(),
            handed_in: 0,
            given_out: 0,
        };
        results.hand_in();
        Ok(results)
    }

    /// Hands in what is to be there ahead of the results.
    fn hand_in(&mut self) {
        let most = AHEAD_PER_WORKER * usize::from(self.crew.workers);
        while self.handed_in - self.given_out < most {
            let Some(task) = self.next_task() else { break };
            self.crew.feed(Job::new(task, self.handed_in, Stamp::now(), Arc::clone(&self.deliver)));
            self.handed_in += 1;
        }
    }

    fn next_task(&mut self) -> Option<W::Task> {
        let source = self.source.as_mut().filter(|_| !self.crew.begins_no_more())?;
        // Whatever state a panic leaves the source in, it is not asked again.
        let task = catch_unwind(AssertUnwindSafe(|| source.next())).unwrap_or_else(|panic| {
            self.panic = Some(panic);
            None
        });
        if task.is_none() {
            self.source = None;
        }
        task
    }

    fn take(&mut self) -> Finished<W::Output> {
        loop {
            if let Some(finished) = self.early.remove(&self.given_out) {
                return finished;
            }
            let finished = self.delivered.recv().expect("every task is delivered, and this holds a sender itself");
            match self.order {
                Order::AsTheyCome => return finished,
                Order::OfTasks => self.early.insert(finished.task, finished),
            };
        }
    }
}

impl<W: Work, I: Iterator<Item = W::Task>> Iterator for Results<'_, W, I> {
    type Item = Finished<W::Output>;

    fn next(&mut self) -> Option<Self::Item> {
        self.hand_in();
        if self.given_out < self.handed_in {
            let finished = self.take();
            self.given_out += 1;
            return Some(finished);
        }
        if let Some(panic) = self.panic.take() {
            resume_unwind(panic);
        }
        None
    }
}

impl<W: Work, I> Drop for Results<'_, W, I> {
    fn drop(&mut self) {
        self.crew.end_feed();
    }
}
