//! A report as a file: written whole or not at all, and opened again exactly as it was.
//!
//! | file | idea |
//! | --- | --- |
//! | `format` | every form that a report can be given |
//! | `json` | the report itself |
//! | `csv` | a row a download, for spreadsheets and data frames |
//! | `hyperfine` | a result a contender, for what reads hyperfine's exports |
//! | `har` | an entry a request, for browsers' network views |
//! | `trace` | a track a worker, for Perfetto and `chrome://tracing` |
//! | `markdown` | verdict, table and conditions, for an issue |
//! | `save` | beside its place first, then moved there |
//! | `open` | a report opened again |

mod csv;
mod format;
mod har;
mod hyperfine;
mod json;
mod markdown;
mod open;
mod save;
#[cfg(test)]
mod testing;
mod trace;

pub use format::Format;
pub use json::{ExportError, cause, json, lesson_json};
pub use open::{OpenError, open, read};
pub use save::{put, save, save_json, save_lesson_json};
