//! The painter: 32 landscapes, painted from nothing but a number.
//!
//! A painting is a stack of [`Layer`]s, each of which paints its part of one row of pixels over what the
//! layers behind it left there. All places are relative to the picture's size, so that a thumbnail
//! shows the same landscape as the whole picture.

mod color;
mod grain;
mod ground;
mod land;
mod noise;
mod scenes;
mod shapes;
mod sky;
mod trees;
mod water;

use self::color::Color;

/// How many different paintings there are.
pub const PAINTINGS: u32 = 32;

/// A picture as rows of red, green and blue bytes.
pub struct Canvas {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

/// Paints one of the [`PAINTINGS`]; the same number and size give the same bytes on every machine.
pub fn paint(painting: u32, width: u32, height: u32) -> Canvas {
    let view = View::new(width, height);
    let layers = scenes::compose(painting % PAINTINGS, &view);
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    let mut row = vec![Color::BLACK; width as usize];
    for y in 0..height {
        paint_row(&layers, y as f32 + 0.5, &mut row);
        grain::finish(&view, y, &row, &mut rgb);
    }
    Canvas { width, height, rgb }
}

/// The title of a painting.
pub fn title(painting: u32) -> &'static str {
    scenes::title(painting % PAINTINGS)
}

/// The size of the picture and the unit that lengths are given in.
#[derive(Clone, Copy)]
pub struct View {
    pub width: f32,
    pub height: f32,
    /// In pixels: about the side of a square of the picture's area.
    pub unit: f32,
}

impl View {
    fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width as f32, height as f32);
        Self { width, height, unit: (width * height).sqrt().min(1.3 * height) }
    }

    /// A pixel's horizontal place in units, 0 in the middle.
    fn across(&self, x: f32) -> f32 {
        (x - self.width / 2.0) / self.unit
    }

    /// The pixel of a horizontal place in units.
    fn pixel(&self, across: f32) -> f32 {
        across * self.unit + self.width / 2.0
    }
}

/// Something in a landscape that can paint its part of a row.
trait Layer {
    /// Paints over `row`, which is `y` pixels from the top.
    fn paint(&self, y: f32, row: &mut [Color]);

    /// Whether nothing behind it is seen in this row.
    fn covers(&self, _y: f32) -> bool {
        false
    }
}

/// A landscape, from the farthest layer to the nearest.
type Layers = Vec<Box<dyn Layer>>;

fn paint_row(layers: &[Box<dyn Layer>], y: f32, row: &mut [Color]) {
    let first = layers.iter().rposition(|layer| layer.covers(y)).unwrap_or(0);
    for layer in &layers[first..] {
        layer.paint(y, row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_size_can_be_painted() {
        for painting in 0..PAINTINGS {
            for (width, height) in [(1, 1), (1, 50), (50, 1), (7, 3), (90, 30)] {
                let canvas = paint(painting, width, height);
                assert_eq!(canvas.rgb.len(), (width * height * 3) as usize, "{}", title(painting));
            }
        }
    }

    /// The mean colour of each ninth of a picture.
    fn ninths(canvas: &Canvas) -> [f32; 27] {
        let (width, height) = (canvas.width as usize, canvas.height as usize);
        let mut sums = [0.0; 27];
        for (at, &byte) in canvas.rgb.iter().enumerate() {
            let (x, y, channel) = (at / 3 % width, at / 3 / width, at % 3);
            sums[(y * 3 / height * 3 + x * 3 / width) * 3 + channel] += f32::from(byte);
        }
        sums.map(|sum| sum / (width * height) as f32 * 9.0)
    }

    fn difference(one: &[f32], two: &[f32]) -> f32 {
        one.iter().zip(two).map(|(a, b)| (a - b).abs()).sum::<f32>() / one.len() as f32
    }

    #[test]
    fn a_thumbnail_shows_the_same_landscape_as_the_picture() {
        for painting in 0..12 {
            let (small, large) = (ninths(&paint(painting, 60, 90)), ninths(&paint(painting, 360, 540)));
            let apart = difference(&small, &large);
            assert!(apart < 5.0, "{} is {apart} of 255 off", title(painting));
        }
    }

    #[test]
    fn no_two_landscapes_look_alike() {
        let all: Vec<_> = (0..PAINTINGS).map(|painting| ninths(&paint(painting, 60, 90))).collect();
        for (one, first) in all.iter().enumerate() {
            for (two, second) in all.iter().enumerate().skip(one + 1) {
                assert!(difference(first, second) > 6.0, "{one} and {two}");
            }
        }
    }

    #[test]
    fn titles_are_all_different() {
        let titles: std::collections::HashSet<_> = (0..PAINTINGS).map(title).collect();
        assert_eq!(titles.len(), PAINTINGS as usize);
    }
}
