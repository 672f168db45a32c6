//! N tasks in flight on one thread; only name look-ups run beside it.

use super::{Ended, Job, Queue, RunError, Spread, perform_here};
use crate::engine::hands::{leave, runtime};
use crate::engine::room;
use crate::tasks::Hands;
use crate::worker::Stamp;

pub struct AsyncSlots;

impl Spread for AsyncSlots {
    fn perform(&self, job: Job<'_>) -> Result<Vec<Ended>, RunError> {
        let runtime = runtime().map_err(RunError::Runtime)?;
        let hands = job.hands();
        let queue = Queue::new(&job.tasks);
        let submitted = Stamp::now();
        let asked = job.workers();
        let (slots, shortage) = job.open.room_for(asked, room::OF_A_SLOT);
        if let Some(why) = shortage {
            job.recorder.fewer("slots", asked, slots, &why.to_string());
        }
        let slots = u32::try_from(slots).expect("at most 512 workers");
        let slots = (0..slots).map(|slot| empty_queue(slot, &queue, &hands, submitted, &job));
        let ended = runtime.block_on(futures_util::future::join_all(slots));
        drop(hands);
        leave(runtime);
        Ok(ended.into_iter().flatten().collect())
    }
}

/// One slot takes tasks until there are none.
async fn empty_queue(slot: u32, queue: &Queue<'_>, hands: &Hands, submitted: Stamp, job: &Job<'_>) -> Vec<Ended> {
    let mut ended = Vec::new();
    while let Some(task) = queue.take().filter(|_| job.may_go_on()) {
        ended.extend(perform_here(hands, task, slot, Some(submitted), job).await);
    }
    ended
}
