//! `manyhands open`: a saved report, in the window or here.

use std::path::Path;
use std::process::ExitCode;

use super::{console, fail, tables};
use crate::export;
use crate::model::Report;

/// The report in this file.
///
/// # Errors
///
/// The exit code, once the sentence that says what is wrong with the file is told.
pub fn read(path: &Path) -> Result<Report, ExitCode> {
    export::open(path).map_err(|error| fail(&error.to_string()))
}

/// Prints what a report says, where there is no display to open a window on, and says so.
pub fn show(report: &Report) -> ExitCode {
    console::note("There is no display to open a window on; this is what the report says.");
    match console::result(&tables::closing(report)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("the result could not be written: {error}")),
    }
}
