//! The set-up at the left: what to compare, what it will cost, Run.

use eframe::egui::{
    Align, Button, ComboBox, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Shape, Stroke, Ui, vec2,
};

use crate::model::{Work, units};
use crate::store::ModeChoice;
use crate::ui::check::{Field as Concern, thousands};
use crate::ui::command::{Edit, UiCommand};
use crate::ui::follow::about;
use crate::ui::state::AppState;
use crate::ui::theme::{self, GAP, GRID, MARGIN, Palette, mode_color};
use crate::ui::views::top_bar::row;
use crate::ui::widgets::{Field, check, error, label, main_button, small};

/// Pictures of picsum.photos that exist, at the size of the lab server's.
const PICSUM: &str = "https://picsum.photos/id/[10-85]/2000/3000";

/// Draws the panel: fields that scroll, and Run that is always in view.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let sides = MARGIN as i8;
    let foot = Frame::new().inner_margin(Margin { left: sides, right: sides, top: 8, bottom: 16 });
    Panel::bottom("run").frame(foot).show_separator_line(false).show(ui, |ui| run(ui, state, commands));
    ScrollArea::vertical().id_salt("fields").auto_shrink(false).show(ui, |ui| {
        let margin = Margin { left: sides, right: sides, top: 16, bottom: 8 };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = GRID;
            ui.add_enabled_ui(!state.follow().is_running(), |ui| fields(ui, state, commands));
        });
    });
}

fn fields(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let mut edit = |change: Option<Edit>| commands.extend(change.map(UiCommand::Edit));
    edit(source(ui, state));
    ui.add_space(GAP - GRID);
    edit(numbers(ui, state));
    ui.add_space(GAP - GRID);
    edit(work(ui, state));
    ui.add_space(GAP - GRID);
    label(ui, "Modes");
    for choice in &state.set_up().modes {
        edit(mode(ui, state, choice));
    }
    error(ui, state.error(Concern::Modes));
    ui.add_space(GAP - GRID);
    folder(ui, state, commands);
    error(ui, state.error(Concern::Other));
}

/// Where the pictures come from: a choice, and a field where it is an address.
fn source(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let set_up = state.set_up();
    let lab = format!("Lab server, {:.0} ms away", set_up.lab.latency_secs * 1e3);
    let current = match () {
        () if set_up.from_lab => lab.clone(),
        () if set_up.address == PICSUM => "picsum.photos".to_owned(),
        () => "Another address".to_owned(),
    };
    let mut chosen = None;
    label(ui, "Pictures from");
    let width = ui.available_width();
    ui.name_inputs("Pictures from", |ui| {
        combo("source", &current, width).show_ui(ui, |ui| {
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
    if !set_up.from_lab {
        let problem = state.error(Concern::Address);
        let field = Field {
            name: "Address",
            text: &set_up.address,
            hint: "https://host/picture-[1-100].jpg",
            unit: "",
            wrong: problem.is_some(),
            width,
        };
        chosen = chosen.or(field.text(ui).map(Edit::Address));
        match (problem, &state.checked().preview) {
            (None, Some(preview)) => {
                ui.add(Label::new(RichText::new(preview).font(theme::small()).color(Palette::of(ui).weak)).truncate());
            }
            (problem, _) => error(ui, problem),
        }
    } else {
        error(ui, state.error(Concern::Address));
    }
    chosen
}

/// Pictures and rounds, side by side.
fn numbers(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let set_up = state.set_up();
    let mut edit = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let width = (ui.available_width() - GAP) / 2.0;
        let wrong = state.error(Concern::Count).is_some();
        let field = Field { name: "Pictures", text: &set_up.count, hint: "", unit: "pictures", wrong, width };
        edit = field.number(ui).map(Edit::Count);
        let wrong = state.error(Concern::Rounds).is_some();
        let field = Field { name: "Rounds", text: &set_up.rounds, hint: "", unit: "rounds", wrong, width };
        edit = edit.take().or(field.number(ui).map(Edit::Rounds));
    });
    error(ui, state.error(Concern::Count));
    error(ui, state.error(Concern::Rounds));
    edit
}

fn work(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let name = |work: Work| match work {
        Work::Download => "Download only",
        Work::Thumbnail => "Download and shrink",
    };
    let current = state.set_up().work;
    let mut chosen = None;
    label(ui, "Work");
    let width = ui.available_width();
    ui.name_inputs("Work", |ui| {
        combo("work", name(current), width).show_ui(ui, |ui| {
            for work in [Work::Download, Work::Thumbnail] {
                if row(ui, name(work), work == current) {
                    chosen = Some(Edit::Work(work));
                }
            }
        });
    });
    chosen
}

fn mode(ui: &mut Ui, state: &AppState, choice: &ModeChoice) -> Option<Edit> {
    let mode = choice.mode;
    let mut edit = None;
    ui.push_id(mode.key(), |ui| {
        let hint = format!("{} In Python: {}.", mode.hint(), mode.python());
        let problem = state.error(Concern::Workers(mode));
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
        error(ui, problem.filter(|_| choice.chosen));
    });
    edit
}

fn folder(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    label(ui, "Save to");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GRID;
        let width = ui.available_width() - 84.0 - GRID;
        let wrong = state.error(Concern::Folder).is_some();
        let text = &state.set_up().folder;
        let field = Field { name: "Save to", text, hint: "temporary", unit: "", wrong, width };
        commands.extend(field.text(ui).map(|text| UiCommand::Edit(Edit::Folder(text))));
        if ui.add(Button::new("Choose…").min_size(vec2(84.0, theme::CONTROL))).clicked() {
            commands.push(UiCommand::ChooseFolder);
        }
    });
    error(ui, state.error(Concern::Folder));
}

/// The cost, and Run or Cancel.
fn run(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    ui.spacing_mut().item_spacing.y = 2.0 * GRID;
    if state.follow().is_running() {
        small(ui, "The fields rest while it runs");
        if main_button(ui, "Cancel", "Esc", true, true) {
            commands.push(UiCommand::Cancel);
        }
        return;
    }
    small(ui, cost(state));
    let keys = if cfg!(target_os = "macos") { "⌘ ⏎" } else { "Ctrl ⏎" };
    let is_ready = state.checked().errors.is_empty();
    if main_button(ui, "Run", keys, is_ready, false) {
        commands.push(UiCommand::Run);
    }
}

/// "410 downloads, about 400 MB, 40 s".
fn cost(state: &AppState) -> String {
    let Some(cost) = &state.checked().cost else {
        return if state.checked().errors.is_empty() { String::new() } else { "Something is to be changed".to_owned() };
    };
    let noun = if cost.requests == 1 { "download" } else { "downloads" };
    let mut parts = vec![format!("{} {noun}", thousands(cost.requests))];
    parts.extend(cost.bytes.map(|bytes| format!("about {}", units::bytes(bytes))));
    parts.extend(cost.secs.map(|secs| about(secs).trim_start_matches("about ").to_owned()));
    parts.join(", ")
}

fn combo<'a>(salt: &'static str, selected: &str, width: f32) -> ComboBox<'a> {
    ComboBox::from_id_salt(salt).width(width).truncate().selected_text(selected.to_owned()).icon(|ui, rect, _, _| {
        let center = rect.right_center() - vec2(6.0, 0.0);
        let points = [vec2(-4.0, -2.0), vec2(0.0, 2.0), vec2(4.0, -2.0)].map(|at| center + at);
        ui.painter().add(Shape::line(points.to_vec(), Stroke::new(1.5, Palette::of(ui).weak)));
    })
}
