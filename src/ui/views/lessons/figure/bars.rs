//! Values by name, and times by mode, as bars from 0.

use eframe::egui::{Align2, Color32, CornerRadius, Pos2, Rect, Shape, Stroke, Ui, vec2};
use egui_plot::MarkerShape;

use crate::model::{Contender, units};
use crate::ui::theme::{self, GAP, GRID, Palette, mode_color, mode_marker};
use crate::ui::widgets::label;

use super::{area, name, names_width, written};

/// Height of a row.
const ROW: f32 = 24.0;
/// Height of a bar.
const BAR: f32 = 12.0;
/// Room for the figures at the right of the longest bar.
const FIGURE: f32 = 92.0;

/// A bar, as it is drawn.
struct Bar<'a> {
    name: &'a str,
    value: f64,
    text: String,
    fill: Color32,
    color: Color32,
    marker: Option<MarkerShape>,
}

/// Draws values by name.
pub fn show(ui: &mut Ui, title: &str, unit: &str, bars: &[(String, f64)]) {
    let palette = Palette::of(ui);
    let most = bars.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let rows: Vec<Bar<'_>> = bars
        .iter()
        .map(|(name, value)| {
            let text = written(*value, unit);
            Bar { name, value: *value, text, fill: palette.accent, color: palette.text, marker: None }
        })
        .collect();
    let names = names_width(ui, rows.iter().map(|bar| bar.name));
    draw(ui, title, &rows, names, most);
}

/// Draws the times of the contenders, one kind of work after the other.
pub fn by_mode(ui: &mut Ui, title: &str, groups: &[(String, Vec<(Contender, f64)>)]) {
    let palette = Palette::of(ui);
    let labels: Vec<Vec<String>> =
        groups.iter().map(|(_, times)| times.iter().map(|(contender, _)| contender.label()).collect()).collect();
    let names = names_width(ui, labels.iter().flatten().map(String::as_str));
    for (place, ((work, times), labels)) in groups.iter().zip(&labels).enumerate() {
        if place > 0 {
            ui.add_space(GAP);
        }
        label(ui, work);
        ui.add_space(GRID);
        let bar = |(name, (contender, secs)): (&'_ String, &(Contender, f64))| {
            let mode = contender.mode;
            let (fill, color) = (mode_color(mode), palette.mode_text(mode));
            (name.clone(), *secs, fill, color, mode_marker(mode))
        };
        let owned: Vec<_> = labels.iter().zip(times).map(bar).collect();
        let rows: Vec<Bar<'_>> = owned
            .iter()
            .map(|(name, secs, fill, color, marker)| Bar {
                name,
                value: *secs,
                text: units::secs(*secs),
                fill: *fill,
                color: *color,
                marker: Some(*marker),
            })
            .collect();
        // Each kind of work has its own scale: what is compared is modes.
        let most = times.iter().map(|(_, secs)| *secs).fold(0.0, f64::max);
        draw(ui, &format!("{title}, {work}"), &rows, names, most);
    }
}

fn draw(ui: &mut Ui, title: &str, bars: &[Bar<'_>], names: f32, most: f64) {
    let told: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, bar.text)).collect();
    let (rect, _) = area(ui, ROW * bars.len() as f32, &format!("{title}: {}", told.join(", ")));
    let (left, room) = (rect.left() + names, (rect.width() - names - FIGURE).max(40.0));
    ui.painter().vline(left, rect.y_range(), Stroke::new(1.0, Palette::of(ui).line));
    for (place, bar) in bars.iter().enumerate() {
        let middle = rect.top() + ROW * (place as f32 + 0.5);
        name(ui, Pos2::new(rect.left(), middle), names - 8.0, bar.name);
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let share = if most > 0.0 { (bar.value / most).clamp(0.0, 1.0) as f32 } else { 0.0 };
        let right = left + share * room;
        let shape = Rect::from_min_max(Pos2::new(left, middle - BAR / 2.0), Pos2::new(right, middle + BAR / 2.0));
        ui.painter().rect_filled(shape, CornerRadius { ne: 3, se: 3, ..CornerRadius::ZERO }, bar.fill);
        let mut at = Pos2::new(right + 8.0, middle);
        if let Some(marker) = bar.marker {
            ui.painter().add(marked(at + vec2(4.0, 0.0), marker, bar.color));
            at.x += 16.0;
        }
        ui.painter().text(at, Align2::LEFT_CENTER, &bar.text, theme::small(), bar.color);
    }
}

/// A mode's marker, as the plots have it.
fn marked(center: Pos2, marker: MarkerShape, color: Color32) -> Shape {
    let polygon = |points: &[(f32, f32)]| {
        let points = points.iter().map(|(x, y)| center + vec2(*x, *y) * 4.5).collect();
        Shape::convex_polygon(points, color, Stroke::NONE)
    };
    match marker {
        MarkerShape::Up => polygon(&[(0.0, -1.0), (0.9, 0.7), (-0.9, 0.7)]),
        MarkerShape::Down => polygon(&[(0.0, 1.0), (-0.9, -0.7), (0.9, -0.7)]),
        MarkerShape::Square => polygon(&[(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)]),
        MarkerShape::Diamond => polygon(&[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]),
        _ => Shape::circle_filled(center, 4.0, color),
    }
}
