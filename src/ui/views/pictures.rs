//! The pictures of a run: a grid of which only what is in view is drawn.

use std::ops::Range;

use eframe::egui::{
    Align2, Color32, CornerRadius, Pos2, Rect, Role, Sense, Stroke, StrokeKind, TextureHandle, Ui, Vec2, WidgetInfo,
    epaint, vec2,
};

use crate::model::units::thousands;
use crate::model::{Download, Outcome, Run, units};
use crate::ui::command::UiCommand;
use crate::ui::follow::{LiveBar, LiveRun};
use crate::ui::looking::Look;
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GAP, GRID, Palette, ROUND};
use crate::ui::thumbnails::{MOST_IN_VIEW, Shelf, Slot};
use crate::ui::views::{export, figures};
use crate::ui::widgets::{heading, small, tip};

/// A tile is at least so wide, and at most so wide.
const TILE: Range<f32> = 84.0..240.0;
/// Height of a tile ÷ its width: that of the lab server's pictures, a little cut.
const ASPECT: f32 = 1.32;
/// To fit into the room there is, tiles may be as low as this.
const LEAST_ASPECT: f32 = 0.75;
/// What of a picture is to be seen before its download began, and while it is under way.
const FADED: [f32; 2] = [0.30, 0.55];
/// How strong the line under a tile is as far as its download is waited for.
const WAITING: f32 = 0.35;

/// Draws heading and grid. `room` is the height that is left in the window, however far it is
/// scrolled: tiles fill it where they can.
pub fn show(ui: &mut Ui, state: &AppState, shelf: &Shelf, room: f32, commands: &mut Vec<UiCommand>) {
    let run = state.shown_run();
    let count = run.map_or(state.follow().count as usize, |run| run.downloads.len());
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, "Pictures");
        ui.add_space(GRID);
        small(ui, run.map(summary).unwrap_or_default());
    });
    let width = ui.available_width();
    let (columns, size) = cells(width, room - CONTROL, ui.clip_rect().height(), count);
    let pitch = size.y + GAP;
    let rows = count.div_ceil(columns);
    let (area, _) = ui.allocate_exact_size(vec2(width, (pitch * rows as f32 - GAP).max(0.0)), Sense::hover());
    let in_view = rows_in_view(ui.clip_rect(), area, pitch, rows);
    let pictures = in_view.start * columns..(in_view.end * columns).min(count);
    let live = live(state);
    for place in pictures.clone() {
        let at = area.min + vec2((size.x + GAP) * (place % columns) as f32, pitch * (place / columns) as f32);
        let rect = Rect::from_min_size(at, size);
        let bar = live.map(|live| u32::try_from(place).ok().and_then(|index| live.bar(index)));
        if let Some((run, download)) = run.and_then(|run| Some((run, run.downloads.get(place)?))) {
            tile(ui, state, shelf, (run, download), (rect, faded(bar)), commands);
        } else {
            ui.painter().rect_filled(rect, CornerRadius::same(ROUND), Palette::of(ui).side);
        }
        if let (Some(live), Some(Some(bar))) = (live, bar) {
            progress(ui, state, live, bar, rect);
        }
    }
    if !pictures.is_empty() && pictures != state.in_view() {
        commands.push(UiCommand::InView(pictures));
    }
}

/// How many columns, and how large a tile: as large as the room allows where all fit into it, else
/// small ones that scroll, no more of them in view than there is texture memory for.
fn cells(width: f32, room: f32, view: f32, count: usize) -> (usize, Vec2) {
    let column = |columns: usize| (width - GAP * (columns - 1) as f32) / columns as f32;
    let most = (1..=count.max(1)).take_while(|columns| *columns == 1 || column(*columns) >= TILE.start);
    let most = most.last().unwrap_or(1);
    let fitting = (1..=most).filter_map(|columns| {
        // Few large pictures stand at the left; more of them reach from edge to edge.
        let tile = column(columns).min(TILE.end);
        if column(columns) > TILE.end && columns < count {
            return None;
        }
        let rows = count.div_ceil(columns).max(1) as f32;
        let height = ((room - GAP * (rows - 1.0)) / rows).min(tile * ASPECT).round();
        // A last row that is nearly empty is room that could have been used.
        let filled = count as f32 / (rows * columns as f32);
        (height >= tile * LEAST_ASPECT).then(|| (tile * height * filled, columns, vec2(tile, height)))
    });
    let largest = fitting.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, columns, size)| (columns, size));
    largest.unwrap_or_else(|| {
        let scrolling = |columns: usize| vec2(column(columns), (column(columns) * ASPECT).round());
        let in_view = |columns: usize| columns as f32 * ((view / (scrolling(columns).y + GAP)).ceil() + 1.0);
        let columns = (1..=most).rev().find(|columns| in_view(*columns) <= MOST_IN_VIEW as f32).unwrap_or(1);
        (columns, scrolling(columns))
    })
}

/// "10 of 10 whole, 9.7 MB".
fn summary(run: &Run) -> String {
    let total = thousands(run.downloads.len() as u64);
    format!("{} of {total} whole, {}", thousands(run.ok), units::bytes(run.bytes))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "row numbers, no less than 0")]
fn rows_in_view(clip: Rect, area: Rect, pitch: f32, rows: usize) -> Range<usize> {
    let first = ((clip.top() - area.top()) / pitch).floor().max(0.0) as usize;
    let end = ((clip.bottom() - area.top()) / pitch).ceil().max(0.0) as usize;
    first.min(rows)..end.min(rows)
}

/// The run whose clock is running, where it is its pictures that are shown.
fn live(state: &AppState) -> Option<&LiveRun> {
    let former = state.expected().is_some() && state.report().is_some();
    state.follow().live().filter(|_| !former && state.selected().is_none())
}

/// How much of a picture is to be seen: little until its download of this run began, all once it
/// ended. `None`: no clock runs; `Some(None)`: it did not begin.
fn faded(bar: Option<Option<&LiveBar>>) -> f32 {
    match bar {
        Some(None) => FADED[0],
        Some(Some(bar)) if bar.end_secs.is_none() => FADED[1],
        None | Some(Some(_)) => 1.0,
    }
}

/// A line under a tile whose download began, full when it ended: strong as far as its bytes have arrived, and light as
/// far as the wait for them is expected to have gone.
fn progress(ui: &Ui, state: &AppState, live: &LiveRun, bar: &LiveBar, rect: Rect) {
    let palette = Palette::of(ui);
    let color = if bar.error.is_some() { palette.error } else { theme::mode_color(live.contender.mode) };
    let line = Rect::from_min_max(rect.left_bottom() + vec2(0.0, 3.0), rect.right_bottom() + vec2(0.0, 6.0));
    let until = |share: f32| line.with_max_x(line.left() + share * line.width());
    ui.painter().rect_filled(line, 1, palette.line);
    if bar.end_secs.is_none() {
        ui.painter().rect_filled(until(waited(state, live, bar)), 1, color.gamma_multiply(WAITING));
    }
    ui.painter().rect_filled(until(received(state, live, bar)), 1, color);
}

/// Which share of its bytes has arrived. How many there are the engine tells, or the former run does.
fn received(state: &AppState, live: &LiveRun, bar: &LiveBar) -> f32 {
    if bar.end_secs.is_some() {
        return 1.0;
    }
    let former = || former(state, live, bar).map(|download| download.bytes);
    let of_bytes = bar.of_bytes.or_else(former).filter(|bytes| *bytes > 0);
    #[expect(clippy::cast_precision_loss, reason = "a share for a line of a few dozen pixels")]
    of_bytes.map_or(0.0, |of_bytes| bar.bytes.min(of_bytes) as f32 / of_bytes as f32)
}

/// Which share has passed of the time that it took in the same contender's run before.
fn waited(state: &AppState, live: &LiveRun, bar: &LiveBar) -> f32 {
    let took_secs = former(state, live, bar).map(Download::took_secs);
    #[expect(clippy::cast_possible_truncation, reason = "a share for a line of a few dozen pixels")]
    let share = took_secs.filter(|secs| *secs > 0.0).map(|secs| ((live.at_secs - bar.start_secs) / secs) as f32);
    share.unwrap_or(0.0).clamp(0.0, 1.0)
}

/// The same download in the same contender's run before.
fn former<'a>(state: &'a AppState, live: &LiveRun, bar: &LiveBar) -> Option<&'a Download> {
    let same = |run: &&Run| run.contender() == live.contender;
    let run = state.report()?.runs.iter().rev().find(same)?;
    run.downloads.get(bar.index as usize)
}

fn tile(
    ui: &Ui,
    state: &AppState,
    shelf: &Shelf,
    (run, download): (&Run, &Download),
    (rect, opacity): (Rect, f32),
    commands: &mut Vec<UiCommand>,
) {
    let response = ui.interact(rect, ui.scope_id().with(("picture", download.index)), Sense::click());
    let slot = download.hash.and_then(|hash| shelf.get(hash));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken(download, slot)));
    contents(ui, download, slot, rect, opacity);
    let palette = Palette::of(ui);
    let is_pointable = export::is_pointable(ui, state);
    let is_pointed = is_pointable && state.pointed() == Some(download.index);
    if is_pointed || response.has_focus() {
        let stroke = Stroke::new(2.0, if response.has_focus() { palette.accent } else { palette.text });
        ui.painter().rect_stroke(rect.expand(2.0), CornerRadius::same(ROUND + 2), stroke, StrokeKind::Outside);
    }
    if (is_pointable && response.hovered()) || response.gained_focus() {
        if !is_pointed {
            commands.push(UiCommand::PointAt(Some(download.index)));
        }
    } else if is_pointed && was_over(ui, rect) {
        commands.push(UiCommand::PointAt(None));
    }
    if state.looking().returned() == Some(download.index) {
        response.request_focus();
        commands.push(UiCommand::Look(Look::Returned));
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.clicked() {
        commands.push(UiCommand::Look(Look::Large(Some(download.index))));
    }
    response.on_hover_ui(|ui| {
        tip(ui, |ui| {
            figures::of_download(ui, run, download);
            if let Some(Slot::Failed(why)) = slot {
                small(ui, why.clone());
            }
        });
    });
}

/// The picture, or why there is none.
fn contents(ui: &Ui, download: &Download, slot: Option<&Slot>, rect: Rect, opacity: f32) {
    let palette = Palette::of(ui);
    let round = CornerRadius::same(ROUND);
    if let (Outcome::Ok, Some(Slot::Ready(texture))) = (&download.outcome, slot) {
        return picture(ui, texture, rect, (round, opacity));
    }
    ui.painter().rect_filled(rect, round, palette.side);
    if let Some((text, is_error)) = instead(download, slot) {
        // What became of it in the run before is as faint as a picture of it.
        words(ui, rect, text, if is_error { palette.error } else { palette.weak }.gamma_multiply(opacity));
    }
}

/// What a tile says where it shows no picture, and whether something went wrong.
fn instead(download: &Download, slot: Option<&Slot>) -> Option<(&'static str, bool)> {
    match (&download.outcome, slot) {
        (Outcome::Failed(failure), _) => Some((failure.kind.label(), true)),
        (Outcome::Ok, Some(Slot::Failed(_))) => Some(("cannot be decoded", true)),
        (Outcome::Ok, Some(Slot::Gone)) => Some(("file is gone", false)),
        (Outcome::Ok, None) if download.path.is_none() => Some(("not kept", false)),
        (Outcome::Ok, _) => None,
    }
}

/// Whether the pointer has just left this tile.
fn was_over(ui: &Ui, rect: Rect) -> bool {
    ui.ctx().input(|input| {
        let moved = input.pointer.delta();
        moved != vec2(0.0, 0.0) && input.pointer.latest_pos().is_none_or(|at| rect.contains(at - moved))
    })
}

/// A picture that fills its tile, cut where it is longer.
fn picture(ui: &Ui, texture: &TextureHandle, rect: Rect, (round, opacity): (CornerRadius, f32)) {
    let size = texture.size_vec2();
    let (wanted, actual) = (rect.width() / rect.height(), size.x / size.y);
    let part = if actual > wanted { vec2(wanted / actual, 1.0) } else { vec2(1.0, actual / wanted) };
    let uv = Rect::from_center_size(Pos2::new(0.5, 0.5), part);
    let tint = Color32::WHITE.gamma_multiply(opacity);
    let shape = epaint::RectShape::filled(rect, round, tint).with_texture(texture.id(), uv);
    ui.painter().add(shape);
}

/// Words in the middle of a place.
pub fn words(ui: &Ui, rect: Rect, text: &str, color: Color32) {
    let galley = ui.painter().layout(text.to_owned(), theme::small(), color, rect.width() - 2.0 * GRID);
    let rect = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(rect.min, galley, color);
}

fn spoken(download: &Download, slot: Option<&Slot>) -> String {
    match instead(download, slot) {
        None | Some(("not kept", _)) => format!("Picture {}", download.index + 1),
        Some((text, _)) => format!("Picture {}, {text}", download.index + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_pictures_fill_the_room_and_many_scroll() {
        let layout = |room: f32, count: usize| {
            let (columns, size) = cells(968.0, room, 720.0, count);
            (columns, count.div_ceil(columns), size)
        };
        let (columns, rows, size) = layout(120.0, 10);
        assert_eq!((columns, rows), (10, 1));
        assert!((size.x - 86.0).abs() < 0.1 && size.y == 114.0, "{size}");
        let (_, rows, larger) = layout(300.0, 10);
        assert!(rows == 2 && larger.x > size.x && 2.0 * larger.y + GAP <= 300.0, "{larger}");
        let (columns, _, one) = layout(600.0, 1);
        assert_eq!((columns, one.x), (1, TILE.end), "no larger than it is sharp");
        let (columns, _, many) = layout(120.0, 1000);
        assert_eq!((columns, many), (10, size), "they scroll");
    }

    #[test]
    fn never_more_in_view_than_there_is_texture_memory_for() {
        for (width, view) in [(968.0, 720.0), (3800.0, 2100.0), (7600.0, 4300.0)] {
            let (columns, size) = cells(width, 300.0, view, 10_000);
            let rows = (view / (size.y + GAP)).ceil() + 1.0;
            assert!(columns as f32 * rows <= MOST_IN_VIEW as f32, "{columns} × {rows}");
        }
    }
}
