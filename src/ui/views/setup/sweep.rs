//! What is swept: one mode, and its worker counts.

use eframe::egui::Ui;

use crate::model::{Mode, Plan};
use crate::store::SweepForm;
use crate::ui::check::Field as Concern;
use crate::ui::command::{Edit, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{GAP, GRID};
use crate::ui::views::setup::rows::menu;
use crate::ui::widgets::{Field, error, label, small};

/// With fewer downloads for each of the most workers, waves hide what a worker is worth.
const WAVES: u32 = 3;

/// Draws the choice of mode and the field with the worker counts.
pub fn show(ui: &mut Ui, state: &AppState, form: &SweepForm, commands: &mut Vec<UiCommand>) {
    let modes = Mode::ALL.into_iter().filter(|mode| mode.takes_workers());
    let options: Vec<_> = modes.map(|mode| (mode, mode.label())).collect();
    commands.extend(menu(ui, "Mode", &options, form.mode).map(|mode| UiCommand::Edit(Edit::SweepMode(mode))));
    ui.add_space(GAP - GRID);
    label(ui, "Workers").on_hover_text("Counts and ranges: 1, 2, 4, 8, or 1-8, or 2-32:2.");
    let problem = state.error(Concern::WorkerCounts);
    let field = Field {
        name: "Workers",
        text: &form.workers,
        hint: "1, 2, 4, 8",
        unit: "",
        wrong: problem.is_some(),
        width: ui.available_width(),
    };
    commands.extend(field.text(ui).map(|text| UiCommand::Edit(Edit::SweepWorkers(text))));
    error(ui, problem);
    if let Some(plan) = state.checked().plan.as_ref().filter(|_| problem.is_none()) {
        trap(ui, plan);
    }
}

/// Says when the most workers have too little to do.
fn trap(ui: &mut Ui, plan: &Plan) {
    let most = plan.contenders().iter().map(|contender| u32::from(contender.workers.get())).max().unwrap_or(1);
    if plan.count().get() < WAVES * most {
        small(ui, format!("Few pictures for {most} workers: {} or more tell counts apart.", 10 * most));
    }
}
