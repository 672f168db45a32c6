//! The comparisons that were made, kept between two starts.
//!
//! ```text
//! FOLDER/20261121-140322-123.json   a comparison: its head on the first line, its report on the second
//! FOLDER/baseline                   which of them later ones are held against
//! FOLDER/set-aside/                 files that cannot be used; nothing deletes them
//! FOLDER/deleted-…/                 what a running program may still bring back
//! FOLDER/lock                       held for a moment by whoever changes something
//! ```
//!
//! Every file is written whole or not at all. Several programs may use the same folder at once: who
//! changes something holds the lock, and who reads needs none, since a file's place is only ever taken
//! by another whole one. To list the comparisons only first lines are read.

mod entry;
mod file;
mod pictures;
mod trash;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::Report;

pub use entry::{Entry, Head, HistoryId};
pub use file::HISTORY_VERSION;
pub use trash::Deleted;

use file::Unusable;
use trash::{Left, Trash};

/// The most comparisons that are kept, besides those that are pinned and the baseline.
pub const MAX_KEPT: usize = 200;
/// The most bytes that they may have together, besides the newest: one that is large takes no others with it.
pub const MAX_KEPT_BYTES: u64 = 200_000_000;

const LOCK: &str = "lock";
const BASELINE: &str = "baseline";
const SET_ASIDE: &str = "set-aside";

/// Why something cannot be done with the history: one sentence, the file last.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// There is no such comparison any more.
    #[error("this comparison is not in the history any more: {0}")]
    Gone(HistoryId),
    /// Its file cannot be used, and was set aside.
    #[error("the comparison {why}; its file was set aside as {}", .aside.display())]
    Unusable {
        /// What is wrong with it.
        why: String,
        /// Where the file is now.
        aside: PathBuf,
    },
    /// Its file cannot be read, and stays where it is.
    #[error("the comparison cannot be read ({source}); look after its file {}", .path.display())]
    Unread {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder does not do what it should.
    #[error("the history cannot be used ({source}); look after its folder {}", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What the history holds.
#[derive(Debug, Default, PartialEq)]
pub struct Listing {
    /// The comparisons, the latest first.
    pub entries: Vec<Entry>,
    /// One sentence for each file that could not be used.
    pub notices: Vec<String>,
}

/// The comparisons in a folder.
#[derive(Debug)]
pub struct History {
    folder: PathBuf,
    most: (usize, u64),
    trash: Mutex<Option<Arc<Trash>>>,
}

impl History {
    /// The history in this folder, which need not exist yet. What a program that is gone had deleted
    /// is removed for good.
    pub fn open(folder: &Path) -> Self {
        let history = Self { folder: folder.to_owned(), most: (MAX_KEPT, MAX_KEPT_BYTES), trash: Mutex::new(None) };
        if folder.is_dir() {
            let left = history.lock().map(|_lock| Left::find(folder));
            left.into_iter().flatten().for_each(Left::remove);
        }
        history
    }

    /// Every comparison, and what is to be said of files that cannot be used: they are set aside, and
    /// the others are there all the same.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Folder`] when the folder is there and cannot be read.
    pub fn list(&self) -> Result<Listing, HistoryError> {
        let mut listing = Listing::default();
        let baseline = self.baseline();
        for (id, path) in self.files()? {
            match file::read_entry(&id, &path) {
                Ok(mut entry) => {
                    entry.is_baseline = baseline.as_ref() == Some(&id);
                    listing.entries.push(entry);
                }
                // Another program deleted it meanwhile.
                Err(Unusable::Gone) => {}
                Err(Unusable::Unread(error)) => {
                    let sentence = format!("A comparison of the history cannot be read ({error}): {}", path.display());
                    listing.notices.push(sentence);
                }
                Err(Unusable::Because(why)) => listing.notices.push(self.set_aside_and_tell(&path, &why)),
            }
        }
        listing.entries.sort_by(|one, other| other.age().cmp(&one.age()));
        Ok(listing)
    }

    /// Keeps a comparison. Where there are too many then, the oldest go that are neither pinned nor the
    /// baseline.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Folder`] when the folder does not take it.
    pub fn add(&self, report: &Report) -> Result<HistoryId, HistoryError> {
        let id = self.changing(|| {
            self.sweep_parts()?;
            file::write_new(&self.folder, report)
        })?;
        self.prune(&id)?;
        Ok(id)
    }

    /// A comparison's report, exactly as it was kept.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Gone`], [`HistoryError::Unread`], or [`HistoryError::Unusable`] when the file is
    /// damaged.
    pub fn load(&self, id: &HistoryId) -> Result<Report, HistoryError> {
        let path = self.path(id);
        file::read_report(&path).map_err(|unusable| self.unusable(id, &path, unusable))
    }

    /// Gives a comparison a name, on one line and not endless; an empty one takes it away. The name that
    /// it has then comes back.
    ///
    /// # Errors
    ///
    /// As [`History::load`], and when the folder does not take it.
    pub fn rename(&self, id: &HistoryId, name: &str) -> Result<Option<String>, HistoryError> {
        let name = entry::clean_name(name);
        self.change(id, |head| head.name.clone_from(&name)).map(|()| name)
    }

    /// Says whether a comparison stays whatever is added.
    ///
    /// # Errors
    ///
    /// As [`History::rename`].
    pub fn set_pinned(&self, id: &HistoryId, is_pinned: bool) -> Result<(), HistoryError> {
        self.change(id, |head| head.pinned = is_pinned)
    }

    /// Chooses the comparison that others are held against; `None`: none.
    ///
    /// # Errors
    ///
    /// When it is gone, or the folder does not take it.
    pub fn set_baseline(&self, id: Option<&HistoryId>) -> Result<(), HistoryError> {
        if let Some(id) = id.filter(|id| !self.path(id).exists()) {
            return Err(HistoryError::Gone(id.clone()));
        }
        let path = self.folder.join(BASELINE);
        self.changing(|| match id {
            Some(id) => file::put(&path, |file| file.write_all(id.as_str().as_bytes())),
            None => unless_missing(fs::remove_file(&path)),
        })
    }

    /// The comparison that others are held against, if one is chosen and still there.
    pub fn baseline(&self) -> Option<HistoryId> {
        let id: HistoryId = fs::read_to_string(self.folder.join(BASELINE)).ok()?.parse().ok()?;
        self.path(&id).exists().then_some(id)
    }

    /// Moves a comparison aside. It comes back by [`Deleted::undo`]; when what comes back here is
    /// dropped, or the program ends, it is gone. Its pictures stay, unless [`Deleted::take_pictures`]
    /// was called.
    ///
    /// # Errors
    ///
    /// When it is gone already, or the folder does not let it go.
    pub fn delete(&self, id: &HistoryId) -> Result<Deleted, HistoryError> {
        let trash = self.trash()?;
        let (path, aside) = (self.path(id), trash.place(id));
        self.changing(|| fs::rename(&path, &aside)).map_err(|error| match error {
            HistoryError::Folder { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                HistoryError::Gone(id.clone())
            }
            other => other,
        })?;
        Ok(Deleted::new(trash, aside, path))
    }

    fn path(&self, id: &HistoryId) -> PathBuf {
        self.folder.join(id.file_name())
    }

    /// The files that may be comparisons.
    fn files(&self) -> Result<Vec<(HistoryId, PathBuf)>, HistoryError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(self.folder_error(source)),
        };
        // A folder is a person's own, whatever its name.
        let paths = entries.flatten().map(|entry| entry.path()).filter(|path| !path.is_dir());
        Ok(paths.filter_map(|path| Some((HistoryId::of_file(path.file_name()?.to_str()?)?, path))).collect())
    }

    /// Does something that no other program may do at the same time.
    fn changing<T>(&self, change: impl FnOnce() -> io::Result<T>) -> Result<T, HistoryError> {
        let changed = self.lock().and_then(|_lock| change());
        changed.map_err(|source| self.folder_error(source))
    }

    /// Held until the file is closed, which the system sees to when a program dies.
    fn lock(&self) -> io::Result<File> {
        fs::create_dir_all(&self.folder)?;
        // Windows locks no file that is open for appending only.
        let file = File::options().create(true).read(true).append(true).open(self.folder.join(LOCK))?;
        match file.lock() {
            // Some network folders know no locks; what follows is done in single steps anyway.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
            locked => locked.map(|()| file),
        }
    }

    /// Writes a comparison anew with another head.
    fn change(&self, id: &HistoryId, change: impl FnOnce(&mut Head)) -> Result<(), HistoryError> {
        let path = self.path(id);
        let changed = self.changing(|| file::rewrite(&path, change))?;
        changed.map_err(|unusable| self.unusable(id, &path, unusable))
    }

    /// Removes the oldest comparisons that nothing holds while there are too many of them, or they are too large
    /// together. One that is too large alone goes before any other.
    fn prune(&self, newest: &HistoryId) -> Result<(), HistoryError> {
        let (most, most_bytes) = self.most;
        let baseline = self.baseline();
        let is_held = |entry: &Entry| entry.head.pinned || baseline.as_ref() == Some(&entry.id) || entry.id == *newest;
        // What cannot be read is for the list to tell of.
        let known = |(id, path): (HistoryId, PathBuf)| file::read_entry(&id, &path).ok();
        let mut entries: Vec<Entry> =
            self.files()?.into_iter().filter_map(known).filter(|entry| !is_held(entry)).collect();
        entries.sort_by(|one, other| other.age().cmp(&one.age()));
        // From the latest to the oldest; the newest is one of those that are kept.
        let (mut count, mut bytes) = (1, 0);
        for entry in &entries {
            let is_too_large = entry.size_bytes > most_bytes;
            if !is_too_large {
                (count, bytes) = (count + 1, bytes + entry.size_bytes);
            }
            if is_too_large || count > most || bytes > most_bytes {
                self.changing(|| unless_missing(fs::remove_file(self.path(&entry.id))))?;
            }
        }
        Ok(())
    }

    /// Who holds the lock is the only one that writes: what lies there half-written was left by a crash.
    fn sweep_parts(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)?.flatten() {
            if entry.file_name().to_str().is_some_and(file::is_part) {
                unless_missing(fs::remove_file(entry.path()))?;
            }
        }
        Ok(())
    }

    fn trash(&self) -> Result<Arc<Trash>, HistoryError> {
        let mut trash = self.trash.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(trash) = &*trash {
            return Ok(Arc::clone(trash));
        }
        let made = self.changing(|| Trash::make(&self.folder)).map(Arc::new)?;
        *trash = Some(Arc::clone(&made));
        Ok(made)
    }

    fn folder_error(&self, source: io::Error) -> HistoryError {
        HistoryError::Folder { folder: self.folder.clone(), source }
    }

    fn unusable(&self, id: &HistoryId, path: &Path, unusable: Unusable) -> HistoryError {
        match unusable {
            Unusable::Gone => HistoryError::Gone(id.clone()),
            Unusable::Unread(source) => HistoryError::Unread { path: path.to_owned(), source },
            Unusable::Because(why) => match self.set_aside(path) {
                Ok(aside) => HistoryError::Unusable { why, aside },
                Err(source) => self.folder_error(source),
            },
        }
    }

    fn set_aside_and_tell(&self, path: &Path, why: &str) -> String {
        match self.set_aside(path) {
            Ok(aside) => format!("A comparison of the history {why}. It was set aside as {}.", aside.display()),
            Err(error) => {
                format!("A comparison of the history {why} and cannot be set aside ({error}): {}", path.display())
            }
        }
    }

    /// Moves a file out of the way, where nothing deletes it; where it is then.
    fn set_aside(&self, path: &Path) -> io::Result<PathBuf> {
        let folder = self.folder.join(SET_ASIDE);
        fs::create_dir_all(&folder)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let places = (1..1000).map(|number| match number {
            1 => folder.join(&*name),
            number => folder.join(format!("{name}.{number}")),
        });
        for place in places {
            // Taking the name first keeps another program from taking it too.
            match File::create_new(&place) {
                Ok(_) => {
                    let moved = fs::rename(path, &place);
                    return moved.map(|()| place.clone()).inspect_err(|_| drop(fs::remove_file(&place)));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

fn unless_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests;
