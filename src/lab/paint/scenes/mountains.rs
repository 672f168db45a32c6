//! Mountains: ranges in the mist, a lake between snowy peaks, limestone towers.

use super::super::color::Color;
use super::super::land::{Mist, Ridge, Skyline, hills, peaks, towers};
use super::super::noise::Dice;
use super::super::sky::{CloudLook, Clouds};
use super::super::trees::{Forest, ForestLook, Planting};
use super::super::water::{Water, WaterLook};
use super::super::{Layers, View};
use super::{Palette, side};

/// Six ranges behind each other, with mist in the valleys and a low sun.
pub fn ranges(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let sun = (view.pixel(side * dice.between(0.04, 0.22)), dice.between(0.30, 0.38) * h);
    let mut layers: Layers = vec![
        Box::new(palette.sky(view, 0.64 * h, sun, 0.036)),
        Box::new(Clouds::new(view, dice, 0.6 * h, sun, &wisps(palette, 0.42))),
    ];
    let last = 5;
    for place in 0..=last {
        let near = place as f32 / last as f32;
        let base = h * (0.60 + 0.40 * near * near.sqrt());
        let line = peaks(view, dice.noise(), base, 0.32 - 0.13 * near, 0.42 + 0.2 * near, 0.75);
        let crest = palette.far().mix(palette.near(), near.sqrt() * 0.95);
        let foot = palette.mist().mix(crest, 0.15 + 0.5 * near);
        if place == last {
            wooded(&mut layers, view, dice, line, crest, side);
            continue;
        }
        let relief = Ridge::new(line, crest, foot, (0.20 + 0.1 * near) * u);
        layers.push(Box::new(relief.with_relief(view, dice, 4.0 + 3.0 * near, side, 0.20 + 0.10 * near)));
        let mist = Mist {
            noise: dice.noise(),
            y: base + 0.02 * u,
            thick: 0.05 * u,
            color: palette.mist(),
            most: 0.6,
            unit: u,
        };
        layers.push(Box::new(mist));
    }
    layers
}

/// A near slope and the spruces on it.
fn wooded(layers: &mut Layers, view: &View, dice: &mut Dice, line: Skyline, crest: Color, side: f32) {
    let planting = Planting { tall: 0.085, rows: 8, down: 0.028, close: 0.24, groves: Some(dice.noise()) };
    let look = ForestLook { dark: crest * 0.62, lit: crest * 1.05, side, snow: None, haze: None };
    let forest = Forest::along(view, dice, &line, &planting, look);
    layers.push(Box::new(Ridge::new(line, crest * 0.8, crest * 0.5, 0.16 * view.unit)));
    layers.push(Box::new(forest));
}

/// Snowy peaks over a lake that mirrors them.
pub fn lake(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let sun = (view.pixel(side * dice.between(0.15, 0.4)), 0.14 * h);
    let shore = dice.between(0.62, 0.66) * h;
    let mut layers: Layers = vec![
        Box::new(palette.sky(view, shore, sun, 0.0)),
        Box::new(Clouds::new(view, dice, shore - 0.04 * h, sun, &wisps(palette, 0.5))),
    ];
    for place in 0..3 {
        let near = place as f32 / 2.0;
        let line = peaks(view, dice.noise(), shore - (0.02 - 0.03 * near) * h, 0.40 - 0.15 * near, 0.46, 0.9);
        let crest = palette.far().mix(palette.near(), 0.25 + 0.4 * near);
        let ridge = Ridge::new(line, crest, palette.mist().mix(crest, 0.35 + 0.3 * near), 0.3 * u);
        let ridge = ridge.with_relief(view, dice, 5.0 + 2.0 * near, side, 0.70);
        let snow = palette.accent().mix(palette.mist(), 0.3 - 0.3 * near);
        layers.push(Box::new(if place < 2 { ridge.with_snow(snow, (0.22 - 0.07 * near) * u) } else { ridge }));
    }
    let bank = hills(view, dice.noise(), shore - 0.004 * h, 0.03, 0.5);
    let look = ForestLook {
        dark: palette.near() * 0.55,
        lit: palette.near() * 1.05,
        side,
        snow: None,
        haze: Some(palette.near() * 0.55),
    };
    let planting = Planting { tall: 0.045, rows: 3, down: 0.008, close: 0.24, groves: Some(dice.noise()) };
    let forest = Forest::along(view, dice, &bank, &planting, look);
    layers.push(Box::new(Ridge::new(bank, palette.near() * 0.6, palette.near() * 0.5, 0.1 * u)));
    layers.push(Box::new(forest));
    let water = WaterLook { color: palette.near() * 0.6, mirrors: [0.62, 0.94], waves: 0.35, glitter: None };
    let water = Water::new(view, dice, &layers, shore, water);
    layers.push(Box::new(water));
    layers.push(Box::new(foreground(view, dice, side, look)));
    layers
}

/// A few tall spruces at the picture's edge.
fn foreground(view: &View, dice: &mut Dice, side: f32, look: ForestLook) -> Forest {
    let edge = if side > 0.0 { 0.0 } else { view.width };
    let places: Vec<_> = (0..5)
        .map(|place| {
            let x = edge + side * view.unit * (0.035 + 0.055 * place as f32 * dice.between(0.5, 1.2));
            let tall = view.unit * (0.52 - 0.075 * place as f32) * dice.between(0.85, 1.15);
            (x, view.height * dice.between(1.01, 1.05), tall)
        })
        .rev()
        .collect();
    let dark = ForestLook { dark: look.dark * 0.5, lit: look.lit * 0.9, haze: None, ..look };
    Forest::at(view, dice, &places, dark)
}

/// Limestone towers standing in a bay.
pub fn karst(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let sun = (view.pixel(side * dice.between(0.05, 0.2)), 0.27 * h);
    let shore = 0.68 * h;
    let mut layers: Layers = vec![
        Box::new(palette.sky(view, shore, sun, 0.042)),
        Box::new(Clouds::new(view, dice, 0.55 * h, sun, &wisps(palette, 0.35))),
    ];
    for place in 0..4 {
        let near = place as f32 / 3.0;
        let line = towers(view, dice, shore - (0.012 - 0.012 * near) * h, 0.22 + 0.14 * near, 9 - 2 * place);
        let crest = palette.far().mix(palette.near(), near * 0.9);
        let ridge = Ridge::new(line, crest, palette.mist().mix(crest, 0.3 + 0.35 * near), 0.24 * u);
        layers.push(Box::new(ridge.with_relief(view, dice, 15.0, side, 0.18 + 0.26 * near)));
        let mist = Mist { noise: dice.noise(), y: shore, thick: 0.045 * u, color: palette.mist(), most: 0.75, unit: u };
        layers.push(Box::new(mist));
    }
    let water = WaterLook {
        color: palette.near().mix(palette.mist(), 0.3),
        mirrors: [0.66, 0.95],
        waves: 0.5,
        glitter: Some((sun.0, super::hex(palette.glow))),
    };
    let water = Water::new(view, dice, &layers, shore, water);
    layers.push(Box::new(water));
    layers.extend(super::shore::sampan(view, dice, palette));
    layers
}

/// Thin clouds in the colours of the sky.
fn wisps(palette: &Palette, cover: f32) -> CloudLook {
    CloudLook {
        cover,
        scale: 0.8,
        stretch: 2.2,
        shade: palette.far().mix(palette.mist(), 0.4),
        bright: palette.mist().mix(super::hex(palette.sun), 0.6),
        most: 0.75,
    }
}
