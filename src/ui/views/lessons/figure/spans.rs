//! Who was alive, or busy, when: a row for each, a bar for each span.

use eframe::egui::{Align2, Color32, CornerRadius, Pos2, Rect, ScrollArea, Stroke, Ui, vec2};

use crate::model::{LessonSpan, Who, units};
use crate::ui::theme::{self, Palette};
use crate::ui::views::axes::{axis_secs, round_step};
use crate::ui::widgets::tip;

use super::super::who_colors;
use super::{area, name, names_width};

/// Height of a row.
const ROW: f32 = 20.0;
/// Height of a bar.
const BAR: f32 = 14.0;
/// So many rows stand without scrolling.
const IN_VIEW: usize = 16;
/// Height of the axis.
const AXIS: f32 = 22.0;
/// About so far apart are two figures of the axis.
const SPACING: f64 = 72.0;
/// So many spans are told by a screen reader.
const SPOKEN: usize = 40;

/// Draws the rows and below them the axis, which reaches to `to_secs`.
pub fn show(ui: &mut Ui, step: usize, title: &str, spans: &[LessonSpan], to_secs: f64) {
    let rows = rows(spans);
    let names: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let width = names_width(ui, names.iter().map(String::as_str));
    let to_secs = if to_secs > 0.0 { to_secs } else { 1.0 };
    let height = ROW * IN_VIEW.min(rows.len()) as f32;
    let scroll = ScrollArea::vertical().id_salt(("spans", step)).max_height(height).min_scrolled_height(height);
    scroll.auto_shrink([false, true]).show(ui, |ui| {
        let (rect, response) = area(ui, ROW * rows.len() as f32, &spoken(title, spans));
        let chart = Chart { rect, left: rect.left() + width, to_secs };
        for (place, who) in names.iter().enumerate() {
            name(ui, Pos2::new(rect.left(), chart.middle(place)), width - 8.0, who);
        }
        for span in spans {
            let Some(place) = rows.iter().position(|who| *who == span.who) else { continue };
            chart.bar(ui, place, span);
        }
        let under = response.hover_pos().and_then(|pointer| {
            spans.iter().find(|span| {
                let place = rows.iter().position(|who| *who == span.who);
                place.is_some_and(|place| chart.rect_of(place, span).expand(2.0).contains(pointer))
            })
        });
        if let Some(span) = under {
            response.on_hover_ui_at_pointer(|ui| tip(ui, |ui| drop(ui.label(told(span)))));
        }
    });
    axis(ui, width, to_secs);
}

/// Everyone, in the order of their first bar.
fn rows(spans: &[LessonSpan]) -> Vec<Who> {
    let mut rows = Vec::new();
    for span in spans {
        if !rows.contains(&span.who) {
            rows.push(span.who);
        }
    }
    rows
}

/// Where bars lie.
struct Chart {
    rect: Rect,
    left: f32,
    to_secs: f64,
}

impl Chart {
    fn x(&self, secs: f64) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let share = (secs / self.to_secs).clamp(0.0, 1.0) as f32;
        self.left + share * (self.rect.right() - self.left)
    }

    fn middle(&self, place: usize) -> f32 {
        self.rect.top() + ROW * (place as f32 + 0.5)
    }

    fn rect_of(&self, place: usize, span: &LessonSpan) -> Rect {
        let (left, right) = (self.x(span.from_secs), self.x(span.to_secs));
        let y = self.middle(place);
        Rect::from_min_max(Pos2::new(left, y - BAR / 2.0), Pos2::new(right.max(left + 2.0), y + BAR / 2.0))
    }

    /// A bar, with its label where that fits.
    fn bar(&self, ui: &Ui, place: usize, span: &LessonSpan) {
        let (fill, _) = who_colors(Palette::of(ui), span.who);
        let rect = self.rect_of(place, span);
        if !ui.is_rect_visible(rect) {
            return;
        }
        // Neighbours of one colour are told apart by the gap between them.
        let painted = if rect.width() > 4.0 { rect.with_max_x(rect.right() - 1.0) } else { rect };
        ui.painter().rect_filled(painted, CornerRadius::same(3), fill);
        if !span.label.is_empty() && rect.width() > 14.0 {
            let label = ui.painter().layout_no_wrap(span.label.clone(), theme::small(), on(fill));
            if label.size().x + 6.0 <= rect.width() {
                ui.painter().galley(rect.center() - label.size() / 2.0, label, on(fill));
            }
        }
    }
}

/// Black or white, whichever is read better on a colour.
fn on(fill: Color32) -> Color32 {
    if fill.intensity() > 0.5 { Color32::BLACK } else { Color32::WHITE }
}

/// The figures below the rows.
fn axis(ui: &mut Ui, names: f32, to_secs: f64) {
    let size = vec2(ui.available_width(), AXIS);
    let (rect, _) = ui.allocate_exact_size(size, eframe::egui::Sense::hover());
    let palette = Palette::of(ui);
    let chart = Chart { rect, left: rect.left() + names, to_secs };
    ui.painter().hline(chart.left..=rect.right(), rect.top() + 1.0, Stroke::new(1.0, palette.line));
    let step = round_step(to_secs / (f64::from(rect.right() - chart.left) / SPACING).max(1.0));
    let marks = (0..100_u32).map(|place| f64::from(place) * step).take_while(|secs| *secs <= to_secs * 1.001);
    for secs in marks {
        let text = ui.painter().layout_no_wrap(axis_secs(secs, step), theme::small(), palette.weak);
        let x = chart.x(secs);
        // The first and the last figure stay inside.
        let left = (x - text.size().x / 2.0).clamp(chart.left - 2.0, rect.right() - text.size().x);
        ui.painter().vline(x, (rect.top() + 1.0)..=(rect.top() + 4.0), Stroke::new(1.0, palette.line));
        ui.painter().galley(Pos2::new(left, rect.top() + 6.0), text, palette.weak);
    }
    if to_secs < step {
        let at = Pos2::new(rect.right(), rect.top() + 6.0);
        ui.painter().text(at, Align2::RIGHT_TOP, units::secs(to_secs), theme::small(), palette.weak);
    }
}

/// "process 31007, task 3: 0.201 s to 0.403 s".
fn told(span: &LessonSpan) -> String {
    let label = if span.label.is_empty() { String::new() } else { format!(", {}", span.label) };
    format!("{}{label}: {} to {}", span.who, units::secs(span.from_secs), units::secs(span.to_secs))
}

fn spoken(title: &str, spans: &[LessonSpan]) -> String {
    let told: Vec<String> = spans.iter().take(SPOKEN).map(told).collect();
    let more = if spans.len() > SPOKEN { format!("; and {} more", spans.len() - SPOKEN) } else { String::new() };
    format!("{title}: {}{more}", told.join("; "))
}
