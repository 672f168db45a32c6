//! The timeline: a bar for each download, a row for each worker, shaded by phase. It zooms and pans
//! through time; many rows scroll inside a bounded height.

use eframe::egui::{
    Align, Align2, Color32, CornerRadius, EventFilter, Key, Layout, Modifiers, Pos2, Rect, Response, Role, ScrollArea,
    Sense, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::ui::command::{Figure, UiCommand};
use crate::ui::looking::Look;
use crate::ui::span::Span;
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GRID, Palette};
use crate::ui::timeline::Timeline;
use crate::ui::views::lanes::{Lanes, ROW};
use crate::ui::views::{axes, closer, export, run_choice, tables};
use crate::ui::widgets::{focus_ring, quiet_button, small};

/// More rows than these scroll.
const ROWS_IN_VIEW: usize = 12;
/// Height of the axis.
const AXIS: f32 = 20.0;
/// Height of a legend that has a row of its own.
const LEGEND: f32 = 20.0;
/// Between two entries of the legend.
const LEGEND_GAP: f32 = 14.0;
/// A press of + or − comes so much closer, or goes so much further away.
const KEY_ZOOM: f64 = 1.5;
/// An arrow key moves by this share of what is in view.
const KEY_STEP: f64 = 0.2;

/// Draws heading, legend and bars.
pub fn show(ui: &mut Ui, state: &AppState, commands: &mut Vec<UiCommand>) {
    let timeline = &state.charts().timeline;
    if timeline.contender.is_none() {
        return;
    }
    let copy = head(ui, state, timeline, commands);
    if state.is_table(Figure::Timeline) {
        let size = vec2(ui.available_width(), ROW * ROWS_IN_VIEW as f32 + AXIS);
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        return tables::in_area(ui, area, |ui| tables::timeline(ui, state, copy, commands));
    }
    let names = names_width(ui, timeline);
    let end_secs = axis_end(timeline);
    let span = state.looking().span().map_or(Span::whole(end_secs), |span| span.within(end_secs));
    // What lies below stays where it is while the first workers of a run begin, and from run to run.
    let most_to_come = if state.follow().is_running() { state.follow().most_rows as usize } else { 0 };
    let rows = timeline.rows.len().max(timeline.rows_to_come).max(most_to_come.min(ROWS_IN_VIEW));
    let size = vec2(ui.available_width(), ROW * rows as f32);
    let area = ScrollArea::vertical()
        .id_salt("timeline")
        .max_height(ROW * ROWS_IN_VIEW as f32)
        // As high where it begins below the window's lower edge.
        .min_scrolled_height(ROW * ROWS_IN_VIEW as f32)
        .auto_shrink([false, true])
        .show_viewport(ui, |ui, viewport| {
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let in_view = rect.intersect(viewport.translate(rect.min.to_vec2()));
            // One widget for all rows, so that focus stays where rows scroll away.
            let response = ui.interact(in_view, ui.scope_id().with("bars"), Sense::click_and_drag());
            response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, spoken(timeline)));
            let lanes = Lanes { timeline, rect, in_view, names, span };
            lanes.draw(ui, state);
            focus_ring(ui, &response, in_view.shrink(1.0));
            if !export::is_pointable(ui, state) {
                commands.extend(state.pointed().map(|_| UiCommand::PointAt(None)));
                return;
            }
            lanes.point(ui, state, &response, commands);
            if let Some(moved) = navigate(ui, &response, &lanes, end_secs) {
                commands.push(UiCommand::Look(Look::Span(moved)));
            }
        });
    axis(ui, span, names, area.inner_rect.width());
}

/// Heading, which run it is, the way back to all of it, and the legend: beside it, or below where
/// there is no room. Gives whether the table's Copy was pressed.
fn head(ui: &mut Ui, state: &AppState, timeline: &Timeline, commands: &mut Vec<UiCommand>) -> bool {
    let row = ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        closer::heading(ui, state, commands);
        run_choice::show(ui, state, timeline, commands);
        if timeline.is_live {
            ui.add_space(GRID);
            small(ui, "under way");
        }
        if state.looking().span().is_some() && !state.is_pictured() {
            ui.add_space(2.0 * GRID);
            let fit = quiet_button(ui, "Fit", "Show all of the timeline", true);
            if fit.on_hover_text("Show all of it (0)").clicked() {
                commands.push(UiCommand::Look(Look::Span(None)));
            }
        }
    });
    let used = row.response.rect;
    let rest = Rect::from_min_max(used.right_top(), Pos2::new(ui.max_rect().right(), used.bottom()));
    let layout = Layout::right_to_left(Align::Center);
    let mut switches = ui.new_child(UiBuilder::new().id_salt("switches").max_rect(rest).layout(layout));
    let copy = tables::toggle(&mut switches, state, Figure::Timeline, commands);
    let right = switches.min_rect().left() - 2.0 * GRID;
    let entries = legend_entries(ui, timeline);
    let width: f32 = entries.iter().map(|(_, _, width)| width).sum();
    let is_beside = used.right() + width + 4.0 * GRID < right;
    let rect = if is_beside {
        Rect::from_min_max(Pos2::new(used.right(), used.top()), Pos2::new(right, used.bottom()))
    } else if entries.is_empty() {
        return copy;
    } else {
        ui.allocate_exact_size(vec2(ui.available_width(), LEGEND), Sense::hover()).0
    };
    let left = if is_beside { rect.right() - width + LEGEND_GAP } else { rect.left() };
    let place = Rect::from_min_max(Pos2::new(left, rect.top()), rect.max);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(place).layout(Layout::left_to_right(Align::Center)));
    for (name, color, _) in entries {
        legend(&mut inner, name, color);
    }
    copy
}

/// Name, colour and width of each.
fn legend_entries(ui: &Ui, timeline: &Timeline) -> Vec<(&'static str, Color32, f32)> {
    let palette = Palette::of(ui);
    let Some(contender) = timeline.contender else { return Vec::new() };
    let entry = |name: &'static str, color: Color32| {
        let galley = ui.painter().layout_no_wrap(name.to_owned(), theme::small(), palette.weak);
        (name, color, 16.0 + galley.size().x + LEGEND_GAP)
    };
    let phase = |phase: &theme::Phase| entry(phase.label(), palette.phase(contender.mode, *phase));
    let failed = timeline.bars.iter().any(|bar| bar.failed).then(|| entry("failed", palette.error));
    timeline.phases.iter().map(phase).chain(failed).collect()
}

fn legend(ui: &mut Ui, name: &str, color: Color32) {
    ui.spacing_mut().item_spacing.x = 6.0;
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(2), color);
    small(ui, name);
    ui.add_space(LEGEND_GAP - 6.0);
}

/// What the wheel, a drag and the keys ask for: which part of the time is to be in view.
fn navigate(ui: &Ui, response: &Response, lanes: &Lanes<'_>, end_secs: f64) -> Option<Option<Span>> {
    let span = lanes.span;
    if let Some(pointer) = response.hover_pos().filter(|_| response.contains_pointer()) {
        let (zoom, sideways) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta().x));
        if zoom != 1.0 {
            return Some(span.zoomed(lanes.secs(pointer.x), f64::from(zoom), end_secs));
        }
        if sideways != 0.0 && span.length_secs() < end_secs {
            return Some(Some(span.moved(-lanes.secs_of(sideways), end_secs)));
        }
    }
    if response.dragged() {
        let drag = response.drag_delta();
        // Up and down it scrolls the rows, as a wheel would.
        ui.scroll_with_delta(vec2(0.0, drag.y));
        if drag.x != 0.0 && span.length_secs() < end_secs {
            return Some(Some(span.moved(-lanes.secs_of(drag.x), end_secs)));
        }
    }
    response.has_focus().then(|| keys(ui, response, span, end_secs)).flatten()
}

fn keys(ui: &Ui, response: &Response, span: Span, end_secs: f64) -> Option<Option<Span>> {
    let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let middle = f64::midpoint(span.from_secs, span.to_secs);
    let step = KEY_STEP * span.length_secs();
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Plus) || pressed(Key::Equals) {
        Some(span.zoomed(middle, KEY_ZOOM, end_secs))
    } else if pressed(Key::Minus) {
        Some(span.zoomed(middle, 1.0 / KEY_ZOOM, end_secs))
    } else if pressed(Key::Num0) {
        Some(None)
    } else if pressed(Key::ArrowLeft) {
        (span.length_secs() < end_secs).then(|| Some(span.moved(-step, end_secs)))
    } else if pressed(Key::ArrowRight) {
        (span.length_secs() < end_secs).then(|| Some(span.moved(step, end_secs)))
    } else {
        None
    }
}

fn names_width(ui: &Ui, timeline: &Timeline) -> f32 {
    let longest = timeline.rows.iter().map(|row| row.name.as_str()).max_by_key(|name| name.len()).unwrap_or_default();
    let galley = ui.painter().layout_no_wrap(longest.to_owned(), theme::small(), Palette::of(ui).weak);
    galley.size().x + 16.0
}

/// The end of the axis: a little behind the run's.
fn axis_end(timeline: &Timeline) -> f64 {
    if timeline.end_secs > 0.0 { timeline.end_secs * 1.005 } else { 1.0 }
}

fn axis(ui: &mut Ui, span: Span, names: f32, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, AXIS), Sense::hover());
    let palette = Palette::of(ui);
    let pixels = width - names;
    let length = span.length_secs();
    let bounds = (span.from_secs, span.to_secs);
    let marks = axes::round_marks(&egui_plot::GridInput { bounds, base_step_size: length / 100.0 }, pixels);
    for mark in marks {
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let x = rect.left() + names + pixels * ((mark.value - span.from_secs) / length) as f32;
        let text = axes::axis_secs(mark.value, mark.step_size);
        let anchor = if x > rect.right() - 16.0 { Align2::RIGHT_CENTER } else { Align2::CENTER_CENTER };
        let at = Pos2::new(if mark.value == 0.0 { x + 4.0 } else { x }, rect.center().y + 2.0);
        ui.painter().text(at, anchor, text, theme::small(), palette.weak);
    }
}

/// What a screen reader says.
fn spoken(timeline: &Timeline) -> String {
    format!("Timeline, {}", timeline.title)
}
