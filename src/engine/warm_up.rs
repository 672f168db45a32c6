//! Off the clock, before the first round: every distinct address once, and one worker once.

use std::num::NonZeroU16;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::StreamExt as _;
use futures_util::stream;
use url::Url;

use crate::model::{ErrorKind, Event, FetchRules, Outcome};
use crate::tasks::{Done, Hands, Task};
use crate::worker::{Config, Happening, Pool, Program, Stamp};

use super::error::CompareError;
use super::folders::{self, Folders};
use super::hands::{ProcessHands, runtime};
use super::pace::{self, Pace};
use super::recorder::Halt;
use super::{Control, Tell};

/// How many addresses are fetched at a time.
const AT_A_TIME: usize = 8;

/// Fetches each of `urls` once; where the host asks to be left alone, that is the result.
pub(super) fn fetch_all(
    urls: &[Url],
    (rules, rate_per_sec): (&FetchRules, Option<f64>),
    folders: &Folders,
    control: &Control,
    tell: &Tell,
) -> Result<Option<Halt>, CompareError> {
    let runtime = runtime().map_err(CompareError::Runtime)?;
    let hands = Hands::new(rules);
    let (folder, tasks) = folders.warm_up(urls)?;
    let total = u32::try_from(tasks.len()).expect("a plan has at most 10,000 tasks");
    tell(Event::WarmUp { done: 0, total });
    let mut halt = None;
    runtime.block_on(async {
        let pace = Pace::new(Stamp::now(), rate_per_sec);
        let fetches = tasks.into_iter().map(|task| async {
            pace::wait(pace.due(task.index), || true).await;
            hands.perform(Task::Download(task), 1).await
        });
        let mut fetches = stream::iter(fetches).buffer_unordered(AT_A_TIME);
        let mut done = 0;
        while let Some(Some(Done::Download(fetched))) = control.cancelled().run_until_cancelled(fetches.next()).await {
            done += 1;
            tell(Event::WarmUp { done, total });
            if let Outcome::Failed(failure) = fetched.outcome {
                halt = match failure.kind {
                    ErrorKind::RateLimited => Some(Halt::HostAsksToWait(fetched.retry_after_secs)),
                    ErrorKind::StorageFull => Some(Halt::StorageFull(failure.message)),
                    _ => continue,
                };
                break;
            }
        }
    });
    folders::remove(&folder);
    Ok(halt)
}

/// Starts one worker and ends it again, twice: the first finds the program on disk, the second
/// tells what a start costs, from asked to ready, in seconds.
pub(super) fn start_secs(worker: &Program, rules: &FetchRules) -> Result<Option<f64>, CompareError> {
    let mut last = None;
    for _ in 0..2 {
        let seen = Arc::new(Mutex::new(None));
        let observer = {
            let seen = Arc::clone(&seen);
            Arc::new(move |happening| {
                if let Happening::Exited(record) = happening {
                    let ready = record.ready.map(|ready| ready.secs_since(record.asked));
                    *seen.lock().unwrap_or_else(PoisonError::into_inner) = ready;
                }
            })
        };
        let (program, workers, setup) = (worker.clone(), NonZeroU16::MIN, rules.clone());
        let pool = Pool::<ProcessHands>::start(Config { program, workers, setup, task_deadline: None, observer })?;
        pool.join()?;
        last = *seen.lock().unwrap_or_else(PoisonError::into_inner);
    }
    Ok(last)
}
