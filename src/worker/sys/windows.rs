//! What is Windows's own.
#![expect(unsafe_code, reason = "the system's functions are reached through windows-sys, which has no safe ones")]

use std::ffi::{CStr, c_void};
use std::fs::File;
use std::io::{self, Read};
use std::mem::size_of;
use std::os::windows::io::{AsRawHandle, FromRawHandle as _, OwnedHandle};
use std::os::windows::process::{CommandExt as _, ExitStatusExt as _};
use std::path::PathBuf;
use std::process::{ChildStderr, ChildStdout, Command, ExitStatus};
use std::ptr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use windows_sys::Win32::Foundation::{
    ERROR_BROKEN_PIPE, ERROR_COMMITMENT_LIMIT, ERROR_NO_SYSTEM_RESOURCES, ERROR_NOT_ENOUGH_MEMORY,
    ERROR_NOT_ENOUGH_QUOTA, ERROR_OUTOFMEMORY, ERROR_TOO_MANY_OPEN_FILES, FILETIME, HANDLE, HANDLE_FLAG_INHERIT,
    INVALID_HANDLE_VALUE, SetHandleInformation, WAIT_OBJECT_0,
};
use windows_sys::Win32::System::Console::{
    GetStdHandle, STD_ERROR_HANDLE, STD_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, SetConsoleCtrlHandler,
    SetStdHandle,
};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation, SetInformationJobObject,
    TerminateJobObject,
};
use windows_sys::Win32::System::Performance::{QueryPerformanceCounter, QueryPerformanceFrequency};
use windows_sys::Win32::System::Pipes::PeekNamedPipe;
use windows_sys::Win32::System::ProcessStatus::{K32GetProcessMemoryInfo, PROCESS_MEMORY_COUNTERS};
use windows_sys::Win32::System::Threading::{
    CREATE_NO_WINDOW, GetCurrentProcess, GetExitCodeProcess, GetProcessTimes, INFINITE, OpenProcess,
    PROCESS_SYNCHRONIZE, TerminateProcess, WaitForSingleObject,
};

use super::{Collected, Parent};

/// Nanoseconds of the performance counter, which is one for the whole system.
pub fn now_ns() -> u64 {
    static FREQUENCY: OnceLock<u64> = OnceLock::new();
    let frequency = *FREQUENCY.get_or_init(|| {
        let mut frequency = 0;
        // SAFETY: the pointer is to a live integer. The call cannot fail since Windows XP.
        unsafe { QueryPerformanceFrequency(&raw mut frequency) };
        frequency.unsigned_abs().max(1)
    });
    let mut count = 0;
    // SAFETY: as above.
    unsafe { QueryPerformanceCounter(&raw mut count) };
    let nanos = u128::from(count.unsigned_abs()) * 1_000_000_000 / u128::from(frequency);
    u64::try_from(nanos).unwrap_or(u64::MAX)
}

/// The running program's file.
pub fn this_executable() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// No console window flashes up for a child.
pub fn prepare(command: &mut Command, _name: &str) {
    command.creation_flags(CREATE_NO_WINDOW);
}

/// A child that was started.
pub struct Child {
    process: OwnedHandle,
    id: u32,
}

/// Takes over what std knows of a child, once its pipes were taken, and puts it into this process's job object: the
/// kernel ends it with this process, whose end closes the job's only handle.
pub fn adopt(child: std::process::Child) -> Child {
    let id = child.id();
    let child = Child { process: OwnedHandle::from(child), id };
    if let Some(job) = job() {
        // SAFETY: both handles are open. A child that ended already cannot be put anywhere, and need not.
        unsafe { AssignProcessToJobObject(job.as_raw_handle(), child.handle()) };
    }
    child
}

/// The job object of this process's children; it is never closed but by the end of the process. Children of a process
/// that is itself in a job are in both.
fn job() -> Option<&'static OwnedHandle> {
    static JOB: OnceLock<Option<OwnedHandle>> = OnceLock::new();
    JOB.get_or_init(new_job).as_ref()
}

/// A job object whose processes the kernel ends when its handle is closed.
fn new_job() -> Option<OwnedHandle> {
    // SAFETY: neither attributes nor a name are given, so the handle is not inherited.
    let job = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
    if job.is_null() {
        return None;
    }
    // SAFETY: the handle was just made and is owned by nobody else.
    let job = unsafe { OwnedHandle::from_raw_handle(job) };
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    // SAFETY: the pointer is to a live structure of the kind that is named, with its size.
    let set = unsafe {
        SetInformationJobObject(
            job.as_raw_handle(),
            JobObjectExtendedLimitInformation,
            (&raw const limits).cast::<c_void>(),
            size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32,
        )
    };
    (set != 0).then_some(job)
}

impl Child {
    fn handle(&self) -> HANDLE {
        self.process.as_raw_handle()
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    /// Ends it at once.
    pub fn kill(&self) {
        // SAFETY: the handle is open. One that has ended by itself needs no killing.
        unsafe { TerminateProcess(self.handle(), 1) };
    }

    /// Waits until it has ended.
    pub fn wait(&self) {
        // SAFETY: the handle is open.
        unsafe { WaitForSingleObject(self.handle(), INFINITE) };
    }

    /// What the system says of it, once it has ended.
    pub fn collect(&self) -> Collected {
        self.wait();
        let mut code = 0;
        // SAFETY: the handle is open and the pointer is to a live integer.
        let known = unsafe { GetExitCodeProcess(self.handle(), &raw mut code) };
        let status = (known != 0).then(|| ExitStatus::from_raw(code));
        Collected { status, cpu_secs: self.cpu_secs() }
    }

    fn is_gone(&self) -> bool {
        // SAFETY: the handle is open.
        unsafe { WaitForSingleObject(self.handle(), 0) == WAIT_OBJECT_0 }
    }

    fn cpu_secs(&self) -> Option<f64> {
        let mut times = [FILETIME::default(); 4];
        let [created, exited, kernel, user] = &mut times;
        // SAFETY: the handle is open and the four pointers are to live structures.
        let known = unsafe { GetProcessTimes(self.handle(), created, exited, kernel, user) };
        (known != 0).then(|| secs(*kernel) + secs(*user))
    }
}

/// No console window flashes up for the child; that its own children belong to it, its job object sees to.
pub fn prepare_group(command: &mut Command) {
    command.creation_flags(CREATE_NO_WINDOW);
}

/// A child with those that it started. They are ended at the latest when this is dropped, which closes their job.
pub struct Group {
    first: Child,
    job: Option<OwnedHandle>,
}

/// Takes over a child that was [prepared](prepare_group), once its pipes were taken, and puts it into a job object of
/// its own within this process's.
pub fn adopt_group(child: std::process::Child) -> Group {
    let first = adopt(child);
    let job = new_job();
    if let Some(job) = &job {
        // SAFETY: both handles are open. A child that ended already cannot be put anywhere, and need not.
        unsafe { AssignProcessToJobObject(job.as_raw_handle(), first.handle()) };
    }
    Group { first, job }
}

impl Group {
    /// Whether the child has ended.
    pub fn has_ended(&self) -> bool {
        self.first.is_gone()
    }

    /// Ends all of them at once, also when the first has ended.
    pub fn kill(&self) {
        if let Some(job) = &self.job {
            // SAFETY: the handle is open.
            unsafe { TerminateJobObject(job.as_raw_handle(), 1) };
        }
        self.first.kill();
    }

    /// What the system says of the child, once it has ended.
    pub fn collect(&self) -> Collected {
        self.first.collect()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// From units of 100 ns.
fn secs(time: FILETIME) -> f64 {
    let units = u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime);
    Duration::from_nanos(units.saturating_mul(100)).as_secs_f64()
}

/// The exit code; those of the system's own, which are large, in hexadecimal.
pub fn describe_exit(status: ExitStatus) -> String {
    match status.code() {
        Some(code @ 0..) => code.to_string(),
        Some(code) => format!("{:#010x}", code.cast_unsigned()),
        None => "unknown".to_owned(),
    }
}

/// Whether the system has too little of something, so that trying later, or with fewer, may help.
pub fn is_shortage(error: &io::Error) -> bool {
    let shortages = [
        ERROR_TOO_MANY_OPEN_FILES,
        ERROR_NOT_ENOUGH_MEMORY,
        ERROR_OUTOFMEMORY,
        ERROR_NO_SYSTEM_RESOURCES,
        ERROR_COMMITMENT_LIMIT,
        ERROR_NOT_ENOUGH_QUOTA,
    ];
    error.raw_os_error().is_some_and(|code| shortages.contains(&code.cast_unsigned()))
}

/// Does nothing: a process may open millions of handles.
pub fn make_room_for_files(_files: u64) {}

/// Any number.
pub fn files_allowed() -> Option<u64> {
    None
}

/// What the system says to whoever opens too many files.
pub fn too_many_files() -> io::Error {
    io::Error::from_raw_os_error(ERROR_TOO_MANY_OPEN_FILES.cast_signed())
}

/// Does nothing: [`read_if_there`] looks first.
pub fn never_wait_for<P>(_pipe: &P) -> io::Result<()> {
    Ok(())
}

/// How many bytes wait in a pipe.
fn waiting_bytes(pipe: HANDLE) -> io::Result<u32> {
    let mut waiting = 0;
    // SAFETY: the handle is open, no buffer is given, and the one pointer is to a live integer.
    let known = unsafe { PeekNamedPipe(pipe, ptr::null_mut(), 0, ptr::null_mut(), &raw mut waiting, ptr::null_mut()) };
    if known == 0 { Err(io::Error::last_os_error()) } else { Ok(waiting) }
}

/// Reads what is there: `None` when nothing is, 0 at the end.
pub fn read_if_there(pipe: &mut (impl Read + AsRawHandle), into: &mut [u8]) -> io::Result<Option<usize>> {
    match waiting_bytes(pipe.as_raw_handle()) {
        Ok(0) => Ok(None),
        Ok(_) => pipe.read(into).map(Some),
        Err(error) if error.raw_os_error() == Some(ERROR_BROKEN_PIPE.cast_signed()) => Ok(Some(0)),
        Err(error) => Err(error),
    }
}

/// Waits for a moment: these pipes cannot be waited for.
pub fn wait_for_output(_stdout: Option<&ChildStdout>, _stderr: Option<&ChildStderr>, limit: Duration) {
    std::thread::sleep(limit.min(Duration::from_millis(5)));
}

/// Whether a read would return at once, be it with the end or an error.
pub fn is_readable(pipe: &ChildStdout) -> bool {
    waiting_bytes(pipe.as_raw_handle()).map_or(true, |waiting| waiting > 0)
}

/// Takes the pipes to the parent out of the reach of everything else: what is printed goes to standard error from here
/// on, and who reads standard input finds it empty. Programs started from here do not inherit the pipes.
pub fn move_pipes_aside() -> io::Result<(Arc<File>, File)> {
    let input = take_standard(STD_INPUT_HANDLE, ptr::null_mut())?;
    // SAFETY: the function takes a constant; whatever it returns is a handle to be set again.
    let error = unsafe { GetStdHandle(STD_ERROR_HANDLE) };
    let output = take_standard(STD_OUTPUT_HANDLE, error)?;
    Ok((Arc::new(input), output))
}

fn take_standard(which: STD_HANDLE, instead: HANDLE) -> io::Result<File> {
    // SAFETY: the function takes a constant.
    let handle = unsafe { GetStdHandle(which) };
    if handle.is_null() || handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::other("there is no pipe to a parent"));
    }
    // SAFETY: the handle is one that is open; it stays so, but is not handed on to children any more.
    if unsafe { SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the other handle is none, or this process's standard error.
    if unsafe { SetStdHandle(which, instead) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is open, and nothing else in this process knows it any more.
    Ok(unsafe { File::from_raw_handle(handle) })
}

/// Does nothing: the system's list shows the file's name, which is right.
pub fn set_name(_name: &CStr) {}

/// Ctrl+C is the parent's to handle.
pub fn ignore_interrupt() {
    // SAFETY: no handler is given: it is ignored.
    unsafe { SetConsoleCtrlHandler(None, 1) };
}

/// Does nothing: the parent puts its children into a job object.
pub fn arm_kernel_guard(_parent: u32) -> io::Result<()> {
    Ok(())
}

/// Whether the parent's process is still there. (That its end of the pipe is gone cannot be seen here while another
/// thread reads from it; the reading thread sees that itself.)
pub struct Lifeline {
    parent: Option<OwnedHandle>,
}

impl Lifeline {
    pub fn new(_input: &Arc<File>, parent: u32) -> io::Result<Self> {
        // SAFETY: nothing is inherited; a handle or null comes back.
        let handle = unsafe { OpenProcess(PROCESS_SYNCHRONIZE, 0, parent) };
        // SAFETY: the handle was just opened and is owned by nobody else.
        let parent = (!handle.is_null()).then(|| unsafe { OwnedHandle::from_raw_handle(handle) });
        Ok(Self { parent })
    }

    /// Waits until the parent is gone, or for so long.
    pub fn wait(&self, limit: Option<Duration>) -> Parent {
        let Some(parent) = &self.parent else { return Parent::Gone };
        let limit = limit.map_or(INFINITE, |limit| u32::try_from(limit.as_millis()).unwrap_or(INFINITE));
        // SAFETY: the handle is open.
        match unsafe { WaitForSingleObject(parent.as_raw_handle(), limit) } {
            WAIT_OBJECT_0 => Parent::Gone,
            _ => Parent::Here,
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
    let mut counters = PROCESS_MEMORY_COUNTERS::default();
    let bytes = size_of::<PROCESS_MEMORY_COUNTERS>() as u32;
    // SAFETY: this process's own handle is always open, and the pointer is to a live structure of that size.
    let known = unsafe { K32GetProcessMemoryInfo(GetCurrentProcess(), &raw mut counters, bytes) };
    (known != 0).then_some(counters.PeakWorkingSetSize as u64)
}

/// Ends this process at once, whatever its other threads do, without running anything of its own.
pub fn exit_now(code: i32) -> ! {
    // SAFETY: this process's own handle is always open.
    unsafe { TerminateProcess(GetCurrentProcess(), code.cast_unsigned()) };
    // Ending oneself cannot fail, but the types do not know.
    std::process::abort()
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
