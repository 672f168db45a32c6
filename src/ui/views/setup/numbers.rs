//! Pictures and rounds, side by side, and what is done with each picture.

use eframe::egui::Ui;

use crate::model::Work;
use crate::ui::check::Field as Concern;
use crate::ui::command::{Edit, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{GAP, GRID};
use crate::ui::views::setup::rows::menu;
use crate::ui::widgets::{Field, error};

/// Draws both fields and the choice of work.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let set_up = state.set_up();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let room = ui.available_width() - GAP;
        let mut number = |name: &str, text: &str, unit: &str, share: f32, concern: Concern| {
            // A long figure takes the place of its unit.
            let unit = if text.len() > unit.len() / 2 { "" } else { unit };
            let (wrong, width) = (state.error(concern).is_some(), share * room);
            Field { name, text, hint: "", unit, wrong, width }.number(ui)
        };
        let count = number("Pictures", &set_up.count, "pictures", 0.54, Concern::Count).map(Edit::Count);
        let rounds = number("Rounds", &set_up.rounds, "rounds", 0.46, Concern::Rounds).map(Edit::Rounds);
        commands.extend([count, rounds].into_iter().flatten().map(UiCommand::Edit));
    });
    error(ui, state.error(Concern::Count));
    error(ui, state.error(Concern::Rounds));
    ui.add_space(GAP - GRID);
    let works = [(Work::Download, "Download only"), (Work::Thumbnail, "Download and shrink")];
    commands.extend(menu(ui, "Work", &works, set_up.work).map(|work| UiCommand::Edit(Edit::Work(work))));
}
