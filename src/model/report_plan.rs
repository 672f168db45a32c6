//! What was asked for, as a report tells it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Accept, Connections, Contender, LabSettings, Lateness, Mode, StopRules, Work};

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportPlan {
    /// The addresses, in order; download `i` of a run fetches number `i` modulo their number.
    pub urls: Vec<Url>,
    /// Downloads a run.
    pub count: u32,
    /// What each task did.
    pub work: Work,
    /// What counted as a success.
    pub accept: Accept,
    /// What became of a connection after its download.
    pub connections: Connections,
    /// How many rounds.
    pub rounds: u32,
    /// What the others are held against.
    pub baseline: Contender,
    /// The folder that was chosen; `None`: a temporary one.
    pub folder: Option<PathBuf>,
    /// Who took part.
    pub contenders: Vec<Contender>,
    /// The lab server, where the pictures came from one.
    pub lab: Option<LabRecord>,
    /// What may end it before its last round; older reports do not say.
    #[serde(default)]
    pub stop: StopRules,
    /// How the client asked; `None` in reports from before this was kept.
    #[serde(default)]
    pub client: Option<ClientRecord>,
}

/// How the client asked, as far as a report may tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientRecord {
    /// Whether HTTP/2 might be spoken.
    pub http2: bool,
    /// The deadline of one download.
    pub timeout_secs: f64,
    /// The most bytes of one download.
    pub max_bytes: u64,
    /// Whether every distinct address was fetched once before the clock started.
    pub warm_up: bool,
    /// Requests a second at the most, redirects included; `None`: as many as the mode could. In reports from before
    /// 2026-11-22 a redirect did not count.
    pub rate_per_sec: Option<f64>,
    /// The names of further request headers. Their values are never kept.
    pub headers: Vec<String>,
    /// Whether an address had a user name or a password. They are never kept.
    pub credentials: bool,
}

impl ReportPlan {
    /// The mode whose worker counts were compared; `None` where this was no sweep.
    pub fn swept(&self) -> Option<Mode> {
        swept(&self.contenders)
    }

    /// The hosts that were asked, each once, in order of first use; the lab server is none.
    pub fn hosts(&self) -> Vec<&str> {
        let mut hosts = Vec::new();
        let urls = if self.lab.is_some() { &[][..] } else { &self.urls };
        for host in urls.iter().filter_map(Url::host_str) {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }
}

/// The mode whose worker counts these are; `None` where they are of several modes, or one alone.
pub fn swept(contenders: &[Contender]) -> Option<Mode> {
    let [first, others @ ..] = contenders else { return None };
    let is_sweep = !others.is_empty() && others.iter().all(|other| other.mode == first.mode);
    Some(first.mode).filter(|mode| is_sweep && mode.takes_workers())
}

/// The lab server's part in a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabRecord {
    /// How it was set.
    pub settings: LabSettings,
    /// How late it was; `None` before its first answer.
    pub lateness: Option<Lateness>,
}
