//! Around the verdict: where a report came from that was not measured just now, and how it stands to
//! the baseline.

use eframe::egui::{Align, Label, Layout, RichText, Ui};

use crate::model::words::sentence;
use crate::ui::command::UiCommand;
use crate::ui::past::{Origin, PastAction};
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette};
use crate::ui::widgets::small_button;

/// What puts the set-up of a report into the fields.
pub const AGAIN: &str = "Do it again…";
/// What that does.
pub const AGAIN_HINT: &str = "Puts what was asked for into the fields, to be changed or run as it is";

/// Says above the answer where the report came from.
pub fn origin(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let (Some(report), Some(origin)) = (state.shown_report(), state.origin()) else { return };
    let past = state.past();
    let at = past.at(report.started_at);
    let text = match origin {
        Origin::History(id) => match past.entry(id).and_then(|entry| entry.head.name.as_deref()) {
            Some(name) => format!("From History, {at}, “{name}”"),
            None => format!("From History, {at}"),
        },
        Origin::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            format!("From the file {name}, {at}")
        }
    };
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL - GRID);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let again = ui.add_enabled_ui(state.running().is_none(), |ui| small_button(ui, AGAIN)).inner;
            if again.on_hover_text(AGAIN_HINT).clicked() {
                commands.push(UiCommand::Past(PastAction::Again(None)));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(text).font(theme::small()).color(Palette::of(ui).weak);
                ui.add(Label::new(text).truncate());
            });
        });
    });
    ui.add_space(GRID);
}

/// Says below the reasons what changed since the baseline, and what else is different.
pub fn since(ui: &mut Ui, state: &AppState) {
    let Some(since) = state.past().shown.since.as_ref().filter(|_| !state.is_former()) else { return };
    let palette = Palette::of(ui);
    ui.add_space(GRID);
    let text = RichText::new(sentence(&since.sentence)).color(palette.text);
    ui.add(Label::new(text).wrap());
    // The sentence names the first difference.
    if let [_, others @ ..] = since.differences.as_slice()
        && !others.is_empty()
    {
        let text = format!("Also different: {}.", others.join("; "));
        ui.add(Label::new(RichText::new(text).font(theme::small()).color(palette.weak)).wrap());
    }
}
