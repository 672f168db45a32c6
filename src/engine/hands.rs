//! The hands of a worker process: the same download code, on a runtime of its own, and the chores of lessons.

use tokio::runtime::{Builder, Runtime};

use crate::model::FetchRules;
use crate::tasks::{Done, Hands, Task};
use crate::worker::Work;

use super::pace;

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
    /// What it takes to fetch; a worker that fetches nothing does without.
    fetching: Option<(Runtime, Hands)>,
}

impl Work for ProcessHands {
    /// By which rules it fetches, if it does.
    type Setup = Option<FetchRules>;
    type Task = Task;
    type Output = Done;

    fn prepare(rules: Option<FetchRules>) -> Self {
        let fetching = |rules| {
            // A worker without a runtime cannot fetch anything; its death is told with this sentence.
            let runtime = runtime().expect("the system gives a runtime its event queue");
            (runtime, Hands::new(&rules))
        };
        Self { fetching: rules.map(fetching) }
    }

    fn perform(&mut self, task: Task, attempt: u32) -> Done {
        match task {
            Task::Chore(chore) => Done::Chore(chore.perform()),
            Task::Download { task, due } => {
                let fetching = self.fetching.as_ref();
                let (runtime, hands) = fetching.expect("who has pictures fetched says by which rules");
                let waited = pace::wait_here(due);
                Done::Download { fetched: Box::new(runtime.block_on(hands.fetch(&task, attempt))), waited }
            }
        }
    }
}
