//! What of the state is about the sweep beside the comparison: which of them is shown, and which runs.

use crate::model::{Event, Report};
use crate::store::View;

use super::super::command::Effect;
use super::super::follow::Follow;
use super::super::sweep::Sweep;
use super::AppState;

impl AppState {
    /// The sweep that runs or ran last.
    pub const fn sweep(&self) -> &Sweep {
        &self.sweep
    }

    /// The comparison that runs or ran last; in the Sweep view the sweep.
    pub const fn follow(&self) -> &Follow {
        if self.is_sweep() { &self.sweep.follow } else { &self.follow }
    }

    /// What an engine does now, by its view: a comparison or a sweep.
    pub const fn running(&self) -> Option<View> {
        if self.follow.is_running() {
            Some(View::Compare)
        } else if self.sweep.follow.is_running() {
            Some(View::Sweep)
        } else {
            None
        }
    }

    /// Whether an engine or a lesson runs.
    pub const fn is_busy(&self) -> bool {
        self.running().is_some() || self.lessons().running().is_some()
    }

    /// The report that the shown view shows.
    pub const fn shown_report(&self) -> Option<&Report> {
        if self.is_sweep() { self.sweep.report.as_ref() } else { self.report.as_ref() }
    }

    /// Takes in what the engine of a sweep told.
    pub(super) fn follow_sweep(&mut self, event: &Event) -> Vec<Effect> {
        let was_running = self.sweep.follow.is_running();
        self.sweep.take_in(event);
        if let Event::Notice(text) = event {
            self.notice(text.clone());
        }
        if was_running && !self.sweep.follow.is_running() { self.keep() } else { Vec::new() }
    }

    /// What the status line tells of: what runs, or else what is shown; and its report, with whether that
    /// belongs to the one before.
    pub fn told(&self) -> (&Follow, Option<&Report>, bool) {
        let tells_sweep = self.running().map_or(self.is_sweep(), |view| view == View::Sweep);
        if tells_sweep {
            (&self.sweep.follow, self.sweep.report.as_ref(), self.sweep.is_former())
        } else {
            (&self.follow, self.report.as_ref(), self.is_former())
        }
    }
}
