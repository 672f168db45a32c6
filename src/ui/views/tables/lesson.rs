//! The figures of lessons as tables.

use eframe::egui::Ui;

use crate::model::{LessonFigure, LessonSpan};

use super::{Cell, Column, Table};

/// The names of the tables of the first steps: each on the screen has its own.
const NAMES: [&str; 6] =
    ["lesson step 1", "lesson step 2", "lesson step 3", "lesson step 4", "lesson step 5", "lesson"];

/// Draws the figure of a step, counted from 0, as a table, and copies it if `copy`.
pub fn lesson(ui: &mut Ui, step: usize, figure: &LessonFigure, copy: bool) {
    let name = NAMES[step.min(NAMES.len() - 1)];
    let rows = lesson_rows(figure);
    let table = |columns, cells| Table { name, columns, rows, cells, chosen: None, can_choose: false };
    match figure {
        LessonFigure::Spans { spans, .. } => table(span_columns(spans), Box::new(|row| span(&spans[row]))),
        LessonFigure::Distribution { unit, series, .. } => {
            let widest = series.iter().map(|(name, _)| name.as_str()).max_by_key(|name| name.len());
            let columns = vec![Column::text("Series", widest.unwrap_or("")), Column::text("Value", "123456.78 µs")];
            table(columns, Box::new(|row| value(unit, series, row)))
        }
        LessonFigure::TimeByMode { groups, .. } => {
            let widest = groups.iter().map(|(work, _)| work.as_str()).max_by_key(|work| work.len()).unwrap_or("");
            let columns =
                vec![Column::text("Work", widest), Column::text("Mode", "A process each"), Column::secs("Time")];
            table(columns, Box::new(|row| time(groups, row)))
        }
        LessonFigure::Bars { unit, bars, .. } => {
            let widest = bars.iter().map(|(name, _)| name.as_str()).max_by_key(|name| name.len()).unwrap_or("");
            let columns = vec![Column::text("Name", widest), Column::text("Value", "123456.78 µs")];
            let cells = |row: usize| {
                let (name, value) = &bars[row];
                vec![Cell::Text(name.clone()), Cell::Text(exact(*value, unit))]
            };
            table(columns, Box::new(cells))
        }
        LessonFigure::Log { .. } => return,
    }
    .show(ui, copy);
}

/// How many rows the table of a figure has.
pub fn lesson_rows(figure: &LessonFigure) -> usize {
    match figure {
        LessonFigure::Spans { spans, .. } => spans.len(),
        LessonFigure::Distribution { series, .. } => series.iter().map(|(_, values)| values.len()).sum(),
        LessonFigure::TimeByMode { groups, .. } => groups.iter().map(|(_, times)| times.len()).sum(),
        LessonFigure::Bars { bars, .. } => bars.len(),
        LessonFigure::Log { records, .. } => records.len(),
    }
}

fn span_columns(spans: &[LessonSpan]) -> Vec<Column> {
    let widest = spans.iter().map(|span| span.label.as_str()).max_by_key(|label| label.len()).unwrap_or("");
    let who = Column::text("Who", "process 4194304");
    vec![who, Column::text("What", widest), Column::secs("From"), Column::secs("To"), Column::secs("Length")]
}

fn span(span: &LessonSpan) -> Vec<Cell> {
    let length_secs = (span.to_secs - span.from_secs).max(0.0);
    let label = if span.label.is_empty() { Cell::Empty } else { Cell::Text(span.label.clone()) };
    let times = [span.from_secs, span.to_secs, length_secs].map(Cell::Secs);
    [Cell::Text(span.who.to_string()), label].into_iter().chain(times).collect()
}

fn value(unit: &str, series: &[(String, Vec<f64>)], row: usize) -> Vec<Cell> {
    let mut all = series.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, *value)));
    let Some((name, value)) = all.nth(row) else { return Vec::new() };
    vec![Cell::Text(name.clone()), Cell::Text(exact(value, unit))]
}

fn time(groups: &[(String, Vec<(crate::model::Contender, f64)>)], row: usize) -> Vec<Cell> {
    let mut all = groups.iter().flat_map(|(work, times)| times.iter().map(move |time| (work, time)));
    let Some((work, (contender, secs))) = all.nth(row) else { return Vec::new() };
    vec![Cell::Text(work.clone()), Cell::Text(contender.label()), Cell::Secs(*secs)]
}

/// A value as it was measured, with at most three digits after the point.
fn exact(value: f64, unit: &str) -> String {
    let figure = (value * 1e3).round() / 1e3;
    if unit.is_empty() { figure.to_string() } else { format!("{figure} {unit}") }
}
