//! `manyhands history`: what was compared before.

use std::process::ExitCode;

use clap::Args;
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use jiff::tz::TimeZone;

use super::exports::ExportOptions;
use super::{console, fail, tables};
use crate::model::{Contender, Report, units};
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

    /// No longer hold the others against it
    #[arg(long, requires = "which", conflicts_with = "as_baseline")]
    pub no_baseline: bool,

    /// Remove it for good; in a terminal you are asked first
    #[arg(long, requires = "which", conflicts_with_all = ["name", "pin", "unpin", "as_baseline", "no_baseline"])]
    pub delete: bool,

    /// Remove its pictures too: the files in its folder that are still as they were downloaded
    #[arg(long, requires = "delete")]
    pub with_pictures: bool,

    /// Remove it without being asked
    #[arg(long, requires = "delete")]
    pub yes: bool,

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

/// Keeps a comparison. Where that cannot be done the comparison is none the worse, so it is only said.
pub(super) fn keep(report: &Report) {
    let Some(folder) = store::history_folder() else { return };
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
    if !options.exports.is_empty() {
        files.write(&loaded(history, entry)?)?;
    }
    if options.delete {
        return delete(history, entry, options);
    }
    let is_changed = change(history, entry, options)?;
    if is_changed || !options.exports.is_empty() {
        return Ok(());
    }
    told(&shown(history, entry, &loaded(history, entry)?))
}

fn loaded(history: &History, entry: &Entry) -> Result<Report, String> {
    history.load(&entry.id).map_err(|error| error.to_string())
}

/// Names it, pins it, chooses it, and says so; whether anything of it was asked for.
fn change(history: &History, entry: &Entry, options: &HistoryOptions) -> Result<bool, String> {
    if options.no_baseline && !entry.is_baseline {
        return Err(format!("{} is not the baseline; `manyhands history` marks the one that is", described(entry)));
    }
    let mut said = Vec::new();
    let now = |what: &str, is_so: bool| if is_so { format!("is {what}") } else { format!("is no longer {what}") };
    if let Some(name) = &options.name {
        let name = history.rename(&entry.id, name).map_err(|error| error.to_string())?;
        said.push(name.map_or("has no name".to_owned(), |name| format!("is called “{name}”")));
    }
    if options.pin || options.unpin {
        history.set_pinned(&entry.id, options.pin).map_err(|error| error.to_string())?;
        said.push(now("pinned", options.pin));
    }
    if options.as_baseline || options.no_baseline {
        history.set_baseline(options.as_baseline.then_some(&entry.id)).map_err(|error| error.to_string())?;
        said.push(now("the baseline", options.as_baseline));
    }
    if !said.is_empty() {
        console::note(&format!("{} {}.", described(entry), said.join(", ")));
    }
    Ok(!said.is_empty())
}

fn delete(history: &History, entry: &Entry, options: &HistoryOptions) -> Result<(), String> {
    let (what, too) = (described(entry), if options.with_pictures { " and its pictures" } else { "" });
    // Before anything is touched: whoever is asked may leave by Ctrl+C.
    if !options.yes && !console::is_agreed(&format!("{what}{too}: remove for good?")) {
        console::note("Nothing was removed.");
        return Ok(());
    }
    let mut deleted = history.delete(&entry.id).map_err(|error| error.to_string())?;
    if options.with_pictures
        && let Err(error) = deleted.take_pictures()
    {
        let back = if deleted.undo().is_ok() { "nothing was removed" } else { "only the comparison was removed" };
        return Err(format!("the pictures cannot be removed ({error}); {back}"));
    }
    let pictures = match (options.with_pictures, deleted.finish()) {
        (false, _) => String::new(),
        (true, went) => format!("; {} went too", units::count(went as u64, "picture")),
    };
    console::note(&format!("{what} was removed{pictures}."));
    Ok(())
}

/// How a comparison is called in a sentence.
fn described(entry: &Entry) -> String {
    let name = entry.head.name.as_ref().map(|name| format!(" “{name}”")).unwrap_or_default();
    format!("The comparison{name} of {}", at(entry))
}

/// When it began, where the person is.
fn at(entry: &Entry) -> String {
    entry.head.started_at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// What its report says, and how it stands to the baseline.
fn shown(history: &History, entry: &Entry, report: &Report) -> String {
    let mut text = tables::closing(report);
    let baseline = history.baseline().filter(|baseline| *baseline != entry.id);
    if let Some(baseline) = baseline.and_then(|baseline| history.load(&baseline).ok()) {
        text += &format!("\n\n{}", since(&baseline, report));
    }
    let kept = [format!("Kept as {}", entry.id), name(entry)].join(" ");
    text + "\n\n" + kept.trim_end()
}

/// What changed since the baseline, and what differed.
fn since(baseline: &Report, report: &Report) -> String {
    let since = stats::compare_with(baseline, report);
    let differences: String = since.differences.iter().map(|difference| format!("\n  · {difference}")).collect();
    since.sentence + &differences
}

/// What changed since the baseline that is chosen in the history, of a comparison that is not kept yet; `None`
/// without one, or where nobody took part in both.
pub(super) fn since_baseline(report: &Report) -> Option<String> {
    let history = History::open(&store::history_folder()?);
    let baseline = history.load(&history.baseline()?).ok()?;
    let took_part = |contender: &Contender| baseline.plan.contenders.contains(contender);
    report.plan.contenders.iter().any(took_part).then(|| since(&baseline, report))
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
        table.add_row([number.to_string(), at(entry), entry.head.source(), verdict(&entry.head), name(entry)]);
    }
    let arrangement =
        if console::result_is_read_by_a_person() { ContentArrangement::Dynamic } else { ContentArrangement::Disabled };
    table.set_content_arrangement(arrangement);
    table.trim_fmt()
}

fn verdict(head: &Head) -> String {
    let sentence = if head.verdict.is_empty() { "no verdict" } else { &head.verdict };
    head.ended().map_or_else(|| sentence.to_owned(), |ended| format!("{sentence} ({ended})"))
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
