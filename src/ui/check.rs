//! Looking through what stands in the set-up's fields: a plan and its cost, or what to change and
//! where. Runs on the errands' thread, since a list of addresses may lie on a slow disk.

use std::path::{Path, PathBuf};

use crate::model::{MAX_DOWNLOADS, MAX_WORKERS, Mode, Plan, PlanDraft, PlanError, Source};
use crate::stats::Cost;
use crate::store::SetUp;

/// The part of the set-up that an error concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Where the pictures come from.
    Address,
    /// Pictures a run.
    Count,
    /// Rounds.
    Rounds,
    /// The choice of modes.
    Modes,
    /// A mode's worker count.
    Workers(Mode),
    /// Where files are kept.
    Folder,
    /// None of them.
    Other,
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
    /// What a pattern or list names, in a few words.
    pub preview: Option<String>,
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
    let source = source(set_up, count.unwrap_or(1), &mut checked);
    let folder = folder(&set_up.folder);
    if let Some(Err(error)) = folder.as_deref().map(probe) {
        checked.errors.push((Field::Folder, error));
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
        connections: set_up.connections,
        folder,
        ..PlanDraft::default()
    };
    match Plan::new(draft) {
        Ok(plan) => {
            checked.cost = Some(crate::stats::cost(&plan));
            checked.plan = Some(plan);
        }
        Err(error) => checked.errors.push((field_of(&error), sentence(&error.to_string()))),
    }
    checked
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

fn contenders(set_up: &SetUp, errors: &mut Vec<(Field, String)>) -> Vec<(Mode, u16)> {
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

fn source(set_up: &SetUp, count: u32, checked: &mut Checked) -> Option<Source> {
    let text = if set_up.from_lab { "" } else { set_up.address.trim() };
    if !set_up.from_lab && text.is_empty() {
        checked.errors.push((Field::Address, "Type an address, such as https://picsum.photos/600.".to_owned()));
        return None;
    }
    match crate::fetch::source(text, &set_up.lab, count) {
        Ok(source) => {
            if !set_up.from_lab && source.len() > 1 {
                checked.preview = Some(preview(&source));
            }
            Some(source)
        }
        Err(error) => {
            checked.errors.push((Field::Address, sentence(&error.to_string())));
            None
        }
    }
}

/// What a pattern or list names: how many, and the last of them.
fn preview(source: &Source) -> String {
    let last = match source {
        Source::Lab { paths, .. } => paths.last().cloned(),
        Source::Urls(urls) => urls.last().map(ToString::to_string),
    };
    format!("{} addresses, to {}", thousands(source.len() as u64), last.unwrap_or_default())
}

fn probe(folder: &Path) -> Result<(), String> {
    crate::fetch::probe_folder(folder).map_err(|error| sentence(&error.to_string()))
}

fn field_of(error: &PlanError) -> Field {
    match error {
        PlanError::NoAddress | PlanError::Scheme(_) | PlanError::Lab(_) => Field::Address,
        PlanError::Count(_) => Field::Count,
        PlanError::Rounds(_) => Field::Rounds,
        PlanError::NoMode | PlanError::Twice(_) => Field::Modes,
        PlanError::Workers(mode, _) => Field::Workers(*mode),
        PlanError::Baseline(_) | PlanError::Timeout(_) | PlanError::MaxBytes | PlanError::Header(_) => Field::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Spoil = fn(&mut SetUp);

    #[test]
    fn the_default_is_a_plan_with_its_cost() {
        let checked = check(7, &SetUp::default());
        assert_eq!((checked.serial, checked.errors.len()), (7, 0));
        assert_eq!(checked.cost.expect("a cost").requests, 410);
    }

    #[test]
    fn an_error_stands_beside_its_field() {
        let cases: [(Spoil, Field); 8] = [
            (|set_up| set_up.count = "0".into(), Field::Count),
            (|set_up| set_up.count = "ten".into(), Field::Count),
            (|set_up| set_up.rounds = "1001".into(), Field::Rounds),
            (|set_up| set_up.modes[2].workers = "513".into(), Field::Workers(Mode::ProcessPool)),
            (|set_up| set_up.modes.iter_mut().for_each(|choice| choice.chosen = false), Field::Modes),
            (|set_up| set_up.from_lab = false, Field::Address),
            (|set_up| (set_up.from_lab, set_up.address) = (false, "ftp://host/a".into()), Field::Address),
            (|set_up| set_up.lab.latency_secs = -1.0, Field::Address),
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
