//! Things to be known that are no result: they stand at the lower right until they are dismissed.

use eframe::egui::{Align2, Area, Frame, Id, Label, Margin, Order, RichText, Ui, vec2};

use crate::model::units::thousands;
use crate::ui::command::UiCommand;
use crate::ui::past::{PastAction, Removed};
use crate::ui::state::AppState;
use crate::ui::theme::{GRID, Palette, STATUS_LINE};
use crate::ui::widgets::{Icon, icon_button, small_button};

/// Width of a notice and of its words.
const WIDTH: f32 = 420.0;
const WORDS: f32 = 370.0;

/// Draws the notices above the status line; they keep out of pictures that are taken.
pub fn show(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let removed = state.past().removed.as_ref();
    if (state.notices().is_empty() && removed.is_none()) || state.shot().is_some() {
        return;
    }
    let corner = vec2(-16.0, -(STATUS_LINE + 12.0));
    Area::new(Id::unique("notices")).order(Order::Foreground).anchor(Align2::RIGHT_BOTTOM, corner).show(
        ui.ctx(),
        |ui| {
            for (place, notice) in state.notices().iter().enumerate() {
                if toast(ui, notice, "Dismiss", |_| {}) {
                    commands.push(UiCommand::Dismiss(place));
                }
            }
            if let Some(removed) = removed {
                deleted(ui, removed, commands);
            }
        },
    );
}

/// A frame with words, what belongs to them, and a cross of this name; whether it was clicked.
fn toast(ui: &mut Ui, text: &str, close: &str, below: impl FnOnce(&mut Ui)) -> bool {
    let color = Palette::of(ui).text;
    let frame = Frame::popup(ui.style()).inner_margin(Margin { left: 16, right: 8, top: 8, bottom: 8 });
    let clicked = frame.show(ui, |ui| {
        let row = ui.horizontal(|ui| {
            ui.set_max_width(WIDTH);
            ui.vertical(|ui| {
                ui.set_max_width(WORDS);
                ui.add(Label::new(RichText::new(text).color(color)).wrap());
                below(ui);
            });
            icon_button(ui, Icon::Close, close).clicked()
        });
        row.inner
    });
    ui.add_space(2.0 * GRID);
    clicked.inner
}

/// A comparison that was deleted comes back from here, or goes with its pictures.
fn deleted(ui: &mut Ui, removed: &Removed, commands: &mut Vec<UiCommand>) {
    let files = match removed.pictures {
        1 => "its picture".to_owned(),
        count => format!("its {} pictures", thousands(count as u64)),
    };
    let text = if removed.with_pictures {
        format!("Deleted. When this is closed, {files} will go too.")
    } else {
        "Deleted.".to_owned()
    };
    let mut act = |action| commands.push(UiCommand::Past(action));
    let mut chosen = None;
    let closed = toast(ui, &text, "Let it go", |ui| {
        ui.horizontal(|ui| {
            ui.add_space(-6.0); // its word stands below the words above
            if small_button(ui, "Undo").on_hover_text("Bring it back (Ctrl+Z in the History view)").clicked() {
                chosen = Some(PastAction::Undo);
            }
            let may_go = removed.pictures > 0 && !removed.with_pictures;
            if may_go && small_button(ui, &format!("Delete {files} too")).clicked() {
                chosen = Some(PastAction::DeletePictures);
            }
        });
    });
    if let Some(action) = chosen {
        act(action);
    } else if closed {
        act(PastAction::LetGo);
    }
}
