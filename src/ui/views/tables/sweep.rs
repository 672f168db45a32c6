//! The figures of a sweep, a row for each worker count.

use eframe::egui::Ui;

use crate::ui::command::UiCommand;
use crate::ui::sweep::Sweep;
use crate::ui::sweep_chart::SweepRow;

use super::{Cell, Column, ROW, Table};

/// How high a table with so many rows is.
pub fn height(rows: usize) -> f32 {
    ROW * (rows + 1) as f32
}

/// A row for each worker count: marked is the one that was selected, or else the one to take. A click selects.
pub fn sweep(ui: &mut Ui, sweep: &Sweep, copy: bool, commands: &mut Vec<UiCommand>) {
    let chart = &sweep.chart;
    let marked = sweep.selected.map(u32::from).or(chart.recommended);
    let begins_at_one = chart.rows.first().is_some_and(|row| row.workers == 1);
    let table = Table {
        name: "sweep",
        columns: vec![
            Column::number("Workers", "", "512"),
            Column::number("Pictures/s", "", "99.9"),
            Column::number(if begins_at_one { "Times one" } else { "Times the fewest" }, "", "99.9"),
            Column::secs("Time"),
            Column::over_limit(chart.limit_is_estimated),
            Column::number("Waiting", "", "100 %"),
            Column::number("Own CPU", "of a core", "100 %"),
            Column::number("Most memory", "bytes of a process", "999 MB"),
        ],
        rows: chart.rows.len(),
        cells: Box::new(|row| cells(&chart.rows[row])),
        chosen: chart.rows.iter().position(|row| Some(u32::from(row.workers)) == marked),
        can_choose: true,
    };
    if let Some(row) = table.show(ui, copy) {
        let clicked = Some(chart.rows[row].workers).filter(|workers| Some(*workers) != sweep.selected);
        commands.push(UiCommand::SelectCount(clicked));
    }
}

fn cells(row: &SweepRow) -> Vec<Cell> {
    let known = |value: Option<f64>, cell: fn(f64) -> Cell| value.map_or(Cell::Unknown, cell);
    vec![
        Cell::Number(row.workers.into()),
        Cell::PerSec(row.rate),
        Cell::Times(row.times),
        known(row.secs, Cell::Secs),
        known(row.over_limit, Cell::Times),
        known(row.waiting, Cell::Share),
        known(row.cpu, Cell::Share),
        row.memory_bytes.map_or(Cell::Unknown, Cell::Bytes),
    ]
}
