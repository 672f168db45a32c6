//! Nights: northern lights, the Milky Way, a town by the water.

use super::super::color::hex;
use super::super::land::{Ridge, hills, peaks};
use super::super::noise::Dice;
use super::super::shapes::{Houses, HousesLook};
use super::super::sky::{Aurora, CloudLook, Clouds, Dot, Dots, Galaxy};
use super::super::trees::{Forest, ForestLook, Planting};
use super::super::water::{Water, WaterLook};
use super::super::{Layers, View};
use super::{Palette, side};

/// Northern lights over mountains and a lake.
pub fn aurora(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let shore = 0.70 * h;
    let mut layers: Layers = vec![
        Box::new(palette.sky(view, shore, (view.pixel(0.0), shore), 0.0)),
        Box::new(Dots::stars(view, dice, shore, 1500.0)),
        Box::new(Aurora::new(view, dice, 0.50 * h, [hex(palette.sun), palette.accent()])),
    ];
    for place in 0..2 {
        let near = place as f32;
        let line = peaks(view, dice.noise(), shore, 0.25 - 0.09 * near, 0.45, 0.9);
        let crest = palette.far().mix(palette.near(), 0.35 + 0.4 * near);
        let ridge =
            Ridge::new(line, crest, palette.mist().mix(crest, 0.4), 0.2 * u).with_relief(view, dice, 3.6, side, 0.5);
        layers.push(Box::new(ridge.with_snow(hex(palette.sun).mix(palette.far(), 0.62), (0.20 - 0.10 * near) * u)));
    }
    wood(&mut layers, view, dice, palette, shore, 0.05);
    let water = WaterLook { color: palette.near(), mirrors: [0.6, 0.95], waves: 0.45, glitter: None };
    let water = Water::new(view, dice, &layers, shore, water);
    layers.push(Box::new(water));
    let bank = hills(view, dice.noise(), 0.99 * h, 0.035, 0.4);
    layers.push(Box::new(Ridge::new(bank, palette.near() * 0.25, palette.near() * 0.1, 0.1 * u)));
    layers
}

/// The Milky Way over a dark valley.
pub fn milky_way(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let horizon = 0.78 * h;
    let side = side(dice);
    let mut layers: Layers = vec![
        Box::new(palette.sky(view, horizon, (view.pixel(side * 0.1), horizon + 0.02 * h), 0.0)),
        Box::new(Galaxy::new(view, dice, horizon, side, [hex(palette.sun), palette.accent()])),
        Box::new(Dots::stars(view, dice, horizon, 6000.0)),
    ];
    for place in 0..3 {
        let near = place as f32 / 2.0;
        let line = peaks(view, dice.noise(), (0.78 + 0.07 * near) * h, 0.15, 0.5, 0.7);
        let crest = palette.far().mix(palette.near(), near);
        layers.push(Box::new(Ridge::new(line, crest, palette.mist().mix(crest, 0.3 + 0.7 * near), 0.14 * u)));
    }
    wood(&mut layers, view, dice, palette, 0.96 * h, 0.26);
    layers
}

/// A dark line of spruces standing at this height.
fn wood(layers: &mut Layers, view: &View, dice: &mut Dice, palette: &Palette, foot: f32, tall: f32) {
    let line = hills(view, dice.noise(), foot - 0.1 * tall * view.unit, tall * 0.5, 0.5);
    let look =
        ForestLook { dark: palette.near() * 0.35, lit: palette.near() * 0.65, side: 1.0, snow: None, haze: None };
    let planting = Planting { tall, rows: 3, down: 0.1 * tall, close: 0.28, groves: Some(dice.noise()) };
    let forest = Forest::along(view, dice, &line, &planting, look);
    layers.push(Box::new(Ridge::new(line, palette.near() * 0.4, palette.near() * 0.3, 0.1 * view.unit)));
    layers.push(Box::new(forest));
}

/// A town of towers at dusk, lit, on the far bank of a river.
pub fn town(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let h = view.height;
    let side = side(dice);
    let shore = 0.72 * h;
    let moon = (view.pixel(side * dice.between(0.12, 0.3)), dice.between(0.14, 0.24) * h);
    let mut sky = palette.sky(view, shore, moon, 0.04);
    let seas = dice.noise();
    // By day it is the sun.
    sky.lights[0].seas = (hex(palette.sky[0]).luma() < 0.4).then_some(seas);
    let clouds = CloudLook {
        cover: 0.4,
        scale: 0.9,
        stretch: 2.4,
        shade: palette.far() * 0.8,
        bright: palette.mist(),
        most: 0.6,
    };
    let mut layers: Layers = vec![Box::new(sky), Box::new(Clouds::new(view, dice, shore, moon, &clouds))];
    let windows = [palette.accent(), hex(0xFFE0A8), hex(0xFFF3DC)];
    for place in 0..3 {
        let near = place as f32 / 2.0;
        let wall = palette.far().mix(palette.near(), 0.2 + 0.8 * near);
        let look = HousesLook {
            top: wall,
            foot: wall.mix(palette.mist(), 0.55 - 0.4 * near),
            ground: shore,
            windows,
            lit: 0.12 + 0.3 * near,
            edge: wall.mix(palette.mist(), 0.35),
        };
        layers.push(Box::new(Houses::new(
            view,
            dice,
            0.10 - 0.04 * near,
            0.52 - 0.22 * near,
            0.085 - 0.012 * near,
            look,
        )));
    }
    quay(&mut layers, view, dice, shore, palette);
    let water = WaterLook { color: palette.near() * 0.7, mirrors: [0.68, 0.9], waves: 0.9, glitter: None };
    let water = Water::new(view, dice, &layers, shore, water);
    layers.push(Box::new(water));
    layers
}

/// A wall along the water, trees and a row of lamps on it.
fn quay(layers: &mut Layers, view: &View, dice: &mut Dice, shore: f32, palette: &Palette) {
    let u = view.unit;
    let wall = vec![shore - 0.012 * u; view.width as usize];
    let look = ForestLook { dark: palette.near() * 0.5, lit: palette.near() * 0.8, side: 1.0, snow: None, haze: None };
    let planting = Planting { tall: 0.022, rows: 2, down: 0.0, close: 0.5, groves: Some(dice.noise()) };
    layers.push(Box::new(Forest::along(view, dice, &wall, &planting, look)));
    layers.push(Box::new(Ridge::new(wall, palette.near() * 0.55, palette.near() * 0.4, 0.012 * u)));
    let lamps = (0..40).map(|place| Dot {
        x: view.width * (place as f32 + 0.3) / 40.0,
        y: shore - 0.021 * u,
        radius: 0.0042 * u,
        color: palette.accent(),
    });
    layers.push(Box::new(Dots::new(lamps.collect())));
}
