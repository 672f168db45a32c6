//! The records of a log, in the order of the file; shown are those of a process, of a level, or all.

use std::path::PathBuf;

use eframe::egui::{Align, Layout, Pos2, Rect, RichText, Ui, vec2};

use crate::model::{LessonRecord, Who, units};
use crate::ui::command::UiCommand;
use crate::ui::lessons::{LessonAction, LogFilter};
use crate::ui::state::AppState;
use crate::ui::theme::{CONTROL, GRID, Palette};
use crate::ui::views::{setup, top_bar};
use crate::ui::widgets::{small, switch};

use super::super::lines::{many, words};
use super::super::square;

/// Levels, from the least to the gravest.
const LEVELS: [&str; 4] = ["debug", "info", "warning", "error"];
/// Width of the choice of a process.
const CHOICE: f32 = 150.0;

/// Draws the filters, the records that pass them, and where the files lie.
pub fn show(
    ui: &mut Ui,
    state: &AppState,
    step: usize,
    (files, records): (&[PathBuf], &[LessonRecord]),
    commands: &mut Vec<UiCommand>,
) {
    let filter = state.lessons().filter();
    let mut pids: Vec<u32> = Vec::new();
    for record in records {
        if !pids.contains(&record.pid) {
            pids.push(record.pid);
        }
    }
    if let Some(filter) = filters(ui, filter, &pids, records) {
        commands.push(UiCommand::Lesson(LessonAction::Filter(filter)));
    }
    let workers = pids.iter().zip(0..).map(|(pid, place)| (*pid, worker(state, *pid, place)));
    let workers: Vec<(u32, u32)> = workers.collect();
    let shown: Vec<&LessonRecord> = records.iter().filter(|record| filter.takes(record.pid, &record.level)).collect();
    small(ui, format!("{} of {}", shown.len(), units::count(records.len() as u64, "record")));
    let (width, palette) = (ui.available_width(), Palette::of(ui));
    many(ui, ("records", step), shown.len(), width, |ui, place, rect| {
        let record = shown[place];
        let worker = workers.iter().find(|(pid, _)| *pid == record.pid).map_or(0, |(_, worker)| *worker);
        square(ui, Pos2::new(rect.left() + 5.0, rect.center().y), palette.worker(worker));
        let color = match record.level.as_str() {
            "error" => palette.error,
            "debug" => palette.weak,
            _ => palette.text,
        };
        let spoken = format!("process {}, {}: {}", record.pid, record.level, record.line);
        words(ui, &record.line, Rect::from_min_max(rect.min + vec2(18.0, 0.0), rect.max), color, &spoken);
    });
    ui.add_space(GRID);
    for file in files {
        small(ui, file.display().to_string());
    }
}

/// Which worker a process is, as the lines tell; `place` where they do not.
fn worker(state: &AppState, pid: u32, place: u32) -> u32 {
    let steps = state.lessons().run(state.lesson().lesson).map_or(&[][..], |run| run.steps.as_slice());
    let spoke = steps.iter().flat_map(|step| &step.lines).find(|line| line.who.pid() == Some(pid));
    match spoke.map(|line| line.who) {
        Some(Who::Process { worker, .. }) => worker,
        _ => place,
    }
}

fn filters(ui: &mut Ui, filter: &LogFilter, pids: &[u32], records: &[LessonRecord]) -> Option<LogFilter> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        let named = |pid: Option<u32>| pid.map_or_else(|| "Every process".to_owned(), |pid| format!("Process {pid}"));
        ui.name_inputs("Records of which process", |ui| {
            setup::combo("log process", &named(filter.pid), CHOICE).show_ui(ui, |ui| {
                for pid in std::iter::once(None).chain(pids.iter().copied().map(Some)) {
                    if top_bar::row(ui, &named(pid), pid == filter.pid) {
                        chosen = Some(LogFilter { pid, ..filter.clone() });
                    }
                }
            });
        });
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let present = LEVELS.into_iter().filter(|level| records.iter().any(|record| record.level == *level));
            let mut options = vec![(None, "Every level")];
            options.extend(present.map(|level| (Some(level), level)));
            let current = options.iter().map(|(level, _)| *level).find(|level| *level == filter.level.as_deref());
            if let Some(level) = switch(ui, &options, current.flatten()) {
                chosen = Some(LogFilter { level: level.map(str::to_owned), ..filter.clone() });
            }
        });
    });
    if records.is_empty() {
        ui.label(RichText::new("No record was read back yet.").color(Palette::of(ui).weak));
    }
    chosen
}
