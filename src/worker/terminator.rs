//! Ending a pool from elsewhere.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};

use super::process::lock;

/// What can be ended at once.
pub(super) trait End: Send + Sync {
    fn end(&self);
    /// Has nothing further begun; a task is left to its process when it `has_begun`.
    fn wind_down(&self, has_begun: &dyn Fn(usize) -> bool);
}

/// Ends what is under way, from any thread: processes are killed, and tasks that are not done come back as
/// [`Terminated`](super::TaskError::Terminated). What was done stays.
#[derive(Clone, Default)]
pub struct Terminator {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    fired: AtomicBool,
    targets: Mutex<Vec<Weak<dyn End>>>,
}

impl Terminator {
    /// One that ends nothing yet, to be given to [`each`](super::each).
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends it, and whatever is started with this terminator later. Returns without waiting for the processes to go:
    /// who called [`map`](super::Pool::map) or [`each`](super::each) gets the results, and whoever joins waits.
    pub fn terminate(&self) {
        self.inner.fired.store(true, Ordering::SeqCst);
        self.targets().for_each(|target| target.end());
    }

    /// Has nothing further begun of what runs: no tasks are taken any more, those that wait come back as
    /// [`Terminated`](super::TaskError::Terminated), and those that a process has are done, but not tried once more. Only
    /// a process whose task has not yet begun, as `has_begun` says by its place in the list of its call, is killed: it
    /// was handed out early and waits for its time.
    pub fn wind_down(&self, has_begun: impl Fn(usize) -> bool) {
        self.targets().for_each(|target| target.wind_down(&has_begun));
    }

    fn targets(&self) -> impl Iterator<Item = Arc<dyn End>> + use<> {
        let targets = lock(&self.inner.targets).clone();
        targets.into_iter().filter_map(|target| target.upgrade())
    }

    /// Whether it was used.
    pub fn is_terminated(&self) -> bool {
        self.inner.fired.load(Ordering::SeqCst)
    }

    /// Has this end it; at once when it was used already.
    pub(super) fn ends<E: End + 'static>(&self, target: &Arc<E>) {
        let mut targets = lock(&self.inner.targets);
        targets.retain(|target| target.strong_count() > 0);
        let target: Arc<dyn End> = Arc::<E>::clone(target);
        targets.push(Arc::downgrade(&target));
        drop(targets);
        if self.is_terminated() {
            target.end();
        }
    }
}
