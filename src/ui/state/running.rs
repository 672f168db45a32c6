//! What of the state is about what runs: the question before it, its start, what its engine tells, and its end.

use crate::model::{Event, Plan};

use super::super::command::Effect;
use super::super::follow::{Ending, Follow};
use super::super::looking::Looking;
use super::super::past::Shown;
use super::{AppState, FIRST_PICTURES};

/// A host that is not this machine is asked so often without a question.
const FREE_REQUESTS: u64 = 100;

/// The question before many requests to hosts that are not this machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Which hosts.
    pub hosts: Vec<String>,
    /// How many requests.
    pub requests: u64,
    plan: Box<Plan>,
}

impl AppState {
    /// The question that waits for an answer.
    pub const fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// Starts what the fields say, once they were looked through; asks first where many requests
    /// would go to a foreign host.
    pub(super) fn run(&mut self) -> Vec<Effect> {
        if self.is_busy() || self.question.is_some() {
            return Vec::new();
        }
        if !self.is_checked() {
            self.run_when_checked = true;
            return Vec::new();
        }
        let Some(plan) = self.checked().plan.clone() else { return self.seek_error() };
        let mut hosts = plan.foreign_hosts();
        hosts.retain(|host| !self.settings.agreed_hosts.contains(host));
        let requests = plan.requests();
        if requests > FREE_REQUESTS && !hosts.is_empty() {
            self.question = Some(Question { hosts, requests, plan: Box::new(plan) });
            return Vec::new();
        }
        self.start(Box::new(plan))
    }

    pub(super) fn answer(&mut self, agreed: bool) -> Vec<Effect> {
        let Some(Question { hosts, plan, .. }) = self.question.take() else { return Vec::new() };
        if !agreed {
            return Vec::new();
        }
        self.settings.agreed_hosts.extend(hosts);
        self.start(plan)
    }

    fn start(&mut self, plan: Box<Plan>) -> Vec<Effect> {
        if !self.set_up().from_lab {
            let address = self.set_up().address.trim().to_owned();
            self.settings.remember(&address);
        }
        self.generation += 1;
        self.engine_sweeps = self.is_sweep();
        // Another form may be in view before it is over.
        let expected_secs = self.checked().cost.as_ref().and_then(|cost| cost.secs);
        if self.engine_sweeps {
            self.sweep.start(&plan, expected_secs);
            return vec![Effect::Start(plan), Effect::Save];
        }
        self.incoming = None;
        (self.selected, self.pointed) = (None, None);
        self.looking = Looking::default();
        self.follow = Follow::of(&plan, expected_secs);
        self.redraw();
        vec![Effect::Start(plan), Effect::Save]
    }

    pub(super) fn follow_event(&mut self, event: &Event) -> Vec<Effect> {
        if self.engine_sweeps {
            return self.follow_sweep(event);
        }
        self.follow.take_in(event);
        match event {
            Event::Started(report) => {
                self.incoming = Some((**report).clone());
                self.redraw();
            }
            Event::RunFinished(_) => {
                if let Some(incoming) = self.incoming.take() {
                    self.report = Some(incoming);
                    self.in_view = FIRST_PICTURES;
                    // What was told of the former one went with it.
                    (self.selected, self.pointed) = (None, None);
                    self.past.shown = Shown::default();
                }
                self.tell_report(event);
            }
            Event::Judged { .. } | Event::FilesRemoved { .. } => self.tell_report(event),
            Event::Progress { .. } => self.redraw_live(),
            Event::Notice(text) => self.notice(text.clone()),
            Event::WarmUp { .. } | Event::RunStarted { .. } | Event::Ended { .. } | Event::Failed(_) => {}
        }
        if self.follow.is_running() {
            return Vec::new();
        }
        let is_over = matches!(event, Event::Ended { .. } | Event::Failed(_));
        let keep = if is_over { self.keep() } else { Vec::new() };
        self.incoming = None;
        self.redraw();
        keep
    }

    fn tell_report(&mut self, event: &Event) {
        if let Some(report) = self.incoming.as_mut().or(self.report.as_mut()) {
            report.apply(event);
        }
        self.redraw();
    }

    pub(super) fn engine_gone(&mut self, why: Option<String>) -> Vec<Effect> {
        if self.running().is_none() {
            return Vec::new();
        }
        let why = why.unwrap_or_else(|| "The engine stopped by itself.".to_owned());
        let ending = Ending::Failed(format!("{why} What was measured stays; press Run to try again."));
        if self.engine_sweeps {
            self.sweep.end(ending);
            return self.keep();
        }
        self.follow.end(ending);
        let keep = self.keep();
        self.incoming = None;
        self.redraw();
        keep
    }
}
