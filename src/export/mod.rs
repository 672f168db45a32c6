//! A report as a file: written whole or not at all, and opened again exactly as it was.

mod json;
mod open;
mod save;
#[cfg(test)]
mod testing;

pub use json::{ExportError, json, lesson_json};
pub use open::{MAX_REPORT_BYTES, OpenError, open, read};
pub use save::{save_json, save_lesson_json};
