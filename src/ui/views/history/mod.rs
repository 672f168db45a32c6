//! The History view: the comparisons that were kept, by date.
//!
//! ```text
//! list   a row a comparison; the chosen one with what can be done with it
//! empty  before the first one, and where none is found
//! ```

mod empty;
mod list;

use eframe::egui::{Align, Frame, Key, Layout, Margin, Modifiers, Popup, ScrollArea, Ui};

use crate::model::units;
use crate::model::units::thousands;
use crate::ui::command::UiCommand;
use crate::ui::past::{FileAction, PastAction, PastChange};
use crate::ui::state::AppState;
use crate::ui::theme::{GAP, GRID};
use crate::ui::widgets::{Field, error, heading, small, small_button};

/// At both sides of the list.
const SIDES: i8 = 24;
/// Width of the field for words.
const SEARCH: f32 = 260.0;

/// Draws heading, search and list.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    Frame::new().inner_margin(Margin { left: SIDES, right: SIDES, top: 16, bottom: 0 }).show(ui, |ui| {
        head(ui, state, commands);
        for sentence in &state.past().damaged {
            error(ui, Some(sentence));
        }
        ui.add_space(GAP);
        ScrollArea::vertical().id_salt("history").auto_shrink(false).show(ui, |ui| {
            let past = state.past();
            match &past.entries {
                Some(entries) if entries.is_empty() => empty::none_kept(ui),
                None if !past.is_kept => empty::no_folder(ui),
                None => {} // they are being listed
                Some(_) if past.found().is_empty() => empty::none_found(ui, &past.search),
                Some(_) => list::show(ui, state, commands),
            }
            ui.add_space(GAP);
        });
    });
}

fn head(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    ui.horizontal(|ui| {
        heading(ui, "Comparisons that were kept");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = ui.add_enabled_ui(state.running().is_none(), |ui| small_button(ui, "Open a file…")).inner;
            if button.on_hover_text("A report that was saved as JSON (Ctrl+O). It can be dropped here too.").clicked() {
                commands.push(UiCommand::Past(PastAction::File(FileAction::Choose)));
            }
            ui.add_space(GRID);
            let field = Field {
                name: "Search",
                text: &state.past().search,
                hint: "Search names, hosts, verdicts",
                unit: "",
                wrong: false,
                width: SEARCH.min(0.4 * ui.available_width()),
            };
            if let Some(words) = field.text(ui) {
                commands.push(UiCommand::Past(PastAction::Search(words)));
            }
        });
    });
}

/// The keys that work in this view, unless a field has them.
pub fn keys(ui: &Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let past = state.past();
    let mut act = |action| commands.push(UiCommand::Past(action));
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if past.renaming.is_some() {
        if pressed(Modifiers::NONE, Key::Enter) {
            act(PastAction::Named);
        } else if pressed(Modifiers::NONE, Key::Escape) {
            act(PastAction::Rename(None));
        }
        return;
    }
    let is_covered = past.files.typed.is_some() || state.question().is_some();
    if is_covered || Popup::is_any_open(ui.ctx()) || ui.ctx().text_edit_focused() {
        return;
    }
    if pressed(Modifiers::COMMAND, Key::Z) {
        act(PastAction::Change(PastChange::Undo));
    }
    for (key, along) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::Home, isize::MIN), (Key::End, isize::MAX)] {
        if pressed(Modifiers::NONE, key)
            && let Some(id) = past.beside(along)
        {
            act(PastAction::Choose(id));
        }
    }
    let Some(entry) = past.chosen.as_ref().and_then(|id| past.entry(id)) else { return };
    // Enter is for a button where one has the focus.
    if !list::has_focus_elsewhere(ui, &entry.id) && pressed(Modifiers::NONE, Key::Enter) {
        act(PastAction::Open(entry.id.clone()));
    }
    if pressed(Modifiers::NONE, Key::F2) {
        act(PastAction::Rename(Some(entry.head.name.clone().unwrap_or_default())));
    }
    if pressed(Modifiers::NONE, Key::Delete) {
        act(PastAction::Change(PastChange::Delete(entry.id.clone())));
    }
}

/// The line at the bottom: how many there are.
pub fn status(ui: &mut Ui, state: &AppState) {
    ui.horizontal_centered(|ui| {
        let Some(entries) = &state.past().entries else { return };
        let bytes = entries.iter().map(|entry| entry.size_bytes).sum();
        let kept = match entries.len() {
            0 => "No comparisons".to_owned(),
            1 => format!("1 comparison, {}", units::bytes(bytes)),
            count => format!("{} comparisons, {}", thousands(count as u64), units::bytes(bytes)),
        };
        small(ui, kept);
    });
}
