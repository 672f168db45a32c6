//! The colours of the workers of a lesson.

use eframe::egui::Color32;

use super::Palette;

/// How many workers of a lesson have a colour of their own.
const WORKER_COLORS: usize = 8;

/// Blue, green, purple, orange, vermilion, sky, yellow and black, the last two as far from white or
/// black as they must be.
const WORKERS: [Color32; WORKER_COLORS] = [
    Color32::from_rgb(0x00, 0x72, 0xB2),
    Color32::from_rgb(0x00, 0x9E, 0x73),
    Color32::from_rgb(0xCC, 0x79, 0xA7),
    Color32::from_rgb(0xE6, 0x9F, 0x00),
    Color32::from_rgb(0xD5, 0x5E, 0x00),
    Color32::from_rgb(0x56, 0xB4, 0xE9),
    Color32::from_rgb(0xB5, 0xA9, 0x12),
    Color32::from_rgb(0x4A, 0x4F, 0x59),
];
const WORKER_TEXTS: [Color32; WORKER_COLORS] = [
    Color32::from_rgb(0x00, 0x66, 0xA0),
    Color32::from_rgb(0x00, 0x75, 0x56),
    Color32::from_rgb(0xA0, 0x45, 0x79),
    Color32::from_rgb(0x85, 0x5A, 0x00),
    Color32::from_rgb(0xB0, 0x4D, 0x00),
    Color32::from_rgb(0x1A, 0x6E, 0x9E),
    Color32::from_rgb(0x6E, 0x66, 0x00),
    Color32::from_rgb(0x4A, 0x4F, 0x59),
];
const WORKERS_DARK: [Color32; WORKER_COLORS] = [
    Color32::from_rgb(0x56, 0xB4, 0xE9),
    Color32::from_rgb(0x2F, 0xC9, 0x9D),
    Color32::from_rgb(0xE2, 0x9A, 0xC3),
    Color32::from_rgb(0xF0, 0xB4, 0x2E),
    Color32::from_rgb(0xFF, 0x8F, 0x45),
    Color32::from_rgb(0x9D, 0xB4, 0xFF),
    Color32::from_rgb(0xF0, 0xE4, 0x42),
    Color32::from_rgb(0xC9, 0xCD, 0xD4),
];

impl Palette {
    /// The colour of a worker of a lesson, from 0: Okabe and Ito's, lighter in the dark. After
    /// eight of them they come again.
    pub const fn worker(&self, worker: u32) -> Color32 {
        let colors = if self.dark { &WORKERS_DARK } else { &WORKERS };
        colors[worker as usize % WORKER_COLORS]
    }

    /// A worker's colour as text, dark or light enough to be read.
    pub const fn worker_text(&self, worker: u32) -> Color32 {
        let colors = if self.dark { &WORKERS_DARK } else { &WORKER_TEXTS };
        colors[worker as usize % WORKER_COLORS]
    }
}
