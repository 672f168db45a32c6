//! What may end a comparison before its last round.

use serde::{Deserialize, Serialize};

/// How many rounds there are at the most where a width ends a comparison and nothing else is said.
pub const ROUNDS_UNTIL_WIDTH: u32 = 40;

/// How the sentence of a verdict begins that says why a comparison was stopped as it was asked to be.
pub const STOPPED_AFTER: &str = "Stopped after ";

/// What may end a comparison before its last round; nothing does by default.
///
/// A budget is kept by not beginning a round that would pass it: what is begun is finished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StopRules {
    /// Ends it as soon as every interval is narrower than this share of its ratio: 0.05 for 5 %.
    pub until_width: Option<f64>,
    /// The most requests of the whole comparison, the warm-up and redirects included: where nothing is
    /// warmed up, those of the first round come unexpected.
    pub budget_requests: Option<u64>,
    /// The most bytes of the whole comparison, the warm-up included.
    pub budget_bytes: Option<u64>,
    /// The most seconds of the whole comparison, the warm-up included.
    pub budget_secs: Option<f64>,
}

impl StopRules {
    /// Whether anything is asked for.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }
}
