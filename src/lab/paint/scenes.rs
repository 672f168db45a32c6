//! The landscapes.

use super::color::{Gradient, hex};
use super::land::{Mist, Ridge, peaks};
use super::noise::Dice;
use super::sky::{Aurora, CloudLook, Clouds, Dots, Light, Sky};
use super::{Layers, View};

pub fn title(_p: u32) -> &'static str {
    "x"
}

pub fn compose(painting: u32, view: &View) -> Layers {
    let mut dice = Dice::new(painting + 1);
    match painting % 2 {
        0 => mountains(view, &mut dice),
        _ => aurora(view, &mut dice),
    }
}

fn mountains(view: &View, dice: &mut Dice) -> Layers {
    let (h, u) = (view.height, view.unit);
    let horizon = 0.62 * h;
    let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
    let sun = (view.pixel(side * dice.between(0.05, 0.3)), dice.between(0.28, 0.42) * h);
    let gradient = Gradient::even(&[0x2C4A78, 0x6D7FA8, 0xC99BA0, 0xF2B98E, 0xFBDDB0]);
    let mut layers: Layers = vec![Box::new(Sky {
        gradient,
        horizon,
        lights: vec![Light {
            x: sun.0,
            y: sun.1,
            radius: 0.035 * u,
            disc: hex(0xFFF6DF),
            glow: hex(0xFFC98A),
            reach: 0.5 * u,
            seas: None,
        }],
    })];
    layers.push(Box::new(Clouds::new(
        view,
        dice,
        horizon,
        sun,
        &CloudLook { cover: 0.4, scale: 0.8, stretch: 2.5, shade: hex(0x8E86A8), bright: hex(0xFFE3C0), most: 0.8 },
    )));
    let near = hex(0x1B2A3C);
    let far = hex(0xC7A9A8);
    for i in 0..6 {
        let t = i as f32 / 5.0;
        let base = h * (0.60 + 0.36 * t * t.sqrt());
        let line = peaks(view, dice.noise(), base, 0.34 - 0.16 * t, 0.55 + 0.1 * t, 0.6);
        let crest = far.mix(near, t.sqrt() * 0.9);
        let foot = far.mix(crest, 0.25 + 0.5 * t);
        let mut r = Ridge::new(line, crest, foot, 0.26 * u).with_relief(view, dice, 3.0 + 2.0 * t, side, 0.45);
        if i < 3 {
            r = r.with_snow(hex(0xF5E6E0).mix(far, 0.4 * (1.0 - t)), 0.12 * u);
        }
        layers.push(Box::new(r));
        if i < 5 {
            layers.push(Box::new(Mist {
                noise: dice.noise(),
                y: base + 0.05 * u,
                thick: 0.06 * u,
                color: hex(0xF3CDB4),
                most: 0.55,
                unit: u,
            }));
        }
    }
    layers
}

fn aurora(view: &View, dice: &mut Dice) -> Layers {
    let (h, u) = (view.height, view.unit);
    let horizon = 0.66 * h;
    let mut layers: Layers = vec![Box::new(Sky {
        gradient: Gradient::even(&[0x050B1E, 0x0B1B3A, 0x123050, 0x1F4A5C]),
        horizon,
        lights: vec![],
    })];
    layers.push(Box::new(Dots::stars(view, dice, horizon, 1500.0)));
    layers.push(Box::new(Aurora::new(view, dice, 0.5 * h, [hex(0x4DFFB0), hex(0x9A4DFF)])));
    for i in 0..3 {
        let t = i as f32 / 2.0;
        let line = peaks(view, dice.noise(), h * (0.66 + 0.16 * t), 0.22, 0.5, 0.7);
        layers.push(Box::new(
            Ridge::new(line, hex(0x1C3348).mix(hex(0x050A12), t), hex(0x24485A).mix(hex(0x03060B), t), 0.2 * u)
                .with_relief(view, dice, 3.0, 1.0, 0.4),
        ));
    }
    layers
}
