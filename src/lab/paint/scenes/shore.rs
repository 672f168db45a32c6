//! The sea: a low sun over the waves, boats, a lighthouse.

use super::super::color::hex;
use super::super::land::{Ridge, hills};
use super::super::noise::{Dice, smoothstep};
use super::super::shapes::Shape;
use super::super::sky::{CloudLook, Clouds, Dot, Dots};
use super::super::water::{Water, WaterLook};
use super::super::{Layer, Layers, View};
use super::{Palette, side};

/// The open sea under a wide sky, with a headland and a sailing boat.
pub fn sea(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let shore = dice.between(0.56, 0.62) * h;
    let sun = (view.pixel(side * dice.between(0.02, 0.16)), shore - dice.between(0.045, 0.10) * h);
    let clouds = CloudLook {
        cover: dice.between(0.45, 0.62),
        scale: 0.9,
        stretch: 1.7,
        shade: palette.far(),
        bright: hex(palette.glow).mix(hex(palette.sun), 0.35),
        most: 0.9,
    };
    let mut layers: Layers =
        vec![Box::new(palette.sky(view, shore, sun, 0.045)), Box::new(Clouds::new(view, dice, shore, sun, &clouds))];
    // The land, and a boat on its way to it or past it.
    let (land, way) = (-side, super::side(dice));
    headland(&mut layers, view, dice, palette, shore, land);
    let water = WaterLook {
        color: palette.near(),
        mirrors: [0.5, 0.92],
        waves: 1.5,
        glitter: Some((sun.0, hex(palette.glow).mix(hex(palette.sun), 0.5))),
    };
    let water = Water::new(view, dice, &layers, shore, water);
    layers.push(Box::new(water));
    let boat = (view.pixel(way * dice.between(0.08, 0.24)), shore + dice.between(0.04, 0.16) * h);
    layers.extend(sailing_boat(boat, (0.045 + 0.26 * (boat.1 - shore) / h) * u, palette));
    layers
}

/// Land that runs out into the sea from one side, with a lighthouse at its end.
fn headland(layers: &mut Layers, view: &View, dice: &mut Dice, palette: &Palette, shore: f32, side: f32) {
    let end = dice.between(0.12, 0.22);
    let noise = dice.noise();
    for (place, tall, colour) in [(0.0, 0.065, 0.35), (0.09, 0.05, 0.75)] {
        let mut line = hills(view, noise, shore, 0.0, 1.0);
        for (x, top) in line.iter_mut().enumerate() {
            let inland = view.across(x as f32) * side - end - place;
            let rise = smoothstep(0.0, 0.20, inland) * tall + smoothstep(-0.01, 0.012, inland) * 0.012;
            let rock = 1.0 + 0.5 * noise.fractal(x as f32 / view.unit * 16.0, place * 50.0, 5);
            *top = shore + 2.0 - rise * rock * view.unit;
        }
        let color = palette.far().mix(palette.near(), colour) * 0.8;
        layers.push(Box::new(Ridge::new(line, color, color.mix(palette.mist(), 0.25), 0.08 * view.unit)));
    }
    let foot = (view.pixel(side * (end + 0.045)), shore - 0.022 * view.unit);
    let size = 0.055 * view.unit;
    let tower = [(-0.13, -0.2), (0.13, -0.2), (0.08, 0.9), (-0.08, 0.9)];
    let roof = [(-0.13, 0.9), (0.13, 0.9), (0.1, 1.0), (0.07, 1.1), (0.0, 1.25), (-0.07, 1.1), (-0.1, 1.0)];
    layers.push(Box::new(Shape::new(foot, size, &tower, palette.near() * 0.8)));
    layers.push(Box::new(Shape::new(foot, size, &roof, palette.near() * 0.45)));
    let lamp = Dot { x: foot.0, y: foot.1 - size, radius: size * 0.3, color: palette.accent() };
    layers.push(Box::new(Dots::new(vec![lamp])));
}

/// A small boat under sail, and its reflection.
fn sailing_boat(at: (f32, f32), size: f32, palette: &Palette) -> Vec<Box<dyn Layer>> {
    let hull = [(-0.55, 0.0), (-0.42, -0.16), (0.40, -0.16), (0.62, 0.04)];
    let main = [(-0.02, 0.06), (-0.02, 1.42), (-0.30, 0.75), (-0.56, 0.08)];
    let jib = [(0.04, 0.06), (0.04, 1.24), (0.30, 0.62), (0.56, 0.07)];
    let mast = [(-0.02, -0.05), (0.02, -0.05), (0.02, 1.5), (-0.02, 1.5)];
    let below =
        |corners: &[(f32, f32)]| corners.iter().map(|&(x, y)| (x * 1.03, -0.18 - 0.6 * (y + 0.16))).collect::<Vec<_>>();
    let sail = palette.accent();
    let wet = palette.near().mix(sail, 0.28);
    vec![
        Box::new(Shape::new(at, size, &below(&main), wet)),
        Box::new(Shape::new(at, size, &below(&jib), wet)),
        Box::new(Shape::new(at, size, &below(&hull), palette.near() * 0.6)),
        Box::new(Shape::new(at, size, &mast, palette.near() * 0.4)),
        Box::new(Shape::new(at, size, &main, sail)),
        Box::new(Shape::new(at, size, &jib, sail * 0.9)),
        Box::new(Shape::new(at, size, &hull, palette.near() * 0.4)),
    ]
}

/// A flat boat with a fisherman standing in it.
pub fn sampan(view: &View, dice: &mut Dice, palette: &Palette) -> Vec<Box<dyn Layer>> {
    let at = (view.pixel(dice.between(-0.18, 0.18)), view.height * dice.between(0.82, 0.87));
    let size = view.unit * 0.11;
    let hull = [
        (-1.0, 0.14),
        (-0.75, 0.0),
        (-0.5, -0.06),
        (0.45, -0.06),
        (0.75, 0.01),
        (1.0, 0.18),
        (0.6, 0.06),
        (-0.6, 0.05),
    ];
    let body = [(0.28, 0.02), (0.44, 0.02), (0.42, 0.3), (0.40, 0.42), (0.33, 0.42), (0.29, 0.3)];
    let hat = [(0.22, 0.43), (0.51, 0.43), (0.365, 0.56)];
    let pole = [(0.455, 0.62), (0.47, 0.62), (0.60, -0.35), (0.585, -0.35)];
    let shade = [(-0.9, -0.055), (0.9, -0.055), (0.7, -0.10), (0.4, -0.13), (-0.4, -0.13), (-0.7, -0.10)];
    let dark = palette.near() * 0.3;
    vec![
        Box::new(Shape::new(at, size, &shade, palette.near() * 0.55)),
        Box::new(Shape::new(at, size, &pole, dark)),
        Box::new(Shape::new(at, size, &hull, dark)),
        Box::new(Shape::new(at, size, &body, dark)),
        Box::new(Shape::new(at, size, &hat, palette.accent() * 0.6)),
    ]
}
