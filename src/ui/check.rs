//! Looking through what stands in the set-up's fields: a plan and its cost, or what to change and
//! where. Runs on the errands' thread, since a list of addresses may lie on a slow disk.

mod lab;
mod more;
mod room;

use std::path::{Path, PathBuf};

use url::Url;

use crate::model::{LabSettings, MAX_DOWNLOADS, MAX_WORKERS, Mode, Plan, PlanDraft, PlanError, Source, WorkerCounts};
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
    /// Downloads begun a second.
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
    /// The last one.
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
    /// What is to be changed, each in one sentence.
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
    let mut checked = Checked { serial, ..Checked::default() };
    let count = number(&set_up.count).filter(|count| (1..=MAX_DOWNLOADS).contains(count));
    if count.is_none() {
        checked.errors.push((Field::Count, format!("Choose from 1 to {} pictures.", thousands(MAX_DOWNLOADS))));
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

/// A number with commas: "3,840".
pub fn thousands(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Makes a sentence of an error's words: a capital at its start, a stop at its end.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{capital}{}{stop}", letters.as_str())
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
    let texts: Vec<String> = match source {
        Source::Lab { paths, .. } => [paths.first(), paths.last()].into_iter().flatten().cloned().collect(),
        Source::Urls(urls) => {
            let one_host = urls.iter().all(|url| url.origin() == urls[0].origin());
            let shown = |url: &Url| if one_host { without_host(url) } else { url.to_string() };
            [urls.first(), urls.last()].into_iter().flatten().map(shown).collect()
        }
    };
    let [first, last] = <[String; 2]>::try_from(texts).ok()?;
    let named = source.len() as u64;
    let rest = match count.map(u64::from) {
        Some(count) if count < named => format!(", the first {} are fetched", thousands(count)),
        Some(count) if count > named => format!(", repeated to make {}", thousands(count)),
        Some(_) | None => String::new(),
    };
    (named > 1).then(|| Preview { summary: format!("{} addresses{rest}", thousands(named)), first, last })
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
        PlanError::Rounds(_) => Field::Rounds,
        PlanError::Width(_) => Field::UntilPercent,
        PlanError::Budget { .. } => Field::BudgetRequests,
        PlanError::NoMode | PlanError::Twice(_) => Field::Modes,
        PlanError::Workers(mode, _) => Field::Workers(*mode),
        PlanError::Timeout(_) => Field::Timeout,
        PlanError::MaxBytes => Field::MaxMegabytes,
        PlanError::Baseline(_) => Field::Baseline,
        PlanError::Header(_) => Field::Headers,
        PlanError::Rate(_) => Field::Rate,
        // The fields let no empty budget through.
        PlanError::EmptyBudget(_) => Field::Other,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Accept, Connections, Keep, StopRules};

    use super::*;

    type Spoil = fn(&mut SetUp);

    #[test]
    fn the_default_is_a_plan_with_its_cost() {
        let checked = check(7, &SetUp::default());
        assert_eq!((checked.serial, checked.errors.len()), (7, 0));
        assert_eq!(checked.cost.expect("a cost").requests, 410);
    }

    #[test]
    fn a_sweep_is_its_mode_once_for_each_count() {
        let plan = check(0, &SetUp::for_sweep()).plan.expect("a plan");
        let contenders: Vec<String> = plan.contenders().iter().map(ToString::to_string).collect();
        assert_eq!(contenders[..2], ["process-pool:1", "process-pool:2"]);
        assert_eq!((contenders.len(), plan.baseline().workers.get(), plan.count().get()), (6, 1, 160));
        for wrong in ["", "4", "0, 1", "1, x", "1, 513"] {
            let mut set_up = SetUp::for_sweep();
            set_up.sweep.as_mut().expect("a sweep").workers = wrong.to_owned();
            let checked = check(0, &set_up);
            let error = checked.error(Field::WorkerCounts).expect(wrong);
            assert!(error.ends_with('.') && checked.plan.is_none(), "{error}");
        }
    }

    #[test]
    fn an_error_stands_beside_its_field() {
        let cases: [(Spoil, Field); 26] = [
            (|set_up| set_up.count = "0".into(), Field::Count),
            (|set_up| set_up.count = "ten".into(), Field::Count),
            (|set_up| set_up.rounds = "1001".into(), Field::Rounds),
            (|set_up| set_up.modes[2].workers = "513".into(), Field::Workers(Mode::ProcessPool)),
            (|set_up| set_up.modes.iter_mut().for_each(|choice| choice.chosen = false), Field::Modes),
            (|set_up| set_up.from_lab = false, Field::Address),
            (|set_up| (set_up.from_lab, set_up.address) = (false, "ftp://host/a".into()), Field::Address),
            (|set_up| set_up.lab.set(LabField::Latency, "-1".into()), Field::Lab(LabField::Latency)),
            (
                |set_up| {
                    (set_up.from_lab, set_up.address) = (false, "/id/[1-9]/60/90".into());
                    set_up.lab.set(LabField::Jitter, "x".into());
                },
                Field::Lab(LabField::Jitter),
            ),
            (|set_up| set_up.timeout_secs = "0".into(), Field::Timeout),
            (|set_up| set_up.seed = "-1".into(), Field::Seed),
            (|set_up| set_up.max_megabytes = "0".into(), Field::MaxMegabytes),
            (|set_up| set_up.rate_per_sec = "0".into(), Field::Rate),
            (|set_up| set_up.rate_per_sec = "fast".into(), Field::Rate),
            (|set_up| set_up.stop.until_percent = "0".into(), Field::UntilPercent),
            (|set_up| set_up.stop.until_percent = "101 %".into(), Field::UntilPercent),
            (|set_up| set_up.stop.requests = "1.5".into(), Field::BudgetRequests),
            (|set_up| set_up.stop.requests = "59".into(), Field::BudgetRequests),
            (|set_up| set_up.stop.megabytes = "0".into(), Field::BudgetMegabytes),
            (|set_up| set_up.stop.megabytes = "NaN".into(), Field::BudgetMegabytes),
            (|set_up| set_up.stop.secs = "-1".into(), Field::BudgetSecs),
            (|set_up| set_up.stop.secs = "inf".into(), Field::BudgetSecs),
            (|set_up| set_up.headers = "Accept: a\nno colon".into(), Field::Headers),
            (|set_up| set_up.headers = "a b: c".into(), Field::Headers),
            (|set_up| (set_up.baseline, set_up.modes[4].chosen) = (Some(Mode::Async), false), Field::Baseline),
            (|set_up| set_up.folder = file!().into(), Field::Folder),
        ];
        for (spoil, field) in cases {
            let mut set_up = SetUp::default();
            spoil(&mut set_up);
            let checked = check(0, &set_up);
            assert!(checked.error(field).is_some_and(|text| text.ends_with('.')), "{field:?}: {:?}", checked.errors);
            assert_eq!(checked.plan, None);
        }
    }

    #[test]
    fn the_seldom_changed_fields_reach_the_plan() {
        let mut set_up = SetUp { http2: true, keep: Keep::All, seed: " 7 ".into(), ..SetUp::default() };
        (set_up.accept, set_up.connections) = (Accept::Any, Connections::Reuse);
        set_up.timeout_secs = "2.5".into();
        (set_up.max_megabytes, set_up.headers) = ("0.5".into(), " Accept: a \n\nX-Y:z".into());
        (set_up.warm_up, set_up.baseline) = (false, Some(Mode::Async));
        let plan = check(0, &set_up).plan.expect("a plan");
        let draft = plan.draft();
        assert_eq!((draft.http2, draft.keep, draft.seed, draft.timeout_secs), (true, Keep::All, 7, 2.5));
        assert_eq!((draft.accept, draft.connections), (Accept::Any, Connections::Reuse));
        assert_eq!((draft.max_bytes, draft.warm_up, plan.baseline().mode), (500_000, false, Mode::Async));
        assert_eq!((draft.rate_per_sec, draft.stop), (None, StopRules::default()), "empty fields ask for nothing");
        let headers = draft.headers.iter().map(|header| (header.name.as_str(), header.value.as_str()));
        assert_eq!(headers.collect::<Vec<_>>(), [("Accept", "a"), ("X-Y", "z")]);
    }

    #[test]
    fn rate_and_stop_rules_reach_the_plan_and_make_it_cheaper() {
        let mut set_up = SetUp { rate_per_sec: " 2.5 ".into(), rounds: "40".into(), ..SetUp::default() };
        let stop = &mut set_up.stop;
        (stop.until_percent, stop.requests) = ("5 %".into(), "1,000".into());
        (stop.megabytes, stop.secs) = ("200.5".into(), "90".into());
        let checked = check(0, &set_up);
        let plan = checked.plan.expect("a plan");
        let wanted = StopRules {
            until_width: Some(0.05),
            budget_requests: Some(1000),
            budget_bytes: Some(200_500_000),
            budget_secs: Some(90.0),
        };
        assert_eq!((plan.draft().rate_per_sec, plan.draft().stop), (Some(2.5), wanted));
        let cost = checked.cost.expect("a cost");
        assert!(cost.bytes.is_some_and(|bytes| bytes <= 200_500_000) && cost.requests < 1000, "{cost:?}");
        set_up.sweep = Some(SweepForm::default());
        assert_eq!(check(0, &set_up).plan.expect("a sweep").draft().stop, wanted);
    }

    #[test]
    fn settings_of_a_lab_that_takes_no_part_may_be_anything() {
        let mut set_up = SetUp { from_lab: false, address: "http://127.0.0.1/a".into(), ..SetUp::default() };
        set_up.lab.set(LabField::Latency, "x".into());
        assert!(check(0, &set_up).plan.is_some());
    }

    #[test]
    fn a_pattern_is_previewed() {
        let preview = |address: &str, count: &str| {
            let set_up = SetUp { from_lab: false, address: address.into(), count: count.into(), ..SetUp::default() };
            check(0, &set_up).preview.map(|preview| [preview.summary, preview.first, preview.last])
        };
        let words = |words: [&str; 3]| Some(words.map(str::to_owned));
        let pattern = "https://host/a/[1-2000]?x=1";
        assert_eq!(
            preview(pattern, "10"),
            words(["2,000 addresses, the first 10 are fetched", "/a/1?x=1", "/a/2000?x=1"])
        );
        assert_eq!(preview(pattern, "x"), words(["2,000 addresses", "/a/1?x=1", "/a/2000?x=1"]));
        assert_eq!(
            preview("http://{one,two}/", "3"),
            words(["2 addresses, repeated to make 3", "http://one/", "http://two/"])
        );
        assert_eq!(preview("/id/[1-9]/60/90", "9"), words(["9 addresses", "/id/1/60/90", "/id/9/60/90"]));
        assert_eq!(preview("http://host/a", "9"), None);
    }

    #[test]
    fn a_mode_that_takes_no_part_may_have_anything_in_its_field() {
        let mut set_up = SetUp::default();
        set_up.modes[3].workers = "x".into();
        set_up.modes[3].chosen = false;
        assert_eq!(check(0, &set_up).plan.expect("a plan").contenders().len(), 4);
    }

    #[test]
    fn numbers_have_commas_and_sentences_a_capital() {
        assert_eq!([1, 999, 1_000, 12_345_678].map(|n: u64| thousands(n)), ["1", "999", "1,000", "12,345,678"]);
        assert_eq!(sentence("there is no address"), "There is no address.");
    }

    #[test]
    fn the_tilde_is_the_home() {
        assert_eq!(folder("  "), None);
        assert_eq!(folder("~x/y"), Some(PathBuf::from("~x/y")));
        if let Some(dirs) = directories::UserDirs::new() {
            assert_eq!(folder("~/a"), Some(dirs.home_dir().join("a")));
        }
    }
}
