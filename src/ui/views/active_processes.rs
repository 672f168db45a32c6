//! How many worker processes were alive when: exact steps, a curve a process mode. On demand what
//! each of them used.

use eframe::egui::{Align, Id, Label, Layout, Pos2, Rect, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};
use egui_plot::{AxisHints, Line, PlotPoint, PlotPoints, PlotTransform};

use crate::ui::charts::{Active, Curve};
use crate::ui::command::{Figure, ProcessPlot, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette, mode_color};
use crate::ui::views::labels::{Wanted, boxes, place};
use crate::ui::views::{axes, export, tables, worker_load};
use crate::ui::widgets::heading;

/// Where there is less room, which runs are drawn is not said.
const WHICH: f32 = 90.0;

/// Draws heading, switches and plot or table, `height` high.
pub fn show(ui: &mut Ui, state: &AppState, height: f32, commands: &mut Vec<UiCommand>) {
    let (active, load) = (&state.charts().active, &state.charts().load);
    let is_load = state.process_plot() == ProcessPlot::Load;
    let mut copy = false;
    ui.horizontal(|ui| {
        // As high as the row with the switch of the plot beside it.
        ui.set_min_height(CONTROL);
        heading(ui, if is_load { "Worker processes" } else { "Active processes" });
        if !is_load && !state.is_table(Figure::Processes) && !state.is_pictured() {
            axes::fit_button(ui, plot_id(), "Active processes");
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            copy = tables::toggle(ui, state, Figure::Processes, commands);
            ui.add_space(GRID);
            let options = [ProcessPlot::Load, ProcessPlot::Count].map(|plot| (plot, plot.label()));
            commands.extend(export::choice(ui, state, &options, state.process_plot()).map(UiCommand::ProcessPlot));
            let which = if is_load { &load.which } else { &active.which };
            if ui.available_width() > WHICH {
                ui.add_space(GRID);
                let text = RichText::new(fitting(ui, which)).font(theme::small()).color(Palette::of(ui).weak);
                ui.add(Label::new(text).truncate());
            }
        });
    });
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    match (is_load, state.is_table(Figure::Processes)) {
        (true, true) => tables::in_area(ui, area, |ui| tables::load(ui, load, copy)),
        (true, false) => worker_load::show(ui, load, area),
        (false, true) => tables::in_area(ui, area, |ui| tables::processes(ui, active, copy)),
        (false, false) => {
            let mut inner = ui.new_child(UiBuilder::new().max_rect(area));
            draw(&mut inner, state, active, area);
        }
    }
}

/// "A process each, round 2"; where there is no room for that, "round 2": whose run it is the plot shows.
fn fitting<'a>(ui: &Ui, which: &'a str) -> &'a str {
    let width = ui.painter().layout_no_wrap(which.to_owned(), theme::small(), Palette::of(ui).weak).size().x;
    match which.rsplit_once(", ") {
        Some((_, round)) if width > ui.available_width() => round,
        _ => which,
    }
}

fn plot_id() -> Id {
    Id::unique("active processes")
}

fn draw(ui: &mut Ui, state: &AppState, active: &Active, area: Rect) {
    let pixels = area.width();
    let end = if active.end_secs > 0.0 { active.end_secs } else { 1.0 };
    let x_axis = axes::hints(ui, AxisHints::new_x()).formatter(move |mark, range| {
        let has_room = axes::has_room(mark, range, pixels);
        if has_room { axes::axis_secs(mark.value, mark.step_size) } else { String::new() }
    });
    let y_axis = axes::hints(ui, AxisHints::new_y()).formatter(|mark, _| format!("{:.0}", mark.value));
    let plot = axes::plot(ui, plot_id())
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis.min_thickness(24.0)])
        .x_grid_spacer(move |input| axes::round_marks(&input, pixels))
        .y_grid_spacer(|input| axes::whole_marks(&input))
        .show_grid([false, true])
        .label_formatter(|_| None)
        .include_x(-0.01 * end)
        .include_x(1.04 * end)
        .include_y(-0.04 * f64::from(active.peak.max(1)))
        .include_y(1.16 * f64::from(active.peak.max(1)));
    let response = plot.show(ui, |plot| {
        for curve in &active.curves {
            let color = mode_color(curve.contender.mode);
            let (color, width) = if curve.steps_back { (color.gamma_multiply(0.4), 1.5) } else { (color, 2.0) };
            let line = Line::new(curve.contender.to_string(), PlotPoints::Borrowed(&curve.points));
            plot.line(line.color(color).width(width).allow_hover(false).allow_band(false));
        }
    });
    let transform = response.transform;
    let response = response.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, spoken(active)));
    axes::focus(ui, &response);
    label_curves(ui, active, &transform);
    if let Some(pointer) = response.hover_pos().filter(|_| !state.is_pictured()) {
        let secs = transform.value_from_position(pointer).x;
        if secs >= 0.0 && !active.curves.is_empty() {
            response.on_hover_text_at_pointer(counts_at(active, secs));
        }
    }
}

/// How many processes each had at this second, a line each.
fn counts_at(active: &Active, secs: f64) -> String {
    let mut lines = vec![format!("At {}", crate::model::units::secs(secs))];
    lines.extend(active.curves.iter().map(|curve| {
        let after = curve.points.partition_point(|point| point.x <= secs);
        let is_over = after == curve.points.len();
        let count = after.checked_sub(1).filter(|_| !is_over).map_or(0.0, |last| curve.points[last].y);
        format!("{}: {count:.0}", curve.contender.label())
    }));
    lines.join("\n")
}

/// Each label near the right shoulder of its curve, and who has none.
fn label_curves(ui: &Ui, active: &Active, transform: &PlotTransform) {
    let palette = Palette::of(ui);
    let mut curves = Vec::new();
    for curve in &active.curves {
        curves.extend(boxes(curve.points.iter().map(|point| transform.position_from_point(point))));
    }
    let mut galleys = Vec::new();
    let mut wanted = Vec::new();
    let frame = *transform.frame();
    // A label whose curve is out of view would name nothing.
    let is_in_view = |curve: &Curve| {
        let xs = |point: &PlotPoint| transform.position_from_point_x(point.x);
        let (first, last) = (curve.points.first().map(xs), curve.points.last().map(xs));
        first.zip(last).is_some_and(|(first, last)| first <= frame.right() && last >= frame.left())
    };
    for curve in active.curves.iter().filter(|curve| curve.peak > 0 && is_in_view(curve)) {
        let color = palette.mode_text(curve.contender.mode);
        let color = if curve.steps_back { palette.weak } else { color };
        let galley = ui.painter().layout_no_wrap(curve.label.clone(), theme::small(), color);
        // Right of every curve that is as high there.
        let as_high = active.curves.iter().filter(|other| other.peak >= curve.peak);
        let until = as_high.map(|other| other.peak_until_secs).fold(0.0, f64::max);
        let beside =
            Pos2::new(transform.position_from_point_x(until), transform.position_from_point_y(f64::from(curve.peak)));
        wanted.push(Wanted { size: galley.size(), beside });
        galleys.push((galley, color));
    }
    if !active.quiet.is_empty() {
        // Who starts no process is said at the lower right.
        let galley = ui.painter().layout_no_wrap(active.quiet.clone(), theme::small(), palette.weak);
        let corner = Pos2::new(frame.right(), transform.position_from_point_y(0.0));
        wanted.push(Wanted { size: galley.size(), beside: corner - vec2(galley.size().x, galley.size().y + 8.0) });
        galleys.push((galley, palette.weak));
    }
    let places = place(frame, &curves, &wanted);
    for ((galley, color), rect) in galleys.into_iter().zip(places) {
        if let Some(rect) = rect {
            ui.painter().galley(rect.min, galley, color);
        }
    }
}

/// What a screen reader says of the plot.
fn spoken(active: &Active) -> String {
    let labels: Vec<&str> = active.curves.iter().map(|curve| curve.label.as_str()).collect();
    format!("Active processes. {}. {}", labels.join(". "), active.quiet)
}
