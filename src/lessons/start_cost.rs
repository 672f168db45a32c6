//! What a thread and a process cost to start.

use std::sync::{Arc, mpsc};
use std::thread;

use super::stage::{Stage, Stop};
use super::step::{Came, Drawn, Step, parent};
use super::words::plural;
use super::{Description, Entry, Knob, KnobKind, Listing, memory, python};
use crate::model::words::capital;
use crate::model::{Lesson, LessonFigure, LessonValue, Who, units};
use crate::stats::median;
use crate::worker::Stamp;

/// The lesson.
pub(super) static ENTRY: Entry = Entry { description: &DESCRIPTION, steps: |_| 3, run, python_server: None };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::StartCost,
    title: "What does a process cost to start?",
    line: "Threads and processes started many times, and what they weigh",
    text: "A thread is a second hand of a process that is there already; a process has to be made, with a \
           memory of its own and its program loaded into it. How much longer that takes is measured here, many \
           times over, since a single start says little: from asking to the first instruction. Then as many of \
           each are kept alive at the same time, to see what they weigh.",
    listings: &[Listing {
        name: "One of each",
        python: "\
for kind in Thread, Process:
    asked = time.time()
    worker = kind(target=say_when, args=(queue,))
    worker.start()
    print(queue.get() - asked)
    worker.join()",
    }],
    program,
    see: "How far apart the two rows of dots lie, and how widely each is spread.",
    knobs: &[Knob {
        name: "starts",
        hint: "How many threads and how many processes are started.",
        kind: KnobKind::Whole { least: 3, most: 300 },
        first: 30.0,
    }],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/start_cost.py"))
}

/// The most that are kept alive at the same time, to weigh them.
const MOST_WEIGHED: u32 = 50;

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let starts = stage.whole(0);
    let mut costs = Costs { starts, ..Costs::default() };
    stage.step("Threads", |stage, step| {
        costs.thread_secs = threads(stage, step, starts)?;
        draw(step, &costs);
        Ok(middle(&costs.thread_secs).and(costs.thread_secs.len() == starts as usize))
    })?;
    stage.step("Processes", |stage, step| {
        costs.process_secs = processes(stage, step, starts)?;
        draw(step, &costs);
        let all_ended_well = step.lives().iter().all(|life| life.end.as_ref().is_some_and(|end| end.exit == "0"));
        Ok(middle(&costs.process_secs).and(costs.process_secs.len() == starts as usize && all_ended_well))
    })?;
    stage.step("Many at the same time", |stage, step| {
        let count = starts.min(MOST_WEIGHED);
        costs.weighed = count;
        costs.thread_bytes = weigh_threads(count)?;
        costs.process_bytes = weigh_processes(stage, step, count)?;
        let known = [("a thread", costs.thread_bytes), ("a process", costs.process_bytes)];
        let bars: Vec<_> =
            known.iter().filter_map(|(name, bytes)| Some(((*name).to_owned(), (*bytes)? / 1e3))).collect();
        for (name, kb) in &bars {
            step.remark(format!("{name} weighs {kb:.0} kB, the mean of {count}"));
        }
        let output = bars.iter().map(|(_, kb)| LessonValue::Real(*kb)).collect();
        step.draw(LessonFigure::Bars { title: "Memory of one".to_owned(), unit: "kB".to_owned(), bars });
        Ok(Came::measured(output))
    })?;
    Ok(conclusion(&costs))
}

/// What starting took, from asking to the first instruction, and what each weighs, where the system says.
#[derive(Debug, Default)]
struct Costs {
    starts: u32,
    thread_secs: Vec<f64>,
    process_secs: Vec<f64>,
    weighed: u32,
    thread_bytes: Option<f64>,
    process_bytes: Option<f64>,
}

fn least(secs: &[f64]) -> f64 {
    secs.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The median, in µs.
fn middle(secs: &[f64]) -> Came {
    Came::measured(median(secs).into_iter().map(|secs| LessonValue::Real(secs * 1e6)).collect())
}

fn threads(stage: &Stage<'_>, step: &Step, starts: u32) -> Result<Vec<f64>, Stop> {
    let mut costs = Vec::new();
    for worker in 0..starts {
        stage.go_on()?;
        let asked = Stamp::now();
        let started = thread::Builder::new().spawn(Stamp::now).map_err(Stop::Thread)?;
        let first = started.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let secs = first.secs_since(asked);
        step.say(Who::Thread { worker }, first, format!("ready after {}", units::secs(secs)));
        costs.push(secs);
    }
    Ok(costs)
}

fn processes(stage: &Stage<'_>, step: &Arc<Step>, starts: u32) -> Result<Vec<f64>, Stop> {
    for started in 0..starts as usize {
        stage.with_pool(step, 1, &Drawn::Nothing, |_| Ok(()))?;
        for life in step.lives().get(started..).unwrap_or_default() {
            if let Some(ready) = life.ready {
                let text = format!("ready after {}", units::secs(ready.secs_since(life.asked)));
                step.say(Who::Process { worker: life.worker, pid: life.pid }, ready, text);
            }
        }
    }
    Ok(step.lives().iter().filter_map(|life| Some(life.ready?.secs_since(life.asked))).collect())
}

fn draw(step: &Step, costs: &Costs) {
    let micros = |secs: &[f64]| secs.iter().map(|secs| secs * 1e6).collect::<Vec<_>>();
    let mut series = vec![("Threads".to_owned(), micros(&costs.thread_secs))];
    if !costs.process_secs.is_empty() {
        series.push(("Processes".to_owned(), micros(&costs.process_secs)));
    }
    step.draw(LessonFigure::Distribution { title: "Start of one".to_owned(), unit: "µs".to_owned(), series });
}

/// How much more this process weighs with so many threads, for each of them.
fn weigh_threads(count: u32) -> Result<Option<f64>, Stop> {
    let before = memory::of_process(std::process::id());
    let after = thread::scope(|scope| {
        let mut doors = Vec::new();
        let (arrived, arrivals) = mpsc::channel();
        for _ in 0..count {
            let (door, opened) = mpsc::channel::<()>();
            let arrived = arrived.clone();
            let wait = move || {
                arrived.send(()).ok();
                // The door is never used, but it goes away with its owner.
                opened.recv().ok();
            };
            thread::Builder::new().spawn_scoped(scope, wait).map_err(Stop::Thread)?;
            doors.push(door);
        }
        arrivals.iter().take(doors.len()).for_each(drop);
        Ok::<_, Stop>(memory::of_process(std::process::id()))
    })?;
    Ok(before.zip(after).map(|(before, after)| (after - before).max(0.0) / f64::from(count)))
}

/// The mean weight of so many workers that are alive and idle at the same time.
fn weigh_processes(stage: &Stage<'_>, step: &Arc<Step>, count: u32) -> Result<Option<f64>, Stop> {
    stage.with_pool(step, count, &Drawn::Lives, |_| {
        stage.until_ready(step, count)?;
        let weights: Vec<f64> = step.lives().iter().filter_map(|life| memory::of_process(life.pid)).collect();
        step.say(parent(), Stamp::now(), format!("{} are alive", plural(count, "process", "processes")));
        Ok(crate::stats::mean(&weights))
    })
}

fn conclusion(costs: &Costs) -> Vec<String> {
    let (Some(thread), Some(process)) = (median(&costs.thread_secs), median(&costs.process_secs)) else {
        return Vec::new();
    };
    let mut said = vec![format!(
        "A process takes {} to start and a thread {}: {} times as long, by the medians of {} each.",
        units::secs(process),
        units::secs(thread),
        units::times(process / thread),
        plural(costs.starts, "start", "starts"),
    )];
    let most = |secs: &[f64]| units::secs(secs.iter().copied().fold(0.0, f64::max));
    let (quick_thread, quick_process) = (least(&costs.thread_secs), least(&costs.process_secs));
    said.push(format!(
        "At the quickest it was {} and {}, {} times as long; at the slowest {} and {}.",
        units::secs(quick_process),
        units::secs(quick_thread),
        units::times(quick_process / quick_thread),
        most(&costs.process_secs),
        most(&costs.thread_secs),
    ));
    if let (Some(thread), Some(process)) = (costs.thread_bytes, costs.process_bytes) {
        let kb = |bytes: f64| format!("{:.0} kB", bytes / 1e3);
        said.push(capital(&format!(
            "with {} of each alive, a process weighs {} and a thread {}.",
            costs.weighed,
            kb(process),
            kb(thread)
        )));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        let mut costs = Costs {
            starts: 3,
            thread_secs: vec![0.00003, 0.00002, 0.00004],
            process_secs: vec![0.003, 0.0021, 0.0028],
            weighed: 3,
            thread_bytes: Some(12_000.0),
            process_bytes: Some(1_900_000.0),
        };
        assert_eq!(
            conclusion(&costs),
            [
                "A process takes 2.8 ms to start and a thread 30 µs: 93.3 times as long, by the medians of three starts \
                 each.",
                "At the quickest it was 2.1 ms and 20 µs, 105 times as long; at the slowest 3.0 ms and 40 µs.",
                "With 3 of each alive, a process weighs 1900 kB and a thread 12 kB.",
            ]
        );
        costs.process_bytes = None;
        assert_eq!(conclusion(&costs).len(), 2, "what is not known is not said");
    }
}
