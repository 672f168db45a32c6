//! The timeline: a bar for each download of a run, a row for each worker, shaded by phase.

use eframe::egui::{
    Align, Align2, Color32, CornerRadius, Layout, Mesh, Pos2, Rect, Response, Role, ScrollArea, Sense, Shape, Stroke,
    StrokeKind, Ui, WidgetInfo, vec2,
};

use crate::model::{Outcome, units};
use crate::ui::command::{Figure, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette, Phase};
use crate::ui::timeline::{Bar, Timeline};
use crate::ui::views::{axes, tables};
use crate::ui::widgets::{heading, small, tip};

/// Height of a row.
const ROW: f32 = 16.0;
/// More rows than these scroll.
const ROWS_IN_VIEW: usize = 12;
/// Height of the axis.
const AXIS: f32 = 20.0;

/// Draws heading, legend and bars.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let timeline = &state.charts().timeline;
    let Some(mode) = timeline.mode else { return };
    let mut copy = false;
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, "Timeline");
        ui.add_space(GRID);
        small(ui, timeline.title.clone());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            copy = tables::toggle(ui, state, Figure::Timeline, commands);
            ui.add_space(GRID);
            for phase in timeline.phases.iter().rev() {
                legend(ui, phase.label(), Palette::of(ui).phase(mode, *phase));
            }
        });
    });
    if state.is_table(Figure::Timeline) {
        let size = vec2(ui.available_width(), ROW * ROWS_IN_VIEW as f32 + AXIS);
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        return tables::in_area(ui, area, |ui| tables::timeline(ui, state, copy, commands));
    }
    let names = names_width(ui, timeline);
    let area = ScrollArea::vertical()
        .id_salt("timeline")
        .max_height(ROW * ROWS_IN_VIEW as f32)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, timeline.rows.len(), |ui, rows| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let size = vec2(ui.available_width(), ROW * rows.len() as f32);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, format!("Timeline, {}", timeline.title)));
            let lanes = Lanes { timeline, rows, rect, names };
            lanes.draw(ui, state);
            lanes.point(ui, state, response, commands);
        });
    axis(ui, timeline, names, area.inner_rect.width());
}

fn legend(ui: &mut Ui, name: &str, color: Color32) {
    ui.spacing_mut().item_spacing.x = 6.0;
    small(ui, name);
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(2), color);
    ui.add_space(10.0);
}

fn names_width(ui: &Ui, timeline: &Timeline) -> f32 {
    let longest = timeline.rows.iter().map(|row| row.name.as_str()).max_by_key(|name| name.len()).unwrap_or_default();
    let galley = ui.painter().layout_no_wrap(longest.to_owned(), theme::small(), Palette::of(ui).weak);
    galley.size().x + 16.0
}

/// The end of the axis: round, and no shorter than the run.
fn axis_end(timeline: &Timeline) -> f64 {
    if timeline.end_secs > 0.0 { timeline.end_secs * 1.005 } else { 1.0 }
}

fn axis(ui: &mut Ui, timeline: &Timeline, names: f32, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, AXIS), Sense::hover());
    let palette = Palette::of(ui);
    let end = axis_end(timeline);
    let pixels = width - names;
    let marks = axes::round_marks(&egui_plot::GridInput { bounds: (0.0, end), base_step_size: end / 100.0 }, pixels);
    for mark in marks {
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let x = rect.left() + names + pixels * (mark.value / end) as f32;
        let text = axes::axis_secs(mark.value, mark.step_size);
        let anchor = if x > rect.right() - 16.0 { Align2::RIGHT_CENTER } else { Align2::CENTER_CENTER };
        let at = Pos2::new(if mark.value == 0.0 { x + 4.0 } else { x }, rect.center().y + 2.0);
        ui.painter().text(at, anchor, text, theme::small(), palette.weak);
    }
}

/// The rows that are in view, and where they lie.
struct Lanes<'a> {
    timeline: &'a Timeline,
    rows: std::ops::Range<usize>,
    rect: Rect,
    names: f32,
}

impl Lanes<'_> {
    fn x(&self, secs: f64) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let share = (secs / axis_end(self.timeline)) as f32;
        self.rect.left() + self.names + share * (self.rect.width() - self.names)
    }

    fn top(&self, row: usize) -> f32 {
        self.rect.top() + ROW * (row - self.rows.start) as f32
    }

    fn bar_rect(&self, row: usize, bar: &Bar) -> Rect {
        let top = self.top(row) + 2.0;
        let (left, right) = (self.x(bar.start_secs), self.x(bar.end_secs));
        Rect::from_min_max(Pos2::new(left, top), Pos2::new(right.max(left + 1.0), top + ROW - 4.0))
    }

    fn draw(&self, ui: &Ui, state: &AppState) {
        let palette = Palette::of(ui);
        let Some(mode) = self.timeline.mode else { return };
        let colors = Phase::ALL.map(|phase| palette.phase(mode, phase));
        // One mesh for all bars: thousands of single shapes would each be tessellated anew.
        let mut mesh = Mesh::default();
        let mut outlined = None;
        for row in self.rows.clone() {
            let Some(lane) = self.timeline.rows.get(row) else { break };
            let at = Pos2::new(self.rect.left(), self.top(row) + ROW / 2.0);
            ui.painter().text(at, Align2::LEFT_CENTER, &lane.name, theme::small(), palette.weak);
            for bar in &self.timeline.bars[lane.bars.clone()] {
                let rect = self.bar_rect(row, bar);
                for part in self.timeline.parts(bar) {
                    let color = colors[part.phase as usize];
                    let (left, right) = (self.x(part.start_secs), self.x(part.end_secs));
                    let part = Rect::from_x_y_ranges(left..=right.max(left + 0.5), rect.y_range());
                    mesh.add_colored_rect(part, color);
                }
                if bar.failed {
                    let end = Rect::from_x_y_ranges((rect.right() - 3.0)..=rect.right(), rect.y_range());
                    mesh.add_colored_rect(end, palette.error);
                }
                if Some(bar.index) == state.pointed() {
                    outlined = Some(rect.expand(2.0));
                }
            }
        }
        ui.painter().add(Shape::mesh(mesh));
        if let Some(rect) = outlined {
            let stroke = Stroke::new(1.5, palette.text);
            ui.painter().rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Outside);
        }
    }

    /// Outlines the bar under the pointer, with its picture, and tells its phases.
    fn point(&self, ui: &Ui, state: &AppState, response: Response, commands: &mut Vec<UiCommand>) {
        let Some(pointer) = response.hover_pos() else {
            if state.pointed().is_some() && just_left(ui, self.rect) {
                commands.push(UiCommand::PointAt(None));
            }
            return;
        };
        let row = self.rows.start + ((pointer.y - self.rect.top()) / ROW).max(0.0) as usize;
        let lane = self.timeline.rows.get(row).map(|lane| &self.timeline.bars[lane.bars.clone()]);
        let under = lane
            .and_then(|bars| bars.iter().find(|bar| self.bar_rect(row, bar).x_range().expand(1.0).contains(pointer.x)));
        let index = under.map(|bar| bar.index);
        if index != state.pointed() {
            commands.push(UiCommand::PointAt(index));
        }
        if let Some(bar) = under {
            response.on_hover_ui_at_pointer(|ui| tip(ui, |ui| describe(ui, state, self.timeline, bar)));
        }
    }
}

/// Whether the pointer has just left a place.
fn just_left(ui: &Ui, rect: Rect) -> bool {
    ui.ctx().input(|input| {
        let moved = input.pointer.delta();
        moved != vec2(0.0, 0.0) && input.pointer.latest_pos().is_some_and(|at| rect.contains(at - moved))
    })
}

/// A bar's figures.
fn describe(ui: &mut Ui, state: &AppState, timeline: &Timeline, bar: &Bar) {
    let whole = units::secs(bar.end_secs - bar.start_secs);
    heading(ui, &format!("Picture {}, {whole}", bar.index + 1));
    if timeline.is_live {
        return;
    }
    for part in timeline.parts(bar) {
        small(ui, format!("{} {}", part.phase.label(), units::secs(part.end_secs - part.start_secs)));
    }
    let download = state.shown_run().and_then(|run| run.downloads.get(bar.index as usize));
    if let Some(Outcome::Failed(failure)) = download.map(|download| &download.outcome) {
        small(ui, failure.message.clone());
    }
}
