//! The lab server's settings, and what the engine and the lab server say to each other.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a lab server can do wrong on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// Status 500.
    #[serde(rename = "5xx")]
    ServerError,
    /// Status 429 with Retry-After.
    #[serde(rename = "429")]
    TooManyRequests,
    /// The body ends in the middle and the connection is closed.
    Cut,
    /// Two Content-Length headers that contradict each other.
    WrongLength,
    /// The connection is reset.
    Reset,
    /// The body stops in the middle, and the connection stays open.
    Stall,
    /// Status 200 and a page of HTML.
    Html,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::ServerError, Self::TooManyRequests, Self::Cut, Self::WrongLength, Self::Reset, Self::Stall, Self::Html];

    /// What people read, in a few words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ServerError => "server error (500)",
            Self::TooManyRequests => "too many requests (429)",
            Self::Cut => "body cut short",
            Self::WrongLength => "contradicting length",
            Self::Reset => "connection reset",
            Self::Stall => "body that stalls",
            Self::Html => "HTML instead of a picture",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// One kind of fault and how often it happens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaultRate {
    /// What goes wrong.
    pub kind: FaultKind,
    /// For which share of the downloads, 0 to 1.
    pub rate: f64,
}

impl FromStr for FaultRate {
    type Err = String;

    /// Reads `KIND=RATE`, the rate from 0 to 1 (`0.1`) or in per cent (`10%`).
    fn from_str(text: &str) -> Result<Self, String> {
        let names = || FaultKind::ALL.map(|kind| kind.to_string()).join(", ");
        let (name, rate) =
            text.split_once('=').ok_or_else(|| format!("write KIND=RATE, as in cut=0.1; the kinds are {}", names()))?;
        let kind = FaultKind::ALL
            .into_iter()
            .find(|kind| kind.to_string() == name)
            .ok_or_else(|| format!("there is no fault called “{name}”; the kinds are {}", names()))?;
        let share = match rate.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().map(|value| value / 100.0),
            None => rate.parse(),
        };
        match share {
            Ok(rate) if (0.0..=1.0).contains(&rate) => Ok(Self { kind, rate }),
            _ => Err(format!("“{rate}” is not a rate; write one from 0 to 1, as in {kind}=0.1")),
        }
    }
}

/// How a lab server behaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabSettings {
    /// From the head of a picture's request being read to the first byte of its answer.
    pub latency_secs: f64,
    /// The most that is added to or taken from the latency, evenly spread.
    pub jitter_secs: f64,
    /// Bytes a second over all connections together.
    pub bandwidth_bytes_per_sec: Option<u64>,
    /// Bytes a second for each connection.
    pub per_connection_bytes_per_sec: Option<u64>,
    /// How many requests are answered at a time; further ones queue.
    pub max_requests: Option<u32>,
    /// What goes wrong, and how often. The rates add up to at most 1.
    pub faults: Vec<FaultRate>,
}

impl Default for LabSettings {
    /// The network of the course this program grew from: 430 ms a download, nothing else.
    fn default() -> Self {
        Self {
            latency_secs: 0.430,
            jitter_secs: 0.0,
            bandwidth_bytes_per_sec: None,
            per_connection_bytes_per_sec: None,
            max_requests: None,
            faults: Vec::new(),
        }
    }
}

/// How many pictures a lab server has: ids 1 to this.
pub const LAB_PICTURES: u32 = 1084;

/// The header, known to the lab server alone, that names a download.
pub const LAB_HEADER: &str = "x-manyhands-download";

/// Names one attempt at one download, so that jitter and faults are a pure function of it and
/// every contender meets the same server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LabTag {
    /// The comparison's seed.
    pub seed: u64,
    /// The round, from 1 (0 in the warm-up, in which nothing goes wrong).
    pub round: u32,
    /// The task's index, from 0.
    pub index: u32,
    /// The attempt, from 1.
    pub attempt: u32,
}

impl fmt::Display for LabTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}-{}", self.seed, self.round, self.index, self.attempt)
    }
}

impl FromStr for LabTag {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('-');
        let mut next = || parts.next().unwrap_or_default();
        Ok(Self { seed: next().parse()?, round: next().parse()?, index: next().parse()?, attempt: next().parse()? })
    }
}

/// How late the lab server's answers were: sent minus due, over all downloads with a clock running.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lateness {
    /// How many answers.
    pub answers: u64,
    /// Half were later than this.
    pub median_secs: f64,
    /// One in twenty was later than this.
    pub p95_secs: f64,
    /// The latest.
    pub max_secs: f64,
}

/// What the engine says to the lab server that it started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LabRequest {
    /// Open a port and serve; answered by [`LabReply::Listening`].
    Serve(LabSettings),
    /// Paint and encode what these paths (`/id/1/2000/3000`) show, before any clock starts;
    /// answered by [`LabReply::Prepared`].
    Prepare(Vec<String>),
    /// Tell how late the answers were so far; answered by [`LabReply::Lateness`].
    Lateness,
}

/// What the lab server answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LabReply {
    /// The port on 127.0.0.1.
    Listening(u16),
    /// The pictures are painted; their sizes in bytes, in the order asked for (`None` where the
    /// path shows no picture).
    Prepared(Vec<Option<u64>>),
    /// How late the answers were; `None` before the first.
    Lateness(Option<Lateness>),
    /// It cannot serve; one sentence.
    Failed(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_rate_is_read_as_a_share_or_in_per_cent() {
        let wanted = FaultRate { kind: FaultKind::Cut, rate: 0.25 };
        assert_eq!("cut=0.25".parse(), Ok(wanted));
        assert_eq!("cut=25%".parse(), Ok(wanted));
        for wrong in ["cut", "cut=", "cut=2", "cut=-1", "cut=NaN", "bite=0.1"] {
            assert!(wrong.parse::<FaultRate>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tag_survives_its_header() {
        let tag = LabTag { seed: u64::MAX, round: 3, index: 17, attempt: 2 };
        assert_eq!(tag.to_string().parse(), Ok(tag));
        assert!("7-1".parse::<LabTag>().is_err());
    }
}
