//! What a worker can do: one task in, what came of it out.
//!
//! [`Hands`] do [`Task`]s, in whatever process or thread: the loop, each thread and each worker
//! process have a pair of their own, and async shares one. They are made from a [`Setup`], which a
//! worker gets once, before its first task.

mod thumbnail;

use serde::{Deserialize, Serialize};

use crate::fetch::Fetcher;
use crate::model::{DownloadTask, FetchRules, Fetched, Work};

/// What a worker is told before its first task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// What holds for every download.
    pub rules: FetchRules,
}

/// One unit of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Fetch a URL into a file, and shrink the picture where the rules say so.
    Download(DownloadTask),
}

/// What came of a [`Task`], failures included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Done {
    /// Of [`Task::Download`].
    Download(Fetched),
}

/// Does tasks, on one current-thread runtime.
pub struct Hands {
    work: Work,
    fetcher: Fetcher,
}

impl Hands {
    /// Hands that work by these rules.
    pub fn new(setup: &Setup) -> Self {
        Self { work: setup.rules.work, fetcher: Fetcher::new(&setup.rules) }
    }

    /// Does one task. `attempt` counts from 1.
    ///
    /// # Panics
    ///
    /// Where a picture's decoder does. That is for the caller to catch: in a worker process it
    /// ends the process, which is the attempt's end and nothing else's.
    pub async fn perform(&self, task: &Task, attempt: u32) -> Done {
        match task {
            Task::Download(task) => {
                let mut fetched = self.fetcher.fetch(task, attempt).await;
                if self.work == Work::Thumbnail && fetched.outcome.is_ok() {
                    thumbnail::make(&mut fetched);
                }
                Done::Download(fetched)
            }
        }
    }
}
