//! Colours and how they mix.

use std::ops::{Add, Mul};

/// A colour as it is displayed (sRGB), each part from 0 to 1; brighter while light is being added.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color {
    pub r: f32,
    pub g: f32,
    pub b: f32,
}

impl Color {
    pub const BLACK: Self = hex(0x000000);

    /// This colour, `share` of the way towards another.
    pub fn mix(self, other: Self, share: f32) -> Self {
        Self {
            r: self.r + (other.r - self.r) * share,
            g: self.g + (other.g - self.g) * share,
            b: self.b + (other.b - self.b) * share,
        }
    }

    /// With light added the way a screen does: never brighter than white.
    pub fn lit(self, light: Self) -> Self {
        let screen = |here: f32, more: f32| here + more.clamp(0.0, 1.0) * (1.0 - here.min(1.0));
        Self { r: screen(self.r, light.r), g: screen(self.g, light.g), b: screen(self.b, light.b) }
    }

    /// How bright the eye sees it, 0 to 1.
    pub fn luma(self) -> f32 {
        0.299 * self.r + 0.587 * self.g + 0.114 * self.b
    }
}

impl Mul<f32> for Color {
    type Output = Self;

    fn mul(self, by: f32) -> Self {
        Self { r: self.r * by, g: self.g * by, b: self.b * by }
    }
}

impl Add for Color {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { r: self.r + other.r, g: self.g + other.g, b: self.b + other.b }
    }
}

/// A colour from `0xRRGGBB`.
pub const fn hex(rgb: u32) -> Color {
    Color { r: ((rgb >> 16) & 255) as f32 / 255.0, g: ((rgb >> 8) & 255) as f32 / 255.0, b: (rgb & 255) as f32 / 255.0 }
}

/// Colours at rising places, and smooth transitions between them.
#[derive(Clone)]
pub struct Gradient(Vec<(f32, Color)>);

impl Gradient {
    /// The colours spread evenly from 0 to 1.
    pub fn new(colors: &[Color]) -> Self {
        let last = (colors.len() - 1).max(1) as f32;
        Self(colors.iter().enumerate().map(|(place, &color)| (place as f32 / last, color)).collect())
    }

    /// The same, from `0xRRGGBB`.
    pub fn even(colors: &[u32]) -> Self {
        Self::new(&colors.iter().copied().map(hex).collect::<Vec<_>>())
    }

    /// The colour at a place; the first and the last go on beyond the ends.
    pub fn at(&self, place: f32) -> Color {
        let after = self.0.iter().position(|&(stop, _)| stop > place);
        match after {
            Some(0) => self.0[0].1,
            None => self.0[self.0.len() - 1].1,
            Some(next) => {
                let ((from, low), (to, high)) = (self.0[next - 1], self.0[next]);
                low.mix(high, (place - from) / (to - from))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_passes_through_its_colours() {
        let gradient = Gradient::even(&[0x000000, 0xFF0000, 0xFFFFFF]);
        assert_eq!(gradient.at(-1.0), Color::BLACK);
        assert_eq!(gradient.at(0.5), hex(0xFF0000));
        assert_eq!(gradient.at(0.25), Color { r: 0.5, g: 0.0, b: 0.0 });
        assert_eq!(gradient.at(2.0), hex(0xFFFFFF));
    }

    #[test]
    fn light_never_exceeds_white() {
        assert_eq!(hex(0x808080).lit(hex(0xFFFFFF) * 3.0), hex(0xFFFFFF));
    }
}
