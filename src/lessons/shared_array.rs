//! Processes that write into one memory.

use std::sync::Arc;

use super::stage::{Ended, Stage, Stop};
use super::step::{Came, Drawn, Step, whole};
use super::words::{listed, pace, plural};
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::model::words::capital;
use crate::model::{Lesson, LessonFigure, LessonValue, units};
use crate::tasks::{Chore, Computation, Write};
use crate::worker::{SharedArray, Stamp};

/// The lesson.
pub(super) static ENTRY: Entry = Entry { description: &DESCRIPTION, steps: |_| 3, run, python_server: None };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::SharedArray,
    title: "Can processes share an array?",
    line: "Processes that write into one memory, with and without a lock",
    text: "Each process has its own memory, unless it asks for a piece that is shared. Here every process \
           squares one place of an array that all of them see, and sends nothing back; the parent reads the \
           results from its own side. Where no two processes write the same place, plain writing is safe and \
           quick. Where they might, each write has to make sure that nobody came in between, and that costs \
           time: Python's Array takes a lock for it, ours compares and swaps.",
    listings: &[
        Listing {
            name: "One place each",
            python: "\
array = Array(\"q\", range(1, 11))

def square(place):
    array[place] = array[place] ** 2

ps = [Process(target=square, args=(n,)) for n in range(10)]
for p in ps: p.start()
for p in ps: p.join()
print(list(array))",
        },
        Listing {
            name: "A million values",
            python: "\
plain = RawArray(\"q\", range(1_000_000))
careful = Array(\"q\", range(1_000_000))  # locks",
        },
    ],
    program,
    see: "Ten processes, ten places, and no result on the way back; then the same million values, written in \
          two ways.",
    knobs: &[
        Knob {
            name: "processes",
            hint: "How many processes square one place each.",
            kind: KnobKind::Whole { least: 1, most: 64 },
            first: 10.0,
        },
        Knob {
            name: "values",
            hint: "How many values the larger array has.",
            kind: KnobKind::Whole { least: 1000, most: 5000000 },
            first: 1_000_000.0,
        },
        Knob {
            name: "writers",
            hint: "How many processes share the larger array between them.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/shared_array.py"))
}

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let (processes, values, writers) = (stage.whole(0), stage.whole(1), stage.whole(2));
    let mut seen = Vec::new();
    stage.step("One place each", |stage, step| {
        let array = array(processes as usize, |place| place + 1)?;
        let chores = (0..processes).map(|place| square(&array, place, place + 1, Write::CompareAndSwap)).collect();
        let ended = stage.each(step, 0, chores, &Drawn::Lives, say(step))?;
        seen = numbers(&array);
        step.remark(format!("the parent reads {}", listed(&seen)));
        let expected: Vec<i64> = (1..=i64::from(processes)).map(|number| number.pow(2)).collect();
        // What came back from the processes: nothing.
        let is_silent = ended.iter().all(|ended| ended.values.is_empty());
        Ok(Came::in_order(whole(&seen), whole(&expected)).and(is_silent))
    })?;
    let mut secs = [0.0; 2];
    for (place, (name, write)) in WAYS.into_iter().enumerate() {
        let title = format!("{}, {name}", units::count(u64::from(values), "value"));
        stage.step(&title, |stage, step| {
            let came = square_all(stage, step, values, writers, write)?;
            secs[place] = came.secs.unwrap_or_default();
            let bars = WAYS.iter().zip(secs).take(place + 1).map(|((name, _), secs)| (capital(name), secs * 1e3));
            let (title, unit) = ("Squaring them all".to_owned(), "ms".to_owned());
            step.draw(LessonFigure::Bars { title, unit, bars: bars.collect() });
            Ok(came)
        })?;
    }
    Ok(conclusion(&seen, values, writers, secs))
}

/// The ways to write, with their names.
const WAYS: [(&str, Write); 2] = [("plain stores", Write::Plain), ("compare and swap", Write::CompareAndSwap)];

/// A shared array that holds these numbers.
fn array(length: usize, number: impl Fn(u64) -> u64) -> Result<SharedArray, Stop> {
    let array = SharedArray::create(length).map_err(Stop::Temporary)?;
    for (place, at) in (0..length).zip(0..) {
        array.set(place, number(at));
    }
    Ok(array)
}

fn numbers(array: &SharedArray) -> Vec<i64> {
    array.to_vec().into_iter().map(|number| i64::try_from(number).unwrap_or(i64::MAX)).collect()
}

fn square(array: &SharedArray, from: u32, to: u32, write: Write) -> Chore {
    let (path, length) = (array.path().to_owned(), array.len());
    Chore::new(Computation::SquarePlaces { path, length, from: from as usize, to: to as usize, write })
}

fn say(step: &Arc<Step>) -> impl Fn(&Ended) + Send + Sync + 'static {
    let step = Arc::clone(step);
    move |ended| step.say(ended.who, ended.done, format!("squared place {}, and sent nothing back", ended.task))
}

/// How many parts of the array there are for each process, so that none has nothing to do while others are still at it.
const PARTS_A_WRITER: u32 = 4;

/// So many parts of about the same size: the first place of each, and the place after its last.
fn parts(values: u32, count: u32) -> Vec<(u32, u32)> {
    let bound = |part: u32| u32::try_from(u64::from(values) * u64::from(part) / u64::from(count)).unwrap_or(values);
    (0..count).map(|part| (bound(part), bound(part + 1))).collect()
}

/// Squares all values by some processes that are there already, and looks at every one of them.
fn square_all(stage: &Stage<'_>, step: &Arc<Step>, values: u32, writers: u32, write: Write) -> Result<Came, Stop> {
    let array = array(values as usize, |place| place)?;
    let parts = parts(values, writers * PARTS_A_WRITER);
    let heard = {
        let (step, parts) = (Arc::clone(step), parts.clone());
        move |ended: &Ended| {
            let (from, to) = parts[ended.task];
            step.say(ended.who, ended.done, format!("squared places {from} to {}", i64::from(to) - 1));
        }
    };
    let secs = stage.with_pool(step, writers, &Drawn::Nothing, |pool| {
        // The processes have started and found the array before the clock does.
        let first = |_| square(&array, 0, 0, write);
        Stage::map(pool, (0..writers).map(first).collect(), |_| {})?;
        let asked = Stamp::now();
        let chores = parts.iter().map(|(from, to)| square(&array, *from, *to, write)).collect();
        Stage::map(pool, chores, heard)?;
        Ok(Stamp::now().secs_since(asked))
    })?;
    let right = array.to_vec().iter().zip(0_u64..).filter(|(value, place)| **value == place * place).count();
    let right = i64::try_from(right).unwrap_or(i64::MAX);
    step.remark(format!("{right} of {values} values are right"));
    let pids = step.lives().iter().map(|life| life.pid).collect();
    Ok(Came::in_order(vec![LessonValue::Whole(right)], whole(&[i64::from(values)])).told(secs, pids))
}

fn conclusion(seen: &[i64], values: u32, writers: u32, [plain_secs, careful_secs]: [f64; 2]) -> Vec<String> {
    let processes = u32::try_from(seen.len()).unwrap_or(u32::MAX);
    let each = |secs: f64| format!("{:.1} ns", secs * 1e9 / f64::from(values));
    vec![
        format!(
            "{} wrote into one memory, and the parent read {} from it; nothing was sent back.",
            capital(&plural(processes, "process", "processes")),
            listed(seen)
        ),
        format!(
            "{} squared {values} values in {} by plain stores and in {} by compare and swap: {}.",
            capital(&plural(writers, "process", "processes")),
            units::secs(plain_secs),
            units::secs(careful_secs),
            pace(plain_secs, careful_secs)
        ),
        format!("That is {} a value, and {} where nobody may come in between.", each(plain_secs), each(careful_secs)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_the_whole() {
        assert_eq!(parts(10, 3), [(0, 3), (3, 6), (6, 10)]);
        assert_eq!(parts(5_000_000, 64).last(), Some(&(4_921_875, 5_000_000)));
    }

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        assert_eq!(
            conclusion(&[1, 4, 9], 1_000_000, 4, [0.004, 0.012]),
            [
                "Three processes wrote into one memory, and the parent read 1, 4, 9 from it; nothing was sent back.",
                "Four processes squared 1000000 values in 4.0 ms by plain stores and in 12.0 ms by compare and swap: \
                 3.0 times as slow.",
                "That is 4.0 ns a value, and 12.0 ns where nobody may come in between.",
            ]
        );
    }
}
