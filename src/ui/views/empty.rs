//! Before the first run: what will stand where.

use eframe::egui::{Label, RichText, Ui, UiBuilder, vec2};

use crate::ui::theme::{CONTROL, MARGIN, Palette, STACK_BELOW};
use crate::ui::widgets::heading;

/// What each part of the results will show.
const PARTS: [(&str, &str); 4] = [
    (
        "Time of each run",
        "A dot for each run, a row for each mode, its median, and the least time that any client could take.",
    ),
    ("Active processes", "How many worker processes are alive, from the first start to the last exit."),
    ("Timeline", "A bar for each download, a row for each process, thread or slot, shaded by what it waited for."),
    ("Pictures", "What was fetched. Point at a picture to find its bar, and at a bar to find its picture."),
];

/// Draws the headings in their places, each with a sentence; `height` is that of a plot.
pub fn show(ui: &mut Ui, height: f32) {
    let width = ui.available_width();
    let columns = if width < STACK_BELOW { 1 } else { 2 };
    let gap = MARGIN + 4.0;
    let size = vec2((width - gap * (columns - 1) as f32) / columns as f32, if columns == 1 { 84.0 } else { height });
    let top = ui.cursor().min;
    for (place, (name, text)) in PARTS.into_iter().enumerate() {
        let at = vec2((size.x + gap) * (place % columns) as f32, size.y * (place / columns) as f32);
        let rect = eframe::egui::Rect::from_min_size(top + at, size);
        ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(CONTROL);
                heading(ui, name);
            });
            ui.add(Label::new(RichText::new(text).color(Palette::of(ui).weak)).wrap());
        });
    }
}
