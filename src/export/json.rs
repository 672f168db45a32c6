//! A report as JSON, in the form that `assets/report.schema.json` describes.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::model::{LessonReport, Report};

/// From so many downloads on a report is written without spaces and line breaks: it is for programs
/// then, and half as large.
const COMPACT_FROM: usize = 1000;

/// Why a report could not be written: one sentence, the place last.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder or the file does not take it.
    #[error("the report cannot be saved ({}); choose another place than {}", cause(.source), .path.display())]
    Save {
        /// Where it was to lie.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The writer does not take it.
    #[error("the report cannot be written ({})", cause(.0))]
    Write(#[source] io::Error),
}

/// What the system said, in words where there are good ones.
pub fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => "it is not allowed".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "it can only be read".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is no folder".to_owned(),
        io::ErrorKind::BrokenPipe => "its reader is gone".to_owned(),
        _ => error.to_string(),
    }
}

/// Writes a report as JSON with a line break at its end, for people to read as well while it has
/// fewer than 1000 downloads.
///
/// # Errors
///
/// [`ExportError::Write`] when the writer fails.
pub fn json(report: &Report, mut writer: impl Write) -> Result<(), ExportError> {
    write(report, &mut writer).map_err(ExportError::Write)
}

/// Writes what came out of a lesson as JSON, in the form that `assets/lesson.schema.json` describes.
///
/// # Errors
///
/// As [`json`].
pub fn lesson_json(report: &LessonReport, mut writer: impl Write) -> Result<(), ExportError> {
    write_lesson(report, &mut writer).map_err(ExportError::Write)
}

pub(super) fn write_lesson(report: &LessonReport, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, report)?;
    writer.write_all(b"\n")?;
    writer.flush()
}

pub(super) fn write(report: &Report, writer: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let downloads: usize = report.runs.iter().map(|run| run.downloads.len()).sum();
    // A report is plain data with text keys: only the writer can fail.
    if downloads < COMPACT_FROM {
        serde_json::to_writer_pretty(&mut *writer, report)?;
    } else {
        serde_json::to_writer(&mut *writer, report)?;
    }
    writer.write_all(b"\n")?;
    writer.flush()
}
