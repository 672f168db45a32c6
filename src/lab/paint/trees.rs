//! Conifers, one by one, and whole forests of them.

use super::color::Color;
use super::land::Skyline;
use super::noise::{Dice, Noise, floor, hash, share, smoothstep};
use super::{Layer, View};

/// A spruce seen from the side, in pixels.
struct Conifer {
    x: f32,
    top: f32,
    tall: f32,
    /// Half its width at the foot.
    half: f32,
    tiers: f32,
    tone: f32,
    seed: u32,
}

/// Trees in the order in which they hide each other.
pub struct Forest {
    trees: Vec<Conifer>,
    look: ForestLook,
}

/// How a forest looks.
#[derive(Clone, Copy)]
pub struct ForestLook {
    /// The trees' shaded and lit side.
    pub dark: Color,
    pub lit: Color,
    /// The light comes from the left (−1) or from the right (1).
    pub side: f32,
    /// Snow on the branches.
    pub snow: Option<Color>,
    /// What the trees' feet fade into.
    pub haze: Option<Color>,
}

impl Forest {
    /// Trees along the top of a stretch of land.
    pub fn along(view: &View, dice: &mut Dice, line: &Skyline, plan: &Planting, look: ForestLook) -> Self {
        let (mut dice, mut trees) = (dice.fork(), Vec::new());
        for row in 0..plan.rows {
            let size = plan.tall * view.unit * (1.0 + 0.12 * row as f32);
            let mut x = -size * dice.between(0.0, 0.3);
            while x < view.width + size * 0.3 {
                let ground = line[(x.max(0.0) as usize).min(line.len() - 1)];
                let grove = smoothstep(
                    -0.5,
                    0.3,
                    plan.groves.map_or(1.0, |noise| noise.at(view.across(x) * 3.0, row as f32 * 0.4)),
                );
                let tall = size * dice.between(0.55, 1.15) * (0.45 + 0.55 * grove);
                let foot = ground + plan.down * view.unit * (row as f32 + dice.between(0.0, 0.8)) + 0.04 * tall;
                if dice.chance(0.25 + 0.75 * grove) {
                    trees.push(Conifer::new(&mut dice, view.unit, x, foot, tall));
                }
                x += size * plan.close * dice.between(0.5, 1.5);
            }
        }
        trees.sort_by(|a, b| (a.top + a.tall).total_cmp(&(b.top + b.tall)));
        Self { trees, look }
    }

    /// Single trees at these places: x, foot and height in pixels.
    pub fn at(view: &View, dice: &mut Dice, places: &[(f32, f32, f32)], look: ForestLook) -> Self {
        let trees = places.iter().map(|&(x, foot, tall)| Conifer::new(dice, view.unit, x, foot, tall)).collect();
        Self { trees, look }
    }

    fn branch_color(&self, tree: &Conifer, down: f32, within: f32, aside: f32) -> Color {
        let look = &self.look;
        let light = (0.5 + 0.5 * aside * look.side).clamp(0.0, 1.0) * (1.0 - 0.55 * within);
        let mut color = look.dark.mix(look.lit, light) * tree.tone;
        if let Some(snow) = look.snow {
            let lies = smoothstep(0.62, 0.25, within) * (0.45 + 0.55 * light);
            color = color.mix(snow * (0.72 + 0.28 * light), lies);
        }
        match look.haze {
            Some(haze) => color.mix(haze, 0.75 * smoothstep(0.35, 1.1, down)),
            None => color,
        }
    }
}

/// Where a forest stands.
#[derive(Clone, Copy)]
pub struct Planting {
    /// In units, give or take a third.
    pub tall: f32,
    /// Rows of trees before each other, each lower than the one behind by `down` units.
    pub rows: u32,
    pub down: f32,
    /// Their distance, in tree heights.
    pub close: f32,
    /// Where they stand close and tall, and where not.
    pub groves: Option<Noise>,
}

impl Conifer {
    fn new(dice: &mut Dice, view_unit: f32, x: f32, foot: f32, tall: f32) -> Self {
        Self {
            x,
            top: foot - tall,
            tall,
            half: tall * dice.between(0.16, 0.23),
            // Small trees have fewer tiers than large ones, and never more than their pixels can show.
            tiers: (dice.between(9.0, 13.0) + 40.0 * tall / view_unit).min((tall / 3.0).max(3.0)),
            tone: dice.between(0.86, 1.14),
            seed: dice.bits(),
        }
    }

    /// How far the branches reach to one side at this height: each tier starts thin and ends wide.
    fn reach(&self, down: f32, side: i32) -> (f32, f32) {
        let tier = down * self.tiers;
        let number = tier as i32;
        let within = tier - number as f32;
        let uneven = 0.70 + 0.5 * share(hash(number, side, self.seed));
        // Twigs: a second, finer row of tiers, and single needles.
        let twig = down * self.tiers * 3.7 + 0.5 * share(hash(number, side, 77));
        let twigs = 0.86 + 0.20 * (twig - floor(twig) as f32);
        let needles = 0.93 + 0.14 * share(hash((down * self.tall / 2.0) as i32, side, self.seed));
        let taper = 0.03 + down.sqrt() * down.sqrt().sqrt();
        (self.half * taper * (0.46 + 0.54 * within) * uneven * twigs * needles, within)
    }
}

impl Layer for Forest {
    fn paint(&self, y: f32, row: &mut [Color]) {
        for tree in &self.trees {
            let down = (y - tree.top) / tree.tall;
            if !(0.0..=1.0).contains(&down) {
                continue;
            }
            let ((left, within), (right, _)) = (tree.reach(down, 0), tree.reach(down, 1));
            let (from, to) = (tree.x - left, tree.x + right);
            if to < 0.0 || from > row.len() as f32 {
                continue;
            }
            let (first, last) = (from.max(0.0) as usize, (to.max(0.0) as usize + 1).min(row.len()));
            for (x, color) in row.iter_mut().enumerate().take(last).skip(first) {
                let here = x as f32;
                let cover = (here + 1.0 - from).clamp(0.0, 1.0) * (to - here).clamp(0.0, 1.0);
                let aside = (here + 0.5 - tree.x) / (tree.half * 0.8);
                *color = color.mix(self.branch_color(tree, down, within, aside), cover);
            }
        }
    }
}
