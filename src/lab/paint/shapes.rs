//! Things people made: outlines filled with one colour, and houses with windows.

use super::color::Color;
use super::noise::{Dice, floor, hash, share, smoothstep};
use super::{Layer, View};

/// A polygon, by its corners in pixels.
pub struct Shape {
    corners: Vec<(f32, f32)>,
    color: Color,
    /// Its first and last row.
    rows: (f32, f32),
}

impl Shape {
    /// A polygon around a point: corners in units of `size` pixels, y upwards.
    pub fn new(at: (f32, f32), size: f32, corners: &[(f32, f32)], color: Color) -> Self {
        let corners: Vec<_> = corners.iter().map(|&(x, y)| (at.0 + x * size, at.1 - y * size)).collect();
        let top = corners.iter().fold(f32::INFINITY, |top, corner| top.min(corner.1));
        let bottom = corners.iter().fold(0.0, |bottom: f32, corner| bottom.max(corner.1));
        Self { corners, color, rows: (top, bottom) }
    }

    /// Where the polygon's edges cross a line, from left to right.
    fn crossings(&self, y: f32) -> Vec<f32> {
        let next = self.corners.iter().cycle().skip(1);
        let mut crossings: Vec<f32> = self
            .corners
            .iter()
            .zip(next)
            .filter(|(a, b)| (a.1 <= y) != (b.1 <= y))
            .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
            .collect();
        crossings.sort_by(f32::total_cmp);
        crossings
    }
}

impl Layer for Shape {
    fn paint(&self, y: f32, row: &mut [Color]) {
        if y + 1.0 < self.rows.0 || y - 1.0 > self.rows.1 {
            return;
        }
        // Four lines a row make slanted edges smooth.
        for part in 0..4 {
            for span in self.crossings(y - 0.375 + 0.25 * part as f32).chunks_exact(2) {
                let (from, to) = (span[0], span[1]);
                let (first, last) = (from.max(0.0) as usize, (to.max(0.0) as usize + 1).min(row.len()));
                for (x, color) in row.iter_mut().enumerate().take(last).skip(first) {
                    let here = x as f32;
                    let cover = (here + 1.0 - from).clamp(0.0, 1.0) * (to - here).clamp(0.0, 1.0);
                    // Painting four times a share s leaves 1 − (1 − s)⁴ of it: nearly whole, softly edged.
                    *color = color.mix(self.color, 0.72 * cover);
                }
            }
        }
    }
}

/// A row of buildings.
pub struct Houses {
    houses: Vec<House>,
    look: HousesLook,
}

/// One building, in pixels.
struct House {
    left: f32,
    right: f32,
    top: f32,
    /// A narrower upper part and a mast: how far they stand in and rise.
    steps: Vec<(f32, f32)>,
    pitch: f32,
    tone: f32,
    seed: u32,
}

/// How buildings look.
#[derive(Clone)]
pub struct HousesLook {
    pub top: Color,
    pub foot: Color,
    /// Where they stand, in pixels.
    pub ground: f32,
    /// The light behind the windows, and which share of them is lit.
    pub windows: [Color; 3],
    pub lit: f32,
    /// The side the evening comes from: that edge of each house is brighter.
    pub edge: Color,
}

impl Houses {
    /// Buildings side by side, from `low` to `high` units high and about `wide` units wide, highest about the middle.
    pub fn new(view: &View, dice: &mut Dice, low: f32, high: f32, wide: f32, look: HousesLook) -> Self {
        let (mut dice, mut houses) = (dice.fork(), Vec::new());
        let mut left = -view.unit * wide * dice.between(0.0, 1.0);
        let centre = view.width * dice.between(0.3, 0.7);
        while left < view.width {
            let width = view.unit * wide * dice.between(0.55, 1.35);
            let aside = (left + width / 2.0 - centre) / (view.unit * 0.42);
            let downtown = 1.0 / (1.0 + aside * aside);
            let rise = dice.between(0.0, 1.0);
            let tall = view.unit * (low + (high - low) * (0.22 + 0.78 * downtown) * (0.25 + 0.75 * rise * rise));
            let mut steps = Vec::new();
            if dice.chance(0.45) {
                steps.push((dice.between(0.12, 0.3), dice.between(0.05, 0.18)));
            }
            if tall > view.unit * high * 0.55 && dice.chance(0.6) {
                steps.push((0.47, dice.between(0.12, 0.3)));
            }
            houses.push(House {
                left,
                right: left + width,
                top: look.ground - tall,
                steps,
                pitch: view.unit * wide * dice.between(0.085, 0.13),
                tone: dice.between(0.8, 1.2),
                seed: dice.bits(),
            });
            left += width * dice.between(0.8, 1.12);
        }
        Self { houses, look }
    }
}

impl House {
    /// The house's left and right at this row, if it reaches so high.
    fn sides(&self, y: f32, ground: f32) -> Option<(f32, f32)> {
        let (width, tall) = (self.right - self.left, ground - self.top);
        let (mut top, mut inset) = (self.top, 0.0);
        if y >= top {
            return Some((self.left, self.right));
        }
        for &(narrower, rise) in &self.steps {
            inset = narrower.max(inset);
            top -= rise * tall;
            if y >= top {
                return Some((self.left + inset * width, self.right - inset * width));
            }
        }
        None
    }

    /// How much of a lit window is at this place, and which one.
    fn window(&self, x: f32, y: f32) -> (f32, u32) {
        let (across, down) = ((x - self.left) / self.pitch, (y - self.top) / (self.pitch * 1.35));
        let (column, floor_number) = (floor(across), floor(down));
        let soft = (0.7 / self.pitch).min(0.3);
        let pane = |place: f32, from: f32, to: f32| {
            smoothstep(from - soft, from + soft, place) * smoothstep(to + soft, to - soft, place)
        };
        let glass = pane(across - column as f32, 0.24, 0.76) * pane(down - floor_number as f32, 0.28, 0.76);
        (glass, hash(column, floor_number, self.seed))
    }
}

impl Layer for Houses {
    fn paint(&self, y: f32, row: &mut [Color]) {
        let look = &self.look;
        if y > look.ground {
            return;
        }
        for house in &self.houses {
            let Some((from, to)) = house.sides(y, look.ground) else { continue };
            let share_down = ((y - house.top) / (look.ground - house.top)).clamp(0.0, 1.0);
            let wall = look.top.mix(look.foot, share_down) * house.tone;
            let has_windows = y > house.top + house.pitch * 0.8 && to - from > house.pitch * 2.0;
            let (first, last) = (from.max(0.0) as usize, (to.max(0.0) as usize + 1).min(row.len()));
            for (x, color) in row.iter_mut().enumerate().take(last).skip(first) {
                let here = x as f32;
                let cover = (here + 1.0 - from).clamp(0.0, 1.0) * (to - here).clamp(0.0, 1.0);
                let edge = smoothstep(0.14, 0.0, (here - from) / (to - from));
                let mut painted = wall.mix(look.edge, 0.5 * edge);
                if has_windows && here > from + house.pitch * 0.4 && here < to - house.pitch * 0.6 {
                    let (glass, number) = house.window(here + 0.5, y);
                    let is_lit = share(number) < look.lit;
                    let strength = if is_lit { 0.45 + 0.55 * share(number.rotate_left(9)) } else { 0.05 };
                    painted = painted.mix(look.windows[(number >> 3) as usize % 3], glass * strength);
                }
                *color = color.mix(painted, cover);
            }
        }
    }
}
