//! The time of each run: a row a contender, a dot a run, the median with its figure and its interval,
//! the limit.

use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align, Align2, Color32, EventFilter, Id, Key, Layout, Pos2, Rect, Response, Role, Sense, Stroke, TextFormat, Ui,
    UiBuilder, Vec2, WidgetInfo, vec2,
};
use egui_plot::{AxisHints, HoverPosition, Line, PlotPoint, PlotPoints, PlotTransform, Points};

use crate::model::units::thousands;
use crate::model::{Report, units};
use crate::ui::charts::{Row, Times};
use crate::ui::command::{Figure, Scale, UiCommand};
use crate::ui::state::AppState;
use crate::ui::theme::{self, GRID, Palette, mode_color, mode_marker};
use crate::ui::views::{axes, export, tables};
use crate::ui::widgets::heading;

/// Room for a figure at the right of the slowest dots, in points.
const FIGURE: f32 = 72.0;
/// Room above the uppermost row, in which the limit is named.
const ABOVE: f32 = 16.0;
/// Where there is less room, the heading is shorter.
const NARROW: f32 = 410.0;
/// Height of the axis below the rows.
const AXIS: f32 = 24.0;
/// A click this near to a dot, in points, selects it.
const REACH: f32 = 14.0;

/// Draws heading, switches and plot or table, `height` high.
pub fn show(ui: &mut Ui, state: &AppState, height: f32, commands: &mut Vec<UiCommand>) {
    let is_table = state.is_table(Figure::RunTimes);
    let mut copy = false;
    ui.horizontal(|ui| {
        let is_narrow = ui.available_width() < NARROW;
        heading(ui, if is_narrow { "Run times" } else { "Time of each run" });
        if !is_table && !state.is_pictured() {
            axes::fit_button(ui, plot_id(state.charts().times.scale), "Time of each run");
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            copy = tables::toggle(ui, state, Figure::RunTimes, commands);
            if is_table {
                return;
            }
            ui.add_space(GRID);
            let options = [Scale::Log, Scale::Times, Scale::Seconds].map(|scale| (scale, scale.label()));
            commands.extend(export::choice(ui, state, &options, state.scale()).map(UiCommand::Scale));
        });
    });
    let (times, Some(report)) = (&state.charts().times, state.report().or_else(|| state.expected())) else { return };
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    if is_table {
        return tables::in_area(ui, area, |ui| tables::run_times(ui, state, report, copy, commands));
    }
    let names = names_width(ui, times);
    let plot_area = Rect::from_min_max(area.min + vec2(names, 0.0), area.max);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(plot_area));
    draw(&mut inner, state, report, area.left(), commands);
}

/// Each scale has its own place and zoom.
fn plot_id(scale: Scale) -> Id {
    Id::unique(["run times, seconds", "run times, ratios", "run times, logarithms"][scale as usize])
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
    let times = &state.charts().times;
    let scale = times.scale;
    let size = ui.available_size();
    let (from, to) = padded(times.range, scale, size.x);
    let rows = times.rows.len() as f64;
    let above = f64::from(ABOVE / (size.y - AXIS - ABOVE).max(ABOVE)) * rows;
    let axis = axes::hints(ui, AxisHints::new_x()).formatter(move |mark, range| {
        let has_room = axes::has_room(mark, range, size.x);
        if has_room { figure(scale, mark.value, mark.step_size) } else { String::new() }
    });
    let plot = axes::plot(ui, plot_id(scale))
        .show_axes([true, false])
        .show_grid([true, false])
        .custom_x_axes(vec![axis])
        .x_grid_spacer(move |input| match scale {
            Scale::Seconds | Scale::Times => axes::round_marks(&input, size.x),
            Scale::Log => axes::log_marks(&input),
        })
        .label_formatter(|position| hover_text(position, report, times).filter(|_| !state.is_pictured()))
        .include_x(from)
        .include_x(to)
        .include_y(-0.5)
        .include_y(rows - 0.5 + above);
    let response = plot.show(ui, |plot| {
        for (row, y) in times.rows.iter().zip(ys(times)) {
            let color = mode_color(row.contender.mode);
            if let Some((low, high)) = row.interval {
                let ends = vec![PlotPoint::new(low, y), PlotPoint::new(high, y)];
                let band = Line::new("", PlotPoints::Owned(ends)).width(22.0).color(color.gamma_multiply(0.22));
                plot.line(band.allow_hover(false).allow_band(false));
            }
            let points = Points::new(row.contender.to_string(), PlotPoints::Borrowed(&row.points));
            let points = points.shape(mode_marker(row.contender.mode)).color(color.gamma_multiply(0.75));
            plot.points(points.radius(4.5));
        }
    });
    let transform = response.transform;
    for (row, y) in times.rows.iter().zip(ys(times)) {
        draw_row(ui, row, &transform, left, y);
    }
    name_limit(ui, times, &transform);
    mark_selected(ui, state, &transform);
    let response = response.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, spoken(state)));
    axes::focus(ui, &response);
    select(ui, state, &response, &transform, commands);
}

/// The middle of each row, from the uppermost.
fn ys(times: &Times) -> impl Iterator<Item = f64> {
    (0..times.rows.len()).rev().map(|place| place as f64)
}

/// A ring around the run that was selected, in the accent's colour.
fn mark_selected(ui: &Ui, state: &AppState, transform: &PlotTransform) {
    let Some(selected) = state.selected() else { return };
    let rows = &state.charts().times.rows;
    let Some((row, place)) = rows.iter().find_map(|row| Some((row, place_of(row, selected)?))) else { return };
    let palette = Palette::of(ui);
    let at = transform.position_from_point(&row.points[place]);
    if !transform.frame().expand(1.0).contains(at) {
        return;
    }
    let painter = ui.painter().with_clip_rect(transform.frame().expand(10.0));
    painter.circle(at, 5.0, mode_color(row.contender.mode), Stroke::new(1.5, palette.surface));
    painter.circle_stroke(at, 8.5, Stroke::new(2.0, palette.text));
}

/// A click selects the nearest run, and lets go of it where it is selected already; the arrow keys go
/// from run to run.
fn select(ui: &Ui, state: &AppState, response: &Response, transform: &PlotTransform, commands: &mut Vec<UiCommand>) {
    let times = &state.charts().times;
    if response.clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let run = nearest(times, transform, pointer).filter(|run| Some(*run) != state.selected());
        commands.push(UiCommand::Select(run));
    }
    if !response.has_focus() {
        return;
    }
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let keys = [(Key::ArrowLeft, -1, 0), (Key::ArrowRight, 1, 0), (Key::ArrowUp, 0, -1), (Key::ArrowDown, 0, 1)];
    for (key, along, across) in keys {
        if ui.input(|input| input.key_pressed(key))
            && let Some(run) = beside(times, state.selected(), along, across)
        {
            commands.push(UiCommand::Select(Some(run)));
        }
    }
}

/// The run beside the selected one: the next of its row, in the order of time, or that of the next row.
fn beside(times: &Times, selected: Option<u32>, along: isize, across: isize) -> Option<u32> {
    let rows: Vec<&Row> = times.rows.iter().filter(|row| !row.runs.is_empty()).collect();
    let found =
        selected.and_then(|run| rows.iter().enumerate().find_map(|(line, row)| Some((line, place_of(row, run)?))));
    let Some((line, place)) = found else { return rows.first().and_then(|row| row.runs.last()).copied() };
    let row = rows[line.saturating_add_signed(across).min(rows.len() - 1)];
    let place = place.saturating_add_signed(along).min(row.runs.len() - 1);
    row.runs.get(place).copied()
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
    // The names stand at the left of it.
    let painter = ui.painter().with_clip_rect(frame.expand2(vec2(2.0, 0.0)));
    let color = palette.mode_text(row.contender.mode);
    let Some((median, text)) = &row.median else { return };
    let x = transform.position_from_point_x(*median);
    if !frame.x_range().expand(1.0).contains(x) {
        return;
    }
    painter.vline(x, (middle - 11.0)..=(middle + 11.0), Stroke::new(2.0, color));
    let marks = row.points.iter().map(|point| point.x).chain(row.limit).chain(row.interval.map(|(_, high)| high));
    let rightmost = transform.position_from_point_x(marks.clone().fold(*median, f64::max)) + 10.0;
    let figure = painter.layout_job(figure_and_badge(text, row.failed, color, palette.error));
    let size = figure.size();
    let at = if rightmost + size.x <= frame.right() {
        rightmost
    } else {
        transform.position_from_point_x(marks.fold(*median, f64::min)) - 10.0 - size.x
    };
    painter.galley(Pos2::new(at, middle - size.y / 2.0), figure, color);
}

/// The median's figure, and behind it how many downloads failed: a time that was won so is no clean win.
fn figure_and_badge(median: &str, failed: u64, color: Color32, error: Color32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let format = |color| TextFormat { font_id: theme::small(), color, ..TextFormat::default() };
    job.append(median, 0.0, format(color));
    if failed > 0 {
        job.append(&format!("{} failed", thousands(failed)), 8.0, format(error));
    }
    job
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
        transform.position_from_point_y(rows - 1.0 - place as f64) - 20.0,
    );
    if !frame.x_range().expand(1.0).contains(at.x) {
        return;
    }
    let color = Palette::of(ui).weak;
    let (shift, anchor) =
        if at.x > frame.center().x { (-GRID, Align2::RIGHT_CENTER) } else { (GRID, Align2::LEFT_CENTER) };
    ui.painter().text(at + vec2(shift, 0.0), anchor, times.limit_name, theme::small(), color);
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
    let limit = report
        .limit_secs(run)
        .map(|limit| format!("\n{} times {}", units::times(run.wall_secs / limit), times.limit_name));
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

fn place_of(row: &Row, run: u32) -> Option<usize> {
    row.runs.iter().position(|known| *known == run)
}

fn nearest(times: &Times, transform: &PlotTransform, pointer: Pos2) -> Option<u32> {
    let all = times.rows.iter().flat_map(|row| row.points.iter().zip(&row.runs));
    let near = all.map(|(point, run)| (Vec2::length(transform.position_from_point(point) - pointer), *run));
    let (distance, run) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
    (distance <= REACH).then_some(run)
}

/// What a screen reader says of the plot.
fn spoken(state: &AppState) -> String {
    let rows = state.charts().times.rows.iter().filter_map(|row| {
        let (_, text) = row.median.as_ref()?;
        let failed = if row.failed > 0 { format!(" with {} failed", thousands(row.failed)) } else { String::new() };
        Some(format!("{} {text}{failed}", row.contender.label()))
    });
    let selected = state.shown_run().filter(|_| state.selected().is_some());
    let selected = selected.map(|run| {
        let (who, secs) = (run.contender().label(), units::secs(run.wall_secs));
        format!(". Selected: {who}, round {}, {secs}", run.round)
    });
    let medians = rows.collect::<Vec<_>>().join(", ");
    format!("Time of each run, medians: {medians}{}", selected.unwrap_or_default())
}
