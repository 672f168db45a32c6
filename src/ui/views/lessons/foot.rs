//! At the foot: Run or Cancel, what can be changed, Python, and the way to the next lesson.

use eframe::egui::{Align, Layout, Response, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::lessons::{self, Knob, KnobKind};
use crate::model::Lesson;
use crate::ui::command::UiCommand;
use crate::ui::lessons::LessonAction;
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GAP, GRID, Palette};
use crate::ui::views::setup;
use crate::ui::widgets::{Field, accent_button, error, focus_ring, small};

/// Width of Run.
const RUN: f32 = 128.0;

/// Draws the foot.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let mut act = |action| commands.push(UiCommand::Lesson(action));
    let running = state.lessons().running().is_some();
    let problem = state.knob_values().err();
    let can_run = !running && problem.is_none() && state.lesson_waits().is_none();
    ui.spacing_mut().item_spacing.y = GRID;
    if let Some(why) = state.lesson_waits() {
        small(ui, why);
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        if running {
            let name = if state.lessons().is_cancelling() { "End it now" } else { "Cancel" };
            if accent_button(ui, vec2(RUN, 36.0), name, "", true, true).clicked() {
                act(LessonAction::Cancel);
            }
        } else {
            let name = if state.lessons().times(state.lesson().lesson) > 0 { "Run again" } else { "Run" };
            let button = accent_button(ui, vec2(RUN, 36.0), name, "", can_run, false);
            if can_run && button.clicked() {
                act(LessonAction::Run { python: false });
            }
            button.on_hover_text(if cfg!(target_os = "macos") { "⌘ ⏎" } else { "Ctrl ⏎" });
        }
        ui.add_enabled_ui(!running, |ui| {
            for (place, (knob, text)) in state.lesson().knobs.iter().zip(state.knobs()).enumerate() {
                let wrong = problem.as_ref().is_some_and(|problem| problem.knob == place);
                if let Some(text) = field(ui, (place, knob), &text, wrong) {
                    act(LessonAction::Knob(place, text));
                }
            }
        });
        if link(ui, "Run in Python too", "Run in Python too", can_run).clicked() && can_run {
            act(LessonAction::Run { python: true });
        }
        next(ui, state, &mut act);
    });
    error(ui, problem.as_ref().map(|problem| problem.why.as_str()));
}

/// A field with the knob's name behind its figure; gives what was typed or chosen.
fn field(ui: &mut Ui, (place, knob): (usize, &Knob), text: &str, wrong: bool) -> Option<String> {
    let shown = ui.scope(|ui| match knob.kind {
        KnobKind::Whole { .. } => {
            let width = field_width(ui, text, knob.name);
            Field { name: knob.name, text, hint: "", unit: knob.name, wrong, width }.number(ui)
        }
        KnobKind::Secs { least, .. } => {
            let unit = format!("s {}", knob.name);
            let width = field_width(ui, text, &unit);
            Field { name: knob.name, text, hint: "", unit: &unit, wrong, width }.decimal(ui, least.max(0.01))
        }
        KnobKind::Choice(choices) => choice(ui, (place, knob.name), choices, text),
    });
    shown.response.on_hover_text(knob.hint);
    shown.inner
}

/// Room for a figure, and behind it its unit.
fn field_width(ui: &Ui, text: &str, unit: &str) -> f32 {
    wide(ui, unit) + wide(ui, text).max(24.0) + 38.0
}

fn wide(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), theme::body(), Palette::of(ui).text).size().x
}

fn choice(ui: &mut Ui, (place, name): (usize, &str), choices: &[&str], text: &str) -> Option<String> {
    let current = text.parse::<usize>().ok().and_then(|place| choices.get(place)).copied().unwrap_or_default();
    let longest = choices.iter().max_by_key(|choice| choice.len()).copied().unwrap_or_default();
    let width = wide(ui, longest) + 44.0;
    let mut chosen = None;
    ui.name_inputs(name, |ui| {
        setup::combo(&format!("knob {place}"), current, width).show_ui(ui, |ui| {
            for (number, choice) in choices.iter().enumerate() {
                if super::super::top_bar::row(ui, choice, *choice == current) {
                    chosen = Some(number.to_string());
                }
            }
        });
    });
    chosen
}

/// Words in the accent's colour that are clicked; `name` is what a screen reader says of them.
fn link(ui: &mut Ui, text: &str, name: &str, enabled: bool) -> Response {
    let palette = Palette::of(ui);
    let color = if enabled { palette.accent } else { palette.weak };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::body(), color);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 2.0 * GRID, CONTROL), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let at = rect.center() - galley.size() / 2.0;
    if enabled && response.hovered() {
        let under = rect.center().y + galley.size().y / 2.0;
        ui.painter().hline(rect.x_range().shrink(GRID), under, Stroke::new(1.0, color));
    }
    ui.painter().galley(at, galley, color);
    focus_ring(ui, &response, rect);
    response
}

/// The way to the lesson after this one, at the right end.
fn next(ui: &mut Ui, state: &AppState, act: &mut impl FnMut(LessonAction)) {
    let place = Lesson::ALL.iter().position(|lesson| *lesson == state.lesson().lesson);
    let Some(next) = place.and_then(|place| Lesson::ALL.get(place + 1)) else { return };
    let name = format!("Next: {} →", within_a_sentence(lessons::of(*next).title));
    let room = ui.available_size_before_wrap().x - GAP;
    let fits = |ui: &Ui, text: &str| wide(ui, text) <= room;
    let text = if fits(ui, &name) { name.as_str() } else { "Next lesson →" };
    if !fits(ui, text) {
        ui.end_row();
    }
    let at_the_right = Layout::right_to_left(Align::Center);
    let response = ui.with_layout(at_the_right, |ui| link(ui, text, &name, true)).inner;
    let clicked = response.clicked();
    if text != name {
        response.on_hover_text(&name);
    }
    if clicked {
        act(LessonAction::Choose(*next));
    }
}

/// A title as it stands in the middle of a sentence: "how do processes share a log?".
fn within_a_sentence(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        // A name in capitals, such as I/O, keeps them.
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            format!("{}{}", first.to_lowercase(), &title[first.len_utf8()..])
        }
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::within_a_sentence;

    #[test]
    fn a_title_stands_in_a_sentence() {
        let cases = [("How so?", "how so?"), ("I/O or CPU?", "I/O or CPU?"), ("A pool?", "a pool?"), ("", "")];
        for (title, within) in cases {
            assert_eq!(within_a_sentence(title), within);
        }
    }
}
