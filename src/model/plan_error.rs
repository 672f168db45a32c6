//! Why a draft is no plan.

use url::Url;

use super::{Contender, MAX_DOWNLOADS, MAX_ROUNDS, MAX_TOTAL_DOWNLOADS, MAX_WORKERS, Mode, units};

/// Why a draft is no plan: one sentence that says what to change.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The source names nothing.
    #[error("there is no address to fetch; give a URL")]
    NoAddress,
    /// The scheme is neither http nor https.
    #[error("only http and https can be fetched; change the address {0}")]
    Scheme(Url),
    /// The count is out of range.
    #[error("{0} downloads cannot be done in a run; choose from 1 to {MAX_DOWNLOADS}")]
    Count(u32),
    /// The rounds are out of range.
    #[error("{0} rounds cannot be done; choose from 1 to {MAX_ROUNDS}")]
    Rounds(u32),
    /// All runs together are too many downloads.
    #[error(
        "{} of {} each are too many with {contenders} to compare: {} downloads; choose fewer, at most {} together",
        units::count(u64::from(*rounds), "round"), units::count(u64::from(*count), "download"),
        units::thousands(*total), units::thousands(MAX_TOTAL_DOWNLOADS)
    )]
    Total {
        /// Downloads of a run.
        count: u32,
        /// Rounds.
        rounds: u32,
        /// How many are compared.
        contenders: usize,
        /// Downloads of all runs.
        total: u64,
    },
    /// No mode is chosen.
    #[error("no mode is chosen; choose at least one")]
    NoMode,
    /// The same contender twice.
    #[error("{0} is named twice; leave one out")]
    Twice(Contender),
    /// The worker count is out of range.
    #[error("{0} cannot have {1} workers; choose from 1 to {MAX_WORKERS}")]
    Workers(Mode, u16),
    /// The baseline takes no part.
    #[error("the baseline {0} takes no part; name one of the modes that run")]
    Baseline(String),
    /// The deadline is out of range.
    #[error("a timeout of {0} s cannot be kept; choose from 0.001 to 86400 seconds")]
    Timeout(f64),
    /// The cap is zero.
    #[error("a download cannot have 0 bytes; choose a larger limit")]
    MaxBytes,
    /// The rate is out of range.
    #[error("{0} requests a second cannot be kept to; choose from 0.01 to 10000")]
    Rate(f64),
    /// The width of an interval is out of range.
    #[error("intervals cannot be asked to be as narrow as {0}; choose a share from 0.001 to 1, 0.05 for 5 %")]
    Width(f64),
    /// A budget of no bytes or no time.
    #[error("a budget of {0} pays for nothing; choose a larger one")]
    EmptyBudget(&'static str),
    /// The first round alone would pass the budget.
    #[error(
        "a budget of {budget} requests does not pay for one round, which takes {needed} with the warm-up; allow more"
    )]
    Budget {
        /// What was allowed.
        budget: u64,
        /// What the first round takes.
        needed: u64,
    },
    /// A setting of the lab server is out of range.
    #[error("the lab server cannot have {0}")]
    Lab(String),
    /// A header without a name. Its text may be a secret.
    #[error("a header has no name; write NAME: VALUE, as in \"Accept-Language: en\"")]
    NamelessHeader,
    /// A header that HTTP does not allow.
    #[error("“{0}” is no header; write NAME: VALUE, as in Accept-Language: en")]
    Header(String),
}
