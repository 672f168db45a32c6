//! The landscapes: twelve scenes, most of them in several colours.

mod desert;
mod mountains;
mod night;
mod shore;
mod table;
mod woods;

use super::color::{Color, Gradient, hex};
use super::noise::Dice;
use super::sky::{Light, Sky};
use super::{Layers, View};

/// The colours of a landscape, as `0xRRGGBB`.
struct Palette {
    /// From the top of the sky to the horizon.
    sky: &'static [u32],
    /// The disc of the sun or moon, and the glow around it.
    sun: u32,
    glow: u32,
    /// Far land, near land, and the mist or haze between them.
    far: u32,
    near: u32,
    mist: u32,
    /// Whatever else the scene has: snow, sails, flowers, windows, the second colour of an aurora.
    accent: u32,
}

type Compose = fn(&View, &mut Dice, &Palette) -> Layers;

/// One of the landscapes.
struct Painting {
    title: &'static str,
    compose: Compose,
    palette: Palette,
}

/// The title of a painting.
pub fn title(painting: u32) -> &'static str {
    table::PAINTINGS[painting as usize].title
}

/// The layers of a painting.
pub fn compose(painting: u32, view: &View) -> Layers {
    let Painting { compose, palette, .. } = &table::PAINTINGS[painting as usize];
    compose(view, &mut Dice::new(painting * 7 + 3), palette)
}

impl Palette {
    /// The sky, with a sun at this place (in pixels) of this radius in units; 0 leaves the glow alone.
    fn sky(&self, view: &View, horizon: f32, sun: (f32, f32), radius: f32) -> Sky {
        let light = Light {
            x: sun.0,
            y: sun.1,
            radius: radius * view.unit,
            disc: hex(self.sun),
            glow: hex(self.glow),
            reach: 0.45 * view.unit,
            seas: None,
        };
        Sky { gradient: Gradient::even(self.sky), horizon, lights: vec![light] }
    }

    fn far(&self) -> Color {
        hex(self.far)
    }

    fn near(&self) -> Color {
        hex(self.near)
    }

    fn mist(&self) -> Color {
        hex(self.mist)
    }

    fn accent(&self) -> Color {
        hex(self.accent)
    }
}

/// −1 or 1: on which side of the picture the light stands.
fn side(dice: &mut Dice) -> f32 {
    if dice.chance(0.5) { 1.0 } else { -1.0 }
}
