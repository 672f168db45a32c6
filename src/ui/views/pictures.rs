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
use crate::ui::widgets::{heading, small};

/// A tile is at least so wide.
const TILE: f32 = 84.0;
/// Height of a tile ÷ its width: that of the lab server's pictures, a little cut.
const ASPECT: f32 = 1.32;

/// Draws heading and grid.
pub fn show(ui: &mut Ui, state: &AppState, shelf: &Shelf, commands: &mut Vec<UiCommand>) {
    let Some(run) = state.shown_run() else { return };
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL);
        heading(ui, "Pictures");
        ui.add_space(GRID);
        small(ui, summary(run));
    });
    let width = ui.available_width();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen columns")]
    let columns = ((width + GAP) / (TILE + GAP)).floor().max(1.0) as usize;
    let tile = vec2((width - GAP * (columns - 1) as f32) / columns as f32, 0.0);
    let tile = vec2(tile.x, (tile.x * ASPECT).round());
    let pitch = tile.y + GAP;
    let rows = run.downloads.len().div_ceil(columns);
    let (area, _) = ui.allocate_exact_size(vec2(width, (pitch * rows as f32 - GAP).max(0.0)), Sense::hover());
    let in_view = rows_in_view(ui.clip_rect(), area, pitch, rows);
    for row in in_view.clone() {
        for column in 0..columns {
            let Some(download) = run.downloads.get(row * columns + column) else { break };
            let at = area.min + vec2((tile.x + GAP) * column as f32, pitch * row as f32);
            self::tile(ui, state, shelf, download, Rect::from_min_size(at, tile), commands);
        }
    }
    let pictures = in_view.start * columns..(in_view.end * columns).min(run.downloads.len());
    if !pictures.is_empty() && pictures != state.in_view() {
        commands.push(UiCommand::InView(pictures));
    }
}

/// "10 of 10 whole", and whether they are the same as in other modes.
fn summary(run: &Run) -> String {
    let total = thousands(run.downloads.len() as u64);
    let bytes = units::bytes(run.bytes);
    format!("{} of {total} whole, {bytes}", thousands(run.ok))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "row numbers, no less than 0")]
fn rows_in_view(clip: Rect, area: Rect, pitch: f32, rows: usize) -> Range<usize> {
    let first = ((clip.top() - area.top()) / pitch).floor().max(0.0) as usize;
    let end = ((clip.bottom() - area.top()) / pitch).ceil().max(0.0) as usize;
    first.min(rows)..end.min(rows)
}

fn tile(ui: &Ui, state: &AppState, shelf: &Shelf, download: &Download, rect: Rect, commands: &mut Vec<UiCommand>) {
    let id = ui.scope_id().with(("picture", download.index));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken(download)));
    let palette = Palette::of(ui);
    let round = CornerRadius::same(ROUND);
    let slot = download.hash.and_then(|hash| shelf.get(hash));
    match (&download.outcome, slot) {
        (Outcome::Failed(failure), _) => {
            ui.painter().rect_filled(rect, round, palette.side);
            words(ui, rect, failure.kind.label(), palette.error);
        }
        (Outcome::Ok, Some(Slot::Ready(texture))) => picture(ui, texture, rect, round),
        (Outcome::Ok, Some(Slot::Failed(_))) => {
            ui.painter().rect_filled(rect, round, palette.side);
            words(ui, rect, "cannot be shown", palette.weak);
        }
        (Outcome::Ok, Some(Slot::Asked)) => {
            ui.painter().rect_filled(rect, round, palette.hover);
        }
        (Outcome::Ok, None) => {
            ui.painter().rect_filled(rect, round, palette.side);
            if download.path.is_none() {
                words(ui, rect, "not kept", palette.weak);
            }
        }
    }
    let is_pointed = state.pointed() == Some(download.index);
    if is_pointed || response.has_focus() {
        let stroke = Stroke::new(2.0, if response.has_focus() { palette.accent } else { palette.text });
        ui.painter().rect_stroke(rect.expand(2.0), CornerRadius::same(ROUND + 2), stroke, StrokeKind::Outside);
    }
    if response.hovered() || response.gained_focus() {
        if !is_pointed {
            commands.push(UiCommand::PointAt(Some(download.index)));
        }
    } else if is_pointed && response.ctx.input(|input| input.pointer.delta().length() > 0.0) && was_over(ui, rect) {
        commands.push(UiCommand::PointAt(None));
    }
    response.on_hover_ui(|ui| describe(ui, download, slot));
}

/// Whether the pointer has just left this tile.
fn was_over(ui: &Ui, rect: Rect) -> bool {
    ui.ctx().input(|input| input.pointer.latest_pos().is_none_or(|at| rect.contains(at - input.pointer.delta())))
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
