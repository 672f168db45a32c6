//! Things to be known that are no result: they stand at the lower right until they are dismissed. That a file
//! was written goes by itself.

use std::time::Duration;

use eframe::egui::{Align2, Area, Frame, Id, Label, Margin, Order, Ui, vec2};

use crate::model::units::thousands;
use crate::ui::command::UiCommand;
use crate::ui::past::{FileAction, PastAction, PastChange, Removed};
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette, STATUS_LINE};
use crate::ui::widgets::{Icon, icon_button, small_button};

/// Width of a notice and of its words.
const WIDTH: f32 = 420.0;
const WORDS: f32 = 370.0;
/// So long it is said that a file was written.
const STANDS_SECS: f64 = 6.0;

/// Draws the notices above the status line; they keep out of pictures that are taken.
pub fn show(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let (removed, written) = (state.past().removed.as_ref(), state.past().files.written.as_ref());
    if (state.notices().is_empty() && removed.is_none() && written.is_none()) || state.shot().is_some() {
        return;
    }
    // At the right edge of what stands above.
    let corner = vec2(-24.0, -(STATUS_LINE + 12.0));
    Area::new(Id::unique("notices")).order(Order::Foreground).anchor(Align2::RIGHT_BOTTOM, corner).show(
        ui.ctx(),
        |ui| {
            for (place, notice) in state.notices().iter().enumerate() {
                if toast(ui, notice, "Dismiss", |_| {}) {
                    commands.push(UiCommand::Dismiss(place));
                }
            }
            if let Some((number, path)) = written {
                let dismissed = toast(ui, &format!("Written: {}", path.display()), "Dismiss", |_| {});
                if dismissed || has_stood(ui, *number) {
                    commands.push(UiCommand::Past(PastAction::File(FileAction::Said)));
                }
            }
            if let Some(removed) = removed {
                deleted(ui, removed, commands);
            }
        },
    );
}

/// Whether it has been said long enough that this file, by its number, was written; until then the window is
/// woken when it has.
fn has_stood(ui: &Ui, number: u32) -> bool {
    let now = ui.input(|input| input.time);
    let since = ui.data_mut(|data| *data.get_temp_mut_or(Id::unique(("a file that was written", number)), now));
    let left_secs = since + STANDS_SECS - now;
    if left_secs > 0.0 {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left_secs));
    }
    left_secs <= 0.0
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
                let galley = ui.painter().layout(text.to_owned(), theme::body(), color, WORDS);
                // The first line stands beside the middle of the cross.
                let line = galley.rows.first().map_or(0.0, |row| row.height());
                ui.add_space(((CONTROL - line) / 2.0).max(0.0));
                ui.add(Label::new(galley));
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
    let mut chosen = None;
    let closed = toast(ui, &text, "Let it go", |ui| {
        ui.horizontal(|ui| {
            ui.add_space(-6.0); // its word stands below the words above
            if small_button(ui, "Undo").on_hover_text("Bring it back (Ctrl+Z in the History view)").clicked() {
                chosen = Some(PastChange::Undo);
            }
            let may_go = removed.pictures > 0 && !removed.with_pictures;
            if may_go && small_button(ui, &format!("Delete {files} too")).clicked() {
                chosen = Some(PastChange::DeletePictures);
            }
        });
    });
    let change = chosen.or_else(|| closed.then_some(PastChange::LetGo));
    commands.extend(change.map(|change| UiCommand::Past(PastAction::Change(change))));
}
