//! Fields, switches and icons that several views share. Each has a name for a screen reader and
//! shows the keyboard's focus.

mod accent;

use eframe::egui::{
    self, Align2, Color32, CornerRadius, Key, Margin, Pos2, Rect, Response, RichText, Role, Sense, Shape, Stroke,
    StrokeKind, TextEdit, Ui, Vec2, WidgetInfo, vec2,
};

use super::theme::{self, CONTROL, GRID, Palette, ROUND};

pub use accent::{accent_button, main_button};

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
        response
    }
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

/// What an icon button shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A window with a panel at its left.
    Panel,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A disc, half of it dark: as the system is.
    Half,
    /// A cross.
    Close,
    /// Rows and columns.
    Table,
    /// The corners of a large field.
    Large,
    /// A sheet upon another.
    Copy,
}

/// A button that shows an icon, with its name for a screen reader and as a tooltip.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), palette.hover);
    }
    let color = if response.hovered() { palette.text } else { palette.weak };
    paint_icon(ui, icon, rect.center(), color);
    focus_ring(ui, &response, rect);
    response.on_hover_text(name)
}

fn paint_icon(ui: &Ui, icon: Icon, center: Pos2, color: Color32) {
    let painter = ui.painter();
    let stroke = Stroke::new(1.5, color);
    match icon {
        Icon::Panel => {
            let rect = Rect::from_center_size(center, vec2(16.0, 13.0));
            painter.rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Middle);
            painter.vline(rect.left() + 5.5, rect.y_range(), stroke);
        }
        Icon::Half => {
            painter.circle_stroke(center, 6.5, stroke);
            let arc = (0..=16_u8).map(|step| {
                let angle = std::f32::consts::PI * (0.5 + f32::from(step) / 16.0);
                center + 6.5 * vec2(angle.cos(), angle.sin())
            });
            painter.add(Shape::convex_polygon(arc.collect(), color, Stroke::NONE));
        }
        Icon::Sun => {
            painter.circle_stroke(center, 4.0, stroke);
            for ray in 0..8_u8 {
                let angle = std::f32::consts::TAU * f32::from(ray) / 8.0;
                let direction = vec2(angle.cos(), angle.sin());
                painter.line_segment([center + 6.5 * direction, center + 8.5 * direction], stroke);
            }
        }
        Icon::Table => {
            let rect = Rect::from_center_size(center, vec2(14.0, 12.0));
            painter.rect_stroke(rect, CornerRadius::same(2), stroke, StrokeKind::Middle);
            for y in [rect.top() + 4.0, rect.top() + 8.0] {
                painter.hline(rect.x_range(), y, Stroke::new(1.0, color));
            }
            painter.vline(rect.left() + 5.0, rect.y_range(), Stroke::new(1.0, color));
        }
        Icon::Large => {
            let rect = Rect::from_center_size(center, vec2(15.0, 12.0));
            for corner in [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()] {
                let to_center = center - corner;
                let inwards = 4.0 * vec2(to_center.x.signum(), to_center.y.signum());
                let ends = [corner + vec2(inwards.x, 0.0), corner, corner + vec2(0.0, inwards.y)];
                painter.add(Shape::line(ends.to_vec(), stroke));
            }
        }
        Icon::Copy => {
            let sheet = Rect::from_center_size(center + vec2(1.5, 2.0), vec2(8.0, 9.0));
            painter.rect_stroke(sheet, CornerRadius::same(2), stroke, StrokeKind::Middle);
            let (left, top) = (sheet.left() - 3.0, sheet.top() - 3.5);
            let behind = [vec2(0.0, 9.0), vec2(0.0, 0.0), vec2(8.0, 0.0)].map(|at| Pos2::new(left, top) + at);
            painter.add(Shape::line(behind.to_vec(), stroke));
        }
        Icon::Moon => {
            painter.add(moon(center, 7.0, color));
        }
        Icon::Close => {
            for (x, y) in [(1.0, 1.0), (1.0, -1.0)] {
                let arm = 4.5 * vec2(x, y);
                painter.line_segment([center - arm, center + arm], stroke);
            }
        }
    }
}

/// A crescent, as a line around it: the outer circle's far side and the inner one's back.
fn moon(center: Pos2, radius: f32, color: Color32) -> Shape {
    let arc = |center: Pos2, radius: f32, from: f32, to: f32| {
        (0..=16_u8).map(move |step| {
            let angle = (from + (to - from) * f32::from(step) / 16.0).to_radians();
            center + radius * vec2(angle.cos(), angle.sin())
        })
    };
    let inner = center + vec2(0.55, -0.40) * radius;
    let mut points: Vec<Pos2> = arc(center, radius, -80.0, -352.0).collect();
    points.extend(arc(inner, 0.80 * radius, 58.0, 212.0));
    Shape::closed_line(points, Stroke::new(1.5, color))
}

/// An icon that is on or off, with its name for a screen reader and as a tooltip.
pub fn icon_switch(ui: &mut Ui, icon: Icon, name: &str, is_on: bool) -> Response {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(CONTROL - GRID), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), is_on, name));
    if is_on || response.hovered() {
        let fill = if is_on { palette.hover } else { palette.side };
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), fill);
    }
    paint_icon(ui, icon, rect.center(), if is_on || response.hovered() { palette.text } else { palette.weak });
    focus_ring(ui, &response, rect);
    response.on_hover_text(name)
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
