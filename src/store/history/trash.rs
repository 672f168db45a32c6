//! Comparisons that were deleted and may still come back.
//!
//! Each program moves what it deletes into a folder of its own, in which it holds a lock for as long as
//! it lives. When it ends the folder goes; where it was killed, the next program finds the lock free
//! and removes the folder. That the pictures of a comparison go with it stands beside it in a file, so
//! that the next program knows it too.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::{Builder, TempDir};

use super::entry::HistoryId;
use super::file;
use super::pictures::{self, Picture};
use super::unless_missing;

const PREFIX: &str = "deleted-";
const LOCK: &str = "lock";
/// How the file ends that says that the pictures go too.
const WITH_PICTURES: &str = "with-pictures";

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

/// The folder of a program that is gone; it is ours to remove.
#[derive(Debug)]
pub(super) struct Left {
    lock: File,
    folder: PathBuf,
}

impl Left {
    /// Those that there are. The history's lock must be held: a folder is made before its own lock is.
    pub fn find(history: &Path) -> Vec<Self> {
        let Ok(entries) = fs::read_dir(history) else { return Vec::new() };
        let is_ours = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        let claim = |folder: PathBuf| {
            let lock = File::options().read(true).append(true).open(folder.join(LOCK)).ok()?;
            lock.try_lock().is_ok().then_some(Self { lock, folder })
        };
        entries.flatten().map(|entry| entry.path()).filter(is_ours).filter_map(claim).collect()
    }

    /// Removes it, and the pictures that were to go with it. What cannot be removed is left for the
    /// next time.
    pub fn remove(self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let mark = entry.path();
            if mark.extension().is_some_and(|ending| ending == WITH_PICTURES) {
                pictures::remove(&pictures_of(&mark.with_extension("json")));
            }
        }
        drop(self.lock);
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// What a comparison that was put aside names; one that is damaged names none.
fn pictures_of(aside: &Path) -> Vec<Picture> {
    file::read_report(aside).map_or_else(|_| Vec::new(), |report| pictures::of(&report))
}

/// A comparison that was deleted. Dropping it ends the time in which it may come back.
#[derive(Debug)]
#[must_use = "it is gone for good when this is dropped"]
pub struct Deleted {
    // Keeps the folder, and with it the way back.
    _trash: Arc<Trash>,
    aside: PathBuf,
    place: PathBuf,
    is_open: bool,
}

impl Deleted {
    pub(super) fn new(trash: Arc<Trash>, aside: PathBuf, place: PathBuf) -> Self {
        Self { _trash: trash, aside, place, is_open: true }
    }

    /// How many pictures would go with it: files in the report's folder that the report names and that
    /// are as large as they were.
    pub fn pictures(&self) -> usize {
        pictures::count(&pictures_of(&self.aside))
    }

    /// Its pictures go too when the time for an undo is over, whoever ends it: those in the report's
    /// folder that the report names and whose content is still the same.
    ///
    /// # Errors
    ///
    /// What the system says; they stay then.
    pub fn take_pictures(&mut self) -> io::Result<()> {
        let mark = self.mark();
        // Without the mark they stay, as an error says.
        File::create(&mark).and_then(|file| file.sync_all()).inspect_err(|_| drop(fs::remove_file(mark)))
    }

    /// Puts the comparison back where it was.
    ///
    /// # Errors
    ///
    /// What the system says; it stays deleted then, and this may be tried again.
    pub fn undo(&mut self) -> io::Result<()> {
        // First of all: whoever is killed in between leaves no mark beside a comparison that is back.
        unless_missing(fs::remove_file(self.mark()))?;
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
        let mark = self.mark();
        let removed = if mark.exists() { pictures::remove(&pictures_of(&self.aside)) } else { 0 };
        // What stays goes with the folder, at the latest with the next program.
        fs::remove_file(&self.aside).ok();
        fs::remove_file(mark).ok();
        removed
    }

    fn mark(&self) -> PathBuf {
        self.aside.with_extension(WITH_PICTURES)
    }
}

impl Drop for Deleted {
    fn drop(&mut self) {
        self.close();
    }
}
