//! What a worker can do: one task in, what came of it out.
//!
//! [`Hands`] fetch, in whatever process or thread: the loop, each thread and each worker
//! process have a pair of their own, and async shares one. They are made from
//! [`FetchRules`], which a worker gets once, before its first task. A [`Chore`] of a lesson's
//! needs nothing of the kind.

mod chore;
mod thumbnail;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::fetch::{Fetcher, Turns};
use crate::model::{DownloadTask, FetchRules, Fetched, Work};
use crate::worker::Stamp;

pub use chore::{Chore, Computation, Write, counter, record_text, reset_counter};

/// One unit of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Fetch a URL into a file, and shrink the picture where the rules say so.
    Download(DownloadTask),
    /// Do what a lesson asks for.
    Chore(Chore),
}

/// What came of a [`Task`], failures included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Done {
    /// Of [`Task::Download`].
    Download {
        /// What became of it.
        fetched: Box<Fetched>,
        /// When its turn came; `None` where it waited for none.
        begun: Option<Stamp>,
    },
    /// Of [`Task::Chore`].
    Chore(Vec<i64>),
}

/// Fetches, on one current-thread runtime.
pub struct Hands {
    work: Work,
    fetcher: Fetcher,
}

impl Hands {
    /// Hands that work by these rules. Each redirect that they follow takes a turn, where turns are given.
    pub fn new(rules: &FetchRules, turns: Option<Arc<dyn Turns>>) -> Self {
        Self { work: rules.work, fetcher: Fetcher::new(rules, turns) }
    }

    /// Fetches, and shrinks the picture where the rules say so. `attempt` counts from 1.
    ///
    /// # Panics
    ///
    /// Where a picture's decoder does. That is for the caller to catch: in a worker process it
    /// ends the process, which is the attempt's end and nothing else's.
    pub async fn fetch(&self, task: &DownloadTask, attempt: u32) -> Fetched {
        let mut fetched = self.fetcher.fetch(task, attempt).await;
        if self.work == Work::Thumbnail && fetched.outcome.is_ok() {
            thumbnail::make(&mut fetched);
        }
        fetched
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::path::Path;

    use crate::model::{Accept, Connections, Outcome};

    use super::*;

    /// Fetches one GIF from a server of the test's own into `folder`.
    fn perform(work: Work, folder: &Path) -> Fetched {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/a.gif", listener.local_addr().expect("an address"));
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut head = [0; 4096];
            assert!(stream.read(&mut head).expect("a request") > 0);
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 35\r\n\r\n").expect("sent");
            stream.write_all(thumbnail::GIF).expect("sent");
        });
        let rules = FetchRules {
            work,
            accept: Accept::Picture,
            connections: Connections::Fresh,
            http2: false,
            headers: Vec::new(),
            timeout_secs: 30.0,
            max_bytes: 1000,
            lab: None,
        };
        let url = url.parse().expect("a URL");
        let task = DownloadTask { index: 0, url, destination: folder.join("1-a.gif") };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let fetched = runtime.block_on(Hands::new(&rules, None).fetch(&task, 1));
        server.join().expect("the server ended well");
        fetched
    }

    #[test]
    fn a_download_is_shrunk_where_that_is_part_of_the_work() {
        for (work, files) in [(Work::Download, 1), (Work::Thumbnail, 2)] {
            let folder = tempfile::tempdir().expect("a folder");
            let fetched = perform(work, folder.path());
            assert_eq!(fetched.outcome, Outcome::Ok);
            assert_eq!(fetched.path, Some(folder.path().join("1-a.gif")));
            assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), files);
            assert_eq!(fetched.phases.thumbnail_secs.is_some(), work == Work::Thumbnail);
        }
    }
}
