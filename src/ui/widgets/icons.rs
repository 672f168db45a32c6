//! Icons, and buttons that show one: each has a name for a screen reader.

use eframe::egui::{
    Color32, CornerRadius, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use super::super::theme::{CONTROL, GRID, Palette, ROUND};
use super::focus_ring;

/// The side of an icon that stands beside a heading.
pub const SMALL_ICON: f32 = CONTROL - GRID;

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
    /// A picture in its frame.
    Picture,
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
            let half: Vec<Pos2> = arc(center, 7.0, 90.0, 270.0).collect();
            painter.add(Shape::convex_polygon(half, color, Stroke::NONE));
        }
        Icon::Sun => {
            painter.circle_stroke(center, 4.0, stroke);
            painter.extend(rays(center, 6.5, 8.5, stroke));
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
        Icon::Picture => {
            let rect = Rect::from_center_size(center, vec2(14.0, 12.0));
            painter.rect_stroke(rect, CornerRadius::same(2), stroke, StrokeKind::Middle);
            let hills = [vec2(-6.0, 3.0), vec2(-2.0, -1.0), vec2(1.5, 2.5), vec2(3.5, 0.5), vec2(6.0, 3.0)];
            painter.add(Shape::line(hills.map(|at| center + at).to_vec(), Stroke::new(1.0, color)));
            painter.circle_filled(center + vec2(3.0, -2.5), 1.2, color);
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

/// Points on a circle from one angle to another, in degrees.
fn arc(center: Pos2, radius: f32, from: f32, to: f32) -> impl Iterator<Item = Pos2> {
    (0..=16_u8).map(move |step| {
        let angle = (from + (to - from) * f32::from(step) / 16.0).to_radians();
        center + radius * vec2(angle.cos(), angle.sin())
    })
}

/// Eight lines away from a center, between these distances.
fn rays(center: Pos2, from: f32, to: f32, stroke: Stroke) -> impl Iterator<Item = Shape> {
    (0..8_u8).map(move |ray| {
        let angle = std::f32::consts::TAU * f32::from(ray) / 8.0;
        let direction = vec2(angle.cos(), angle.sin());
        Shape::line_segment([center + from * direction, center + to * direction], stroke)
    })
}

/// A crescent, as a line around it: the outer circle's far side and the inner one's back.
fn moon(center: Pos2, radius: f32, color: Color32) -> Shape {
    let inner = center + vec2(0.55, -0.40) * radius;
    // From one point where the circles meet to the other. As one closed line its horns would have spikes.
    let outer_edge = arc(center, radius, -88.8, -343.2).collect();
    let inner_edge = arc(inner, 0.80 * radius, 59.4, 228.6).collect();
    let line = |points| Shape::line(points, Stroke::new(1.5, color));
    Shape::Vec(vec![line(outer_edge), line(inner_edge)])
}

/// An icon that is on or off, with its name for a screen reader and as a tooltip.
pub fn icon_switch(ui: &mut Ui, icon: Icon, name: &str, is_on: bool) -> Response {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SMALL_ICON), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), is_on, name));
    if is_on || response.hovered() {
        let fill = if is_on { palette.hover } else { palette.side };
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), fill);
    }
    paint_icon(ui, icon, rect.center(), if is_on || response.hovered() { palette.text } else { palette.weak });
    focus_ring(ui, &response, rect);
    response.on_hover_text(name)
}

/// A small icon button that stands beside a heading, with its name for a screen reader.
pub fn small_icon(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SMALL_ICON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(ROUND), palette.side);
    }
    paint_icon(ui, icon, rect.center(), if response.hovered() { palette.text } else { palette.weak });
    focus_ring(ui, &response, rect);
    response
}
