//! Memory that processes share, the same on every system.
#![expect(unsafe_code, reason = "a map of a file is a pointer, and is made a slice of atomic words here, once")]

use std::fs::File;
use std::io;
use std::slice;
use std::sync::atomic::AtomicU64;

use memmap2::{MmapOptions, MmapRaw};

/// The bytes of a word.
pub const WORD_BYTES: usize = size_of::<AtomicU64>();

/// A file as words in memory. Whoever maps the same file sees the same words.
pub struct Words {
    map: MmapRaw,
    length: usize,
}

impl Words {
    /// Maps the first words of a file, which has to hold them.
    pub fn map(file: &File, length: usize) -> io::Result<Self> {
        let bytes = length.checked_mul(WORD_BYTES).ok_or(io::ErrorKind::InvalidInput)?;
        if length == 0 || file.metadata()?.len() < bytes as u64 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(Self { map: MmapOptions::new().len(bytes).map_raw(file)?, length })
    }

    pub fn words(&self) -> &[AtomicU64] {
        // SAFETY: the map begins at a page, is readable and writable, and holds `length` words, which was looked at; it
        // lives as long as `self`. Any bits are a number. Nothing but atomic operations ever touches it: there is no
        // other way to it than this, here and in other processes, since the file has nobody's name but ours. For the
        // same reason nobody makes the file shorter.
        unsafe { slice::from_raw_parts(self.map.as_mut_ptr().cast::<AtomicU64>(), self.length) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn two_maps_of_a_file_are_one_memory() {
        let file = tempfile::tempfile().expect("a temporary file");
        file.set_len(3 * WORD_BYTES as u64).expect("three words");
        let (one, two) = (Words::map(&file, 3).expect("mapped"), Words::map(&file, 3).expect("mapped"));
        one.words()[2].store(u64::MAX, Ordering::Relaxed);
        assert_eq!(two.words()[2].load(Ordering::Relaxed), u64::MAX);
        assert_eq!(two.words().len(), 3);
    }

    #[test]
    fn more_than_the_file_holds_is_not_mapped() {
        let file = tempfile::tempfile().expect("a temporary file");
        file.set_len(3 * WORD_BYTES as u64 - 1).expect("not quite three words");
        assert!(Words::map(&file, 3).is_err());
        assert!(Words::map(&file, 0).is_err());
        assert!(Words::map(&file, usize::MAX).is_err());
    }
}
