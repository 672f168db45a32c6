//! The figure of a step: what looking tells sooner than reading does. Each has its values as a table.
//!
//! ```text
//! spans   who was alive, or busy, when
//! dots    how values are distributed
//! bars    values by name, and times by mode
//! log     the records of a log, by process and level
//! ```

mod bars;
mod dots;
mod log;
mod spans;

use eframe::egui::{Align, Layout, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use crate::model::LessonFigure;
use crate::ui::command::UiCommand;
use crate::ui::lessons::{LessonAction, StepRun};
use crate::ui::past::Shot;
use crate::ui::state::AppState;
use crate::ui::theme::{self, Palette};
use crate::ui::views::{export, tables};
use crate::ui::widgets::{Icon, focus_ring, icon_switch, small};

/// Names at the left take no more than this share of the width.
const NAMES: f32 = 0.4;
/// A figure is no wider than this.
const WIDTH: f32 = 900.0;
/// Rows of a table that stand without scrolling.
const TABLE_ROWS: usize = 10;
/// Height of a row of a table.
const TABLE_ROW: f32 = 22.0;

/// Draws the figure of a step, counted from 0, under its title; bars of time reach to `axis_secs`.
pub fn show(
    ui: &mut Ui,
    state: &AppState,
    (step, figure): (usize, &LessonFigure),
    axis_secs: f64,
    commands: &mut Vec<UiCommand>,
) {
    ui.set_max_width(ui.available_width().min(WIDTH));
    if let LessonFigure::Log { files, records } = figure {
        return log::show(ui, state, step, (files, records), commands);
    }
    let number = u32::try_from(step).unwrap_or(u32::MAX);
    export::framed(ui, state, Some(Shot::Lesson(number)), |ui| {
        under_title(ui, state, (number, figure), axis_secs, commands);
    });
}

/// Those of which a picture can be taken.
pub fn shots(state: &AppState) -> Vec<Shot> {
    let steps = state.lessons().run(state.lesson().lesson).map_or(&[][..], |run| run.steps.as_slice());
    let has_plot =
        |step: &StepRun| step.figure.as_ref().is_some_and(|figure| !matches!(figure, LessonFigure::Log { .. }));
    (0_u32..).zip(steps).filter(|(_, step)| has_plot(step)).map(|(number, _)| Shot::Lesson(number)).collect()
}

fn under_title(
    ui: &mut Ui,
    state: &AppState,
    (number, figure): (u32, &LessonFigure),
    axis_secs: f64,
    commands: &mut Vec<UiCommand>,
) {
    let step = number as usize;
    let is_table = state.lessons().is_table(state.lesson().lesson, number);
    let mut copy = false;
    ui.horizontal(|ui| {
        small(ui, title(figure));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let name = format!("{} as a table, step {}", title(figure), step + 1);
            export::picture_button(ui, state, Shot::Lesson(number), commands);
            if state.is_pictured() {
                return;
            }
            if icon_switch(ui, Icon::Table, &name, is_table).clicked() {
                commands.push(UiCommand::Lesson(LessonAction::Table(number, !is_table)));
            }
            copy = is_table && tables::copy_button(ui, &format!("{}, step {}", title(figure), step + 1));
        });
    });
    if is_table {
        let rows = tables::lesson_rows(figure).min(TABLE_ROWS) + 1;
        let size = vec2(ui.available_width(), TABLE_ROW * rows as f32 + 8.0);
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        return tables::in_area(ui, area, |ui| tables::lesson(ui, step, figure, copy));
    }
    match figure {
        LessonFigure::Spans { title, spans } => spans::show(ui, step, title, spans, axis_secs),
        LessonFigure::Distribution { title, unit, series } => dots::show(ui, title, unit, series),
        LessonFigure::TimeByMode { title, groups } => bars::by_mode(ui, title, groups),
        LessonFigure::Bars { title, unit, bars } => bars::show(ui, title, unit, bars),
        LessonFigure::Log { .. } => {}
    }
}

fn title(figure: &LessonFigure) -> &str {
    match figure {
        LessonFigure::Spans { title, .. }
        | LessonFigure::Distribution { title, .. }
        | LessonFigure::TimeByMode { title, .. }
        | LessonFigure::Bars { title, .. } => title,
        LessonFigure::Log { .. } => "The log",
    }
}

/// Room for a figure so high, with what a screen reader says of it.
fn area(ui: &mut Ui, height: f32, spoken: &str) -> (Rect, Response) {
    let size = vec2(ui.available_width(), height);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let response = ui.interact(rect, ui.next_auto_id().with("figure"), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, spoken));
    focus_ring(ui, &response, rect.expand(2.0));
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    (rect, response)
}

/// The width of the widest of these names, with some room after it, within reason.
fn names_width<'a>(ui: &Ui, names: impl Iterator<Item = &'a str>) -> f32 {
    let color = Palette::of(ui).weak;
    let width = |name: &str| ui.painter().layout_no_wrap(name.to_owned(), theme::small(), color).size().x;
    let widest = names.map(width).fold(0.0, f32::max) + 12.0;
    widest.min(NAMES * ui.available_width())
}

/// A small text that ends, cut, where it has no more room.
fn name(ui: &Ui, left_center: Pos2, width: f32, text: &str) {
    use eframe::egui::text::{LayoutJob, TextWrapping};
    let color = Palette::of(ui).weak;
    let mut job = LayoutJob::simple_singleline(text.to_owned(), theme::small(), color);
    job.wrap = TextWrapping::truncate_at_width(width);
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(left_center - vec2(0.0, galley.size().y / 2.0), galley, color);
}

/// A value with its unit, with as many digits as carry meaning: "4000", "1.52 ms", "0.031 s".
pub fn written(value: f64, unit: &str) -> String {
    let size = value.abs();
    let figure = match () {
        () if value.fract() == 0.0 || size >= 99.95 => format!("{value:.0}"),
        () if size >= 9.995 => format!("{value:.1}"),
        () if size >= 0.0995 => format!("{value:.2}"),
        () => format!("{value:.4}"),
    };
    if unit.is_empty() { figure } else { format!("{figure} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn values_keep_the_digits_that_carry_meaning() {
        let texts = [(4000.0, ""), (1523.4, "µs"), (31.25, "µs"), (1.518, "ms"), (0.0312, "s")];
        let texts = texts.map(|(value, unit)| written(value, unit));
        assert_eq!(texts, ["4000", "1523 µs", "31.2 µs", "1.52 ms", "0.0312 s"]);
    }
}
