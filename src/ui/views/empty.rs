//! Before the first run: what will stand where, in words and as a faint drawing.

use eframe::egui::{CornerRadius, Label, Painter, Pos2, Rect, RichText, Shape, Stroke, Ui, UiBuilder, vec2};

use crate::ui::theme::{CONTROL, GAP, GRID, MARGIN, Palette, ROUND, STACK_BELOW};
use crate::ui::widgets::heading;

/// A part of the results: its heading, what it will show, and how that looks.
struct Part {
    name: &'static str,
    text: &'static str,
    draw: fn(&Painter, Rect, &Palette),
}

const PARTS: [Part; 4] = [
    Part {
        name: "Time of each run",
        text: "A dot for each run, a row for each mode, its median, and the least time that any client could take in \
               this order.",
        draw: dots,
    },
    Part {
        name: "Active processes",
        text: "How many worker processes are alive, from the first start to the last exit.",
        draw: steps,
    },
    Part {
        name: "Timeline",
        text: "A bar for each download, a row for each process, thread or slot, shaded by what it waited for.",
        draw: bars,
    },
    Part {
        name: "Pictures",
        text: "What was fetched. Point at a picture to find its bar, and at a bar to find its picture.",
        draw: tiles,
    },
];

const SWEEP: [Part; 2] = [
    Part {
        name: "Pictures a second, by workers",
        text: "A dot for each run, the law that fits them, and the worker count after which more gain little.",
        draw: curve,
    },
    Part {
        name: "Each worker count",
        text: "How fast it is, how near to the limit, and what it waits for and uses.",
        draw: lines,
    },
];

/// A part is at least so high, and at most so high.
const LEAST: f32 = 150.0;
const MOST: f32 = 420.0;
/// A drawing that would be lower than this is left out.
const LEAST_DRAWING: f32 = 44.0;

/// Draws the parts of a comparison in their places, into `height` where that is enough for them.
pub fn show(ui: &mut Ui, height: f32) {
    let columns = if ui.available_width() < STACK_BELOW { 1 } else { 2 };
    parts(ui, height, &PARTS, columns);
}

/// Draws the parts of a sweep.
pub fn sweep(ui: &mut Ui, height: f32) {
    parts(ui, height, &SWEEP, 1);
}

fn parts(ui: &mut Ui, height: f32, parts: &[Part], columns: usize) {
    let width = ui.available_width();
    let gap = MARGIN + GRID;
    let rows = (parts.len() / columns) as f32;
    let size = vec2(
        (width - gap * (columns - 1) as f32) / columns as f32,
        ((height - GAP * (rows - 1.0)) / rows).clamp(LEAST, MOST),
    );
    let top = ui.cursor().min;
    for (place, part) in parts.iter().enumerate() {
        let at = vec2((size.x + gap) * (place % columns) as f32, (size.y + GAP) * (place / columns) as f32);
        let rect = Rect::from_min_size(top + at, size);
        let drawn = ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(CONTROL);
                heading(ui, part.name);
            });
            ui.add(Label::new(RichText::new(part.text).color(Palette::of(ui).weak)).wrap());
        });
        let rest = rect.with_min_y(drawn.response.rect.bottom() + GAP);
        if rest.height() >= LEAST_DRAWING {
            (part.draw)(ui.painter(), rest, Palette::of(ui));
        }
    }
    ui.advance_cursor_after_rect(Rect::from_min_size(top, vec2(width, (size.y + GAP) * rows - GAP)));
}

/// Where a share of the width and of the height lies.
fn at(rect: Rect, x: f32, y: f32) -> Pos2 {
    rect.lerp_inside(vec2(x, y))
}

/// Five rows of runs: one slow, four quick.
fn dots(painter: &Painter, rect: Rect, palette: &Palette) {
    for x in [0.25, 0.5, 0.75, 1.0] {
        painter.vline(at(rect, x, 0.0).x, rect.y_range(), Stroke::new(1.0, palette.line));
    }
    for (row, x) in [0.86, 0.22, 0.30, 0.21, 0.20].into_iter().enumerate() {
        let y = (row as f32 + 0.5) / 5.0;
        let name = Rect::from_min_size(at(rect, 0.0, y) - vec2(0.0, 4.0), vec2(0.13 * rect.width(), 8.0));
        painter.rect_filled(name, CornerRadius::same(4), palette.hover);
        for away in [-0.012, 0.0, 0.016] {
            painter.circle_filled(at(rect, x + away, y), 4.0, palette.field_line);
        }
    }
}

/// Throughput that rises, flattens and falls.
fn curve(painter: &Painter, rect: Rect, palette: &Palette) {
    for y in [0.0, 0.5, 1.0] {
        painter.hline(rect.x_range(), at(rect, 0.0, y).y, Stroke::new(1.0, palette.line));
    }
    let height = |x: f32| 1.0 - 3.1 * x / (1.0 + 0.9 * x + 4.0 * x * x * x);
    let points: Vec<Pos2> = (0..=48_u8).map(|part| f32::from(part) / 48.0).map(|x| at(rect, x, height(x))).collect();
    painter.add(Shape::line(points, Stroke::new(2.0, palette.line)));
    for x in [0.08, 0.24, 0.40, 0.56, 0.72, 0.88] {
        painter.circle_filled(at(rect, x, height(x)), 4.0, palette.field_line);
    }
}

/// A row for each worker count.
fn lines(painter: &Painter, rect: Rect, palette: &Palette) {
    let rows = (rect.height() / 22.0).floor().clamp(1.0, 6.0);
    for row in 0..6_u8 {
        if f32::from(row) >= rows {
            break;
        }
        for column in 0..8_u8 {
            let left = at(rect, f32::from(column) / 8.0, 0.0).x;
            let size = vec2(0.06 * rect.width(), 8.0);
            let cell = Rect::from_min_size(Pos2::new(left, rect.top() + 22.0 * f32::from(row) + 7.0), size);
            painter.rect_filled(cell, CornerRadius::same(4), palette.hover);
        }
    }
}

/// A pool comes and goes.
fn steps(painter: &Painter, rect: Rect, palette: &Palette) {
    for y in [0.0, 0.5, 1.0] {
        painter.hline(rect.x_range(), at(rect, 0.0, y).y, Stroke::new(1.0, palette.line));
    }
    let stroke = Stroke::new(2.0, palette.field_line);
    for (end, top) in [(0.32, 0.08), (0.62, 0.54)] {
        let corners = [(0.02, 1.0), (0.02, top), (end, top), (end, 1.0)];
        painter.add(Shape::line(corners.map(|(x, y)| at(rect, x, y)).to_vec(), stroke));
    }
}

/// Workers with one download after another.
fn bars(painter: &Painter, rect: Rect, palette: &Palette) {
    let rows = 6;
    let pitch = rect.height() / rows as f32;
    for row in 0..rows {
        let top = rect.top() + pitch * row as f32;
        let wide = |from: f32, to: f32| {
            let (left, right) = (at(rect, from, 0.0).x, at(rect, to, 0.0).x);
            Rect::from_x_y_ranges(left..=right, top..=top + 0.7 * pitch)
        };
        let late = 0.012 * row as f32;
        for begin in [0.14 + late, 0.56 + late] {
            painter.rect_filled(wide(begin, begin + 0.33), CornerRadius::same(2), palette.hover);
            painter.rect_filled(wide(begin + 0.33, begin + 0.36), CornerRadius::same(2), palette.field_line);
        }
        painter.rect_filled(wide(0.0, 0.09).shrink2(vec2(0.0, 0.2 * pitch)), CornerRadius::same(3), palette.hover);
    }
}

/// A grid of tiles, each with a sun over hills.
fn tiles(painter: &Painter, rect: Rect, palette: &Palette) {
    let columns = 5;
    let width = (rect.width() - GAP * (columns - 1) as f32) / columns as f32;
    let height = rect.height().min(1.32 * width);
    for column in 0..columns {
        let min = rect.min + vec2((width + GAP) * column as f32, 0.0);
        let tile = Rect::from_min_size(min, vec2(width, height));
        painter.rect_filled(tile, CornerRadius::same(ROUND), palette.side);
        painter.circle_filled(at(tile, 0.3 + 0.1 * column as f32, 0.28), 0.09 * width, palette.line);
        let hill = [(0.0, 0.72), (0.3, 0.55), (0.55, 0.75), (0.8, 0.6), (1.0, 0.7), (1.0, 0.92), (0.0, 0.92)];
        let corners: Vec<Pos2> = hill.map(|(x, y)| at(tile, x, y)).to_vec();
        for (left, right) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
            let foot = |place: usize| Pos2::new(corners[place].x, at(tile, 0.0, 0.92).y);
            let slope = vec![corners[left], corners[right], foot(right), foot(left)];
            painter.add(Shape::convex_polygon(slope, palette.hover, Stroke::NONE));
        }
    }
}
