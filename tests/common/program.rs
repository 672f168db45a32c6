//! The built program, in a home of its own, and its processes as the system lists them.

use std::fs;
use std::io::Read;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

use super::wait::{eventually, tell};

/// In the environment of every process of one test, and of no other: worker processes inherit it.
const MARK: &str = "MANYHANDS_TEST";

/// The program with a home, a temporary folder and settings of its own. What it leaves running
/// when a test fails is killed.
pub struct Program {
    home: TempDir,
}

impl Program {
    pub fn new() -> Self {
        let home = tempfile::Builder::new().prefix("manyhands-test-").tempdir().expect("a temporary home");
        fs::create_dir(home.path().join("tmp")).expect("its temporary folder");
        Self { home }
    }

    /// A folder that goes away with the test; `tmp` in it is the program's temporary folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The program with these arguments, without a display and without a proxy.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_manyhands"));
        command.args(arguments).env_clear();
        for kept in ["PATH", "LANG", "LLVM_PROFILE_FILE"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        command.env("HOME", self.home()).env("TMPDIR", self.home().join("tmp")).env(MARK, self.home());
        command.current_dir(self.home()).stdin(Stdio::null());
        // As a shell does it: Ctrl+C goes to the whole group.
        command.process_group(0);
        command
    }

    pub fn start(&self, arguments: &[&str]) -> Running {
        Running::start(self.command(arguments))
    }

    /// Runs it to its end, for at most a minute.
    pub fn run(&self, arguments: &[&str]) -> Finished {
        self.start(arguments).finish(Duration::from_secs(60))
    }

    /// Every live process of this test, by its pid.
    pub fn processes(&self) -> Vec<Process> {
        let mark = format!("{MARK}={}", self.home().display()).into_bytes();
        let pids = fs::read_dir("/proc").expect("/proc lists processes").flatten();
        let mut found: Vec<_> = pids
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            // A zombie's environment is empty, and one that has just gone cannot be read.
            .filter(|pid| {
                let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
                environment.split(|byte| *byte == 0).any(|variable| variable == mark)
            })
            .map(|pid| Process { pid })
            .collect();
        found.sort_by_key(|process| process.pid);
        found
    }

    /// Kills a process as hard as can be and waits until only `left` are alive, which must not
    /// take longer than five seconds, on a busy machine too; prints how long it took. What runs has
    /// to be work that would take longer by itself.
    pub fn assert_a_kill_leaves(&self, victim: Process, left: &[Process]) {
        let start = Instant::now();
        victim.signal(Signal::KILL);
        // Longer than what is asserted, so that a failure says by how much.
        let took = eventually(Duration::from_secs(20), "every other process is gone", || {
            (self.processes() == left).then(|| start.elapsed())
        });
        tell(&format!(
            "{:.1} ms after SIGKILL only {} of the processes are left",
            took.as_secs_f64() * 1e3,
            left.len()
        ));
        assert!(took < Duration::from_secs(5), "it took {took:?}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        for process in self.processes() {
            process.signal(Signal::KILL);
        }
    }
}

/// A live process, or one that was alive a moment ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process {
    pub pid: u32,
}

impl Process {
    /// What it was started with, its name first; empty once it is gone.
    pub fn arguments(self) -> Vec<String> {
        let line = fs::read(format!("/proc/{}/cmdline", self.pid)).unwrap_or_default();
        let words = line.split(|byte| *byte == 0).filter(|word| !word.is_empty());
        words.map(|word| String::from_utf8_lossy(word).into_owned()).collect()
    }

    /// Whether it has this role, as its first argument says.
    pub fn is(self, role: &str) -> bool {
        self.arguments().get(1).is_some_and(|word| word == role)
    }

    /// Sends a signal; one that is gone needs none.
    pub fn signal(self, signal: Signal) {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw).expect("a pid");
        kill_process(pid, signal).ok();
    }
}

/// A started program whose output is gathered as it comes.
pub struct Running {
    child: Child,
    stdout: Gathered,
    stderr: Gathered,
}

/// How a program ended and what it wrote.
#[derive(Debug)]
pub struct Finished {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let stdout = Gathered::from(child.stdout.take().expect("piped"));
        let stderr = Gathered::from(child.stderr.take().expect("piped"));
        Self { child, stdout, stderr }
    }

    pub fn process(&self) -> Process {
        Process { pid: self.child.id() }
    }

    /// What it wrote on standard output so far.
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it wrote on standard error so far.
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child can be waited for").is_some()
    }

    /// Sends a signal to it and all that it started, as a terminal does.
    pub fn signal_group(&self, signal: Signal) {
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a pid");
        kill_process_group(group, signal).expect("the group is there");
    }

    /// Waits for its end; a program that takes longer than `limit` is killed and fails the test.
    pub fn finish(mut self, limit: Duration) -> Finished {
        let is_over = |child: &mut Child| child.try_wait().expect("a child can be waited for");
        let status: ExitStatus = eventually(limit, "the program ends", || is_over(&mut self.child));
        let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
        Finished { code, stdout: self.stdout.whole(), stderr: self.stderr.whole() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What came through a pipe.
struct Gathered {
    text: Arc<Mutex<Vec<u8>>>,
    reader: Option<thread::JoinHandle<()>>,
}

impl Gathered {
    fn from(mut pipe: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let gathered = Arc::clone(&text);
        let reader = thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = pipe.read(&mut piece) {
                gathered.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&piece[..length]);
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// Everything, once the other end is closed.
    fn whole(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader does not panic");
        }
        self.text()
    }
}
