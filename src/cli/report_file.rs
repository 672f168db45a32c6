//! Where `--json` goes.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::console;
use crate::export;
use crate::model::Report;

/// A place for the report that was tried before anything was fetched.
pub enum ReportFile {
    /// `-`: the report is all that standard output gets.
    StandardOutput,
    /// A file that could be opened for writing; what stood in it stays until the report is there.
    File {
        /// Its name.
        path: PathBuf,
        /// Whether it was made now and is to go if no report comes.
        is_new: bool,
    },
}

impl ReportFile {
    /// Opens `path`; `-` is standard output.
    ///
    /// # Errors
    ///
    /// One sentence when it cannot be written.
    pub fn open(path: &Path) -> Result<Self, String> {
        if path.as_os_str() == "-" {
            return Ok(Self::StandardOutput);
        }
        let is_new = !path.exists();
        File::options().create(true).write(true).truncate(false).open(path).map_err(|error| {
            format!("the report cannot be written ({error}); name another file than {}", path.display())
        })?;
        Ok(Self::File { path: path.to_owned(), is_new })
    }

    /// Whether standard output is taken.
    pub const fn is_standard_output(&self) -> bool {
        matches!(self, Self::StandardOutput)
    }

    /// Writes the report.
    ///
    /// # Errors
    ///
    /// One sentence when it cannot be written.
    pub fn write(self, report: &Report) -> Result<(), String> {
        match self {
            Self::StandardOutput => {
                let mut json = Vec::new();
                export::json(report, &mut json).map_err(|error| error.to_string())?;
                let json = String::from_utf8_lossy(&json);
                console::result(json.trim_end()).map_err(|error| format!("the report could not be written: {error}"))
            }
            Self::File { path, .. } => export::save_json(report, &path).map_err(|error| error.to_string()),
        }
    }

    /// There is no report: an empty file that was made for it goes away again.
    pub fn give_up(self) {
        if let Self::File { path, is_new: true, .. } = self {
            std::fs::remove_file(path).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_report_stays_until_the_new_one_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        std::fs::write(&path, "an older and longer report").expect("written");
        ReportFile::open(&path).expect("opens").give_up();
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "an older and longer report");
    }

    #[test]
    fn a_file_made_for_nothing_goes_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        let file = ReportFile::open(&path).expect("opens");
        assert!(path.exists());
        file.give_up();
        assert!(!path.exists());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_found_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in [folder.path().to_owned(), folder.path().join("missing/report.json")] {
            let error = ReportFile::open(&path).map(|_| ()).expect_err("refused");
            assert!(error.contains("name another file"), "{error}");
        }
    }
}
