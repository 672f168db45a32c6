//! The time of each run: a row a contender, a dot a run, the median with its figure, the limit.

use eframe::egui::{Align, Align2, Layout, Pos2, Rect, Role, Stroke, Ui, UiBuilder, Vec2, WidgetInfo, vec2};
use egui_plot::{AxisHints, HoverPosition, PlotPoints, PlotTransform, Points};

use crate::model::{Report, units};
use crate::ui::charts::{Row, Times};
use crate::ui::command::{Scale, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette, mode_color, mode_marker};
use crate::ui::views::axes;
use crate::ui::widgets::{heading, switch};

/// Room for a figure at the right of the slowest dots, in points.
const FIGURE: f32 = 72.0;
/// A click this near to a dot, in points, selects it.
const REACH: f32 = 14.0;

/// Draws heading, switch and plot, `height` high.
pub fn show(ui: &mut Ui, state: &AppState, height: f32, commands: &mut Vec<UiCommand>) {
    ui.horizontal(|ui| {
        heading(ui, "Time of each run");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let options = [Scale::Log, Scale::Times, Scale::Seconds].map(|scale| (scale, scale.label()));
            commands.extend(switch(ui, &options, state.scale()).map(UiCommand::Scale));
        });
    });
    let (times, Some(report)) = (&state.charts().times, state.report().or_else(|| state.expected())) else { return };
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), eframe::egui::Sense::hover());
    let names = names_width(ui, times);
    let plot_area = Rect::from_min_max(area.min + vec2(names, 0.0), area.max);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(plot_area));
    draw(&mut inner, state, report, area.left(), commands);
}

/// The width of the column with the contenders' names.
fn names_width(ui: &Ui, times: &Times) -> f32 {
    let width = |row: &Row| {
        let galley = ui.painter().layout_no_wrap(row.contender.label(), theme::body(), Palette::of(ui).text);
        galley.size().x
    };
    times.rows.iter().map(width).fold(0.0, f32::max) + 14.0
}

fn draw(ui: &mut Ui, state: &AppState, report: &Report, left: f32, commands: &mut Vec<UiCommand>) {
    let palette = Palette::of(ui);
    let times = &state.charts().times;
    let scale = times.scale;
    let pixels = ui.available_width();
    let (from, to) = padded(times.range, scale, pixels);
    let rows = times.rows.len() as f64;
    let axis = axes::hints(ui, AxisHints::new_x()).formatter(move |mark, _| figure(scale, mark.value, mark.step_size));
    let plot = axes::plot(ui, "run times")
        .show_axes([true, false])
        .show_grid([true, false])
        .custom_x_axes(vec![axis])
        .x_grid_spacer(move |input| match scale {
            Scale::Seconds | Scale::Times => axes::round_marks(input, pixels),
            Scale::Log => axes::log_marks(input),
        })
        .label_formatter(|position| hover_text(position, report, times))
        .include_x(from)
        .include_x(to)
        .include_y(-0.5)
        .include_y(rows - 0.5);
    let response = plot.show(ui, |plot| {
        for row in &times.rows {
            let color = mode_color(row.contender.mode).gamma_multiply(0.75);
            let points = Points::new(row.contender.to_string(), PlotPoints::Borrowed(&row.points));
            plot.points(points.shape(mode_marker(row.contender.mode)).color(color).radius(4.5));
        }
    });
    response.response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, spoken(times)));
    let transform = response.transform;
    for (place, row) in times.rows.iter().enumerate() {
        draw_row(ui, row, &transform, left, rows - 1.0 - place as f64);
    }
    name_limit(ui, times, &transform);
    if let Some(selected) = state.selected()
        && let Some(point) = times.rows.iter().find_map(|row| point_of(row, selected))
    {
        let at = transform.position_from_point(&point);
        ui.painter().circle_stroke(at, 8.0, Stroke::new(1.5, palette.text));
    }
    if response.response.clicked()
        && let Some(pointer) = response.response.interact_pointer_pos()
    {
        commands.push(UiCommand::Select(nearest(times, &transform, pointer)));
    }
}

/// The name, the limit, the interval and the median of a row.
fn draw_row(ui: &Ui, row: &Row, transform: &PlotTransform, left: f32, y: f64) {
    let palette = Palette::of(ui);
    let middle = transform.position_from_point_y(y);
    let frame = *transform.frame();
    let name = Pos2::new(left, middle);
    ui.painter().text(name, Align2::LEFT_CENTER, row.contender.label(), theme::body(), palette.text);
    if let Some(limit) = row.limit {
        axes::dashes(ui, frame, transform.position_from_point_x(limit), middle - 13.0, middle + 13.0, palette.weak);
    }
    let painter = ui.painter().with_clip_rect(frame.expand2(vec2(60.0, 0.0)));
    let color = palette.mode_text(row.contender.mode);
    if let Some((low, high)) = row.interval {
        let ends = [low, high].map(|x| Pos2::new(transform.position_from_point_x(x), middle));
        painter.line_segment(ends, Stroke::new(1.5, color));
    }
    let Some((median, text)) = &row.median else { return };
    let x = transform.position_from_point_x(*median);
    painter.vline(x, (middle - 11.0)..=(middle + 11.0), Stroke::new(2.0, color));
    let marks = row.points.iter().map(|point| point.x).chain(row.limit).chain(row.interval.map(|(_, high)| high));
    let rightmost = transform.position_from_point_x(marks.clone().fold(*median, f64::max)) + 10.0;
    let width = painter.layout_no_wrap(text.clone(), theme::small(), color).size().x;
    if rightmost + width <= frame.right() {
        painter.text(Pos2::new(rightmost, middle), Align2::LEFT_CENTER, text, theme::small(), color);
    } else {
        let leftmost = transform.position_from_point_x(marks.fold(*median, f64::min)) - 10.0;
        painter.text(Pos2::new(leftmost, middle), Align2::RIGHT_CENTER, text, theme::small(), color);
    }
}

/// Says once what the dashed lines are: at the uppermost.
fn name_limit(ui: &Ui, times: &Times, transform: &PlotTransform) {
    let rows = times.rows.len() as f64;
    let Some((place, limit)) = times.rows.iter().enumerate().find_map(|(place, row)| Some((place, row.limit?))) else {
        return;
    };
    let frame = transform.frame();
    let at = Pos2::new(
        transform.position_from_point_x(limit),
        transform.position_from_point_y(rows - 1.0 - place as f64) - 15.0,
    );
    let color = Palette::of(ui).weak;
    let (shift, anchor) =
        if at.x > frame.center().x { (-GRID, Align2::RIGHT_CENTER) } else { (GRID, Align2::LEFT_CENTER) };
    ui.painter().text(at + vec2(shift, 0.0), anchor, "the limit", theme::small(), color);
}

/// Room at both ends, at the right for the figures.
fn padded((from, to): (f64, f64), scale: Scale, pixels: f32) -> (f64, f64) {
    let share = f64::from(FIGURE / (pixels - FIGURE).max(FIGURE));
    let room = (to - from).max(if scale == Scale::Log { 0.3 } else { 1e-6 });
    let before = if scale == Scale::Log { 0.1 * room } else { 0.0 };
    (from - before, to + share * room)
}

fn figure(scale: Scale, value: f64, step: f64) -> String {
    match scale {
        Scale::Seconds => axes::axis_secs(value, step),
        Scale::Times => units::times(value).trim_end_matches('0').trim_end_matches('.').to_owned(),
        Scale::Log => units::secs(10_f64.powf(value)).replace(".00 ", " ").replace(".0 ", " ").replace("00 s", " s"),
    }
}

fn hover_text(position: &HoverPosition<'_>, report: &Report, times: &Times) -> Option<String> {
    let HoverPosition::NearDataPoint { plot_name, index, .. } = position else { return None };
    let row = times.rows.iter().find(|row| row.contender.to_string() == *plot_name)?;
    let run = report.runs.iter().find(|run| Some(&run.id) == row.runs.get(*index))?;
    let failed = if run.failed > 0 { format!(", {} failed", run.failed) } else { String::new() };
    let limit = run.limit_secs.map(|limit| format!("\n{} times the limit", units::times(run.wall_secs / limit)));
    let use_ = if run.usable { "" } else { "\nnot counted" };
    Some(format!(
        "{}, round {}\n{} for {} pictures{failed}\n{}, {} connections{}{use_}",
        run.contender().label(),
        run.round,
        units::secs(run.wall_secs),
        run.ok,
        units::bytes(run.bytes),
        run.connections_opened,
        limit.unwrap_or_default(),
    ))
}

fn point_of(row: &Row, run: u32) -> Option<egui_plot::PlotPoint> {
    let place = row.runs.iter().position(|known| *known == run)?;
    row.points.get(place).copied()
}

fn nearest(times: &Times, transform: &PlotTransform, pointer: Pos2) -> Option<u32> {
    let all = times.rows.iter().flat_map(|row| row.points.iter().zip(&row.runs));
    let near = all.map(|(point, run)| (Vec2::length(transform.position_from_point(point) - pointer), *run));
    let (distance, run) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
    (distance <= REACH).then_some(run)
}

/// What a screen reader says of the plot.
fn spoken(times: &Times) -> String {
    let rows = times.rows.iter().filter_map(|row| {
        let (_, text) = row.median.as_ref()?;
        Some(format!("{} {text}", row.contender.label()))
    });
    format!("Time of each run, medians: {}", rows.collect::<Vec<_>>().join(", "))
}
