//! One download as a worker gets it, and what comes of it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::report::requests;
use super::{Accept, Connections, ContentHash, Header, Hop, Outcome, Phases, Work};

/// What holds for every download of a run; a worker gets it once, before its first task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FetchRules {
    /// Whether shrinking the picture is part of the task.
    pub work: Work,
    /// What counts as a success.
    pub accept: Accept,
    /// A connection for each download, or kept ones where the mode can.
    pub connections: Connections,
    /// Whether HTTP/2 may be spoken; else HTTP/1.1 only.
    pub http2: bool,
    /// Further request headers, sent to the URL's own host only.
    pub headers: Vec<Header>,
    /// The deadline of one download, redirects included.
    pub timeout_secs: f64,
    /// The most bytes of one download.
    pub max_bytes: u64,
    /// Seed and round, told to the lab server alone; `None` for other hosts.
    pub lab: Option<(u64, u32)>,
}

/// One URL to fetch into one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadTask {
    /// The place in the plan's order, from 0.
    pub index: u32,
    /// What to fetch.
    pub url: Url,
    /// Where the file is to lie, in a folder that exists. Where the name has no ending of a
    /// picture, the one that the content asks for is added.
    pub destination: PathBuf,
}

/// What came of one download, as the process that fetched it saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fetched {
    /// Where the last redirect led; `None` when no answer came.
    pub final_url: Option<Url>,
    /// How the time was spent; spawn and queue are not known here and `None`.
    pub phases: Phases,
    /// The redirects before the last request.
    pub hops: Vec<Hop>,
    /// Such as `HTTP/1.1`; `None` when no answer came.
    pub http_version: Option<String>,
    /// The last status; `None` when no answer came.
    pub status: Option<u16>,
    /// Bytes of the body that arrived.
    pub bytes: u64,
    /// Hash of the whole content; `None` when it is not whole.
    pub hash: Option<ContentHash>,
    /// The file in its place; `None` when there is none.
    pub path: Option<PathBuf>,
    /// How many connections were opened for it.
    pub connections_opened: u32,
    /// Success, or why not.
    pub outcome: Outcome,
    /// How long the host asks to be left alone.
    pub retry_after_secs: Option<f64>,
    /// From the task being taken to its end.
    pub total_secs: f64,
}

impl Fetched {
    /// How many requests it took: one, and one for each redirect.
    pub fn requests(&self) -> u32 {
        requests(1, &self.hops)
    }
}
