//! Numbers that several processes see and write.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::{NamedTempFile, TempPath};

use super::sys::{self, WORD_BYTES, Words};

/// Numbers in memory that several processes share, zero at first.
///
/// One process [creates](Self::create) it and tells the others its [`path`](Self::path) and length, such as in the setup
/// of a [`Pool`](super::Pool); they [open](Self::open) it. Nothing is sent when a number changes: all of them see the
/// same memory. There are two ways to write:
///
/// - [`set`](Self::set), a plain store, where no two processes write the same place, as Python's `RawArray` is used;
/// - [`update`](Self::update), a compare-and-swap, where they do: no update is lost. Python's `Array` takes a lock.
///
/// No order is promised between different places. What a worker wrote in a task is there when the task's result is.
///
/// The memory is a file that only this user may open, in memory where the system has a place for such files. It goes
/// with the array that created it: at once on Linux, where it has no name from the beginning and is reached by way of
/// the process that holds it. Elsewhere a process that is killed leaves its file in the folder for temporary files.
pub struct SharedArray {
    // In this order: some systems keep a file that is still mapped.
    words: Words,
    path: PathBuf,
    _file: File,
    _name: Option<TempPath>,
}

impl SharedArray {
    /// As many zeros, shared with whoever opens it.
    ///
    /// # Errors
    /// When it is to have no place at all, or no place is left for it.
    pub fn create(length: usize) -> io::Result<Self> {
        Self::create_named(".manyhands-", length)
    }

    /// The same, whose file's name begins so where it has one, so that it is known when it is left behind.
    ///
    /// # Errors
    /// When it is to have no place at all, or no place is left for it.
    pub fn create_named(prefix: &str, length: usize) -> io::Result<Self> {
        let in_memory = sys::shared_folder().map(|folder| Self::create_in(&folder, prefix, length));
        match in_memory {
            Some(Ok(array)) => Ok(array),
            // Such as in a container, which gives but little memory for files.
            Some(Err(_)) | None => Self::create_in(&std::env::temp_dir(), prefix, length),
        }
    }

    fn create_in(folder: &Path, prefix: &str, length: usize) -> io::Result<Self> {
        let (mut file, name) = NamedTempFile::with_prefix_in(prefix, folder)?.into_parts();
        // A file with holes would be found too large only when a process writes into it, which kills that.
        let bytes = length.checked_mul(WORD_BYTES).ok_or(io::ErrorKind::InvalidInput)?;
        io::copy(&mut io::repeat(0).take(bytes as u64), &mut file)?;
        let words = Words::map(&file, length)?;
        let (path, name) = match sys::nameless_path(&file) {
            Some(path) => {
                name.close()?;
                (path, None)
            }
            None => (name.to_path_buf(), Some(name)),
        };
        Ok(Self { words, path, _file: file, _name: name })
    }

    /// The array that another process created.
    ///
    /// # Errors
    /// When it is not there, or has another length.
    pub fn open(path: &Path, length: usize) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let bytes = file.metadata()?.len();
        if length.checked_mul(WORD_BYTES).is_none_or(|expected| expected as u64 != bytes) {
            let reason = format!("the shared array has {bytes} bytes, which are not {length} numbers");
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        Ok(Self { words: Words::map(&file, length)?, path: path.to_owned(), _file: file, _name: None })
    }

    /// By which other processes open it, for as long as the one that created it lives.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many numbers it holds: at least one.
    #[expect(clippy::len_without_is_empty, reason = "it never is")]
    pub fn len(&self) -> usize {
        self.cells().len()
    }

    /// The numbers themselves.
    pub fn cells(&self) -> &[AtomicU64] {
        self.words.words()
    }

    /// The number in that place.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn get(&self, place: usize) -> u64 {
        self.cells()[place].load(Ordering::Relaxed)
    }

    /// Writes the number in that place, whatever it was.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn set(&self, place: usize, number: u64) {
        self.cells()[place].store(number, Ordering::Relaxed);
    }

    /// Makes another number of the one in that place, and returns the one that was there. It is asked again when
    /// another process was quicker, so that nobody's update is lost.
    ///
    /// # Panics
    /// When there is no such place.
    pub fn update(&self, place: usize, mut change: impl FnMut(u64) -> u64) -> u64 {
        self.cells()[place]
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |number| Some(change(number)))
            .expect("a change always comes to something")
    }

    /// All numbers as they are, one after another.
    pub fn to_vec(&self) -> Vec<u64> {
        self.cells().iter().map(|cell| cell.load(Ordering::Relaxed)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_opens_it_sees_the_same() {
        let array = SharedArray::create(1000).expect("some memory is left");
        assert_eq!((array.len(), array.to_vec()), (1000, vec![0; 1000]));
        let other = SharedArray::open(array.path(), 1000).expect("it is there");
        other.set(999, 7);
        assert_eq!(array.get(999), 7);
        assert_eq!(array.update(999, |number| number * number), 7);
        assert_eq!(other.get(999), 49);
    }

    #[test]
    fn it_goes_with_its_creator() {
        let array = SharedArray::create(10).expect("some memory is left");
        let path = array.path().to_owned();
        let other = SharedArray::open(&path, 10).expect("it is there");
        drop(array);
        assert!(SharedArray::open(&path, 10).is_err());
        other.set(3, 4);
        assert_eq!(other.get(3), 4, "who has it open keeps it");
    }

    #[test]
    fn a_wrong_length_is_refused() {
        let array = SharedArray::create(10).expect("some memory is left");
        for length in [0, 9, 11, usize::MAX] {
            let error = SharedArray::open(array.path(), length).err().map(|error| error.to_string());
            assert!(error.is_some_and(|text| text.contains("80 bytes")), "{length}");
        }
        assert!(SharedArray::create(0).is_err());
        assert!(SharedArray::create(usize::MAX).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_may_open_it() {
        use std::os::unix::fs::MetadataExt as _;
        for folder in [sys::shared_folder().unwrap_or_else(std::env::temp_dir), std::env::temp_dir()] {
            let array = SharedArray::create_in(&folder, ".of-a-test-", 10).expect("some room is left");
            let mode = std::fs::metadata(array.path()).expect("it is there").mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_killed_creator_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let array = SharedArray::create_in(folder.path(), ".of-a-test-", 10).expect("some room is left");
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0);
        SharedArray::open(array.path(), 10).expect("it can be opened all the same");
    }

    #[test]
    fn no_update_is_lost() {
        let array = SharedArray::create(1).expect("some memory is left");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mine = SharedArray::open(array.path(), 1).expect("it is there");
                    (0..10_000).for_each(|_| {
                        mine.update(0, |number| number + 1);
                    });
                });
            }
        });
        assert_eq!(array.get(0), 40_000);
    }
}
