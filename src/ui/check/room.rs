//! Whether what will be fetched fits where it will lie.

use std::path::{Path, PathBuf};

use sysinfo::{DiskRefreshKind, Disks};

use crate::model::{Keep, Plan};
use crate::stats::Cost;

/// The free room of a folder's disk, and what will lie there at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes that are free.
    pub free_bytes: u64,
    /// Bytes that the files will take; `None` where their size is not known.
    pub needed_bytes: Option<u64>,
}

impl Room {
    /// Whether the files will not fit, as far as that is known.
    pub fn is_short(&self) -> bool {
        self.needed_bytes.is_some_and(|needed| needed > self.free_bytes)
    }
}

/// Bytes that are free on the disk where `folder` lies, or would lie; `None` where the system does
/// not tell, as of many network disks.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let there = existing(folder)?;
    // Figures only of the one disk that is asked for: another may be asleep.
    let mut disks = Disks::new_with_refreshed_list_specifics(DiskRefreshKind::nothing()).ok()?;
    let mounts: Vec<PathBuf> = disks.iter().map(|disk| disk.mount_point().to_owned()).collect();
    let disk = &mut disks[mount_of(&there, &mounts)?];
    if device(&there).zip(disk.id()).is_some_and(|(here, disk)| here != disk) {
        return None; // a disk that the system left out of its list lies between
    }
    disk.refresh_specifics(DiskRefreshKind::nothing().with_storage());
    (disk.total_space() > 0).then(|| disk.available_space())
}

/// The most bytes that lie in the folder at a time.
pub fn needed_bytes(plan: &Plan, cost: &Cost) -> Option<u64> {
    let a_run = cost.bytes?.checked_mul(u64::from(plan.count().get()))? / cost.downloads.max(1);
    let contenders = plan.contenders().len() as u64;
    let runs = match plan.draft().keep {
        Keep::All if plan.draft().folder.is_some() => contenders * u64::from(plan.rounds().get()),
        // A run's files go when its contender's next ones are there.
        Keep::All | Keep::Last => contenders + u64::from(plan.rounds().get() > 1),
        Keep::None => 1,
    };
    a_run.checked_mul(runs)
}

/// The folder itself, or the nearest above it that is there, by its real path.
fn existing(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    folder.ancestors().find_map(|folder| folder.canonicalize().ok())
}

/// Which of `mounts` a folder lies on: the longest one above it, and of equal ones the last, which
/// lies on top.
fn mount_of(folder: &Path, mounts: &[PathBuf]) -> Option<usize> {
    let above = mounts.iter().enumerate().filter(|(_, mount)| folder.starts_with(mount));
    above.max_by_key(|(_, mount)| mount.components().count()).map(|(place, _)| place)
}

#[cfg(unix)]
fn device(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    folder.metadata().ok().map(|metadata| metadata.dev())
}

#[cfg(not(unix))]
const fn device(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use crate::model::PlanDraft;

    use super::*;

    #[test]
    fn a_folder_lies_on_the_nearest_mount_above_it() {
        let mounts = ["/", "/home", "/home/ada/disk", "/home"].map(PathBuf::from);
        let place = |folder: &str| mount_of(Path::new(folder), &mounts);
        assert_eq!(place("/home/ada/disk/x"), Some(2));
        assert_eq!(place("/home/ada"), Some(3));
        assert_eq!(place("/homes"), Some(0));
        assert_eq!(mount_of(Path::new("/x"), &mounts[1..]), None);
    }

    #[test]
    fn a_folder_that_is_yet_to_be_made_counts_as_the_one_above_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let there = folder.path().canonicalize().expect("it is there");
        assert_eq!(existing(&folder.path().join("new/er")), Some(there));
        assert_eq!(free_bytes(&folder.path().join("new")).is_some(), free_bytes(folder.path()).is_some());
    }

    #[test]
    fn what_stays_decides_how_much_room_is_needed() {
        let needed = |keep, folder: Option<&str>| {
            let draft = PlanDraft { keep, folder: folder.map(PathBuf::from), ..PlanDraft::default() };
            let plan = Plan::new(draft).expect("a plan");
            needed_bytes(&plan, &Cost { downloads: 410, requests: 410, bytes: Some(4_100), secs: None })
        };
        assert_eq!(needed(Keep::All, Some("/x")), Some(4_000));
        assert_eq!(needed(Keep::Last, Some("/x")), Some(600));
        assert_eq!(needed(Keep::All, None), Some(600));
        assert_eq!(needed(Keep::None, Some("/x")), Some(100));
    }

    #[test]
    fn room_is_short_only_where_the_size_is_known() {
        let room = |needed_bytes| Room { free_bytes: 10, needed_bytes };
        assert!(room(Some(11)).is_short() && !room(Some(10)).is_short() && !room(None).is_short());
    }
}
