//! What is told while a comparison runs: a bar on a terminal, a line a run elsewhere.

use std::collections::BTreeMap;

use indicatif::{ProgressBar, ProgressStyle};

use super::console;
use crate::model::{Event, Live, Outcome, Plan, Run, units};
use crate::stats::cost;

/// Tells on standard error how a comparison goes on.
pub struct Progress {
    shape: Shape,
    rounds: u32,
    /// Downloads of each run.
    count: u64,
    /// Runs that ended.
    runs_done: u64,
    /// Downloads that ended in the run under way.
    downloads_done: u64,
}

enum Shape {
    Quiet,
    Lines,
    Bar(ProgressBar),
}

impl Progress {
    /// Tells of a comparison of this plan, in the shape that suits whoever reads standard error.
    pub fn new(plan: &Plan, is_quiet: bool) -> Self {
        let count = u64::from(plan.count().get());
        let runs = u64::from(plan.rounds().get()) * plan.contenders().len() as u64;
        let shape = if is_quiet {
            Shape::Quiet
        } else if console::notes_are_read_by_a_person() {
            Shape::Bar(bar(runs * count))
        } else {
            Shape::Lines
        };
        let progress = Self { shape, rounds: plan.rounds().get(), count, runs_done: 0, downloads_done: 0 };
        progress.tell(&opening(plan));
        progress
    }

    /// Takes in an event.
    pub fn follow(&mut self, event: &Event) {
        match event {
            Event::WarmUp { done, total } => {
                if let Shape::Bar(bar) = &self.shape {
                    bar.set_message(format!("warming up, {done} of {total}"));
                }
            }
            Event::RunStarted { round, contender, .. } => {
                self.downloads_done = 0;
                if let Shape::Bar(bar) = &self.shape {
                    bar.set_message(format!("round {round} of {}, {}", self.rounds, contender.label()));
                }
            }
            Event::Progress { live, .. } => {
                self.downloads_done += live.iter().filter(|live| matches!(live, Live::Done { .. })).count() as u64;
                self.draw();
            }
            Event::RunFinished(run) => {
                self.runs_done += 1;
                self.downloads_done = 0;
                self.tell(&run_line(run, self.rounds));
                self.draw();
            }
            // Worth knowing even where no progress is wanted.
            Event::Notice(text) => self.note(text),
            Event::Started(_)
            | Event::FilesRemoved { .. }
            | Event::Judged { .. }
            | Event::Ended { .. }
            | Event::Failed(_) => {}
        }
    }

    /// Writes a line on standard error, above the bar where there is one.
    pub fn note(&self, text: &str) {
        match &self.shape {
            Shape::Bar(bar) => bar.suspend(|| console::note(text)),
            Shape::Quiet | Shape::Lines => console::note(text),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Shape::Bar(bar) = &self.shape {
            bar.finish_and_clear();
        }
    }

    fn tell(&self, line: &str) {
        if !matches!(self.shape, Shape::Quiet) {
            self.note(line);
        }
    }

    fn draw(&self) {
        if let Shape::Bar(bar) = &self.shape {
            if bar.position() == 0 {
                bar.set_style(style("{bar:24} {percent:>3} %  {msg}  (about {eta} left)"));
            }
            bar.set_position(self.runs_done * self.count + self.downloads_done.min(self.count));
        }
    }
}

/// A bar over all downloads of a comparison. Nothing ticks between events: while a clock runs, a
/// thread that draws would take its share of the processor.
fn bar(downloads: u64) -> ProgressBar {
    // How long it takes is not known before something was measured.
    ProgressBar::new(downloads).with_style(style("{bar:24} {percent:>3} %  {msg}")).with_message("starting")
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the template is well formed").progress_chars("━━─")
}

/// What is about to be done.
fn opening(plan: &Plan) -> String {
    let place = match plan.lab() {
        Some(lab) => format!("the lab server ({} a download)", units::secs(lab.latency_secs)),
        None => match plan.foreign_hosts().as_slice() {
            [] => "this machine".to_owned(),
            [host] => host.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        },
    };
    let cost = cost(plan);
    let most = if plan.draft().stop.is_any() { "at most " } else { "" };
    let time = cost.secs.map(|secs| format!(", about {}", minutes(secs))).unwrap_or_default();
    format!(
        "{} × {} × {} from {place}: {most}{}{}{time}",
        units::count(plan.contenders().len() as u64, "contender"),
        units::count(u64::from(plan.rounds().get()), "round"),
        units::count(u64::from(plan.count().get()), "download"),
        units::count(cost.requests, "request"),
        if plan.lab().is_none() { ", and more where it redirects" } else { "" },
    )
}

/// "40 s", "4 min".
fn minutes(secs: f64) -> String {
    if secs < 99.5 { format!("{:.0} s", secs.ceil()) } else { format!("{:.0} min", secs / 60.0) }
}

/// What a run came to, such as `round 1/8  process-pool:5       0.452 s  10 ok`.
fn run_line(run: &Run, rounds: u32) -> String {
    let width = rounds.to_string().len();
    let name = run.contender().to_string();
    let start =
        format!("round {:>width$}/{rounds}  {name:<20}  {:>8}  {} ok", run.round, units::secs(run.wall_secs), run.ok);
    let reasons = reasons([run]);
    let failed = if run.failed == 0 { String::new() } else { format!(", {} failed ({reasons})", run.failed) };
    let unusable = if run.usable { "" } else { ", does not count" };
    format!("{start}{failed}{unusable}")
}

/// Why downloads of these runs failed, such as "cut short 8, timed out 4".
pub fn reasons<'a>(runs: impl IntoIterator<Item = &'a Run>) -> String {
    let mut counts = BTreeMap::<_, u32>::new();
    for download in runs.into_iter().flat_map(|run| &run.downloads) {
        if let Outcome::Failed(failure) = &download.outcome {
            *counts.entry(failure.kind).or_default() += 1;
        }
    }
    let parts: Vec<_> = counts.iter().map(|(kind, count)| format!("{} {count}", kind.label())).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::tables::samples;
    use crate::model::{ErrorKind, PlanDraft};

    #[test]
    fn the_opening_says_what_it_costs() {
        let plan = Plan::new(PlanDraft::default()).expect("a plan");
        assert_eq!(
            opening(&plan),
            "5 contenders × 8 rounds × 10 downloads from the lab server (0.430 s a download): 410 requests, about 64 s"
        );
    }

    #[test]
    fn a_run_is_a_line() {
        let mut run = samples::run("process-pool:5", 1, 0.452, 10);
        assert_eq!(run_line(&run, 8), "round 1/8  process-pool:5         0.452 s  10 ok");
        samples::fail(&mut run, ErrorKind::Truncated, 2);
        samples::fail(&mut run, ErrorKind::Timeout, 1);
        run.usable = false;
        assert_eq!(
            run_line(&run, 12),
            "round  1/12  process-pool:5         0.452 s  7 ok, 3 failed (timed out 1, cut short 2), does not count"
        );
    }
}
