//! What may be typed of the lab server: its port, and how it behaves.

use clap::Args;

use super::values;
use crate::model::{FaultRate, LabSettings};

/// The options of `manyhands lab`.
#[derive(Clone, Debug, Args)]
pub struct LabOptions {
    /// The port on 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    /// How it behaves.
    #[command(flatten)]
    pub settings: LabSettingsOptions,
}

/// How a lab server behaves; what is not given stays as [`LabSettings::default`] has it.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "The lab server")]
pub struct LabSettingsOptions {
    /// Milliseconds from a request to the first byte of its picture [default: 430]
    #[arg(long, value_name = "MS", value_parser = values::millis_as_secs)]
    pub latency: Option<f64>,

    /// The most milliseconds added to or taken from the latency [default: 0]
    #[arg(long, value_name = "MS", value_parser = values::millis_as_secs)]
    pub jitter: Option<f64>,

    /// Bandwidth of all connections together [default: as much as there is]
    #[arg(long, value_name = "SIZE/s", value_parser = values::rate_bytes_per_sec)]
    pub bandwidth: Option<u64>,

    /// Bandwidth of each connection [default: as much as there is]
    #[arg(long, value_name = "SIZE/s", value_parser = values::rate_bytes_per_sec)]
    pub per_connection: Option<u64>,

    /// Requests answered at a time; further ones queue [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_requests: Option<u32>,

    /// What goes wrong and how often, as in cut=0.1 or 5xx=10%; may be given several times
    ///
    /// The kinds: 5xx, 429 (with Retry-After), cut (the body ends in the middle), wrong-length, reset,
    /// stall (the body stops and the connection stays), html (a page instead of a picture).
    #[arg(long = "fault", value_name = "KIND=RATE")]
    pub faults: Vec<FaultRate>,
}

impl LabSettingsOptions {
    /// The first option that was given, for a sentence about it; `None` when none was.
    pub fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("--latency", self.latency.is_some()),
            ("--jitter", self.jitter.is_some()),
            ("--bandwidth", self.bandwidth.is_some()),
            ("--per-connection", self.per_connection.is_some()),
            ("--max-requests", self.max_requests.is_some()),
            ("--fault", !self.faults.is_empty()),
        ];
        given.into_iter().find_map(|(name, is_given)| is_given.then_some(name))
    }

    /// The settings, not yet checked: a plan does that.
    pub fn settings(&self) -> LabSettings {
        self.over(LabSettings::default())
    }

    /// Other settings, but for the options that were given.
    pub fn over(&self, known: LabSettings) -> LabSettings {
        LabSettings {
            latency_secs: self.latency.unwrap_or(known.latency_secs),
            jitter_secs: self.jitter.unwrap_or(known.jitter_secs),
            bandwidth_bytes_per_sec: self.bandwidth.or(known.bandwidth_bytes_per_sec),
            per_connection_bytes_per_sec: self.per_connection.or(known.per_connection_bytes_per_sec),
            max_requests: self.max_requests.or(known.max_requests),
            faults: if self.faults.is_empty() { known.faults } else { self.faults.clone() },
        }
    }
}
