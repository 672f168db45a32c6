//! Whether downloads can be put into a folder, found out before anything is fetched.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Why a folder will not do: one sentence that says what to change.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It, or what it would lie in, is a file.
    #[error("this is a file, not a folder; choose another place than {}", .0.display())]
    NotAFolder(PathBuf),
    /// Nothing can be written there.
    #[error("nothing can be written to this folder ({why}); choose another than {}", path.display())]
    NotWritable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// The system does not show it.
    #[error("this folder cannot be reached ({why}); choose another than {}", path.display())]
    Unreachable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
}

/// Looks whether `folder` can be written to, or made where it does not exist. It is not made, and
/// nothing is left behind.
///
/// # Errors
///
/// As [`FolderError`] says.
pub fn probe_folder(folder: &Path) -> Result<(), FolderError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let nearest = nearest_existing(folder)?;
    if !nearest.is_dir() {
        return Err(FolderError::NotAFolder(nearest.to_owned()));
    }
    let probe = tempfile::Builder::new().prefix(".manyhands-probe-").tempfile_in(nearest);
    let probe = probe.and_then(NamedTempFile::close);
    probe.map_err(|why| FolderError::NotWritable { path: nearest.to_owned(), why })
}

/// The folder itself, or the nearest above it that exists.
fn nearest_existing(folder: &Path) -> Result<&Path, FolderError> {
    for place in folder.ancestors() {
        let place = if place.as_os_str().is_empty() { Path::new(".") } else { place };
        match place.metadata() {
            Ok(_) => return Ok(place),
            // A file in the middle of the path: what it is shows one step further up.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(why) => return Err(FolderError::Unreachable { path: place.to_owned(), why }),
        }
    }
    Err(FolderError::Unreachable { path: folder.to_owned(), why: io::ErrorKind::NotFound.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_there_or_can_be_made_will_do_and_stays_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        probe_folder(folder.path()).expect("writable");
        probe_folder(&folder.path().join("new/newer")).expect("can be made");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
        probe_folder(Path::new("")).expect("the current folder");
    }

    #[test]
    fn a_file_is_no_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        std::fs::write(&file, "").expect("written");
        for place in [file.clone(), file.join("below")] {
            let error = probe_folder(&place).expect_err("a file is in the way");
            assert!(matches!(&error, FolderError::NotAFolder(path) if *path == file), "{error}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_nobody_may_write_to_is_refused() {
        // Not even the administrator makes files there.
        for place in ["/proc/self", "/proc/self/new"] {
            assert!(matches!(probe_folder(Path::new(place)), Err(FolderError::NotWritable { .. })), "{place}");
        }
    }
}
