//! What is macOS's own.
#![expect(
    unsafe_code,
    reason = "the clock, kqueue and `getrusage` are not offered by a crate in use as safe functions"
)]

use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};
use std::path::PathBuf;
use std::ptr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::Parent;

/// Nanoseconds of mach time, as std's `Instant` has them.
pub fn now_ns() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a live `timespec`. The call cannot fail for a clock that exists.
    unsafe { libc::clock_gettime(libc::CLOCK_UPTIME_RAW, &raw mut now) };
    now.tv_sec.unsigned_abs() * 1_000_000_000 + now.tv_nsec.unsigned_abs()
}

/// The running program's file.
pub fn this_executable() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Does nothing: the system's list shows the file's name, which is right.
pub fn set_name(_name: &CStr) {}

/// Ends this process when its parent ends, by a thread that the kernel tells of it. (It cannot end a process that is
/// stopped; macOS offers nothing that could.)
pub fn arm_kernel_guard(parent: u32) -> io::Result<()> {
    let queue = Queue::new()?;
    let added = queue.tell_of(parent as libc::uintptr_t, libc::EVFILT_PROC, 0, libc::NOTE_EXIT);
    // A parent that ended before this was armed is not told of any more.
    let is_there =
        rustix::process::getppid().is_some_and(|pid| rustix::process::Pid::as_raw(Some(pid)).unsigned_abs() == parent);
    if added.is_err() || !is_there {
        super::exit_now(0);
    }
    let wait_for_exit = move || {
        while let Ok(event) = queue.wait(None) {
            if event.is_some() {
                super::exit_now(0);
            }
        }
    };
    thread::Builder::new().name("parent guard".to_owned()).stack_size(64 << 10).spawn(wait_for_exit)?;
    Ok(())
}

/// Where the kernel tells of what happens.
struct Queue(OwnedFd);

impl Queue {
    fn new() -> io::Result<Self> {
        // SAFETY: `kqueue` takes nothing and returns a file or -1.
        let queue = unsafe { libc::kqueue() };
        if queue < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the file was just opened and is owned by nobody else.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(queue) }))
    }

    /// From here on such events are told.
    fn tell_of(&self, ident: libc::uintptr_t, filter: i16, flags: u16, fflags: u32) -> io::Result<()> {
        let watch =
            libc::kevent { ident, filter, flags: libc::EV_ADD | flags, fflags, data: 0, udata: ptr::null_mut() };
        // SAFETY: one event to add, which lives on this stack, and none to be filled.
        let added = unsafe { libc::kevent(self.0.as_raw_fd(), &raw const watch, 1, ptr::null_mut(), 0, ptr::null()) };
        if added < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Waits for an event, or for so long; `None`: none happened, or it was woken before.
    fn wait(&self, limit: Option<Duration>) -> io::Result<Option<libc::kevent>> {
        let mut event = libc::kevent { ident: 0, filter: 0, flags: 0, fflags: 0, data: 0, udata: ptr::null_mut() };
        let limit = limit.map(|limit| libc::timespec {
            tv_sec: limit.as_secs().try_into().unwrap_or(libc::time_t::MAX),
            tv_nsec: limit.subsec_nanos().into(),
        });
        let limit = limit.as_ref().map_or(ptr::null(), ptr::from_ref);
        // SAFETY: none to add, and room for one event; that and the limit live on this stack.
        let count = unsafe { libc::kevent(self.0.as_raw_fd(), ptr::null(), 0, &raw mut event, 1, limit) };
        if count > 0 {
            return Ok(Some(event));
        }
        let error = io::Error::last_os_error();
        if count == 0 || error.kind() == io::ErrorKind::Interrupted { Ok(None) } else { Err(error) }
    }
}

/// Whether the parent's end of a pipe is still open, without reading from it.
///
/// By the kernel's queue, since `poll` does not tell of a hang-up here when it is asked for no event, and loses it when
/// data comes before (rdar://37537852).
pub struct Lifeline {
    queue: Queue,
    /// What is watched stays open.
    _input: Arc<File>,
}

impl Lifeline {
    pub fn new(input: &Arc<File>, _parent: u32) -> io::Result<Self> {
        let queue = Queue::new()?;
        let file = input.as_raw_fd().unsigned_abs() as libc::uintptr_t;
        // Each time that data comes is told once, not for as long as it waits to be read.
        queue.tell_of(file, libc::EVFILT_READ, libc::EV_CLEAR, 0)?;
        Ok(Self { queue, _input: Arc::clone(input) })
    }

    /// Waits until the parent is gone, or for so long.
    pub fn wait(&self, limit: Option<Duration>) -> Parent {
        let start = Instant::now();
        loop {
            let left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
            match self.queue.wait(left) {
                Ok(Some(event)) if event.flags & libc::EV_EOF != 0 => return Parent::Gone,
                // Data came, which is another thread's to read.
                Ok(Some(_)) => {}
                Ok(None) => return Parent::Here,
                Err(_) => return Parent::Gone,
            }
        }
    }
}

/// None: files are kept on disk, and their pages in memory as long as they are mapped.
pub fn shared_folder() -> Option<PathBuf> {
    None
}

/// None: a file is opened by its name.
pub fn nameless_path(_file: &File) -> Option<PathBuf> {
    None
}

/// The most memory this process ever held.
pub fn peak_memory_bytes() -> Option<u64> {
    // SAFETY: an all-zero `rusage` is a valid one, being made of integers only.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to a live `rusage`.
    let result = unsafe { libc::getrusage(libc::RUSAGE_SELF, &raw mut usage) };
    // In bytes here, not in KiB as elsewhere.
    (result == 0).then(|| usage.ru_maxrss.try_into().ok()).flatten()
}

/// Which thread starts children does not matter here.
pub fn note_spawner() {}

/// Not told here without looking through all processes of the system, which would cost those that are being measured.
pub fn listed_children() -> Option<Vec<u32>> {
    None
}

/// The most memory is counted from the process's start.
pub fn forget_peak_memory() -> bool {
    false
}
