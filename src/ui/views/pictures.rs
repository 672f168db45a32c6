//! The pictures of a run: a grid of which only what is in view is drawn.

use std::ops::Range;

use eframe::egui::{
    Align2, Color32, CornerRadius, Pos2, Rect, Role, Sense, Stroke, StrokeKind, TextureHandle, Ui, WidgetInfo, epaint,
    vec2,
};

use crate::model::{Download, Outcome, Run, units};
use crate::ui::check::thousands;
use crate::ui::command::UiCommand;
use crate::ui::state::AppState;
use crate::ui::theme::{self, CONTROL, GAP, GRID, Palette, ROUND};
use crate::ui::thumbnails::{Shelf, Slot};
use crate::ui::widgets::{heading, small, tip};

/// A tile is at least so wide.
const TILE: f32 = 84.0;
/// Height of a tile ÷ its width: that of the lab server's pictures, a little cut.
const ASPECT: f32 = 1.32;

/// Draws heading and grid.
pub fn show(ui: &mut Ui, state: &AppState, shelf: &Shelf, commands: &mut Vec<UiCommand>) {
    let run = state.shown_run();
    let count = run.map_or(state.follow().count as usize, |run| run.downloads.len());
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, "Pictures");
        ui.add_space(GRID);
        small(ui, run.map(summary).unwrap_or_default());
    });
    let width = ui.available_width();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen columns")]
    let columns = ((width + GAP) / (TILE + GAP)).floor().max(1.0) as usize;
    let tile_width = (width - GAP * (columns - 1) as f32) / columns as f32;
    let size = vec2(tile_width, (tile_width * ASPECT).round());
    let pitch = size.y + GAP;
    let rows = count.div_ceil(columns);
    let (area, _) = ui.allocate_exact_size(vec2(width, (pitch * rows as f32 - GAP).max(0.0)), Sense::hover());
    let in_view = rows_in_view(ui.clip_rect(), area, pitch, rows);
    let pictures = in_view.start * columns..(in_view.end * columns).min(count);
    for place in pictures.clone() {
        let at = area.min + vec2((size.x + GAP) * (place % columns) as f32, pitch * (place / columns) as f32);
        let rect = Rect::from_min_size(at, size);
        if let Some(download) = run.and_then(|run| run.downloads.get(place)) {
            tile(ui, state, shelf, download, rect, commands);
        } else {
            ui.painter().rect_filled(rect, CornerRadius::same(ROUND), Palette::of(ui).side);
        }
        under_way(ui, state, place, rect);
    }
    if !pictures.is_empty() && pictures != state.in_view() {
        commands.push(UiCommand::InView(pictures));
    }
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

/// While a clock runs: a line under each tile whose download began, full when it ended.
fn under_way(ui: &Ui, state: &AppState, place: usize, rect: Rect) {
    let former = state.expected().is_some() && state.report().is_some();
    let Some(live) = state.follow().live().filter(|_| !former && state.selected().is_none()) else { return };
    let Some(bar) = u32::try_from(place).ok().and_then(|index| live.bar(index)) else { return };
    let palette = Palette::of(ui);
    let color = if bar.error.is_some() { palette.error } else { theme::mode_color(live.contender.mode) };
    let line = Rect::from_min_max(rect.left_bottom() + vec2(0.0, 3.0), rect.right_bottom() + vec2(0.0, 6.0));
    let done = if bar.end_secs.is_some() { line } else { line.with_max_x(line.left() + 0.3 * line.width()) };
    ui.painter().rect_filled(line, 1, palette.line);
    ui.painter().rect_filled(done, 1, color);
}

fn tile(ui: &Ui, state: &AppState, shelf: &Shelf, download: &Download, rect: Rect, commands: &mut Vec<UiCommand>) {
    let id = ui.scope_id().with(("picture", download.index));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken(download)));
    let slot = download.hash.and_then(|hash| shelf.get(hash));
    contents(ui, download, slot, rect);
    let palette = Palette::of(ui);
    let is_pointed = state.pointed() == Some(download.index);
    if is_pointed || response.has_focus() {
        let stroke = Stroke::new(2.0, if response.has_focus() { palette.accent } else { palette.text });
        ui.painter().rect_stroke(rect.expand(2.0), CornerRadius::same(ROUND + 2), stroke, StrokeKind::Outside);
    }
    if response.hovered() || response.gained_focus() {
        if !is_pointed {
            commands.push(UiCommand::PointAt(Some(download.index)));
        }
    } else if is_pointed && was_over(ui, rect) {
        commands.push(UiCommand::PointAt(None));
    }
    response.on_hover_ui(|ui| tip(ui, |ui| describe(ui, download, slot)));
}

/// The picture, or why there is none.
fn contents(ui: &Ui, download: &Download, slot: Option<&Slot>, rect: Rect) {
    let palette = Palette::of(ui);
    let round = CornerRadius::same(ROUND);
    if let (Outcome::Ok, Some(Slot::Ready(texture))) = (&download.outcome, slot) {
        return picture(ui, texture, rect, round);
    }
    ui.painter().rect_filled(rect, round, palette.side);
    match (&download.outcome, slot) {
        (Outcome::Failed(failure), _) => words(ui, rect, failure.kind.label(), palette.error),
        (Outcome::Ok, Some(Slot::Failed(_))) => words(ui, rect, "cannot be shown", palette.weak),
        (Outcome::Ok, None) if download.path.is_none() => words(ui, rect, "not kept", palette.weak),
        (Outcome::Ok, _) => {}
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
fn picture(ui: &Ui, texture: &TextureHandle, rect: Rect, round: CornerRadius) {
    let size = texture.size_vec2();
    let (wanted, actual) = (rect.width() / rect.height(), size.x / size.y);
    let part = if actual > wanted { vec2(wanted / actual, 1.0) } else { vec2(1.0, actual / wanted) };
    let uv = Rect::from_center_size(Pos2::new(0.5, 0.5), part);
    let shape = epaint::RectShape::filled(rect, round, Color32::WHITE).with_texture(texture.id(), uv);
    ui.painter().add(shape);
}

fn words(ui: &Ui, rect: Rect, text: &str, color: Color32) {
    let galley = ui.painter().layout(text.to_owned(), theme::small(), color, rect.width() - 2.0 * GRID);
    let rect = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(rect.min, galley, color);
}

fn describe(ui: &mut Ui, download: &Download, slot: Option<&Slot>) {
    heading(ui, &format!("Picture {}", download.index + 1));
    small(ui, download.url.to_string());
    match &download.outcome {
        Outcome::Ok => {
            let time = units::secs(download.end_secs - download.start_secs);
            small(ui, format!("{} in {time}", units::bytes(download.bytes)));
        }
        Outcome::Failed(failure) => {
            small(ui, failure.message.clone());
        }
    }
    if let Some(Slot::Failed(why)) = slot {
        small(ui, why.clone());
    }
    if let Some(path) = &download.path {
        small(ui, path.display().to_string());
    }
}

fn spoken(download: &Download) -> String {
    match &download.outcome {
        Outcome::Ok => format!("Picture {}", download.index + 1),
        Outcome::Failed(failure) => format!("Picture {}, {}", download.index + 1, failure.kind.label()),
    }
}
