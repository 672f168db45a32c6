//! Comparisons that were deleted and may still come back.
//!
//! Each program moves what it deletes into a folder of its own, in which it holds a lock for as long as
//! it lives. When it ends the folder goes; where it was killed, the next program finds the lock free
//! and removes the folder.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::{Builder, TempDir};

use super::entry::HistoryId;
use super::pictures::{self, Picture};

const PREFIX: &str = "deleted-";
const LOCK: &str = "lock";

/// The folder of one program.
#[derive(Debug)]
pub(super) struct Trash {
    // Closed first: Windows removes no folder in which a file is open.
    _lock: File,
    folder: TempDir,
}

impl Trash {
    /// Makes the folder. The history's lock must be held: nobody may sweep it before its own is.
    pub fn make(history: &Path) -> io::Result<Self> {
        let folder = Builder::new().prefix(PREFIX).tempdir_in(history)?;
        let lock = File::create_new(folder.path().join(LOCK))?;
        match lock.try_lock() {
            // Where there are no locks nobody sweeps either.
            Ok(()) => {}
            Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(error) => return Err(error.into()),
        }
        Ok(Self { folder, _lock: lock })
    }

    /// Where a comparison is put.
    pub fn place(&self, id: &HistoryId) -> PathBuf {
        self.folder.path().join(id.file_name())
    }
}

/// Removes the folders of programs that are gone; the history's lock must be held. What cannot be removed is left for the next time.
pub(super) fn sweep(history: &Path) {
    let Ok(entries) = fs::read_dir(history) else { return };
    let is_ours = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
    for folder in entries.flatten().map(|entry| entry.path()).filter(is_ours) {
        let Ok(lock) = File::options().append(true).open(folder.join(LOCK)) else { continue };
        if lock.try_lock().is_ok() {
            // Nobody takes it meanwhile: that needs the history's lock.
            drop(lock);
            fs::remove_dir_all(&folder).ok();
        }
    }
}

/// A comparison that was deleted. Dropping it ends the time in which it may come back.
#[derive(Debug)]
#[must_use = "it is gone for good when this is dropped"]
pub struct Deleted {
    // Keeps the folder, and with it the way back.
    _trash: Arc<Trash>,
    aside: PathBuf,
    place: PathBuf,
    pictures: Vec<Picture>,
    is_open: bool,
}

impl Deleted {
    pub(super) fn new(trash: Arc<Trash>, aside: PathBuf, place: PathBuf, pictures: Vec<Picture>) -> Self {
        Self { _trash: trash, aside, place, pictures, is_open: true }
    }

    /// How many pictures will go with it, as far as is known now.
    pub fn pictures(&self) -> usize {
        self.pictures.len()
    }

    /// Puts the comparison back where it was.
    ///
    /// # Errors
    ///
    /// What the system says; it stays deleted then.
    pub fn undo(mut self) -> io::Result<()> {
        // A link takes no place that another has taken, and a rename would.
        match fs::hard_link(&self.aside, &self.place) {
            Ok(()) => fs::remove_file(&self.aside)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            Err(_) => fs::rename(&self.aside, &self.place)?,
        }
        self.is_open = false;
        Ok(())
    }

    /// Removes it for good, and its pictures where that was asked for; how many pictures went.
    pub fn finish(mut self) -> usize {
        self.close()
    }

    fn close(&mut self) -> usize {
        if !std::mem::take(&mut self.is_open) {
            return 0;
        }
        // What stays goes with the folder, at the latest with the next program.
        fs::remove_file(&self.aside).ok();
        pictures::remove(&self.pictures)
    }
}

impl Drop for Deleted {
    fn drop(&mut self) {
        self.close();
    }
}
