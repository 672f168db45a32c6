//! Waiting or computing: which mode helps.

use std::sync::Arc;

use super::compare::{compare, failures, pids, server};
use super::stage::{Stage, Stop};
use super::step::{Came, Step};
use super::words::pace;
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::model::{
    Contender, Event, LabSettings, Lesson, LessonEvent, LessonFigure, LessonValue, Mode, PlanDraft, Report, Source,
    Work, units,
};
use crate::stats::join;

/// The lesson.
pub(super) static ENTRY: Entry =
    Entry { description: &DESCRIPTION, steps: |_| 2, run, python_server: Some(server_for_python) };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::IoOrCpu,
    title: "Waiting or computing: which mode helps?",
    line: "The same modes on work that waits and on work that computes",
    text: "Work that waits needs no processor: many waits fit into the same time, and the lightest way to have \
           many at once is the best. Work that computes needs a processor each: no mode makes it faster than \
           the processors there are, and a single thread gets one of them. Here every mode fetches small \
           pictures from a server that waits, and then makes thumbnails of large ones from a server that does \
           not. In Python threads help with the first only, since its interpreter lets one thread compute at a \
           time.",
    listings: &[
        Listing {
            name: "Waiting",
            python: "\
with ThreadPool(4) as pool:  # or Pool(4)
    pool.map(fetch, urls)",
        },
        Listing {
            name: "Computing",
            python: "\
with Pool(4) as pool:  # threads would take turns
    pool.map(shrink, pictures)",
        },
    ],
    program,
    see: "Which modes are as good for computing as they are for waiting, and which are not.",
    knobs: &[
        Knob {
            name: "workers",
            hint: "How many processes, threads or slots each mode has.",
            kind: KnobKind::Whole { least: 1, most: 16 },
            first: 4.0,
        },
        Knob {
            name: "pictures",
            hint: "How many are fetched, and how many are shrunk.",
            kind: KnobKind::Whole { least: 1, most: 32 },
            first: 8.0,
        },
        Knob {
            name: "each waits",
            hint: "How long the server waits before it sends a picture, where waiting is the work.",
            kind: KnobKind::Secs { least: 0.01, most: 1.0 },
            first: 0.2,
        },
        Knob {
            name: "pixels",
            hint: "How large the pictures are that are shrunk.",
            kind: KnobKind::Choice(&["600×900", "1000×1500", "2000×3000"]),
            first: 2.0,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/io_or_cpu.py"))
}

fn server_for_python(values: &[f64]) -> (LabSettings, Vec<String>) {
    let paths = (1_u32..).take_while(|id| f64::from(*id) <= values[1]).map(|id| format!("/id/{id}/60/90.jpg"));
    (server(values[2]), paths.collect())
}

/// Within this ratio of the shortest time a mode is among the best.
const TIE: f64 = 1.1;

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let sides = match stage.value(3).round() {
        0.0 => "600/900",
        1.0 => "1000/1500",
        _ => "2000/3000",
    };
    let waiting = draft(stage, server(stage.value(2)), "60/90", Work::Download);
    let computing = draft(stage, server(0.0), sides, Work::Thumbnail);
    let waited = measure(stage, "Waiting", waiting, Vec::new())?;
    let computed = measure(stage, "Computing", computing, vec![("Waiting".to_owned(), waited.clone())])?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(conclusion(&waited, &computed, cores))
}

fn draft(stage: &Stage<'_>, settings: LabSettings, size: &str, work: Work) -> PlanDraft {
    let (workers, count) = (u16::try_from(stage.whole(0)).unwrap_or(u16::MAX), stage.whole(1));
    let paths = (1..=count).map(|id| format!("/id/{id}/{size}")).collect();
    let contenders = Mode::ALL.map(|mode| (mode, workers)).to_vec();
    PlanDraft { source: Source::Lab { settings, paths }, count, work, contenders, rounds: 1, ..PlanDraft::default() }
}

/// The time of each mode.
type Times = Vec<(Contender, f64)>;

/// Does one kind of work in every mode, as a step, and draws its times beside those known already.
fn measure(stage: &mut Stage<'_>, name: &str, draft: PlanDraft, known: Vec<(String, Times)>) -> Result<Times, Stop> {
    let mut groups = known;
    groups.push((name.to_owned(), Vec::new()));
    let mut step = None;
    let report = compare(stage, draft, |stage, event| {
        // What goes before the first run is no part of it, such as painting the pictures.
        if step.is_none() && matches!(event, Event::RunStarted { .. }) {
            step = Some(stage.begin(name));
        }
        if let Some(step) = &step {
            hear(stage, step, event, &mut groups);
        }
    })?;
    let step = step.ok_or_else(|| Stop::Other("the comparison ended before its first run; run again".to_owned()))?;
    let mut times = groups.pop().map(|(_, times)| times).unwrap_or_default();
    times.sort_by_key(|(contender, _)| contender.mode);
    stage.end(&step, came(&report, &times));
    Ok(times)
}

fn hear(stage: &Stage<'_>, step: &Arc<Step>, event: &Event, groups: &mut [(String, Times)]) {
    match event {
        Event::RunFinished(run) => {
            failures(run).for_each(|failure| step.remark(failure));
            step.remark(format!("{}: {}", run.contender().label(), units::secs(run.wall_secs)));
            if let Some((_, times)) = groups.last_mut() {
                times.push((run.contender(), run.wall_secs));
            }
            step.draw(LessonFigure::TimeByMode { title: "Time by mode".to_owned(), groups: groups.to_vec() });
        }
        Event::Notice(notice) => (stage.tell)(LessonEvent::Notice(notice.clone())),
        _ => {}
    }
}

/// The seconds of each mode, in the order of the modes; they count if every picture came.
fn came(report: &Report, times: &Times) -> Came {
    let output = times.iter().map(|(_, secs)| LessonValue::Real(*secs)).collect();
    let secs = report.runs.iter().map(|run| run.wall_secs).sum();
    let mut who: Vec<u32> = Vec::new();
    for pid in report.runs.iter().flat_map(pids) {
        if !who.contains(&pid) {
            who.push(pid);
        }
    }
    Came::measured(output).and(times.len() == Mode::ALL.len() && report.totals().1 == 0).told(secs, who)
}

fn conclusion(waited: &Times, computed: &Times, cores: usize) -> Vec<String> {
    let secs = |times: &Times, mode| times.iter().find(|(contender, _)| contender.mode == mode).map(|(_, secs)| *secs);
    let (Some(wait_alone), Some(compute_alone)) = (secs(waited, Mode::Sequential), secs(computed, Mode::Sequential))
    else {
        return Vec::new();
    };
    let best = |times: &Times, alone: f64| {
        let least = times.iter().map(|(_, secs)| *secs).fold(f64::INFINITY, f64::min);
        if alone <= least * TIE {
            return "no mode was faster than one after another by more than a tenth".to_owned();
        }
        let names: Vec<String> =
            times.iter().filter(|(_, secs)| *secs <= least * TIE).map(|(contender, _)| name(*contender)).collect();
        let verb = if names.len() == 1 { "was best" } else { "were best" };
        format!("{} {verb}, {} as one after another", join(&names), pace(alone, least))
    };
    let mut said =
        vec![format!("For waiting, {}; for computing, {}.", best(waited, wait_alone), best(computed, compute_alone))];
    if let (Some(wait), Some(compute)) = (secs(waited, Mode::Async), secs(computed, Mode::Async)) {
        said.push(format!(
            "Async was {} for waiting and {} for computing: it has one thread, which can wait for many things and compute \
             one.",
            pace(wait_alone, wait),
            pace(compute_alone, compute),
        ));
    }
    if let (Some(pool), Some(threads)) = (secs(computed, Mode::ProcessPool), secs(computed, Mode::ThreadPool)) {
        said.push(format!(
            "Threads computed in {} and processes in {}, on {}; in Python, whose interpreter lets one thread compute at a \
             time, threads would need about the {} of one after another.",
            units::secs(threads),
            units::secs(pool),
            units::count(cores as u64, "processor"),
            units::secs(compute_alone),
        ));
    }
    said
}

/// In the middle of a sentence.
fn name(contender: Contender) -> String {
    match contender.mode {
        Mode::Sequential => "one after another",
        Mode::ProcessPerTask => "a process each",
        Mode::ProcessPool => "the process pool",
        Mode::ThreadPool => "threads",
        Mode::Async => "async",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;

    fn times(secs: [f64; 5]) -> Times {
        Mode::ALL.into_iter().map(|mode| Contender { mode, workers: NonZeroU16::MIN }).zip(secs).collect()
    }

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        let waited = times([1.6, 0.25, 0.42, 0.41, 0.41]);
        let computed = times([0.8, 0.43, 0.44, 0.42, 0.79]);
        assert_eq!(
            conclusion(&waited, &computed, 2),
            [
                "For waiting, a process each was best, 6.4 times as fast as one after another; for computing, a process \
                 each, the process pool and threads were best, 1.90 times as fast as one after another.",
                "Async was 3.9 times as fast for waiting and as fast for computing: it has one thread, which can wait \
                 for many things and compute one.",
                "Threads computed in 0.420 s and processes in 0.440 s, on 2 processors; in Python, whose interpreter \
                 lets one thread compute at a time, threads would need about the 0.800 s of one after another.",
            ]
        );
        let said = conclusion(&waited, &times([0.8, 0.81, 0.82, 0.79, 0.8]), 1);
        assert!(said[0].ends_with("for computing, no mode was faster than one after another by more than a tenth."));
    }
}
