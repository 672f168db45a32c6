//! At the foot: the cost, and Run or Cancel.

use eframe::egui::Ui;

use crate::model::units;
use crate::store::View;
use crate::ui::check::thousands;
use crate::ui::command::UiCommand;
use crate::ui::follow::about;
use crate::ui::state::AppState;
use crate::ui::theme::GRID;
use crate::ui::widgets::{main_button, small};

/// Draws the foot.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    ui.spacing_mut().item_spacing.y = 2.0 * GRID;
    if state.follow().is_running() {
        small(ui, "The fields rest while it runs");
        if main_button(ui, "Cancel", "Esc", true, true) {
            commands.push(UiCommand::Cancel);
        }
        return;
    }
    let waits = match state.running() {
        Some(View::Sweep) => Some("A sweep is being measured; this can run when that is over."),
        Some(View::Compare | View::Lessons | View::History) => {
            Some("A comparison is being measured; this can run when that is over.")
        }
        None => None,
    };
    small(ui, waits.map_or_else(|| cost(state), str::to_owned));
    let keys = if cfg!(target_os = "macos") { "⌘ ⏎" } else { "Ctrl ⏎" };
    let is_ready = waits.is_none() && state.checked().errors.is_empty();
    if main_button(ui, "Run", keys, is_ready, false) {
        commands.push(UiCommand::Run);
    }
}

/// "410 downloads, about 400 MB, 40 s", or which field is in the way.
fn cost(state: &AppState) -> String {
    if let Some((field, _)) = state.checked().errors.first() {
        return format!("Change {} to run", field.label());
    }
    let Some(cost) = &state.checked().cost else { return String::new() };
    let noun = if cost.requests == 1 { "download" } else { "downloads" };
    let mut parts = vec![format!("{} {noun}", thousands(cost.requests))];
    parts.extend(cost.bytes.map(|bytes| format!("about {}", units::bytes(bytes))));
    parts.extend(cost.secs.map(|secs| about(secs).trim_start_matches("about ").to_owned()));
    parts.join(", ")
}
