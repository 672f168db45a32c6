//! The modes with their workers, and what each does.

use eframe::egui::{Align, Label, Layout, RichText, Ui};

use crate::model::Mode;
use crate::store::ModeChoice;
use crate::ui::check::Field as Concern;
use crate::ui::command::{Edit, Section, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette, mode_color};
use crate::ui::views::setup::rows::toggle;
use crate::ui::widgets::{Field, check, error, label};

/// Where a mode's name begins, right of its check box.
const INDENT: f32 = 26.0;

/// Draws a line for each mode.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let hints = state.settings().unfolded.hints;
    ui.horizontal(|ui| {
        label(ui, "Modes");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let changed = toggle(ui, "What they do", hints);
            commands.extend(changed.map(|shown| UiCommand::Unfold(Section::Hints, shown)));
        });
    });
    for choice in &state.set_up().modes {
        ui.push_id(choice.mode.key(), |ui| {
            commands.extend(mode(ui, state, choice).map(UiCommand::Edit));
            if hints {
                hint(ui, choice.mode);
            }
        });
    }
    error(ui, state.error(Concern::Modes));
}

fn mode(ui: &mut Ui, state: &AppState, choice: &ModeChoice) -> Option<Edit> {
    let mode = choice.mode;
    let mut edit = None;
    let hint = format!("{} In Python: {}.", mode.hint(), mode.python());
    let problem = state.error(Concern::Workers(mode)).filter(|_| choice.chosen);
    ui.horizontal(|ui| {
        edit = check(ui, mode.label(), &hint, mode_color(mode), choice.chosen).map(|on| Edit::Chosen(mode, on));
        if mode.takes_workers() && choice.chosen {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = format!("{} workers", mode.label());
                let wrong = problem.is_some();
                let field = Field { name: &name, text: &choice.workers, hint: "", unit: "", wrong, width: 52.0 };
                edit = edit.take().or(field.number(ui).map(|text| Edit::Workers(mode, text)));
            });
        }
    });
    error(ui, problem);
    edit
}

/// What a mode does, in the few words that fit on a line; the whole sentence is the tooltip's.
fn hint(ui: &mut Ui, mode: Mode) {
    let text = match mode {
        Mode::Sequential => "One picture after another",
        Mode::ProcessPerTask => "A fresh process for every picture",
        Mode::ProcessPool => "Processes kept for all pictures",
        Mode::ThreadPool => "Threads of one process",
        Mode::Async => "All in flight on a single thread",
    };
    ui.add_space(-GRID); // closer to its mode than to the next one
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal(|ui| {
            ui.add_space(INDENT);
            let text = RichText::new(text).font(theme::small()).color(Palette::of(ui).weak);
            ui.add(Label::new(text).truncate());
        });
    });
}
