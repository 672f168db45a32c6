//! The report of a comparison, as it is written: schema 1.
//!
//! Field names are the contract with other programs; what is not known is `None`, never guessed.
//! Seconds count from the start of the run.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Contender, ContentHash, Event, Mode, Outcome, ReportPlan, STOPPED_AFTER, Scaling};

/// The version of the report's form.
pub const SCHEMA: u32 = 1;

/// The most bytes that a report may have when it is read: what is larger is something else, or a trap. A download
/// takes about 500 bytes, so [`MAX_TOTAL_DOWNLOADS`](super::MAX_TOTAL_DOWNLOADS) of them a quarter of it.
pub const MAX_REPORT_BYTES: u64 = 1 << 30;

/// A whole comparison, or as much of it as was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Which program, in which version.
    pub program: String,
    /// When, by the wall clock.
    pub started_at: Timestamp,
    /// Decided the order, and the lab server's jitter and faults.
    pub seed: u64,
    /// On which machine.
    pub environment: Environment,
    /// What was asked for.
    pub plan: ReportPlan,
    /// The runs that ended, in the order in which they were done.
    pub runs: Vec<Run>,
    /// The runs of each contender together, in the plan's order.
    pub summary: Vec<Summary>,
    /// Each contender held against the baseline, in the plan's order.
    pub ratios: Vec<Ratio>,
    /// Which was fastest, how sure that is, and why.
    pub verdict: Verdict,
    /// What a sweep found; `None` where worker counts of one mode were not compared.
    pub scaling: Option<Scaling>,
}

impl Report {
    /// The least time that a run could take: known, or else as estimated in the summary.
    pub fn limit_secs(&self, run: &Run) -> Option<f64> {
        let is_its = |summary: &&Summary| (summary.mode, summary.workers) == (run.mode, run.workers);
        let estimated = || self.summary.iter().find(is_its).and_then(|summary| summary.estimated_limit_secs);
        run.limit_secs.or_else(estimated).filter(|secs| *secs > 0.0)
    }

    /// Takes in what an event tells. Events that tell nothing of the report change nothing.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Started(report) => self.clone_from(report),
            Event::RunFinished(run) => self.runs.push((**run).clone()),
            Event::FilesRemoved { run } => {
                for run in self.runs.iter_mut().filter(|known| known.id == *run) {
                    run.downloads.iter_mut().for_each(|download| download.path = None);
                }
            }
            Event::Judged { summary, ratios, verdict, scaling, lateness } => {
                self.summary.clone_from(summary);
                self.ratios.clone_from(ratios);
                self.verdict.clone_from(verdict);
                self.scaling = scaling.as_deref().cloned();
                if let Some(lab) = &mut self.plan.lab {
                    lab.lateness = *lateness;
                }
            }
            Event::WarmUp { .. }
            | Event::RunStarted { .. }
            | Event::Progress { .. }
            | Event::Notice(_)
            | Event::Ended { .. }
            | Event::Failed(_) => {}
        }
    }

    /// The verdict's sentence on why the comparison was stopped before its last round, as it was asked to be;
    /// `None`: it ended otherwise.
    pub fn stopped(&self) -> Option<&str> {
        self.verdict.why.iter().map(String::as_str).find(|text| text.starts_with(STOPPED_AFTER))
    }

    /// How many downloads succeeded and failed in all runs together.
    pub fn totals(&self) -> (u64, u64) {
        let sum = |count: fn(&Run) -> u32| self.runs.iter().map(|run| u64::from(count(run))).sum();
        (sum(|run| run.ok), sum(|run| run.failed))
    }
}

/// The machine on which a comparison ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Name and version of the operating system.
    pub os: String,
    /// The processor's name.
    pub cpu: String,
    /// Logical processors.
    pub cores: u32,
    /// Main memory.
    pub memory_bytes: u64,
    /// The proxy that requests went through, without its credentials.
    pub proxy: Option<String>,
}

/// All tasks of a plan, done once by one contender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Counts the comparison's runs, from 1.
    pub id: u32,
    /// From 1.
    pub round: u32,
    /// Its place in the round, from 1.
    pub position: u32,
    /// How the tasks were spread.
    pub mode: Mode,
    /// Over how many.
    pub workers: u16,
    /// From before the first worker was asked for until the last file was in place and the last
    /// worker joined.
    pub wall_secs: f64,
    /// The least time any client could have taken that begins the downloads in the same order; `None` where the server
    /// is not known.
    pub limit_secs: Option<f64>,
    /// What starting the processes costs besides: their number × one start ÷ cores.
    pub start_price_secs: Option<f64>,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// Downloads that succeeded.
    pub ok: u32,
    /// Downloads that failed.
    pub failed: u32,
    /// Connections that were opened.
    pub connections_opened: u32,
    /// The most worker processes alive at once.
    pub processes_peak: u32,
    /// Whether the run counts in summaries and ratios.
    pub usable: bool,
    /// One for each task, in the plan's order.
    pub downloads: Vec<Download>,
    /// One for each worker process, in the order of their start.
    pub processes: Vec<Process>,
    /// How many worker processes were alive from which second on, as steps.
    pub active: Vec<(f64, u32)>,
    /// What the system said besides; nothing in reports of versions that did not ask it.
    #[serde(default)]
    pub seen: Seen,
}

/// What the operating system says of a run, beside what the run itself took down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// CPU time of the engine's own process, user and system: of sequential, threads and async it is that of the work.
    pub engine_cpu_secs: Option<f64>,
    /// The most memory that the engine's process held during the run.
    pub engine_peak_memory_bytes: Option<u64>,
    /// When the system's list of processes held another number than was counted: the second, what was counted and what
    /// was listed. `None` where the list was not looked at.
    pub active_differences: Option<Vec<(f64, u32, u32)>>,
}

impl Run {
    /// Who did it.
    pub fn contender(&self) -> Contender {
        Contender { mode: self.mode, workers: self.workers.try_into().unwrap_or(std::num::NonZeroU16::MIN) }
    }
}

/// One download of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Download {
    /// The place in the plan's order, from 0.
    pub index: u32,
    /// What was asked for.
    pub url: Url,
    /// Where redirects led.
    pub final_url: Option<Url>,
    /// The process, thread or async slot that fetched it, from 0.
    pub worker: u32,
    /// The process that fetched it.
    pub pid: u32,
    /// When its process was asked for, or it was handed over to the workers; in a sequential run,
    /// when it was taken. From here to the end its phases and hops last.
    pub start_secs: f64,
    /// When it ended.
    pub end_secs: f64,
    /// How its time was spent.
    pub phases: Phases,
    /// The redirects before the last request.
    pub hops: Vec<Hop>,
    /// Such as `HTTP/1.1`.
    pub http_version: Option<String>,
    /// The last status.
    pub status: Option<u16>,
    /// Bytes of the body that arrived.
    pub bytes: u64,
    /// Hash of the content.
    pub hash: Option<ContentHash>,
    /// Where the file lies; `None` when it was not kept.
    pub path: Option<PathBuf>,
    /// How often it was tried.
    pub attempts: u32,
    /// Success, or why not.
    pub outcome: Outcome,
}

impl Download {
    /// When a worker took it: after its process was started and it waited for its turn.
    pub fn taken_secs(&self) -> f64 {
        self.start_secs + self.phases.spawn_secs.unwrap_or(0.0) + self.phases.queue_secs.unwrap_or(0.0)
    }

    /// How long it took from there, but for waiting until a rate allowed its redirects.
    pub fn took_secs(&self) -> f64 {
        self.end_secs - self.taken_secs() - self.phases.turn_secs.unwrap_or(0.0)
    }

    /// How many requests it took, as far as is known: one each attempt, and one for each redirect of the last.
    pub fn requests(&self) -> u32 {
        requests(self.attempts, &self.hops)
    }
}

/// How a download's time was spent; a phase that did not happen is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Phases {
    /// Its process: asked for → ready. Known for the first task of a process.
    pub spawn_secs: Option<f64>,
    /// Ready or submitted → taken.
    pub queue_secs: Option<f64>,
    /// After it was taken: waiting until the rate that was asked for allowed its redirects to be followed.
    #[serde(default)]
    pub turn_secs: Option<f64>,
    /// Looking up the host's name.
    pub dns_secs: Option<f64>,
    /// Connecting, TLS included.
    pub connect_secs: Option<f64>,
    /// Request sent → head of the answer.
    pub wait_secs: Option<f64>,
    /// Reading the body.
    pub receive_secs: Option<f64>,
    /// Writing the file.
    pub save_secs: Option<f64>,
    /// Shrinking the picture.
    pub thumbnail_secs: Option<f64>,
    /// What lies between the phases and the hops.
    pub other_secs: Option<f64>,
}

impl Phases {
    /// All phases together; with the hops, [`hops_secs`], they are the whole download.
    pub fn total_secs(&self) -> f64 {
        let Self {
            spawn_secs,
            queue_secs,
            turn_secs,
            dns_secs,
            connect_secs,
            wait_secs,
            receive_secs,
            save_secs,
            thumbnail_secs,
            other_secs,
        } = self;
        let before = [spawn_secs, queue_secs, turn_secs];
        let after = [dns_secs, connect_secs, wait_secs, receive_secs, save_secs, thumbnail_secs, other_secs];
        before.into_iter().chain(after).flatten().sum()
    }
}

/// A redirect on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// What was asked for.
    pub url: Url,
    /// The status that sent us on.
    pub status: u16,
    /// How long it took.
    pub secs: f64,
}

/// How many requests so many attempts took, the last of which was redirected so often.
pub(super) fn requests(attempts: u32, hops: &[Hop]) -> u32 {
    attempts.saturating_add(u32::try_from(hops.len()).unwrap_or(u32::MAX))
}

/// How long redirects took, all together.
pub fn hops_secs(hops: &[Hop]) -> f64 {
    // Of none it is 0 and not -0, as a sum of nothing would be.
    hops.iter().map(|hop| hop.secs).fold(0.0, |sum, secs| sum + secs)
}

/// A worker process of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// Its number in the system.
    pub pid: u32,
    /// Which worker it was, from 0.
    pub worker: u32,
    /// When the system had started it.
    pub started_secs: f64,
    /// When its hello came; `None` if it never did.
    pub ready_secs: Option<f64>,
    /// When it was reaped.
    pub exited_secs: f64,
    /// How it ended: `0`, another exit code, or `signal 9`.
    pub exit: String,
    /// CPU time, user and system.
    pub cpu_secs: Option<f64>,
    /// The most memory it held.
    pub peak_memory_bytes: Option<u64>,
}

/// The runs of one contender together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// How the tasks were spread.
    pub mode: Mode,
    /// Over how many.
    pub workers: u16,
    /// How many usable runs.
    pub runs: u32,
    /// The middle of their times.
    pub median_secs: f64,
    /// Their mean.
    pub mean_secs: f64,
    /// Their sample standard deviation; `None` for a single run.
    pub stddev_secs: Option<f64>,
    /// The least.
    pub min_secs: f64,
    /// The greatest.
    pub max_secs: f64,
    /// Each, in the order of the rounds.
    pub times: Vec<f64>,
    /// The median divided by the limit.
    pub over_limit: Option<f64>,
    /// The limit, where the host does not tell it: estimated from what was seen of the host at its best.
    /// `None` for the lab server, whose limit is known, and in older reports.
    #[serde(default)]
    pub estimated_limit_secs: Option<f64>,
}

/// One contender held against the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    /// How the tasks were spread.
    pub mode: Mode,
    /// Over how many.
    pub workers: u16,
    /// What it is held against.
    pub baseline: Contender,
    /// The median over the rounds of baseline's time ÷ contender's time: how many times as fast.
    pub ratio: f64,
    /// Lower end of the interval; `None` while there are too few rounds for one.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// How sure all intervals together are.
    pub confidence: f64,
    /// How many rounds both did.
    pub rounds: u32,
}

/// Which was fastest, how sure that is, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The fastest, and who ties with it.
    pub fastest: Vec<Contender>,
    /// The answer in one sentence.
    pub sentence: String,
    /// How sure it is, how near the limit, and what is to be known besides.
    pub why: Vec<String>,
}
