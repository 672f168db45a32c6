//! Workers that die, stop, or talk nonsense.

use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use manyhands::worker::{Death, Happening, Pool, PoolError, TaskError, Terminator, each};
use rustix::process::Signal;

use super::chores::{Chore, answers, config, config_in, signal, wait_until};

pub const TESTS: &[(&str, fn())] = &[
    ("a_killed_task_is_tried_once_more_and_no_other_notices", a_killed_task_is_tried_once_more),
    ("each_tries_a_killed_task_once_more", each_tries_a_killed_task_once_more),
    ("a_task_that_kills_twice_has_died", a_task_that_kills_twice_has_died),
    ("a_panic_counts_as_a_death", a_panic_counts_as_a_death),
    ("many_deaths_end_it_all", many_deaths_end_it_all),
    ("a_worker_that_is_killed_while_idle_is_replaced", a_worker_that_is_killed_while_idle_is_replaced),
    ("a_deadline_is_held_against_the_task_that_passed_it", a_deadline_is_held_against_the_right_task),
    ("a_stopped_worker_is_noticed_and_its_task_tried_again", a_stopped_worker_is_noticed),
    ("a_pause_of_the_whole_program_is_forgiven", a_pause_of_the_whole_program_is_forgiven),
    ("a_wrong_hello_is_told_with_what_was_printed", a_wrong_hello_is_told),
    ("a_hello_of_another_make_is_told", a_hello_of_another_make_is_told),
    ("a_frame_without_measure_is_told_with_what_was_printed", a_frame_without_measure_is_told),
];

fn a_killed_task_is_tried_once_more() {
    let (config, log) = config(4);
    let pool = Pool::start(config).expect("it starts");
    let mut tasks: Vec<Chore> = (0..300).map(Chore::Double).collect();
    tasks[7] = Chore::Die { attempts: 1 };
    let finished = pool.map(tasks).expect("the pool works");
    pool.join().expect("an orderly end");
    for finished in &finished {
        let answer = finished.result.as_ref().expect("every task succeeds in the end");
        let attempts = if finished.task == 7 { 2 } else { 1 };
        assert_eq!((finished.attempts, answer.attempt), (attempts, attempts), "task {}", finished.task);
        assert_eq!(finished.pid, answer.pid);
    }
    assert_eq!(log.pids().len(), 5, "one took the place of another");
    let mut exits = log.exits();
    exits.sort();
    assert_eq!(exits, ["0", "0", "0", "0", "signal 9"]);
    let tries = |happening: &Happening| match happening {
        Happening::Taken { task: 7, attempt, worker, pid, .. } => Some((*attempt, *worker, *pid)),
        _ => None,
    };
    let tries: Vec<_> = log.all().iter().filter_map(tries).collect();
    let [(1, first, killed), (2, second, pid)] = tries[..] else { panic!("{tries:?}") };
    assert!(first == second && killed != pid, "by a new process in the place of the old one: {tries:?}");
}

fn each_tries_a_killed_task_once_more() {
    let (config, log) = config(8);
    let mut tasks: Vec<Chore> = (0..8).map(Chore::Double).collect();
    tasks[3] = Chore::Die { attempts: 1 };
    let finished = each(config, tasks, &Terminator::new()).expect("it goes on");
    assert!(finished.iter().all(|finished| finished.result.is_ok()), "{finished:?}");
    assert_eq!(finished.iter().map(|finished| finished.attempts).sum::<u32>(), 9);
    assert_eq!((log.pids().len(), log.exits().len()), (9, 9));
}

/// The death of a task that died.
fn death(error: &TaskError) -> &Death {
    match error {
        TaskError::Died { attempts: 2, death } => death,
        other => panic!("not dead: {other}"),
    }
}

fn a_task_that_kills_twice_has_died() {
    let (config, _) = config(2);
    let pool = Pool::start(config).expect("it starts");
    let finished =
        pool.map(vec![Chore::Double(1), Chore::Die { attempts: 9 }, Chore::Double(2)]).expect("the pool works");
    pool.join().expect("an orderly end");
    assert!(finished[0].result.is_ok() && finished[2].result.is_ok());
    let error = finished[1].result.as_ref().expect_err("it died");
    let expected =
        Death { cause: "ended".to_owned(), exit: "signal 9".to_owned(), stderr: "last words of attempt 2".to_owned() };
    assert_eq!(*death(error), expected);
    assert_eq!(finished[1].attempts, 2);
}

fn a_panic_counts_as_a_death() {
    let (config, _) = config(1);
    let pool = Pool::start(config).expect("it starts");
    let finished = pool.map(vec![Chore::Panic, Chore::Double(1)]).expect("the pool works");
    pool.join().expect("an orderly end");
    let death = death(finished[0].result.as_ref().expect_err("it died"));
    assert_eq!(death.exit, "101");
    assert!(death.stderr.contains("a chore that panics"), "{}", death.stderr);
    assert!(finished[1].result.is_ok());
}

fn many_deaths_end_it_all() {
    let (config, log) = config(2);
    let pool = Pool::start(config).expect("it starts");
    let error = pool.map(vec![Chore::Die { attempts: 9 }; 20]).expect_err("they die as fast as they are started");
    let PoolError::TooManyDeaths { deaths, death, .. } = &error else { panic!("{error}") };
    assert!(*deaths > 5 && death.exit == "signal 9" && death.stderr.starts_with("last words"), "{error}");
    assert_eq!(pool.map(vec![Chore::Double(1)]).err(), Some(error.clone()), "it stays that way");
    assert_eq!(pool.join(), Err(error));
    assert!(log.pids().len() < 12, "{}", log.pids().len());
    assert_eq!(log.pids().len(), log.exits().len());
}

fn a_worker_that_is_killed_while_idle_is_replaced() {
    let (config, log) = config(2);
    let pool = Pool::start(config).expect("it starts");
    answers(pool.map(vec![Chore::Double(1); 10]));
    assert!(wait_until(|| log.pids().len() == 2));
    signal(log.pids()[0], Signal::KILL);
    assert!(wait_until(|| log.pids().len() == 3), "nobody needed it, but it is replaced");
    let finished = pool.map(vec![Chore::Double(1); 10]).expect("the pool works");
    pool.join().expect("an orderly end");
    assert!(finished.iter().all(|finished| finished.attempts == 1 && finished.result.is_ok()));
}

/// The second of a chunk is done in time, but its result is not read before the deadline, when the third is under way.
fn a_deadline_is_held_against_the_right_task() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut config, log) = config(1);
    config.task_deadline = Some(Duration::from_secs(3));
    let meeting = folder.path().to_owned();
    let heard = std::sync::Arc::clone(&config.observer);
    config.observer = std::sync::Arc::new(move |happening| {
        heard(happening.clone());
        if let Happening::Done { task: 0, pid, .. } = happening {
            assert!(wait_until(|| !super::leftovers::is_alive(pid)));
            std::fs::write(meeting.join("the other"), "").expect("writable");
        }
    });
    let pool = Pool::start(config).expect("it starts");
    let third = Chore::Meet { folder: folder.path().to_owned(), party: 3 };
    let tasks = vec![Chore::Double(1), Chore::Nap { millis: 2000 }, third];
    let finished = pool.map_chunked(tasks, std::num::NonZeroUsize::MAX).expect("the pool works");
    pool.join().expect("an orderly end");
    assert!(finished.iter().all(|one| one.attempts == 1 && one.result.is_ok()), "{finished:?}");
    assert_eq!(log.pids().len(), 2, "it was killed all the same: {:?}", log.exits());
}

fn a_stopped_worker_is_noticed() {
    let (config, log) = config(2);
    let pool = Pool::start(config).expect("it starts");
    let clock = Instant::now();
    let _patience = end_after_patience(pool.terminator());
    let finished = pool.map(vec![Chore::Stop { attempts: 1 }, Chore::Double(1)]).expect("the pool works");
    let secs = clock.elapsed().as_secs_f64();
    pool.join().expect("an orderly end");
    assert!((3.5..20.0).contains(&secs), "4 s of silence were due: {secs} s");
    assert!(finished.iter().all(|finished| finished.result.is_ok()), "{finished:?}");
    assert_eq!(finished[0].attempts, 2);
    assert!(log.exits().contains(&"signal 9".to_owned()));
}

/// Ends a pool that would otherwise hang, and its test with it; dropping what is returned calls that off.
fn end_after_patience(terminator: Terminator) -> Sender<()> {
    let (called_off, waits) = channel();
    std::thread::spawn(move || {
        if waits.recv_timeout(super::chores::PATIENCE) == Err(RecvTimeoutError::Timeout) {
            terminator.terminate();
        }
    });
    called_off
}

/// What Ctrl+Z and `fg` do: everything stands still for longer than a worker may be silent.
fn a_pause_of_the_whole_program_is_forgiven() {
    let folder = tempfile::tempdir().expect("a folder");
    super::limits::in_a_process_of_its_own(&format!("pause:{}", folder.path().display()), |pid| {
        let have_met = || std::fs::read_dir(folder.path()).expect("readable").count() == 3;
        assert!(wait_until(have_met), "every worker is in the middle of its task");
        let workers = super::leftovers::children_of(pid);
        assert_eq!(workers.len(), 3);
        workers.iter().chain([&pid]).for_each(|pid| signal(*pid, Signal::STOP));
        std::thread::sleep(Duration::from_secs(6));
        // The program goes on before its workers do, so that it finds them silent.
        signal(pid, Signal::CONT);
        std::thread::sleep(Duration::from_millis(500));
        workers.iter().for_each(|pid| signal(*pid, Signal::CONT));
        std::fs::write(folder.path().join("the fourth"), "").expect("writable");
    });
}

/// The part of that test that is paused: three workers that wait in this folder for a fourth.
pub fn pause(folder: &Path) {
    let (config, log) = config(3);
    let pool = Pool::start(config).expect("it starts");
    let finished = pool.map(vec![Chore::Meet { folder: folder.to_owned(), party: 4 }; 3]).expect("the pool works");
    pool.join().expect("an orderly end");
    assert!(finished.iter().all(|finished| finished.attempts == 1 && finished.result.is_ok()), "{finished:?}");
    assert_eq!(log.pids().len(), 3);
}

#[expect(clippy::print_stderr, reason = "the test is that this is told")]
fn send_and_hang(bytes: &[u8]) {
    eprintln!("I am somebody else");
    let mut stdout = std::io::stdout();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).expect("the parent is there");
    std::thread::sleep(super::chores::PATIENCE);
}

/// A role: another program, which says something on its standard output.
pub fn rogue_hello() {
    send_and_hang(b"Usage: something else entirely, which goes on for more than a line\n");
}

/// The nonce that this process was given.
fn nonce() -> u64 {
    std::env::args().nth(2).and_then(|nonce| u64::from_str_radix(&nonce, 16).ok()).expect("a nonce")
}

/// A hello, as a frame: the version of the protocol, the nonce, a stamp.
fn hello(protocol: u32, nonce: u64) -> Vec<u8> {
    let hello = postcard::to_stdvec(&(protocol, nonce, 0_u64)).expect("it fits");
    let length = u32::try_from(hello.len()).expect("it is short").to_le_bytes();
    [&length, hello.as_slice()].concat()
}

/// A role: says hello as it should, and then announces a frame of 4 GiB.
pub fn rogue_frame() {
    send_and_hang(&[hello(2, nonce()).as_slice(), &[0xff; 4]].concat());
}

/// A role: says hello with another nonce.
pub fn rogue_nonce() {
    send_and_hang(&hello(2, nonce() ^ 1));
}

/// A role: says hello in another version of the protocol.
pub fn rogue_version() {
    send_and_hang(&hello(99, nonce()));
}

fn a_hello_of_another_make_is_told() {
    for (role, flaw) in [("rogue-nonce", "its nonce"), ("rogue-version", "version 99")] {
        let (config, _) = config_in(role, 1);
        let terminator = Terminator::new();
        let _patience = end_after_patience(terminator.clone());
        let finished = each(config, vec![Chore::Double(1)], &terminator).expect("two deaths are not too many");
        let error = finished[0].result.as_ref().expect_err("no worker did it");
        let death = death(error);
        assert!(death.cause.starts_with("sent a wrong hello") && death.cause.contains(flaw), "{error}");
        assert_eq!((death.exit.as_str(), death.stderr.as_str()), ("signal 9", "I am somebody else"), "{error}");
    }
}

fn a_wrong_hello_is_told() {
    let (config, log) = config_in("rogue-hello", 2);
    let pool = Pool::start(config).expect("it starts");
    let error = pool.map(vec![Chore::Double(1)]).expect_err("no worker is one");
    let PoolError::TooManyDeaths { death, .. } = &error else { panic!("{error}") };
    assert!(death.cause.starts_with("sent what cannot be understood"), "{error}");
    assert_eq!((death.exit.as_str(), death.stderr.as_str()), ("signal 9", "I am somebody else"), "{error}");
    assert_eq!(pool.join(), Err(error));
    assert_eq!(log.pids().len(), log.exits().len());
}

fn a_frame_without_measure_is_told() {
    let (config, _) = config_in("rogue-frame", 1);
    let finished = each(config, vec![Chore::Double(1)], &Terminator::new()).expect("two deaths are not too many");
    let error = finished[0].result.as_ref().expect_err("no worker did it");
    let death = death(error);
    assert!(death.cause.contains("4294967295 bytes"), "{error}");
    assert_eq!((death.exit.as_str(), death.stderr.as_str()), ("signal 9", "I am somebody else"), "{error}");
}
