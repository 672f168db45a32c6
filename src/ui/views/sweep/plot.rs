//! Pictures a second by workers: a dot a run, how sure each count is, the law with its band, what full help
//! would be, the count to take, and the knee.

use eframe::egui::{
    Align, Color32, CornerRadius, EventFilter, FontId, Id, Key, Layout, Pos2, Rect, Response, Role, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, WidgetInfo, vec2,
};
use egui_plot::{
    AxisHints, FilledArea, GridInput, GridMark, HoverPosition, Line, LineStyle, PlotPoint, PlotPoints, PlotTransform,
    Points, VLine,
};

use crate::model::{Mode, units};
use crate::ui::command::UiCommand;
use crate::ui::past::Shot;
use crate::ui::state::AppState;
use crate::ui::sweep::Sweep;
use crate::ui::sweep_chart::SweepChart;
use crate::ui::theme::{self, CONTROL, Palette, mode_color, mode_marker};
use crate::ui::views::labels::{Wanted, boxes, place};
use crate::ui::views::{axes, export};
use crate::ui::widgets::heading;

/// Figures of the axis of workers stand at least so far apart, in points.
const APART: f32 = 26.0;
/// Room at both ends, in points.
const SIDES: f32 = 28.0;
/// Above the highest dot, as a share of it.
const ABOVE: f64 = 0.2;
/// How wide an interval is drawn.
const INTERVAL: f32 = 12.0;
/// How wide the mark behind the selected count is.
const COLUMN: f32 = 30.0;
/// A click this near to a dot, in points, selects its count.
const REACH: f32 = 14.0;

/// Said at a law that does not fit.
const MISFIT: &str = "the law does not fit, so no knee is told";

/// Draws heading and plot, `height` high.
pub fn show(ui: &mut Ui, state: &AppState, height: f32, commands: &mut Vec<UiCommand>) {
    let chart = &state.sweep().chart;
    let Some(mode) = chart.mode else { return };
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, "Pictures a second, by workers");
        if !state.is_pictured() {
            axes::fit_button(ui, plot_id(chart), "Pictures a second, by workers");
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            export::picture_button(ui, state, Shot::Sweep, commands);
        });
    });
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let mut inner = ui.new_child(UiBuilder::new().max_rect(area));
    draw(&mut inner, state, mode, commands);
}

/// A zoom belongs to the counts in which it was made.
fn plot_id(chart: &SweepChart) -> Id {
    Id::unique(("pictures a second by workers", &chart.counts))
}

fn draw(ui: &mut Ui, state: &AppState, mode: Mode, commands: &mut Vec<UiCommand>) {
    let sweep = state.sweep();
    let chart = &sweep.chart;
    let size = ui.available_size();
    let highest = chart.top.max(1e-9) * (1.0 + ABOVE);
    let (from, to) = ends(chart, size.x);
    let counts = chart.counts.clone();
    let x_axis = axes::hints(ui, AxisHints::new_x()).formatter(|mark, _| format!("{:.0}", mark.value.exp2()));
    let y_axis = axes::hints(ui, AxisHints::new_y()).formatter(|mark, _| figure(mark.value));
    let plot = axes::plot(ui, plot_id(chart))
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis])
        .x_grid_spacer(move |input| count_marks(&counts, &input, size.x))
        .y_grid_spacer(move |input| axes::round_marks(&input, size.y))
        .label_formatter(|position| hover_text(position, chart).filter(|_| !state.is_pictured()))
        .include_x(from)
        .include_x(to)
        .include_y(0.0)
        .include_y(highest);
    let color = mode_color(mode);
    let (weak, selection) = (Palette::of(ui).weak, Palette::of(ui).selection);
    let response = plot.show(ui, |plot| {
        if let Some(count) = sweep.selected {
            let column = VLine::new("", f64::from(count).log2()).width(COLUMN).color(selection.gamma_multiply(0.7));
            plot.vline(column.allow_hover(false));
        }
        if let Some([xs, low, high]) = chart.band.as_ref().filter(|_| !chart.misfits) {
            let high: Vec<f64> = high.iter().map(|rate| rate.min(highest)).collect();
            let band = FilledArea::new("", xs, low, &high).fill_color(color.gamma_multiply(0.14));
            plot.add(band.stroke(Stroke::NONE).allow_hover(false));
        }
        let quiet =
            |points: Vec<PlotPoint>| Line::new("", PlotPoints::Owned(points)).allow_hover(false).allow_band(false);
        let ideal: Vec<PlotPoint> = chart.ideal.iter().copied().filter(|point| point.y <= highest).collect();
        plot.line(quiet(ideal).color(weak.gamma_multiply(0.7)).width(1.5).style(LineStyle::Dashed { length: 6.0 }));
        let law = quiet(chart.law.iter().copied().filter(|point| point.y <= highest).collect());
        // Where it does not fit it is a guess beside the dots, and is drawn as one.
        let law = match () {
            () if chart.misfits => law.color(color.gamma_multiply(0.8)).style(LineStyle::Dashed { length: 5.0 }),
            () if chart.fits => law.color(color),
            () => law.color(color.gamma_multiply(0.45)),
        };
        plot.line(law.width(2.0));
        for (middle, interval) in &chart.middles {
            let Some((low, high)) = interval else { continue };
            let ends = vec![PlotPoint::new(middle.x, *low), PlotPoint::new(middle.x, *high)];
            plot.line(quiet(ends).color(color.gamma_multiply(0.28)).width(INTERVAL));
        }
        let dots = Points::new("runs", PlotPoints::Borrowed(&chart.dots)).shape(mode_marker(mode));
        plot.points(dots.color(color.gamma_multiply(0.75)).radius(4.5));
    });
    let transform = response.transform;
    annotate(ui, chart, mode, &transform);
    let response = response.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, spoken(sweep)));
    axes::focus(ui, &response);
    select(ui, sweep, &response, &transform, commands);
}

/// A click selects the worker count of the nearest run, and lets go of it where it is selected already; the
/// arrow keys go from count to count.
fn select(ui: &Ui, sweep: &Sweep, response: &Response, transform: &PlotTransform, commands: &mut Vec<UiCommand>) {
    let chart = &sweep.chart;
    if response.clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let count = nearest(chart, transform, pointer).filter(|count| Some(*count) != sweep.selected);
        commands.push(UiCommand::SelectCount(count));
    }
    if !response.has_focus() {
        return;
    }
    let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    for (key, along) in [(Key::ArrowLeft, -1), (Key::ArrowRight, 1)] {
        if ui.input(|input| input.key_pressed(key))
            && let Some(count) = beside(chart, sweep.selected, along)
        {
            commands.push(UiCommand::SelectCount(Some(count)));
        }
    }
}

fn nearest(chart: &SweepChart, transform: &PlotTransform, pointer: Pos2) -> Option<u16> {
    let far = |dot: &PlotPoint| (transform.position_from_point(dot) - pointer).length();
    let dots = chart.dots.iter().zip(&chart.runs).map(|(dot, (workers, _))| (far(dot), *workers));
    let (distance, workers) = dots.min_by(|a, b| a.0.total_cmp(&b.0))?;
    (distance <= REACH).then_some(workers)
}

/// The count beside the selected one; at first the one to take.
fn beside(chart: &SweepChart, selected: Option<u16>, along: isize) -> Option<u16> {
    let Some(place) = chart.rows.iter().position(|row| Some(row.workers) == selected) else {
        let to_take = chart.rows.iter().find(|row| Some(u32::from(row.workers)) == chart.recommended);
        return to_take.or(chart.rows.first()).map(|row| row.workers);
    };
    let place = place.saturating_add_signed(along).min(chart.rows.len() - 1);
    Some(chart.rows[place].workers)
}

/// The ends of the axis: from the fewest to the most workers, with room beside.
fn ends(chart: &SweepChart, pixels: f32) -> (f64, f64) {
    let place = |count: Option<&u16>| count.map_or(0.0, |count| f64::from(*count).log2());
    let (from, to) = (place(chart.counts.first()), place(chart.counts.last()));
    let room = (to - from).max(0.5) * f64::from(SIDES / (pixels - 2.0 * SIDES).max(SIDES));
    (from - room, to + room)
}

/// A mark at each worker count that was run, as long as there is room for its figure.
fn count_marks(counts: &[u16], input: &GridInput, pixels: f32) -> Vec<GridMark> {
    let (from, to) = input.bounds;
    let least = (to - from) * f64::from(APART / pixels.max(APART));
    let mut marks: Vec<GridMark> = Vec::new();
    for value in counts.iter().map(|count| f64::from(*count).log2()).filter(|value| (from..=to).contains(value)) {
        if marks.last().is_none_or(|last| value - last.value >= least) {
            marks.push(GridMark { value, step_size: 1.0 });
        }
    }
    marks
}

/// A figure of the axis, without needless digits.
fn figure(rate: f64) -> String {
    let text = units::per_sec(rate);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// What is written at the curves: which count to take, what the dashed line is, and the knee.
fn annotate(ui: &Ui, chart: &SweepChart, mode: Mode, transform: &PlotTransform) {
    let (palette, frame) = (Palette::of(ui), *transform.frame());
    let on_screen = |points: &[PlotPoint]| -> Vec<Pos2> {
        let points = points.iter().map(|point| transform.position_from_point(point));
        points.filter(|at| frame.expand(1.0).contains(*at)).collect()
    };
    let (law, ideal, dots) = (on_screen(&chart.law), on_screen(&chart.ideal), on_screen(&chart.dots));
    let mut curves = boxes(law.iter().copied());
    curves.extend(boxes(ideal.iter().copied()));
    curves.extend(dots.iter().map(|at| Rect::from_center_size(*at, vec2(11.0, 11.0))));
    let mut texts: Vec<(String, FontId, Color32, Pos2)> = Vec::new();
    if let Some(outline) = outline(ui, chart, transform) {
        let count = chart.recommended.unwrap_or_default();
        // More than the most was not tried.
        let is_most = chart.counts.last().is_some_and(|most| u32::from(*most) == count);
        let text = format!("{count}: {}", if is_most { "the best here" } else { "enough" });
        curves.extend([outline, name(ui, text, outline, frame)]);
    }
    let knee = match (chart.knee, chart.law.is_empty(), chart.fits) {
        _ if chart.misfits => misfit_at(&law).map(|at| (MISFIT.to_owned(), palette.weak, at)),
        (Some(knee), ..) if !frame.x_range().contains(transform.position_from_point_x(knee.log2())) => None,
        (Some(knee), ..) => {
            let x = transform.position_from_point_x(knee.log2());
            axes::dashes(ui, frame, x, frame.top(), frame.bottom(), palette.mode_text(mode));
            curves.push(Rect::from_x_y_ranges(x..=x, frame.y_range()));
            Some((format!("knee, {knee:.0} workers"), palette.mode_text(mode), Pos2::new(x, frame.bottom() - 44.0)))
        }
        (None, false, true) if chart.is_sure => {
            let at = Pos2::new(frame.right() - 240.0, frame.bottom() - 40.0);
            Some(("knee not reached".to_owned(), palette.weak, at))
        }
        (None, ..) => None,
    };
    texts.extend(knee.map(|(text, color, at)| (text, theme::small(), color, at)));
    if let Some(end) = ideal.last() {
        let at = *end - vec2(200.0, -14.0);
        texts.push(("if every worker helped in full".to_owned(), theme::small(), palette.weak, at));
    }
    write(ui, frame, &curves, texts);
}

/// Where on the curve it is said that the law does not fit: at its highest.
fn misfit_at(law: &[Pos2]) -> Option<Pos2> {
    law.iter().copied().min_by(|one, other| one.y.total_cmp(&other.y))
}

/// Names the count to take, above its outline or where there is no room below it; gives where.
fn name(ui: &Ui, text: String, outline: Rect, frame: Rect) -> Rect {
    let color = Palette::of(ui).text;
    let galley = ui.painter().layout_no_wrap(text, theme::heading(), color);
    let left = (outline.right() - galley.size().x).max(frame.left());
    let above = outline.top() - galley.size().y - 2.0;
    let top = if above >= frame.top() { above } else { outline.bottom() + 2.0 };
    let rect = Rect::from_min_size(Pos2::new(left, top), galley.size());
    ui.painter().galley(rect.min, galley, color);
    rect
}

fn write(ui: &Ui, frame: Rect, curves: &[Rect], texts: Vec<(String, FontId, Color32, Pos2)>) {
    let painter = ui.painter();
    let galleys: Vec<_> = texts
        .into_iter()
        .map(|(text, font, color, beside)| (painter.layout_no_wrap(text, font, color), color, beside))
        .collect();
    let wanted: Vec<Wanted> =
        galleys.iter().map(|(galley, _, beside)| Wanted { size: galley.size(), beside: *beside }).collect();
    for ((galley, color, _), place) in galleys.into_iter().zip(place(frame, curves, &wanted)) {
        if let Some(rect) = place {
            painter.galley(rect.min, galley, color);
        }
    }
}

/// Outlines the dots of the count to take.
fn outline(ui: &Ui, chart: &SweepChart, transform: &PlotTransform) -> Option<Rect> {
    let point = chart.recommended_point()?;
    let at = transform.position_from_point(&point);
    if !transform.frame().contains(at) {
        return None;
    }
    let own =
        chart.dots.iter().zip(&chart.runs).filter(|(_, (workers, _))| Some(u32::from(*workers)) == chart.recommended);
    let rect = own
        .map(|(dot, _)| transform.position_from_point(dot))
        .fold(Rect::from_center_size(at, vec2(0.0, 0.0)), |rect, dot| {
            rect.union(Rect::from_center_size(dot, vec2(0.0, 0.0)))
        });
    let rect = rect.expand(10.0);
    let stroke = Stroke::new(1.5, Palette::of(ui).text);
    let painter = ui.painter().with_clip_rect(transform.frame().expand(1.0));
    painter.rect_stroke(rect, CornerRadius::same(5), stroke, StrokeKind::Middle);
    Some(rect)
}

fn hover_text(position: &HoverPosition<'_>, chart: &SweepChart) -> Option<String> {
    let HoverPosition::NearDataPoint { plot_name, index, .. } = position else { return None };
    let (workers, round) = chart.runs.get(*index).filter(|_| *plot_name == "runs")?;
    let rate = chart.dots.get(*index)?.y;
    let workers = units::count(u64::from(*workers), "worker");
    Some(format!("{workers}, round {round}\n{} pictures a second", units::per_sec(rate)))
}

/// What a screen reader says of the plot.
fn spoken(sweep: &Sweep) -> String {
    let chart = &sweep.chart;
    let points = chart.rows.iter().map(|row| format!("{} with {}", units::per_sec(row.rate), row.workers));
    let points = points.collect::<Vec<_>>().join(", ");
    let enough = chart.recommended.map(|count| format!(". Enough: {count}")).unwrap_or_default();
    let knee = chart.knee.map(|knee| format!(". The knee lies at {knee:.0}")).unwrap_or_default();
    let misfit = if chart.misfits { ". The law does not fit" } else { "" };
    let selected = sweep.selected.map(|count| format!(". Selected: {count}")).unwrap_or_default();
    format!("Pictures a second by workers: {points}{enough}{knee}{misfit}{selected}")
}
