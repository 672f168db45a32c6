//! A path that is typed, where no dialog can be shown.

use eframe::egui::{Align, Button, Frame, Id, Key, Layout, Margin, Memory, Modal, RichText, Ui};

use crate::ui::command::UiCommand;
use crate::ui::past::{FileAction, PastAction, Purpose};
use crate::ui::state::AppState;
use crate::ui::theme::{self, GAP, GRID, Palette};
use crate::ui::widgets::{Field, error};

/// Width of the field.
const WIDTH: f32 = 440.0;

/// Draws the field, where a path is wanted.
pub fn show(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let files = &state.past().files;
    let (Some(purpose), Some(typed)) = (&files.purpose, &files.typed) else { return };
    let (headline, go) = match purpose {
        Purpose::Open => ("Open a report", "Open the file"),
        Purpose::Save { .. } if typed.replace => ("Save to a file", "Replace the file"),
        Purpose::Save { .. } => ("Save to a file", "Save the file"),
    };
    let palette = Palette::of(ui);
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique("path")).frame(frame).backdrop_color(palette.veil);
    let mut act = |action| commands.push(UiCommand::Past(PastAction::File(action)));
    let answered = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.label(RichText::new(headline).font(theme::heading()).color(palette.text));
        ui.add_space(GAP / 2.0);
        let field = Field {
            name: "Path of the file",
            text: &typed.path,
            hint: "/folder/report.json",
            unit: "",
            wrong: typed.error.is_some(),
            width: WIDTH,
        };
        let (response, changed) = field.with_response(ui);
        // The keyboard's focus begins in the field.
        if ui.memory(Memory::focused).is_none() {
            response.request_focus();
        }
        if let Some(path) = changed {
            act(FileAction::Type(path));
        }
        ui.add_space(GRID);
        error(ui, typed.error.as_deref());
        ui.add_space(GAP);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = RichText::new(go).font(theme::heading()).color(palette.on_accent);
            let go = ui.add(Button::new(text).fill(palette.accent).min_size([88.0, 32.0].into()));
            let back = ui.add(Button::new("Cancel").min_size([88.0, 32.0].into()));
            let is_entered = !back.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if go.clicked() || is_entered {
                act(FileAction::Accept);
            }
            if back.clicked() {
                act(FileAction::Leave);
            }
        });
    });
    if answered.should_close() {
        act(FileAction::Leave);
    }
}
