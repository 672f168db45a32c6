//! Axes that all plots share: round steps, few lines, small weak figures, and the way back from a zoom.

use std::ops::RangeInclusive;

use eframe::egui::{Color32, Id, Pos2, Rangef, Rect, Response, Stroke, Ui};
use egui_plot::{AxisHints, GridInput, GridMark, Plot, PlotMemory};

use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{focus_ring, quiet_button};

/// About so many points lie between two lines of a grid.
const SPACING: f64 = 64.0;

/// A figure of the lower axis stands at least so far from its right end, in points.
const END: f32 = 18.0;

/// A plot in the window's look: no frame, no scrolling away with the wheel. Under its id it keeps its zoom.
pub fn plot<'a>(ui: &Ui, id: Id) -> Plot<'a> {
    Plot::new(id)
        .id(id)
        .show_background(false)
        .allow_scroll(false)
        .allow_axis_zoom_drag(false)
        .allow_boxed_zoom(false)
        .allow_drag([true, false])
        .allow_zoom([true, false])
        .show_x(false)
        .show_y(false)
        .set_margin_fraction([0.0, 0.0].into())
        .grid_color(Palette::of(ui).line)
        .grid_fade(0.0)
}

/// The way back to all of a plot, where it was zoomed or moved.
pub fn fit_button(ui: &mut Ui, id: Id, plot: &str) {
    let Some(mut memory) = PlotMemory::load(ui.ctx(), id).filter(|memory| !memory.auto_bounds.x) else { return };
    let fit = quiet_button(ui, "Fit", &format!("Show all of the plot “{plot}”"), true);
    if fit.on_hover_text("Show all of it").clicked() {
        memory.auto_bounds = true.into();
        memory.store(ui.ctx(), id);
    }
}

/// An axis with small weak figures. They do not fade: marks are chosen with room for them.
pub fn hints<'a>(ui: &Ui, hints: AxisHints<'a>) -> AxisHints<'a> {
    let hints = hints.tick_label_color(Palette::of(ui).weak).tick_label_font(theme::small());
    hints.label_spacing(Rangef::new(1.0, 2.0))
}

/// Whether the figure of a mark has room before the right end of an axis of so many pixels.
pub fn has_room(mark: GridMark, range: &RangeInclusive<f64>, pixels: f32) -> bool {
    let (from, to) = (*range.start(), *range.end());
    (to - mark.value) / (to - from) * f64::from(pixels) >= f64::from(END)
}

/// Marks at round steps (1, 2 or 5 times a power of ten), about [`SPACING`] apart.
pub fn round_marks(input: &GridInput, pixels: f32) -> Vec<GridMark> {
    let (from, to) = input.bounds;
    let step_size = round_step((to - from) / (f64::from(pixels) / SPACING).max(1.0));
    marks(from, to, step_size)
}

/// Marks at whole numbers, at most about five.
pub fn whole_marks(input: &GridInput) -> Vec<GridMark> {
    let (from, to) = input.bounds;
    marks(from, to, round_step((to - from) / 5.0).max(1.0).round())
}

/// Marks at 1, 2 and 5 times each power of ten, where positions are logarithms.
pub fn log_marks(input: &GridInput) -> Vec<GridMark> {
    let (from, to) = input.bounds;
    if !(to - from).is_finite() || to - from > 30.0 {
        return Vec::new();
    }
    #[expect(clippy::cast_possible_truncation, reason = "decades of seconds")]
    let decades = from.floor() as i32..=to.ceil() as i32;
    let in_decade: &[f64] = if to - from > 2.5 { &[1.0] } else { &[1.0, 2.0, 5.0] };
    let values = decades.flat_map(|decade| in_decade.iter().map(move |digit| digit.log10() + f64::from(decade)));
    values.filter(|value| (from..=to).contains(value)).map(|value| GridMark { value, step_size: 1.0 }).collect()
}

fn marks(from: f64, to: f64, step_size: f64) -> Vec<GridMark> {
    if !(step_size.is_finite() && step_size > 0.0) || (to - from) / step_size > 1000.0 {
        return Vec::new();
    }
    let first = (from / step_size).ceil();
    let places = (0..=1000_u32).map(|place| (first + f64::from(place)) * step_size);
    places.take_while(|value| *value <= to).map(|value| GridMark { value, step_size }).collect()
}

/// The least of 1, 2 and 5 times a power of ten that is no less than `least`.
pub fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.max(1e-9).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|step| *step >= least * 0.999).unwrap_or(power)
}

/// A time on an axis with steps of `step`, both in seconds: as many digits as the step needs, and milliseconds where
/// the figures beside the plot are likely to be.
pub fn axis_secs(value: f64, step: f64) -> String {
    if value.abs() < step * 1e-6 {
        return "0".to_owned();
    }
    let (times, unit) = if step < 0.049 && value.abs() < 0.9999 { (1e3, "ms") } else { (1.0, "s") };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most nine digits")]
    let digits = (-(step * times).max(1e-9).log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{:.digits$} {unit}", value * times)
}

/// Shows that the keyboard's focus is on a plot.
pub fn focus(ui: &Ui, response: &Response) {
    focus_ring(ui, response, response.rect.shrink(1.0));
}

/// A dashed upright line.
pub fn dashes(ui: &Ui, clip: Rect, x: f32, from: f32, to: f32, color: Color32) {
    let ends = [Pos2::new(x, from), Pos2::new(x, to)];
    let shapes = eframe::egui::Shape::dashed_line(&ends, Stroke::new(1.5, color), 4.0, 3.0);
    ui.painter().with_clip_rect(clip).extend(shapes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        assert_eq!([0.7, 1.0, 1.3, 3.0, 7.0, 23.0].map(round_step), [1.0, 1.0, 2.0, 5.0, 10.0, 50.0]);
        let texts = [(0.0, 0.5), (2.5, 0.5), (3.0, 1.0), (0.0002, 0.0001), (0.06, 0.02), (4.305, 0.005)];
        let texts = texts.map(|(value, step)| axis_secs(value, step));
        assert_eq!(texts, ["0", "2.5 s", "3 s", "0.2 ms", "60 ms", "4.305 s"]);
    }

    #[test]
    fn a_figure_at_the_right_end_is_left_out() {
        let has_room = |value| has_room(GridMark { value, step_size: 0.1 }, &(0.5..=1.5), 100.0);
        assert_eq!([0.5, 1.3, 1.4, 1.5].map(has_room), [true, true, false, false]);
    }

    #[test]
    fn marks_lie_within_the_bounds_and_are_never_too_many() {
        let input = |from, to| GridInput { bounds: (from, to), base_step_size: 0.1 };
        let values = |marks: Vec<GridMark>| marks.into_iter().map(|mark| mark.value).collect::<Vec<_>>();
        assert_eq!(values(round_marks(&input(0.0, 4.6), 400.0)), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(values(whole_marks(&input(0.0, 10.5))), [0.0, 5.0, 10.0]);
        assert_eq!(values(whole_marks(&input(0.0, 1.1))), [0.0, 1.0]);
        assert_eq!(log_marks(&input(-1.0, 1.0)).len(), 7);
        assert!(round_marks(&input(0.0, f64::INFINITY), 400.0).is_empty());
        assert!(log_marks(&input(f64::NEG_INFINITY, 1.0)).is_empty());
    }
}
