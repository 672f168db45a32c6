//! What to see, and after the run what came out, or why nothing did.

use eframe::egui::accesskit::Live;
use eframe::egui::{Label, RichText, Stroke, Ui};

use crate::ui::lessons::{LessonEnding, LessonRun};
use crate::ui::state::AppState;
use crate::ui::theme::{self, GAP, GRID, Palette};
use crate::ui::widgets::heading;

use super::TEXT_WIDTH;

/// Draws both.
pub fn show(ui: &mut Ui, state: &AppState) {
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(TEXT_WIDTH));
        heading(ui, "What to see");
        ui.add_space(GRID);
        text(ui, state.lesson().see);
        if let Some(run) = state.lessons().run(state.lesson().lesson) {
            for notice in &run.notices {
                ui.add_space(GRID);
                text(ui, notice);
            }
        }
    });
    let Some(run) = state.lessons().run(state.lesson().lesson).filter(|run| run.ending.is_some()) else { return };
    ui.add_space(GAP + GRID);
    let (width, line) = (ui.available_rect_before_wrap().x_range(), Stroke::new(1.0, Palette::of(ui).line));
    ui.painter().hline(width, ui.cursor().top(), line);
    ui.add_space(GAP + GRID);
    heading(ui, "What came out");
    ui.add_space(GRID);
    came_out(ui, run);
}

fn came_out(ui: &mut Ui, run: &LessonRun) {
    let palette = Palette::of(ui);
    let stopped = match &run.ending {
        Some(LessonEnding::Failed(why)) => Some((why.as_str(), palette.error)),
        Some(LessonEnding::Cancelled) => Some(("Cancelled. What came out so far stays.", palette.text)),
        Some(LessonEnding::Left) => Some(("It was left before its end. What came out so far stays.", palette.text)),
        Some(LessonEnding::Done) | None => None,
    };
    let mut sentences = run.conclusion.iter().map(String::as_str);
    let (first, color) = stopped.or_else(|| Some((sentences.next()?, palette.text))).unwrap_or_default();
    let first = RichText::new(first).font(theme::conclusion()).color(color);
    let first = ui.add(Label::new(first).wrap());
    // Said by a screen reader when it comes, once it has nothing else to say.
    ui.ctx().accesskit_node_builder(first.id, |node| node.set_live(Live::Polite));
    let details = sentences.collect::<Vec<_>>().join(" ");
    if !details.is_empty() {
        ui.add_space(GRID);
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width().min(TEXT_WIDTH));
            text(ui, &details);
        });
    }
}

fn text(ui: &mut Ui, text: &str) {
    ui.add(Label::new(RichText::new(text).color(Palette::of(ui).weak)).wrap());
}
