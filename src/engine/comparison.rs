//! A comparison from its plan to its end.

use std::sync::Arc;
use std::time::Instant;

use url::Url;

use crate::model::words::sentence;
use crate::model::{Contender, Event, FetchRules, Lateness, Plan, Report, units};
use crate::stats;

use super::error::CompareError;
use super::folders::{Folders, TemporaryFolder};
use super::hands::Fetching;
use super::header;
use super::lab_link::LabLink;
use super::pace::{self, Pace};
use super::recorder::Halt;
use super::run::{self, Bound, Place};
use super::warm_up::{self, WarmUp};
use super::{Control, Programs, Tell, room, system};

/// Does a comparison and tells of it until it is over, cancelled or failed.
///
/// For a reader that is not always ready, temporary files outlive the comparison by as long as the
/// returned folder is held.
pub fn compare(plan: &Plan, programs: &Programs, control: &Control, tell: &Tell) -> Option<TemporaryFolder> {
    match Comparison::begin(plan, programs, control, tell) {
        Ok(mut comparison) => {
            let end = comparison.rounds();
            comparison.finish(end)
        }
        Err(_) if control.is_cancelled() => {
            tell(Event::Ended { cancelled: true, early: None });
            None
        }
        Err(error) => {
            tell(Event::Failed(error.to_string()));
            None
        }
    }
}

/// Why the rounds ended.
enum End {
    Done,
    Cancelled,
    Early(String),
}

/// A comparison under way.
struct Comparison<'a> {
    plan: &'a Plan,
    programs: &'a Programs,
    control: &'a Control,
    tell: &'a Tell,
    folders: Folders,
    lab: Option<LabLink>,
    /// One for each download of a run, in the plan's order.
    urls: Vec<Url>,
    /// What each download weighs, where the lab server or the warm-up tells it of all of them.
    sizes_bytes: Option<Vec<u64>>,
    /// How many requests each download of a run takes, as far as the warm-up knows; none before.
    requests: Vec<u32>,
    /// The turns of all requests, where a rate is asked for.
    pace: Option<Arc<Pace>>,
    start_secs: Option<f64>,
    report: Report,
    notices: Vec<String>,
    began: Instant,
}

impl<'a> Comparison<'a> {
    /// Everything that happens once, off the clock, but for the warm-up.
    fn begin(
        plan: &'a Plan,
        programs: &'a Programs,
        control: &'a Control,
        tell: &'a Tell,
    ) -> Result<Self, CompareError> {
        let began = Instant::now();
        let mut folders = Folders::make(plan)?;
        room::make(plan);
        let mut lab = plan.lab().map(|settings| LabLink::start(&programs.lab, settings, control)).transpose()?;
        let addresses = header::addresses(plan.source(), lab.as_ref().map(LabLink::port))?;
        let count = plan.count().get() as usize;
        let urls: Vec<Url> = addresses.iter().cycle().take(count).cloned().collect();
        folders.name(&urls);
        let sizes_bytes = lab.as_mut().map(|lab| header::sizes(lab, &urls)).transpose()?.flatten();
        let pace = plan.draft().rate_per_sec.map(|rate| Pace::create(rate, count).map(Arc::new));
        let pace = pace.transpose().map_err(CompareError::Pace)?;
        let report = header::report(plan, addresses);
        tell(Event::Started(Box::new(report.clone())));
        Ok(Self {
            plan,
            programs,
            control,
            tell,
            folders,
            lab,
            requests: Vec::new(),
            urls,
            sizes_bytes,
            pace,
            start_secs: None,
            report,
            notices: Vec::new(),
            began,
        })
    }

    fn rounds(&mut self) -> End {
        self.measure().unwrap_or_else(|error| {
            // A cancel in the middle makes pools and servers fail; that is no news.
            if self.control.is_cancelled() { End::Cancelled } else { End::Early(sentence(&error.to_string())) }
        })
    }

    fn measure(&mut self) -> Result<End, CompareError> {
        let mut spent = match self.warm_up()? {
            Ok(spent) => spent,
            Err(halt) => return Ok(End::Early(self.explain(&halt))),
        };
        if self.control.is_cancelled() {
            return Ok(End::Cancelled);
        }
        if let Some(why) = self.beyond_budget(&spent) {
            return Ok(End::Early(why));
        }
        let contenders = self.plan.contenders();
        let order = stats::order(contenders.len(), self.plan.rounds().get() as usize, self.plan.draft().seed);
        let mut id = 0;
        for (round, contestants) in (1..).zip(order) {
            let round_began = Instant::now();
            for (position, contestant) in (1..).zip(contestants) {
                if self.control.is_cancelled() {
                    return Ok(End::Cancelled);
                }
                id += 1;
                let place = Place { id, round, position, contender: contenders[contestant] };
                if let Some(end) = self.run(place)? {
                    return Ok(end);
                }
            }
            self.judge()?;
            spent.round_secs = spent.round_secs.max(round_began.elapsed().as_secs_f64());
            spent.secs = self.began.elapsed().as_secs_f64();
            if let Some(stop) = stats::stop(&self.report, &spent) {
                // What was asked for, and no failure: the verdict says it.
                self.notices.push(stop.to_string());
                self.judge()?;
                break;
            }
        }
        Ok(End::Done)
    }

    /// What the warm-up took, or why nothing further is to be fetched.
    fn warm_up(&mut self) -> Result<Result<stats::Spent, Halt>, CompareError> {
        if !self.plan.draft().warm_up {
            return Ok(Ok(stats::Spent::default()));
        }
        let mut distinct = Vec::new();
        let mut seen = std::collections::HashSet::new();
        distinct.extend(self.urls.iter().filter(|url| seen.insert(*url)).cloned());
        let rules = self.rules(0);
        let work = (&rules, self.pace.as_ref());
        let found = warm_up::fetch_all(&distinct, work, &self.folders, self.control, self.tell)?;
        let WarmUp { halt, sizes_bytes, requests, bytes } = found;
        if let Some(halt) = halt {
            return Ok(Err(halt));
        }
        let size = |url: &Url| sizes_bytes.get(url).copied();
        self.sizes_bytes = self.sizes_bytes.take().or_else(|| self.urls.iter().map(size).collect());
        let is_wanted = self.plan.contenders().iter().any(|contender| contender.mode.starts_processes());
        if is_wanted && !self.control.is_cancelled() {
            let fetching = Fetching { rules, pace: self.pace.as_ref().map(|pace| pace.address()) };
            self.start_secs = warm_up::start_secs(&self.programs.worker, &fetching)?;
        }
        self.requests = self.urls.iter().map(|url| requests.get(url).copied().unwrap_or(1)).collect();
        let warm_up_requests = requests.into_values().map(u64::from).sum();
        Ok(Ok(stats::Spent { warm_up_requests, warm_up_bytes: bytes, ..stats::Spent::default() }))
    }

    /// Why not even the first round is begun: its redirects, of which the plan could not know, pass the budget.
    fn beyond_budget(&self, spent: &stats::Spent) -> Option<String> {
        let a_run: u64 = self.requests.iter().copied().map(u64::from).sum();
        let a_round = a_run * self.plan.contenders().len() as u64;
        let needed = spent.warm_up_requests + a_round;
        let budget = self.plan.draft().stop.budget_requests.filter(|&budget| needed > budget)?;
        Some(format!(
            "With its redirects a round takes {}, beside {} of the warm-up; allow {needed} or more instead of \
             {budget}.",
            units::count(a_round, "request"),
            spent.warm_up_requests,
        ))
    }

    /// Does one run, and what follows it off the clock.
    fn run(&mut self, place: Place) -> Result<Option<End>, CompareError> {
        let Place { id, round, position, contender } = place;
        let tasks = self.folders.run(round, contender, &self.urls)?;
        let total_runs = self.plan.rounds().get() * u32::try_from(self.plan.contenders().len()).unwrap_or(u32::MAX);
        if !self.comes_its_turn() {
            self.folders.drop_run(round, contender);
            return Ok(Some(End::Cancelled));
        }
        (self.tell)(Event::RunStarted { run: id, total_runs, round, position, contender });
        let work = (tasks, self.rules(round), self.pace.as_ref());
        let (bound, sizes_bytes) = (self.bound(contender), self.sizes_bytes.as_deref());
        let done = run::perform(place, bound, sizes_bytes, work, self.programs, self.control, self.tell);
        if self.control.is_cancelled() {
            self.folders.drop_run(round, contender);
            return Ok(Some(End::Cancelled));
        }
        // What began is a run, however it ended; of one that did not begin nothing stays.
        let done = done.inspect_err(|_| self.folders.drop_run(round, contender))?;
        let is_new = |notice: &String| !self.notices.contains(notice);
        for notice in done.notices.into_iter().filter(is_new).collect::<Vec<_>>() {
            (self.tell)(Event::Notice(notice.clone()));
            self.notices.push(notice);
        }
        self.hear(Event::RunFinished(Box::new(done.run)));
        self.control.wait_until_ready(id);
        for run in self.folders.settle(id, round, contender) {
            self.hear(Event::FilesRemoved { run });
        }
        Ok(done.halt.map(|halt| End::Early(self.explain(&halt))))
    }

    /// Before the clock starts: waits until the rate allows the run's first request; whether it then may begin.
    fn comes_its_turn(&self) -> bool {
        if let Some(pace) = &self.pace {
            pace.begin_run();
            pace::wait_here(pace.free_from(), || !self.control.is_cancelled());
        }
        !self.control.is_cancelled()
    }

    /// Tells an event and takes it into the report.
    fn hear(&mut self, event: Event) {
        self.report.apply(&event);
        (self.tell)(event);
    }

    /// The figures as they stand, told.
    fn judge(&mut self) -> Result<(), CompareError> {
        let lateness = self.lateness()?;
        if let Some(lab) = &mut self.report.plan.lab {
            lab.lateness = lateness;
        }
        let stats::Judgement { summary, ratios, mut verdict, scaling } = stats::judge(&self.report);
        verdict.why.extend(self.notices.iter().cloned());
        self.hear(Event::Judged { summary, ratios, verdict, scaling: scaling.map(Box::new), lateness });
        Ok(())
    }

    fn lateness(&mut self) -> Result<Option<Lateness>, CompareError> {
        Ok(self.lab.as_mut().map(LabLink::lateness).transpose()?.flatten())
    }

    /// Judges what was finished, clears away what is temporary, and says that it is over.
    fn finish(mut self, end: End) -> Option<TemporaryFolder> {
        let is_judged = matches!(end, End::Done);
        // A lab server that is gone cannot tell its lateness; what was measured is judged without.
        if !is_judged && !self.report.runs.is_empty() && self.judge().is_err() {
            self.lab = None;
            self.judge().ok();
        }
        drop(self.lab.take());
        let kept = self.folders.kept();
        let Self { folders, tell, control, .. } = self;
        let mut temporary = folders.finish();
        if control.is_always_ready() && temporary.take().is_some() {
            kept.into_iter().for_each(|run| tell(Event::FilesRemoved { run }));
        }
        let (cancelled, early) = match end {
            End::Done => (false, None),
            End::Cancelled => (true, None),
            End::Early(why) => (false, Some(why)),
        };
        tell(Event::Ended { cancelled, early });
        temporary
    }

    fn rules(&self, round: u32) -> FetchRules {
        let draft = self.plan.draft();
        FetchRules {
            work: draft.work,
            accept: draft.accept,
            connections: draft.connections,
            http2: draft.http2,
            headers: draft.headers.clone(),
            timeout_secs: draft.timeout_secs,
            max_bytes: draft.max_bytes,
            lab: self.plan.lab().map(|_| (draft.seed, round)),
        }
    }

    /// The least time that a run of this contender could take.
    fn bound(&self, contender: Contender) -> Bound {
        let slots = usize::from(contender.at_a_time().get());
        let server = self.plan.lab().map(stats::Server::from);
        let limit = server.zip(self.sizes_bytes.as_deref());
        let cap = stats::RateCap::of(self.plan.draft().rate_per_sec, &self.requests);
        let limit_secs = limit.map(|(server, sizes)| stats::limit_secs(&server, sizes, slots, cap));
        let processes = usize::from(contender.workers.get()).min(self.urls.len());
        let start = self.start_secs.filter(|_| contender.mode.starts_processes());
        let start_price_secs = start.map(|secs| stats::start_price_secs(processes, secs, system::cores()));
        Bound { limit_secs, start_price_secs }
    }

    fn explain(&self, halt: &Halt) -> String {
        match halt {
            Halt::StorageFull(why) | Halt::BrokenOff(why) => sentence(why),
            Halt::HostAsksToWait { host, secs } => {
                let host = host.as_deref().filter(|_| self.plan.lab().is_none()).unwrap_or("The server");
                match secs {
                    Some(secs) => {
                        format!("{host} asks to be left alone for {}; run again after that.", units::secs(*secs))
                    }
                    None => {
                        format!("{host} says that these are too many requests; wait a while, and choose fewer workers.")
                    }
                }
            }
        }
    }
}
