//! A place for a report, tried before it is needed.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::console;
use crate::export::{self, Format};
use crate::model::{LessonReport, Report};

/// A place for a report that was tried before anything was fetched.
#[derive(Debug)]
pub struct ReportFile {
    /// `None`: the report is all that standard output gets. What stands in a file stays until the
    /// report is there.
    path: Option<PathBuf>,
    format: Format,
}

impl ReportFile {
    /// Tries whether a report can go to `path`; `-` is standard output. Changes nothing.
    ///
    /// # Errors
    ///
    /// One sentence when it cannot be written.
    pub fn new(path: &Path, format: Format) -> Result<Self, String> {
        if path.as_os_str() == "-" {
            return Ok(Self { path: None, format });
        }
        match probe(path) {
            Ok(()) => Ok(Self { path: Some(path.to_owned()), format }),
            Err(error) => {
                Err(format!("the report cannot be written ({error}); name another file than {}", path.display()))
            }
        }
    }

    /// Whether standard output is taken.
    pub const fn is_standard_output(&self) -> bool {
        self.path.is_none()
    }

    /// Writes the report.
    ///
    /// # Errors
    ///
    /// One sentence when it cannot be written.
    pub fn write(&self, report: &Report) -> Result<(), String> {
        match &self.path {
            None => print(&self.format.write(report).map_err(|error| error.to_string())?),
            Some(path) => export::save(report, self.format, path).map_err(|error| error.to_string()),
        }
    }

    /// Writes what came out of a lesson, which has no form but JSON.
    ///
    /// # Errors
    ///
    /// One sentence when it cannot be written.
    pub fn write_lesson(&self, report: &LessonReport) -> Result<(), String> {
        match &self.path {
            None => {
                let mut json = Vec::new();
                export::lesson_json(report, &mut json).map_err(|error| error.to_string())?;
                print(&json)
            }
            Some(path) => export::save_lesson_json(report, path).map_err(|error| error.to_string()),
        }
    }
}

/// Prints bytes that are text, and nothing else.
fn print(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    console::result(text.trim_end()).map_err(|error| format!("the report cannot be written: {error}"))
}

/// Opens what is there for writing, or makes a nameless file where there is none. Pipes and
/// devices are left alone: opening one can wait for its reader.
fn probe(path: &Path) -> io::Result<()> {
    if path.is_file() {
        File::options().append(true).open(path).map(drop)
    } else if path.is_dir() {
        Err(io::ErrorKind::IsADirectory.into())
    } else if path.exists() {
        Ok(())
    } else {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        tempfile::tempfile_in(folder.unwrap_or(Path::new("."))).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tables::samples;

    #[test]
    fn a_file_is_tried_without_being_touched_and_then_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        let report = samples::report(&["sequential:1"], Vec::new());
        ReportFile::new(&path, Format::Json).expect("it can be made");
        assert!(!path.exists());
        std::fs::write(&path, "older").expect("written");
        let file = ReportFile::new(&path, Format::Json).expect("it can be replaced");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "older");
        file.write(&report).expect("written");
        assert_eq!(export::open(&path).expect("it opens"), report);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_found_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in [folder.path().to_owned(), folder.path().join("missing/report.json")] {
            let error = ReportFile::new(&path, Format::Json).map(|_| ()).expect_err("refused");
            assert!(error.contains("name another file"), "{error}");
        }
    }
}
