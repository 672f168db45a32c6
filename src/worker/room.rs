//! Room for open files, of which a system allows a process only so many.

use std::io;

use super::sys;

/// Allows this program, and each child that it starts from here on, so many files besides those of an ordinary program,
/// as far as the system lets it; [`has_room_for_files`] tells whether it did.
pub fn make_room_for_files(files: u64) {
    sys::make_room_for_files(files);
}

/// Whether this program may have so many files open besides those that it needs for itself.
///
/// # Errors
/// What the system would say to the last of them.
pub fn has_room_for_files(files: u64) -> io::Result<()> {
    if sys::files_allowed().is_some_and(|allowed| files > allowed) { Err(sys::too_many_files()) } else { Ok(()) }
}
