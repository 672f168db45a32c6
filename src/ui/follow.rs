//! Following a comparison: which phase it is in, what the running clock has seen, how far it is.

use std::collections::HashMap;

use crate::model::{Contender, ErrorKind, Event, Live, Mode, Plan, Report, units};

/// What the engine is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Nothing.
    #[default]
    Resting,
    /// It was asked to start.
    Starting,
    /// Distinct addresses are fetched once, off the clock.
    WarmingUp {
        /// How many are done.
        done: u32,
        /// Of how many.
        total: u32,
    },
    /// A clock runs.
    Measuring(LiveRun),
    /// Between two runs.
    Between,
}

/// How the last comparison ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With its last round.
    Done,
    /// By a person.
    Cancelled,
    /// By itself before its last round, and why.
    Early(String),
    /// It could not be done or not go on, and what to change.
    Failed(String),
}

/// A run whose clock is running.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveRun {
    /// The run's id.
    pub run: u32,
    /// From 1.
    pub round: u32,
    /// Who runs.
    pub contender: Contender,
    /// Seconds since its start, as last heard.
    pub at_secs: f64,
    /// Downloads that ended.
    pub done: u32,
    /// Downloads that failed.
    pub failed: u32,
    /// Bytes that arrived.
    pub bytes: u64,
    /// How many worker processes were alive from which second on.
    pub active: Vec<(f64, u32)>,
    /// The downloads that began, in that order.
    pub bars: Vec<LiveBar>,
    /// Where in `bars` a download stands.
    places: HashMap<u32, usize>,
}

/// A download of a running clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LiveBar {
    /// Its place in the plan's order.
    pub index: u32,
    /// The process, thread or async slot.
    pub worker: u32,
    /// The process.
    pub pid: u32,
    /// When it was taken.
    pub start_secs: f64,
    /// When it ended, if it did.
    pub end_secs: Option<f64>,
    /// Why it failed, if it did.
    pub error: Option<ErrorKind>,
    /// How much of it has arrived, as last heard.
    pub bytes: u64,
    /// Of how much, where that is known.
    pub of_bytes: Option<u64>,
}

impl LiveBar {
    const fn begun(index: u32, worker: u32, pid: u32, start_secs: f64) -> Self {
        Self { index, worker, pid, start_secs, end_secs: None, error: None, bytes: 0, of_bytes: None }
    }
}

impl LiveRun {
    fn new(run: u32, round: u32, contender: Contender) -> Self {
        Self {
            run,
            round,
            contender,
            at_secs: 0.0,
            done: 0,
            failed: 0,
            bytes: 0,
            active: Vec::new(),
            bars: Vec::new(),
            places: HashMap::new(),
        }
    }

    fn take_in(&mut self, at_secs: f64, happened: &[Live]) {
        self.at_secs = at_secs;
        for live in happened {
            match *live {
                Live::ProcessStarted { at_secs, .. } => self.step(at_secs, 1),
                Live::ProcessExited { at_secs, .. } => self.step(at_secs, -1),
                Live::Taken { index, worker, pid, at_secs } => {
                    let bar = LiveBar::begun(index, worker, pid, at_secs);
                    match self.places.get(&index) {
                        Some(&second_attempt) => self.bars[second_attempt] = bar,
                        None => {
                            self.places.insert(index, self.bars.len());
                            self.bars.push(bar);
                        }
                    }
                }
                Live::Received { index, bytes, of_bytes } => {
                    if let Some(&place) = self.places.get(&index) {
                        let bar = &mut self.bars[place];
                        (bar.bytes, bar.of_bytes) = (bytes, of_bytes);
                    }
                }
                Live::Done { index, bytes, error, at_secs, .. } => {
                    self.done += 1;
                    self.failed += u32::from(error.is_some());
                    self.bytes += bytes;
                    if let Some(&place) = self.places.get(&index) {
                        let bar = &mut self.bars[place];
                        (bar.end_secs, bar.error, bar.bytes) = (Some(at_secs), error, bytes);
                    }
                }
            }
        }
    }

    fn step(&mut self, at_secs: f64, change: i32) {
        let now = self.active.last().map_or(0, |(_, count)| *count);
        self.active.push((at_secs, now.saturating_add_signed(change)));
    }

    /// The download at a place of the plan's order, if it began.
    pub fn bar(&self, index: u32) -> Option<&LiveBar> {
        self.places.get(&index).map(|&place| &self.bars[place])
    }
}

/// One comparison as the window follows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Follow {
    /// What the engine is doing.
    pub phase: Phase,
    /// How the last comparison ended; `None` before the first, and while one runs.
    pub ending: Option<Ending>,
    /// Runs that ended.
    pub runs_done: u32,
    /// Runs in all; 0 before it is known.
    pub runs_total: u32,
    /// Pictures a run.
    pub count: u32,
    /// Whether a lab server paints its pictures at first.
    pub paints: bool,
    /// The most workers with rows of their own in a timeline that one of its runs will have; 0 before it is known.
    pub most_rows: u32,
    /// Whether it may stop before its last run.
    pub may_stop: bool,
    /// How long the whole was expected to take, where that could be told.
    pub expected_secs: Option<f64>,
}

impl Follow {
    /// A comparison of this plan that was just asked for, and how long it is expected to take.
    pub fn of(plan: &Plan, expected_secs: Option<f64>) -> Self {
        let runs = u64::from(plan.rounds().get()) * plan.contenders().len() as u64;
        let starting = Self::starting(u32::try_from(runs).unwrap_or(u32::MAX), plan.count().get());
        let count = plan.count().get();
        let rows = |contender: &Contender| match contender.mode {
            Mode::Sequential => 1,
            Mode::ProcessPerTask => count,
            Mode::ProcessPool | Mode::ThreadPool | Mode::Async => count.min(contender.workers.get().into()),
        };
        let most_rows = plan.contenders().iter().map(rows).max().unwrap_or(0);
        Self {
            paints: plan.lab().is_some(),
            most_rows,
            may_stop: plan.draft().stop.is_any(),
            expected_secs,
            ..starting
        }
    }

    /// A comparison that was just asked for.
    pub fn starting(runs_total: u32, count: u32) -> Self {
        Self { phase: Phase::Starting, runs_total, count, ..Self::default() }
    }

    /// Whether a comparison is under way.
    pub const fn is_running(&self) -> bool {
        !matches!(self.phase, Phase::Resting)
    }

    /// Whether a clock runs, so that the window has to keep still.
    pub const fn clock_runs(&self) -> bool {
        matches!(self.phase, Phase::Measuring(_))
    }

    /// The run whose clock runs.
    pub const fn live(&self) -> Option<&LiveRun> {
        match &self.phase {
            Phase::Measuring(live) => Some(live),
            _ => None,
        }
    }

    /// Takes in what the engine told.
    pub fn take_in(&mut self, event: &Event) {
        match event {
            Event::Started(_) => self.phase = Phase::WarmingUp { done: 0, total: 0 },
            Event::WarmUp { done, total } => self.phase = Phase::WarmingUp { done: *done, total: *total },
            Event::RunStarted { run, total_runs, round, contender, .. } => {
                self.runs_total = *total_runs;
                self.phase = Phase::Measuring(LiveRun::new(*run, *round, *contender));
            }
            Event::Progress { run, at_secs, live: happened } => {
                if let Phase::Measuring(live) = &mut self.phase
                    && live.run == *run
                {
                    live.take_in(*at_secs, happened);
                }
            }
            Event::RunFinished(_) => {
                self.runs_done += 1;
                self.phase = Phase::Between;
            }
            Event::Ended { cancelled, early } => {
                self.end(match early {
                    _ if *cancelled => Ending::Cancelled,
                    Some(why) => Ending::Early(why.clone()),
                    None => Ending::Done,
                });
            }
            Event::Failed(why) => self.end(Ending::Failed(why.clone())),
            Event::FilesRemoved { .. } | Event::Judged { .. } | Event::Notice(_) => {}
        }
    }

    /// Rests from now on.
    pub fn end(&mut self, ending: Ending) {
        self.phase = Phase::Resting;
        self.ending = Some(ending);
    }

    /// Which share of all downloads is done, 0 to 1.
    pub fn share(&self) -> f32 {
        let total = f64::from(self.runs_total) * f64::from(self.count);
        let live = self.live().map_or(0, |live| live.done);
        let done = f64::from(self.runs_done) * f64::from(self.count) + f64::from(live);
        #[expect(clippy::cast_possible_truncation, reason = "a share for a bar of a few hundred pixels")]
        let share = if total > 0.0 { (done / total).clamp(0.0, 1.0) as f32 } else { 0.0 };
        share
    }

    /// About how long the rest will take: what each contender's runs took so far, for each run that
    /// it still has. `None` until every contender ran once.
    pub fn rest_secs(&self, report: &Report) -> Option<f64> {
        let mut rest = 0.0;
        for contender in &report.plan.contenders {
            let times = report.runs.iter().filter(|run| run.contender() == *contender).map(|run| run.wall_secs);
            let (count, sum) = times.fold((0_u32, 0.0), |(count, sum), secs| (count + 1, sum + secs));
            if count == 0 {
                return None;
            }
            rest += sum / f64::from(count) * f64::from(report.plan.rounds.saturating_sub(count));
        }
        Some((rest - self.live().map_or(0.0, |live| live.at_secs)).max(0.0))
    }

    /// The window's title: how far it is, and that it is done.
    pub fn title(&self) -> String {
        match (&self.phase, &self.ending) {
            (Phase::Resting, None) => "Manyhands".to_owned(),
            (Phase::Resting, Some(Ending::Done)) => "Manyhands: done".to_owned(),
            (Phase::Resting, Some(Ending::Cancelled)) => "Manyhands: cancelled".to_owned(),
            (Phase::Resting, Some(Ending::Early(_) | Ending::Failed(_))) => "Manyhands: stopped".to_owned(),
            (Phase::Starting | Phase::WarmingUp { .. } | Phase::Measuring(_) | Phase::Between, _) => {
                format!("{:.0}%, Manyhands", (100.0 * self.share()).floor())
            }
        }
    }
}

/// A time to come, in words that do not pretend to be exact: "about 40 s", "about 2 min".
pub fn about(secs: f64) -> String {
    if secs < 1.0 {
        "less than a second".to_owned()
    } else if secs < 10.0 {
        format!("about {secs:.0} s")
    } else if secs < 90.0 {
        format!("about {:.0} s", (secs / 5.0).round() * 5.0)
    } else if secs < 5400.0 {
        format!("about {:.0} min", secs / 60.0)
    } else if secs.is_finite() {
        format!("about {:.0} h", secs / 3600.0)
    } else {
        units::secs(secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started() -> Event {
        let contender = "process-pool:2".parse().expect("a contender");
        Event::RunStarted { run: 3, total_runs: 4, round: 1, position: 1, contender }
    }

    #[test]
    fn processes_and_downloads_are_counted_while_the_clock_runs() {
        let mut follow = Follow { runs_done: 2, ..Follow::starting(4, 10) };
        follow.take_in(&started());
        let live = vec![
            Live::ProcessStarted { worker: 0, pid: 7, at_secs: 0.001 },
            Live::Taken { index: 0, worker: 0, pid: 7, at_secs: 0.002 },
            Live::Taken { index: 1, worker: 0, pid: 7, at_secs: 0.003 },
            Live::Received { index: 1, bytes: 30, of_bytes: Some(40) },
            Live::Done { index: 0, worker: 0, bytes: 50, error: Some(ErrorKind::Timeout), at_secs: 0.4 },
            Live::ProcessExited { worker: 0, pid: 7, at_secs: 0.5 },
        ];
        follow.take_in(&Event::Progress { run: 3, at_secs: 0.5, live: live.clone() });
        follow.take_in(&Event::Progress { run: 2, at_secs: 9.0, live });
        let live = follow.live().expect("a clock runs");
        assert_eq!((live.done, live.failed, live.bytes, live.at_secs), (1, 1, 50, 0.5));
        assert_eq!(live.active, [(0.001, 1), (0.5, 0)]);
        assert_eq!(live.bar(0).and_then(|bar| bar.end_secs), Some(0.4));
        assert_eq!(live.bar(1).map(|bar| (bar.bytes, bar.of_bytes)), Some((30, Some(40))));
        assert!((follow.share() - 21.0 / 40.0).abs() < 1e-6);
        assert_eq!(follow.title(), "52%, Manyhands");
    }

    #[test]
    fn every_ending_rests() {
        for (event, ending) in [
            (Event::Ended { cancelled: false, early: None }, Ending::Done),
            (Event::Ended { cancelled: true, early: None }, Ending::Cancelled),
            (Event::Ended { cancelled: false, early: Some("why".into()) }, Ending::Early("why".into())),
            (Event::Failed("what".into()), Ending::Failed("what".into())),
        ] {
            let mut follow = Follow::starting(4, 10);
            follow.take_in(&started());
            follow.take_in(&event);
            assert!(!follow.is_running() && !follow.clock_runs());
            assert_eq!(follow.ending, Some(ending));
            assert!(!follow.title().contains('%'));
        }
    }

    #[test]
    fn a_time_to_come_is_rounded() {
        assert_eq!(
            [0.4, 4.4, 42.0, 120.0, 7200.0].map(about),
            ["less than a second", "about 4 s", "about 40 s", "about 2 min", "about 2 h"]
        );
    }
}
