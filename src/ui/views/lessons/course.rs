//! The list of lessons: a tick before each that was done, its number before the others.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Align, Align2, CornerRadius, Frame, Layout, Margin, Pos2, Role, ScrollArea, Sense, Shape, Stroke, Ui, WidgetInfo,
    vec2,
};

use crate::lessons::{self, Description};
use crate::model::Lesson;
use crate::ui::command::UiCommand;
use crate::ui::lessons::LessonAction;
use crate::ui::state::AppState;
use crate::ui::theme::{self, GAP, GRID, MARGIN, Palette, ROUND};
use crate::ui::widgets::{focus_ring, heading, small};

/// Room for the tick or the number.
const MARK: f32 = 26.0;
/// Between the panel's edge and a row.
const EDGE: f32 = 10.0;
/// Height of a row with one line.
const ROW: f32 = 32.0;

/// Draws the list.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let (edge, top) = (EDGE as i8, 16);
    ScrollArea::vertical().id_salt("course").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: edge, right: edge, top, bottom: 8 }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal(|ui| {
                ui.add_space(MARGIN - EDGE);
                heading(ui, "The course");
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.add_space(MARGIN - EDGE);
                    small(ui, format!("{} of {}", state.course().done.len(), Lesson::ALL.len()));
                });
            });
            ui.add_space(GRID);
            for (place, lesson) in Lesson::ALL.into_iter().enumerate() {
                if row(ui, state, place, lesson) {
                    commands.push(UiCommand::Lesson(LessonAction::Choose(lesson)));
                }
            }
        });
    });
}

fn row(ui: &mut Ui, state: &AppState, place: usize, lesson: Lesson) -> bool {
    let palette = Palette::of(ui);
    let Description { title, line, .. } = lessons::of(lesson);
    let chosen = lesson == state.course().lesson;
    let font = if chosen { theme::heading() } else { theme::body() };
    let width = ui.available_width();
    let mut job = LayoutJob::simple_singleline((*title).to_owned(), font, palette.text);
    let max_width = width - GAP - MARK - GRID;
    job.wrap = TextWrapping { max_width, max_rows: 2, ..TextWrapping::default() };
    let text = ui.painter().layout_job(job);
    let size = vec2(width, (text.size().y + GAP).max(ROW));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let done = state.course().done.contains(&lesson);
    let name = format!("{}. {title}{}", place + 1, if done { ", done" } else { "" });
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), chosen, &name));
    let fill = match () {
        () if chosen => Some(palette.selection.gamma_multiply(0.55)),
        () if response.hovered() => Some(palette.hover),
        () => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), fill);
    }
    // The mark stands beside the first line.
    let mark = Pos2::new(rect.left() + MARGIN - EDGE, rect.center().y - text.size().y / 2.0 + 8.5);
    if done {
        tick(ui, mark + vec2(1.0, 0.0), palette.accent);
    } else {
        let number = (place + 1).to_string();
        ui.painter().text(mark + vec2(7.0, 0.0), Align2::CENTER_CENTER, number, theme::small(), palette.weak);
    }
    let at = Pos2::new(rect.left() + MARGIN - EDGE + MARK, rect.center().y - text.size().y / 2.0);
    ui.painter().galley(at, text, palette.text);
    focus_ring(ui, &response, rect.shrink(2.0));
    if response.gained_focus() {
        ui.scroll_to_rect(rect.expand(GRID), None);
    }
    let clicked = response.clicked();
    response.on_hover_text(*line);
    clicked
}

/// A tick whose left end is there.
pub fn tick(ui: &Ui, left: Pos2, color: eframe::egui::Color32) {
    let points = [vec2(0.0, 0.5), vec2(4.0, 4.5), vec2(12.0, -4.0)].map(|at| left + at);
    ui.painter().add(Shape::line(points.to_vec(), Stroke::new(2.0, color)));
}
