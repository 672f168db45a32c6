//! A fresh process for every task, all started at once, then joined. Of very many as many as are allowed at a time.

use super::{Ended, Job, RunError, Spread, from_process, process_config};
use crate::engine::hands::ProcessHands;
use crate::worker;

pub struct ProcessPerTask;

impl Spread for ProcessPerTask {
    fn perform(&self, job: Job<'_>) -> Result<Vec<Ended>, RunError> {
        let config = process_config(&job);
        let tasks = job.for_processes();
        let terminator = worker::Terminator::new();
        job.control.set_terminator(Some(terminator.clone()));
        let listener = job.listener(&terminator);
        let finished = worker::each_as_far_as_it_goes::<ProcessHands>(config, tasks, &terminator, listener);
        job.control.set_terminator(None);
        let (finished, failure) = finished?;
        job.as_far_as_it_went(finished.into_iter().filter_map(from_process).collect(), failure)
    }
}
