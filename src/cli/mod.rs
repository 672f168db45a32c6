//! The terminal: arguments, progress, tables.
//!
//! | file | idea |
//! | --- | --- |
//! | `arguments` | what may be typed, and its help |
//! | `run_options`, `lab_options`, `lesson_options` | the parts of it that are about a comparison, the lab server, a lesson |
//! | `help` | what stands below the options in the long help |
//! | `values` | how a single value is read: a mode with workers, a size, a rate, a header |
//! | `refused` | what is said of a line that cannot be read, without what may be a secret |
//! | `again` | `--plan`: a comparison done again, with what is given beside it changed |
//! | `draft` | the options of `run` become a plan, or a sentence that says what to change |
//! | `run` | `manyhands run`: follows a comparison to its end and its exit code |
//! | `sweep` | `manyhands sweep`: a run of one mode with several worker counts |
//! | `history` | `manyhands history`: what was compared before |
//! | `lab` | `manyhands lab`: the picture server alone |
//! | `lesson` | `manyhands lesson`: the course |
//! | `open` | `manyhands open`: a saved report, in the window or here |
//! | `progress` | what is told while a comparison runs |
//! | `tables` | what is told at its end |
//! | `exports` | where a report goes: `--json`, and the other forms |
//! | `report_file` | one of these places, tried before it is needed |
//! | `console` | the one place that writes to the terminal |

mod again;
mod arguments;
mod console;
mod draft;
mod exports;
mod help;
mod history;
mod lab;
mod lab_options;
mod lesson;
mod lesson_options;
mod open;
mod progress;
mod refused;
mod report_file;
mod run;
mod run_options;
mod sweep;
mod tables;
mod values;

use std::process::ExitCode;

use crate::engine::Programs;

pub use arguments::{Asked, parse};
pub use history::{HistoryOptions, history};
pub use lab::lab;
pub use lab_options::LabOptions;
pub use lesson::lesson;
pub use lesson_options::LessonOptions;
pub use open::{read, show};
pub use run::run;
pub use run_options::RunOptions;
pub use sweep::sweep;

/// The exit codes that other programs rely on; success is 0.
mod exit {
    /// Some downloads failed, or something in a lesson came out wrong; the report is written all the same.
    pub const SOME_FAILED: u8 = 1;
    /// The command cannot be done.
    pub const CANNOT: u8 = 2;
    /// Ctrl+C, or an end asked for by the system.
    pub const INTERRUPTED: u8 = 130;
}

/// Says that no window opens, and compares as `manyhands run` does without options.
pub fn run_without_display(programs: &Programs) -> ExitCode {
    console::note("There is no display to open a window on; this does what `manyhands run` does (see --help).");
    run(&RunOptions::default(), programs)
}

/// Says on standard error, in one sentence, why a command cannot be done, and gives its exit code.
pub fn fail(sentence: &str) -> ExitCode {
    console::note(&format!("error: {sentence}"));
    ExitCode::from(exit::CANNOT)
}
