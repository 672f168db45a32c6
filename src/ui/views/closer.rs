//! What stands below the plots: the timeline, where time went, or the conditions.

use eframe::egui::Ui;

use crate::ui::command::{Closer, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::GRID;
use crate::ui::views::{conditions, parts, timeline};
use crate::ui::widgets::{self, switch};

/// Draws what was chosen.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    match state.closer() {
        Closer::Timeline => timeline::show(ui, state, commands),
        Closer::Parts => parts::show(ui, state, commands),
        Closer::Conditions => conditions::show(ui, state, commands),
    }
}

/// The heading, which is the choice among them.
pub fn heading(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    if state.is_pictured() {
        widgets::heading(ui, state.closer().label());
        ui.add_space(GRID);
        return;
    }
    let options = Closer::ALL.map(|closer| (closer, closer.label()));
    commands.extend(switch(ui, &options, state.closer()).map(UiCommand::Closer));
    ui.add_space(GRID);
}
