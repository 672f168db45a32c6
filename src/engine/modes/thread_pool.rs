//! N threads of this process, each with a runtime and a client of its own.

use std::io;
use std::thread::{self, ScopedJoinHandle};

use super::{Ended, Job, Queue, RunError, Spread, perform_here};
use crate::engine::hands::{leave, runtime};
use crate::engine::room;
use crate::worker::Stamp;

pub struct ThreadPool;

/// What the system did not give.
type Lack = (io::Error, fn(io::Error) -> RunError);

impl Spread for ThreadPool {
    fn perform(&self, job: Job<'_>) -> Result<Vec<Ended>, RunError> {
        let queue = Queue::new(&job.tasks);
        let submitted = Stamp::now();
        let asked = job.workers();
        let (room, shortage) = job.open.room_for(asked, room::OF_A_THREAD);
        // Why there are fewer than asked, and what that is called when there is none at all.
        let mut lack: Option<Lack> = shortage.map(|why| (why, RunError::Runtime as fn(io::Error) -> RunError));
        let ended = thread::scope(|scope| {
            let mut threads: Vec<ScopedJoinHandle<'_, io::Result<Vec<Ended>>>> = Vec::with_capacity(room);
            for worker in 0..room {
                let (queue, job) = (&queue, &job);
                let builder = thread::Builder::new().name(format!("download {worker}"));
                let number = u32::try_from(worker).expect("at most 512 workers");
                match builder.spawn_scoped(scope, move || empty_queue(number, queue, submitted, job)) {
                    Ok(thread) => threads.push(thread),
                    Err(why) => {
                        lack = Some((why, RunError::Thread));
                        break;
                    }
                }
            }
            let mut ended = Vec::with_capacity(threads.len());
            for thread in threads {
                match thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
                    Ok(part) => ended.push(part),
                    // The others have done what it could not.
                    Err(why) => lack = Some((why, RunError::Runtime)),
                }
            }
            ended
        });
        match lack {
            Some((why, error)) if ended.is_empty() => return Err(error(why)),
            Some((why, _)) => job.recorder.fewer("threads", asked, ended.len(), &why.to_string()),
            None => {}
        }
        Ok(ended.into_iter().flatten().collect())
    }
}

/// One thread takes tasks until there are none.
fn empty_queue(worker: u32, queue: &Queue<'_>, submitted: Stamp, job: &Job<'_>) -> io::Result<Vec<Ended>> {
    let runtime = runtime()?;
    let hands = job.hands();
    let mut ended = Vec::new();
    while let Some(task) = queue.take().filter(|_| job.may_go_on()) {
        ended.extend(runtime.block_on(perform_here(&hands, task, worker, Some(submitted), job)));
    }
    drop(hands);
    leave(runtime);
    Ok(ended)
}
