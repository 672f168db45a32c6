//! Land seen from the side: ridges with relief and snow, and the mist between them.

use super::color::Color;
use super::noise::{Dice, Field, Noise, smoothstep};
use super::{Layer, View};

/// The outline of a stretch of land: for each column of the picture, where it begins, in pixels from the top.
pub type Skyline = Vec<f32>;

/// An outline from a function of the scene's horizontal place (the picture's middle is 0, its unit 1);
/// the function says how high above `base` (in pixels), in units of the view.
pub fn skyline(view: &View, base: f32, height: impl Fn(f32) -> f32) -> Skyline {
    (0..view.width as usize).map(|x| base - height(view.across(x as f32 + 0.5)) * view.unit).collect()
}

/// Pointed peaks: `rough` from 0.3 (old mountains) to 1 (young ones).
pub fn peaks(view: &View, noise: Noise, base: f32, tall: f32, wide: f32, rough: f32) -> Skyline {
    skyline(view, base, |x| {
        let shape = noise.ridged(x / wide + 11.3, 0.7, 3);
        let detail = noise.fractal(x / wide * 5.0, 4.2, 5);
        tall * (shape * shape.sqrt() * 1.15 + rough * 0.16 * detail)
    })
}

/// One ridge, filled down to the bottom of the picture.
pub struct Ridge {
    line: Skyline,
    highest: f32,
    lowest: f32,
    crest: Color,
    foot: Color,
    fade: f32,
    relief: Option<(Field, f32)>,
    snow: Option<Snow>,
}

struct Snow {
    color: Color,
    /// How far down from the crest, in pixels.
    reach: f32,
}

impl Ridge {
    /// Land below this line, from the crest's colour to the foot's over `fade` pixels.
    pub fn new(line: Skyline, crest: Color, foot: Color, fade: f32) -> Self {
        let highest = line.iter().copied().fold(f32::INFINITY, f32::min);
        let lowest = line.iter().copied().fold(0.0, f32::max);
        Self { line, highest, lowest, crest, foot, fade: fade.max(1.0), relief: None, snow: None }
    }

    /// With gullies and spurs, lit from the left (`side` −1) or from the right (1); `strength` about 0.2 to 0.6,
    /// `scale` how many across a unit.
    pub fn with_relief(mut self, view: &View, dice: &mut Dice, scale: f32, side: f32, strength: f32) -> Self {
        let noise = dice.noise();
        let line = &self.line;
        let shape = |x: f32, y: f32| {
            let across = x / view.unit * scale;
            let down = (y - line[(x.max(0.0) as usize).min(line.len() - 1)] * 0.55) / view.unit * scale;
            // Gullies run down and away from the crest.
            noise.ridged(across + down * 0.25, down * 0.55, 5)
        };
        let step = view.unit * 0.012 / scale.max(1.0) * 3.0;
        let bottom = self.lowest + 2.0 * self.fade;
        let field =
            Field::new(view, self.highest, bottom, |x, y| (shape(x + side * step, y - step * 0.5) - shape(x, y)) * 3.2);
        self.relief = Some((field, strength));
        self
    }

    /// With snow from the crest down, thinning out at `reach` pixels.
    pub fn with_snow(mut self, color: Color, reach: f32) -> Self {
        self.snow = Some(Snow { color, reach });
        self
    }

    fn color(&self, x: usize, y: f32, depth: f32) -> Color {
        let ground = self.crest.mix(self.foot, smoothstep(0.0, 1.0, depth / self.fade));
        let Some((relief, strength)) = &self.relief else { return ground };
        let light = relief.at(x as f32, y).clamp(-1.0, 1.0);
        let fade = 1.0 - smoothstep(0.0, 1.0, depth / (self.fade * 1.5));
        let shaded = ground * (1.0 + strength * light * (0.35 + 0.65 * fade));
        match &self.snow {
            Some(snow) => {
                let cover = smoothstep(0.0, 0.35, 1.0 - depth / snow.reach + 0.9 * light);
                shaded.mix(snow.color * (0.86 + 0.30 * light), cover * (0.25 + 0.75 * fade))
            }
            None => shaded,
        }
    }
}

impl Layer for Ridge {
    fn paint(&self, y: f32, row: &mut [Color]) {
        if y + 1.0 < self.highest {
            return;
        }
        for (x, (color, line)) in row.iter_mut().zip(&self.line).enumerate() {
            let depth = y - line + 0.5;
            if depth >= 1.0 {
                *color = self.color(x, y, depth);
            } else if depth > 0.0 {
                *color = color.mix(self.color(x, y, depth), depth);
            }
        }
    }

    fn covers(&self, y: f32) -> bool {
        y > self.lowest + 1.0
    }
}

/// A bank of mist lying at a height.
pub struct Mist {
    pub noise: Noise,
    /// Its middle and half its thickness, in pixels.
    pub y: f32,
    pub thick: f32,
    pub color: Color,
    /// How opaque it is in the middle, 0 to 1.
    pub most: f32,
    /// The view's unit, in pixels.
    pub unit: f32,
}

impl Layer for Mist {
    fn paint(&self, y: f32, row: &mut [Color]) {
        let from_middle = (y - self.y) / (self.thick * 1.6);
        if from_middle.abs() >= 1.0 {
            return;
        }
        // One value every few pixels is enough for something so soft.
        let stride = ((self.unit / 200.0) as usize).max(1);
        let cover = |x: usize| {
            let wave = self.noise.fractal(x as f32 / self.unit * 2.2, y / self.unit * 7.0, 3);
            let place = (y - self.y + wave * self.thick * 0.9) / self.thick;
            let bank = (1.0 - place * place).max(0.0);
            bank * bank * self.most
        };
        let mut left = cover(0);
        for start in (0..row.len()).step_by(stride) {
            let right = cover(start + stride);
            let end = (start + stride).min(row.len());
            for (place, color) in row[start..end].iter_mut().enumerate() {
                let share = place as f32 / stride as f32;
                *color = color.mix(self.color, left + (right - left) * share);
            }
            left = right;
        }
    }
}
