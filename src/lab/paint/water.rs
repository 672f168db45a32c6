//! Water, and what it mirrors.

use super::color::Color;
use super::noise::{Dice, Noise, smoothstep};
use super::{Layer, View, paint_row};

/// A lake, a bay or the sea, from its far shore to the bottom of the picture.
pub struct Water {
    shore: f32,
    depth: f32,
    mirror: Mirror,
    waves: Noise,
    view: View,
    look: WaterLook,
}

/// How water looks.
#[derive(Clone)]
pub struct WaterLook {
    /// The colour of the water itself, seen where it mirrors little: near.
    pub color: Color,
    /// How strongly it mirrors, near and far, 0 to 1.
    pub mirrors: [f32; 2],
    /// The height of the waves: 0.2 is a pond, 1 a breeze, 2 the sea.
    pub waves: f32,
    /// Where the sun or moon stands over it (in pixels), and the colour of the path of light below it.
    pub glitter: Option<(f32, Color)>,
}

impl Water {
    /// Water below `shore` (in pixels), which mirrors the layers painted before it.
    pub fn new(view: &View, dice: &mut Dice, above: &[Box<dyn Layer>], shore: f32, look: WaterLook) -> Self {
        let depth = (view.height - shore).max(1.0);
        let mirror = Mirror::new(view, above, (shore - depth * 1.15).max(0.0), shore);
        Self { shore, depth, mirror, waves: dice.noise(), view: *view, look }
    }

    /// The path of light under the sun: broken up by the waves, wider towards the viewer.
    fn glitter(&self, x: f32, near: f32, wave: f32, color: Color) -> Color {
        let Some((sun, light)) = self.look.glitter else { return color };
        let aside = (x - sun) / (self.view.unit * (0.035 + 0.11 * near));
        let path = 1.0 / (1.0 + aside * aside);
        let facets = smoothstep(0.62 - 0.5 * path, 1.0 - 0.45 * path, wave + 0.5);
        color.lit(light * (path * path * (0.16 + 0.84 * facets)))
    }
}

impl Layer for Water {
    fn paint(&self, y: f32, row: &mut [Color]) {
        let below = y - self.shore;
        if below <= -1.0 {
            return;
        }
        let shore_cover = (below + 0.5).clamp(0.0, 1.0);
        let near = (below / self.depth).clamp(0.0, 1.0);
        // The plane of the water, seen at a low angle: how far away this row is.
        let away = 1.0 / (near + 0.045);
        let along = away * 5.0;
        let swell = self.view.unit * 0.020 * self.look.waves * (0.08 + near);
        let mirrored = self.shore - below;
        let reflects = self.look.mirrors[1] + (self.look.mirrors[0] - self.look.mirrors[1]) * near.sqrt();
        for (x, color) in row.iter_mut().enumerate() {
            let across = self.view.across(x as f32) * away * 4.0;
            let broad = self.waves.at(across * 0.45, along);
            let fine = self.waves.at(across * 1.9 + broad, along * 2.7 + 31.0);
            let wave = 0.6 * broad + 0.4 * fine;
            let smear = wave.abs() * (swell * 2.4 + below * 0.10 * self.look.waves * self.look.waves);
            let seen = self.mirror.at(x as f32 + wave * swell * 0.7, mirrored - smear);
            let shade = 1.0 + 0.16 * wave * self.look.waves.min(1.0) * (0.3 + 0.7 * near);
            let water = self.look.color.mix(seen, reflects) * shade;
            *color = color.mix(self.glitter(x as f32, near, wave, water), shore_cover);
        }
    }

    fn covers(&self, y: f32) -> bool {
        y > self.shore + 1.0
    }
}

/// What stands above the water, at half the size.
struct Mirror {
    step: usize,
    top: f32,
    columns: usize,
    rows: usize,
    colors: Vec<Color>,
}

impl Mirror {
    fn new(view: &View, layers: &[Box<dyn Layer>], top: f32, bottom: f32) -> Self {
        let step = if view.unit > 600.0 { 2 } else { 1 };
        let mut row = vec![Color::BLACK; view.width as usize];
        let columns = row.len().div_ceil(step);
        let rows = ((bottom - top) / step as f32) as usize + 1;
        let mut colors = Vec::with_capacity(columns * rows);
        for line in 0..rows {
            paint_row(layers, top + (line * step) as f32, &mut row);
            colors.extend(row.chunks(step).map(|pair| pair[0].mix(pair[pair.len() - 1], 0.5)));
        }
        Self { step, top, columns, rows, colors }
    }

    fn at(&self, x: f32, y: f32) -> Color {
        let column = (x / self.step as f32).clamp(0.0, (self.columns - 1) as f32);
        let line = ((y - self.top) / self.step as f32).clamp(0.0, (self.rows - 1) as f32);
        let (left, above) = (column as usize, line as usize);
        let (right, below) = ((left + 1).min(self.columns - 1), (above + 1).min(self.rows - 1));
        let (u, v) = (column - left as f32, line - above as f32);
        let at = |column: usize, line: usize| self.colors[line * self.columns + column];
        at(left, above).mix(at(right, above), u).mix(at(left, below).mix(at(right, below), u), v)
    }
}
