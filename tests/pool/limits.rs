//! What the system does not give, and what must not pile up. Each of these has a process of its own, since they count what
//! a process holds.

use std::io::Read as _;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use manyhands::worker::{Companion, Happening, Pool, PoolError, Program, Terminator, each, serve};
use rustix::process::{Resource, Rlimit, Signal, setrlimit};

use super::chores::{Chore, Chores, answers, config, config_in, role_detail, signal, try_signal, wait_until};
use super::leftovers::children_of;

pub const TESTS: &[(&str, fn())] = &[
    ("files_do_not_pile_up", || in_a_process_of_its_own("files", |_| {})),
    ("nothing_is_left_to_be_waited_for", || in_a_process_of_its_own("zombies", |_| {})),
    ("a_kill_at_any_moment_is_survived", || in_a_process_of_its_own("kills", |_| {})),
    ("with_few_files_there_are_fewer_workers", || in_a_process_of_its_own("few-files", |_| {})),
    ("each_gets_everything_done_with_few_files", || in_a_process_of_its_own("each-few-files", |_| {})),
    ("with_too_little_for_a_worker_there_are_fewer", with_too_little_for_a_worker_there_are_fewer),
    ("with_too_little_for_any_worker_it_says_so", with_too_little_for_any_worker_it_says_so),
];

/// Has a part of this file run in a process of its own, which must succeed; `meanwhile` is told its number.
pub fn in_a_process_of_its_own(part: &str, meanwhile: impl FnOnce(u32)) {
    let mut command = Command::new(std::env::current_exe().expect("the system knows its own programs"));
    let command = command.arg(format!("alone:{part}")).stdin(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    meanwhile(child.id());
    let mut stderr = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut stderr).expect("it is text");
    let status = child.wait().expect("it ends");
    assert!(status.success(), "{part}: {status}\n{stderr}");
}

/// The role of that process; what follows another colon is the part's own to read.
pub fn alone() {
    let detail = role_detail();
    let (part, rest) = detail.split_once(':').unwrap_or((&detail, ""));
    match part {
        "files" => files(),
        "zombies" => zombies(),
        "kills" => kills(),
        "few-files" => few_files(),
        "each-few-files" => each_few_files(),
        "pause" => super::faults::pause(Path::new(rest)),
        other => panic!("no such part: {other}"),
    }
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("Linux tells").count()
}

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").expect("Linux tells").count()
}

fn use_a_pool(tasks: Vec<Chore>) {
    let (config, _) = config(3);
    let pool = Pool::start(config).expect("it starts");
    pool.map(tasks).expect("the pool works");
    pool.join().expect("an orderly end");
}

fn files() {
    use_a_pool(vec![Chore::Double(1); 10]);
    let (files, tasks) = (open_files(), threads());
    for round in 0..50 {
        let mut tasks = vec![Chore::Double(1); 10];
        if round % 10 == 0 {
            tasks.push(Chore::Die { attempts: 1 });
        }
        use_a_pool(tasks);
        drop(Companion::start(&Program::this("companion").expect("known")).expect("it starts"));
    }
    // The thread that looks after children may hold the last of them for a moment longer.
    assert!(wait_until(|| open_files() <= files), "{files} files before, {} after", open_files());
    assert!(wait_until(|| threads() <= tasks), "{tasks} threads before, {} after", threads());
}

fn zombies() {
    use_a_pool(vec![Chore::Double(1); 10]);
    use_a_pool(vec![Chore::Die { attempts: 1 }, Chore::Die { attempts: 9 }]);
    let (first, _) = config(5);
    each(first, vec![Chore::Die { attempts: 1 }, Chore::Double(1), Chore::Panic], &Terminator::new())
        .expect("it goes on");
    let (second, _) = config(5);
    drop(Pool::start(second).expect("it starts"));
    let (third, log) = config(2);
    let pool = Pool::start(third).expect("it starts");
    assert!(wait_until(|| log.pids().len() == 2));
    signal(log.pids()[1], Signal::STOP);
    drop(pool);
    drop(Companion::start(&Program::this("companion").expect("known")).expect("it starts"));
    assert_eq!(children_of(std::process::id()), Vec::<u32>::new());
}

/// Rounds in which a process is killed, at a moment between its start and its end that moves on with each round. The
/// variable `MANYHANDS_KILLS` asks for more of them.
fn kills() {
    let rounds = std::env::var("MANYHANDS_KILLS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(60);
    use_a_pool(vec![Chore::Double(1); 10]);
    let files = open_files();
    for round in 0..rounds {
        let (config, log) = config(4);
        let tasks = vec![Chore::Nap { millis: 2 }; 8];
        let killer = {
            let log = log.clone();
            std::thread::spawn(move || {
                let is_there = |pid: &&u32| !log.exited().contains(pid);
                assert!(wait_until(|| log.pids().len() > round % 4));
                std::thread::sleep(Duration::from_micros(u64::try_from(round * 97 % 6000).expect("small")));
                if let Some(pid) = log.pids().iter().rfind(is_there) {
                    try_signal(*pid, Signal::KILL); // it may have ended at this very moment
                }
            })
        };
        let finished = if round % 2 == 0 {
            each(config, tasks, &Terminator::new()).expect("one death is not too many")
        } else {
            let pool = Pool::start(config).expect("it starts");
            let chunk = NonZeroUsize::new(1 + round % 3).expect("at least one");
            let finished = pool.map_chunked(tasks, chunk).expect("one death is not too many");
            pool.join().expect("an orderly end");
            finished
        };
        killer.join().expect("no panic");
        let attempts: u32 = finished.iter().map(|finished| finished.attempts).sum();
        assert!(finished.iter().all(|finished| finished.result.is_ok()), "round {round}: {finished:?}");
        assert!((8..=9).contains(&attempts), "round {round}: {finished:?}");
        assert_eq!(log.pids().len(), log.exits().len(), "round {round}");
    }
    assert_eq!(children_of(std::process::id()), Vec::<u32>::new());
    assert!(wait_until(|| open_files() <= files), "{files} files before, {} after", open_files());
}

fn allow_files(count: u64) {
    let limit = Rlimit { current: Some(count), maximum: Some(count) };
    setrlimit(Resource::Nofile, limit).expect("less is always allowed");
}

/// What was told of there being fewer.
fn fewer(happenings: &[Happening]) -> Vec<(u16, u16)> {
    let fewer = |happening: &Happening| match happening {
        Happening::Fewer { asked, got, reason } => {
            assert!(!reason.is_empty());
            Some((*asked, *got))
        }
        _ => None,
    };
    happenings.iter().filter_map(fewer).collect()
}

fn few_files() {
    allow_files(120);
    let (config, log) = config(60);
    let pool = Pool::start(config).expect("it starts");
    let answers = answers(pool.map((0..500).map(Chore::Double).collect()));
    assert_eq!(answers.len(), 500);
    assert!(wait_until(|| fewer(&log.all()).len() == 1), "of {} workers", log.pids().len());
    let got = usize::from(fewer(&log.all())[0].1);
    assert_eq!((fewer(&log.all())[0].0, got), (60, log.pids().len()));
    assert!((10..40).contains(&got), "three files a worker: {got}");
    let spare: Vec<_> = (0..10).map(|_| std::fs::File::open("/dev/null").expect("some are left for us")).collect();
    drop(spare);
    pool.join().expect("an orderly end");
}

fn each_few_files() {
    allow_files(100);
    let (config, log) = config(100);
    answers(each(config, vec![Chore::Nap { millis: 100 }; 100], &Terminator::new()));
    assert_eq!((log.pids().len(), log.exits().len()), (100, 100));
    assert_eq!(fewer(&log.all()).len(), 1, "{:?}", fewer(&log.all()));
}

/// A role: a worker that finds too little of something, unless it is one of the first two. (Where threads are counted
/// among processes, one can be started and then not have its guard.)
pub fn short() {
    let folder = role_detail();
    let is_first = |name: &str| std::fs::File::create_new(Path::new(&folder).join(name)).is_ok();
    if is_first("one") || is_first("two") {
        serve::<Chores>();
    }
    std::process::exit(75);
}

fn with_too_little_for_a_worker_there_are_fewer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (config, log) = config_in(&format!("short:{}", folder.path().display()), 5);
    let pool = Pool::start(config).expect("it starts");
    answers(pool.map((0..50).map(Chore::Double).collect()));
    assert!(wait_until(|| fewer(&log.all()) == [(5, 2)]), "{:?}", fewer(&log.all()));
    pool.join().expect("an orderly end");
}

fn with_too_little_for_any_worker_it_says_so() {
    let (config, log) = config_in("short:/nowhere", 3);
    let pool = Pool::start(config).expect("it starts");
    let error = pool.map(vec![Chore::Double(1)]).expect_err("there is no worker");
    assert!(matches!(error, PoolError::NoWorkers { .. }), "{error}");
    assert_eq!(pool.join(), Err(error));
    assert_eq!(log.pids().len(), log.exits().len());
}
