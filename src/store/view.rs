//! The views of the window.

use serde::{Deserialize, Serialize};

/// What the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// A comparison: its set-up and its results.
    #[default]
    Compare,
    /// A mode over several worker counts: its set-up and its results.
    Sweep,
    /// The course.
    Lessons,
    /// The comparisons that were kept.
    History,
}

impl View {
    /// Every view, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Compare, Self::Sweep, Self::Lessons, Self::History];

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Compare => "Compare",
            Self::Sweep => "Sweep",
            Self::Lessons => "Lessons",
            Self::History => "History",
        }
    }
}
