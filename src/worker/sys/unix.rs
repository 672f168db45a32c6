//! What Linux and macOS have in common.
#![expect(
    unsafe_code,
    reason = "no crate in use offers `signal`, `_exit` and a `wait4` with its times as safe functions"
)]

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{ChildStderr, ChildStdout, Command, ExitStatus};
use std::sync::Arc;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{Pid, Resource, Signal, WaitId, WaitIdOptions};

use super::Collected;

/// Files for the rest of the program, and to start a child with, when children take all they can.
const SPARE_FILES: u64 = 48;

/// Sets what is cheap to set and the system's own.
pub fn prepare(command: &mut Command, name: &str) {
    command.arg0(name);
}

/// A child that was started and not yet collected.
pub struct Child {
    pid: Pid,
}

/// Takes over what std knows of a child, once its pipes were taken. The second guard against orphans is the child's
/// to arm on these systems.
#[expect(clippy::needless_pass_by_value, reason = "std's handle ends here: its `wait` would take the exit away")]
pub fn adopt(child: std::process::Child) -> Child {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    Child { pid: pid.expect("a child's number is a positive `pid_t`") }
}

impl Child {
    pub fn id(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Ends it at once. Not to be called once it was collected, when its number may be another's.
    pub fn kill(&self) {
        match rustix::process::kill_process(self.pid, Signal::KILL) {
            // One that has just ended by itself needs no killing.
            Ok(()) | Err(_) => {}
        }
    }

    /// Waits until it has ended, and leaves it to be collected.
    pub fn wait(&self) {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while matches!(rustix::process::waitid(WaitId::Pid(self.pid), options), Err(Errno::INTR)) {}
    }

    /// Collects it, waiting until it has ended. Once only.
    pub fn collect(&self) -> Collected {
        loop {
            let mut status = 0;
            // SAFETY: an all-zero `rusage` is a valid one, being made of integers only.
            let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
            // SAFETY: both pointers are to live variables of the types that `wait4` fills.
            let pid = unsafe { libc::wait4(self.pid.as_raw_nonzero().get(), &raw mut status, 0, &raw mut usage) };
            if pid > 0 {
                let cpu_secs = secs(usage.ru_utime) + secs(usage.ru_stime);
                return Collected { status: Some(ExitStatus::from_raw(status)), cpu_secs: Some(cpu_secs) };
            }
            if io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
                // Whoever started this program may have made the system collect its children by itself.
                return Collected { status: None, cpu_secs: None };
            }
        }
    }
}

/// Has the child be the first of a group of processes, to which its own children belong. (This does not cost the quick
/// way of starting it.)
pub fn prepare_group(command: &mut Command) {
    command.process_group(0);
}

/// A child with those that it started. They are ended, and the child collected, at the latest when this is dropped.
pub struct Group {
    first: Child,
    collected: Cell<bool>,
}

/// Takes over a child that was [prepared](prepare_group), once its pipes were taken.
pub fn adopt_group(child: std::process::Child) -> Group {
    Group { first: adopt(child), collected: Cell::new(false) }
}

impl Group {
    /// Whether the child has ended; it is left to be collected.
    pub fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        !matches!(rustix::process::waitid(WaitId::Pid(self.first.pid), options), Ok(None) | Err(Errno::INTR))
    }

    /// Ends all of them at once, also when the first has ended. Not to be called once that was collected, when its
    /// number may be another's.
    pub fn kill(&self) {
        match rustix::process::kill_process_group(self.first.pid, Signal::KILL) {
            // There may be nobody left.
            Ok(()) | Err(_) => {}
        }
    }

    /// Collects the child, waiting until it has ended. Once only.
    pub fn collect(&self) -> Collected {
        self.collected.set(true);
        self.first.collect()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.collected.get() {
            self.kill();
            self.first.collect();
        }
    }
}

fn secs(time: libc::timeval) -> f64 {
    let (secs, micros) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_usec));
    Duration::new(secs.unwrap_or(0), micros.unwrap_or(0).saturating_mul(1000)).as_secs_f64()
}

/// `0`, another exit code, or `signal 9`.
pub fn describe_exit(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => code.to_string(),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "unknown".to_owned(),
    }
}

/// Whether the system has too little of something, so that trying later, or with fewer, may help.
pub fn is_shortage(error: &io::Error) -> bool {
    matches!(Errno::from_io_error(error), Some(Errno::AGAIN | Errno::NOMEM | Errno::MFILE | Errno::NFILE))
}

/// Allows this process so many files for its children, and as many as a program ordinarily has, as far as the system
/// lets it.
pub fn make_room_for_files(files: u64) {
    let limit = rustix::process::getrlimit(Resource::Nofile);
    let wanted = files + 256;
    if let Some(current) = limit.current
        && current < wanted
    {
        let current = limit.maximum.map_or(wanted, |maximum| maximum.min(wanted)).max(current);
        match rustix::process::setrlimit(Resource::Nofile, rustix::process::Rlimit { current: Some(current), ..limit })
        {
            // Without the room there will be fewer children, which is told then.
            Ok(()) | Err(_) => {}
        }
    }
}

/// How many files this process may open and still have some to spare; `None`: any number.
pub fn files_allowed() -> Option<u64> {
    rustix::process::getrlimit(Resource::Nofile).current.map(|limit| limit.saturating_sub(SPARE_FILES))
}

/// What the system says to whoever opens too many files.
pub fn too_many_files() -> io::Error {
    Errno::MFILE.into()
}

/// Makes [`read_if_there`] possible.
pub fn never_wait_for(pipe: &impl AsFd) -> io::Result<()> {
    Ok(rustix::io::ioctl_fionbio(pipe, true)?)
}

/// Reads what is there: `None` when nothing is, 0 at the end.
pub fn read_if_there(pipe: &mut impl Read, into: &mut [u8]) -> io::Result<Option<usize>> {
    loop {
        return match pipe.read(into) {
            Ok(count) => Ok(Some(count)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
    }
}

/// Waits until one of the pipes that are left can be read, but not for longer than that.
pub fn wait_for_output(stdout: Option<&ChildStdout>, stderr: Option<&ChildStderr>, limit: Duration) {
    let pipes = [stdout.map(AsFd::as_fd), stderr.map(AsFd::as_fd)].into_iter().flatten();
    let mut files: Vec<PollFd<'_>> = pipes.map(|pipe| PollFd::from_borrowed_fd(pipe, PollFlags::IN)).collect();
    // Who has let go of both is about to end.
    let limit = if files.is_empty() { limit.min(Duration::from_millis(2)) } else { limit };
    let limit = Timespec { tv_sec: limit.as_secs().cast_signed(), tv_nsec: limit.subsec_nanos().into() };
    match poll(&mut files, Some(&limit)) {
        // Whatever woke us, it is looked at anyway.
        Ok(_) | Err(_) => {}
    }
}

/// Whether a read would return at once, be it with the end or an error.
pub fn is_readable(pipe: &ChildStdout) -> bool {
    let mut files = [PollFd::new(pipe, PollFlags::IN)];
    poll(&mut files, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).is_ok_and(|ready| ready > 0)
}

/// Takes the pipes to the parent out of the reach of everything else: what is printed goes to standard error from here
/// on, and who reads standard input finds it empty. Programs started from here do not inherit the pipes.
pub fn move_pipes_aside() -> io::Result<(Arc<File>, File)> {
    let input = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?;
    let output = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
    let nothing = rustix::fs::open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    rustix::stdio::dup2_stdin(nothing)?;
    Ok((Arc::new(File::from(input)), File::from(output)))
}

/// Ctrl+C reaches every process of a terminal, but is the parent's to handle.
pub fn ignore_interrupt() {
    // SAFETY: SIGINT may be ignored, and no handler is given that could be unsafe to run.
    unsafe { libc::signal(libc::SIGINT, libc::SIG_IGN) };
}

/// Ends this process at once, whatever its other threads do, without running anything of its own.
pub fn exit_now(code: i32) -> ! {
    // SAFETY: `_exit` takes any code and has no preconditions.
    unsafe { libc::_exit(code) }
}
