//! What failed, counted by kind.

use std::collections::BTreeMap;

use crate::model::{ErrorKind, Outcome, Run};

/// How many kinds are named at most.
const NAMED: usize = 3;

/// The failed downloads of some runs. What was cancelled neither failed nor succeeded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// Downloads that were tried to the end.
    pub tried: u64,
    /// Those that failed, by kind.
    kinds: BTreeMap<ErrorKind, u64>,
}

impl Failures {
    /// Counts those of these runs.
    pub fn of<'a>(runs: impl IntoIterator<Item = &'a Run>) -> Self {
        let mut failures = Self::default();
        for download in runs.into_iter().flat_map(|run| &run.downloads) {
            match &download.outcome {
                Outcome::Failed(failure) if failure.kind == ErrorKind::Cancelled => {}
                Outcome::Failed(failure) => {
                    failures.tried += 1;
                    *failures.kinds.entry(failure.kind).or_default() += 1;
                }
                Outcome::Ok => failures.tried += 1,
            }
        }
        failures
    }

    /// How many failed.
    pub fn failed(&self) -> u64 {
        self.kinds.values().sum()
    }

    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.tried += other.tried;
        for (kind, count) in &other.kinds {
            *self.kinds.entry(*kind).or_default() += count;
        }
    }

    /// The kinds in a few words, the most frequent first: "timed out", or "timed out (9), cut short
    /// (3)".
    pub fn kinds(&self) -> String {
        let mut kinds: Vec<(ErrorKind, u64)> = self.kinds.iter().map(|(&kind, &count)| (kind, count)).collect();
        kinds.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        if let [(kind, _)] = kinds.as_slice() {
            return kind.label().to_owned();
        }
        let named: Vec<String> =
            kinds.iter().take(NAMED).map(|(kind, count)| format!("{} ({count})", kind.label())).collect();
        let more = if kinds.len() > NAMED { " and others" } else { "" };
        format!("{}{more}", named.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{download, run};
    use super::*;

    #[test]
    fn failures_are_counted_and_cancelled_downloads_are_not() {
        let mut with = run("async:2", 1, 1.0);
        let kinds = [ErrorKind::Timeout, ErrorKind::Timeout, ErrorKind::Dns, ErrorKind::Cancelled];
        with.downloads = kinds.iter().map(|&kind| download(Some(kind))).chain([download(None)]).collect();
        let mut failures = Failures::of([&with]);
        assert_eq!((failures.tried, failures.failed()), (4, 3));
        assert_eq!(failures.kinds(), "timed out (2), host not found (1)");

        with.downloads = [ErrorKind::Tls, ErrorKind::NotFound].map(|kind| download(Some(kind))).to_vec();
        failures.add(&Failures::of([&with]));
        assert_eq!(failures.kinds(), "timed out (2), host not found (1), TLS failed (1) and others");

        with.downloads = vec![download(Some(ErrorKind::Truncated))];
        assert_eq!(Failures::of([&with]).kinds(), "cut short");
    }
}
