//! Off the clock, before the first round: every distinct address once, and one worker once.

use std::collections::HashMap;
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::StreamExt as _;
use futures_util::stream;
use url::Url;

use crate::model::{DownloadTask, Event, FetchRules};
use crate::tasks::Hands;
use crate::worker::{Config, Happening, Pool, Program};

use super::error::CompareError;
use super::folders::{self, Folders};
use super::hands::{Fetching, ProcessHands, runtime};
use super::pace::{self, Pace};
use super::recorder::Halt;
use super::{Control, Tell};

/// How many addresses are fetched at a time.
const AT_A_TIME: usize = 8;

/// What the warm-up found.
#[derive(Debug, Default)]
pub(super) struct WarmUp {
    /// Why nothing further is to be fetched.
    pub halt: Option<Halt>,
    /// What the bodies weigh of those addresses that succeeded.
    pub sizes_bytes: HashMap<Url, u64>,
    /// How many requests each address took, its redirects included.
    pub requests: HashMap<Url, u32>,
    /// What all bodies weighed, as far as they came.
    pub bytes: u64,
}

/// Fetches each of `urls` once.
pub(super) fn fetch_all(
    urls: &[Url],
    (rules, pace): (&FetchRules, Option<&Arc<Pace>>),
    folders: &Folders,
    control: &Control,
    tell: &Tell,
) -> Result<WarmUp, CompareError> {
    let runtime = runtime().map_err(CompareError::Runtime)?;
    let hands = Hands::new(rules, pace::turns(pace));
    let (folder, tasks) = folders.warm_up(urls)?;
    let total = u32::try_from(tasks.len()).expect("a plan has at most 10,000 tasks");
    tell(Event::WarmUp { done: 0, total });
    let mut found = WarmUp::default();
    runtime.block_on(async {
        let fetch = async |task: DownloadTask| {
            if let Some(pace) = pace {
                pace.wait_for(task.index, || true).await;
            }
            (task.url.clone(), hands.fetch(&task, 1).await)
        };
        let fetches = tasks.into_iter().map(fetch);
        let mut fetches = stream::iter(fetches).buffer_unordered(AT_A_TIME);
        let mut done = 0;
        let mut next = async || control.cancelled().run_until_cancelled(fetches.next()).await.flatten();
        while let Some((url, fetched)) = next().await {
            done += 1;
            tell(Event::WarmUp { done, total });
            found.bytes += fetched.bytes;
            found.requests.insert(url.clone(), fetched.requests());
            found.halt = Halt::after(&fetched);
            if found.halt.is_some() {
                break;
            }
            if fetched.outcome.is_ok() {
                found.sizes_bytes.insert(url, fetched.bytes);
            }
        }
    });
    folders::remove(&folder);
    Ok(found)
}

/// Starts one worker and ends it again, twice: the first finds the program on disk, the second
/// tells what a start costs, from asked to ready, in seconds.
pub(super) fn start_secs(worker: &Program, fetching: &Fetching) -> Result<Option<f64>, CompareError> {
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
        let (program, workers, setup) = (worker.clone(), NonZeroU16::MIN, Some(fetching.clone()));
        let config = Config { program, workers, setup, task_deadline: None, tasks_per_process: None, observer };
        let pool = Pool::<ProcessHands>::start(config)?;
        pool.join()?;
        last = *seen.lock().unwrap_or_else(PoisonError::into_inner);
    }
    Ok(last)
}
