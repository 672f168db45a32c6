//! What stays of the course: which lessons were done, and what was set in them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::Lesson;

/// How much larger a lesson stands on a projector, at first.
const PROJECTOR_ZOOM: f32 = 1.5;

/// What stays of the course between two starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Course {
    /// The lesson that was looked at last.
    pub lesson: Lesson,
    /// Those that ran to their end.
    pub done: BTreeSet<Lesson>,
    /// What stands in the fields of a lesson's knobs, in their order, where it was changed.
    pub knobs: BTreeMap<Lesson, Vec<String>>,
    /// The list of lessons is folded away.
    pub folded: bool,
    /// A single lesson is shown large, as for a projector.
    pub projected: bool,
    /// How many times as large as usual it is shown then.
    pub projector_zoom: f32,
}

impl Default for Course {
    fn default() -> Self {
        Self {
            lesson: Lesson::ALL[0],
            done: BTreeSet::new(),
            knobs: BTreeMap::new(),
            folded: false,
            projected: false,
            projector_zoom: PROJECTOR_ZOOM,
        }
    }
}
