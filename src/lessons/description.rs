//! What a lesson says and asks, beside what it runs.

use crate::model::Lesson;

/// A lesson as it is read.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// Which one.
    pub lesson: Lesson,
    /// A question, such as “Does every process have its own memory?”.
    pub title: &'static str,
    /// What it is about, in one line of a list.
    pub line: &'static str,
    /// Three or four sentences.
    pub text: &'static str,
    /// The Python that would do the same. Two of them belong to two steps and stand side by side.
    pub listings: &'static [Listing],
    /// The whole program that a Python can run, for these values of the knobs.
    pub program: fn(&[f64]) -> String,
    /// What to see while it runs, in one sentence.
    pub see: &'static str,
    /// What the learner can change.
    pub knobs: &'static [Knob],
}

/// Some lines of Python.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// What they do, such as “Join inside the loop”.
    pub name: &'static str,
    /// The lines.
    pub python: &'static str,
}

/// A number or a choice that the learner can change.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// Such as “processes”, as it stands behind the number.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub hint: &'static str,
    /// What can be chosen.
    pub kind: KnobKind,
    /// What it is at first.
    pub first: f64,
}

/// What a knob can be set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KnobKind {
    /// A whole number.
    Whole {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A time.
    Secs {
        /// The least.
        least: f64,
        /// The most.
        most: f64,
    },
    /// One of these, by its place from 0.
    Choice(&'static [&'static str]),
}

impl Description {
    /// What the knobs are at first, in their order.
    pub fn first_values(&self) -> Vec<f64> {
        self.knobs.iter().map(|knob| knob.first).collect()
    }
}

impl Knob {
    /// The name as it is typed: `each works` is `each-works`.
    pub fn key(&self) -> String {
        self.name.replace(' ', "-")
    }

    /// A value of it as people read it, such as `4`, `0.2 s` or `600×900`.
    pub fn show(&self, value: f64) -> String {
        match self.kind {
            KnobKind::Whole { .. } => format!("{value:.0}"),
            KnobKind::Secs { .. } => format!("{value} s"),
            KnobKind::Choice(names) => {
                let place = (0_u32..).zip(names).find(|(place, _)| f64::from(*place) == value.round());
                place.map_or_else(|| format!("{value:.0}"), |(_, name)| (*name).to_owned())
            }
        }
    }
}
