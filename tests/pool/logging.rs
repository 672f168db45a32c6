//! What workers say, on its way into one file.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::path::Path;
use std::sync::{Arc, Mutex};

use manyhands::worker::{Happening, Level, LogWriter, Observer, Pool, SharedArray};

use super::chores::{Chore, answers, config};
#[cfg(target_os = "linux")]
use super::chores::{signal, wait_until};

pub const TESTS: &[(&str, fn())] = &[
    ("many_workers_write_one_file_whole", many_workers_write_one_file_whole),
    ("records_come_before_the_result_of_their_task", records_come_before_the_result_of_their_task),
    #[cfg(target_os = "linux")]
    ("a_killed_worker_loses_at_most_the_record_it_was_writing", a_killed_worker_loses_at_most_one_record),
];

/// Writes what is logged, and hears everything else as before.
fn writes(writer: LogWriter, observer: Observer) -> Observer {
    Arc::new(move |happening| {
        if let Happening::Logged { at, text, .. } = &happening {
            writer.write(*at, text).expect("the folder is writable");
        }
        observer(happening);
    })
}

/// All lines, the oldest first.
fn lines(path: &Path) -> Vec<String> {
    let mut files = vec![path.to_owned()];
    let mut older = (1..).map(|number: u32| path.with_added_extension(number.to_string()));
    files.extend(std::iter::from_fn(|| older.next().filter(|path| path.exists())));
    let texts = files.iter().rev().map(|file| std::fs::read_to_string(file).expect("it is text"));
    texts.flat_map(|text| text.lines().map(ToOwned::to_owned).collect::<Vec<_>>()).collect()
}

/// What a line says after its time, which has to look like `2026-11-21 14:03:22,123`.
fn text(line: &str) -> &str {
    let shape: String =
        line.chars().take(24).map(|character| if character.is_ascii_digit() { '0' } else { character }).collect();
    assert_eq!(shape, "0000-00-00 00:00:00,000 ", "{line}");
    &line[24..]
}

/// The numbers that each process said, in their order.
fn said<'a>(texts: impl Iterator<Item = &'a str>) -> HashMap<u32, Vec<u64>> {
    let mut said: HashMap<u32, Vec<u64>> = HashMap::new();
    for text in texts {
        let words: Vec<&str> = text.split(' ').collect();
        let ["process", pid, "says", number] = words[..] else { panic!("a torn line: {text}") };
        let (pid, number) = (pid.parse().expect("a number"), number.parse().expect("a number"));
        said.entry(pid).or_default().push(number);
    }
    said
}

fn many_workers_write_one_file_whole() {
    const TASKS: usize = 12;
    const RECORDS: u64 = 500;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("manyhands.log");
    let array = SharedArray::create(1).expect("some memory is left");
    let writer = LogWriter::open(&path, NonZeroU64::new(20_000).expect("some"), 1000).expect("the folder is writable");
    let (mut config, _) = config(4);
    config.observer = writes(writer, config.observer);
    let pool = Pool::start(config).expect("it starts");
    let chat = Chore::Chat { records: RECORDS, count: array.path().to_owned() };
    let pids: Vec<u32> = answers(pool.map(vec![chat; TASKS])).iter().map(|answer| answer.pid).collect();
    pool.join().expect("an orderly end");

    let lines = lines(&path);
    let said = said(lines.iter().map(|line| text(line)));
    assert_eq!(lines.len() as u64, TASKS as u64 * RECORDS);
    for (pid, numbers) in said {
        let tasks = pids.iter().filter(|other| **other == pid).count();
        let expected: Vec<u64> = (0..tasks).flat_map(|_| 0..RECORDS).collect();
        assert_eq!(numbers, expected, "each once and in its order");
    }
    let latest = std::fs::metadata(path.with_added_extension("1")).expect("it was turned over").len();
    assert!((19_000..=20_000).contains(&latest), "{latest}");
}

fn records_come_before_the_result_of_their_task() {
    let (mut config, _) = config(2);
    let array = SharedArray::create(1).expect("some memory is left");
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&heard);
    config.observer = Arc::new(move |happening| {
        if let Happening::Logged { worker, pid, level, text, .. } = happening {
            hears.lock().expect("no panic").push((worker, pid, level, text));
        }
    });
    let pool = Pool::start(config).expect("it starts");
    for round in 1..=5 {
        let finished = pool.apply(Chore::Chat { records: 3, count: array.path().to_owned() }).expect("it works");
        let heard = heard.lock().expect("no panic");
        assert_eq!(heard.len(), 3 * round);
        let (worker, pid, level, text) = heard.last().expect("there are some");
        assert_eq!((*worker, *pid), (finished.worker, finished.pid));
        assert_eq!((*level, text.as_str()), (Level::Warning, format!("process {pid} says 2").as_str()));
    }
    pool.join().expect("an orderly end");
}

#[cfg(target_os = "linux")]
fn a_killed_worker_loses_at_most_one_record() {
    let folder = tempfile::tempdir().expect("a folder");
    for round in 0..10 {
        let path = folder.path().join(format!("{round}.log"));
        // Counts what the worker knows to be written.
        let array = SharedArray::create(1).expect("some memory is left");
        let writer = LogWriter::open(&path, NonZeroU64::MAX, 1).expect("the folder is writable");
        let (mut config, log) = config(1);
        config.observer = writes(writer, config.observer);
        let pool = Pool::start(config).expect("it starts");
        let endless = Chore::Chat { records: u64::MAX, count: array.path().to_owned() };
        let pending = pool.apply_async(endless).expect("it is open");
        assert!(wait_until(|| array.get(0) > 100 * round));
        let pid = log.pids()[0];
        signal(pid, rustix::process::Signal::KILL);
        assert!(wait_until(|| log.pids().len() == 2), "it is tried once more");
        pool.terminate();
        pool.join().expect("terminating is no error");
        assert!(pending.is_ready());

        let lines = lines(&path);
        let mut said = said(lines.iter().map(|line| text(line)));
        let numbers = said.remove(&pid).expect("it said something");
        assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>(), "none twice, none left out");
        let (got, wrote) = (numbers.len() as u64, array.get(0));
        // The second attempt counts on from the first.
        let second = said.values().next().map_or(0, |numbers| numbers.len() as u64);
        assert!(got + second >= wrote, "{got} and {second} are there of {wrote}");
    }
}
