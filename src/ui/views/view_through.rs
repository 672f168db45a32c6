//! Where a picture lies that is seen through a lens.

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::ui::looking::Lens;

/// A picture may be so many times its size.
const MOST: f32 = 8.0;
/// A small picture that is to fill its place becomes no larger than so many times its size.
const MOST_FITTED: f32 = 4.0;

/// A place in the window and the picture that is seen there.
pub struct View {
    /// Where it is seen.
    pub canvas: Rect,
    /// The picture's width and height in pixels.
    pub size_px: Vec2,
    /// Pixels of the screen a point.
    pub pixels_per_point: f32,
}

impl View {
    /// The scale at which all of the picture is seen.
    fn fitted(&self) -> f32 {
        let ratio = self.canvas.size() * self.pixels_per_point / self.size_px;
        ratio.min_elem().min(MOST_FITTED)
    }

    /// Pixels of the screen a pixel of the picture.
    pub fn scale(&self, lens: Lens) -> f32 {
        lens.scale.unwrap_or_else(|| self.fitted())
    }

    fn size(&self, scale: f32) -> Vec2 {
        self.size_px * scale / self.pixels_per_point
    }

    /// Where the picture lies; more of it than the canvas shows lies outside.
    pub fn rect(&self, lens: Lens) -> Rect {
        let size = self.size(self.scale(lens));
        let center = self.held(lens).center;
        let away = (vec2(0.5, 0.5) - vec2(center[0], center[1])) * size;
        Rect::from_center_size(self.canvas.center() + away, size)
    }

    /// The lens moved so that no edge leaves room that the picture could fill.
    fn held(&self, lens: Lens) -> Lens {
        let size = self.size(self.scale(lens));
        let hold = |center: f32, size: f32, room: f32| {
            let margin = (room / size / 2.0).min(0.5);
            center.clamp(margin, 1.0 - margin)
        };
        let center =
            [hold(lens.center[0], size.x, self.canvas.width()), hold(lens.center[1], size.y, self.canvas.height())];
        Lens { center, ..lens }
    }

    /// `factor` times as near, so that what is at `at` stays there. Further away than all of it is
    /// all of it.
    pub fn zoomed(&self, lens: Lens, factor: f32, at: Pos2) -> Lens {
        let scale = (self.scale(lens) * factor).min(MOST.max(self.fitted()));
        if scale <= self.fitted() && self.fitted() <= 1.0 {
            return Lens::default();
        }
        let scale = scale.max(self.fitted().min(1.0));
        let share = (at - self.rect(lens).min) / self.rect(lens).size();
        let center = share - (at - self.canvas.center()) / self.size(scale);
        self.held(Lens { scale: Some(scale), center: [center.x, center.y] })
    }

    /// At this scale, with the same in the middle.
    pub fn at_scale(&self, lens: Lens, scale: f32) -> Lens {
        self.held(Lens { scale: Some(scale), ..lens })
    }

    /// Moved by so many points.
    pub fn moved(&self, lens: Lens, by: Vec2) -> Lens {
        let moved = by / self.size(self.scale(lens));
        let center = pos2(lens.center[0], lens.center[1]) - moved;
        self.held(Lens { center: [center.x, center.y], ..lens })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(size_px: Vec2) -> View {
        View { canvas: Rect::from_min_size(pos2(100.0, 100.0), vec2(400.0, 300.0)), size_px, pixels_per_point: 2.0 }
    }

    #[test]
    fn all_of_it_fits_in_the_middle() {
        let view = view(vec2(2000.0, 3000.0));
        let rect = view.rect(Lens::default());
        assert_eq!((rect.center(), rect.height()), (view.canvas.center(), 300.0));
        assert!((view.scale(Lens::default()) - 0.2).abs() < 1e-6, "600 pixels for 3,000");
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let view = view(vec2(2000.0, 3000.0));
        let at = pos2(310.0, 260.0);
        let near = view.zoomed(view.zoomed(Lens::default(), 4.0, view.canvas.center()), 1.5, at);
        let before = view.zoomed(Lens::default(), 4.0, view.canvas.center());
        let share = |lens| (at - view.rect(lens).min) / view.rect(lens).size();
        assert!((share(before) - share(near)).length() < 1e-4);
    }

    #[test]
    fn edges_stay_at_the_canvas_and_the_ends_are_held() {
        let view = view(vec2(2000.0, 3000.0));
        let actual = view.at_scale(Lens::default(), 1.0);
        let corner = view.moved(actual, vec2(9000.0, 9000.0));
        assert!((view.rect(corner).min - view.canvas.min).length() < 0.01);
        assert_eq!(view.zoomed(actual, 0.01, view.canvas.center()), Lens::default());
        assert_eq!(view.zoomed(actual, 1e6, view.canvas.center()).scale, Some(MOST));
    }

    #[test]
    fn a_small_picture_grows_only_so_far() {
        assert!((view(vec2(10.0, 10.0)).scale(Lens::default()) - MOST_FITTED).abs() < 1e-6);
    }
}
