//! Four processes, joined inside the loop or after it.

use std::sync::{Arc, Mutex, PoisonError};

use super::stage::{Ended, Stage, Stop};
use super::step::{Came, Drawn, Step, whole};
use super::words::{listed, pace, plural};
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::model::words::capital;
use crate::model::{Lesson, units};
use crate::tasks::{Chore, Computation};

/// The lesson.
pub(super) static ENTRY: Entry = Entry { description: &DESCRIPTION, steps: |_| 2, run, python_server: None };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::FourProcesses,
    title: "Four processes: one at a time, or all at once?",
    line: "Where join stands decides whether processes work side by side",
    text: "A process is started with start and waited for with join. Where join stands decides everything: \
           inside the loop, each process is over before the next begins, and four processes are no faster than \
           none. After the loop, all four are alive together. There each waits until all have started, so that \
           the order in which they are done is anybody's.",
    listings: &[
        Listing {
            name: "Join inside the loop",
            python: "\
for n in range(1, 5):
    p = Process(target=show, args=(n,))
    p.start()
    p.join()",
        },
        Listing {
            name: "Start all, then join",
            python: "\
ps = [Process(target=show, args=(n,)) for n in range(1, 5)]
for p in ps: p.start()
for p in ps: p.join()",
        },
    ],
    program,
    see: "In the first version never more than one is alive, and the numbers come in order; in the second all \
          are alive at once, and they come in any order.",
    knobs: &[
        Knob {
            name: "processes",
            hint: "How many are started, one for each number.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "each works",
            hint: "How long each of them works before it gives its number.",
            kind: KnobKind::Secs { least: 0.0, most: 2.0 },
            first: 0.2,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/four_processes.py"))
}

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let numbers: Vec<i64> = (1..=i64::from(stage.whole(0))).map(|number| number * 10).collect();
    let (mut inside, mut after) = (Version::default(), Version::default());
    let said = Said::default();
    let step = stage.step("Join inside the loop", |stage, step| {
        for (worker, number) in (0..).zip(&numbers) {
            stage.each(step, worker, vec![chore(stage, *number)], &Drawn::Lives, say(step, &said))?;
        }
        inside.order = told(&said);
        inside.most_alive = step.most_alive();
        Ok(Came::in_order(whole(&inside.order), whole(&numbers)).and(inside.most_alive <= 1))
    })?;
    inside.secs = step.secs;
    let said = Said::default();
    let step = stage.step("Start all, then join", |stage, step| {
        all_at_once(stage, step, &numbers, &said)?;
        after.order = told(&said);
        after.most_alive = step.most_alive();
        Ok(Came::in_any_order(&after.order, &numbers).and(after.most_alive == numbers.len()))
    })?;
    after.secs = step.secs;
    Ok(conclusion(&inside, &after))
}

fn chore(stage: &Stage<'_>, number: i64) -> Chore {
    Chore::new(Computation::Give(number)).taking(stage.value(1))
}

/// The numbers in the order in which their lines stand in the output.
type Said = Arc<Mutex<Vec<i64>>>;

fn told(said: &Said) -> Vec<i64> {
    said.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn say(step: &Arc<Step>, said: &Said) -> impl Fn(&Ended) + Send + Sync + 'static {
    let (step, said) = (Arc::clone(step), Arc::clone(said));
    move |ended| {
        // Two that end within the same moment are noted in the order in which they are told.
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        step.say(ended.who, ended.done, format!("gave a number: {}", listed(&ended.values)));
        said.extend(&ended.values);
    }
}

/// Starts a process for each number; none begins its work before all of them are there.
fn all_at_once(stage: &mut Stage<'_>, step: &Arc<Step>, numbers: &[i64], said: &Said) -> Result<Vec<Ended>, Stop> {
    let count = u32::try_from(numbers.len()).expect("a knob has few processes");
    let door = stage.door(step, count)?;
    let chores = numbers.iter().map(|number| chore(stage, *number).behind(door.clone())).collect();
    stage.each(step, 0, chores, &Drawn::Lives, say(step, said))
}

/// What one of the two versions came to.
#[derive(Debug, Default)]
struct Version {
    secs: f64,
    most_alive: usize,
    /// The numbers, in the order in which they were given.
    order: Vec<i64>,
}

fn conclusion(inside: &Version, after: &Version) -> Vec<String> {
    let count = u32::try_from(after.order.len()).unwrap_or(u32::MAX);
    let first = format!(
        "{} with join inside the loop, {} with join after it: {}, with the same {}.",
        units::secs(inside.secs),
        units::secs(after.secs),
        pace(inside.secs, after.secs),
        plural(count, "process", "processes"),
    );
    let alive = format!(
        "At most {} was alive at any moment in the first version, {} in the second.",
        inside.most_alive, after.most_alive
    );
    let is_rising = |version: &Version| version.order.is_sorted();
    let order = match (is_rising(inside), is_rising(after)) {
        _ if count < 2 => return vec![first, alive],
        (true, true) => "This time the numbers came in order in both; only the first makes sure of it.".to_owned(),
        (true, false) => {
            format!("The numbers came in order only in the first; in the second as {}.", listed(&after.order))
        }
        (false, _) => capital(&format!("in the first the numbers came as {}.", listed(&inside.order))),
    };
    vec![first, alive, order]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        let inside = Version { secs: 0.83, most_alive: 1, order: vec![10, 20, 30, 40] };
        let mut after = Version { secs: 0.2125, most_alive: 4, order: vec![30, 10, 40, 20] };
        assert_eq!(
            conclusion(&inside, &after),
            [
                "0.830 s with join inside the loop, 0.212 s with join after it: 3.9 times as fast, with the same four \
                 processes.",
                "At most 1 was alive at any moment in the first version, 4 in the second.",
                "The numbers came in order only in the first; in the second as 30, 10, 40, 20.",
            ]
        );
        after.order.sort_unstable();
        assert!(conclusion(&inside, &after)[2].starts_with("This time"));
    }
}
