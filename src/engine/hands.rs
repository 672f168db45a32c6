//! The hands of a worker process: the same download code, on a runtime of its own.

use tokio::runtime::{Builder, Runtime};

use crate::tasks::{Done, Hands, Setup, Task};
use crate::worker::Work;

/// A current-thread runtime, as every mode uses it.
pub(super) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// What a worker process does with its tasks.
pub struct ProcessHands {
    runtime: Runtime,
    hands: Hands,
}

impl Work for ProcessHands {
    type Setup = Setup;
    type Task = Task;
    type Output = Done;

    fn prepare(setup: Setup) -> Self {
        // A worker without a runtime cannot do anything; its death is told with this sentence.
        let runtime = runtime().expect("the system gives a runtime its event queue");
        let hands = Hands::new(&setup);
        Self { runtime, hands }
    }

    fn perform(&mut self, task: Task, attempt: u32) -> Done {
        self.runtime.block_on(self.hands.perform(&task, attempt))
    }
}
