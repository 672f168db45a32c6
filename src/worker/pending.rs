//! A task that was handed in, and its result when it is there.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Finished;
use super::job::Batch;

/// A task on its way, as [`Pool::apply_async`](super::Pool::apply_async) gives it. Dropping it harms nothing: the task
/// is done all the same.
#[must_use = "the result comes to this and nowhere else"]
pub struct Pending<O> {
    batch: Arc<Batch<O>>,
}

impl<O: Send + 'static> Pending<O> {
    /// The one task of that batch.
    pub(super) fn new(batch: Arc<Batch<O>>) -> Self {
        Self { batch }
    }

    /// Waits until the task is done. When everything ends before that, it is
    /// [`Terminated`](super::TaskError::Terminated), and [`Pool::join`](super::Pool::join) tells of what.
    pub fn wait(self) -> Finished<O> {
        only(self.batch.wait())
    }

    /// Waits until the task is done, but not for longer than that.
    ///
    /// # Errors
    /// When it takes longer: then this comes back, to be asked again.
    pub fn wait_for(self, limit: Duration) -> Result<Finished<O>, Self> {
        self.batch.wait_for(limit).map(only).ok_or(self)
    }

    /// Whether the task is done, so that waiting takes no time.
    pub fn is_ready(&self) -> bool {
        self.batch.is_complete()
    }
}

impl<O: Send + 'static> fmt::Debug for Pending<O> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Pending").field("is_ready", &self.is_ready()).finish()
    }
}

fn only<O>(mut finished: Vec<Finished<O>>) -> Finished<O> {
    finished.pop().expect("one task was handed in, and its result is taken once")
}
