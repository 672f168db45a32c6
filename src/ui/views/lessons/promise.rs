//! Before a lesson's first line: what will stand there, in words and as a faint drawing.

use eframe::egui::{CornerRadius, Label, Painter, Pos2, Rect, RichText, Stroke, Ui, vec2};

use crate::ui::theme::{CONTROL, GAP, GRID, MARGIN, Palette};
use crate::ui::widgets::heading;

/// Height of a line of what is put out, and of a bar's row below.
const ROW: f32 = 20.0;
/// So many of each are drawn.
const ROWS: usize = 4;
/// The drawing is no wider than this.
const WIDTH: f32 = 680.0;
/// What follows wants so much room in view.
const REST: f32 = 96.0;

/// Draws it; `listings` is how many stand beside or above it.
pub fn show(ui: &mut Ui, listings: usize, is_running: bool) {
    if listings == 1 {
        ui.horizontal(|ui| {
            ui.set_min_height(CONTROL);
            heading(ui, "What it puts out");
        });
    }
    let text = if is_running {
        "Getting ready: the first line stands here as soon as it is put out."
    } else {
        "Press Run: each line stands here as it is put out, with the process that wrote it and when. Below it a figure \
         shows what words cannot, and then what came out."
    };
    ui.add(Label::new(RichText::new(text).color(Palette::of(ui).weak)).wrap());
    let size = vec2(ui.available_width().min(WIDTH), 2.0 * ROWS as f32 * ROW + MARGIN);
    let top = ui.cursor().min + vec2(0.0, GAP);
    // Only where nothing that is to be read has to go below what is in view for it.
    if !is_running && top.y + size.y + REST <= ui.clip_rect().bottom() {
        let rect = Rect::from_min_size(top, size);
        draw(ui.painter(), rect, Palette::of(ui));
        ui.advance_cursor_after_rect(rect);
    }
}

/// Lines with who says them, what and when; below them who is busy when.
fn draw(painter: &Painter, rect: Rect, palette: &Palette) {
    let bar = |from: f32, to: f32, middle: f32, height: f32, color| {
        let (left, right) = (rect.left() + from * rect.width(), rect.left() + to * rect.width());
        let min = Pos2::new(left, middle - height / 2.0);
        let corners = CornerRadius::same(if height > 8.0 { 2 } else { 4 });
        painter.rect_filled(Rect::from_min_size(min, vec2(right - left, height)), corners, color);
    };
    for row in 0..ROWS {
        let middle = rect.top() + ROW * (row as f32 + 0.5);
        let square = Rect::from_center_size(Pos2::new(rect.left() + 5.0, middle), vec2(10.0, 10.0));
        painter.rect_filled(square, 2, palette.field_line);
        bar(0.04, 0.19, middle, 8.0, palette.hover);
        bar(0.23, 0.47 + 0.06 * (row % 3) as f32, middle, 8.0, palette.hover);
        bar(0.94, 1.0, middle, 8.0, palette.hover);
    }
    let figure_top = rect.top() + ROW * ROWS as f32 + MARGIN - GRID;
    for row in 0..ROWS {
        let middle = figure_top + ROW * (row as f32 + 0.5);
        let begin = 0.23 + 0.05 * row as f32;
        bar(0.0, 0.15, middle, 8.0, palette.hover);
        bar(begin, begin + 0.36 + 0.08 * (row % 2) as f32, middle, 14.0, palette.hover);
    }
    let axis = (rect.left() + 0.21 * rect.width())..=rect.right();
    painter.hline(axis, figure_top + ROW * ROWS as f32 + 2.0, Stroke::new(1.0, palette.line));
}
