//! Repeatable chance: a hash, dice, gradient noise, and noise kept on a grid.
//!
//! Only additions, multiplications, divisions and square roots are used, which IEEE 754 rounds the
//! same way on every machine, so that a painting has the same bytes everywhere.

use super::View;

/// Mixes two coordinates and a seed into 32 even bits.
pub fn hash(x: i32, y: i32, seed: u32) -> u32 {
    let mut bits = x.cast_unsigned().wrapping_mul(0x9E37_79B1)
        ^ y.cast_unsigned().wrapping_mul(0x85EB_CA77).rotate_left(13)
        ^ seed.wrapping_mul(0xC2B2_AE3D);
    bits ^= bits >> 15;
    bits = bits.wrapping_mul(0x2C1B_3C6D);
    bits ^= bits >> 12;
    bits = bits.wrapping_mul(0x297A_2D39);
    bits ^ (bits >> 15)
}

/// Hash bits as a number from 0 to 1 (without 1).
pub fn share(bits: u32) -> f32 {
    (bits >> 8) as f32 / 16_777_216.0
}

/// From 0 below `low` to 1 above `high`, smoothly.
pub fn smoothstep(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The greatest whole number not above `value`; quicker than `floor` where that is a call.
pub fn floor(value: f32) -> i32 {
    let whole = value as i32;
    whole - i32::from(value < whole as f32)
}

/// A generator for the choices of a painting: the same seed, the same throws.
pub struct Dice {
    seed: u32,
    throws: i32,
}

impl Dice {
    /// Dice that always fall the same way for this seed.
    pub fn new(seed: u32) -> Self {
        Self { seed, throws: 0 }
    }

    /// The next 32 bits.
    pub fn bits(&mut self) -> u32 {
        self.throws += 1;
        hash(self.throws, 0x51ED, self.seed)
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * share(self.bits())
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f32) -> bool {
        share(self.bits()) < probability
    }

    /// Dice for something that throws more or less often in a larger picture, so that what comes after it
    /// falls the same in every size.
    pub fn fork(&mut self) -> Self {
        Self::new(self.bits())
    }

    /// A noise of its own.
    pub fn noise(&mut self) -> Noise {
        Noise { seed: self.bits() }
    }
}

/// Sixteen directions, evenly round the circle.
const DIRECTIONS: [[f32; 2]; 16] = {
    let (a, b, c) = (0.382_683_43, 0.707_106_77, 0.923_879_5);
    [
        [1.0, 0.0],
        [c, a],
        [b, b],
        [a, c],
        [0.0, 1.0],
        [-a, c],
        [-b, b],
        [-c, a],
        [-1.0, 0.0],
        [-c, -a],
        [-b, -b],
        [-a, -c],
        [0.0, -1.0],
        [a, -c],
        [b, -b],
        [c, -a],
    ]
};

/// Gradient noise (K. Perlin, "Improving Noise", 2002) with hashed instead of tabled gradients.
#[derive(Clone, Copy)]
pub struct Noise {
    seed: u32,
}

impl Noise {
    /// Smooth noise with features about 1 apart, from about −1 to 1.
    pub fn at(self, x: f32, y: f32) -> f32 {
        let (column, line) = (floor(x), floor(y));
        let (u, v) = (x - column as f32, y - line as f32);
        let corner = |dx: i32, dy: i32| {
            let [a, b] = DIRECTIONS[(hash(column + dx, line + dy, self.seed) >> 28) as usize];
            a * (u - dx as f32) + b * (v - dy as f32)
        };
        let (ease_u, ease_v) = (ease(u), ease(v));
        let top = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * ease_u;
        let bottom = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * ease_u;
        1.5 * (top + (bottom - top) * ease_v)
    }

    /// Sum of `octaves` noises, each twice as fine and half as strong; about −1 to 1.
    pub fn fractal(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut scale, mut strength) = (0.0, 1.0, 0.5);
        for octave in 0..octaves {
            let layer = Self { seed: self.seed.wrapping_add(octave * 0x68E3) };
            sum += strength * layer.at(x * scale, y * scale);
            scale *= 2.03;
            strength *= 0.5;
        }
        sum
    }

    /// Fractal noise with sharp crests, 0 to 1: mountains seen from above, or cut through.
    pub fn ridged(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut scale, mut strength, mut weight, mut total) = (0.0, 1.0, 0.5, 1.0f32, 0.0);
        for octave in 0..octaves {
            let layer = Self { seed: self.seed.wrapping_add(octave * 0x68E3) };
            let crest = 1.0 - layer.at(x * scale, y * scale).abs().min(1.0);
            let crest = crest * crest;
            sum += strength * weight * crest;
            total += strength;
            // Finer crests grow on the coarser ones, and leave the valleys smooth.
            weight = (crest * 1.4).min(1.0);
            scale *= 2.07;
            strength *= 0.52;
        }
        sum / total
    }
}

fn ease(t: f32) -> f32 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

/// A smooth function kept on a grid coarser than the pixels, since most noise needs no more.
pub struct Field {
    step: f32,
    top: f32,
    columns: usize,
    rows: usize,
    values: Vec<f32>,
}

impl Field {
    /// Keeps `value(x, y)` (in pixels) between the rows `top` and `bottom`, at the finest grid that shows.
    pub fn new(view: &View, top: f32, bottom: f32, value: impl Fn(f32, f32) -> f32) -> Self {
        let step = (view.unit / 800.0).max(1.0);
        let top = top.max(0.0).min(view.height);
        let columns = (view.width / step) as usize + 3;
        let rows = ((bottom.min(view.height) - top).max(0.0) / step) as usize + 3;
        let mut values = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            let y = top + row as f32 * step;
            values.extend((0..columns).map(|column| value(column as f32 * step, y)));
        }
        Self { step, top, columns, rows, values }
    }

    /// Another field on the same grid, of each point's place (in pixels) and value.
    pub fn map(&self, value: impl Fn(f32, f32, f32) -> f32) -> Self {
        let place =
            |at: usize| ((at % self.columns) as f32 * self.step, self.top + (at / self.columns) as f32 * self.step);
        let values = self.values.iter().enumerate().map(|(at, &here)| {
            let (x, y) = place(at);
            value(x, y, here)
        });
        Self { values: values.collect(), ..*self }
    }

    /// The value at a pixel, between the grid's points by straight lines.
    pub fn at(&self, x: f32, y: f32) -> f32 {
        let column = (x / self.step).clamp(0.0, (self.columns - 2) as f32);
        let row = ((y - self.top) / self.step).clamp(0.0, (self.rows - 2) as f32);
        let (left, above) = (column as usize, row as usize);
        let (u, v) = (column - left as f32, row - above as f32);
        let place = above * self.columns + left;
        let [a, b] = [self.values[place], self.values[place + 1]];
        let [c, d] = [self.values[place + self.columns], self.values[place + self.columns + 1]];
        let (top, bottom) = (a + (b - a) * u, c + (d - c) * u);
        top + (bottom - top) * v
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_smooth_and_stays_within_its_bounds() {
        let noise = Dice::new(7).noise();
        let mut last = noise.at(0.0, 0.3);
        let (mut low, mut high) = (0.0f32, 0.0f32);
        for step in 1..20_000 {
            let value = noise.at(step as f32 * 0.01, 0.3);
            assert!((value - last).abs() < 0.06, "a jump at {step}");
            (low, high, last) = (low.min(value), high.max(value), value);
        }
        assert!((-1.2..-0.5).contains(&low) && (0.5..1.2).contains(&high), "{low} to {high}");
    }

    #[test]
    fn the_same_seed_throws_the_same() {
        let (mut one, mut two, mut other) = (Dice::new(3), Dice::new(3), Dice::new(4));
        let throws = |dice: &mut Dice| [dice.bits(), dice.bits(), dice.bits()];
        let first = throws(&mut one);
        assert_eq!(first, throws(&mut two));
        assert_ne!(first, throws(&mut other));
    }

    #[test]
    fn a_field_agrees_with_its_function_on_the_grid_and_is_straight_between() {
        let view = View::new(64, 64);
        let field = Field::new(&view, 10.0, 60.0, |x, y| x + 2.0 * y);
        for (x, y) in [(0.0, 10.0), (31.5, 40.25), (63.0, 59.0)] {
            assert!((field.at(x, y) - (x + 2.0 * y)).abs() < 1e-3);
        }
        assert_eq!(field.at(5.0, 0.0), field.at(5.0, 10.0), "above the grid its edge goes on");
    }
}
