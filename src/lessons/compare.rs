//! Lessons that are comparisons: the engine's own, on a lab server.

use std::sync::{Arc, mpsc};
use std::thread;

use crate::engine;
use crate::model::{Event, LabSettings, Outcome, Plan, PlanDraft, Report, Run};

use super::stage::{Stage, Stop};

/// Does a comparison and returns its report; `hear` is told of every event, and the comparison waits for nobody.
pub(super) fn compare(
    stage: &mut Stage<'_>,
    draft: PlanDraft,
    mut hear: impl FnMut(&mut Stage<'_>, &Event),
) -> Result<Report, Stop> {
    let plan = Plan::new(draft).map_err(|error| Stop::Other(error.to_string()))?;
    let (programs, control) = (stage.programs, stage.control);
    let (sender, events) = mpsc::channel();
    let tell: engine::Tell = Arc::new(move |event| {
        // Nobody listens any more after the end.
        sender.send(event).ok();
    });
    let (mut report, mut end) = (None, Err(Stop::Other("the comparison broke off; run again".to_owned())));
    thread::scope(|scope| {
        let engine = thread::Builder::new().name("comparison".to_owned());
        let compare = move || drop(engine::compare(&plan, programs, control, &tell));
        engine.spawn_scoped(scope, compare).map_err(Stop::Thread)?;
        for event in events {
            hear(stage, &event);
            take(event, &mut report, &mut end);
        }
        Ok::<_, Stop>(())
    })?;
    end.and(report.ok_or(Stop::Cancelled))
}

/// Takes an event into the report, or learns from it how all ended.
fn take(event: Event, report: &mut Option<Report>, end: &mut Result<(), Stop>) {
    match event {
        Event::Started(begun) => *report = Some(*begun),
        Event::Ended { cancelled: true, .. } => *end = Err(Stop::Cancelled),
        Event::Ended { early: Some(why), .. } | Event::Failed(why) => *end = Err(Stop::Other(why)),
        Event::Ended { .. } => *end = Ok(()),
        other => {
            if let Some(report) = report {
                report.apply(&other);
            }
        }
    }
}

/// A lab server with this latency and nothing else.
pub(super) fn server(latency_secs: f64) -> LabSettings {
    LabSettings { latency_secs, ..LabSettings::default() }
}

/// The processes of a run, in the order of their start; this one, where it did the work itself.
pub(super) fn pids(run: &Run) -> Vec<u32> {
    if run.processes.is_empty() {
        vec![std::process::id()]
    } else {
        run.processes.iter().map(|process| process.pid).collect()
    }
}

/// What is to be known of the downloads of a run that failed, each in a sentence.
pub(super) fn failures(run: &Run) -> impl Iterator<Item = String> {
    run.downloads.iter().filter_map(|download| match &download.outcome {
        Outcome::Ok => None,
        Outcome::Failed(failure) => Some(format!("picture {} failed: {}", download.index + 1, failure.message)),
    })
}
