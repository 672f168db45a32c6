//! Room for open files, of which a system allows a process only so many.

use std::io;

use super::sys;

/// Allows this program, and each child that it starts from here on, so many files besides those of an ordinary program,
/// as far as the system lets it. Where it does not, [`room_for`] tells how many workers there can be.
pub fn make_room_for_files(files: u64) {
    sys::make_room_for_files(files);
}

/// How many of `asked` workers of this process can be had when each keeps so many files open: one at the least. Where
/// that is fewer, also what the system would say to more.
pub fn room_for(asked: usize, files_each: u64) -> (usize, Option<io::Error>) {
    let room = sys::files_allowed().map_or(u64::MAX, |allowed| allowed / files_each.max(1));
    let got = usize::try_from(room).unwrap_or(usize::MAX).clamp(1, asked.max(1));
    (got, (got < asked).then(sys::too_many_files))
}

/// An error when so many files are not to be had.
pub(super) fn check(files: u64) -> io::Result<()> {
    if sys::files_allowed().is_some_and(|allowed| files > allowed) { Err(sys::too_many_files()) } else { Ok(()) }
}
