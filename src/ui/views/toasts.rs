//! Things to be known that are no result: they stand at the lower right until they are dismissed.

use eframe::egui::{Align2, Area, Frame, Id, Label, Margin, Order, RichText, Ui, vec2};

use crate::ui::command::UiCommand;
use crate::ui::state::AppState;
use crate::ui::theme::{GRID, Palette, STATUS_LINE};
use crate::ui::widgets::{Icon, icon_button};

/// Draws the notices above the status line.
pub fn show(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    if state.notices().is_empty() {
        return;
    }
    let palette = Palette::of(ui);
    let corner = vec2(-16.0, -(STATUS_LINE + 12.0));
    Area::new(Id::unique("notices")).order(Order::Foreground).anchor(Align2::RIGHT_BOTTOM, corner).show(
        ui.ctx(),
        |ui| {
            for (place, notice) in state.notices().iter().enumerate() {
                let frame = Frame::popup(ui.style()).inner_margin(Margin { left: 16, right: 8, top: 8, bottom: 8 });
                frame.show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.set_max_width(420.0);
                        ui.scope(|ui| {
                            ui.set_max_width(370.0);
                            ui.add(Label::new(RichText::new(notice).color(palette.text)).wrap());
                        });
                        if icon_button(ui, Icon::Close, "Dismiss").clicked() {
                            commands.push(UiCommand::Dismiss(place));
                        }
                    });
                });
                ui.add_space(2.0 * GRID);
            }
        },
    );
}
