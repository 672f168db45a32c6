//! Which figures stand in which plot's table.

use eframe::egui::Ui;

use crate::model::{Contender, Outcome, Ratio, Report, Run, Summary};
use crate::stats::{Breakdown, Conditions, Parts, limit_is_estimated};
use crate::ui::charts::{Active, Curve};
use crate::ui::command::UiCommand;
use crate::ui::load::{Group, Load};
use crate::ui::state::AppState;
use crate::ui::timeline::{Bar, Timeline};
use crate::ui::widgets::small;

use super::{Cell, Column, Table};

/// The time of each run, below the contenders' medians; a click selects the run.
pub fn run_times(ui: &mut Ui, state: &AppState, report: &Report, copy: bool, commands: &mut Vec<UiCommand>) {
    let medians = report.summary.len();
    let selected = report.runs.iter().position(|run| Some(run.id) == state.selected());
    let table = Table {
        name: "run times",
        columns: vec![
            who(report.plan.contenders.iter()),
            Column::number("Round", "", "median"),
            Column::secs("Time"),
            Column::number("Ratio", "times as fast", "99.9"),
            Column::over_limit(limit_is_estimated(report)),
            Column::number("Whole", "", "1000"),
            Column::number("Failed", "", "1000"),
            Column::number("Size", "bytes", "999 MB"),
            Column::number("Opened", "connections", "1000"),
        ],
        rows: medians + report.runs.len(),
        cells: Box::new(|row| match row.checked_sub(medians) {
            None => median_cells(report, &report.summary[row]),
            Some(run) => run_cells(report, &report.runs[run]),
        }),
        chosen: selected.map(|run| medians + run),
        can_choose: true,
    };
    if let Some(run) = table.show(ui, copy).and_then(|row| report.runs.get(row.checked_sub(medians)?)) {
        let selected = (Some(run.id) != state.selected()).then_some(run.id);
        commands.push(UiCommand::Select(selected));
    }
}

fn median_cells(report: &Report, summary: &Summary) -> Vec<Cell> {
    let same = |mode, workers| (mode, workers) == (summary.mode, summary.workers);
    let ratio = report.ratios.iter().find(|ratio: &&Ratio| same(ratio.mode, ratio.workers));
    let contender = report.plan.contenders.iter().find(|who| same(who.mode, who.workers.get()));
    let mut cells = vec![
        Cell::Text(contender.map_or_else(String::new, |contender| contender.label())),
        Cell::Text("median".to_owned()),
        Cell::Secs(summary.median_secs),
        ratio.map_or(Cell::Empty, |ratio| Cell::Times(ratio.ratio)),
        summary.over_limit.map_or(Cell::Unknown, Cell::Times),
    ];
    cells.resize(9, Cell::Empty);
    cells
}

fn run_cells(report: &Report, run: &Run) -> Vec<Cell> {
    let is_base = |other: &&Run| other.round == run.round && other.contender() == report.plan.baseline;
    let base = report.runs.iter().find(is_base).filter(|base| base.usable && run.wall_secs > 0.0);
    vec![
        Cell::Text(run.contender().label()),
        Cell::Number(run.round.into()),
        Cell::Secs(run.wall_secs),
        base.map_or(Cell::Empty, |base| Cell::Times(base.wall_secs / run.wall_secs)),
        report.limit_secs(run).map_or(Cell::Unknown, |limit_secs| Cell::Times(run.wall_secs / limit_secs)),
        Cell::Number(run.ok.into()),
        Cell::Number(run.failed.into()),
        Cell::Bytes(run.bytes),
        Cell::Number(run.connections_opened.into()),
    ]
}

/// How many processes were alive from which second on.
pub fn processes(ui: &mut Ui, active: &Active, copy: bool) {
    // The corners of a curve are its beginning, two for each step, and its end.
    let steps = |curve: &Curve| curve.points.len().saturating_sub(2) / 2;
    let table = Table {
        name: "active processes",
        columns: vec![
            who(active.curves.iter().map(|curve| &curve.contender)),
            Column::secs("From"),
            Column::number("Processes", "", "512"),
        ],
        rows: active.curves.iter().map(steps).sum(),
        cells: Box::new(|row| {
            let Some((curve, step)) = within(&active.curves, row, steps) else { return Vec::new() };
            let corner = curve.points[2 * step + 2];
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of processes")]
            let count = corner.y as u64;
            vec![Cell::Text(curve.contender.label()), Cell::Secs(corner.x), Cell::Number(count)]
        }),
        chosen: None,
        can_choose: false,
    };
    if !active.quiet.is_empty() {
        small(ui, active.quiet.clone());
    }
    table.show(ui, copy);
}

/// What each worker process used.
pub fn load(ui: &mut Ui, load: &Load, copy: bool) {
    let processes = |group: &Group| group.processes.len();
    let table = Table {
        name: "worker load",
        columns: vec![
            who(load.groups.iter().map(|group| &group.contender)),
            Column::number("Round", "", "100"),
            Column::number("Process", "", "4194304"),
            Column::number("CPU time", "s", "not known"),
            Column::number("Most memory", "bytes", "not known"),
            Column::secs("Started"),
            Column::secs("Ready"),
            Column::secs("Exited"),
            Column::text("Exit", "signal 9"),
        ],
        rows: load.processes(),
        cells: Box::new(|row| {
            let Some((group, place)) = within(&load.groups, row, processes) else { return Vec::new() };
            let process = &group.processes[place];
            vec![
                Cell::Text(group.contender.label()),
                Cell::Number(group.round.into()),
                Cell::Number(process.pid.into()),
                process.cpu_secs.map_or(Cell::Unknown, Cell::Secs),
                process.peak_memory_bytes.map_or(Cell::Unknown, Cell::Bytes),
                Cell::Secs(process.started_secs),
                process.ready_secs.map_or(Cell::Unknown, Cell::Secs),
                Cell::Secs(process.exited_secs),
                Cell::Text(process.exit.clone()),
            ]
        }),
        chosen: None,
        can_choose: false,
    };
    if !load.quiet.is_empty() {
        small(ui, load.quiet.clone());
    }
    table.show(ui, copy);
}

/// A row a download, as its bar is drawn; a click points at it.
pub fn timeline(ui: &mut Ui, state: &AppState, copy: bool, commands: &mut Vec<UiCommand>) {
    let timeline = &state.charts().timeline;
    let names = timeline.rows.iter().map(|row| row.name.as_str());
    let worker = names.max_by_key(|name| name.len()).unwrap_or_default();
    let mut columns = vec![
        Column::number("Picture", "", "10000"),
        Column::text("Worker", worker),
        Column::secs("Start"),
        Column::secs("End"),
    ];
    columns.extend(timeline.phases.iter().map(|phase| Column::number(phase.label(), "s", "0.999 s")));
    columns.push(Column::text("Outcome", "private address refused"));
    let table = Table {
        name: "timeline",
        columns,
        rows: timeline.bars.len(),
        cells: Box::new(|row| bar_cells(state, timeline, row, &timeline.bars[row])),
        chosen: state.pointed().and_then(|index| timeline.bars.iter().position(|bar| bar.index == index)),
        can_choose: true,
    };
    if let Some(bar) = table.show(ui, copy).and_then(|row| timeline.bars.get(row)) {
        let pointed = (Some(bar.index) != state.pointed()).then_some(bar.index);
        commands.push(UiCommand::PointAt(pointed));
    }
}

fn bar_cells(state: &AppState, timeline: &Timeline, place: usize, bar: &Bar) -> Vec<Cell> {
    let row = timeline.rows.partition_point(|row| row.bars.end <= place);
    let name = timeline.rows.get(row).map(|row| row.name.clone()).unwrap_or_default();
    let mut cells = vec![
        Cell::Number(u64::from(bar.index) + 1),
        Cell::Text(name),
        Cell::Secs(bar.start_secs),
        Cell::Secs(bar.end_secs),
    ];
    let parts = timeline.parts(bar);
    cells.extend(timeline.phases.iter().map(|phase| {
        let secs = parts.iter().filter(|part| part.phase == *phase).map(|part| part.end_secs - part.start_secs);
        secs.reduce(|one, other| one + other).map_or(Cell::Empty, Cell::Secs)
    }));
    // While a clock runs its bars stand here, and not those of the run that ended last.
    let is_live = state.follow().live().is_some() && state.selected().is_none();
    let run = state.shown_run().filter(|_| !is_live);
    let outcome = run.and_then(|run| run.downloads.get(bar.index as usize)).map(|download| &download.outcome);
    cells.push(match outcome {
        Some(Outcome::Failed(failure)) => Cell::Text(failure.kind.label().to_owned()),
        Some(Outcome::Ok) => Cell::Text("whole".to_owned()),
        None if bar.failed => Cell::Text("failed".to_owned()),
        None => Cell::Empty,
    });
    cells
}

/// Where each contender's time went.
pub fn parts(ui: &mut Ui, all: &[(Breakdown, String)], copy: bool) {
    let mut columns = vec![who(all.iter().map(|(part, _)| &part.contender)), Column::secs("Time")];
    let names = Parts::default().named().map(|(name, _)| name);
    columns.extend(names.map(|name| Column::number(name, "s", "0.999 s")));
    columns.push(Column::number("CPU time", "s", "0.999 s"));
    let table = Table {
        name: "parts",
        columns,
        rows: all.len(),
        cells: Box::new(|row| {
            let part = &all[row].0;
            let mut cells = vec![Cell::Text(part.contender.label()), Cell::Secs(part.parts.total_secs())];
            cells.extend(part.parts.named().map(|(_, secs)| Cell::Secs(secs)));
            cells.push(part.cpu_secs.map_or(Cell::Unknown, Cell::Secs));
            cells
        }),
        chosen: None,
        can_choose: false,
    };
    table.show(ui, copy);
}

/// Under which conditions each contender worked.
pub fn conditions(ui: &mut Ui, all: &[Conditions], copy: bool) {
    let versions = |of: &Conditions| of.http_versions.keys().cloned().collect::<Vec<_>>().join(", ");
    let table = Table {
        name: "conditions",
        columns: vec![
            who(all.iter().map(|one| &one.contender)),
            Column::number("Downloads", "", "10000"),
            Column::number("Connections", "", "10000"),
            Column::number("Look-ups", "", "10000"),
            Column::number("Redirects", "", "10000"),
            Column::text("HTTP", all.iter().map(versions).max_by_key(String::len).unwrap_or_default()),
            Column::number("Bytes", "bytes", "999 MB"),
        ],
        rows: all.len(),
        cells: Box::new(|row| {
            let one = &all[row];
            vec![
                Cell::Text(one.contender.label()),
                Cell::Number(one.downloads),
                Cell::Number(one.connections_opened),
                Cell::Number(one.look_ups),
                Cell::Number(one.redirects),
                Cell::Text(versions(one)),
                Cell::Bytes(one.bytes),
            ]
        }),
        chosen: None,
        can_choose: false,
    };
    table.show(ui, copy);
}

/// The column with the contenders' names.
fn who<'a>(contenders: impl Iterator<Item = &'a Contender>) -> Column {
    let labels = contenders.map(|contender| contender.label());
    Column::text("Contender", labels.max_by_key(String::len).unwrap_or_default())
}

/// In which group a row of all groups together lies, and where in it.
fn within<T>(groups: &[T], row: usize, size: impl Fn(&T) -> usize) -> Option<(&T, usize)> {
    let mut place = row;
    for group in groups {
        match place.checked_sub(size(group)) {
            Some(beyond) => place = beyond,
            None => return Some((group, place)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_in_their_groups() {
        let groups = [2_usize, 0, 3];
        let places: Vec<_> =
            (0..6).map(|row| within(&groups, row, |size| *size).map(|(size, at)| (*size, at))).collect();
        assert_eq!(places, [Some((2, 0)), Some((2, 1)), Some((3, 0)), Some((3, 1)), Some((3, 2)), None]);
    }
}
