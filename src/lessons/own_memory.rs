//! What each process has for itself, and threads share.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::stage::{Ended, Stage, Stop};
use super::step::{Came, Drawn, Step, whole};
use super::words::{listed, plural};
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::model::words::capital;
use crate::model::{Lesson, LessonFigure, Who};
use crate::tasks::{Chore, Computation, counter, reset_counter};
use crate::worker::Stamp;

/// The lesson.
pub(super) static ENTRY: Entry = Entry { description: &DESCRIPTION, steps: |_| 2, run, python_server: None };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::OwnMemory,
    title: "Does every process have its own memory?",
    line: "A counter raised by threads, and by processes",
    text: "Threads live in one process and share everything it has; a process gets a memory of its own when it \
           is started. So a counter that four threads raise is one counter, and one that four processes raise \
           is four: each raises its own, and that of the parent stays as it was. What threads share they have \
           to change with care, since two may read the same value before either has written; here each step is \
           atomic, and in Python it takes a lock.",
    listings: &[
        Listing {
            name: "Threads",
            python: "\
ts = [Thread(target=raise_it) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(counter)",
        },
        Listing {
            name: "Processes",
            python: "\
ps = [Process(target=raise_it) for _ in range(4)]
for p in ps: p.start()
for p in ps: p.join()
print(counter)",
        },
    ],
    program,
    see: "The threads see the counter grow under their hands; each process sees only its own steps, and the \
          parent none.",
    knobs: &[
        Knob {
            name: "workers",
            hint: "How many threads, and then how many processes.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "times",
            hint: "How often each raises the counter by one.",
            kind: KnobKind::Whole { least: 1, most: 1000000 },
            first: 1000.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/own_memory.py"))
}

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let (workers, times) = (stage.whole(0), stage.whole(1));
    let (mut together, mut apart, mut own) = (0, Vec::new(), 0);
    stage.step("Threads", |_, step| {
        reset_counter();
        let saw = threads(step, workers, times)?;
        together = i64::from(counter());
        step.remark(format!("after all threads the counter is {together}"));
        let bars = saw.into_iter().chain([("together".to_owned(), together)]);
        step.draw(bars_of("What each saw at its end", bars));
        Ok(Came::in_order(whole(&[together]), whole(&[i64::from(workers) * i64::from(times)])))
    })?;
    stage.step("Processes", |stage, step| {
        reset_counter();
        let chores = (0..workers).map(|_| Chore::new(Computation::Raise(times))).collect();
        let ended = stage.each(step, 0, chores, &Drawn::Nothing, say(step))?;
        apart = ended.iter().flat_map(|ended| ended.values.clone()).collect();
        own = i64::from(counter());
        step.remark(format!("after all processes the parent's counter is {own}"));
        let saw = ended.iter().flat_map(|ended| ended.values.iter().map(|value| (ended.who.to_string(), *value)));
        step.draw(bars_of("What each saw at its end", saw.chain([("the parent".to_owned(), own)])));
        let (output, expected) = (each_and_own(&apart, own), vec![i64::from(times); workers as usize]);
        Ok(Came::in_order(whole(&output), whole(&each_and_own(&expected, 0))))
    })?;
    Ok(conclusion(times, together, &apart, own))
}

/// Has threads of this process raise its counter; what each saw at its end.
fn threads(step: &Step, workers: u32, times: u32) -> Result<Vec<(String, i64)>, Stop> {
    let saw = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for worker in 0..workers {
            let saw = &saw;
            let raise = move || {
                for value in Chore::new(Computation::Raise(times)).perform() {
                    let who = Who::Thread { worker };
                    step.say(who, Stamp::now(), format!("sees {value}"));
                    saw.lock().unwrap_or_else(PoisonError::into_inner).push((who, value));
                }
            };
            thread::Builder::new().name(format!("thread {worker}")).spawn_scoped(scope, raise).map_err(Stop::Thread)?;
        }
        Ok::<_, Stop>(())
    })?;
    let mut saw = saw.into_inner().unwrap_or_else(PoisonError::into_inner);
    saw.sort_unstable();
    Ok(saw.into_iter().map(|(who, value)| (who.to_string(), value)).collect())
}

fn say(step: &Arc<Step>) -> impl Fn(&Ended) + Send + Sync + 'static {
    let step = Arc::clone(step);
    move |ended| step.say(ended.who, ended.done, format!("sees {}", listed(&ended.values)))
}

fn each_and_own(each: &[i64], own: i64) -> Vec<i64> {
    each.iter().copied().chain([own]).collect()
}

#[expect(clippy::cast_precision_loss, reason = "the counter is at most 16 million")]
fn bars_of(title: &str, bars: impl Iterator<Item = (String, i64)>) -> LessonFigure {
    let bars = bars.map(|(name, value)| (name, value as f64)).collect();
    LessonFigure::Bars { title: title.to_owned(), unit: String::new(), bars }
}

fn conclusion(times: u32, together: i64, apart: &[i64], own: i64) -> Vec<String> {
    let workers = u32::try_from(apart.len()).unwrap_or(u32::MAX);
    let first = match apart {
        [same, rest @ ..] if rest.iter().all(|value| value == same) => format!(
            "{} made one counter {together}; {} made {} {same}, and the parent's is still {own}.",
            capital(&plural(workers, "thread", "threads")),
            plural(workers, "process", "processes"),
            if workers == 1 { "its own" } else { "each its own" },
        ),
        _ => format!(
            "{} made one counter {together}; the processes made theirs {}, and the parent's is {own}.",
            capital(&plural(workers, "thread", "threads")),
            listed(apart),
        ),
    };
    let lost = i64::from(workers) * i64::from(times) - together;
    let steps = if lost == 0 {
        "Not one step of the threads was lost, since each was atomic.".to_owned()
    } else {
        format!("{lost} steps of the threads were lost.")
    };
    vec![first, steps]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        assert_eq!(
            conclusion(1000, 4000, &[1000; 4], 0),
            [
                "Four threads made one counter 4000; four processes made each its own 1000, and the parent's is still 0.",
                "Not one step of the threads was lost, since each was atomic.",
            ]
        );
        let wrong = conclusion(10, 18, &[10, 9], 1);
        assert_eq!(
            wrong[0],
            "Two threads made one counter 18; the processes made theirs 10, 9, and the parent's is 1."
        );
        assert_eq!(wrong[1], "2 steps of the threads were lost.");
    }
}
