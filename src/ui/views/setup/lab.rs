//! The lab server's settings, unfolding where the lab server was chosen.

use eframe::egui::{Align, Layout, RichText, Ui, vec2};

use crate::model::FaultKind;
use crate::store::LabField;
use crate::ui::check::Field as Concern;
use crate::ui::command::{Edit, Section, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette};
use crate::ui::views::setup::rows::{line, section};
use crate::ui::widgets::{Field, error, focus_ring};

/// What a line shows of a field.
struct Line<'a> {
    field: LabField,
    /// At the left.
    word: &'a str,
    /// For a screen reader.
    name: &'a str,
    /// The tooltip of the word.
    hint: &'a str,
    unit: &'a str,
    /// How far an arrow key goes.
    step: f64,
}

const NETWORK: [Line<'_>; 5] = [
    Line {
        field: LabField::Latency,
        word: "Latency",
        name: "Latency",
        hint: "From a request to the first byte of its answer.",
        unit: "ms",
        step: 10.0,
    },
    Line {
        field: LabField::Jitter,
        word: "Jitter",
        name: "Jitter",
        hint: "The most that is added to the latency or taken from it, the same for every mode.",
        unit: "ms",
        step: 10.0,
    },
    Line {
        field: LabField::Bandwidth,
        word: "Bandwidth",
        name: "Bandwidth",
        hint: "Over all connections together. Empty: no limit.",
        unit: "MB/s",
        step: 1.0,
    },
    Line {
        field: LabField::PerConnection,
        word: "A connection",
        name: "Bandwidth of a connection",
        hint: "Bandwidth of each connection. Empty: no limit.",
        unit: "MB/s",
        step: 1.0,
    },
    Line {
        field: LabField::MaxRequests,
        word: "At a time",
        name: "Most requests at a time",
        hint: "So many requests are answered at a time; further ones queue. Empty: no limit.",
        unit: "requests",
        step: 1.0,
    },
];

/// Draws the settings under their heading.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let form = &state.set_up().lab;
    let is_usual = *form == state.set_up().usual().lab;
    let aside = match (is_usual, state.is_sweep()) {
        (true, false) => "the course’s",
        (true, true) => "as at first",
        (false, _) => "changed",
    };
    let unfolded = state.settings().unfolded;
    let wrong = holds_error(state);
    let changed = section(ui, ("Server settings", aside), unfolded.lab, wrong, |ui| {
        let mut edits = Vec::new();
        for line in &NETWORK {
            edits.extend(number(ui, state, line, 116.0));
        }
        // The size is part of an address that was typed.
        if state.set_up().from_lab {
            edits.extend(size(ui, state));
        }
        edits.extend(faults(ui, state, commands));
        if !is_usual && reset(ui, state) {
            edits.push(Edit::ResetLab);
        }
        commands.extend(edits.into_iter().map(UiCommand::Edit));
    });
    commands.extend(changed.map(|unfolded| UiCommand::Unfold(Section::Lab, unfolded)));
}

fn holds_error(state: &AppState) -> bool {
    state.checked().errors.iter().any(|(field, _)| matches!(field, Concern::Lab(_) | Concern::Faults))
}

fn number(ui: &mut Ui, state: &AppState, of: &Line<'_>, width: f32) -> Option<Edit> {
    let problem = state.error(Concern::Lab(of.field));
    let edit = line(ui, of.word, of.hint, |ui| {
        let text = state.set_up().lab.text(of.field);
        let is_limit = matches!(of.field, LabField::Bandwidth | LabField::PerConnection | LabField::MaxRequests);
        let hint = if is_limit { "no limit" } else { "0" };
        // Without a figure its unit would stand in the way.
        let unit = if text.is_empty() && is_limit { "" } else { of.unit };
        Field { name: of.name, text, hint, unit, wrong: problem.is_some(), width }.decimal(ui, of.step)
    });
    error(ui, problem);
    edit.map(|text| Edit::Lab(of.field, text))
}

/// Width times height.
fn size(ui: &mut Ui, state: &AppState) -> Option<Edit> {
    let problem = |field| state.error(Concern::Lab(field));
    let mut edit = None;
    line(ui, "Size", "Width and height of each picture, in pixels.", |ui| {
        for (field, name) in [(LabField::Height, "Picture height"), (LabField::Width, "Picture width")] {
            let wrong = problem(field).is_some();
            let text = state.set_up().lab.text(field);
            let field_text = Field { name, text, hint: "", unit: "px", wrong, width: 78.0 }.number(ui);
            edit = edit.take().or(field_text.map(|text| Edit::Lab(field, text)));
            if field == LabField::Height {
                ui.label(RichText::new("×").color(Palette::of(ui).weak));
            }
        }
    });
    error(ui, problem(LabField::Width).or(problem(LabField::Height)));
    edit
}

fn faults(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) -> Option<Edit> {
    let form = &state.set_up().lab;
    let fault = |kind: FaultKind| LabField::Fault(kind);
    let chosen = FaultKind::ALL.into_iter().filter(|kind| !form.text(fault(*kind)).is_empty()).count();
    let aside = match chosen {
        0 => "none".to_owned(),
        1 => "1 kind".to_owned(),
        many => format!("{many} kinds"),
    };
    let is_fault = |field: &Concern| matches!(field, Concern::Lab(LabField::Fault(_)) | Concern::Faults);
    let wrong = state.checked().errors.iter().any(|(field, _)| is_fault(field));
    let mut edit = None;
    let changed = section(ui, ("Faults", &aside), state.settings().unfolded.faults, wrong, |ui| {
        for kind in FaultKind::ALL {
            let (word, name) = words(kind);
            let hint = format!("How many of the downloads end so: {}.", kind.label());
            let line = Line { field: fault(kind), word, name, hint: &hint, unit: "%", step: 1.0 };
            edit = edit.take().or(number(ui, state, &line, 72.0));
        }
        error(ui, state.error(Concern::Faults));
    });
    commands.extend(changed.map(|unfolded| UiCommand::Unfold(Section::Faults, unfolded)));
    edit
}

/// A fault in the few words that fit beside its field, and by its name for a screen reader.
const fn words(kind: FaultKind) -> (&'static str, &'static str) {
    match kind {
        FaultKind::ServerError => ("Server error", "Server errors, per cent"),
        FaultKind::TooManyRequests => ("Too many requests", "Too many requests, per cent"),
        FaultKind::Cut => ("Cut short", "Bodies cut short, per cent"),
        FaultKind::WrongLength => ("Wrong length", "Wrong lengths, per cent"),
        FaultKind::Reset => ("Reset", "Connections reset, per cent"),
        FaultKind::Stall => ("Stall", "Bodies that stall, per cent"),
        FaultKind::Html => ("Page of HTML", "Pages of HTML, per cent"),
    }
}

fn reset(ui: &mut Ui, state: &AppState) -> bool {
    let size = vec2(ui.available_width(), 6.0 * GRID);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let name = if state.is_sweep() { "Back to the first settings" } else { "Back to the course’s network" };
        let text = RichText::new(name).font(theme::small());
        let link = ui.link(text);
        focus_ring(ui, &link, link.rect.expand(2.0));
        link.clicked()
    })
    .inner
}
