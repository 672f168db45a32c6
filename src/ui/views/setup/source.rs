//! Where the pictures come from: a choice, and a field where it is an address.

use eframe::egui::Ui;

use crate::store::LabField;
use crate::ui::check::{Field as Concern, Preview};
use crate::ui::command::{Edit, UiCommand};
use crate::ui::state::AppState;
use crate::ui::views::setup::lab;
use crate::ui::views::setup::rows::{combo, tail};
use crate::ui::views::top_bar::row;
use crate::ui::widgets::{Field, error, label, small};

/// Pictures of picsum.photos that exist, at the size of the lab server's.
const PICSUM: &str = "https://picsum.photos/id/[10-85]/2000/3000";

/// Draws the choice and what it takes besides.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let set_up = state.set_up();
    let mut edit = choice(ui, state);
    if !set_up.from_lab {
        edit = edit.or(address(ui, state));
    }
    commands.extend(edit.map(UiCommand::Edit));
    if set_up.asks_lab() {
        lab::show(ui, state, commands);
    }
}

fn choice(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let set_up = state.set_up();
    let latency = set_up.lab.text(LabField::Latency).trim();
    let lab = match latency.parse::<f64>() {
        Ok(_) => format!("Lab server, {latency} ms away"),
        Err(_) => "Lab server".to_owned(),
    };
    let current = match () {
        () if set_up.from_lab => lab.as_str(),
        () if set_up.address == PICSUM => "picsum.photos",
        () => "Another address",
    };
    let mut chosen = None;
    label(ui, "Pictures from");
    let width = ui.available_width();
    ui.name_inputs("Pictures from", |ui| {
        combo("source", current, width).show_ui(ui, |ui| {
            let mut offer = |ui: &mut Ui, name: &str, is_current: bool, edit: Edit| {
                if row(ui, name, is_current) {
                    chosen = Some(edit);
                }
            };
            offer(ui, &lab, set_up.from_lab, Edit::FromLab);
            let is_picsum = !set_up.from_lab && set_up.address == PICSUM;
            offer(ui, "picsum.photos", is_picsum, Edit::Address(PICSUM.to_owned()));
            let is_other = !set_up.from_lab && !is_picsum;
            let other = if set_up.address == PICSUM { String::new() } else { set_up.address.clone() };
            offer(ui, "Another address", is_other, Edit::Address(other));
            let recents = state.settings().recents.iter().filter(|recent| *recent != PICSUM);
            for (place, recent) in recents.enumerate() {
                if place == 0 {
                    ui.separator();
                }
                offer(ui, recent, false, Edit::Address(recent.clone()));
            }
        });
    });
    chosen
}

fn address(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let problem = state.error(Concern::Address);
    let field = Field {
        name: "Address",
        text: &state.set_up().address,
        hint: "https://host/picture-[1-100].jpg",
        unit: "",
        wrong: problem.is_some(),
        width: ui.available_width(),
    };
    let edit = field.text(ui).map(Edit::Address);
    error(ui, problem);
    if let (None, Some(Preview { summary, first, last })) = (problem, &state.checked().preview) {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            small(ui, summary);
            tail(ui, "", first);
            if last != first {
                tail(ui, "to ", last);
            }
        });
    }
    edit
}
