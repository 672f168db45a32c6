//! Who gets the next task.

use std::sync::Arc;

use super::stage::{Ended, Stage, Stop};
use super::step::{Came, Drawn, Step, whole};
use super::words::{listed, plural};
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::engine::ProcessHands;
use crate::model::words::capital;
use crate::model::{Lesson, units};
use crate::tasks::{Chore, Computation};
use crate::worker::Pool;

/// The lesson.
pub(super) static ENTRY: Entry = Entry { description: &DESCRIPTION, steps: |_| 2, run, python_server: None };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::Fifo,
    title: "Who gets the next task?",
    line: "First in, first out; then a map and a reduce",
    text: "The tasks of a pool wait in one line, and whoever is free takes the first of it. So tasks start in \
           the order in which they were handed in, and end in any: a long one holds up its own worker and \
           nobody else. On top of that stand map and reduce: map does the same to every input, and reduce makes \
           one result of many, here by adding up parts in the workers and the sums of the parts at the end.",
    listings: &[
        Listing {
            name: "More tasks than workers",
            python: "\
with Pool(3) as pool:
    pool.map(work, range(1, 13), chunksize=1)",
        },
        Listing {
            name: "Map and reduce",
            python: "\
squares = pool.map(square, range(1, 13))
parts = [squares[n::3] for n in range(3)]
print(add(pool.map(add, parts)))",
        },
    ],
    program,
    see: "Each bar begins where another of the same worker ends, and the numbers on them rise from left to \
          right, whichever row they are in.",
    knobs: &[
        Knob {
            name: "workers",
            hint: "How many processes the pool has.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 3.0,
        },
        Knob {
            name: "tasks",
            hint: "How many tasks are handed in at once.",
            kind: KnobKind::Whole { least: 1, most: 64 },
            first: 12.0,
        },
        Knob {
            name: "each takes",
            hint: "How long a short task takes; every second one takes twice as long.",
            kind: KnobKind::Secs { least: 0.02, most: 1.0 },
            first: 0.1,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/fifo.py"))
}

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let (workers, tasks, short_secs) = (stage.whole(0), i64::from(stage.whole(1)), stage.value(2));
    let numbers: Vec<i64> = (1..=tasks).collect();
    let (mut turns, mut taken) = (Vec::new(), Vec::new());
    stage.step("First in, first out", |stage, step| {
        let drawn = Drawn::Tasks(numbers.iter().map(ToString::to_string).collect());
        let chore = |number: &i64| {
            let takes_secs = if number % 2 == 0 { 2.0 * short_secs } else { short_secs };
            Chore::new(Computation::Give(*number)).taking(takes_secs)
        };
        let ended = stage.with_pool(step, workers, &drawn, |pool| {
            // A worker that is not there yet would begin late what it was given early.
            stage.until_ready(step, workers)?;
            Stage::map(
                pool,
                numbers.iter().map(chore).collect(),
                say(step, |_, values| format!("task {}", listed(values))),
            )
        })?;
        turns = ended.iter().map(|ended| Turn::of(ended, step)).collect();
        taken = in_order_of_taking(&turns, short_secs / 2.0);
        Ok(Came::in_order(whole(&taken), whole(&numbers)))
    })?;
    let (mut squares, mut sum) = (Vec::new(), 0);
    stage.step("Map and reduce", |stage, step| {
        let (output, total) =
            stage.with_pool(step, workers, &Drawn::Nothing, |pool| map_and_reduce(pool, step, &numbers))?;
        (squares, sum) = (output, total);
        let expected: Vec<i64> = numbers.iter().map(|number| number.pow(2)).collect();
        let total: i64 = expected.iter().sum();
        Ok(Came::in_order(whole(&and(&squares, sum)), whole(&and(&expected, total))))
    })?;
    Ok(conclusion(workers, &turns, &taken, (squares.len(), sum)))
}

/// The squares by a map, and their sum: a part of them by each worker, and the sums of the parts by one.
fn map_and_reduce(pool: &Pool<ProcessHands>, step: &Arc<Step>, numbers: &[i64]) -> Result<(Vec<i64>, i64), Stop> {
    let chores = numbers.iter().map(|number| Chore::new(Computation::Square(*number))).collect();
    let squares =
        Stage::map(pool, chores, say(step, |task, values| format!("squared {}: {}", task + 1, listed(values))))?;
    let squares: Vec<i64> = squares.into_iter().flat_map(|ended| ended.values).collect();
    let mut parts: Vec<Vec<i64>> = squares.chunks(PART).map(<[i64]>::to_vec).collect();
    loop {
        let said = parts.iter().map(|part| part.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + "));
        let said: Vec<String> = said.collect();
        let chores = parts.into_iter().map(|part| Chore::new(Computation::Sum(part))).collect();
        let sums = Stage::map(
            pool,
            chores,
            say(step, move |task, values| format!("added {} = {}", said[task], listed(values))),
        )?;
        let sums: Vec<i64> = sums.into_iter().flat_map(|ended| ended.values).collect();
        match sums.as_slice() {
            [] => return Ok((squares, 0)),
            [sum] => return Ok((squares, *sum)),
            several => parts = several.chunks(PART).map(<[i64]>::to_vec).collect(),
        }
    }
}

/// How many numbers a worker adds up at a time.
const PART: usize = 4;

fn and(each: &[i64], last: i64) -> Vec<i64> {
    each.iter().copied().chain([last]).collect()
}

fn say(
    step: &Arc<Step>,
    text: impl Fn(usize, &[i64]) -> String + Send + Sync + 'static,
) -> impl Fn(&Ended) + Send + Sync + 'static {
    let step = Arc::clone(step);
    move |ended| step.say(ended.who, ended.done, text(ended.task, &ended.values))
}

/// When a task was taken and done, in seconds from the step's start.
#[derive(Clone, Copy, Debug)]
struct Turn {
    number: i64,
    taken_secs: f64,
    done_secs: f64,
}

impl Turn {
    fn of(ended: &Ended, step: &Step) -> Self {
        let number = ended.values.first().copied().unwrap_or_default();
        let taken = step.first_taken(ended.task).unwrap_or(ended.taken);
        Self { number, taken_secs: step.secs(taken), done_secs: step.secs(ended.done) }
    }
}

/// The numbers of the tasks as they were taken. Stamps of different threads that are closer than `apart_secs` say
/// nothing of who was first, since the system may stop a thread between taking a task and looking at the clock; such
/// tasks stay in the order in which they were handed in. A task that jumped the queue would be off by a whole one.
fn in_order_of_taking(turns: &[Turn], apart_secs: f64) -> Vec<i64> {
    let mut order: Vec<Turn> = Vec::with_capacity(turns.len());
    for turn in turns {
        let place = order.iter().rposition(|before| before.taken_secs <= turn.taken_secs + apart_secs);
        order.insert(place.map_or(0, |place| place + 1), *turn);
    }
    order.into_iter().map(|turn| turn.number).collect()
}

fn conclusion(workers: u32, turns: &[Turn], taken: &[i64], (squares, sum): (usize, i64)) -> Vec<String> {
    let mut by_end = turns.to_vec();
    by_end.sort_by(|one, other| one.done_secs.total_cmp(&other.done_secs));
    let ends: Vec<i64> = by_end.iter().map(|turn| turn.number).collect();
    let count = u32::try_from(turns.len()).unwrap_or(u32::MAX);
    let first = format!(
        "{} of {} began {} and ended {}.",
        capital(&plural(count, "task", "tasks")),
        plural(workers, "worker", "workers"),
        if taken.is_sorted() {
            "in the order in which they were handed in".to_owned()
        } else {
            format!("as {}", listed(taken))
        },
        if ends.is_sorted() { "in it too".to_owned() } else { format!("as {}", listed(ends)) },
    );
    let waits: Vec<f64> = turns.iter().map(|turn| turn.taken_secs).collect();
    let wait = waits.iter().copied().fold(0.0, f64::max);
    let last = turns.iter().map(|turn| turn.done_secs).fold(0.0, f64::max);
    let waited = format!(
        "The last to begin had waited {} for its turn, and all were done after {}.",
        units::secs(wait),
        units::secs(last)
    );
    let reduced = format!("The map made {squares} squares of them, and the reduce made {sum} of those.");
    vec![first, waited, reduced]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(number: i64, taken_secs: f64, done_secs: f64) -> Turn {
        Turn { number, taken_secs, done_secs }
    }

    #[test]
    fn stamps_that_are_close_say_nothing_and_those_apart_do() {
        let close = [turn(1, 0.012, 0.1), turn(2, 0.010, 0.2), turn(3, 0.1, 0.2)];
        assert_eq!(in_order_of_taking(&close, 0.05), [1, 2, 3]);
        let jumped = [turn(1, 0.0, 0.1), turn(2, 0.3, 0.4), turn(3, 0.1, 0.2), turn(4, 0.2, 0.3)];
        assert_eq!(in_order_of_taking(&jumped, 0.05), [1, 3, 4, 2]);
    }

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        let turns = [turn(1, 0.002, 0.102), turn(2, 0.002, 0.203), turn(3, 0.103, 0.204)];
        assert_eq!(
            conclusion(2, &turns, &[1, 2, 3], (3, 14)),
            [
                "Three tasks of two workers began in the order in which they were handed in and ended in it too.",
                "The last to begin had waited 0.103 s for its turn, and all were done after 0.204 s.",
                "The map made 3 squares of them, and the reduce made 14 of those.",
            ]
        );
        let long = [turn(1, 0.0, 0.3), turn(2, 0.0, 0.1)];
        assert!(conclusion(2, &long, &[2, 1], (2, 5))[0].ends_with("began as 2, 1 and ended as 2, 1."));
    }
}
