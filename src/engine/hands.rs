//! The hands of a worker process: the same download code, on a runtime of its own, and the chores of lessons.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};

use crate::model::FetchRules;
use crate::tasks::{Done, Hands, Task};
use crate::worker::{Stamp, Work};

use super::pace::{self, Pace, PaceAddress};

/// A current-thread runtime, as every mode uses it.
pub(super) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Lets go of a runtime without waiting for a name look-up that nobody wants any more.
pub(super) fn leave(runtime: Runtime) {
    runtime.shutdown_background();
}

/// How a worker process fetches.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fetching {
    /// By which rules.
    pub rules: FetchRules,
    /// Where its turns are, if a rate is asked for.
    pub pace: Option<PaceAddress>,
}

/// What a worker process does with its tasks.
pub struct ProcessHands {
    /// What it takes to fetch; a worker that fetches nothing does without.
    fetching: Option<Equipment>,
}

struct Equipment {
    runtime: Runtime,
    hands: Hands,
    pace: Option<Arc<Pace>>,
}

impl Equipment {
    fn new(fetching: &Fetching) -> Self {
        // A worker that lacks either cannot fetch anything; its death is told with the sentence.
        let runtime = runtime().expect("the system gives a runtime its event queue");
        let open = |address| Arc::new(Pace::open(address).expect("the system gives the memory that holds the rate"));
        let pace = fetching.pace.as_ref().map(open);
        Self { runtime, hands: Hands::new(&fetching.rules, pace::turns(pace.as_ref())), pace }
    }
}

impl Work for ProcessHands {
    /// How it fetches, if it does.
    type Setup = Option<Fetching>;
    type Task = Task;
    type Output = Done;

    fn prepare(fetching: Option<Fetching>) -> Self {
        Self { fetching: fetching.as_ref().map(Equipment::new) }
    }

    fn perform(&mut self, task: Task, attempt: u32) -> Done {
        match task {
            Task::Chore(chore) => Done::Chore(chore.perform()),
            Task::Download(task) => {
                let fetching = self.fetching.as_ref();
                let Equipment { runtime, hands, pace } = fetching.expect("who has pictures fetched says how");
                let begun = pace.as_ref().map(|pace| {
                    runtime.block_on(pace.wait_for(task.index, || true));
                    Stamp::now()
                });
                Done::Download { fetched: Box::new(runtime.block_on(hands.fetch(&task, attempt))), begun }
            }
        }
    }
}
