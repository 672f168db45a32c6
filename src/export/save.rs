//! A file on disk: beside its place first, then moved there, so that a crash or a full disk leaves
//! the file that was there before, never half a report.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::json::{write, write_lesson};
use super::{ExportError, Format};
use crate::model::{LessonReport, Report};

/// Saves a report as JSON, replacing what lay there. A pipe or a device is written to in place.
///
/// # Errors
///
/// [`ExportError::Save`] when the folder does not exist or does not take it; what lay there before is
/// then unchanged.
pub fn save_json(report: &Report, path: &Path) -> Result<(), ExportError> {
    put(path, |mut writer| write(report, &mut writer)).map_err(|source| not_saved(path, source))
}

/// Saves what came out of a lesson, as [`save_json`] saves a report.
///
/// # Errors
///
/// As [`save_json`].
pub fn save_lesson_json(report: &LessonReport, path: &Path) -> Result<(), ExportError> {
    put(path, |mut writer| write_lesson(report, &mut writer)).map_err(|source| not_saved(path, source))
}

/// Saves a report in this format, replacing what lay there, as [`save_json`] does.
///
/// # Errors
///
/// As [`save_json`] has them.
pub fn save(report: &Report, format: Format, path: &Path) -> Result<(), ExportError> {
    let bytes = format.write(report)?;
    put(path, |writer| writer.write_all(&bytes)).map_err(|source| not_saved(path, source))
}

fn not_saved(path: &Path, source: io::Error) -> ExportError {
    ExportError::Save { path: path.to_owned(), source }
}

/// Puts what is written in its place whole or not at all, replacing what lay there, for which it needs to be allowed to
/// write it. Behind a link its target is replaced; a pipe or a device is written to in place.
///
/// # Errors
///
/// What the system or the writer said, for which [`cause`](super::cause) has words; what lay there before is then
/// unchanged.
pub fn put(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // Behind a link lies the file that is meant.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(known) if known.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(known) if !known.is_file() => {
            let mut buffered = BufWriter::new(OpenOptions::new().write(true).open(&target)?);
            write(&mut buffered)?;
            return buffered.flush();
        }
        // Moving a file over one that is write-protected would go round its protection.
        Ok(known) if known.permissions().readonly() => return Err(io::ErrorKind::PermissionDenied.into()),
        Ok(_) | Err(_) => {}
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = temporary(folder)?;
    let mut buffered = BufWriter::new(beside.as_file_mut());
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    // Its bytes are to be on the disk before its name is.
    beside.as_file().sync_all()?;
    beside.persist(&target)?;
    Ok(())
}

/// A file in this folder that is removed unless it is moved, readable as files usually are.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".saving-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::super::testing::report;
    use super::super::{json, open};
    use super::*;

    #[test]
    fn a_report_opens_exactly_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        // Pretty, and compact.
        for downloads in [1, 1000] {
            let report = report(downloads);
            save_json(&report, &path).expect("saved");
            assert_eq!(open(&path).expect("opened"), report);
            let text = fs::read_to_string(&path).expect("read");
            assert_eq!(text.lines().count() == 1, downloads == 1000);
            let mut streamed = Vec::new();
            json(&report, &mut streamed).expect("written");
            assert_eq!(streamed, text.as_bytes());
        }
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_cannot_be_saved_says_so_and_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("missing").join("report.json");
        let error = save_json(&report(1), &missing).expect_err("no such folder").to_string();
        let wanted = "the report cannot be saved (there is no such folder); choose another place than ";
        assert_eq!(error, format!("{wanted}{}", missing.display()));

        let error = save_json(&report(1), folder.path()).expect_err("a folder").to_string();
        assert!(error.contains("(it is a folder)"), "{error}");

        let path = folder.path().join("report.json");
        fs::write(&path, "kept").expect("written");
        let mut permissions = fs::metadata(&path).expect("known").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("set");
        let error = save_json(&report(1), &path).expect_err("write-protected").to_string();
        assert!(error.contains("(it is not allowed)"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("read"), "kept");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file.json"), folder.path().join("link.json"));
        fs::write(&file, "old").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        save_json(&report(1), &link).expect("saved");
        assert!(fs::symlink_metadata(&link).expect("known").is_symlink());
        assert_eq!(open(&file).expect("opened"), report(1));
        save_json(&report(1), Path::new("/dev/null")).expect("swallowed");
        assert!(!fs::metadata("/dev/null").expect("known").is_file());
    }
}
