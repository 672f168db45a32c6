//! The hands of a worker process: the same download code, on a runtime of its own.

use tokio::runtime::{Builder, Runtime};

use crate::model::FetchRules;
use crate::tasks::Hands;
use crate::worker::Work;

use super::pace::{PacedDone, PacedTask};

/// A current-thread runtime, as every mode uses it.
pub(super) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Lets go of a runtime without waiting for a name look-up that nobody wants any more.
pub(super) fn leave(runtime: Runtime) {
    runtime.shutdown_background();
}

/// What a worker process does with its tasks.
pub struct ProcessHands {
    runtime: Runtime,
    hands: Hands,
}

impl Work for ProcessHands {
    type Setup = FetchRules;
    type Task = PacedTask;
    type Output = PacedDone;

    fn prepare(rules: FetchRules) -> Self {
        // A worker without a runtime cannot do anything; its death is told with this sentence.
        let runtime = runtime().expect("the system gives a runtime its event queue");
        let hands = Hands::new(&rules);
        Self { runtime, hands }
    }

    fn perform(&mut self, task: PacedTask, attempt: u32) -> PacedDone {
        let waited = task.wait();
        PacedDone { done: self.runtime.block_on(self.hands.perform(task.task, attempt)), waited }
    }
}
