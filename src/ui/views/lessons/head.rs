//! The title and the text of a lesson, and the switch that shows it large.

use eframe::egui::{Align, Label, Layout, RichText, Ui};

use crate::ui::command::UiCommand;
use crate::ui::lessons::LessonAction;
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette};
use crate::ui::widgets::{Icon, icon_switch};

use super::TEXT_WIDTH;

/// Draws them.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let palette = Palette::of(ui);
    let lesson = state.lesson();
    ui.horizontal_top(|ui| {
        let title = RichText::new(lesson.title).font(theme::verdict()).color(palette.text);
        let room = ui.available_width() - CONTROL - GRID;
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(Label::new(title).wrap());
        });
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let projected = state.is_projected();
            let name = if projected { "As large as usual (Esc)" } else { "Large, as for a projector" };
            if icon_switch(ui, Icon::Large, name, projected).clicked() {
                commands.push(UiCommand::Lesson(LessonAction::Project(!projected)));
            }
        });
    });
    ui.add_space(GRID);
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(TEXT_WIDTH));
        ui.add(Label::new(RichText::new(lesson.text).color(palette.weak)).wrap());
    });
}
