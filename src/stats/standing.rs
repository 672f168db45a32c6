//! Who is fastest, and who ties with it.

use crate::model::Contender;

use super::ratio::{ByRound, Compared, compare, compare_to_chosen};
use super::{median, rounds_needed};

/// Contenders that take at most this many times as long as the fastest tie with it.
pub const TIE: f64 = 1.03;

/// One contender's counted times.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Who.
    pub contender: Contender,
    /// Its counted runs; may be empty.
    pub times: ByRound,
}

impl Entry {
    /// The middle of its times; `None` without any.
    pub fn median_secs(&self) -> Option<f64> {
        median(&self.times.values().copied().collect::<Vec<_>>())
    }
}

/// A contender that was not the fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// Who.
    pub contender: Contender,
    /// How many times as long as the fastest it takes; `None` when they share no round.
    pub slowdown: Option<Compared>,
    /// Whether it ties with the fastest.
    pub ties: bool,
}

/// Who is fastest, and how the others stand to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Who is fastest.
    pub fastest: Contender,
    /// The middle of its times.
    pub fastest_secs: f64,
    /// How many times as fast as the baseline it is; `None` when they share no round. 1 for the
    /// baseline itself.
    pub to_baseline: Option<Compared>,
    /// The others that have a counted run, in the plan's order.
    pub rivals: Vec<Rival>,
    /// Whether there are rounds enough: every rival has an interval.
    pub sure: bool,
    /// How many rounds that takes.
    pub rounds_needed: usize,
}

impl Standing {
    /// Weighs these contenders, in so many looks (1 unless it is stopped by what is seen); `None`
    /// when none of them has a counted run.
    pub fn of(entries: &[Entry], baseline: Contender, looks: usize) -> Option<Self> {
        let comparisons = entries.len().saturating_sub(1) * looks;
        let pairs = comparisons * entries.len() / 2;
        let counted: Vec<&Entry> = entries.iter().filter(|entry| !entry.times.is_empty()).collect();
        let base = counted.iter().find(|entry| entry.contender == baseline).copied();
        let fastest = fastest(&counted, base)?;
        let rivals: Vec<Rival> = counted
            .iter()
            .filter(|entry| entry.contender != fastest.contender)
            .map(|entry| rival(entry, fastest, comparisons, pairs))
            .collect();
        Some(Self {
            fastest: fastest.contender,
            fastest_secs: fastest.median_secs()?,
            to_baseline: base.and_then(|base| compare(&base.times, &fastest.times, comparisons)),
            sure: rivals.iter().all(|rival| rival.slowdown.is_some_and(|slowdown| slowdown.interval.is_some())),
            rivals,
            rounds_needed: rounds_needed(comparisons),
        })
    }

    /// Whether all who tie with the fastest are within [`TIE`] of it; else it was not shown that some are slower.
    pub fn tied_are_alike(&self) -> bool {
        let is_near = |rival: &Rival| rival.slowdown.is_none_or(|slowdown| slowdown.ratio <= TIE);
        self.rivals.iter().filter(|rival| rival.ties).all(is_near)
    }

    /// Who ties with the fastest, in the plan's order.
    pub fn tied(&self) -> Vec<Contender> {
        self.rivals.iter().filter(|rival| rival.ties).map(|rival| rival.contender).collect()
    }
}

/// By the ratio to the baseline, in which the noise of a round cancels; by the median time where not
/// everyone shares a round with it.
fn fastest<'a>(counted: &[&'a Entry], base: Option<&Entry>) -> Option<&'a Entry> {
    let ratio = |entry: &Entry| compare(&entry.times, &base?.times, 1).map(|compared| compared.ratio);
    let all_have_one = counted.iter().all(|entry| ratio(entry).is_some());
    let key = |entry: &Entry| if all_have_one { ratio(entry) } else { entry.median_secs() }.unwrap_or(f64::INFINITY);
    counted.iter().copied().min_by(|a, b| key(a).total_cmp(&key(b)))
}

fn rival(entry: &Entry, fastest: &Entry, comparisons: usize, pairs: usize) -> Rival {
    let slowdown = compare_to_chosen(&entry.times, &fastest.times, comparisons, pairs);
    let ties = match slowdown {
        Some(slowdown) => slowdown.ratio <= TIE || slowdown.holds_one(),
        None => entry.median_secs().zip(fastest.median_secs()).is_some_and(|(secs, best)| secs <= best * TIE),
    };
    Rival { contender: entry.contender, slowdown, ties }
}

#[cfg(test)]
mod tests {
    use super::super::testing::contender;
    use super::*;

    fn entries(times: &[(&str, &[f64])]) -> Vec<Entry> {
        let entry = |&(text, times): &(&str, &[f64])| Entry {
            contender: contender(text),
            times: (1..).zip(times.iter().copied()).collect(),
        };
        times.iter().map(entry).collect()
    }

    #[test]
    fn within_three_per_cent_ties() {
        let entries = entries(&[
            ("sequential:1", &[10.0; 8]),
            ("process-pool:5", &[2.060; 8]),
            ("thread-pool:5", &[2.0; 8]),
            ("async:5", &[2.061; 8]),
        ]);
        let standing = Standing::of(&entries, contender("sequential:1"), 1).expect("times");
        assert_eq!(standing.fastest, contender("thread-pool:5"));
        assert_eq!(standing.tied(), [contender("process-pool:5")]);
        assert!(standing.tied_are_alike());
        assert_eq!(standing.to_baseline.map(|compared| compared.ratio), Some(5.0));
        assert!(standing.sure);
    }

    #[test]
    fn an_interval_that_holds_one_ties() {
        let slower = [2.4, 2.4, 2.4, 2.4, 2.4, 2.4, 2.4, 1.9];
        let entries = entries(&[("sequential:1", &[10.0; 8]), ("async:5", &[2.0; 8]), ("thread-pool:5", &slower)]);
        let standing = Standing::of(&entries, contender("sequential:1"), 1).expect("times");
        assert_eq!(standing.tied(), [contender("thread-pool:5")]);
        assert!(!standing.tied_are_alike(), "it took a fifth longer but for one round");
    }

    #[test]
    fn it_is_sure_only_with_rounds_enough() {
        let rounds = |n: usize| {
            let times = vec![1.0; n];
            let five = ["sequential:1", "process-per-task:10", "process-pool:5", "thread-pool:5", "async:5"];
            let entries = entries(&five.map(|text| (text, times.as_slice())));
            Standing::of(&entries, contender("sequential:1"), 1).expect("times")
        };
        assert_eq!((rounds(7).sure, rounds(8).sure, rounds(7).rounds_needed), (false, true, 8));
    }

    #[test]
    fn without_the_baseline_the_median_decides() {
        let entries = entries(&[("sequential:1", &[]), ("async:5", &[2.0, 3.0]), ("thread-pool:5", &[2.0])]);
        let standing = Standing::of(&entries, contender("sequential:1"), 1).expect("times");
        assert_eq!((standing.fastest, standing.to_baseline), (contender("thread-pool:5"), None));
        assert_eq!(Standing::of(&entries[..1], contender("sequential:1"), 1), None);
    }

    #[test]
    fn shared_noise_does_not_decide() {
        // Async ran in the quiet round only; by medians it would win.
        let mut entries =
            entries(&[("sequential:1", &[1.0, 9.0, 9.0]), ("thread-pool:5", &[0.5, 4.5, 4.5]), ("async:5", &[0.9])]);
        entries[2].times = ByRound::from([(1, 0.9)]);
        let standing = Standing::of(&entries, contender("sequential:1"), 1).expect("times");
        assert_eq!(standing.fastest, contender("thread-pool:5"));
    }
}
