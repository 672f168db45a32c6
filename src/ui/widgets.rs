//! Fields, switches and icons that several views share. Each has a name for a screen reader and
//! shows the keyboard's focus.

mod accent;
mod icons;

use eframe::egui::{
    self, Align2, Color32, CornerRadius, Key, Margin, Pos2, Rect, Response, RichText, Role, Sense, Shape, Stroke,
    StrokeKind, TextEdit, Ui, Vec2, WidgetInfo, vec2,
};

use super::theme::{self, CONTROL, GRID, Palette, ROUND};

pub use accent::{accent_button, main_button};
pub use icons::{Icon, SMALL_ICON, icon_button, icon_switch, small_icon};

/// What stands above a field.
pub fn label(ui: &mut Ui, text: &str) -> Response {
    ui.add(egui::Label::new(RichText::new(text).color(Palette::of(ui).weak)))
}

/// A heading.
pub fn heading(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(theme::heading()).color(Palette::of(ui).text))
}

/// What stands beside: small and weak.
pub fn small(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.label(RichText::new(text).font(theme::small()).color(Palette::of(ui).weak))
}

/// The room around what a tooltip says.
pub fn tip(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    egui::Frame::new().inner_margin(Margin::symmetric(6, 4)).show(ui, contents);
}

/// What is wrong with the field above.
pub fn error(ui: &mut Ui, text: Option<&str>) {
    if let Some(text) = text {
        ui.add(egui::Label::new(RichText::new(text).font(theme::small()).color(Palette::of(ui).error)).wrap());
    }
}

/// A field of one line, `width` wide; gives the new text when it changed.
pub struct Field<'a> {
    /// Its name for a screen reader.
    pub name: &'a str,
    /// What stands in it.
    pub text: &'a str,
    /// What stands in it while it is empty.
    pub hint: &'a str,
    /// What stands at its right end, such as "pictures".
    pub unit: &'a str,
    /// Whether something is wrong with it.
    pub wrong: bool,
    /// Width in points.
    pub width: f32,
}

impl Field<'_> {
    /// Draws a field of text.
    pub fn text(&self, ui: &mut Ui) -> Option<String> {
        self.show(ui).1
    }

    /// Draws a field of text; gives its response too.
    pub fn with_response(&self, ui: &mut Ui) -> (Response, Option<String>) {
        self.show(ui)
    }

    /// Draws a field of a whole number, which the arrow keys raise and lower.
    pub fn number(&self, ui: &mut Ui) -> Option<String> {
        let (response, changed) = self.show(ui);
        if !response.has_focus() {
            return changed;
        }
        let pressed = |key| ui.input(|input| input.num_presses(key));
        let (up, down) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown));
        let Some(number) = self.text.trim().parse::<u32>().ok().filter(|_| up != down) else { return changed };
        let steps = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Some(number.saturating_add(steps(up)).saturating_sub(steps(down)).max(1).to_string())
    }

    /// Draws a field of any number from 0 on, which the arrow keys raise and lower by `step`.
    pub fn decimal(&self, ui: &mut Ui, step: f64) -> Option<String> {
        let (response, changed) = self.show(ui);
        if !response.has_focus() {
            return changed;
        }
        let pressed = |key| ui.input(|input| input.num_presses(key));
        let (up, down) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown));
        let is_number = |number: &f64| number.is_finite() && up != down;
        let Some(number) = self.text.trim().parse::<f64>().ok().filter(is_number) else { return changed };
        let steps = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let raised = (number + step * (steps(up) - steps(down))).max(0.0);
        // What adding fractions leaves behind is not shown.
        Some(((raised * 1e6).round() / 1e6).to_string())
    }

    /// Draws a field of several lines, as high as `rows` of them or as it holds.
    pub fn lines(&self, ui: &mut Ui, rows: usize) -> Option<String> {
        let mut text = self.text.to_owned();
        let edit = TextEdit::multiline(&mut text).desired_rows(rows);
        let is_changed = self.add(ui, edit).changed();
        is_changed.then_some(text)
    }

    fn show(&self, ui: &mut Ui) -> (Response, Option<String>) {
        let mut text = self.text.to_owned();
        let edit = TextEdit::singleline(&mut text).min_size(vec2(self.width, CONTROL));
        let response = self.add(ui, edit);
        let changed = response.changed().then_some(text);
        (response, changed)
    }

    fn add(&self, ui: &mut Ui, edit: TextEdit<'_>) -> Response {
        let palette = Palette::of(ui);
        let hint = RichText::new(self.hint).color(palette.weak);
        let mut edit = edit.hint_text(hint).desired_width(self.width).margin(Margin::symmetric(10, 6));
        if !self.unit.is_empty() {
            edit = edit.suffix(RichText::new(self.unit).color(palette.weak));
        }
        let response = ui.add(edit);
        // Set at the node itself: `name_inputs` would take the hint for a name.
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(self.name));
        if self.wrong && !response.has_focus() {
            outline(ui, response.rect, palette.error);
        }
        if self.wrong && has_sought_error(ui) {
            response.request_focus();
        }
        response
    }
}

/// The next field that is wrong takes the focus.
pub fn seek_error(ui: &Ui) {
    ui.data_mut(|data| data.insert_temp(sought(), true));
}

/// Whether that was asked for, which it is no longer.
pub fn has_sought_error(ui: &Ui) -> bool {
    ui.data_mut(|data| data.remove_temp::<bool>(sought())).is_some()
}

fn sought() -> egui::Id {
    egui::Id::unique("the first field that is wrong")
}

/// A check box in a colour; gives the new value when it changed.
pub fn check(ui: &mut Ui, name: &str, hint: &str, color: Color32, checked: bool) -> Option<bool> {
    let palette = Palette::of(ui);
    let galley = ui.painter().layout_no_wrap(name.to_owned(), theme::body(), palette.text);
    let side = 16.0;
    let size = vec2(side + 10.0 + galley.size().x, CONTROL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), checked, name));
    let square = Rect::from_center_size(rect.left_center() + vec2(side / 2.0, 0.0), Vec2::splat(side));
    let painter = ui.painter();
    if checked {
        painter.rect_filled(square, CornerRadius::same(4), color);
        let at = |x: f32, y: f32| square.min + vec2(x, y) * side;
        let tick = vec![at(0.24, 0.52), at(0.43, 0.70), at(0.77, 0.31)];
        painter.add(Shape::line(tick, Stroke::new(2.0, Color32::WHITE)));
    } else {
        let edge = if response.hovered() { palette.weak } else { palette.field_line };
        painter.rect(square, CornerRadius::same(4), palette.field, Stroke::new(1.5, edge), StrokeKind::Inside);
    }
    let text_color = if checked { palette.text } else { palette.weak };
    let at = Pos2::new(square.right() + 10.0, rect.center().y - galley.size().y / 2.0);
    painter.galley_with_override_text_color(at, galley, text_color);
    focus_ring(ui, &response, square.expand(2.0));
    let clicked = response.clicked();
    response.on_hover_text(hint);
    clicked.then_some(!checked)
}

/// A few words of which one is chosen; gives the one that was clicked.
pub fn switch<T: Copy + PartialEq>(ui: &mut Ui, options: &[(T, &str)], current: T) -> Option<T> {
    let mut clicked = None;
    ui.spacing_mut().item_spacing.x = GRID;
    for &(option, name) in options {
        let palette = Palette::of(ui);
        let galley = ui.painter().layout_no_wrap(name.to_owned(), theme::small(), palette.weak);
        let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(12.0, 8.0), Sense::click());
        let chosen = option == current;
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, name));
        if chosen || response.hovered() {
            let fill = if chosen { palette.hover } else { palette.side };
            ui.painter().rect_filled(rect, CornerRadius::same(ROUND), fill);
        }
        let color = if chosen { palette.text } else { palette.weak };
        ui.painter().galley_with_override_text_color(rect.min + vec2(6.0, 4.0), galley, color);
        focus_ring(ui, &response, rect);
        if response.clicked() {
            clicked = Some(option);
        }
    }
    clicked
}

/// A line that unfolds what stands below it, with a few words at its right end; gives the new state
/// when it changed.
pub fn disclosure(ui: &mut Ui, name: &str, aside: &str, open: bool) -> Option<bool> {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0 * GRID), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, ui.is_enabled(), name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(open));
    let palette = Palette::of(ui);
    let color = if response.hovered() { palette.text } else { palette.weak };
    let (center, painter) = (rect.left_center() + vec2(5.0, 0.0), ui.painter());
    let points = [vec2(-2.0, -4.0), vec2(2.0, 0.0), vec2(-2.0, 4.0)];
    let arrow = points.map(|at| center + if open { vec2(at.y, at.x) } else { at });
    painter.add(Shape::line(arrow.to_vec(), Stroke::new(1.5, color)));
    painter.text(rect.left_center() + vec2(16.0, 0.0), Align2::LEFT_CENTER, name, theme::body(), color);
    painter.text(rect.right_center(), Align2::RIGHT_CENTER, aside, theme::small(), palette.weak);
    focus_ring(ui, &response, rect);
    response.clicked().then_some(!open)
}

/// A button of a word that stands beside: small, without a frame.
pub fn small_button(ui: &mut Ui, name: &str) -> Response {
    let palette = Palette::of(ui);
    let galley = ui.painter().layout_no_wrap(name.to_owned(), theme::small(), palette.accent);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(12.0, 8.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), palette.hover);
    }
    ui.painter().galley(rect.min + vec2(6.0, 4.0), galley, palette.accent);
    focus_ring(ui, &response, rect);
    response
}

/// Shows that the keyboard's focus is here.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect,
            CornerRadius::same(ROUND),
            Stroke::new(2.0, Palette::of(ui).accent),
            StrokeKind::Outside,
        );
    }
}

fn outline(ui: &Ui, rect: Rect, color: Color32) {
    ui.painter().rect_stroke(rect, CornerRadius::same(ROUND), Stroke::new(1.0, color), StrokeKind::Inside);
}

/// A button of a few small words without a frame; `name` is what a screen reader says of it.
pub fn quiet_button(ui: &mut Ui, text: &str, name: &str, enabled: bool) -> Response {
    let palette = Palette::of(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::small(), palette.weak);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(14.0, 8.0), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let is_lit = enabled && response.hovered();
    if is_lit {
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), palette.hover);
    }
    let color = match (enabled, is_lit) {
        (false, _) => palette.field_line,
        (true, false) => palette.weak,
        (true, true) => palette.text,
    };
    ui.painter().galley_with_override_text_color(rect.min + vec2(7.0, 4.0), galley, color);
    focus_ring(ui, &response, rect);
    response
}
