//! What a reader may say to a comparison under way: stop, or go on.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::worker::Terminator;

/// How long the engine waits for its reader between two runs.
const PATIENCE: Duration = Duration::from_secs(1);

/// Steers a comparison from another thread. Clones steer the same one.
#[derive(Clone)]
pub struct Control {
    shared: Arc<Shared>,
    is_always_ready: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    cancelled: CancellationToken,
}

#[derive(Default)]
struct State {
    ready_run: u32,
    terminator: Option<Terminator>,
}

impl Default for Control {
    fn default() -> Self {
        Self::new()
    }
}

impl Control {
    /// For a reader that says when it is ready for the next run. Temporary files stay until it
    /// lets go of them.
    pub fn new() -> Self {
        Self { shared: Arc::default(), is_always_ready: false }
    }

    /// For a reader that is ready at any time, such as a terminal. Temporary files are removed at
    /// the end.
    pub fn always_ready() -> Self {
        Self { is_always_ready: true, ..Self::new() }
    }

    /// Ends the comparison. What runs is stopped at once; finished runs stay.
    pub fn cancel(&self) {
        self.shared.cancelled.cancel();
        if let Some(terminator) = &self.state().terminator {
            terminator.terminate();
        }
        self.shared.changed.notify_all();
    }

    /// The reader has taken in run `run`: the next may start.
    pub fn ready(&self, run: u32) {
        self.state().ready_run = run;
        self.shared.changed.notify_all();
    }

    /// Whether [`Control::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.is_cancelled()
    }

    pub(super) const fn is_always_ready(&self) -> bool {
        self.is_always_ready
    }

    /// Ends with [`Control::cancel`], for futures.
    pub(super) fn cancelled(&self) -> &CancellationToken {
        &self.shared.cancelled
    }

    /// While worker processes run, `cancel` ends them by this.
    pub fn set_terminator(&self, terminator: Option<Terminator>) {
        let mut state = self.state();
        if let Some(terminator) = terminator.as_ref().filter(|_| self.is_cancelled()) {
            terminator.terminate();
        }
        state.terminator = terminator;
    }

    /// Waits until the reader has taken in `run`, the comparison is cancelled, or a second passed.
    pub(super) fn wait_until_ready(&self, run: u32) {
        if self.is_always_ready {
            return;
        }
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.state();
        while state.ready_run < run && !self.is_cancelled() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that holds this lock can leave the state half-changed.
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_said_ready_is_not_waited_for() {
        let control = Control::new();
        control.ready(3);
        let start = Instant::now();
        control.wait_until_ready(3);
        control.wait_until_ready(2);
        Control::always_ready().wait_until_ready(9);
        assert!(start.elapsed() < PATIENCE);
    }

    #[test]
    fn cancelling_ends_the_wait_and_is_seen_by_every_clone() {
        let control = Control::new();
        let other = control.clone();
        let waiter = std::thread::spawn(move || {
            other.wait_until_ready(1);
            other.is_cancelled()
        });
        control.cancel();
        assert!(waiter.join().expect("the waiter ends"));
    }
}
