//! What to compare: a draft with anything in it, and a plan that is valid because it was built.

use std::fmt;
use std::num::{NonZeroU16, NonZeroU32};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Contender, LabSettings, Mode, PlanError, Source, StopRules, is_this_machine, without_credentials};

/// The most downloads of one run.
pub const MAX_DOWNLOADS: u32 = 10_000;
/// The most rounds.
pub const MAX_ROUNDS: u32 = 1000;
/// The most downloads of all runs of a comparison together, so that its report can be held, kept and opened again.
pub const MAX_TOTAL_DOWNLOADS: u32 = 500_000;
/// The most processes, threads or async slots at a time.
pub const MAX_WORKERS: u16 = 512;

/// What each task does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// Fetch a URL into a file.
    #[default]
    Download,
    /// Fetch it and shrink the picture.
    Thumbnail,
}

/// What counts as a success.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accept {
    /// Status 200 and the signature of a JPEG, PNG, WebP or GIF.
    #[default]
    Picture,
    /// Status 200.
    Any,
}

/// What becomes of a connection after its download.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Connections {
    /// It is closed; no TLS session is resumed.
    #[default]
    Fresh,
    /// It serves further downloads where the mode can.
    Reuse,
}

/// Which files stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// Every run's.
    All,
    /// Those of the last round.
    #[default]
    Last,
    /// None.
    None,
}

/// A request header. Its value may be a secret: it is never shown and never written to a report.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Such as `authorization`.
    pub name: String,
    /// What is sent.
    pub value: String,
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: …", self.name)
    }
}

/// A plan as it is being made: anything may stand in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanDraft {
    /// Where the pictures come from.
    pub source: Source,
    /// How many downloads each run does; the source's addresses are repeated or cut to it.
    pub count: u32,
    /// What each task does.
    pub work: Work,
    /// What counts as a success.
    pub accept: Accept,
    /// What becomes of a connection after its download.
    pub connections: Connections,
    /// Whether HTTP/2 may be spoken.
    pub http2: bool,
    /// Further request headers.
    pub headers: Vec<Header>,
    /// How many rounds.
    pub rounds: u32,
    /// Modes with their worker counts (which sequential and process-per-task ignore).
    pub contenders: Vec<(Mode, u16)>,
    /// What the others are held against; `None`: sequential, or else the first contender.
    pub baseline: Option<(Mode, Option<u16>)>,
    /// Where the comparison makes its folder; `None`: a temporary one.
    pub folder: Option<PathBuf>,
    /// Which files stay.
    pub keep: Keep,
    /// Decides the order, and the lab server's jitter and faults.
    pub seed: u64,
    /// Whether every distinct address is fetched once before the clock starts.
    pub warm_up: bool,
    /// The deadline of one download.
    pub timeout_secs: f64,
    /// The most bytes of one download.
    pub max_bytes: u64,
    /// Requests a second at the most, over all workers, redirects included; `None`: as many as the mode
    /// can.
    pub rate_per_sec: Option<f64>,
    /// What may end it before its last round.
    #[serde(default)]
    pub stop: StopRules,
}

impl Default for PlanDraft {
    fn default() -> Self {
        Self {
            source: Source::lab(LabSettings::default(), 10),
            count: 10,
            work: Work::Download,
            accept: Accept::Picture,
            connections: Connections::Fresh,
            http2: false,
            headers: Vec::new(),
            rounds: 8,
            contenders: Mode::ALL.map(|mode| (mode, 5)).to_vec(),
            baseline: None,
            folder: None,
            keep: Keep::Last,
            seed: 1,
            warm_up: true,
            timeout_secs: 60.0,
            max_bytes: 100_000_000,
            rate_per_sec: None,
            stop: StopRules::default(),
        }
    }
}

/// A comparison that can be done: what holds one is valid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "PlanDraft", into = "PlanDraft")]
pub struct Plan {
    draft: PlanDraft,
    count: NonZeroU32,
    rounds: NonZeroU32,
    contenders: Vec<Contender>,
    baseline: Contender,
}

impl Plan {
    /// Takes a draft that is in order, or says what is not.
    pub fn new(draft: PlanDraft) -> Result<Self, PlanError> {
        check_source(&draft.source)?;
        let count = NonZeroU32::new(draft.count).filter(|count| count.get() <= MAX_DOWNLOADS);
        let count = count.ok_or(PlanError::Count(draft.count))?;
        let rounds = NonZeroU32::new(draft.rounds).filter(|rounds| rounds.get() <= MAX_ROUNDS);
        let rounds = rounds.ok_or(PlanError::Rounds(draft.rounds))?;
        let contenders = contenders(&draft, count)?;
        let baseline = baseline(&draft, &contenders)?;
        if !(0.001..=86_400.0).contains(&draft.timeout_secs) {
            return Err(PlanError::Timeout(draft.timeout_secs));
        }
        if draft.max_bytes == 0 {
            return Err(PlanError::MaxBytes);
        }
        if let Some(rate) = draft.rate_per_sec.filter(|rate| !(0.01..=10_000.0).contains(rate)) {
            return Err(PlanError::Rate(rate));
        }
        check_headers(&draft.headers)?;
        let plan = Self { draft, count, rounds, contenders, baseline };
        plan.check_stop()?;
        plan.check_total()?;
        Ok(plan)
    }

    fn check_total(&self) -> Result<(), PlanError> {
        let (count, rounds, contenders) = (self.count.get(), self.rounds_within_requests(), self.contenders.len());
        let total = u64::from(count) * u64::from(rounds) * contenders as u64;
        if total <= u64::from(MAX_TOTAL_DOWNLOADS) {
            return Ok(());
        }
        Err(PlanError::Total { count, rounds, contenders, total })
    }

    fn check_stop(&self) -> Result<(), PlanError> {
        let StopRules { until_width, budget_requests, budget_bytes, budget_secs } = self.draft.stop;
        if let Some(width) = until_width.filter(|width| !(0.001..=1.0).contains(width)) {
            return Err(PlanError::Width(width));
        }
        if budget_bytes == Some(0) {
            return Err(PlanError::EmptyBudget("0 bytes"));
        }
        if budget_secs.is_some_and(|secs| secs.is_nan() || secs <= 0.0) {
            return Err(PlanError::EmptyBudget("0 s"));
        }
        let needed = self.requests_of(1);
        match budget_requests.filter(|&budget| budget < needed) {
            Some(budget) => Err(PlanError::Budget { budget, needed }),
            None => Ok(()),
        }
    }

    /// Where the pictures come from.
    pub const fn source(&self) -> &Source {
        &self.draft.source
    }

    /// The lab server's settings, where there is one.
    pub const fn lab(&self) -> Option<&LabSettings> {
        match &self.draft.source {
            Source::Lab { settings, .. } => Some(settings),
            Source::Urls(_) => None,
        }
    }

    /// How many downloads each run does.
    pub const fn count(&self) -> NonZeroU32 {
        self.count
    }

    /// How many rounds.
    pub const fn rounds(&self) -> NonZeroU32 {
        self.rounds
    }

    /// Who takes part, at least one, none twice.
    pub fn contenders(&self) -> &[Contender] {
        &self.contenders
    }

    /// What the others are held against: one of the contenders.
    pub const fn baseline(&self) -> Contender {
        self.baseline
    }

    /// Everything else, as it was asked for.
    pub const fn draft(&self) -> &PlanDraft {
        &self.draft
    }

    /// How many distinct addresses a run fetches: what the warm-up fetches once.
    pub fn distinct(&self) -> u32 {
        let len = self.count.get() as usize;
        let distinct = match &self.draft.source {
            Source::Lab { paths, .. } => paths.iter().take(len).collect::<std::collections::HashSet<_>>().len(),
            Source::Urls(urls) => urls.iter().take(len).collect::<std::collections::HashSet<_>>().len(),
        };
        u32::try_from(distinct).unwrap_or(MAX_DOWNLOADS)
    }

    /// How many requests the whole comparison makes at most, the warm-up included; redirects are not known
    /// beforehand.
    pub fn requests(&self) -> u64 {
        self.requests_of(self.rounds_within_requests())
    }

    /// How many rounds the budget of requests pays for: at least one, and all without a budget.
    pub fn rounds_within_requests(&self) -> u32 {
        let rounds = self.rounds.get();
        let Some(budget) = self.draft.stop.budget_requests else { return rounds };
        let a_round = self.requests_of(1) - self.requests_of(0);
        let paid = budget.saturating_sub(self.requests_of(0)) / a_round;
        u32::try_from(paid).unwrap_or(u32::MAX).clamp(1, rounds)
    }

    /// The requests of this many rounds and the warm-up.
    pub fn requests_of(&self, rounds: u32) -> u64 {
        let runs = u64::from(rounds) * self.contenders.len() as u64;
        let warm_up = if self.draft.warm_up { u64::from(self.distinct()) } else { 0 };
        runs * u64::from(self.count.get()) + warm_up
    }

    /// The hosts outside this machine that it would ask, each once, in order of first use.
    pub fn foreign_hosts(&self) -> Vec<String> {
        let Source::Urls(urls) = &self.draft.source else { return Vec::new() };
        let mut hosts: Vec<String> = Vec::new();
        for url in urls {
            let host = url.host_str().unwrap_or_default();
            if !is_this_machine(url) && !hosts.iter().any(|known| known == host) {
                hosts.push(host.to_owned());
            }
        }
        hosts
    }
}

fn check_headers(headers: &[Header]) -> Result<(), PlanError> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let is_wrong = |header: &&Header| {
        let Header { name, value } = header;
        name.is_empty() || !name.chars().all(is_token) || value.chars().any(char::is_control)
    };
    match headers.iter().find(is_wrong) {
        None => Ok(()),
        Some(header) if header.name.is_empty() => Err(PlanError::NamelessHeader),
        Some(header) => Err(PlanError::Header(header.name.clone())),
    }
}

fn check_source(source: &Source) -> Result<(), PlanError> {
    if source.is_empty() {
        return Err(PlanError::NoAddress);
    }
    match source {
        Source::Urls(urls) => {
            let wrong = urls.iter().find(|url| !matches!(url.scheme(), "http" | "https") || url.host().is_none());
            wrong.map_or(Ok(()), |url| Err(PlanError::Scheme(without_credentials(url))))
        }
        Source::Lab { settings, .. } => check_lab(settings),
    }
}

fn check_lab(settings: &LabSettings) -> Result<(), PlanError> {
    let wrong = |text: &str| Err(PlanError::Lab(text.to_owned()));
    if !(0.0..=60.0).contains(&settings.latency_secs) {
        return wrong("this latency; choose from 0 to 60000 ms");
    }
    if !(0.0..=settings.latency_secs).contains(&settings.jitter_secs) {
        return wrong("more jitter than latency; choose less");
    }
    if settings.bandwidth_bytes_per_sec.is_some_and(|rate| rate < 1000)
        || settings.per_connection_bytes_per_sec.is_some_and(|rate| rate < 1000)
    {
        return wrong("less than 1 kB/s; choose more");
    }
    if settings.max_requests == Some(0) {
        return wrong("0 requests at a time; choose at least 1");
    }
    let total: f64 = settings.faults.iter().map(|fault| fault.rate).sum();
    let all_in_range = settings.faults.iter().all(|fault| (0.0..=1.0).contains(&fault.rate));
    if !all_in_range || total > 1.0 + 1e-9 {
        return wrong("faults at rates that add up to more than 1; choose smaller ones");
    }
    Ok(())
}

fn contenders(draft: &PlanDraft, count: NonZeroU32) -> Result<Vec<Contender>, PlanError> {
    let mut contenders = Vec::new();
    for &(mode, asked) in &draft.contenders {
        let workers = match mode {
            Mode::Sequential => NonZeroU16::MIN,
            Mode::ProcessPerTask => {
                NonZeroU16::try_from(u16::try_from(count.get()).unwrap_or(u16::MAX)).unwrap_or(NonZeroU16::MIN)
            }
            Mode::ProcessPool | Mode::ThreadPool | Mode::Async => {
                let workers = NonZeroU16::new(asked).filter(|workers| workers.get() <= MAX_WORKERS);
                workers.ok_or(PlanError::Workers(mode, asked))?
            }
        };
        let contender = Contender { mode, workers };
        if contenders.contains(&contender) {
            return Err(PlanError::Twice(contender));
        }
        contenders.push(contender);
    }
    if contenders.is_empty() { Err(PlanError::NoMode) } else { Ok(contenders) }
}

fn baseline(draft: &PlanDraft, contenders: &[Contender]) -> Result<Contender, PlanError> {
    let Some((mode, workers)) = draft.baseline else {
        let sequential = contenders.iter().find(|contender| contender.mode == Mode::Sequential);
        return Ok(*sequential.unwrap_or(&contenders[0]));
    };
    let fits = |contender: &&Contender| {
        contender.mode == mode
            && workers.is_none_or(|workers| !mode.takes_workers() || contender.workers.get() == workers)
    };
    let missing =
        || PlanError::Baseline(workers.map_or_else(|| mode.to_string(), |workers| format!("{mode}:{workers}")));
    contenders.iter().find(fits).copied().ok_or_else(missing)
}

impl TryFrom<PlanDraft> for Plan {
    type Error = PlanError;

    fn try_from(draft: PlanDraft) -> Result<Self, PlanError> {
        Self::new(draft)
    }
}

impl From<Plan> for PlanDraft {
    fn from(plan: Plan) -> Self {
        plan.draft
    }
}

#[cfg(test)]
mod tests;
