//! What is above the horizon: the sky with its sun or moon, stars, clouds, the aurora.

use super::color::{Color, Gradient};
use super::noise::{Dice, Field, Noise, smoothstep};
use super::{Layer, View};

/// The sky: colours from the top to the horizon, and the glow of its light.
pub struct Sky {
    pub gradient: Gradient,
    /// Where the gradient ends, in pixels from the top.
    pub horizon: f32,
    pub lights: Vec<Light>,
}

/// The sun or the moon.
#[derive(Clone)]
pub struct Light {
    /// Centre and radius in pixels; a radius of 0 only glows.
    pub x: f32,
    pub y: f32,
    pub radius: f32,
    pub disc: Color,
    pub glow: Color,
    /// How far the glow reaches, in pixels.
    pub reach: f32,
    /// The dark seas of a moon.
    pub seas: Option<Noise>,
}

impl Light {
    fn shine(&self, x: f32, y: f32, color: Color) -> Color {
        let (dx, dy) = (x - self.x, y - self.y);
        let square = dx * dx + dy * dy;
        let near = 1.0 / (1.0 + square / (self.reach * self.reach * 0.02));
        let far = 1.0 / (1.0 + square / (self.reach * self.reach));
        let color = color.lit(self.glow * (0.55 * far * far + 0.45 * near));
        if square > (self.radius + 1.0) * (self.radius + 1.0) {
            return color;
        }
        let distance = square.sqrt();
        let cover = (self.radius - distance + 0.5).clamp(0.0, 1.0);
        let disc = self.seas.map_or(self.disc, |noise| {
            let scale = 1.6 / self.radius;
            let dark = smoothstep(-0.15, 0.40, noise.fractal(dx * scale + 40.0, dy * scale, 3));
            let limb = 1.0 - 0.25 * square / (self.radius * self.radius);
            self.disc * ((1.0 - 0.22 * dark) * limb)
        });
        color.mix(disc, cover)
    }
}

impl Layer for Sky {
    fn paint(&self, y: f32, row: &mut [Color]) {
        let base = self.gradient.at(y / self.horizon);
        row.fill(base);
        for light in &self.lights {
            for (x, color) in row.iter_mut().enumerate() {
                *color = light.shine(x as f32 + 0.5, y, *color);
            }
        }
    }

    fn covers(&self, _y: f32) -> bool {
        true
    }
}

/// Soft round spots of light: stars, lamps, snowflakes, fireflies.
pub struct Dots {
    dots: Vec<Dot>,
    widest: f32,
}

/// One spot, in pixels.
#[derive(Clone, Copy)]
pub struct Dot {
    pub x: f32,
    pub y: f32,
    pub radius: f32,
    pub color: Color,
}

impl Dots {
    /// These spots, in any order.
    pub fn new(mut dots: Vec<Dot>) -> Self {
        dots.sort_by(|a, b| a.y.total_cmp(&b.y));
        let widest = dots.iter().fold(0.0, |widest: f32, dot| widest.max(dot.radius));
        Self { dots, widest }
    }

    /// Stars of many sizes above `bottom`, `density` of them on a square of the view's unit.
    pub fn stars(view: &View, dice: &mut Dice, bottom: f32, density: f32) -> Self {
        let mut dice = dice.fork();
        let area = view.width * bottom / (view.unit * view.unit);
        let tints = [super::color::hex(0xBFD4FF), super::color::hex(0xFFF6E8), super::color::hex(0xFFE2C0)];
        let dots = (0..(area * density) as usize).filter_map(|_| {
            let (x, y) = (dice.between(0.0, view.width), dice.between(0.0, bottom));
            let size = dice.between(0.0, 1.0);
            let size = size * size * size * size * size * size;
            let fade = 1.0 - 0.7 * (y / bottom) * (y / bottom);
            let tint = tints[(dice.bits() % 3) as usize];
            // Where a star would be smaller than a pixel, there are fewer.
            let wanted = view.unit * (0.000_42 + 0.001_3 * size);
            let radius = wanted.max(0.7);
            let strength = (0.22 + 0.78 * size.sqrt()) * fade;
            dice.chance(wanted / radius).then_some(Dot { x, y, radius, color: tint * strength })
        });
        Self::new(dots.collect())
    }
}

impl Layer for Dots {
    fn paint(&self, y: f32, row: &mut [Color]) {
        // A spot fades out at twice its radius.
        let reach = 2.0 * self.widest;
        let from = self.dots.partition_point(|dot| dot.y < y - reach);
        for dot in self.dots[from..].iter().take_while(|dot| dot.y <= y + reach) {
            let dy = (y - dot.y) / dot.radius;
            let left = (dot.x - 2.0 * dot.radius).max(0.0) as usize;
            let right = ((dot.x + 2.0 * dot.radius).max(0.0) as usize + 1).min(row.len());
            for (x, color) in row.iter_mut().enumerate().take(right).skip(left) {
                let dx = (x as f32 + 0.5 - dot.x) / dot.radius;
                let fall = (1.0 - (dx * dx + dy * dy) / 4.0).max(0.0);
                *color = color.lit(dot.color * (fall * fall * fall));
            }
        }
    }
}

/// Clouds, flatter and closer together towards the horizon.
pub struct Clouds {
    density: Field,
    light: Field,
    bottom: f32,
    shade: Color,
    bright: Color,
    most: f32,
}

/// How clouds look.
pub struct CloudLook {
    /// Which share of the sky they cover, about 0 to 1.
    pub cover: f32,
    /// How many fit beside each other: 1 is a few large ones.
    pub scale: f32,
    /// How much longer than high: 1 is heaps, 4 is streaks.
    pub stretch: f32,
    /// Their shaded side and their lit side.
    pub shade: Color,
    pub bright: Color,
    /// How opaque they get, 0 to 1.
    pub most: f32,
}

impl Clouds {
    /// Clouds from the top down to the horizon (in pixels), lit from the light's place.
    pub fn new(view: &View, dice: &mut Dice, horizon: f32, sun: (f32, f32), look: &CloudLook) -> Self {
        let (shape, bend) = (dice.noise(), dice.noise());
        let thickness = |x: f32, y: f32| {
            // Perspective: the clouds are a ceiling, and `depth` is how far away it is met.
            let depth = 1.0 / ((horizon - y).max(0.0) / view.unit + 0.16);
            let across = (x - view.width / 2.0) / view.unit * depth * look.scale / look.stretch.sqrt();
            let along = depth * look.scale * 1.6 * look.stretch.sqrt();
            let warp = bend.fractal(across * 0.7, along * 0.7, 2) * 0.7;
            shape.fractal(across + warp, along + warp * 0.6, 6)
        };
        let edge = 0.42 - 0.75 * look.cover;
        let cloud = Field::new(view, 0.0, horizon, thickness);
        let density = cloud.map(|_, _, here| smoothstep(edge, edge + 0.34, here));
        let light = cloud.map(|x, y, here| {
            // Brighter where less of the cloud lies towards the light.
            let (dx, dy) = (sun.0 - x, sun.1 - y);
            let step = view.unit * 0.018 / (dx * dx + dy * dy).sqrt().max(1.0);
            let lit = here - cloud.at(x + dx * step, y + dy * step);
            (0.5 + 2.6 * lit - 0.35 * (here - edge)).clamp(0.0, 1.0)
        });
        Self { density, light, bottom: horizon, shade: look.shade, bright: look.bright, most: look.most }
    }
}

impl Layer for Clouds {
    fn paint(&self, y: f32, row: &mut [Color]) {
        if y >= self.bottom {
            return;
        }
        // Near the horizon the air takes them.
        let haze = ((self.bottom - y) / (self.bottom * 0.22)).min(1.0);
        for (x, color) in row.iter_mut().enumerate() {
            let cover = self.density.at(x as f32, y) * self.most * haze;
            if cover > 0.0 {
                *color = color.mix(self.shade.mix(self.bright, self.light.at(x as f32, y)), cover);
            }
        }
    }
}

/// Curtains of northern lights.
pub struct Aurora {
    light: Vec<Field>,
    bottom: f32,
    colors: [Color; 2],
}

impl Aurora {
    /// Curtains whose feet wave about `foot` (in pixels); they glow in the first colour below and the second above.
    pub fn new(view: &View, dice: &mut Dice, foot: f32, colors: [Color; 2]) -> Self {
        let curtains: Vec<_> = (0..3)
            .map(|place| {
                let near = place as f32 / 2.0;
                (
                    dice.noise(),
                    dice.noise(),
                    foot * (0.62 + 0.38 * near),
                    foot * (0.42 + 0.3 * near),
                    0.55 + 0.45 * near,
                )
            })
            .collect();
        let sum = |x: f32, y: f32| {
            let across = (x - view.width / 2.0) / view.unit;
            let mut both = [0.0, 0.0];
            for &(wave, ray, low, tall, strength) in &curtains {
                // The curtain's cloth is folded: look along it, not along the picture.
                let fold = wave.fractal(across * 1.3, 0.5, 3);
                let edge = low + fold * foot * 0.42;
                let height = (edge - y) / (tall * (0.75 + 0.5 * wave.at(across * 2.2, 7.0)));
                let cloth = across * 9.0 + fold * 6.0 + height * 0.35;
                let rays = 0.45 + 0.55 * smoothstep(-0.5, 0.6, ray.fractal(cloth, height * 0.25, 3));
                let rise = smoothstep(-0.06, 0.07, height);
                let fall = (1.0 - height.max(0.0)).max(0.0);
                let glow = strength
                    * rays
                    * rise
                    * fall
                    * fall
                    * (0.45 + 0.55 * smoothstep(-0.45, 0.35, wave.at(across * 0.9, 3.0)));
                both[0] += glow;
                both[1] += glow * smoothstep(0.1, 0.75, height);
            }
            both
        };
        let light = vec![
            Field::new(view, 0.0, foot * 1.35, |x, y| sum(x, y)[0]),
            Field::new(view, 0.0, foot * 1.35, |x, y| sum(x, y)[1]),
        ];
        Self { light, bottom: foot * 1.35, colors }
    }
}

impl Layer for Aurora {
    fn paint(&self, y: f32, row: &mut [Color]) {
        if y >= self.bottom {
            return;
        }
        for (x, color) in row.iter_mut().enumerate() {
            let all = self.light[0].at(x as f32, y);
            if all > 0.002 {
                let high = (self.light[1].at(x as f32, y) / all).min(1.0);
                *color = color.lit(self.colors[0].mix(self.colors[1], high) * all);
            }
        }
    }
}

/// The Milky Way: a band of faint light with dark clouds of dust.
pub struct Galaxy {
    light: Field,
    warmth: Field,
    bottom: f32,
    colors: [Color; 2],
}

impl Galaxy {
    /// A band rising from the horizon (in pixels) towards one side; its outer and inner colour.
    pub fn new(view: &View, dice: &mut Dice, horizon: f32, side: f32, colors: [Color; 2]) -> Self {
        let (cloud, dust) = (dice.noise(), dice.noise());
        // How far a place is from the band's middle line, and how far along it.
        let place = |x: f32, y: f32| {
            let (across, up) = (view.across(x) * side, (horizon - y) / view.unit);
            let bend = 0.05 * cloud.at(up * 2.0, 3.0);
            ((across - 0.46 * up + 0.18) * 0.91 + bend, up)
        };
        let light = Field::new(view, 0.0, horizon, |x, y| {
            let (off, along) = place(x, y);
            let wide = off / 0.15;
            let band = 1.0 / (1.0 + wide * wide * (1.0 + wide * wide));
            let clumps = 0.55 + 0.75 * cloud.fractal(off * 7.0 + 3.0, along * 5.0, 5);
            let lane = off + 0.03 * dust.fractal(along * 6.0, 1.0, 4);
            let dark = smoothstep(0.075, 0.0, lane.abs())
                * smoothstep(-0.25, 0.3, dust.fractal(off * 9.0, along * 6.0, 5) + 0.15);
            (band * clumps * (1.0 - 0.8 * dark)).clamp(0.0, 1.0)
        });
        let warmth = Field::new(view, 0.0, horizon, |x, y| {
            let (off, along) = place(x, y);
            smoothstep(0.11, 0.0, off.abs()) * smoothstep(0.75, 0.1, along)
        });
        Self { light, warmth, bottom: horizon, colors }
    }
}

impl Layer for Galaxy {
    fn paint(&self, y: f32, row: &mut [Color]) {
        if y >= self.bottom {
            return;
        }
        for (x, color) in row.iter_mut().enumerate() {
            let x = x as f32;
            let tint = self.colors[0].mix(self.colors[1], self.warmth.at(x, y));
            *color = color.lit(tint * (0.62 * self.light.at(x, y)));
        }
    }
}
