//! Nothing of ours outlives us.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use manyhands::worker::{Companion, Happening, Pool, Program, companion_ends};

use super::chores::{Chore, config, wait_until};

pub const TESTS: &[(&str, fn())] = &[
    ("a_killed_parent_leaves_nobody", a_killed_parent_leaves_nobody),
    ("a_closed_pipe_ends_a_worker_within_its_task", a_closed_pipe_ends_a_worker_within_its_task),
    ("a_terminated_pool_leaves_nobody", a_terminated_pool_leaves_nobody),
];

/// The state of a process as `ps` has it, `None` when it is gone, and its parent.
fn state(pid: u32) -> Option<(char, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

/// Whether a process is there; one that has ended and is only to be waited for is not.
pub fn is_alive(pid: u32) -> bool {
    state(pid).is_some_and(|(state, _)| !matches!(state, 'Z' | 'X'))
}

fn all_pids() -> Vec<u32> {
    let folders = std::fs::read_dir("/proc").expect("Linux tells");
    folders.filter_map(|folder| folder.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// The processes that have this one as their parent, ended or not.
pub fn children_of(parent: u32) -> Vec<u32> {
    all_pids().into_iter().filter(|pid| state(*pid).is_some_and(|(_, of)| of == parent)).collect()
}

/// Those alive that have this word among their arguments.
fn with_argument(word: &str) -> Vec<u32> {
    let has_it = |pid: &u32| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        is_alive(*pid) && line.split(|byte| *byte == 0).any(|argument| argument == word.as_bytes())
    };
    all_pids().into_iter().filter(has_it).collect()
}

/// A role, as a window's: has an engine, and tells who there is.
#[expect(clippy::print_stdout, reason = "the test reads it")]
pub fn top() {
    let program = Program::this("middle").expect("known");
    let mut companion = Companion::start(&program).expect("it starts");
    let (nonce, pids): (u64, Vec<u32>) = companion.receive().expect("it can be understood").expect("it is there");
    println!("{nonce:016x} {} {}", companion.pid(), pids.iter().map(u32::to_string).collect::<Vec<_>>().join(" "));
    std::io::stdout().flush().expect("the test is there");
    companion.receive::<()>().expect("it never says anything more");
}

/// A role, as an engine's: has workers, of which one has stopped and one is idle.
pub fn middle() {
    let (sender, _receiver) = companion_ends().expect("it was started by a parent");
    let (config, log) = config(4);
    let nonce = config.program.nonce();
    let pool = Pool::start(config).expect("it starts");
    let tasks = vec![Chore::Stop { attempts: 9 }, Chore::Hang, Chore::Hang];
    std::thread::scope(|scope| {
        scope.spawn(|| pool.map(tasks));
        let ready = |happening: &Happening| matches!(happening, Happening::Ready { .. });
        assert!(wait_until(|| log.all().iter().filter(|happening| ready(happening)).count() == 4));
        assert!(wait_until(|| log.pids().iter().any(|pid| state(*pid).is_some_and(|(state, _)| state == 'T'))));
        sender.send(&(nonce, log.pids())).expect("the parent is there");
    });
}

fn a_killed_parent_leaves_nobody() {
    let mut command = Command::new(std::env::current_exe().expect("known"));
    let mut top = command.arg("top").stdout(Stdio::piped()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(top.stdout.take().expect("piped")).read_line(&mut line).expect("it tells");
    let (nonce, pids) = line.trim().split_once(' ').expect("it told who there is");
    let pids: Vec<u32> = pids.split(' ').map(|pid| pid.parse().expect("a number")).collect();
    assert_eq!(pids.len(), 5, "an engine and four workers");
    assert!(pids.iter().all(|pid| is_alive(*pid)), "the test sees them");
    assert_eq!(with_argument(nonce).len(), 4, "and finds them");

    top.kill().expect("it is ours");
    let clock = Instant::now();
    let is_nobody_left = wait_until(|| !pids.iter().any(|pid| is_alive(*pid)));
    let secs = clock.elapsed().as_secs_f64();
    top.wait().expect("it is ours");
    assert!(is_nobody_left, "{pids:?}");
    assert_eq!(with_argument(nonce), Vec::<u32>::new());
    assert!(secs < 5.0, "0.1 s is the promise, on a machine that has nothing else to do: {secs} s");
}

/// The first guard without the second: the parent lives on, and the worker is busy, so that it does not read.
fn a_closed_pipe_ends_a_worker_within_its_task() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(std::env::current_exe().expect("known"));
    let parent = std::process::id().to_string();
    let command = command.args(["worker", "7", &parent]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut worker = command.stderr(Stdio::null()).spawn().expect("it starts");
    let mut stdin = worker.stdin.take().expect("piped");
    let task = Chore::Meet { folder: folder.path().to_owned(), party: 2 };
    let calls = [postcard::to_stdvec(&(0_u8, 0_u64)), postcard::to_stdvec(&(1_u8, 1_u32, task))];
    for call in calls.map(|call| call.expect("it fits")) {
        let length = u32::try_from(call.len()).expect("it is short").to_le_bytes();
        stdin.write_all(&[&length, call.as_slice()].concat()).expect("it listens");
    }
    let is_busy = || std::fs::read_dir(folder.path()).expect("readable").count() == 1;
    assert!(wait_until(is_busy), "it waits for a second one, who never comes");
    assert_eq!(worker.try_wait().expect("it is ours"), None);
    let clock = Instant::now();
    drop(stdin);
    assert!(wait_until(|| worker.try_wait().expect("it is ours").is_some()));
    let secs = clock.elapsed().as_secs_f64();
    assert!(secs < 5.0, "at once, and not when its task gives up: {secs} s");
}

fn a_terminated_pool_leaves_nobody() {
    let (config, log) = config(6);
    let nonce = format!("{:016x}", config.program.nonce());
    let pool = Pool::start(config).expect("it starts");
    let terminator = pool.terminator();
    std::thread::scope(|scope| {
        scope.spawn(|| pool.map(vec![Chore::Hang; 30]));
        let are_there = wait_until(|| with_argument(&nonce).len() == 6);
        terminator.terminate();
        assert!(are_there);
    });
    let clock = Instant::now();
    pool.join().expect("terminating is no error");
    assert!(clock.elapsed().as_secs_f64() < 5.0);
    assert_eq!(with_argument(&nonce), Vec::<u32>::new());
    assert_eq!(log.pids().len(), log.exits().len());
}
