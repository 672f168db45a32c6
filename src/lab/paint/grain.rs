//! The last touch: a slight vignette and film grain, and bytes.

use super::View;
use super::color::Color;
use super::noise::hash;

/// How strong the grain is, of 255.
const GRAIN: f32 = 5.0;

/// Adds the finished row to the picture's bytes.
///
/// Grain is the same in all three colours, strongest in the middle tones, as on film; it also keeps
/// smooth skies from showing bands.
pub fn finish(view: &View, y: u32, row: &[Color], rgb: &mut Vec<u8>) {
    let down = (y as f32 + 0.5) / view.height - 0.5;
    for (x, color) in row.iter().enumerate() {
        let across = (x as f32 + 0.5) / view.width - 0.5;
        let corner = across * across + down * down;
        let vignette = 1.0 - 0.45 * corner * corner;
        let bits = hash(x as i32, y as i32, 0x6EA1);
        // Two bytes' difference falls off towards the extremes, like grain does.
        let speck = ((bits & 255) as f32 - ((bits >> 8) & 255) as f32) / 255.0;
        let luma = color.luma().min(1.0);
        let speck = speck * GRAIN * (0.35 + 2.6 * luma * (1.0 - luma));
        let byte = |part: f32| (part * vignette * 255.0 + speck + 0.5).clamp(0.0, 255.0) as u8;
        rgb.extend([byte(color.r), byte(color.g), byte(color.b)]);
    }
}
