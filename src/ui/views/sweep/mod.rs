//! The Sweep view: how many workers a host is worth.
//!
//! ```text
//! words  the answer, or what stands for it
//! plot   pictures a second by workers, the law and the knee
//! ```

mod plot;
mod words;

use eframe::egui::{Align, Frame, Layout, Margin, ScrollArea, Sense, Ui, vec2};

use crate::model::units::thousands;
use crate::model::words::capital;
use crate::ui::command::UiCommand;
use crate::ui::past::Shot;
use crate::ui::state::AppState;
use crate::ui::theme::{CONTROL, GAP, GRID};
use crate::ui::views::{PADDING, back, empty, export, tables, verdict};
use crate::ui::widgets::{heading, label, small};

/// The plot is at least and at most so high, with its axis.
const LEAST_PLOT: f32 = 210.0;
const MOST_PLOT: f32 = 460.0;

/// Draws the answer, the plot and the table, or what will stand there.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let in_view = ui.available_height();
    ScrollArea::vertical().id_salt("sweep").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 24, right: 24, top: PADDING, bottom: PADDING }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            back::origin(ui, state, commands);
            verdict::write(ui, state, words::words(ui, state), commands);
            ui.add_space(GAP);
            let above = ui.cursor().top() - ui.min_rect().top();
            let rest = in_view - above - 2.0 * f32::from(PADDING);
            if state.sweep().chart.mode.is_none() {
                without_plot(ui, state, rest);
                return;
            }
            let below = tables::height(state.sweep().chart.rows.len()) + GRID + CONTROL + GAP;
            let height = (rest - below - CONTROL).clamp(LEAST_PLOT, MOST_PLOT);
            export::framed(ui, state, Some(Shot::Sweep), |ui| plot::show(ui, state, height, commands));
            ui.add_space(GAP);
            table(ui, state, commands);
        });
    });
}

/// What stands in the plot's place: what will be there; after a sweep of which nothing can be drawn, why.
fn without_plot(ui: &mut Ui, state: &AppState, height: f32) {
    let sweep = state.sweep();
    let has_runs = sweep.report.as_ref().is_some_and(|report| !report.runs.is_empty());
    if !has_runs || (sweep.follow.is_running() && sweep.chart.failed.is_empty()) {
        return empty::sweep(ui, height);
    }
    if sweep.chart.failed.is_empty() {
        small(ui, "Fewer than two worker counts were measured, so there is nothing to draw.");
        return;
    }
    heading(ui, "What failed");
    for (kind, count, message) in &sweep.chart.failed {
        ui.add_space(2.0 * GRID);
        let downloads = if *count == 1 { "download" } else { "downloads" };
        label(ui, &format!("{}: {} {downloads}", capital(kind.label()), thousands(*count)));
        small(ui, format!("The first: {message}"));
    }
}

/// The figures of each worker count.
fn table(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let mut copy = false;
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, "Each worker count");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            copy = tables::copy_button(ui, "Each worker count");
        });
    });
    let height = tables::height(state.sweep().chart.rows.len());
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height + GRID), Sense::hover());
    tables::in_area(ui, area, |ui| tables::sweep(ui, state.sweep(), copy, commands));
}
