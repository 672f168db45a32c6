//! What is macOS's own.
#![expect(
    unsafe_code,
    reason = "the clock, kqueue and `getrusage` are not offered by a crate in use as safe functions"
)]

use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::ptr;
use std::thread;

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
    // SAFETY: `kqueue` takes nothing and returns a file or -1.
    let queue = unsafe { libc::kqueue() };
    if queue < 0 {
        return Err(io::Error::last_os_error());
    }
    let watch = libc::kevent {
        ident: parent as libc::uintptr_t,
        filter: libc::EVFILT_PROC,
        flags: libc::EV_ADD,
        fflags: libc::NOTE_EXIT,
        data: 0,
        udata: ptr::null_mut(),
    };
    // SAFETY: one event to add, which lives on this stack, and none to be filled.
    let added = unsafe { libc::kevent(queue, &raw const watch, 1, ptr::null_mut(), 0, ptr::null()) };
    // A parent that ended before this was armed is not told of any more.
    let is_there =
        rustix::process::getppid().is_some_and(|pid| rustix::process::Pid::as_raw(Some(pid)).unsigned_abs() == parent);
    if added < 0 || !is_there {
        super::exit_now(0);
    }
    thread::Builder::new().name("parent guard".to_owned()).stack_size(64 << 10).spawn(move || wait_for_exit(queue))?;
    Ok(())
}

fn wait_for_exit(queue: libc::c_int) {
    let mut event = libc::kevent { ident: 0, filter: 0, flags: 0, fflags: 0, data: 0, udata: ptr::null_mut() };
    loop {
        // SAFETY: none to add, and room for one event, which lives on this stack.
        let count = unsafe { libc::kevent(queue, ptr::null(), 0, &raw mut event, 1, ptr::null()) };
        if count > 0 {
            super::exit_now(0);
        }
        if count < 0 && io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return;
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
