//! How values are distributed: a row of dots for each series, with its median.

use eframe::egui::{Align2, Pos2, Rect, Stroke, Ui};

use crate::stats::median;
use crate::ui::theme::{self, Palette};
use crate::ui::views::axes::round_step;

use super::{area, name, names_width, written};

/// Height of a row.
const ROW: f32 = 40.0;
/// How far dots lie from the middle of their row.
const SPREAD: f32 = 12.0;
/// Height of the axis.
const AXIS: f32 = 22.0;
/// Room for the medians at the right.
const MEDIAN: f32 = 96.0;
/// Where the largest value is so many times the least, steps of the axis multiply.
const LOG_FROM: f64 = 20.0;
/// About so far apart are two figures of the axis.
const SPACING: f64 = 72.0;

/// Draws a row for each series and below them the axis.
pub fn show(ui: &mut Ui, title: &str, unit: &str, series: &[(String, Vec<f64>)]) {
    let names = names_width(ui, series.iter().map(|(name, _)| name.as_str()));
    let medians: Vec<Option<f64>> = series.iter().map(|(_, values)| median(values)).collect();
    let (rect, _) = area(ui, ROW * series.len() as f32 + AXIS, &spoken(title, unit, series, &medians));
    let palette = Palette::of(ui);
    let (left, right) = (rect.left() + names, rect.right() - MEDIAN);
    let scale = Scale::over(series.iter().flat_map(|(_, values)| values.iter().copied()), left, right);
    let bottom = rect.bottom() - AXIS;
    for (value, text) in scale.marks(unit) {
        let x = scale.x(value);
        ui.painter().vline(x, rect.top()..=bottom, Stroke::new(1.0, palette.line));
        ui.painter().text(Pos2::new(x, bottom + 6.0), Align2::CENTER_TOP, text, theme::small(), palette.weak);
    }
    for (place, ((label, values), median)) in (0_u32..).zip(series.iter().zip(medians)) {
        let top = rect.top() + ROW * place as f32;
        let middle = top + ROW / 2.0;
        name(ui, Pos2::new(rect.left(), middle), names - 8.0, label);
        let clip = Rect::from_x_y_ranges((left - 4.0)..=(right + 4.0), top..=(top + ROW));
        let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
        let color = palette.worker(place).gamma_multiply(0.6);
        for (number, value) in values.iter().enumerate() {
            let at = Pos2::new(scale.x(*value), middle + SPREAD * aside(number));
            painter.circle_filled(at, 2.5, color);
        }
        let Some(median) = median else { continue };
        let text = palette.worker_text(place);
        let x = scale.x(median);
        painter.vline(x, (middle - 15.0)..=(middle + 15.0), Stroke::new(2.0, text));
        let at = Pos2::new(rect.right(), middle);
        ui.painter().text(at, Align2::RIGHT_CENTER, written(median, unit), theme::small(), text);
    }
}

/// How far a dot lies aside, -1 to 1: neighbours far from each other, always in the same way.
fn aside(number: usize) -> f32 {
    let turns = number as f32 * 0.618_034;
    2.0 * turns.fract() - 1.0
}

fn spoken(title: &str, unit: &str, series: &[(String, Vec<f64>)], medians: &[Option<f64>]) -> String {
    let rows = series.iter().zip(medians).filter_map(|((name, values), median)| {
        let median = written((*median)?, unit);
        Some(format!("{name}, {} values, median {median}", values.len()))
    });
    format!("{title}: {}", rows.collect::<Vec<_>>().join("; "))
}

/// From values to places.
struct Scale {
    from: f64,
    to: f64,
    is_log: bool,
    left: f32,
    right: f32,
}

impl Scale {
    fn over(values: impl Iterator<Item = f64> + Clone, left: f32, right: f32) -> Self {
        let least = values.clone().fold(f64::INFINITY, f64::min);
        let most = values.fold(f64::NEG_INFINITY, f64::max);
        if !(least.is_finite() && most.is_finite()) {
            return Self { from: 0.0, to: 1.0, is_log: false, left, right };
        }
        let is_log = least > 0.0 && most / least >= LOG_FROM;
        let (from, to) = if is_log { (least.log10() - 0.1, most.log10() + 0.1) } else { (0.0, most * 1.05) };
        Self { from, to: if to > from { to } else { from + 1.0 }, is_log, left, right }
    }

    fn x(&self, value: f64) -> f32 {
        let place = if self.is_log { value.log10() } else { value };
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let share = ((place - self.from) / (self.to - self.from)) as f32;
        self.left + share * (self.right - self.left)
    }

    /// Where a line stands, and what is written below it.
    fn marks(&self, unit: &str) -> Vec<(f64, String)> {
        if !self.is_log {
            let step = round_step((self.to - self.from) / (f64::from(self.right - self.left) / SPACING).max(1.0));
            let values = (0..100_u32).map(|place| f64::from(place) * step).take_while(|value| *value <= self.to);
            return values.map(|value| (value, written(value, unit))).collect();
        }
        let room = f64::from(self.right - self.left) / SPACING;
        let digits: &[f64] = if (self.to - self.from) * 3.0 <= room { &[1.0, 2.0, 5.0] } else { &[1.0] };
        #[expect(clippy::cast_possible_truncation, reason = "powers of ten of a measured value")]
        let decades = (self.from.floor() as i32)..=(self.to.ceil() as i32);
        let values = decades.flat_map(|decade| digits.iter().map(move |digit| digit * 10_f64.powi(decade)));
        let within = values.filter(|value| (self.from..=self.to).contains(&value.log10()));
        within.map(|value| (value, written(value, unit))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(values: &[f64]) -> Vec<String> {
        let scale = Scale::over(values.iter().copied(), 0.0, 400.0);
        scale.marks("µs").into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn far_values_lie_on_a_logarithmic_scale() {
        assert_eq!(marks(&[60.0, 1500.0]), ["50 µs", "100 µs", "200 µs", "500 µs", "1000 µs"]);
        assert_eq!(marks(&[1.0, 100_000.0]), ["1 µs", "10 µs", "100 µs", "1000 µs", "10000 µs", "100000 µs"]);
    }

    #[test]
    fn near_values_lie_on_a_scale_from_0() {
        assert_eq!(marks(&[300.0, 390.0]), ["0 µs", "100 µs", "200 µs", "300 µs", "400 µs"]);
        assert_eq!(marks(&[]).first().map(String::as_str), Some("0 µs"));
        let scale = Scale::over([0.0, 0.0].into_iter(), 0.0, 400.0);
        assert!(scale.x(0.0).abs() < 1e-6);
    }
}
