//! Deserts: dunes, and table mountains of red rock.

use super::super::color::{Color, Gradient, hex};
use super::super::ground::{Dune, DuneLook, Plain, PlainLook};
use super::super::land::{Ridge, tables};
use super::super::noise::Dice;
use super::super::shapes::Shape;
use super::super::sky::{CloudLook, Clouds, Dots};
use super::super::{Layers, View};
use super::{Palette, side};

/// Dunes behind dunes; with stars where the sky is dark.
pub fn dunes(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let h = view.height;
    let side = side(dice);
    let sun = (view.pixel(side * dice.between(0.1, 0.28)), dice.between(0.2, 0.34) * h);
    let mut layers: Layers = vec![Box::new(palette.sky(view, 0.58 * h, sun, 0.04))];
    if hex(palette.sky[0]).luma() < 0.15 {
        layers.push(Box::new(Dots::stars(view, dice, 0.5 * h, 1300.0)));
    }
    let last = 4;
    for place in 0..=last {
        let near = place as f32 / last as f32;
        let base = h * (0.56 + 0.32 * near * near.sqrt());
        let haze = palette.mist();
        let tone = |color: Color| haze.mix(color, 0.45 + 0.55 * near);
        let look = DuneLook {
            tall: 0.085 + 0.13 * near,
            wide: 0.34 + 0.42 * near,
            side,
            colors: Gradient::new(&[tone(palette.near()), tone(palette.far()), tone(palette.accent())]),
            haze: haze.mix(tone(palette.far()), 0.4),
        };
        layers.push(Box::new(Dune::new(view, dice, base, look)));
    }
    layers
}

/// Table mountains in layers of red rock, and cacti before them.
pub fn tablelands(view: &View, dice: &mut Dice, palette: &Palette) -> Layers {
    let (h, u) = (view.height, view.unit);
    let side = side(dice);
    let sun = (view.pixel(side * dice.between(0.1, 0.3)), dice.between(0.16, 0.3) * h);
    let clouds = CloudLook {
        cover: 0.42,
        scale: 1.1,
        stretch: 2.0,
        shade: palette.far().mix(palette.mist(), 0.5),
        bright: hex(palette.sun).mix(palette.mist(), 0.3),
        most: 0.85,
    };
    let mut layers: Layers = vec![
        Box::new(palette.sky(view, 0.66 * h, sun, 0.034)),
        Box::new(Clouds::new(view, dice, 0.6 * h, sun, &clouds)),
    ];
    for place in 0..4 {
        let near = place as f32 / 3.0;
        let base = h * (0.66 + 0.10 * near);
        let line = tables(view, dice, base, 0.15 + 0.16 * near, 5 - place);
        let rock = palette.mist().mix(palette.far(), 0.5 + 0.5 * near);
        let ridge = Ridge::new(line, rock, rock.mix(palette.mist(), 0.35), 0.30 * u);
        let ridge = ridge.with_strata(view, dice.noise(), palette.accent().mix(palette.mist(), 0.5 - 0.5 * near));
        layers.push(Box::new(ridge.with_relief(view, dice, 11.0, side, 0.26 + 0.24 * near)));
    }
    let look = PlainLook {
        ground: palette.near(),
        lit: palette.far(),
        scrub: palette.near().mix(hex(0x3A4A2E), 0.6) * 0.55,
        haze: palette.mist(),
    };
    layers.push(Box::new(Plain::new(view, dice, 0.755 * h, look)));
    for (place, (foot, tall)) in [(0.80, 0.045), (0.84, 0.075), (0.95, 0.17)].into_iter().enumerate() {
        let across = (place as f32 - 1.0) * -side * 0.22 + dice.between(-0.08, 0.08);
        cactus(&mut layers, dice, (view.pixel(across), foot * h), tall * u, palette.near() * 0.38);
    }
    layers
}

/// A saguaro with two arms.
fn cactus(layers: &mut Layers, dice: &mut Dice, at: (f32, f32), size: f32, color: Color) {
    let stem = [(-0.085, -0.1), (0.085, -0.1), (0.085, 1.0), (0.06, 1.07), (0.0, 1.1), (-0.06, 1.07), (-0.085, 1.0)];
    let turn = side(dice);
    let arm = |sign: f32, low: f32, high: f32| {
        let (inner, outer) = (0.26, 0.38);
        let corners = [
            (0.0, low),
            (outer - 0.05, low),
            (outer, low + 0.06),
            (outer, high),
            (0.32, high + 0.06),
            (inner, high),
            (inner, low + 0.12),
            (0.0, low + 0.12),
        ];
        corners.map(|(x, y)| (x * sign, y))
    };
    layers.push(Box::new(Shape::new(at, size, &stem, color)));
    layers.push(Box::new(Shape::new(at, size, &arm(turn, dice.between(0.35, 0.5), dice.between(0.75, 0.9)), color)));
    layers.push(Box::new(Shape::new(at, size, &arm(-turn, dice.between(0.25, 0.4), dice.between(0.55, 0.75)), color)));
}
