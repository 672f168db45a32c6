//! What is known of a kept comparison without its report.

use std::fmt;
use std::str::FromStr;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::model::{Contender, Report, units};

/// The most letters of a name.
const MAX_NAME: usize = 100;
const ENDING: &str = ".json";

/// Names a kept comparison, such as `20261121-140322-123`: when it began, in UTC, and a number where
/// several began at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HistoryId(String);

impl HistoryId {
    /// The name of a comparison that began then; the first is number 1.
    pub(super) fn new(started_at: Timestamp, number: u32) -> Self {
        let at = started_at.to_zoned(TimeZone::UTC).strftime("%Y%m%d-%H%M%S-%3f").to_string();
        Self(if number == 1 { at } else { format!("{at}-{number}") })
    }

    /// The comparison in the file of this name; `None` if it bears no such name.
    pub(super) fn of_file(name: &str) -> Option<Self> {
        name.strip_suffix(ENDING)?.parse().ok()
    }

    pub(super) fn file_name(&self) -> String {
        format!("{}{ENDING}", self.0)
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HistoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that names no comparison.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” names no comparison of the history; write one as in 20261121-140322-123")]
pub struct NoHistoryId(String);

impl FromStr for HistoryId {
    type Err = NoHistoryId;

    /// Digits and dashes only: a name never leads out of the folder.
    fn from_str(text: &str) -> Result<Self, NoHistoryId> {
        let text = text.trim();
        let is_ours = text.starts_with(|first: char| first.is_ascii_digit())
            && text.len() <= 40
            && text.chars().all(|letter| letter.is_ascii_digit() || letter == '-');
        if is_ours { Ok(Self(text.to_owned())) } else { Err(NoHistoryId(text.to_owned())) }
    }
}

/// What is known of a kept comparison without its report.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which.
    pub id: HistoryId,
    /// Others are held against it.
    pub is_baseline: bool,
    /// How large its file is.
    pub size_bytes: u64,
    /// What its file tells first.
    pub head: Head,
}

impl Entry {
    /// What they are ordered by.
    pub(super) fn age(&self) -> (Timestamp, &HistoryId) {
        (self.head.started_at, &self.id)
    }
}

/// What the file of a comparison tells before the report: its first line, but for the version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// What a person calls it.
    pub name: Option<String>,
    /// It stays whatever is added.
    pub pinned: bool,
    /// When the comparison began.
    pub started_at: Timestamp,
    /// The hosts that were asked; none: the lab server.
    pub hosts: Vec<String>,
    /// The lab server's latency, where it was asked. Files from before do not tell it.
    #[serde(default)]
    pub lab_latency_secs: Option<f64>,
    /// Who took part.
    pub contenders: Vec<Contender>,
    /// Downloads a run.
    pub count: u32,
    /// Rounds that were asked for.
    pub rounds: u32,
    /// Runs that ended.
    pub runs: u32,
    /// Whether it was stopped before its last round as it was asked to be. Files from before do not tell it.
    #[serde(default)]
    pub stopped: bool,
    /// Downloads that failed.
    pub failed: u64,
    /// The answer in one sentence.
    pub verdict: String,
}

impl Head {
    /// Of a comparison that is new.
    pub(super) fn of(report: &Report) -> Self {
        let plan = &report.plan;
        Self {
            name: None,
            pinned: false,
            started_at: report.started_at,
            hosts: plan.hosts().into_iter().take(100).map(str::to_owned).collect(),
            lab_latency_secs: plan.lab.as_ref().map(|lab| lab.settings.latency_secs),
            contenders: plan.contenders.clone(),
            count: plan.count,
            rounds: plan.rounds,
            runs: u32::try_from(report.runs.len()).unwrap_or(u32::MAX),
            stopped: report.stopped().is_some(),
            failed: report.totals().1,
            verdict: answer(report),
        }
    }

    /// How it ended, in a few words, where fewer runs ended than were asked for: "ended early", or
    /// "stopped after 8 rounds" where it was asked to.
    pub fn ended(&self) -> Option<String> {
        let contenders = self.contenders.len() as u64;
        let is_partial = u64::from(self.runs) < u64::from(self.rounds) * contenders;
        is_partial.then(|| match u64::from(self.runs).checked_div(contenders) {
            Some(rounds) if self.stopped => format!("stopped after {}", units::count(rounds, "round")),
            _ => "ended early".to_owned(),
        })
    }

    /// Where the pictures came from, in a few words.
    pub fn source(&self) -> String {
        match self.hosts.as_slice() {
            [] => match self.lab_latency_secs {
                Some(secs) => format!("lab server, {} ms", (secs * 1e3).round()),
                None => "lab server".to_owned(),
            },
            [host] => host.clone(),
            [host, rest @ ..] => format!("{host} and {} more", rest.len()),
        }
    }
}

/// The answer in one sentence: of a sweep, how many workers are enough.
fn answer(report: &Report) -> String {
    let recommended = report.scaling.as_ref().and_then(|scaling| scaling.recommendation.split("; ").next());
    recommended.unwrap_or(&report.verdict.sentence).to_owned()
}

/// A name on one line, not longer than a list can show; `None` of nothing.
pub(super) fn clean_name(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(|letter: char| letter.is_whitespace() || letter.is_control()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let name: String = words.join(" ").chars().take(MAX_NAME).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        for text in ["", "..", "../1", "1/2", "1\\2", "-1", "1.json", "a", "١", "1\0"] {
            assert!(text.parse::<HistoryId>().is_err(), "{text}");
        }
        let id: HistoryId = "20261121-140322-123-2".parse().expect("a name");
        assert_eq!(HistoryId::of_file(&id.file_name()), Some(id));
        let at: Timestamp = "2026-11-21T14:03:22.1234Z".parse().expect("a time");
        assert_eq!(HistoryId::new(at, 1).as_str(), "20261121-140322-123");
        assert_eq!(HistoryId::new(at, 2).as_str(), "20261121-140322-123-2");
    }

    #[test]
    fn names_are_one_line_and_not_endless() {
        assert_eq!(clean_name("  a\n b\t\u{7}c "), Some("a b c".to_owned()));
        assert_eq!(clean_name(" \n"), None);
        assert_eq!(clean_name(&"ü".repeat(500)), Some("ü".repeat(MAX_NAME)));
    }
}
