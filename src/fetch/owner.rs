//! Whose a name on the disk is: parts of downloads and temporary folders bear the process that made them.
//!
//! What stands in a name is `PID-START-PLACE`. `PID` is the process, and `START` tells when it started (on Linux in
//! clock ticks since the system's start, elsewhere in seconds since 1970): a later process that was given the same
//! number has another start. `PLACE` tells where these two hold: on Linux since which start of the system and among
//! which processes (the PID namespace, of which each container has its own), elsewhere on which machine. So what a
//! process left behind is known without a guess; and of what comes from another place, such as a container or a machine
//! that shares the folder, nothing is known but when it was last touched.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use xxhash_rust::xxh3::xxh3_64;

/// What comes from another place is left alone unless it was not touched for so long.
const FORGOTTEN: Duration = Duration::from_secs(24 * 60 * 60);
/// How many folders deep is looked for the last touch: a comparison's folder, those of its runs, and their files.
const DEPTH: u32 = 3;
/// Stands for a place that the system does not tell.
const NOWHERE: &str = "0";

/// A process as names tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub pid: u32,
    start: u64,
    /// `None` in names that former versions gave.
    place: Option<String>,
}

impl Owner {
    /// Reads `PID-START-PLACE`, or `PID-START`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (pid, start, place) = (parts.next()?, parts.next()?, parts.next());
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_place = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_one = is_number(pid) && is_number(start) && place.is_none_or(is_place);
        is_one.then_some(Self { pid: pid.parse().ok()?, start: start.parse().ok()?, place: place.map(str::to_owned) })
    }

    /// Whether it was a process of this place, and is gone.
    pub fn is_gone(&self) -> bool {
        self.is_of_this_place() && start_of(self.pid).is_none_or(|running| running != self.start)
    }

    /// Whether what it made at `path` is left over: it is gone, or of another place and made nothing of it for a day.
    pub fn has_left(&self, path: &Path) -> bool {
        if self.is_of_this_place() { self.is_gone() } else { is_forgotten(path, DEPTH) }
    }

    fn is_of_this_place(&self) -> bool {
        self.place.as_deref().is_some_and(|place| Some(place) == this_place())
    }
}

/// `PID-START-PLACE` of this process.
pub(super) fn this_process() -> &'static str {
    static THIS: OnceLock<String> = OnceLock::new();
    THIS.get_or_init(|| {
        let pid = std::process::id();
        named(pid, start_of(pid).unwrap_or_default())
    })
}

/// `PID-START-PLACE` of a process of this place; `None` where it is gone.
pub(super) fn of_process(pid: u32) -> Option<String> {
    if pid == std::process::id() { Some(this_process().to_owned()) } else { Some(named(pid, start_of(pid)?)) }
}

fn named(pid: u32, start: u64) -> String {
    format!("{pid}-{start}-{}", this_place().unwrap_or(NOWHERE))
}

/// Eight hexadecimal digits for this place; `None` where the system does not tell, or not even of this process: then
/// none is known to be gone.
fn this_place() -> Option<&'static str> {
    static PLACE: OnceLock<Option<String>> = OnceLock::new();
    let place = || {
        start_of(std::process::id())?;
        Some(format!("{:08x}", xxh3_64(place()?.as_bytes()) >> 32))
    };
    PLACE.get_or_init(place).as_deref()
}

#[cfg(target_os = "linux")]
fn place() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let processes = fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), processes.display()))
}

#[cfg(not(target_os = "linux"))]
fn place() -> Option<String> {
    sysinfo::System::host_name().ok()
}

/// Whether nothing was touched for long: neither this nor, in a folder, what lies in it.
fn is_forgotten(path: &Path, depth: u32) -> bool {
    let Ok(known) = fs::symlink_metadata(path) else { return false };
    // What was touched in the future was touched by another's clock, and just now for all that is known.
    let since = known.modified().ok().and_then(|touched| SystemTime::now().duration_since(touched).ok());
    let is_old = since.is_some_and(|since| since > FORGOTTEN);
    if !is_old || !known.is_dir() || depth == 0 {
        return is_old;
    }
    let Ok(mut entries) = fs::read_dir(path) else { return false };
    entries.all(|entry| entry.is_ok_and(|entry| is_forgotten(&entry.path(), depth - 1)))
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

    #[test]
    fn a_process_reads_its_own_name() {
        let this = Owner::parse(this_process()).expect("numbers and a place");
        assert_eq!(this.pid, std::process::id());
        assert!(this.is_of_this_place() && !this.is_gone());
        assert_eq!(of_process(this.pid).as_deref(), Some(this_process()));
        assert!(this_process().len() <= 40, "names have room for no more");
    }

    #[test]
    fn what_is_no_name_of_ours_has_no_owner() {
        for text in ["", "1", "1-", "x-1", "1-x", "-1-2", "1-2-", "1-2-xyz", "1-2-3-4", "+1-2"] {
            assert_eq!(Owner::parse(text), None, "{text}");
        }
        assert_eq!(Owner::parse("1-2"), Some(Owner { pid: 1, start: 2, place: None }));
    }

    #[test]
    fn of_a_process_of_another_place_nothing_is_known() {
        let gone = Owner { pid: 999_999_999, start: 1, place: this_place().map(str::to_owned) };
        assert!(gone.is_gone());
        for place in [None, Some("0badcafe".to_owned()), Some(NOWHERE.to_owned())] {
            assert!(!Owner { place, ..gone.clone() }.is_gone());
        }
    }
}
