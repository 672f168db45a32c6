//! Buttons in the accent's colour: what is done here above all.

use eframe::egui::{Align2, CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use crate::ui::theme::{self, Palette};

/// The one button in the accent's colour, as wide as it can be, with the keys that do the same at its
/// right; whether it was clicked.
pub fn main_button(ui: &mut Ui, name: &str, keys: &str, enabled: bool, calm: bool) -> bool {
    let size = vec2(ui.available_width(), 40.0);
    accent_button(ui, size, name, keys, enabled, calm).clicked()
}

/// A button in the accent's colour; calm while it cancels.
pub fn accent_button(ui: &mut Ui, size: Vec2, name: &str, keys: &str, enabled: bool, calm: bool) -> Response {
    let palette = Palette::of(ui);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let (fill, text) = match (enabled, calm, response.hovered()) {
        (false, _, _) => (palette.hover, palette.weak),
        (true, true, hovered) => (if hovered { palette.line } else { palette.hover }, palette.text),
        (true, false, false) => (palette.accent, palette.on_accent),
        (true, false, true) => (palette.accent_hover, palette.on_accent),
    };
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::same(8), fill);
    painter.text(rect.center(), Align2::CENTER_CENTER, name, theme::heading(), text);
    let at = rect.right_center() - vec2(14.0, 0.0);
    painter.text(at, Align2::RIGHT_CENTER, keys, theme::small(), text.gamma_multiply(0.85));
    if response.has_focus() {
        let ring = Stroke::new(2.0, palette.text);
        painter.rect_stroke(rect.expand(2.0), CornerRadius::same(9), ring, StrokeKind::Outside);
    }
    response
}
