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
        let shape = noise.ridged(x / wide + 11.3, 0.7, 2);
        let spurs = noise.ridged(x / wide * 3.1 + 3.0, 8.2, 5);
        tall * (shape * (1.0 - 0.34 * rough) + rough * 0.36 * spurs * (0.35 + 0.65 * shape))
    })
}

/// Rounded hills.
pub fn hills(view: &View, noise: Noise, base: f32, tall: f32, wide: f32) -> Skyline {
    skyline(view, base, |x| tall * (0.5 + 0.85 * noise.fractal(x / wide, 0.3, 3)))
}

/// Rocks over the whole width: where each has its middle, half its width, and its height, which is a share
/// of the tallest.
fn scattered(
    view: &View,
    dice: &mut Dice,
    count: u32,
    (least_half, most_half): (f32, f32),
    (tall, least, most): (f32, f32, f32),
) -> Vec<(f32, f32, f32)> {
    let span = view.width / view.unit;
    let mut rock = |place: u32| {
        let x = span * ((place as f32 + dice.between(0.1, 0.9)) / count as f32 - 0.5);
        (x, dice.between(least_half, most_half), tall * dice.between(least, most))
    };
    (0..count).map(&mut rock).collect()
}

/// Steep, round-headed towers of limestone, and low land between them.
pub fn towers(view: &View, dice: &mut Dice, base: f32, tall: f32, count: u32) -> Skyline {
    let detail = dice.noise();
    let all = scattered(view, dice, count, (0.045, 0.105), (tall, 0.35, 1.0));
    skyline(view, base, |x| {
        let rock = |&(centre, half, high): &(f32, f32, f32)| {
            let lean = 0.35 * detail.at(centre * 9.0, 1.0);
            let aside = (x - centre) / half;
            let aside = aside + lean * (1.0 - aside * aside).max(0.0) * 0.5;
            let square = aside * aside;
            high * (1.0 - square * square).max(0.0).sqrt() * (1.0 - 0.10 * aside * lean)
        };
        let highest = all.iter().map(rock).fold(0.0, f32::max);
        highest * (0.93 + 0.16 * detail.fractal(x * 34.0, 2.0, 4))
            + tall * 0.05 * (0.6 + detail.fractal(x * 9.0, 5.0, 3))
    })
}

/// Table mountains standing apart: flat tops, cliffs, and slopes of scree about their feet.
pub fn tables(view: &View, dice: &mut Dice, base: f32, tall: f32, count: u32) -> Skyline {
    let detail = dice.noise();
    let all = scattered(view, dice, count, (0.035, 0.12), (tall, 0.55, 1.0));
    skyline(view, base, |x| {
        let crumble = detail.fractal(x * 30.0, 3.0, 4);
        let rock = |&(centre, half, high): &(f32, f32, f32)| {
            // From the edge of the top outwards, in units.
            let out = (x - centre).abs() - half + 0.006 * crumble;
            let notch = 0.06 * smoothstep(0.0, 0.35, detail.at(x * 22.0, centre * 40.0));
            let cliff = (0.56 - notch) * smoothstep(0.014, 0.0, out);
            let shelf = 0.10 * smoothstep(0.040, 0.028, out);
            let scree = 0.34 * (1.0 - (out - 0.01).max(0.0) / (high * 0.62)).max(0.0);
            high * (cliff + shelf + scree * scree / 0.34)
        };
        all.iter().map(rock).fold(0.0, f32::max) + tall * 0.05 * (0.5 + crumble * 0.6)
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
    strata: Option<Strata>,
}

/// Layers of rock.
struct Strata {
    noise: Noise,
    color: Color,
    unit: f32,
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
        Self { line, highest, lowest, crest, foot, fade: fade.max(1.0), relief: None, snow: None, strata: None }
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
            let lean = 0.35 * noise.at(across * 0.6, down * 0.6);
            noise.ridged(across + down * lean, down * 0.62, 6)
        };
        let bottom = self.lowest + 2.0 * self.fade;
        let rock = Field::new(view, self.highest, bottom, shape);
        let step = view.unit * 0.022 / scale.max(1.0);
        let field = rock.map(|x, y, here| (rock.at(x + side * step, y - step * 0.5) - here) * 3.6);
        self.relief = Some((field, strength));
        self
    }

    /// With snow from the crest down, thinning out at `reach` pixels.
    pub fn with_snow(mut self, color: Color, reach: f32) -> Self {
        self.snow = Some(Snow { color, reach });
        self
    }

    /// With layers of another colour in the rock.
    pub fn with_strata(mut self, view: &View, noise: Noise, color: Color) -> Self {
        self.strata = Some(Strata { noise, color, unit: view.unit });
        self
    }

    fn color(&self, x: usize, y: f32, depth: f32) -> Color {
        let down = smoothstep(0.0, 1.0, depth / self.fade);
        let mut ground = self.crest.mix(self.foot, down);
        if let Some(Strata { noise, color, unit }) = &self.strata {
            let across = x as f32 / unit;
            let level = y / unit + 0.006 * noise.at(across * 5.0, 0.5);
            let band = noise.fractal(level * 26.0, 40.0 + across * 0.35, 4);
            ground = ground.mix(*color, smoothstep(-0.12, 0.28, band) * 0.6 * (1.0 - down));
        }
        let Some((relief, strength)) = &self.relief else { return ground };
        let light = relief.at(x as f32, y).clamp(-1.0, 1.0);
        let fade = 1.0 - smoothstep(0.0, 1.0, depth / (self.fade * 1.5));
        let shaded = ground * (1.0 + strength * light * (0.35 + 0.65 * fade));
        let Some(snow) = &self.snow else { return shaded };
        let lies = smoothstep(0.0, 0.18, 0.62 - depth / snow.reach + 1.5 * light);
        shaded.mix(snow.color * (0.84 + 0.30 * light), lies * (0.2 + 0.8 * fade))
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
