//! Part files: where a download grows before it gets its name.
//!
//! The part file of `NAME` is `.NAME.manyhands-PID-START-PLACE.part` in the same folder, by which the process that
//! writes it is known (see `owner`), and so whether it was left over.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::owner::{Owner, of_process, this_process};

const MARK: &str = ".manyhands-";
const ENDING: &str = ".part";
const TEMPORARY: &str = "manyhands-";
/// The mark and the owner take up to 57 bytes; names end at 255.
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
    let part = destination.with_file_name(format!(".{name}{MARK}{}{ENDING}", of_process(pid)?));
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
/// these. What is not ours, or still being written, is left alone, and so is what cannot be read. Of what
/// processes of other machines and containers write in a folder that they share, it is not known
/// whether they are gone: that is removed when it was not touched for a day.
pub fn sweep_stale_parts(folder: &Path) {
    sweep(folder, SWEEP_DEPTH, &|owner, path| owner.has_left(path));
}

/// Removes the part files of a process that has ended from `folder`.
pub fn sweep_parts_of(folder: &Path, pid: u32) {
    sweep(folder, 1, &|owner, _path| owner.pid == pid && owner.is_gone());
}

fn sweep(folder: &Path, depth: u32, is_stale: &dyn Fn(&Owner, &Path) -> bool) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            sweep(&entry.path(), depth, is_stale);
        } else if kind.is_file() && owner(&entry.file_name()).is_some_and(|owner| is_stale(&owner, &entry.path())) {
            // What cannot be removed now is met again by the next sweep.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// How the name of a temporary folder of this process begins: `manyhands-PID-START-PLACE-`.
pub fn temporary_prefix() -> String {
    format!("{TEMPORARY}{}-", this_process())
}

/// Removes the temporary folders and files of processes that are gone from `folder`. Others are left alone (those of
/// other machines and containers for a day, as in [`sweep_stale_parts`]), and so is what cannot be removed.
pub fn sweep_stale_folders(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| Owner::parse(name.strip_prefix(TEMPORARY)?.rsplit_once('-')?.0));
        if owner.is_some_and(|owner| owner.has_left(&entry.path())) {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            // What cannot be removed now is met again by the next sweep.
            if is_folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) }.ok();
        }
    }
}

/// The process that the name of a part file tells.
fn owner(name: &OsStr) -> Option<Owner> {
    let (_, owner) = name.to_str()?.strip_prefix('.')?.strip_suffix(ENDING)?.rsplit_once(MARK)?;
    Owner::parse(owner)
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

    /// `PID-START-PLACE` of this process, and of what else there may be.
    struct Owners {
        here: String,
        gone: [String; 2],
        /// In another container or on another machine, or of a former version.
        elsewhere: [String; 4],
    }

    fn owners() -> Owners {
        let here = this_process().to_owned();
        let [pid, start, place] = here.splitn(3, '-').collect::<Vec<_>>()[..] else { panic!("three parts") };
        let later = start.parse::<u64>().expect("a number") + 1;
        Owners {
            gone: [format!("{pid}-{later}-{place}"), format!("999999999-1-{place}")],
            elsewhere: [
                format!("{pid}-{later}-0badcafe"),
                "999999999-1-0badcafe".to_owned(),
                format!("{pid}-{later}"),
                "999999999-1".to_owned(),
            ],
            here,
        }
    }

    fn make_old(path: &Path) {
        let past = std::time::SystemTime::now() - std::time::Duration::from_secs(25 * 60 * 60);
        File::open(path).expect("it is there").set_modified(past).expect("it may be older");
    }

    #[test]
    fn only_our_own_left_overs_are_swept() {
        let folder = tempfile::tempdir().expect("a folder");
        let runs = folder.path().join("comparison/run-1");
        fs::create_dir_all(&runs).expect("folders");
        let Owners { here, gone, elsewhere } = owners();
        let part = |owner: &String| format!(".a.jpg{MARK}{owner}{ENDING}");
        let others = [".a.jpg.manyhands-1.part", ".a.jpg.manyhands-x-1.part", ".a.jpg.part", "a.jpg"];
        let mut keep: Vec<String> = others.map(str::to_owned).into_iter().chain([part(&here)]).collect();
        keep.extend(gone.iter().map(|owner| format!("a.jpg{MARK}{owner}{ENDING}")));
        keep.extend(elsewhere.iter().map(part));
        keep.sort();
        for place in [folder.path(), &runs] {
            keep.iter()
                .chain(&gone.each_ref().map(part))
                .for_each(|name| fs::write(place.join(name), "").expect("written"));
        }
        sweep_stale_parts(folder.path());
        assert_eq!(names(&runs), keep);
        let mut with_folder = keep.clone();
        with_folder.push("comparison".to_owned());
        with_folder.sort();
        assert_eq!(names(folder.path()), with_folder);
        // What another place has not touched for long, whoever it was, is left over too.
        keep.iter().for_each(|name| make_old(&runs.join(name)));
        sweep_stale_parts(folder.path());
        keep.retain(|name| !elsewhere.iter().any(|owner| *name == part(owner)));
        assert_eq!(names(&runs), keep);
        assert_eq!(names(folder.path()), with_folder);
    }

    #[test]
    fn of_one_process_only_that_one_s_parts_are_swept() {
        let folder = tempfile::tempdir().expect("a folder");
        let Owners { here, gone, elsewhere } = owners();
        let part = |owner: &String| format!(".a.jpg{MARK}{owner}{ENDING}");
        for owner in [&here, &gone[0], &gone[1], &elsewhere[1]] {
            fs::write(folder.path().join(part(owner)), "").expect("written");
        }
        sweep_parts_of(folder.path(), 999_999_999);
        let mut left = [&here, &gone[0], &elsewhere[1]].map(part);
        left.sort();
        assert_eq!(names(folder.path()), left);
        sweep_parts_of(folder.path(), std::process::id());
        assert!(!folder.path().join(part(&gone[0])).exists(), "a former process of the same number");
        assert!(folder.path().join(part(&here)).exists(), "it is alive");
    }

    #[test]
    fn temporary_folders_are_swept_as_parts_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let Owners { here, gone, elsewhere } = owners();
        let make = |owner: &String| {
            let place = folder.path().join(format!("{TEMPORARY}{owner}-aB3dE6"));
            fs::create_dir_all(place.join("round 1")).expect("folders");
            fs::write(place.join("round 1/a.jpg"), "").expect("written");
            place
        };
        let (here, gone, elsewhere) = (make(&here), gone.each_ref().map(make), elsewhere.each_ref().map(make));
        sweep_stale_folders(folder.path());
        assert!(here.exists() && elsewhere.iter().all(|place| place.exists()));
        assert!(!gone.iter().any(|place| place.exists()));
        for place in elsewhere.iter().chain([&here]) {
            ["round 1/a.jpg", "round 1", ""].iter().for_each(|inside| make_old(&place.join(inside)));
        }
        // Somebody is still at work in this one.
        fs::write(elsewhere[0].join("round 1/b.jpg"), "").expect("written");
        sweep_stale_folders(folder.path());
        let left = elsewhere.each_ref().map(|place| place.exists());
        assert_eq!((here.exists(), left), (true, [true, false, false, false]));
    }
}
