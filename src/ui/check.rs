//! Looking through what stands in the set-up's fields: a plan and its cost, or what to change and
//! where. Runs on the errands' thread, since a list of addresses may lie on a slow disk.

mod lab;
mod more;
mod room;

use std::path::{Path, PathBuf};

use url::Url;

use crate::model::words::sentence;
use crate::model::{
    LabSettings, MAX_DOWNLOADS, MAX_WORKERS, Mode, Plan, PlanDraft, PlanError, Source, WorkerCounts, units,
};
use crate::stats::Cost;
use crate::store::{LabField, SetUp, SweepForm};

pub use room::Room;

/// The part of the set-up that an error concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Where the pictures come from.
    Address,
    /// A field of the lab server's settings.
    Lab(LabField),
    /// How much goes wrong at the lab server altogether.
    Faults,
    /// Pictures a run.
    Count,
    /// Rounds.
    Rounds,
    /// The choice of modes.
    Modes,
    /// A mode's worker count.
    Workers(Mode),
    /// The worker counts of a sweep.
    WorkerCounts,
    /// Where files are kept.
    Folder,
    /// The deadline of one download.
    Timeout,
    /// The most that a download may weigh.
    MaxMegabytes,
    /// Requests a second.
    Rate,
    /// How narrow intervals have to be.
    UntilPercent,
    /// The most requests.
    BudgetRequests,
    /// The most MB of all downloads.
    BudgetMegabytes,
    /// The most seconds of the whole.
    BudgetSecs,
    /// What the others are held against.
    Baseline,
    /// Further request headers.
    Headers,
    /// The seed.
    Seed,
    /// None of them.
    Other,
}

impl Field {
    /// Its place in the panel, from the uppermost.
    fn place(self) -> (u8, Option<LabField>) {
        let place = match self {
            Self::Address => 0,
            Self::Lab(field) => return (1, Some(field)),
            Self::Faults => 2,
            Self::WorkerCounts => 3,
            Self::Count => 4,
            Self::Rounds => 5,
            Self::Workers(mode) => 10 + mode as u8,
            Self::Modes => 20,
            Self::Folder => 21,
            Self::UntilPercent => 22,
            Self::BudgetRequests => 23,
            Self::BudgetMegabytes => 24,
            Self::BudgetSecs => 25,
            Self::Baseline => 26,
            Self::Timeout => 27,
            Self::MaxMegabytes => 28,
            Self::Rate => 29,
            Self::Seed => 30,
            Self::Headers => 31,
            Self::Other => 32,
        };
        (place, None)
    }

    /// What people read, as it stands within a sentence.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Address => "the address",
            Self::Lab(LabField::Latency) => "the latency",
            Self::Lab(LabField::Jitter) => "the jitter",
            Self::Lab(LabField::Bandwidth | LabField::PerConnection) => "the bandwidth",
            Self::Lab(LabField::MaxRequests) => "the requests at a time",
            Self::Lab(LabField::Width | LabField::Height) => "the picture size",
            Self::Lab(LabField::Fault(_)) | Self::Faults => "the faults",
            Self::Count => "the number of pictures",
            Self::Rounds => "the rounds",
            Self::Modes => "the modes",
            Self::Workers(_) | Self::WorkerCounts => "the workers",
            Self::Folder => "the folder",
            Self::Timeout => "the timeout",
            Self::MaxMegabytes => "the largest download",
            Self::Rate => "the rate",
            Self::UntilPercent => "the width to stop at",
            Self::BudgetRequests => "the limit of requests",
            Self::BudgetMegabytes => "the limit of data",
            Self::BudgetSecs => "the limit of time",
            Self::Baseline => "the baseline",
            Self::Headers => "the headers",
            Self::Seed => "the seed",
            Self::Other => "the set-up",
        }
    }
}

/// What a pattern or list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// How many addresses, and what becomes of them.
    pub summary: String,
    /// The first address.
    pub first: String,
    /// The last one that is fetched.
    pub last: String,
}

/// What looking through a set-up found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Which version of the set-up this is about.
    pub serial: u64,
    /// The plan, where everything is in order.
    pub plan: Option<Plan>,
    /// What the plan would cost.
    pub cost: Option<Cost>,
    /// What a pattern or list names.
    pub preview: Option<Preview>,
    /// The room where files will lie.
    pub room: Option<Room>,
    /// What is to be changed, each in one sentence, in the order of the panel.
    pub errors: Vec<(Field, String)>,
}

impl Checked {
    /// What is to be changed in a field.
    pub fn error(&self, field: Field) -> Option<&str> {
        self.errors.iter().find(|(wrong, _)| *wrong == field).map(|(_, text)| text.as_str())
    }
}

/// Looks through the set-up; `serial` comes back with the result. Touches the disk (a list of
/// addresses, the folder) and so never runs on the window's thread.
pub fn check(serial: u64, set_up: &SetUp) -> Checked {
    let mut checked = looked_through(serial, set_up);
    checked.errors.sort_by_key(|(field, _)| field.place());
    checked
}

fn looked_through(serial: u64, set_up: &SetUp) -> Checked {
    let mut checked = Checked { serial, ..Checked::default() };
    let count = number(&set_up.count).filter(|count| (1..=MAX_DOWNLOADS).contains(count));
    if count.is_none() {
        checked.errors.push((Field::Count, format!("Choose from 1 to {} pictures.", units::thousands(MAX_DOWNLOADS))));
    }
    let rounds = number(&set_up.rounds).filter(|rounds| (1..=1000).contains(rounds));
    if rounds.is_none() {
        checked.errors.push((Field::Rounds, "Choose from 1 to 1,000 rounds.".to_owned()));
    }
    let contenders = contenders(set_up, &mut checked.errors);
    let source = source(set_up, count, &mut checked);
    let more = more::more(set_up, &mut checked.errors);
    // By its full path: the report is read again elsewhere.
    let folder = folder(&set_up.folder).map(|folder| std::path::absolute(&folder).unwrap_or(folder));
    match folder.as_deref().map(probe) {
        Some(Err(error)) => checked.errors.push((Field::Folder, error)),
        Some(Ok(())) | None => checked.room = free_room(folder.as_deref()),
    }
    let (Some(source), Some(count), Some(rounds)) = (source, count, rounds) else { return checked };
    if !checked.errors.is_empty() {
        return checked;
    }
    let draft = PlanDraft {
        source,
        count,
        rounds,
        contenders,
        work: set_up.work,
        accept: set_up.accept,
        connections: set_up.connections,
        http2: set_up.http2,
        folder,
        keep: set_up.keep,
        ..more
    };
    match Plan::new(draft) {
        Ok(plan) => {
            let cost = crate::stats::cost(&plan);
            if let Some(room) = &mut checked.room {
                room.needed_bytes = room::needed_bytes(&plan, &cost);
            }
            (checked.cost, checked.plan) = (Some(cost), Some(plan));
        }
        Err(error) => checked.errors.push((field_of(&error), sentence(&error.to_string()))),
    }
    checked
}

/// The free room in a folder, or where temporary files lie.
fn free_room(folder: Option<&Path>) -> Option<Room> {
    let free = folder.map_or_else(|| room::free_bytes(&std::env::temp_dir()), room::free_bytes);
    free.map(|free_bytes| Room { free_bytes, needed_bytes: None })
}

/// The folder that a text names; `None` for an empty one. `~` is the home.
pub fn folder(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let home = text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    match (home, directories::UserDirs::new()) {
        (Some(rest), Some(dirs)) => Some(dirs.home_dir().join(rest.trim_start_matches(['/', '\\']))),
        _ => Some(PathBuf::from(text)),
    }
}

fn number(text: &str) -> Option<u32> {
    text.trim().replace(',', "").parse().ok()
}

fn decimal(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

fn contenders(set_up: &SetUp, errors: &mut Vec<(Field, String)>) -> Vec<(Mode, u16)> {
    if let Some(form) = &set_up.sweep {
        return swept(form, errors);
    }
    let mut contenders = Vec::new();
    for choice in set_up.modes.iter().filter(|choice| choice.chosen) {
        let workers = if choice.mode.takes_workers() { number(&choice.workers) } else { Some(1) };
        match workers.and_then(|workers| u16::try_from(workers).ok()).filter(|w| (1..=MAX_WORKERS).contains(w)) {
            Some(workers) => contenders.push((choice.mode, workers)),
            None => errors.push((Field::Workers(choice.mode), format!("Choose from 1 to {MAX_WORKERS} workers."))),
        }
    }
    if set_up.modes.iter().all(|choice| !choice.chosen) {
        errors.push((Field::Modes, "Choose at least one mode.".to_owned()));
    }
    contenders
}

/// The mode once for each worker count.
fn swept(form: &SweepForm, errors: &mut Vec<(Field, String)>) -> Vec<(Mode, u16)> {
    match form.workers.parse() {
        Ok(WorkerCounts(counts)) if counts.len() > 1 => counts.into_iter().map(|count| (form.mode, count)).collect(),
        Ok(_) => {
            errors.push((Field::WorkerCounts, "Choose several worker counts, such as 1, 2, 4, 8.".to_owned()));
            Vec::new()
        }
        Err(why) => {
            errors.push((Field::WorkerCounts, sentence(&why)));
            Vec::new()
        }
    }
}

fn source(set_up: &SetUp, count: Option<u32>, checked: &mut Checked) -> Option<Source> {
    // What the address names is shown even while the count is wrong.
    let pictures = count.unwrap_or(1);
    let lab = if set_up.asks_lab() {
        let (settings, source) = lab::lab(&set_up.lab, pictures, &mut checked.errors);
        if set_up.from_lab {
            return source;
        }
        settings?
    } else {
        LabSettings::default()
    };
    if set_up.address.trim().is_empty() {
        checked.errors.push((Field::Address, "Type an address, such as https://picsum.photos/600.".to_owned()));
        return None;
    }
    match crate::fetch::source(&set_up.address, &lab, pictures) {
        Ok(source) => {
            checked.preview = preview(&source, count);
            Some(source)
        }
        Err(error) => {
            checked.errors.push((Field::Address, sentence(&error.to_string())));
            None
        }
    }
}

/// What a pattern or list of more than one address names, and whether all of it is fetched.
fn preview(source: &Source, count: Option<u32>) -> Option<Preview> {
    // The last that is fetched.
    let fetched = count.map_or(source.len(), |count| source.len().min(count as usize));
    let last = fetched.saturating_sub(1);
    let texts: Vec<String> = match source {
        Source::Lab { paths, .. } => [paths.first(), paths.get(last)].into_iter().flatten().cloned().collect(),
        Source::Urls(urls) => {
            let one_host = urls.iter().all(|url| url.origin() == urls[0].origin());
            let shown = |url: &Url| if one_host { without_host(url) } else { url.to_string() };
            [urls.first(), urls.get(last)].into_iter().flatten().map(shown).collect()
        }
    };
    let [first, last] = <[String; 2]>::try_from(texts).ok()?;
    let named = source.len() as u64;
    let rest = match count.map(u64::from) {
        Some(count) if count < named => format!(", the first {} are fetched", units::thousands(count)),
        Some(count) if count > named => format!(", repeated to make {}", units::thousands(count)),
        Some(_) | None => String::new(),
    };
    (named > 1).then(|| Preview { summary: format!("{} addresses{rest}", units::thousands(named)), first, last })
}

/// A URL from its path on.
fn without_host(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{query}", url.path())
}

fn probe(folder: &Path) -> Result<(), String> {
    crate::fetch::probe_folder(folder).map_err(|error| sentence(&error.to_string()))
}

fn field_of(error: &PlanError) -> Field {
    match error {
        PlanError::NoAddress | PlanError::Scheme(_) | PlanError::Lab(_) => Field::Address,
        PlanError::Count(_) => Field::Count,
        PlanError::Rounds(_) | PlanError::Total { .. } => Field::Rounds,
        PlanError::Width(_) => Field::UntilPercent,
        PlanError::Budget { .. } => Field::BudgetRequests,
        PlanError::NoMode | PlanError::Twice(_) => Field::Modes,
        PlanError::Workers(mode, _) => Field::Workers(*mode),
        PlanError::Timeout(_) => Field::Timeout,
        PlanError::MaxBytes => Field::MaxMegabytes,
        PlanError::Baseline(_) => Field::Baseline,
        PlanError::NamelessHeader | PlanError::Header(_) => Field::Headers,
        PlanError::Rate(_) => Field::Rate,
        // The fields let no empty budget through.
        PlanError::EmptyBudget(_) => Field::Other,
    }
}

#[cfg(test)]
mod tests;
