//! N long-lived processes take tasks first in, first out.

use super::{Ended, Job, RunError, Spread, from_process, process_config};
use crate::engine::hands::ProcessHands;
use crate::worker::Pool;

pub struct ProcessPool;

impl Spread for ProcessPool {
    fn perform(&self, job: Job<'_>) -> Result<Vec<Ended>, RunError> {
        let pool = Pool::<ProcessHands>::start(process_config(&job))?;
        let terminator = pool.terminator();
        job.control.set_terminator(Some(terminator.clone()));
        let tasks = job.for_processes();
        let finished = pool.map_as_far_as_it_goes(tasks, job.listener(&terminator));
        job.control.set_terminator(None);
        let joined = pool.join();
        job.as_far_as_it_went(finished?.into_iter().filter_map(from_process).collect(), joined.err())
    }
}
