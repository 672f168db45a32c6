//! Processes that write one log.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::stage::{Stage, Stop};
use super::step::{Came, Drawn, Step, whole};
use super::words::plural;
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::model::{Lesson, LessonFigure, LessonRecord, Who, units};
use crate::tasks::{Chore, Computation, record_text};
use crate::worker::{Level, LogWriter, Stamp};

/// The lesson.
pub(super) static ENTRY: Entry = Entry { description: &DESCRIPTION, steps: |_| 1, run, python_server: None };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::Logging,
    title: "How do processes share a log?",
    line: "Many processes write, one file keeps every record whole",
    text: "When several processes write into one file, their lines can get mixed up, and a file that is full \
           has to be put aside by one of them while the others still write. The way out is that only one \
           writes: the processes send their records to it, through a queue in Python, through their pipes here. \
           Each record then is one whole line with its time, in the order in which it arrived. When the file \
           has reached its size, it is put aside and a new one is begun.",
    listings: &[
        Listing {
            name: "The processes",
            python: "\
logger.addHandler(QueueHandler(queue))
logger.info(\"process %d\", number)",
        },
        Listing {
            name: "The one that writes",
            python: "\
handler = RotatingFileHandler(\"python.log\", maxBytes=2000,
                              backupCount=100)
listener = QueueListener(queue, handler)
listener.start()",
        },
    ],
    program,
    see: "Records of all processes stand between one another, and not one of them is torn or missing, also \
          where one file ends and the next begins.",
    knobs: &[
        Knob {
            name: "processes",
            hint: "How many write at the same time.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "records each",
            hint: "How many records each of them writes.",
            kind: KnobKind::Whole { least: 1, most: 1000 },
            first: 25.0,
        },
        Knob {
            name: "kB a file",
            hint: "When a file has grown to this many thousand bytes, it is put aside and a new one is begun.",
            kind: KnobKind::Whole { least: 1, most: 1000 },
            first: 2.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/logging.py"))
}

/// More than a line of this lesson's has, in bytes.
const LINE_BYTES: u64 = 80;

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let (processes, records, file_kb) = (stage.whole(0), stage.whole(1), stage.whole(2));
    let mut found = Found::default();
    let mut files = Vec::new();
    let step = stage.step("All into one log", |stage, step| {
        let folder = stage.folder()?.to_owned();
        let file_bytes = NonZeroU64::new(u64::from(file_kb) * 1000).unwrap_or(NonZeroU64::MIN);
        // None of the files is to go before it was looked at.
        let kept = 2 + u64::from(processes) * u64::from(records) * LINE_BYTES / file_bytes;
        let writer = LogWriter::open(folder.join("manyhands.log"), file_bytes, u32::try_from(kept).unwrap_or(u32::MAX));
        let log = Arc::new(Log { writer: writer.map_err(Stop::Temporary)?, told: Mutex::default() });
        listen(step, &log);
        let door = stage.door(step, processes)?;
        let chores =
            (1..=processes).map(|process| Chore::new(Computation::Log { process, records }).behind(door.clone()));
        let ended = stage.each(step, 0, chores.collect(), &Drawn::Nothing, |_| {})?;
        log.told().failure.take().map_or(Ok(()), |error| Err(Stop::Temporary(error)))?;
        files = oldest_first(&folder);
        let lines = lines(&files)?;
        found = Found::in_lines(lines.iter().map(String::as_str), records);
        let records_read = lines.into_iter().map(|line| log.told().record(line)).collect();
        step.draw(LessonFigure::Log { files: files.clone(), records: records_read });
        let counts: Vec<i64> = (1..=processes).map(|process| found.count(process)).collect();
        // A process that died has its records written once more by the one that took its place.
        let is_once = found.repeated == 0 || ended.iter().any(|ended| ended.attempts > 1);
        let expected = vec![i64::from(records); processes as usize];
        Ok(Came::in_order(whole(&counts), whole(&expected)).and(found.torn == 0 && is_once))
    })?;
    Ok(conclusion(&found, processes, processes * records, files.len(), step.secs))
}

/// The one log, and what was told of it.
struct Log {
    writer: LogWriter,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    /// Who said a text, and how much it matters.
    by_text: HashMap<String, (u32, Level)>,
    failure: Option<std::io::Error>,
}

impl Log {
    fn told(&self) -> MutexGuard<'_, Told> {
        // Nothing that holds this lock can leave it half-changed.
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, pid: u32, at: Stamp, level: Level, text: &str) {
        let written = self.writer.write(at, text);
        let mut told = self.told();
        told.by_text.insert(text.to_owned(), (pid, level));
        if let Err(error) = written {
            told.failure.get_or_insert(error);
        }
    }
}

impl Told {
    /// A line of the file with what is known of it.
    fn record(&self, line: String) -> LessonRecord {
        let known = text(&line).and_then(|text| self.by_text.get(text));
        let (pid, level) = known.copied().unwrap_or((0, Level::Error));
        LessonRecord { pid, level: level.to_string(), line }
    }
}

/// Has what the processes of a step say written, and put out.
fn listen(step: &Arc<Step>, log: &Arc<Log>) {
    let (log, teller) = (Arc::clone(log), Arc::downgrade(step));
    step.when_logged(move |worker, pid, at, level, text| {
        log.write(pid, at, level, text);
        if let Some(step) = teller.upgrade() {
            step.say(Who::Process { worker, pid }, at, text.to_owned());
        }
    });
}

/// The files of a log, the oldest first: the highest number is the oldest, and without one is the latest.
fn oldest_first(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let number = |path: &Path| path.extension()?.to_str()?.parse::<u32>().ok();
    let mut files: Vec<(u32, PathBuf)> =
        entries.map(|entry| entry.path()).map(|path| (number(&path).unwrap_or(0), path)).collect();
    files.sort_by(|one, other| other.cmp(one));
    files.into_iter().map(|(_, path)| path).collect()
}

fn lines(files: &[PathBuf]) -> Result<Vec<String>, Stop> {
    let mut lines = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).map_err(Stop::Temporary)?;
        lines.extend(text.lines().map(str::to_owned));
    }
    Ok(lines)
}

/// What stands in a line after its time, `2026-11-21 14:03:22,123`; `None` where that is no time.
fn text(line: &str) -> Option<&str> {
    const FORM: &str = "0000-00-00 00:00:00,000 ";
    let (time, text) = line.split_at_checked(FORM.len())?;
    let fits = |(is, form): (u8, u8)| if form == b'0' { is.is_ascii_digit() } else { is == form };
    time.bytes().zip(FORM.bytes()).all(fits).then_some(text)
}

/// What was found in the files.
#[derive(Debug, Default)]
struct Found {
    /// The process's and the record's number of each whole record.
    records: BTreeSet<(u32, u32)>,
    /// Lines that are no whole record.
    torn: usize,
    /// Records that stand there more than once.
    repeated: usize,
    /// How often a record follows one of another process.
    changes: usize,
}

impl Found {
    fn in_lines<'a>(lines: impl IntoIterator<Item = &'a str>, records: u32) -> Self {
        let mut found = Self::default();
        let mut before = None;
        for line in lines {
            let Some((process, record)) = text(line).and_then(|text| numbers(text, records)) else {
                found.torn += 1;
                continue;
            };
            found.repeated += usize::from(!found.records.insert((process, record)));
            found.changes += usize::from(before.is_some_and(|before| before != process));
            before = Some(process);
        }
        found
    }

    fn count(&self, process: u32) -> i64 {
        self.records.range((process, 0)..=(process, u32::MAX)).map(|_| 1).sum()
    }
}

/// The numbers in a text, if it is exactly what was to be written.
fn numbers(text: &str, records: u32) -> Option<(u32, u32)> {
    let mut words = text.split(' ');
    let process = words.nth(1)?.parse().ok()?;
    let record = words.nth(1)?.parse().ok()?;
    (text == record_text(process, record, records)).then_some((process, record))
}

fn conclusion(found: &Found, processes: u32, written: u32, files: usize, secs: f64) -> Vec<String> {
    let whole = u32::try_from(found.records.len()).unwrap_or(u32::MAX);
    let missing = written.saturating_sub(whole);
    let count = |number: u32, what: &str| if number == 0 { format!("none {what}") } else { format!("{number} {what}") };
    let torn = u32::try_from(found.torn).unwrap_or(u32::MAX);
    vec![
        format!(
            "{whole} of {written} records of {} stand whole in {}, {} and {}.",
            plural(processes, "process", "processes"),
            plural(u32::try_from(files).unwrap_or(u32::MAX), "file", "files"),
            count(torn, "torn"),
            count(missing, "missing"),
        ),
        if found.changes >= processes as usize {
            format!("{} times a record follows one of another process: they did write at the same time.", found.changes)
        } else {
            "The records of each process stand together: this time they did not meet.".to_owned()
        },
        format!("All of it took {}, {} a record.", units::secs(secs), units::secs(secs / f64::from(written.max(1)))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_record_is_told_from_a_torn_one() {
        let whole = "2026-11-21 14:03:22,123 process 3 record 7 of 25";
        assert_eq!(text(whole), Some("process 3 record 7 of 25"));
        for torn in ["", "2026-11-21 14:03", "2026-11-21 14:03:22,123process 3", "x026-11-21 14:03:22,123 process 3"] {
            assert_eq!(text(torn), None, "{torn}");
        }
        let lines = [whole, "2026-11-21 14:03:22,124 process 1 record 1 of 25", whole, &whole[..40], &whole[10..]];
        let found = Found::in_lines(lines, 25);
        assert_eq!((found.records.len(), found.torn, found.repeated, found.changes), (2, 2, 1, 2));
        assert_eq!((found.count(1), found.count(2), found.count(3)), (1, 0, 1));
    }

    #[test]
    fn the_oldest_file_comes_first() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["manyhands.log", "manyhands.log.2", "manyhands.log.10", "manyhands.log.1"] {
            fs::write(folder.path().join(name), "").expect("written");
        }
        let files = oldest_first(folder.path());
        let ends: Vec<_> = files.iter().filter_map(|path| path.extension()?.to_str()).collect();
        assert_eq!(ends, ["10", "2", "1", "log"]);
    }

    #[test]
    fn the_conclusion_is_drawn_from_what_was_found() {
        let records = (1..=4).flat_map(|process| (1..=25).map(move |record| (process, record))).collect();
        let found = Found { records, torn: 0, repeated: 0, changes: 57 };
        let said = conclusion(&found, 4, 100, 3, 0.05);
        assert_eq!(
            said[0],
            "100 of 100 records of four processes stand whole in three files, none torn and none missing."
        );
        assert!(said[1].starts_with("57 times") && said[2].ends_with("500 µs a record."), "{said:?}");
        let said = conclusion(&Found { torn: 1, changes: 3, ..found }, 4, 102, 3, 0.05);
        assert!(said[0].ends_with("1 torn and 2 missing.") && said[1].contains("did not meet"), "{said:?}");
    }
}
