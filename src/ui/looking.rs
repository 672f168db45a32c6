//! What a person looks at more closely: one picture, and a part of the timeline.

use crate::model::{Report, Run};

use super::span::Span;

/// The run that timeline and pictures show: the selected one; else the latest of the fastest where
/// the comparison `rests`, and the very latest while it goes on.
pub fn shown_run(report: &Report, selected: Option<u32>, rests: bool) -> Option<&Run> {
    let latest = |wanted: &dyn Fn(&Run) -> bool| report.runs.iter().rev().find(|run| wanted(run));
    let selected = selected.and_then(|id| latest(&|run| run.id == id));
    let fastest = report.verdict.fastest.first().filter(|_| rests);
    let of_fastest = || fastest.and_then(|fastest| latest(&|run| run.contender() == *fastest));
    selected.or_else(of_fastest).or_else(|| report.runs.last())
}

/// What is looked at more closely.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Looking {
    large: Option<u32>,
    returned: Option<u32>,
    lens: Lens,
    span: Option<Span>,
}

/// A change of [`Looking`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Look {
    /// See a picture large (its place in the plan's order); `None`: back to all of them.
    Large(Option<u32>),
    /// The picture that was seen large has the focus again.
    Returned,
    /// How large, and which part of it.
    Lens(Lens),
    /// Which part of the timeline; `None`: all of it.
    Span(Option<Span>),
}

/// How a large picture is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens {
    /// Pixels of the screen a pixel of the picture; `None`: as large as there is room.
    pub scale: Option<f32>,
    /// What of the picture is in the middle, as shares of its sides.
    pub center: [f32; 2],
}

impl Default for Lens {
    fn default() -> Self {
        Self { scale: None, center: [0.5, 0.5] }
    }
}

impl Looking {
    /// The picture that is seen large, as its place in the plan's order.
    pub const fn large(&self) -> Option<u32> {
        self.large
    }

    /// The picture that was seen large until now, whose tile is to get the focus.
    pub const fn returned(&self) -> Option<u32> {
        self.returned
    }

    /// How it is seen.
    pub const fn lens(&self) -> Lens {
        self.lens
    }

    /// Which part of the timeline is in view; `None`: all of it.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }

    /// Takes in a change.
    pub fn take_in(&mut self, look: Look) {
        match look {
            Look::Large(index) => {
                self.returned = self.large.filter(|_| index.is_none());
                (self.large, self.lens) = (index, Lens::default());
            }
            Look::Returned => self.returned = None,
            Look::Lens(lens) => self.lens = lens,
            Look::Span(span) => self.span = span,
        }
    }
}
