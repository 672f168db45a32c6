//! What is Linux's own.

use std::ffi::CStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal};
use rustix::time::{ClockId, clock_gettime};

use super::Parent;

/// Nanoseconds of `CLOCK_MONOTONIC`.
pub fn now_ns() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    now.tv_sec.unsigned_abs() * 1_000_000_000 + now.tv_nsec.unsigned_abs()
}

/// The running program, though its file may have been replaced or deleted.
pub fn this_executable() -> io::Result<PathBuf> {
    let this = Path::new("/proc/self/exe");
    if this.try_exists().unwrap_or(false) { Ok(this.to_owned()) } else { std::env::current_exe() }
}

/// Names this process in the system's list.
pub fn set_name(name: &CStr) {
    match rustix::thread::set_name(name) {
        // A name is nothing to fail for.
        Ok(()) | Err(_) => {}
    }
}

/// Lets the kernel end this process with the thread that started it, even while it is stopped.
pub fn arm_kernel_guard(parent: u32) -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    // A parent that ended before this was armed sends nothing any more.
    let is_there = rustix::process::getppid().is_some_and(|pid| Pid::as_raw(Some(pid)).unsigned_abs() == parent);
    if is_there { Ok(()) } else { super::exit_now(0) }
}

/// The thread that starts children.
static SPAWNER: AtomicI32 = AtomicI32::new(0);

/// Remembers that this thread is the one that starts children.
pub fn note_spawner() {
    SPAWNER.store(Pid::as_raw(Some(rustix::thread::gettid())), Ordering::Relaxed);
}

/// The children of this process as the system lists them, those included that ended and were not waited for; `None`
/// where it does not tell.
pub fn listed_children() -> Option<Vec<u32>> {
    let spawner = SPAWNER.load(Ordering::Relaxed);
    if spawner == 0 {
        return Some(Vec::new());
    }
    let list = std::fs::read_to_string(format!("/proc/self/task/{spawner}/children")).ok()?;
    Some(list.split_ascii_whitespace().filter_map(|pid| pid.parse().ok()).collect())
}

/// Has the most memory be counted anew from here on; of no use where the system does not allow it.
pub fn forget_peak_memory() -> bool {
    std::fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// The most memory this process ever held, from `VmHWM`. (`ru_maxrss` still holds what the parent had when it started
/// this process.)
pub fn peak_memory_bytes() -> Option<u64> {
    let mut text = [0; 4096];
    let count = File::open("/proc/self/status").ok()?.read(&mut text).ok()?;
    high_water_mark_bytes(std::str::from_utf8(&text[..count]).ok()?)
}

fn high_water_mark_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// Whether the parent's end of a pipe is still open, without reading from it.
pub struct Lifeline {
    input: Arc<File>,
}

impl Lifeline {
    pub fn new(input: &Arc<File>, _parent: u32) -> io::Result<Self> {
        Ok(Self { input: Arc::clone(input) })
    }

    /// Waits until the parent is gone, or for so long.
    pub fn wait(&self, limit: Option<Duration>) -> Parent {
        let limit = limit.map(|limit| Timespec {
            tv_sec: limit.as_secs().try_into().unwrap_or(i64::MAX),
            tv_nsec: limit.subsec_nanos().into(),
        });
        // No event is asked for: a hang-up is told all the same, and data that waits to be read is not.
        let mut files = [PollFd::from_borrowed_fd(self.input.as_fd(), PollFlags::empty())];
        match poll(&mut files, limit.as_ref()) {
            Ok(0) | Err(Errno::INTR) => Parent::Here,
            Ok(_) | Err(_) => Parent::Gone,
        }
    }
}

/// Where files are kept in memory.
pub fn shared_folder() -> Option<PathBuf> {
    let folder = Path::new("/dev/shm");
    folder.is_dir().then(|| folder.to_owned())
}

/// By which this user's processes open a file that is open here, whether or not it has a name.
pub fn nameless_path(file: &File) -> Option<PathBuf> {
    let path = PathBuf::from(format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd()));
    File::open(&path).is_ok().then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_found() {
        let status =
            "Name:\tmanyhands\nVmPeak:\t   99999 kB\nVmSize:\t   88888 kB\nVmHWM:\t    1234 kB\nVmRSS:\t    1000 kB\n";
        assert_eq!(high_water_mark_bytes(status), Some(1234 * 1024));
        assert_eq!(high_water_mark_bytes("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn this_process_holds_some_memory() {
        let peak = peak_memory_bytes().expect("Linux tells");
        assert!((100 << 10..100 << 30).contains(&peak), "{peak}");
    }
}
