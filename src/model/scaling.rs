//! What a sweep over worker counts found, as it stands in a report.

use serde::{Deserialize, Serialize};

use super::Mode;

/// What a sweep over worker counts found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    /// The mode that was swept.
    pub mode: Mode,
    /// Workers, and downloads a second, by rising worker count.
    pub points: Vec<(u32, f64)>,
    /// The universal scalability law's parameters.
    pub usl: Usl,
    /// Amdahl's law's parameters.
    pub amdahl: Amdahl,
    /// The worker count of the greatest throughput; `None` when it was not reached.
    pub knee: Option<f64>,
    /// What to do, in one sentence.
    pub recommendation: String,
    /// The worker count that the recommendation names; older reports do not say.
    #[serde(default)]
    pub recommended: Option<u32>,
    /// How sure the figures above are; `None` while there are too few rounds, and in older reports.
    #[serde(default)]
    pub intervals: Option<ScalingIntervals>,
    /// How far the points lie from the universal scalability law: the root of the mean square of
    /// their logarithms' distances, so 0.05 is about 5 %. Older reports do not say.
    #[serde(default)]
    pub misfit: Option<f64>,
}

/// X(N) = γN ÷ (1 + α(N−1) + βN(N−1)).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usl {
    /// Downloads a second of one worker.
    pub gamma: f64,
    /// Contention.
    pub alpha: f64,
    /// Coherency.
    pub beta: f64,
}

/// X(N) = γN ÷ (1 + α(N−1)).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amdahl {
    /// Downloads a second of one worker.
    pub gamma: f64,
    /// The serial share; the ceiling is 1/α.
    pub alpha: f64,
}

/// How sure a sweep's figures are: lower and upper ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScalingIntervals {
    /// How sure all points together are, and each of the other figures by itself.
    pub confidence: f64,
    /// One for each point, in downloads a second; `None` where it has too few rounds.
    pub points: Vec<Option<(f64, f64)>>,
    /// Of the universal scalability law's γ, in downloads a second of one worker.
    pub gamma: (f64, f64),
    /// Of its α, contention.
    pub alpha: (f64, f64),
    /// Of its β, coherency.
    pub beta: (f64, f64),
    /// Of Amdahl's serial share.
    pub amdahl_alpha: (f64, f64),
    /// Of the knee; `None` when it was not reached.
    pub knee: Option<(f64, f64)>,
}
