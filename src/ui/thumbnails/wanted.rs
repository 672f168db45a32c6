//! Which pictures are missing, and which file shows each.

use std::ops::Range;
use std::path::PathBuf;

use crate::model::{ContentHash, Report, Run};

use super::Shelf;

/// The pictures of `run` in view that have no small version yet, with a file that shows each:
/// the run's own, or the same content from another run whose files are still there.
pub fn wanted(report: &Report, run: &Run, in_view: Range<usize>, shelf: &Shelf) -> Vec<(ContentHash, PathBuf)> {
    let mut wanted: Vec<(ContentHash, PathBuf)> = Vec::new();
    let downloads = run.downloads.get(in_view.start.min(run.downloads.len())..).unwrap_or_default();
    for download in downloads.iter().take(in_view.len()) {
        let Some(hash) = download.hash else { continue };
        if shelf.get(hash).is_some() || wanted.iter().any(|(known, _)| *known == hash) {
            continue;
        }
        if let Some(path) = file_of(report, run, download.index) {
            wanted.push((hash, path));
        }
    }
    wanted
}

/// The file that shows what download `index` of `run` fetched: its own, or one with the same content
/// from another run.
pub fn file_of(report: &Report, run: &Run, index: u32) -> Option<PathBuf> {
    let download = run.downloads.get(index as usize)?;
    let elsewhere = || {
        let same = report.runs.iter().rev().filter_map(|other| other.downloads.get(index as usize));
        same.filter(|other| download.hash.is_some() && other.hash == download.hash).find_map(|other| other.path.clone())
    };
    download.path.clone().or_else(elsewhere)
}
