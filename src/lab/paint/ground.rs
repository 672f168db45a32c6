//! Ground that runs up to the viewer: fields in rows, dunes, snow.

use super::color::{Color, Gradient};
use super::land::{Skyline, skyline};
use super::noise::{Dice, Field, Noise, floor, smoothstep};
use super::{Layer, View};

/// A field planted in rows that meet at the horizon.
pub struct Rows {
    view: View,
    horizon: f32,
    noise: Noise,
    look: RowsLook,
}

/// How a field looks.
#[derive(Clone)]
pub struct RowsLook {
    /// Between the rows, on them, and their brightest tips.
    pub soil: Color,
    pub plants: Color,
    pub tips: Color,
    /// What the distance fades into.
    pub haze: Color,
    /// Where the rows meet: a horizontal place in pixels.
    pub meet: f32,
    /// Rows across a unit at the picture's foot.
    pub density: f32,
}

impl Rows {
    /// A field from the horizon (in pixels) down to the bottom of the picture.
    pub fn new(view: &View, dice: &mut Dice, horizon: f32, look: RowsLook) -> Self {
        Self { view: *view, horizon, noise: dice.noise(), look }
    }
}

impl Layer for Rows {
    fn paint(&self, y: f32, row: &mut [Color]) {
        if y < self.horizon {
            return;
        }
        let look = &self.look;
        let near = (y - self.horizon) / (self.view.height - self.horizon).max(1.0);
        let away = 1.0 / (near + 0.02);
        // Far rows are finer than pixels, and fade into their mean.
        let pixels = self.view.unit / (look.density * away * 1.2);
        let shown = smoothstep(1.5, 9.0, pixels);
        let haze = smoothstep(0.42, 0.0, near);
        for (x, color) in row.iter_mut().enumerate() {
            let across = (x as f32 - look.meet) / self.view.unit * away;
            let uneven = self.noise.at(across * look.density * 1.3, away * 9.0);
            let place = across * look.density + 0.10 * uneven;
            let within = (place - floor(place) as f32 - 0.5).abs() * 2.0;
            let tuft = self.noise.fractal(across * look.density * 7.0 + 9.0, away * 90.0, 2) * 1.5;
            let height = smoothstep(0.95, 0.25, within + 0.22 * tuft);
            let plant = look.plants.mix(look.tips, smoothstep(0.1, 0.75, 0.45 * (1.0 - within) + 0.7 * tuft));
            let mean = look.soil.mix(look.plants, 0.62);
            let ground = mean.mix(look.soil.mix(plant, height), shown);
            *color = ground.mix(look.haze, haze * haze * 0.85);
        }
    }

    fn covers(&self, y: f32) -> bool {
        y >= self.horizon
    }
}

/// A plain of bare ground and scrub.
pub struct Plain {
    view: View,
    horizon: f32,
    noise: Noise,
    look: PlainLook,
}

/// How a plain looks.
pub struct PlainLook {
    /// The ground in the shade and in the light.
    pub ground: Color,
    pub lit: Color,
    /// Bushes.
    pub scrub: Color,
    /// What the distance fades into.
    pub haze: Color,
}

impl Plain {
    /// A plain from the horizon (in pixels) down to the bottom of the picture.
    pub fn new(view: &View, dice: &mut Dice, horizon: f32, look: PlainLook) -> Self {
        Self { view: *view, horizon, noise: dice.noise(), look }
    }
}

impl Layer for Plain {
    fn paint(&self, y: f32, row: &mut [Color]) {
        if y < self.horizon {
            return;
        }
        let look = &self.look;
        let near = (y - self.horizon) / (self.view.height - self.horizon).max(1.0);
        let away = 1.0 / (near + 0.06);
        let haze = smoothstep(0.5, 0.0, near);
        for (x, color) in row.iter_mut().enumerate() {
            let across = self.view.across(x as f32) * away * 3.2;
            let swell = self.noise.fractal(across * 0.8, away * 1.9, 3);
            let grit = self.noise.fractal(across * 9.0, away * 22.0, 2);
            let bush = self.noise.at(across * 3.4 + 50.0, away * 8.5) + 0.5 * grit;
            let ground = look.ground.mix(look.lit, smoothstep(-0.4, 0.5, swell + 0.35 * grit));
            let ground = ground.mix(look.scrub, 0.8 * smoothstep(0.62, 0.8, bush + 0.5 * swell));
            *color = ground.mix(look.haze, 0.5 * haze * haze);
        }
    }

    fn covers(&self, y: f32) -> bool {
        y >= self.horizon
    }
}

/// A dune, sharp-crested, with a lit and a shaded side.
pub struct Dune {
    line: Skyline,
    highest: f32,
    lowest: f32,
    light: Field,
    colors: Gradient,
    fade: f32,
    haze: Color,
}

/// How dunes look.
pub struct DuneLook {
    /// How high they are and how far apart, in units.
    pub tall: f32,
    pub wide: f32,
    /// The light comes from the left (−1) or from the right (1).
    pub side: f32,
    /// From shaded to lit.
    pub colors: Gradient,
    /// What their feet fade into.
    pub haze: Color,
}

impl Dune {
    /// A row of dunes whose feet are at `base`, in pixels.
    pub fn new(view: &View, dice: &mut Dice, base: f32, look: DuneLook) -> Self {
        let DuneLook { tall, wide, side, colors, haze } = look;
        let (noise, ripple) = (dice.noise(), dice.noise());
        let skew = dice.between(-1.0, 1.0);
        let crest = |across: f32, depth: f32| {
            let sway = ripple.at(depth * 2.6 / wide + 5.0, across * 0.6) * 0.3;
            noise.fractal((across + skew * depth * 1.3) / wide + sway * depth * 3.0, depth * 0.35 / wide, 2)
        };
        let line = skyline(view, base, |across| tall * (1.0 - 1.6 * crest(across, 0.0).abs()).max(0.0));
        let highest = line.iter().copied().fold(f32::INFINITY, f32::min);
        let lowest = line.iter().copied().fold(0.0, f32::max);
        let light = Field::new(view, highest, view.height, |x, y| {
            let top = line[(x.max(0.0) as usize).min(line.len() - 1)];
            let (across, depth) = (view.across(x), ((y - top) / view.unit).max(0.0));
            let (here, beside) = (crest(across, depth), crest(across + 0.004, depth));
            // On the crest's line the noise is 0: one slope rises towards it and the other falls.
            let slope = (beside - here) / 0.004 * if here > 0.0 { 1.0 } else { -1.0 } * wide;
            let lit = smoothstep(-0.5, 0.9, slope * side);
            let near_crest = smoothstep(0.5, 0.0, here.abs());
            let grain = ripple.at(across * 95.0 + ripple.at(across * 14.0, depth * 20.0) * 2.0, depth * 260.0);
            (0.24 + 0.62 * lit * (0.65 + 0.35 * near_crest) + 0.05 * grain).clamp(0.0, 1.0)
        });
        Self { line, highest, lowest, light, colors, fade: view.unit * 0.5, haze }
    }
}

impl Layer for Dune {
    fn paint(&self, y: f32, row: &mut [Color]) {
        if y + 1.0 < self.highest {
            return;
        }
        for (x, (color, line)) in row.iter_mut().zip(&self.line).enumerate() {
            let depth = y - line + 0.5;
            if depth > 0.0 {
                let sand = self.colors.at(self.light.at(x as f32, y));
                let sand = sand.mix(self.haze, 0.45 * smoothstep(0.0, self.fade, depth));
                *color = color.mix(sand, depth.min(1.0));
            }
        }
    }

    fn covers(&self, y: f32) -> bool {
        y > self.lowest + 1.0
    }
}
