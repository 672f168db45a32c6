//! How many worker processes were alive when: exact steps, a curve a process mode.

use eframe::egui::{Align, Align2, Layout, Pos2, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};
use egui_plot::{AxisHints, Line, PlotPoints, PlotTransform};

use crate::ui::charts::Active;
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette, mode_color};
use crate::ui::views::axes;
use crate::ui::widgets::{heading, small};

/// Draws heading and plot, `height` high.
pub fn show(ui: &mut Ui, state: &AppState, height: f32) {
    let active = &state.charts().active;
    ui.horizontal(|ui| {
        // As high as the row with the switch of the plot beside it.
        ui.set_min_height(CONTROL);
        heading(ui, "Active processes");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| small(ui, active.which.clone()));
    });
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let mut inner = ui.new_child(UiBuilder::new().max_rect(area));
    draw(&mut inner, active, area);
}

fn draw(ui: &mut Ui, active: &Active, area: Rect) {
    let pixels = area.width();
    let end = if active.end_secs > 0.0 { active.end_secs } else { 1.0 };
    let x_axis = axes::hints(ui, AxisHints::new_x()).formatter(|mark, _| axes::axis_secs(mark.value, mark.step_size));
    let y_axis = axes::hints(ui, AxisHints::new_y()).formatter(|mark, _| format!("{:.0}", mark.value));
    let plot = axes::plot(ui, "active processes")
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis.min_thickness(24.0)])
        .x_grid_spacer(move |input| axes::round_marks(input, pixels))
        .y_grid_spacer(axes::whole_marks)
        .show_grid([false, true])
        .label_formatter(|_| None)
        .include_x(-0.01 * end)
        .include_x(1.04 * end)
        .include_y(-0.04 * f64::from(active.peak.max(1)))
        .include_y(1.16 * f64::from(active.peak.max(1)));
    let response = plot.show(ui, |plot| {
        for curve in &active.curves {
            let line = Line::new(curve.contender.to_string(), PlotPoints::Borrowed(&curve.points));
            plot.line(line.color(mode_color(curve.contender.mode)).width(2.0).allow_hover(false).allow_band(false));
        }
    });
    response.response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, spoken(active)));
    label_curves(ui, active, &response.transform);
}

/// Says above the axis who starts no process; gives the place that the words take.
fn name_quiet(ui: &Ui, active: &Active, transform: &PlotTransform) -> Option<Rect> {
    let at = Pos2::new(transform.frame().right() - GRID, transform.position_from_point_y(0.0) - 12.0);
    let text = (!active.quiet.is_empty()).then_some(&active.quiet)?;
    Some(ui.painter().text(at, Align2::RIGHT_CENTER, text, theme::small(), Palette::of(ui).weak))
}

/// Each label at the right shoulder of its curve; those that would meet move down.
fn label_curves(ui: &Ui, active: &Active, transform: &PlotTransform) {
    let palette = Palette::of(ui);
    let frame = transform.frame();
    let mut taken: Vec<Rect> = Vec::new();
    if let Some(rect) = name_quiet(ui, active, transform) {
        taken.push(rect);
    }
    for curve in active.curves.iter().filter(|curve| curve.peak > 0) {
        let color = palette.mode_text(curve.contender.mode);
        let galley = ui.painter().layout_no_wrap(curve.label.clone(), theme::small(), color);
        // Right of every curve that is as high there.
        let beside = active.curves.iter().filter(|other| other.peak >= curve.peak);
        let until = beside.map(|other| other.peak_until_secs).fold(0.0, f64::max);
        let shoulder = Pos2::new(
            transform.position_from_point_x(until) + 8.0,
            transform.position_from_point_y(f64::from(curve.peak)),
        );
        let is_beside = shoulder.x + galley.size().x + GRID <= frame.right();
        // Where there is no room beside it, the label stands on its curve.
        let at = match is_beside {
            true => shoulder + vec2(0.0, 2.0),
            false => Pos2::new(frame.right() - galley.size().x - GRID, shoulder.y - galley.size().y - 4.0),
        };
        let mut rect = Rect::from_min_size(at, galley.size());
        while let Some(other) = taken.iter().find(|other| other.expand(1.0).intersects(rect)) {
            let y = if is_beside { other.bottom() + 4.0 - rect.top() } else { other.top() - 4.0 - rect.bottom() };
            rect = rect.translate(vec2(0.0, y));
        }
        ui.painter().galley(rect.min, galley, color);
        taken.push(rect);
    }
}

/// What a screen reader says of the plot.
fn spoken(active: &Active) -> String {
    let labels: Vec<&str> = active.curves.iter().map(|curve| curve.label.as_str()).collect();
    format!("Active processes. {}. {}", labels.join(". "), active.quiet)
}
