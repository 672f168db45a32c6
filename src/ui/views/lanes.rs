//! The rows of the timeline with their bars: only what is in view is drawn, and what is narrower than
//! a pixel is drawn once for all that share it.

use eframe::egui::{Align2, Color32, CornerRadius, Mesh, Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui, vec2};

use crate::ui::command::UiCommand;
use crate::ui::looking::Look;
use crate::ui::span::Span;
use crate::ui::state::AppState;
use crate::ui::theme::{self, Palette, Phase};
use crate::ui::timeline::{Bar, BarRow, Timeline};
use crate::ui::views::figures;
use crate::ui::widgets::tip;

/// Height of a row.
pub const ROW: f32 = 16.0;
/// Height of a bar.
const BAR: f32 = 12.0;
/// A bar this wide shows its phases; a narrower one the longest of them.
const WIDE: f32 = 3.0;
/// Wider bars are a pixel short of the next.
const APART: f32 = 8.0;
/// Width of the mark of a failure.
const MARK: f32 = 3.0;

/// The rows and where they lie.
pub struct Lanes<'a> {
    /// Whose rows.
    pub timeline: &'a Timeline,
    /// Where all rows lie.
    pub rect: Rect,
    /// What of it is in view.
    pub in_view: Rect,
    /// Width of the names.
    pub names: f32,
    /// Which part of the time is in view.
    pub span: Span,
}

/// The colours of one frame.
struct Colors {
    phases: [Color32; Phase::ALL.len()],
    error: Color32,
}

impl Lanes<'_> {
    /// Where a second lies.
    fn x(&self, secs: f64) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let share = ((secs - self.span.from_secs) / self.span.length_secs()) as f32;
        // Far out of view a bar's end would be too far for a triangle's corners.
        self.left() + share.clamp(-1.0, 2.0) * (self.rect.right() - self.left())
    }

    fn left(&self) -> f32 {
        self.rect.left() + self.names
    }

    /// Which second lies there.
    pub fn secs(&self, x: f32) -> f64 {
        self.span.from_secs + self.secs_of(x - self.left())
    }

    /// How many seconds so many points are.
    pub fn secs_of(&self, width: f32) -> f64 {
        f64::from(width / (self.rect.right() - self.left())) * self.span.length_secs()
    }

    fn bar_rect(&self, row: usize, bar: &Bar) -> Rect {
        let top = self.rect.top() + ROW * row as f32 + 2.0;
        let (left, right) = (self.x(bar.start_secs), self.x(bar.end_secs));
        Rect::from_min_max(Pos2::new(left, top), Pos2::new(right.max(left + 1.0), top + BAR))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "row numbers, no less than 0")]
    fn rows_in_view(&self) -> std::ops::Range<usize> {
        let row = |y: f32| ((y - self.rect.top()) / ROW).max(0.0);
        let end = (row(self.in_view.bottom()).ceil() as usize).min(self.timeline.rows.len());
        (row(self.in_view.top()).floor() as usize).min(end)..end
    }

    /// Draws names and bars, and outlines the bar that is pointed at.
    pub fn draw(&self, ui: &Ui, state: &AppState) {
        let palette = Palette::of(ui);
        let Some(contender) = self.timeline.contender else { return };
        let colors =
            Colors { phases: Phase::ALL.map(|phase| palette.phase(contender.mode, phase)), error: palette.error };
        let pixel = 1.0 / ui.pixels_per_point();
        // One mesh for all bars: thousands of single shapes would each be tessellated anew.
        let mut mesh = Mesh::default();
        let mut outlined = None;
        for place in self.rows_in_view() {
            let row = &self.timeline.rows[place];
            let at = Pos2::new(self.rect.left(), self.rect.top() + ROW * (place as f32 + 0.5));
            ui.painter().text(at, Align2::LEFT_CENTER, &row.name, theme::small(), palette.weak);
            self.draw_row(&mut mesh, (place, row), &colors, pixel);
            let bars = self.timeline.bars_within(row, self.span);
            let pointed = state.pointed().filter(|_| state.shot().is_none());
            if let Some(bar) = pointed.and_then(|index| bars.iter().find(|bar| bar.index == index)) {
                outlined = Some(self.bar_rect(place, bar).expand(2.0));
            }
        }
        let clip = Rect::from_x_y_ranges(self.left()..=self.rect.right(), ui.clip_rect().y_range());
        ui.painter().with_clip_rect(clip.intersect(ui.clip_rect())).add(Shape::mesh(mesh));
        if let Some(rect) = outlined {
            let stroke = Stroke::new(1.5, palette.text);
            let painter = ui.painter().with_clip_rect(clip.expand2(vec2(4.0, 0.0)).intersect(ui.clip_rect()));
            painter.rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Outside);
        }
    }

    /// The bars of a row, from left to right. Those that end within a pixel that is painted already
    /// are left out, so that a row costs no more than its width has pixels.
    fn draw_row(&self, mesh: &mut Mesh, (place, row): (usize, &BarRow), colors: &Colors, pixel: f32) {
        let mut painted_until = f32::NEG_INFINITY;
        let mut marked_until = f32::NEG_INFINITY;
        for bar in self.timeline.bars_within(row, self.span) {
            let rect = self.bar_rect(place, bar);
            if rect.left() >= painted_until || rect.right() >= painted_until + pixel {
                self.draw_bar(mesh, bar, rect, colors, pixel);
                painted_until = rect.right();
            }
            if bar.failed && rect.right() >= marked_until + pixel {
                let mark = Rect::from_x_y_ranges((rect.right() - MARK)..=rect.right(), rect.y_range());
                mesh.add_colored_rect(mark, colors.error);
                marked_until = rect.right();
            }
        }
    }

    fn draw_bar(&self, mesh: &mut Mesh, bar: &Bar, rect: Rect, colors: &Colors, pixel: f32) {
        let parts = self.timeline.parts(bar);
        if rect.width() < WIDE {
            let longest = parts.iter().max_by(|a, b| a.length_secs().total_cmp(&b.length_secs()));
            if let Some(longest) = longest {
                mesh.add_colored_rect(rect, colors.phases[longest.phase as usize]);
            }
            return;
        }
        // Where one download ends and the next begins is to be seen, also where the next begins at once.
        let end = if rect.width() > APART { rect.right() - pixel } else { rect.right() };
        for part in parts {
            let left = self.x(part.start_secs).min(end - pixel);
            let right = self.x(part.end_secs).min(end);
            let part_rect = Rect::from_x_y_ranges(left..=right.max(left + pixel), rect.y_range());
            mesh.add_colored_rect(part_rect, colors.phases[part.phase as usize]);
        }
    }

    /// Outlines the bar under the pointer, with its picture, and tells its figures; a click shows the
    /// picture large.
    pub fn point(&self, ui: &Ui, state: &AppState, response: &Response, commands: &mut Vec<UiCommand>) {
        let Some(pointer) = response.hover_pos().filter(|_| !response.dragged()) else {
            if state.pointed().is_some() && just_left(ui, self.in_view) {
                commands.push(UiCommand::PointAt(None));
            }
            return;
        };
        let under = self.under(pointer);
        let index = under.map(|bar| bar.index);
        if index != state.pointed() {
            commands.push(UiCommand::PointAt(index));
        }
        if let Some(index) = index.filter(|_| response.clicked() && !self.timeline.is_live) {
            commands.push(UiCommand::Look(Look::Large(Some(index))));
        }
        if let Some(bar) = under {
            response.clone().on_hover_ui_at_pointer(|ui| tip(ui, |ui| figures::of_bar(ui, state, self.timeline, bar)));
        }
    }

    /// The bar under the pointer, or the one that begins or ends next to it.
    fn under(&self, pointer: Pos2) -> Option<&Bar> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row number, no less than 0")]
        let place = ((pointer.y - self.rect.top()) / ROW).max(0.0) as usize;
        let bars = self.timeline.bars_within(self.timeline.rows.get(place)?, self.span);
        let until = bars.partition_point(|bar| bar.start_secs <= self.secs(pointer.x + 1.0));
        let reaches = |bar: &&Bar| self.bar_rect(place, bar).x_range().expand(1.0).contains(pointer.x);
        bars[..until].iter().rev().take(2).find(reaches).filter(|_| pointer.x >= self.left())
    }
}

/// Whether the pointer has just left a place.
fn just_left(ui: &Ui, rect: Rect) -> bool {
    ui.ctx().input(|input| {
        let moved = input.pointer.delta();
        moved != vec2(0.0, 0.0) && input.pointer.latest_pos().is_some_and(|at| rect.contains(at - moved))
    })
}

#[cfg(test)]
mod tests {
    use crate::model::{Contender, ErrorKind, Event, Live};
    use crate::ui::follow::Follow;

    use super::*;

    /// One row with so many bars, a millisecond each.
    fn one_row(bars: u32) -> Timeline {
        let contender: Contender = "sequential:1".parse().expect("a contender");
        let mut follow = Follow::starting(1, bars);
        follow.take_in(&Event::RunStarted { run: 1, total_runs: 1, round: 1, position: 1, contender });
        let live = (0..bars).flat_map(|index| {
            let at_secs = f64::from(index) * 1e-3;
            let error = (index % 100 == 7).then_some(ErrorKind::Timeout);
            [
                Live::Taken { index, worker: 0, pid: 1, at_secs },
                Live::Done { index, worker: 0, bytes: 1, error, at_secs: at_secs + 1e-3 },
            ]
        });
        follow.take_in(&Event::Progress { run: 1, at_secs: f64::from(bars) * 1e-3, live: live.collect() });
        Timeline::of_live(follow.live().expect("a clock runs"), 0.0, bars)
    }

    fn lanes(timeline: &Timeline, span: Span) -> Lanes<'_> {
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(900.0, ROW));
        Lanes { timeline, rect, in_view: rect, names: 100.0, span }
    }

    fn rects(lanes: &Lanes<'_>) -> usize {
        let colors = Colors { phases: [Color32::GRAY; Phase::ALL.len()], error: Color32::RED };
        let mut mesh = Mesh::default();
        lanes.draw_row(&mut mesh, (0, &lanes.timeline.rows[0]), &colors, 1.0);
        mesh.vertices.len() / 4
    }

    #[test]
    fn bars_that_share_a_pixel_are_drawn_once_and_failures_stay() {
        let timeline = one_row(5000);
        let all = rects(&lanes(&timeline, Span::whole(5.0)));
        assert!((400..=850).contains(&all), "{all} for 800 pixels and 50 failures");
    }

    #[test]
    fn bars_out_of_view_are_left_out() {
        let timeline = one_row(5000);
        let ten = rects(&lanes(&timeline, Span { from_secs: 1.0102, to_secs: 1.0198 }));
        assert_eq!(ten, 10);
    }

    #[test]
    fn a_bar_is_found_under_the_pointer_at_every_zoom() {
        let timeline = one_row(5000);
        for span in [Span::whole(5.0), Span { from_secs: 2.49, to_secs: 2.51 }] {
            let lanes = lanes(&timeline, span);
            for secs in [2.4905, 2.5005, 2.5055] {
                let found = lanes.under(Pos2::new(lanes.x(secs), 5.0)).expect("a bar");
                let width = lanes.secs_of(2.0) + 1e-3;
                assert!((found.start_secs - secs).abs() < width, "{} {secs}", found.start_secs);
            }
            assert!(lanes.under(Pos2::new(20.0, 5.0)).is_none(), "a name");
        }
    }
}
