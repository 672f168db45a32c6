//! Where files are kept, and whether there is room for them.

use eframe::egui::{Button, Ui, vec2};

use crate::model::units;
use crate::ui::check::{Field as Concern, Room};
use crate::ui::command::{Edit, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{CONTROL, GRID};
use crate::ui::widgets::{Field, error, label, small};

/// Draws the field, the way to the dialog, and the room.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    label(ui, "Save to");
    let text = &state.set_up().folder;
    let problem = state.error(Concern::Folder);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GRID;
        let width = ui.available_width() - 84.0 - GRID;
        let wrong = problem.is_some();
        let field = Field { name: "Save to", text, hint: "temporary", unit: "", wrong, width };
        commands.extend(field.text(ui).map(|text| UiCommand::Edit(Edit::Folder(text))));
        if ui.add(Button::new("Choose…").min_size(vec2(84.0, CONTROL))).clicked() {
            commands.push(UiCommand::ChooseFolder);
        }
    });
    error(ui, problem);
    if let (None, Some(room)) = (problem, state.checked().room) {
        show_room(ui, room, text.trim().is_empty());
    }
}

/// The free room; of a temporary folder, which nobody chose, only where it is short.
fn show_room(ui: &mut Ui, room: Room, is_temporary: bool) {
    let free = format!("{} free", units::bytes(room.free_bytes));
    match room.needed_bytes.filter(|_| room.is_short()) {
        Some(needed) => {
            let remedy = if is_temporary { "Choose a folder" } else { "Choose another folder" };
            let needed = units::bytes(needed);
            error(ui, Some(&format!("{free}, too little for about {needed}. {remedy}, or fewer pictures.")));
        }
        None if !is_temporary => drop(small(ui, free)),
        None => {}
    }
}
