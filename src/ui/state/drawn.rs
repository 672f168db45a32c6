//! What of the state is about drawing: which plots stand as tables, and when they are worked out.

use crate::model::Run;

use super::super::charts::{Active, Charts};
use super::super::command::{Closer, Effect, Figure, ProcessPlot};
use super::super::follow::Follow;
use super::super::looking::{Look, Looking};
use super::super::past::Shown;
use super::super::sweep::Sweep;
use super::super::timeline::Timeline;
use super::AppState;
use crate::store::View;

/// How a person wants the results to be drawn.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// Which plots are shown as tables, by [`Figure`].
    pub tables: [bool; 4],
    /// What is drawn of worker processes.
    pub process_plot: ProcessPlot,
    /// What stands below the plots.
    pub closer: Closer,
    /// Whether every reason below the verdict is shown.
    pub reasons: bool,
}

impl AppState {
    /// Whether a plot is shown as a table.
    pub const fn is_table(&self, figure: Figure) -> bool {
        self.drawn.tables[figure as usize]
    }

    /// What is drawn of worker processes.
    pub const fn process_plot(&self) -> ProcessPlot {
        self.drawn.process_plot
    }

    /// What stands below the plots.
    pub const fn closer(&self) -> Closer {
        self.drawn.closer
    }

    /// Whether every reason below the verdict is shown.
    pub const fn shows_reasons(&self) -> bool {
        self.drawn.reasons
    }

    /// What is looked at more closely.
    pub const fn looking(&self) -> &Looking {
        &self.looking
    }

    /// Looks at something more closely, or no more. A picture that was seen large is still pointed at
    /// when it is closed.
    pub(super) fn look(&mut self, look: Look) {
        self.looking.take_in(look);
        if let Look::Large(Some(index)) = look {
            self.pointed = Some(index);
        }
    }

    /// Empties the results that are shown, unless a comparison is under way.
    pub(super) fn clear(&mut self) -> Vec<Effect> {
        self.clear_view(if self.is_sweep() { View::Sweep } else { View::Compare })
    }

    /// Empties the results of the Sweep view, or of a comparison.
    pub(super) fn clear_view(&mut self, view: View) -> Vec<Effect> {
        if self.running().is_some() {
            return Vec::new();
        }
        self.generation += 1; // what the engine still says is no longer heard
        if view == View::Sweep {
            self.sweep = Sweep::default();
            return vec![Effect::Quit];
        }
        (self.report, self.selected, self.pointed) = (None, None, None);
        self.follow = Follow::default();
        self.drawn.reasons = false;
        self.looking = Looking::default();
        self.past.shown = Shown::default();
        self.redraw();
        vec![Effect::Quit]
    }

    /// Works the plots out anew.
    pub(super) fn redraw(&mut self) {
        let shown = self.report.as_ref().or(self.incoming.as_ref());
        self.charts = match shown {
            Some(report) => Charts::new(report, self.scale, self.shown_run(), self.selected.is_some()),
            None => Charts::default(),
        };
        self.redraw_live();
    }

    /// A clock that runs draws its own processes and bars, unless another run was selected.
    pub(super) fn redraw_live(&mut self) {
        let shown = self.report.as_ref().filter(|_| self.incoming.is_none());
        let (Some(live), None) = (self.follow.live(), self.selected) else { return };
        if let Some(report) = shown.or(self.incoming.as_ref()) {
            self.charts.active = Active::new(report, None, Some(live));
        }
        if !live.bars.is_empty() {
            let same = |run: &&Run| run.contender() == live.contender;
            let former = shown.and_then(|report| report.runs.iter().rev().find(same));
            self.charts.timeline = Timeline::of_live(live, former.map_or(0.0, |run| run.wall_secs), self.follow.count);
        }
    }
}
