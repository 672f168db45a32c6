//! The pictures of a comparison that was deleted.
//!
//! Only files that the report names go, inside the folder that was chosen for it, and only while they
//! are what was downloaded: a regular file of the same size and the same hash. Everything else is a
//! person's own by now.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use xxhash_rust::xxh3::Xxh3Default;

use crate::model::{ContentHash, Report};

/// A file that a report names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Picture {
    /// The folder that was chosen for the comparison.
    root: PathBuf,
    path: PathBuf,
    bytes: u64,
    hash: ContentHash,
}

/// The files that a report names inside its folder, each once; none where the folder was a temporary one.
pub(super) fn of(report: &Report) -> Vec<Picture> {
    let Some(root) = &report.plan.folder else { return Vec::new() };
    let picture = |(path, hash, bytes): (&PathBuf, ContentHash, u64)| {
        let below = path.strip_prefix(root).ok()?;
        let is_plain = below.components().all(|part| matches!(part, Component::Normal(_)));
        is_plain.then(|| Picture { root: root.clone(), path: path.clone(), bytes, hash })
    };
    let downloads = report.runs.iter().flat_map(|run| &run.downloads);
    let pictures = downloads.filter_map(|one| picture((one.path.as_ref()?, one.hash?, one.bytes)));
    let by_path: BTreeMap<PathBuf, Picture> = pictures.map(|picture| (picture.path.clone(), picture)).collect();
    by_path.into_values().collect()
}

/// How many of them are there and as large as they were.
pub(super) fn count(pictures: &[Picture]) -> usize {
    pictures.iter().filter(|picture| is_there(picture)).count()
}

/// Removes those that are still the same, and folders that are empty then; how many files went.
pub(super) fn remove(pictures: &[Picture]) -> usize {
    let mut removed = 0;
    for picture in pictures.iter().filter(|picture| is_same(picture)) {
        if fs::remove_file(&picture.path).is_ok() {
            removed += 1;
            remove_empty(picture.path.parent(), &picture.root);
        }
    }
    removed
}

/// Folders that still hold something stay, and so does the one that was chosen.
fn remove_empty(mut folder: Option<&Path>, root: &Path) {
    while let Some(empty) = folder.filter(|folder| *folder != root && folder.starts_with(root)) {
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
}

fn is_same(picture: &Picture) -> bool {
    is_there(picture) && hash(&picture.path).is_ok_and(|hash| hash == picture.hash)
}

/// Whether a file of this size lies in this very place, and not where a link leads to.
fn is_there(picture: &Picture) -> bool {
    let known = fs::symlink_metadata(&picture.path);
    known.is_ok_and(|known| known.is_file() && known.len() == picture.bytes) && is_below(picture).unwrap_or(false)
}

/// Whether no folder on the way from the chosen one is a link.
fn is_below(picture: &Picture) -> Option<bool> {
    let folder = picture.path.parent()?;
    let wanted = picture.root.canonicalize().ok()?.join(folder.strip_prefix(&picture.root).ok()?);
    Some(folder.canonicalize().ok()? == wanted)
}

fn hash(path: &Path) -> io::Result<ContentHash> {
    let mut file = File::open(path)?;
    let mut hasher = Xxh3Default::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(ContentHash(hasher.digest())),
            Ok(length) => hasher.update(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
