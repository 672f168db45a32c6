//! What a pool's map promises, and what closing and joining do.

use std::sync::Arc;

use super::stage::{Ended, Stage, Stop};
use super::step::{Came, Drawn, Step, whole};
use super::words::{listed, plural};
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::model::words::capital;
use crate::model::{Lesson, LessonValue, units};
use crate::tasks::{Chore, Computation, Task};
use crate::worker::PoolError;

/// The lesson.
pub(super) static ENTRY: Entry = Entry { description: &DESCRIPTION, steps: |_| 3, run, python_server: None };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::PoolMap,
    title: "What does a pool's map promise?",
    line: "One result for each input, in order; and what close and join do",
    text: "Map gives one result for each input, in the order of the inputs, however many workers there are. \
           Close says that no further tasks will come: what was handed in is still done, and anything new is \
           refused. Join waits until every task is done and every worker has ended; it comes after close, or it \
           would wait for ever.",
    listings: &[
        Listing {
            name: "Squares",
            python: "\
with Pool(10) as pool:
    print(pool.map(square, range(1, 11)))",
        },
        Listing {
            name: "Ten times",
            python: "\
pool = Pool(5)
results = [pool.apply_async(tenfold, (n,))
           for n in range(1, 11)]
pool.close()
pool.join()
print([result.get() for result in results])",
        },
    ],
    program,
    see: "Ten workers take one number each, five take two or more; the task that comes after close is refused, \
          and the others are done all the same.",
    knobs: &[
        Knob {
            name: "workers for squares",
            hint: "How many processes the first pool has.",
            kind: KnobKind::Whole { least: 1, most: 32 },
            first: 10.0,
        },
        Knob {
            name: "workers for tens",
            hint: "How many processes the other pools have.",
            kind: KnobKind::Whole { least: 1, most: 32 },
            first: 5.0,
        },
        Knob {
            name: "each takes",
            hint: "How long a worker thinks about a number, so that the others have time to take one too.",
            kind: KnobKind::Secs { least: 0.0, most: 1.0 },
            first: 0.05,
        },
        Knob {
            name: "numbers",
            hint: "It goes from 1 up to this one.",
            kind: KnobKind::Whole { least: 1, most: 1000 },
            first: 10.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/pool_map.py"))
}

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let (for_squares, for_tens) = (stage.whole(0), stage.whole(1));
    let numbers: Vec<i64> = (1..=i64::from(stage.whole(3))).collect();
    let squares = map(stage, "Squares", for_squares, &numbers, Computation::Square, |number| number.pow(2))?;
    let tens = map(stage, "Ten times", for_tens, &numbers, Computation::Tenfold, |number| number * 10)?;
    let mut closing = Closing::default();
    stage.step("Close, and then join", |stage, step| {
        closing = close_and_join(stage, step, for_tens, &numbers)?;
        let Closing { refused, ready_after_join, values, .. } = &closing;
        let output = [LessonValue::Whole(i64::from(*ready_after_join)), LessonValue::Text(refused.clone())];
        let count = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
        let must = [LessonValue::Whole(count), LessonValue::Text(PoolError::Closed.to_string())];
        let expected: Vec<i64> = numbers.iter().map(|number| number * 10).collect();
        let output = whole(values).into_iter().chain(output).collect();
        Ok(Came::in_order(output, whole(&expected).into_iter().chain(must).collect()))
    })?;
    Ok(conclusion(&[(for_squares, squares), (for_tens, tens)], &closing))
}

/// Maps a computation over the numbers, as a step. The processes that took part, and how long it took.
fn map(
    stage: &mut Stage<'_>,
    name: &str,
    workers: u32,
    numbers: &[i64],
    computation: fn(i64) -> Computation,
    expected: impl Fn(i64) -> i64,
) -> Result<Mapped, Stop> {
    let mut busy = Vec::new();
    let step = stage.step(name, |stage, step| {
        let takes_secs = stage.value(2);
        let chores = numbers.iter().map(|number| Chore::new(computation(*number)).taking(takes_secs)).collect();
        let ended = stage.with_pool(step, workers, &labels(numbers), |pool| Stage::map(pool, chores, say(step)))?;
        let output: Vec<i64> = ended.iter().flat_map(|ended| ended.values.clone()).collect();
        busy = ended.iter().filter_map(|ended| ended.who.pid()).collect();
        let expected: Vec<i64> = numbers.iter().map(|number| expected(*number)).collect();
        Ok(Came::in_order(whole(&output), whole(&expected)))
    })?;
    let results = busy.len();
    busy.sort_unstable();
    busy.dedup();
    Ok(Mapped { secs: step.secs, results, processes: busy.len() })
}

fn labels(numbers: &[i64]) -> Drawn {
    Drawn::Tasks(numbers.iter().map(ToString::to_string).collect())
}

fn say(step: &Arc<Step>) -> impl Fn(&Ended) + Send + Sync + 'static {
    let step = Arc::clone(step);
    move |ended| step.say(ended.who, ended.done, format!("{} became {}", ended.task + 1, listed(&ended.values)))
}

/// Hands in a task for each number, closes the pool while they are under way, hands in one more, and joins.
fn close_and_join(stage: &Stage<'_>, step: &Arc<Step>, workers: u32, numbers: &[i64]) -> Result<Closing, Stop> {
    let mut closing = Closing::default();
    let tenfold = |number| Chore::new(Computation::Tenfold(number)).taking(stage.value(2));
    let pending = stage.with_pool(step, workers, &labels(numbers), |pool| {
        let mut pending = Vec::new();
        for number in numbers {
            let number = *number;
            let heard = {
                let step = Arc::clone(step);
                move |ended: &Ended| {
                    step.say(ended.who, ended.done, format!("{number} became {}", listed(&ended.values)));
                }
            };
            pending.push(Stage::apply_async(pool, tenfold(number), heard)?);
        }
        pool.close();
        step.remark("closed the pool".to_owned());
        closing.ready_at_close = count(pending.iter().filter(|pending| pending.is_ready()).count());
        closing.refused = match pool.apply(Task::Chore(tenfold(0))) {
            Err(error) => error.to_string(),
            Ok(finished) => format!("process {} did a task after the close", finished.pid),
        };
        step.remark(format!("handed in one more task: {}", closing.refused));
        Ok(pending)
    })?;
    closing.ready_after_join = count(pending.iter().filter(|pending| pending.is_ready()).count());
    step.remark(format!("joined the pool: {} tasks are done", closing.ready_after_join));
    for pending in pending {
        closing.values.extend(Ended::new(pending.wait(), 0)?.values);
    }
    Ok(closing)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What became of a map.
#[derive(Clone, Copy, Debug)]
struct Mapped {
    secs: f64,
    results: usize,
    /// How many had at least one task.
    processes: usize,
}

/// What became of the pool that was closed.
#[derive(Clone, Debug, Default)]
struct Closing {
    ready_at_close: u32,
    /// What was said to the task after the close.
    refused: String,
    ready_after_join: u32,
    values: Vec<i64>,
}

fn conclusion(maps: &[(u32, Mapped)], closing: &Closing) -> Vec<String> {
    let map = |(workers, mapped): &(u32, Mapped)| {
        format!(
            "{} results came from {} of {} in {}",
            mapped.results,
            plural(count(mapped.processes), "process", "processes"),
            workers,
            units::secs(mapped.secs)
        )
    };
    let maps: Vec<String> = maps.iter().map(map).collect();
    vec![
        format!("{}.", capital(&maps.join(", "))),
        format!(
            "When the pool was closed {} of {} tasks were done; the one handed in after that was refused (“{}”), and \
             after join {} were done.",
            closing.ready_at_close,
            closing.values.len(),
            closing.refused,
            closing.ready_after_join,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        let maps = [
            (10, Mapped { secs: 0.012, results: 10, processes: 9 }),
            (5, Mapped { secs: 0.008, results: 10, processes: 5 }),
        ];
        let closing = Closing {
            ready_at_close: 0,
            refused: "the pool is closed".to_owned(),
            ready_after_join: 10,
            values: (1..=10).collect(),
        };
        assert_eq!(
            conclusion(&maps, &closing),
            [
                "10 results came from nine processes of 10 in 12.0 ms, 10 results came from five processes of 5 in 8.0 ms.",
                "When the pool was closed 0 of 10 tasks were done; the one handed in after that was refused (“the pool \
                 is closed”), and after join 10 were done.",
            ]
        );
    }
}
