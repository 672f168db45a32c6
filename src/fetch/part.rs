//! Part files: where a download grows before it gets its name.
//!
//! The part file of `NAME` is `.NAME.manyhands-PID-START.part` in the same folder. `PID` is the
//! process that writes it and `START` tells when that process started (on Linux in clock ticks
//! since the system's start, elsewhere in seconds since 1970): a later process that was given the
//! same number has another start, so a part file is known to be left over without a guess.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::{NamedTempFile, TempPath};

const MARK: &str = ".manyhands-";
const ENDING: &str = ".part";
const TEMPORARY: &str = "manyhands-";
/// The mark and its numbers take up to 48 bytes; names end at 255.
const MOST_NAME_BYTES: usize = 150;
/// How many folders deep left-over part files are looked for: the folder that was chosen, those of
/// comparisons in it, and those of their runs.
const SWEEP_DEPTH: u32 = 3;

/// A file that is being written. It is removed when it is dropped, unless it was placed.
#[derive(Debug)]
pub struct PartFile {
    file: NamedTempFile<File>,
}

impl PartFile {
    /// Opens a part file beside `destination`.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn create(destination: &Path) -> io::Result<Self> {
        let folder = folder_of(destination);
        let name = destination.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let name = &name[..name.floor_char_boundary(MOST_NAME_BYTES)];
        let mut number = 1;
        loop {
            let file = tempfile::Builder::new()
                .prefix(&format!(".{}", numbered(name, number)))
                .rand_bytes(0)
                .suffix(&format!("{MARK}{}{ENDING}", this_process()))
                .make_in(folder, |path| OpenOptions::new().write(true).create_new(true).open(path));
            match file {
                // Another download of this process goes to the same place.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MAX_NUMBER => number += 1,
                file => return Ok(Self { file: file? }),
            }
        }
    }

    /// Moves the file to `destination`, or to the first of `NAME-2.EXT`, `NAME-3.EXT` … that
    /// nothing bears yet, and tells where it is now. Nothing is ever replaced.
    ///
    /// # Errors
    ///
    /// What the system says; the file is gone then.
    pub fn place(self, destination: &Path) -> io::Result<PathBuf> {
        let (file, mut part) = self.file.into_parts();
        // Closed before it is moved, so that no other program meets a file that is still open.
        drop(file);
        let name = destination.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let mut place = destination.to_owned();
        let mut number = 1;
        loop {
            match TempPath::persist_noclobber(part, &place) {
                Ok(()) => return Ok(place),
                Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists && number < MAX_NUMBER => {
                    part = taken.path;
                    number += 1;
                    place = destination.with_file_name(numbered(&name, number));
                }
                Err(failed) => return Err(failed.error),
            }
        }
    }
}

impl Write for PartFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// How many bytes lie in the part file that process `pid` writes beside `destination`; `None` where there is none (any
/// more).
pub fn part_bytes(destination: &Path, pid: u32) -> Option<u64> {
    let name = destination.file_name()?.to_string_lossy();
    let name = &name[..name.floor_char_boundary(MOST_NAME_BYTES)];
    let owner = if pid == std::process::id() { this_process().to_owned() } else { format!("{pid}-{}", start_of(pid)?) };
    let part = destination.with_file_name(format!(".{name}{MARK}{owner}{ENDING}"));
    fs::metadata(part).ok().map(|known| known.len())
}

/// After so many names that are taken something else is wrong.
const MAX_NUMBER: u32 = 100_000;

/// `photo.jpg`, then `photo-2.jpg`, `photo-3.jpg` …
fn numbered(name: &str, number: u32) -> String {
    match (number, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, ending))) if !stem.is_empty() => format!("{stem}-{number}.{ending}"),
        _ => format!("{name}-{number}"),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes the part files of processes that are gone from `folder`, the folders in it and those in
/// these. What is not ours, or still being written, is left alone, and so is what cannot be read.
pub fn sweep_stale_parts(folder: &Path) {
    // Where the system does not even tell of this process, no other is known to be gone.
    if start_of(std::process::id()).is_some() {
        sweep(folder, SWEEP_DEPTH);
    }
}

fn sweep(folder: &Path, depth: u32) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            sweep(&entry.path(), depth);
        } else if kind.is_file() && is_stale(&entry.file_name()) {
            // What cannot be removed now is met again by the next sweep.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// How the name of a temporary folder of this process begins: `manyhands-PID-START-`.
pub fn temporary_prefix() -> String {
    format!("{TEMPORARY}{}-", this_process())
}

/// Removes the temporary folders of processes that are gone from `folder`. Others are left alone,
/// and so is what cannot be removed.
pub fn sweep_stale_folders(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| numbers(name.strip_prefix(TEMPORARY)?.rsplit_once('-')?.0));
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && owner.is_some_and(is_gone) {
            // What cannot be removed now is met again by the next sweep.
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

fn is_stale(name: &OsStr) -> bool {
    name.to_str().and_then(owner).is_some_and(is_gone)
}

fn is_gone((pid, start): (u32, u64)) -> bool {
    start_of(pid).is_none_or(|running| running != start)
}

/// The process that the name of a part file tells.
fn owner(name: &str) -> Option<(u32, u64)> {
    let (_, owner) = name.strip_prefix('.')?.strip_suffix(ENDING)?.rsplit_once(MARK)?;
    numbers(owner)
}

/// `PID-START`.
fn numbers(owner: &str) -> Option<(u32, u64)> {
    let (pid, start) = owner.split_once('-')?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(pid) && is_number(start)).then_some((pid.parse().ok()?, start.parse().ok()?))
}

/// `PID-START` of this process.
fn this_process() -> &'static str {
    static THIS: OnceLock<String> = OnceLock::new();
    THIS.get_or_init(|| {
        let pid = std::process::id();
        format!("{pid}-{}", start_of(pid).unwrap_or_default())
    })
}

/// When the process started, in clock ticks since the system's start (field 22 of proc_pid_stat(5));
/// `None` where it is gone, also when only its exit code is left.
#[cfg(target_os = "linux")]
fn start_of(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field, in brackets, is any text; the third is the state.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let is_gone = matches!(fields.next()?, "Z" | "X");
    if is_gone { None } else { fields.nth(18)?.parse().ok() }
}

/// When the process started, in seconds since 1970; `None` where it is gone.
#[cfg(not(target_os = "linux"))]
fn start_of(pid: u32) -> Option<u64> {
    use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};
    let pid = Pid::from_u32(pid);
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, ProcessRefreshKind::nothing());
    system.process(pid).map(sysinfo::Process::start_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_bears_its_name_only_when_it_is_placed() {
        let folder = tempfile::tempdir().expect("a folder");
        let destination = folder.path().join("1-a.jpg");
        let mut part = PartFile::create(&destination).expect("a part");
        part.write_all(b"whole").expect("written");
        assert_eq!(part_bytes(&destination, std::process::id()), Some(5));
        let wanted = format!(".1-a.jpg.manyhands-{}.part", this_process());
        assert_eq!(names(folder.path()), [wanted]);
        assert_eq!(part.place(&destination).expect("placed"), destination);
        assert_eq!(names(folder.path()), ["1-a.jpg"]);
        assert_eq!(fs::read(&destination).expect("read"), b"whole");
    }

    #[test]
    fn a_dropped_part_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(PartFile::create(&folder.path().join("a")).expect("a part"));
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn nothing_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let destination = folder.path().join("a.tar.gz");
        fs::write(&destination, "first").expect("written");
        let parts = [0, 1].map(|_| PartFile::create(&destination).expect("two parts of one place at once"));
        let places = parts.map(|part| part.place(&destination).expect("placed"));
        assert_eq!(places, ["a.tar-2.gz", "a.tar-3.gz"].map(|name| folder.path().join(name)));
        assert_eq!(fs::read(&destination).expect("read"), b"first");
    }

    #[test]
    fn the_longest_names_have_room() {
        let folder = tempfile::tempdir().expect("a folder");
        let destination = folder.path().join("ü".repeat(120) + ".jpg");
        PartFile::create(&destination).expect("a part").place(&destination).expect("placed");
    }

    #[test]
    fn only_our_own_left_overs_are_swept() {
        let folder = tempfile::tempdir().expect("a folder");
        let runs = folder.path().join("comparison/run-1");
        fs::create_dir_all(&runs).expect("folders");
        let (pid, start) = this_process().split_once('-').expect("two numbers");
        let start: u64 = start.parse().expect("a number");
        let keep = [
            format!(".a.jpg.manyhands-{pid}-{start}.part"),
            ".a.jpg.manyhands-1.part".to_owned(),
            ".a.jpg.manyhands-x-1.part".to_owned(),
            ".a.jpg.part".to_owned(),
            "a.jpg.manyhands-999999999-1.part".to_owned(),
            "a.jpg".to_owned(),
        ];
        let mut sorted = keep.to_vec();
        sorted.sort();
        let stale = [format!(".a.jpg.manyhands-{pid}-{}.part", start + 1), ".b.manyhands-999999999-1.part".to_owned()];
        for place in [folder.path(), &runs] {
            keep.iter().chain(&stale).for_each(|name| fs::write(place.join(name), "").expect("written"));
        }
        sweep_stale_parts(folder.path());
        assert_eq!(names(&runs), sorted);
        sorted.push("comparison".to_owned());
        sorted.sort();
        assert_eq!(names(folder.path()), sorted);
    }
}
