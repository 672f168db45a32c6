//! The set-up at the left: what to compare, what it will cost, Run.
//!
//! ```text
//! source   where the pictures come from
//! lab      the lab server's settings, unfolding below it
//! numbers  pictures, rounds, work
//! modes    the modes with their workers, and what each does
//! sweep    in their place the mode that is swept, and its worker counts
//! folder   where files are kept, and the room there
//! stop     what may end it before its last round
//! more     what is seldom changed
//! run      the cost, and Run or Cancel
//! rows     the lines that these are made of
//! ```

mod folder;
mod lab;
mod modes;
mod more;
mod numbers;
mod rows;
mod run;
mod source;
mod stop;
mod sweep;

pub use rows::combo;

use eframe::egui::{Frame, Margin, Panel, Rect, ScrollArea, Ui};

use crate::ui::check::Field as Concern;
use crate::ui::command::UiCommand;
use crate::ui::state::AppState;
use crate::ui::theme::{GAP, GRID, MARGIN, Palette};
use crate::ui::widgets::{error, has_sought_error, seek_error};

/// Draws the panel: fields that scroll, and Run that is always in view.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let sides = MARGIN as i8;
    let foot = Frame::new().inner_margin(Margin { left: sides, right: sides, top: 8, bottom: 16 });
    Panel::bottom("run").frame(foot).show_separator_line(false).show(ui, |ui| run::show(ui, state, commands));
    let scrolled = ScrollArea::vertical().id_salt("fields").auto_shrink(false).show(ui, |ui| {
        let margin = Margin { left: sides, right: sides, top: 16, bottom: 8 };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = GRID;
            if state.seeks_error() {
                seek_error(ui);
                commands.push(UiCommand::Sought);
            }
            ui.add_enabled_ui(!state.follow().is_running(), |ui| fields(ui, state, commands));
            has_sought_error(ui);
            keep_focus_in_view(ui);
        });
    });
    let view = scrolled.inner_rect;
    if scrolled.state.clamped_offset().y + view.height() < scrolled.content_size.y - 1.0 {
        // More stands below: Run is set apart from it.
        ui.painter().hline(view.x_range(), view.bottom() - 0.5, (1.0, Palette::of(ui).line));
    }
}

fn fields(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    source::show(ui, state, commands);
    ui.add_space(GAP - GRID);
    if let Some(form) = &state.set_up().sweep {
        sweep::show(ui, state, form, commands);
        ui.add_space(GAP - GRID);
    }
    numbers::show(ui, state, commands);
    ui.add_space(GAP - GRID);
    if state.set_up().sweep.is_none() {
        modes::show(ui, state, commands);
        ui.add_space(GAP - GRID);
    }
    folder::show(ui, state, commands);
    ui.add_space(GAP - GRID);
    stop::show(ui, state, commands);
    more::show(ui, state, commands);
    error(ui, state.error(Concern::Other));
}

/// Scrolls to the field that the keyboard came to.
fn keep_focus_in_view(ui: &Ui) {
    let focused = ui.ctx().memory(eframe::egui::Memory::focused);
    let Some(response) = focused.and_then(|id| ui.ctx().read_response(id)) else { return };
    // What is in view elsewhere, such as Run or the top bar, is no field.
    let (seen, view): (Rect, Rect) = (response.interact_rect, ui.clip_rect());
    let is_elsewhere = seen.is_positive() && !view.intersects(seen);
    if response.gained_focus() && ui.min_rect().contains_rect(response.rect) && !is_elsewhere {
        ui.scroll_to_rect(response.rect.expand(MARGIN), None);
    }
}
