//! Under which conditions each contender worked, and what makes the comparison unfair.

use eframe::egui::{Align, Layout, Sense, Ui, vec2};

use crate::ui::command::UiCommand;
use crate::ui::state::AppState;
use crate::ui::theme::CONTROL;
use crate::ui::views::{closer, tables};
use crate::ui::widgets::{error, small};

/// Height of a row of the table, its head included.
const ROW: f32 = 22.0;

/// Draws heading, what is unfair, and the table.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let charts = state.charts();
    let mut copy = false;
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        closer::heading(ui, state, commands);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            copy = tables::copy_button(ui, "Conditions");
        });
    });
    for (_, sentence) in &charts.unfair {
        error(ui, Some(sentence));
    }
    if charts.unfair.is_empty() && charts.conditions.len() > 1 {
        small(ui, "All worked under the same conditions.");
    }
    if let Some(proxy) = state.report().and_then(|report| report.environment.proxy.as_deref()) {
        small(ui, format!("Through the proxy {proxy}."));
    }
    let size = vec2(ui.available_width(), ROW * (charts.conditions.len() + 1) as f32 + 4.0);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    tables::in_area(ui, area, |ui| tables::conditions(ui, &charts.conditions, copy));
}
