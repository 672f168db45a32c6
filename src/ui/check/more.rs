//! What is seldom changed: deadline, largest download, headers, baseline and seed.

use crate::model::{Header, PlanDraft};
use crate::store::SetUp;

use super::{Field, decimal};

/// These fields as a draft, what is wrong with them as errors beside them.
pub(super) fn more(set_up: &SetUp, errors: &mut Vec<(Field, String)>) -> PlanDraft {
    let mut draft = PlanDraft {
        warm_up: set_up.warm_up,
        baseline: set_up.baseline.map(|mode| (mode, None)),
        ..PlanDraft::default()
    };
    let mut wrong = |field, sentence: &str| errors.push((field, sentence.to_owned()));
    match decimal(&set_up.timeout_secs).filter(|secs| (0.001..=86_400.0).contains(secs)) {
        Some(secs) => draft.timeout_secs = secs,
        None => wrong(Field::Timeout, "Choose from 0.001 to 86,400 seconds."),
    }
    match decimal(&set_up.max_megabytes).filter(|megabytes| (0.000_001..=1e6).contains(megabytes)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within its range above")]
        Some(megabytes) => draft.max_bytes = (megabytes * 1e6).round() as u64,
        None => wrong(Field::MaxMegabytes, "Choose from 0.000001 to 1,000,000 MB."),
    }
    match headers(&set_up.headers) {
        Some(headers) => draft.headers = headers,
        None => wrong(Field::Headers, "Write each header on a line of its own, as Name: value."),
    }
    match seed(&set_up.seed) {
        Some(seed) => draft.seed = seed,
        None => wrong(Field::Seed, "A seed is a whole number; leave it empty for another each time."),
    }
    draft
}

/// The headers that a text names, one a line.
fn headers(text: &str) -> Option<Vec<Header>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some(Header { name: name.trim().to_owned(), value: value.trim().to_owned() })
    };
    lines.map(header).collect()
}

/// The seed that a text names; for an empty one any will do.
fn seed(text: &str) -> Option<u64> {
    if text.trim().is_empty() { Some(PlanDraft::default().seed) } else { text.trim().parse().ok() }
}
