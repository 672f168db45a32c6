//! One task after another, in one process.

use super::{Ended, Job, RunError, Spread, perform_here};
use crate::engine::hands::{leave, runtime};

pub struct Sequential;

impl Spread for Sequential {
    fn perform(&self, job: Job<'_>) -> Result<Vec<Ended>, RunError> {
        let runtime = runtime().map_err(RunError::Runtime)?;
        let hands = job.hands();
        let mut ended = Vec::with_capacity(job.tasks.len());
        for task in &job.tasks {
            if !job.may_go_on() {
                break;
            }
            // Nothing waits in a queue: a task exists when its turn comes.
            ended.extend(runtime.block_on(perform_here(&hands, task, 0, None, &job)));
        }
        drop(hands);
        leave(runtime);
        Ok(ended)
    }
}
