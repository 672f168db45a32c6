//! `manyhands run`: follows a comparison to its end and its exit code.

use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use super::exports::ReportFiles;
use super::progress::Progress;
use super::run_options::RunOptions;
use super::{console, draft, exit, fail, history, tables};
use crate::engine::{self, Control, Programs, Tell};
use crate::model::{Event, Plan, Report};
use crate::worker;

/// Does the comparison that the options ask for.
///
/// Exits with 0 when every download succeeded, 1 when some failed, 2 when it cannot be done and
/// 130 when it was interrupted.
pub fn run(options: &RunOptions, programs: &Programs) -> ExitCode {
    match compare(options, programs) {
        Ok(code) => ExitCode::from(code),
        Err(sentence) => fail(&sentence),
    }
}

fn compare(options: &RunOptions, programs: &Programs) -> Result<u8, String> {
    let plan = draft::plan(options)?;
    let files = options.exports.files()?;
    let control = Control::always_ready();
    cancel_when_interrupted(control.clone())?;
    let followed = follow(&plan, programs, &control, Progress::new(&plan, options.quiet));
    let measured = followed.report.as_ref().filter(|report| !report.runs.is_empty());
    let since = measured.and_then(history::since_baseline);
    if let Some(report) = measured.filter(|_| !options.no_history) {
        history::keep(report);
    }
    conclude(&followed, since.as_deref(), &files, options.quiet)
}

/// Ctrl+C and the system's wish to end cancel what is under way; said twice, they end it at once.
pub(super) fn cancel_when_interrupted(control: Control) -> Result<(), String> {
    worker::when_told_to_end(move || control.cancel()).map_err(|error| format!("Ctrl+C cannot be listened to: {error}"))
}

/// A comparison that is over.
#[derive(Debug, Default)]
struct Followed {
    /// As much of it as was done; `None` if it did not begin.
    report: Option<Report>,
    end: End,
}

/// How it ended.
#[derive(Debug, Default, PartialEq)]
enum End {
    /// Nothing was heard of an end.
    #[default]
    Lost,
    Whole,
    Cancelled,
    /// It ended itself before its last round, and why.
    Early(String),
    /// It could not be done, and why.
    Failed(String),
}

/// Runs the engine on a thread of its own and hears its events here, so that a slow terminal
/// never holds up a clock.
fn follow(plan: &Plan, programs: &Programs, control: &Control, mut progress: Progress) -> Followed {
    // Without a bound, for the same reason; there are at most about ten events a second.
    let (tell, events) = mpsc::channel();
    let tell: Tell = Arc::new(move |event| {
        // After the end nobody listens any more, and nobody needs to.
        tell.send(event).ok();
    });
    let mut followed = Followed::default();
    thread::scope(|scope| {
        let engine = thread::Builder::new().name("engine".to_owned());
        match engine.spawn_scoped(scope, move || drop(engine::compare(plan, programs, control, &tell))) {
            Ok(engine) => {
                for event in events {
                    progress.follow(&event);
                    if followed.take(event).is_break() {
                        break;
                    }
                }
                // A panic has told of itself on standard error, and the end stays lost.
                engine.join().ok();
            }
            Err(error) => {
                followed.end = End::Failed(format!("the system gives no thread ({error}); close other programs"));
            }
        }
    });
    progress.finish();
    followed
}

impl Followed {
    /// Takes in an event; breaks after the last.
    fn take(&mut self, event: Event) -> ControlFlow<()> {
        self.end = match event {
            Event::Ended { cancelled: true, .. } => End::Cancelled,
            Event::Ended { early: Some(why), .. } => End::Early(why),
            Event::Ended { .. } => End::Whole,
            Event::Failed(why) => End::Failed(why),
            Event::Started(report) => {
                self.report = Some(*report);
                return ControlFlow::Continue(());
            }
            other => {
                if let Some(report) = &mut self.report {
                    report.apply(&other);
                }
                return ControlFlow::Continue(());
            }
        };
        ControlFlow::Break(())
    }

    /// The exit code, and the sentence that goes with it where it needs one.
    fn code(&self) -> (u8, Option<String>) {
        let (has_runs, has_failures) =
            self.report.as_ref().map_or((false, false), |report| (!report.runs.is_empty(), report.totals().1 > 0));
        match &self.end {
            End::Whole => (if has_failures { exit::SOME_FAILED } else { 0 }, None),
            End::Cancelled => (exit::INTERRUPTED, Some("Interrupted.".to_owned())),
            End::Early(why) if has_runs => (exit::SOME_FAILED, Some(format!("Ended early. {why}"))),
            End::Early(why) | End::Failed(why) => (exit::CANNOT, Some(format!("error: {why}"))),
            End::Lost => (exit::CANNOT, Some("error: the comparison broke off; please report this".to_owned())),
        }
    }
}

/// Tells what came of it, writes the reports, and gives the exit code.
fn conclude(followed: &Followed, since: Option<&str>, files: &ReportFiles, is_quiet: bool) -> Result<u8, String> {
    let (code, sentence) = followed.code();
    let is_taken = files.take_standard_output();
    // First of all: what was measured is not lost where nobody listens to what is told.
    let written = followed.report.as_ref().map_or(Ok(()), |report| files.write(report));
    if let Some(report) = followed.report.as_ref().filter(|report| !report.runs.is_empty()) {
        let since = since.map(|since| format!("\n\n{since}")).unwrap_or_default();
        let text = tables::closing(report) + &since;
        match (is_taken, is_quiet) {
            (false, _) => {
                console::result(&text).map_err(|error| format!("the result could not be written: {error}"))?;
            }
            (true, false) => console::note(&text),
            (true, true) => {}
        }
    }
    written?;
    if let Some(sentence) = sentence {
        console::note(&sentence);
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tables::samples;
    use crate::model::{ErrorKind, Run};

    fn followed(runs: Vec<Run>, last: Event) -> Followed {
        let mut followed = Followed::default();
        let start = Event::Started(Box::new(samples::report(&["sequential:1"], Vec::new())));
        let runs = runs.into_iter().map(|run| Event::RunFinished(Box::new(run)));
        for event in std::iter::once(start).chain(runs) {
            assert!(followed.take(event).is_continue());
        }
        assert!(followed.take(last).is_break());
        followed
    }

    fn ended(cancelled: bool, early: Option<&str>) -> Event {
        Event::Ended { cancelled, early: early.map(str::to_owned) }
    }

    #[test]
    fn the_exit_code_tells_how_it_ended() {
        let good = || samples::run("sequential:1", 1, 1.0, 4);
        let mut bad = good();
        samples::fail(&mut bad, ErrorKind::Timeout, 1);
        let code = |runs, last| followed(runs, last).code().0;
        assert_eq!(code(vec![good()], ended(false, None)), 0);
        assert_eq!(code(vec![good(), bad.clone()], ended(false, None)), 1);
        assert_eq!(code(vec![good()], ended(false, Some("The host asks to wait."))), 1);
        assert_eq!(code(vec![], ended(false, Some("No worker could be started."))), 2);
        assert_eq!(code(vec![bad], ended(true, None)), 130);
        assert_eq!(code(vec![], Event::Failed("no".to_owned())), 2);
        assert_eq!(Followed::default().code().0, 2);
    }

    #[test]
    fn the_report_is_the_fold_of_the_events() {
        let followed = followed(vec![samples::run("sequential:1", 1, 1.0, 4)], ended(false, None));
        assert_eq!(followed.end, End::Whole);
        assert_eq!(followed.report.expect("it began").runs.len(), 1);
    }
}
