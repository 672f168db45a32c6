//! What the window knows of the comparisons that were kept, and of the report that is shown.
//!
//! ```text
//! action   what a person does in the History view
//! news     what the errands' thread tells of it
//! files    from an export or a report to be opened to its path
//! ```

mod action;
mod files;
mod news;

pub use action::{PastAction, PastChange};
pub use files::{Content, FileAction, Files, Purpose, Shot, Typed, report_name, shot_name};
pub use news::{PastErrand, PastNews};

use std::path::PathBuf;

use jiff::{Timestamp, tz::TimeZone};

use crate::stats::Since;
use crate::store::{Entry, HistoryId};

/// Where a report came from that was not measured just now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A comparison of the history.
    History(HistoryId),
    /// A file that was opened.
    File(PathBuf),
}

/// A comparison that was deleted and may still come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Which.
    pub id: HistoryId,
    /// How many of its pictures are there.
    pub pictures: usize,
    /// Whether they go too.
    pub with_pictures: bool,
}

/// What is known besides of the report that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Where it came from; `None`: it was measured just now.
    pub origin: Option<Origin>,
    /// Under which name the history keeps it, if it does.
    pub kept: Option<HistoryId>,
    /// How it stands to the baseline, where one is chosen.
    pub since: Option<Since>,
}

/// The comparisons that were kept, as the window knows them.
#[derive(Clone, Debug)]
pub struct Past {
    zone: TimeZone,
    /// Whether there is a folder to keep them in.
    pub is_kept: bool,
    /// The comparisons, the latest first; `None` until they were listed.
    pub entries: Option<Vec<Entry>>,
    /// A sentence for each file that could not be used.
    pub damaged: Vec<String>,
    /// What is looked for.
    pub search: String,
    /// The row that was chosen.
    pub chosen: Option<HistoryId>,
    /// The new name of the chosen one, as far as it was typed.
    pub renaming: Option<String>,
    /// The one that was deleted last.
    pub removed: Option<Removed>,
    /// What is known of the report that is shown.
    pub shown: Shown,
    /// Exports, and reports to be opened.
    pub files: Files,
}

impl Past {
    /// Nothing is known yet. Times are told in `zone`; files go into `documents` at first.
    pub fn new(zone: TimeZone, is_kept: bool, documents: Option<PathBuf>) -> Self {
        Self {
            zone,
            is_kept,
            entries: None,
            damaged: Vec::new(),
            search: String::new(),
            chosen: None,
            renaming: None,
            removed: None,
            shown: Shown::default(),
            files: Files::new(documents),
        }
    }

    /// A comparison of the list.
    pub fn entry(&self, id: &HistoryId) -> Option<&Entry> {
        self.entries.iter().flatten().find(|entry| entry.id == *id)
    }

    /// Those that hold every word that is looked for: the pinned ones first, then the latest.
    pub fn found(&self) -> Vec<&Entry> {
        let words: Vec<String> = self.search.split_whitespace().map(str::to_lowercase).collect();
        let holds = |entry: &&Entry| {
            let text = self.text(entry);
            words.iter().all(|word| text.contains(word))
        };
        let mut found: Vec<&Entry> = self.entries.iter().flatten().filter(holds).collect();
        found.sort_by_key(|entry| !entry.head.pinned);
        found
    }

    /// All that is told of a comparison, to be looked through.
    fn text(&self, entry: &Entry) -> String {
        let Entry { head, is_baseline, .. } = entry;
        let contenders: Vec<String> = head.contenders.iter().map(|contender| contender.label()).collect();
        let (name, at) = (head.name.as_deref().unwrap_or_default(), self.at(head.started_at));
        let mark = if *is_baseline { "baseline" } else { "" };
        let parts = [name, &head.verdict, &head.source(), &at, mark, &contenders.join(" "), &head.hosts.join(" ")];
        parts.join(" ").to_lowercase()
    }

    /// A moment as people read it: "2 Jan 2026, 03:04".
    pub fn at(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-d %b %Y, %H:%M").to_string()
    }

    /// The month of a moment: "January 2026".
    pub fn month(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%B %Y").to_string()
    }

    /// The beginning of a file's name for a comparison of that moment.
    pub fn file_stem(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("manyhands-%Y%m%d-%H%M%S").to_string()
    }

    /// The row so many below the chosen one, or the outermost where there are none further; where none is
    /// chosen the first, and the last for [`isize::MAX`].
    pub fn beside(&self, along: isize) -> Option<HistoryId> {
        let found = self.found();
        let place = self.chosen.as_ref().and_then(|id| found.iter().position(|entry| entry.id == *id));
        let place = match place {
            Some(place) => place.saturating_add_signed(along).min(found.len().saturating_sub(1)),
            None if along == isize::MAX => found.len().saturating_sub(1),
            None => 0,
        };
        found.get(place).map(|entry| entry.id.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Head;

    fn entry(id: &str, name: Option<&str>, pinned: bool) -> Entry {
        let head = Head {
            name: name.map(str::to_owned),
            pinned,
            started_at: "2026-01-31T23:30:00Z".parse().expect("a time"),
            hosts: Vec::new(),
            lab_latency_secs: Some(0.43),
            contenders: vec!["process-pool:5".parse().expect("a contender")],
            count: 10,
            rounds: 8,
            runs: 8,
            stopped: false,
            failed: 0,
            verdict: "Process pool took 1.00 s".to_owned(),
        };
        Entry { id: id.parse().expect("an id"), is_baseline: false, size_bytes: 1000, head }
    }

    fn past() -> Past {
        let mut past = Past::new(TimeZone::fixed(jiff::tz::offset(1)), true, None);
        past.entries =
            Some(vec![entry("3", None, false), entry("2", Some("Before the move"), true), entry("1", None, false)]);
        past
    }

    fn ids(past: &Past) -> Vec<&str> {
        past.found().into_iter().map(|entry| entry.id.as_str()).collect()
    }

    #[test]
    fn pinned_ones_come_first_and_every_word_must_be_there() {
        let mut past = past();
        assert_eq!(ids(&past), ["2", "3", "1"]);
        for (search, wanted) in
            [("MOVE before", vec!["2"]), ("pool 430 feb", vec!["2", "3", "1"]), ("pool elsewhere", Vec::new())]
        {
            past.search = search.to_owned();
            assert_eq!(ids(&past), wanted, "{search}");
        }
    }

    #[test]
    fn times_are_told_where_the_person_is() {
        let past = past();
        let at = past.entries.as_ref().expect("listed")[0].head.started_at;
        assert_eq!((past.at(at), past.month(at)), ("1 Feb 2026, 00:30".to_owned(), "February 2026".to_owned()));
        assert_eq!(past.file_stem(at), "manyhands-20260201-003000");
    }

    #[test]
    fn keys_go_from_row_to_row_and_stop_at_the_ends() {
        let mut past = past();
        for (along, wanted) in [(1, "2"), (1, "3"), (1, "1"), (1, "1"), (-9, "2")] {
            past.chosen = past.beside(along);
            assert_eq!(past.chosen.as_ref().map(HistoryId::as_str), Some(wanted));
        }
        for (along, wanted) in [(1, "2"), (isize::MIN, "2"), (isize::MAX, "1")] {
            past.chosen = None;
            assert_eq!(past.beside(along).as_ref().map(HistoryId::as_str), Some(wanted));
        }
        past.search = "nothing".to_owned();
        assert_eq!(past.beside(1), None);
    }
}
