//! N threads of this process, each with a runtime and a client of its own.

use std::thread::{self, ScopedJoinHandle};

use super::{Ended, Job, Queue, RunError, Spread, perform_here};
use crate::engine::hands::{leave, runtime};
use crate::tasks::Hands;
use crate::worker::Stamp;

pub struct ThreadPool;

impl Spread for ThreadPool {
    fn perform(&self, job: Job<'_>) -> Result<Vec<Ended>, RunError> {
        let queue = Queue::new(&job.tasks);
        let submitted = Stamp::now();
        let asked = usize::from(job.workers).min(job.tasks.len());
        thread::scope(|scope| {
            let mut threads: Vec<ScopedJoinHandle<'_, Result<Vec<Ended>, RunError>>> = Vec::with_capacity(asked);
            for worker in 0..asked {
                let (queue, job) = (&queue, &job);
                let builder = thread::Builder::new().name(format!("download {worker}"));
                let number = u32::try_from(worker).expect("at most 512 workers");
                match builder.spawn_scoped(scope, move || empty_queue(number, queue, submitted, job)) {
                    Ok(thread) => threads.push(thread),
                    Err(error) if threads.is_empty() => return Err(RunError::Thread(error)),
                    Err(error) => {
                        job.recorder.fewer("threads", asked, threads.len(), &error.to_string());
                        break;
                    }
                }
            }
            let mut ended = Vec::with_capacity(job.tasks.len());
            for thread in threads {
                let part = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                ended.extend(part?);
            }
            Ok(ended)
        })
    }
}

/// One thread takes tasks until there are none.
fn empty_queue(worker: u32, queue: &Queue<'_>, submitted: Stamp, job: &Job<'_>) -> Result<Vec<Ended>, RunError> {
    let runtime = runtime().map_err(RunError::Runtime)?;
    let hands = Hands::new(&job.rules);
    let mut ended = Vec::new();
    while let Some(task) = queue.take().filter(|_| job.may_go_on()) {
        ended.extend(runtime.block_on(perform_here(&hands, task, worker, Some(submitted), job)));
    }
    drop(hands);
    leave(runtime);
    Ok(ended)
}
