//! What lies in a folder.

use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder, at any depth, in order; none if there is no such folder.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect();
    files.sort();
    files
}
