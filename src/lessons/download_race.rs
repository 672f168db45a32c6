//! Ten downloads in a loop, and with a process each.

use std::collections::HashMap;
use std::sync::Arc;

use super::compare::{compare, failures, pids, server};
use super::stage::{Stage, Stop};
use super::step::{Came, Step, parent};
use super::words::{pace, plural};
use super::{Description, Entry, Knob, KnobKind, Listing, python};
use crate::model::{
    Event, LabSettings, Lesson, LessonFigure, LessonSpan, LessonValue, Live, Mode, PlanDraft, Run, Source, Who, units,
};
use crate::stats::{median, order};

/// The lesson.
pub(super) static ENTRY: Entry =
    Entry { description: &DESCRIPTION, steps, run, python_server: Some(server_for_python) };

/// What it says and asks.
static DESCRIPTION: Description = Description {
    lesson: Lesson::DownloadRace,
    title: "Ten processes: how much faster?",
    line: "The same ten downloads in a loop, and with a process each",
    text: "A download mostly waits: the server takes its time, and the processor has nothing to do meanwhile. \
           In a loop those waits stand one behind the other. With a process for each download they all wait at \
           the same time, and the whole takes little longer than one of them. The pictures come from the lab \
           server on this machine, which answers each after the same latency.",
    listings: &[
        Listing {
            name: "In a loop",
            python: "\
for url in urls:
    fetch(url)",
        },
        Listing {
            name: "A process each",
            python: "\
ps = [Process(target=fetch, args=(url,)) for url in urls]
for p in ps: p.start()
for p in ps: p.join()",
        },
    ],
    program,
    see: "In the loop each bar begins where the one before it ends; with a process each they all lie side by side.",
    knobs: &[
        Knob {
            name: "downloads",
            hint: "How many pictures are fetched, and how many processes there are in the second step.",
            kind: KnobKind::Whole { least: 1, most: 50 },
            first: 10.0,
        },
        Knob {
            name: "rounds",
            hint: "How often both are done.",
            kind: KnobKind::Whole { least: 1, most: 8 },
            first: 1.0,
        },
        Knob {
            name: "latency",
            hint: "How long the server waits before it sends a picture.",
            kind: KnobKind::Secs { least: 0.02, most: 2.0 },
            first: 0.43,
        },
    ],
};

fn program(values: &[f64]) -> String {
    python::program(&DESCRIPTION, values, include_str!("python/download_race.py"))
}

fn server_for_python(values: &[f64]) -> (LabSettings, Vec<String>) {
    let paths = (1_u32..).take_while(|id| f64::from(*id) <= values[0]).map(|id| format!("/id/{id}/2000/3000.jpg"));
    (server(values[2]), paths.collect())
}

/// A run is a step.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was held against the knob's range")]
fn steps(values: &[f64]) -> u32 {
    2 * values[1] as u32
}

fn run(stage: &mut Stage<'_>) -> Result<Vec<String>, Stop> {
    let (downloads, rounds, latency_secs) = (stage.whole(0), stage.whole(1), stage.value(2));
    let draft = PlanDraft {
        source: Source::lab(server(latency_secs), downloads),
        count: downloads,
        rounds,
        contenders: vec![(Mode::Sequential, 1), (Mode::ProcessPerTask, 1)],
        seed: seed(rounds),
        ..PlanDraft::default()
    };
    let mut race = Race { rounds, ..Race::default() };
    let report = compare(stage, draft, |stage, event| race.hear(stage, event))?;
    let times = |mode| report.runs.iter().filter(|run| run.mode == mode).map(|run| run.wall_secs).collect::<Vec<_>>();
    let (Some(loop_secs), Some(each_secs)) = (median(&times(Mode::Sequential)), median(&times(Mode::ProcessPerTask)))
    else {
        return Err(Stop::Other("the comparison ended before both were done; run again".to_owned()));
    };
    Ok(conclusion(&Times { downloads, rounds, loop_secs, each_secs, latency_secs }))
}

/// One with which the first round begins with the loop, as the course does.
fn seed(rounds: u32) -> u64 {
    let begins_with_the_loop = |seed: &u64| order(2, rounds as usize, *seed).first().is_some_and(|first| first[0] == 0);
    (1..1000).find(begins_with_the_loop).unwrap_or(1)
}

/// The comparison as it goes on: each run is a step.
#[derive(Default)]
struct Race {
    rounds: u32,
    step: Option<Arc<Step>>,
    /// The process that has a download, by the download's index.
    pids: HashMap<u32, u32>,
}

impl Race {
    fn hear(&mut self, stage: &mut Stage<'_>, event: &Event) {
        match event {
            Event::RunStarted { round, contender, .. } => {
                let name = if contender.mode == Mode::Sequential { "In a loop" } else { "A process each" };
                let name = if self.rounds > 1 { format!("{name}, round {round}") } else { name.to_owned() };
                self.pids.clear();
                self.step = Some(stage.begin(&name));
            }
            Event::Progress { live, .. } => live.iter().for_each(|live| self.live(*live)),
            Event::RunFinished(run) => {
                if let Some(step) = self.step.take() {
                    finish(stage, &step, run);
                }
            }
            Event::Notice(notice) => (stage.tell)(crate::model::LessonEvent::Notice(notice.clone())),
            _ => {}
        }
    }

    fn live(&mut self, live: Live) {
        match live {
            Live::Taken { index, pid, .. } => {
                self.pids.insert(index, pid);
            }
            Live::Done { index, worker, bytes, error, at_secs } => {
                let who = who(worker, self.pids.get(&index).copied().unwrap_or_default());
                let text = match error {
                    None => format!("fetched picture {}, {}", index + 1, units::bytes(bytes)),
                    Some(kind) => format!("picture {} failed ({})", index + 1, kind.label()),
                };
                if let Some(step) = &self.step {
                    step.say_at(who, at_secs, text);
                }
            }
            Live::Received { .. } | Live::ProcessStarted { .. } | Live::ProcessExited { .. } => {}
        }
    }
}

fn who(worker: u32, pid: u32) -> Who {
    if pid == std::process::id() { parent() } else { Who::Process { worker, pid } }
}

fn finish(stage: &mut Stage<'_>, step: &Step, run: &Run) {
    let spans = run.downloads.iter().map(|download| LessonSpan {
        who: who(download.worker, download.pid),
        label: (download.index + 1).to_string(),
        from_secs: download.taken_secs(),
        to_secs: download.end_secs,
    });
    step.draw(LessonFigure::Spans { title: "Who fetched what when".to_owned(), spans: spans.collect() });
    failures(run).for_each(|failure| step.remark(failure));
    let whole = |count: u32| vec![LessonValue::Whole(i64::from(count))];
    let came = Came::in_order(whole(run.ok), whole(run.ok + run.failed));
    stage.end(step, came.told(run.wall_secs, pids(run)));
}

/// What was measured; medians where there were several rounds.
#[derive(Clone, Copy, Debug)]
struct Times {
    downloads: u32,
    rounds: u32,
    loop_secs: f64,
    each_secs: f64,
    latency_secs: f64,
}

fn conclusion(times: &Times) -> Vec<String> {
    let Times { downloads, rounds, loop_secs, each_secs, latency_secs } = *times;
    let first = format!(
        "{} in a loop, {} with {}: {}{}.",
        units::secs(loop_secs),
        units::secs(each_secs),
        plural(downloads, "process", "processes"),
        pace(loop_secs, each_secs),
        if rounds > 1 { format!(", by the medians of {}", plural(rounds, "round", "rounds")) } else { String::new() },
    );
    let waits = format!(
        "The server alone takes {} for each picture: {} of them one behind the other take {}, side by side {}.",
        units::secs(latency_secs),
        downloads,
        units::secs(latency_secs * f64::from(downloads)),
        units::secs(latency_secs),
    );
    let rest = format!(
        "Everything else, from starting the processes to the files in their places, took {} in the loop and {} with a \
         process each.",
        units::secs((loop_secs - latency_secs * f64::from(downloads)).max(0.0)),
        units::secs((each_secs - latency_secs).max(0.0)),
    );
    vec![first, waits, rest]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_comes_first() {
        for rounds in 1..=8 {
            assert_eq!(order(2, rounds as usize, seed(rounds))[0], [0, 1], "{rounds} rounds");
        }
    }

    #[test]
    fn the_conclusion_is_drawn_from_what_was_measured() {
        let times = Times { downloads: 10, rounds: 1, loop_secs: 4.35, each_secs: 0.45, latency_secs: 0.43 };
        assert_eq!(
            conclusion(&times),
            [
                "4.35 s in a loop, 0.450 s with ten processes: 9.7 times as fast.",
                "The server alone takes 0.430 s for each picture: 10 of them one behind the other take 4.30 s, side by \
                 side 0.430 s.",
                "Everything else, from starting the processes to the files in their places, took 50.0 ms in the loop \
                 and 20.0 ms with a process each.",
            ]
        );
        let said = conclusion(&Times { rounds: 3, downloads: 1, each_secs: 4.4, ..times });
        assert!(said[0].ends_with("with one process: as fast, by the medians of three rounds."), "{}", said[0]);
    }
}
