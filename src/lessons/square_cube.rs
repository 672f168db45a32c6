//! A function of one number, computed by a pool.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::stage::{Ended, Stage, Stop};
use super::step::{Came, Drawn, whole};
use super::words::{listed, plural};
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::model::words::capital;
use crate::model::{Lesson, units};
use crate::tasks::{Chore, Computation};

/// The lesson.
pub(super) static ENTRY: Entry = Entry { description: &DESCRIPTION, steps: |_| 1, run, python_server: None };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::SquareCube,
    title: "Five numbers, four workers: who does what?",
    line: "A pool computes, and the results keep the order of the input",
    text: "A pool is a number of processes that stay and take one task after another. Its map hands each number to \
           whichever worker is free, and gives the results back in the order of the numbers, whoever computed them and \
           whenever they were done. With more numbers than workers, somebody takes a second one. If a worker is killed \
           in the middle, its number is computed by another: let each take a few seconds, and try it with kill.",
    listings: &[Listing {
        name: "A pool of four",
        python: "\
def both(n):
    return f\"The square of {n} is {n ** 2} and its cube is {n ** 3}\"

with Pool(4) as pool:
    for sentence in pool.map(both, range(1, 6)):
        print(sentence)",
    }],
    program,
    see: "The lines come as the workers finish, with the number of the process that did each; the results \
          stand in the order of the input.",
    knobs: &[
        Knob {
            name: "workers",
            hint: "How many processes the pool has.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "numbers",
            hint: "It squares and cubes 1, 2, 3 and so on, up to this one.",
            kind: KnobKind::Whole { least: 1, most: 100 },
            first: 5.0,
        },
        Knob {
            name: "each takes",
            hint: "How long a worker thinks about a number, so that there is something to see.",
            kind: KnobKind::Secs { least: 0.0, most: 5.0 },
            first: 0.2,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/square_cube.py"))
}

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let (workers, numbers) = (stage.whole(0), 1..=i64::from(stage.whole(1)));
    let mut ended = Vec::new();
    let step = stage.step("Square and cube by a pool", |stage, step| {
        let takes_secs = stage.value(2);
        let chore = |number| Chore::new(Computation::SquareAndCube(number)).taking(takes_secs);
        let drawn = Drawn::Tasks(numbers.clone().map(|number| number.to_string()).collect());
        let heard = {
            let step = Arc::clone(step);
            move |ended: &Ended| step.say(ended.who, ended.done, sentence(ended))
        };
        ended = stage
            .with_pool(step, workers, &drawn, |pool| Stage::map(pool, numbers.clone().map(chore).collect(), heard))?;
        let output: Vec<i64> = ended.iter().flat_map(|ended| ended.values.clone()).collect();
        let expected: Vec<i64> = numbers.clone().flat_map(|number| [number.pow(2), number.pow(3)]).collect();
        Ok(Came::in_order(whole(&output), whole(&expected)))
    })?;
    Ok(conclusion(workers, step.secs, &ended.iter().map(Turn::of).collect::<Vec<_>>()))
}

fn sentence(ended: &Ended) -> String {
    let number = ended.task + 1;
    match ended.values.as_slice() {
        [square, cube] => format!("The square of {number} is {square} and its cube is {cube}"),
        other => format!("For {number} there came {}", listed(other)),
    }
}

/// How a number was done.
#[derive(Clone, Copy, Debug)]
struct Turn {
    number: usize,
    pid: u32,
    attempts: u32,
    /// When, in seconds of any clock.
    done_secs: f64,
    busy_secs: f64,
}

impl Turn {
    fn of(ended: &Ended) -> Self {
        Self {
            number: ended.task + 1,
            pid: ended.who.pid().unwrap_or_default(),
            attempts: ended.attempts,
            done_secs: ended.done.secs_since(crate::worker::Stamp(0)),
            busy_secs: ended.done.secs_since(ended.taken),
        }
    }
}

fn conclusion(workers: u32, secs: f64, turns: &[Turn]) -> Vec<String> {
    let busy_secs: f64 = turns.iter().map(|turn| turn.busy_secs).sum();
    let mut by_end = turns.to_vec();
    by_end.sort_by(|one, other| one.done_secs.total_cmp(&other.done_secs));
    let ends: Vec<usize> = by_end.iter().map(|turn| turn.number).collect();
    let mut said = vec![format!(
        "{} that take {} one after another were done in {} by {}.",
        capital(&plural(u32::try_from(turns.len()).unwrap_or(u32::MAX), "number", "numbers")),
        units::secs(busy_secs),
        units::secs(secs),
        plural(workers, "worker", "workers"),
    )];
    said.push(if ends.is_sorted() {
        "The results stand in the order of the input, and this time they were also done in it.".to_owned()
    } else {
        format!("The results stand in the order of the input, though they were done in the order {}.", listed(ends))
    });
    let mut by_process = BTreeMap::<u32, Vec<usize>>::new();
    turns.iter().for_each(|turn| by_process.entry(turn.pid).or_default().push(turn.number));
    let busiest = by_process.iter().max_by_key(|(_, numbers)| numbers.len()).filter(|(_, numbers)| numbers.len() > 1);
    said.extend(busiest.map(|(pid, numbers)| format!("Process {pid} did more than one: {}.", listed(numbers))));
    let again = turns.iter().filter(|turn| turn.attempts > 1).map(|turn| turn.number).collect::<Vec<_>>();
    if !again.is_empty() {
        said.push(format!("Tried once more, since the process that had it died: {}.", listed(again)));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(number: usize, pid: u32, done_secs: f64) -> Turn {
        Turn { number, pid, attempts: 1, done_secs, busy_secs: 0.2 }
    }

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        let mut turns = [turn(1, 7, 0.21), turn(2, 8, 0.20), turn(3, 9, 0.22), turn(4, 10, 0.23), turn(5, 8, 0.40)];
        assert_eq!(
            conclusion(4, 0.412, &turns),
            [
                "Five numbers that take 1.00 s one after another were done in 0.412 s by four workers.",
                "The results stand in the order of the input, though they were done in the order 2, 1, 3, 4, 5.",
                "Process 8 did more than one: 2, 5.",
            ]
        );
        turns[2].attempts = 2;
        let said = conclusion(4, 0.412, &turns);
        assert_eq!(said[3], "Tried once more, since the process that had it died: 3.");
    }

    #[test]
    fn one_number_is_in_order_and_nobody_did_more_than_one() {
        let said = conclusion(1, 0.2, &[turn(1, 7, 0.2)]);
        assert_eq!(said.len(), 2);
        assert!(said[0].starts_with("One number ") && said[1].contains("this time"), "{said:?}");
    }
}
