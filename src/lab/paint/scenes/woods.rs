//! Woods and fields: spruces in the fog, a cabin in the snow, rows of flowers.

use super::super::color::hex;
use super::super::ground::{Rows, RowsLook};
use super::super::land::{Mist, Ridge, hills, peaks};
use super::super::noise::Dice;
use super::super::shapes::Shape;
use super::super::sky::{CloudLook, Clouds, Dot, Dots};
use super::super::trees::{Forest, ForestLook, Planting};
use super::super::{Layers, View};
use super::{Palette, side};

/// Slopes of spruces, each paler than the one before it.
pub fn fog(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let sun = (view.pixel(side * dice.between(0.05, 0.25)), 0.2 * h);
    let mut layers: Layers = vec![Box::new(palette.sky(view, 0.8 * h, sun, 0.03))];
    let last = 5;
    for place in 0..=last {
        let near = place as f32 / last as f32;
        let base = h * (0.40 + 0.56 * near);
        let line = hills(view, dice.noise(), base, 0.26 - 0.10 * near, 0.62 + 0.2 * near);
        let color = palette.far().mix(palette.near(), near * (0.6 + 0.4 * near));
        let foot = palette.mist().mix(color, 0.10 + 0.55 * near);
        let look =
            ForestLook { dark: color * 0.86, lit: color * (1.04 + 0.16 * near), side, snow: None, haze: Some(foot) };
        let tall = 0.06 + 0.15 * near * near;
        let planting = Planting { tall, rows: 4, down: 0.018 + 0.025 * near, close: 0.30, groves: Some(dice.noise()) };
        let forest = Forest::along(view, dice, &line, &planting, look);
        layers.push(Box::new(Ridge::new(line, color, foot, (0.10 + 0.08 * near) * u)));
        layers.push(Box::new(forest));
        if place < last {
            let most = 0.62 - 0.3 * near;
            let y = base + (0.06 + 0.03 * near) * u;
            layers.push(Box::new(Mist {
                noise: dice.noise(),
                y,
                thick: 0.075 * u,
                color: palette.mist(),
                most,
                unit: u,
            }));
        }
    }
    layers
}

/// A cabin with a lit window in a snowy wood, under the moon.
pub fn winter(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let moon = (view.pixel(side * dice.between(0.12, 0.24)), 0.2 * h);
    let mut sky = palette.sky(view, 0.7 * h, moon, 0.052);
    sky.lights[0].seas = Some(dice.noise());
    let mut layers: Layers = vec![Box::new(Dots::stars(view, dice, 0.6 * h, 900.0))];
    layers.insert(0, Box::new(sky));
    let snow = palette.accent();
    for place in 0..2 {
        let near = place as f32;
        let line = peaks(view, dice.noise(), (0.60 + 0.03 * near) * h, 0.22 - 0.06 * near, 0.5, 0.8);
        let rock = palette.far().mix(palette.near(), 0.25 + 0.2 * near);
        let ridge = Ridge::new(line, rock, palette.mist(), 0.22 * u).with_relief(view, dice, 3.5, side, 0.4);
        layers.push(Box::new(ridge.with_snow(snow.mix(palette.far(), 0.35), 0.2 * u)));
    }
    for place in 0..3 {
        let near = place as f32 / 2.0;
        let line = hills(view, dice.noise(), (0.66 + 0.19 * near) * h, 0.07, 0.7);
        let ground = snow.mix(palette.far(), 0.45 - 0.3 * near);
        let look = ForestLook {
            dark: palette.near().mix(palette.far(), 0.35 - 0.3 * near),
            lit: palette.near().mix(palette.far(), 0.55 - 0.3 * near),
            side,
            snow: Some(snow.mix(palette.far(), 0.3 - 0.25 * near)),
            haze: Some(ground),
        };
        let planting =
            Planting { tall: 0.07 + 0.12 * near, rows: 3 - place, down: 0.02, close: 0.4, groves: Some(dice.noise()) };
        let forest = Forest::along(view, dice, &line, &planting, look);
        layers.push(Box::new(
            Ridge::new(line, ground, ground.mix(palette.far(), 0.4), 0.2 * u).with_relief(view, dice, 2.0, side, 0.10),
        ));
        layers.push(Box::new(forest));
        if place == 2 {
            cabin(&mut layers, (view.pixel(-side * 0.10), 0.845 * h), 0.085 * u, palette);
            let places = [(0.42, 0.90, 0.30), (0.33, 0.97, 0.36), (0.43, 1.06, 0.46), (-0.41, 1.03, 0.40)];
            let places =
                places.map(|(x, foot, tall)| (view.pixel(side * x * view.width / u / 0.82), foot * h, tall * u));
            let look = ForestLook { haze: None, snow: Some(snow * 0.97), ..look };
            layers.push(Box::new(Forest::at(view, dice, &places, look)));
        }
    }
    layers.push(Box::new(snowfall(view, dice)));
    layers
}

fn cabin(layers: &mut Layers, at: (f32, f32), size: f32, palette: &Palette) {
    let wall = [(-0.8, -0.1), (0.8, -0.1), (0.8, 0.62), (-0.8, 0.62)];
    let roof = [(-1.02, 0.55), (1.02, 0.55), (0.62, 1.15), (-0.62, 1.15)];
    let chimney = [(0.32, 1.0), (0.5, 1.0), (0.5, 1.42), (0.32, 1.42)];
    let wood = hex(0x2B1D18).mix(palette.near(), 0.3);
    layers.push(Box::new(Shape::new(at, size, &chimney, wood * 0.8)));
    layers.push(Box::new(Shape::new(at, size, &wall, wood)));
    layers.push(Box::new(Shape::new(at, size, &roof, palette.accent().mix(palette.far(), 0.15))));
    let light = hex(0xFFC66B);
    for left in [-0.5, 0.18] {
        let pane = [(left, 0.14), (left + 0.32, 0.14), (left + 0.32, 0.44), (left, 0.44)];
        layers.push(Box::new(Shape::new(at, size, &pane, light)));
    }
    let glow = |x: f32, y: f32, radius: f32, share: f32| Dot {
        x: at.0 + x * size,
        y: at.1 - y * size,
        radius: radius * size,
        color: light * share,
    };
    layers.push(Box::new(Dots::new(vec![
        glow(-0.34, 0.28, 0.45, 0.35),
        glow(0.34, 0.28, 0.45, 0.35),
        glow(0.0, -0.5, 1.1, 0.30),
    ])));
}

fn snowfall(view: &View, dice: &mut Dice) -> Dots {
    let flakes = (0..420).map(|_| {
        let size = dice.between(0.0, 1.0);
        let radius = view.unit * (0.0007 + 0.0021 * size * size);
        let color = hex(0xFFFFFF) * (0.85 - 0.45 * size);
        Dot { x: dice.between(0.0, view.width), y: dice.between(0.0, view.height), radius, color }
    });
    Dots::new(flakes.collect())
}

/// A field of flowers in rows, with a tree line, hills and clouds.
pub fn flowers(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let horizon = dice.between(0.54, 0.60) * h;
    let sun = (view.pixel(side * dice.between(0.1, 0.3)), horizon - 0.16 * h);
    let clouds = CloudLook {
        cover: 0.5,
        scale: 1.0,
        stretch: 1.25,
        shade: palette.far().mix(palette.mist(), 0.35),
        bright: hex(palette.sun),
        most: 0.92,
    };
    let mut layers: Layers = vec![
        Box::new(palette.sky(view, horizon, sun, 0.032)),
        Box::new(Clouds::new(view, dice, horizon, sun, &clouds)),
    ];
    let green = hex(0x364A34);
    for place in 0..3 {
        let near = place as f32 / 2.0;
        let line = hills(view, dice.noise(), horizon - (0.012 - 0.012 * near) * h, 0.10 - 0.075 * near, 0.45);
        let color = palette.far().mix(green, 0.2 + 0.5 * near);
        layers.push(Box::new(
            Ridge::new(line, color, color.mix(palette.mist(), 0.4), 0.09 * u).with_relief(view, dice, 6.0, side, 0.2),
        ));
    }
    let hedge = vec![horizon + 0.004 * h; view.width as usize];
    let look = ForestLook { dark: green * 0.5, lit: green.mix(hex(palette.glow), 0.25), side, snow: None, haze: None };
    let planting = Planting { tall: 0.035, rows: 2, down: 0.001, close: 0.55, groves: Some(dice.noise()) };
    let hedge = Forest::along(view, dice, &hedge, &planting, look);
    layers.push(Box::new(hedge));
    let look = RowsLook {
        soil: palette.near(),
        plants: palette.accent() * 0.72,
        tips: palette.accent().mix(hex(palette.sun), 0.32),
        haze: palette.accent().mix(palette.mist(), 0.5),
        meet: view.pixel(side * 0.12),
        density: 9.0,
    };
    layers.push(Box::new(Rows::new(view, dice, horizon, look)));
    layers
}
