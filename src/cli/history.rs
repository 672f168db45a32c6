//! `manyhands history`: what was compared before.

use std::process::ExitCode;

use clap::Args;
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use jiff::tz::TimeZone;

use super::exports::ExportOptions;
use super::{console, fail, tables};
use crate::model::Report;
use crate::stats;
use crate::store::{self, Entry, Head, History, HistoryId};

/// The options of `manyhands history`.
#[derive(Clone, Debug, Args)]
pub struct HistoryOptions {
    /// Which comparison: its number in the list, or its id; without one they are all listed
    #[arg(value_name = "N|ID")]
    pub which: Option<String>,

    /// Call it NAME; an empty one takes the name away
    #[arg(long, value_name = "NAME", requires = "which")]
    pub name: Option<String>,

    /// Keep it, however many come after it
    #[arg(long, requires = "which", conflicts_with = "unpin")]
    pub pin: bool,

    /// Let it go in its turn
    #[arg(long, requires = "which")]
    pub unpin: bool,

    /// Hold the others against it
    #[arg(long, requires = "which")]
    pub as_baseline: bool,

    /// Remove it for good; downloaded pictures stay
    #[arg(long, requires = "which", conflicts_with_all = ["name", "pin", "unpin", "as_baseline"])]
    pub delete: bool,

    /// What is written of it.
    #[command(flatten)]
    pub exports: ExportOptions,
}

/// Lists the comparisons that were kept, or shows, writes, names or removes one.
pub fn history(options: &HistoryOptions) -> ExitCode {
    match of_options(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => fail(&sentence),
    }
}

/// Keeps a comparison of which at least one run ended. Where that cannot be done the comparison is
/// none the worse, so it is only said.
pub(super) fn keep(report: &Report) {
    let Some(folder) = store::history_folder().filter(|_| !report.runs.is_empty()) else { return };
    if let Err(error) = History::open(&folder).add(report) {
        console::note(&format!("The comparison was not kept: {error}"));
    }
}

fn of_options(options: &HistoryOptions) -> Result<(), String> {
    let folder = store::history_folder().ok_or("the system names no folder for data; set MANYHANDS_HOME to one")?;
    let history = History::open(&folder);
    let listing = history.list().map_err(|error| error.to_string())?;
    listing.notices.iter().for_each(|notice| console::note(notice));
    match &options.which {
        None if options.exports.is_empty() => told(&table(&listing.entries)),
        None => Err("name the comparison that is to be written, as in `manyhands history 1`".to_owned()),
        Some(which) => with(&history, entry(&listing.entries, which)?, options),
    }
}

/// The comparison that is meant.
fn entry<'a>(entries: &'a [Entry], which: &str) -> Result<&'a Entry, String> {
    let number = which.parse::<usize>().ok().and_then(|number| entries.get(number.checked_sub(1)?));
    let id = which.parse::<HistoryId>().ok();
    let found = number.or_else(|| entries.iter().find(|entry| Some(&entry.id) == id.as_ref()));
    found.ok_or_else(|| format!("there is no comparison “{which}”; `manyhands history` lists them"))
}

fn with(history: &History, entry: &Entry, options: &HistoryOptions) -> Result<(), String> {
    let files = options.exports.files()?;
    if options.delete && options.exports.is_empty() {
        return delete(history, entry);
    }
    let report = history.load(&entry.id).map_err(|error| error.to_string())?;
    files.write(&report)?;
    let changes = [
        options.name.as_deref().map(|name| history.rename(&entry.id, name)),
        (options.pin || options.unpin).then(|| history.set_pinned(&entry.id, options.pin)),
        options.as_baseline.then(|| history.set_baseline(Some(&entry.id))),
    ];
    for change in changes.into_iter().flatten() {
        change.map_err(|error| error.to_string())?;
    }
    if options.delete {
        return delete(history, entry);
    }
    let is_asked = options.name.is_some() || options.pin || options.unpin || options.as_baseline;
    if is_asked || !options.exports.is_empty() { Ok(()) } else { told(&shown(history, entry, &report)) }
}

fn delete(history: &History, entry: &Entry) -> Result<(), String> {
    let deleted = history.delete(&entry.id).map_err(|error| error.to_string())?;
    deleted.finish();
    Ok(())
}

/// What its report says, and how it stands to the baseline.
fn shown(history: &History, entry: &Entry, report: &Report) -> String {
    let mut text = tables::closing(report);
    let baseline = history.baseline().filter(|baseline| *baseline != entry.id);
    if let Some(baseline) = baseline.and_then(|baseline| history.load(&baseline).ok()) {
        let since = stats::compare_with(&baseline, report);
        text += &format!("\n\n{}", since.sentence);
        for difference in &since.differences {
            text += &format!("\n  · {difference}");
        }
    }
    text
}

/// A row for each comparison, the latest first.
fn table(entries: &[Entry]) -> String {
    if entries.is_empty() {
        return "No comparison was kept yet.".to_owned();
    }
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(["", "date", "from", "verdict", "name"]);
    for (number, entry) in (1..).zip(entries) {
        let at = entry.head.started_at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string();
        table.add_row([number.to_string(), at, entry.head.source(), verdict(&entry.head), name(entry)]);
    }
    let arrangement =
        if console::result_is_read_by_a_person() { ContentArrangement::Dynamic } else { ContentArrangement::Disabled };
    table.set_content_arrangement(arrangement);
    table.trim_fmt()
}

fn verdict(head: &Head) -> String {
    let sentence = if head.verdict.is_empty() { "no verdict" } else { &head.verdict };
    if head.is_partial() { format!("{sentence} (ended early)") } else { sentence.to_owned() }
}

fn name(entry: &Entry) -> String {
    let marks = [(entry.head.pinned, "pinned"), (entry.is_baseline, "baseline")];
    let marks: Vec<&str> = marks.into_iter().filter_map(|(is_so, mark)| is_so.then_some(mark)).collect();
    let marks = if marks.is_empty() { String::new() } else { format!("({})", marks.join(", ")) };
    [entry.head.name.clone().unwrap_or_default(), marks].join(" ").trim().to_owned()
}

fn told(text: &str) -> Result<(), String> {
    console::result(text).map_err(|error| format!("the result could not be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tables::samples;

    #[test]
    fn comparisons_are_listed_named_and_found_by_number_or_id() {
        let folder = tempfile::tempdir().expect("a folder");
        let history = History::open(folder.path());
        let mut report = samples::report(&["sequential:1"], vec![samples::run("sequential:1", 1, 1.0, 2)]);
        report.verdict.sentence = "Sequential took 1.00 s".to_owned();
        let first = history.add(&report).expect("kept");
        report.started_at = "2026-11-22T08:00:00Z".parse().expect("a time");
        history.add(&report).expect("kept");
        history.rename(&first, "mine").expect("named");
        history.set_baseline(Some(&first)).expect("chosen");

        let entries = history.list().expect("listed").entries;
        assert_eq!(entry(&entries, "2").expect("the older").id, first);
        assert_eq!(entry(&entries, first.as_str()).expect("the older").id, first);
        for wrong in ["0", "3", "x", ""] {
            assert!(entry(&entries, wrong).is_err(), "{wrong}");
        }
        let text = table(&entries);
        assert!(text.contains("Sequential took 1.00 s (ended early)") && text.contains("mine (baseline)"), "{text}");
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(shown(&history, &entries[0], &report).contains("So far no difference to the baseline is shown"));
        assert!(!shown(&history, &entries[1], &report).contains("baseline is shown"), "not against itself");
        assert_eq!(table(&[]), "No comparison was kept yet.");
    }
}
