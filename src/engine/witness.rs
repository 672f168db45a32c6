//! What the system says of a run, beside what the run itself takes down: the engine's own share, and whether the system
//! lists the same processes.

use std::collections::BTreeSet;

use cpu_time::ProcessTime;

use crate::model::Seen;
use crate::worker;

/// Looks at a run from outside.
#[derive(Debug)]
pub(super) struct Witness {
    cpu: Option<ProcessTime>,
    /// Whether the most memory is counted from the run's start on.
    is_own_peak: bool,
    /// Children that are none of the run's, such as the lab server.
    others: BTreeSet<u32>,
    /// Those that differed when it was looked last: whoever was just starting or ending does not differ twice.
    suspects: BTreeSet<u32>,
    differences: Option<Vec<(f64, u32, u32)>>,
}

impl Witness {
    /// Before the run's clock starts.
    pub fn new() -> Self {
        let listed = worker::listed_children();
        Self {
            is_own_peak: worker::forget_peak_memory(),
            differences: listed.as_ref().map(|_| Vec::new()),
            others: listed.into_iter().flatten().collect(),
            suspects: BTreeSet::new(),
            cpu: ProcessTime::try_now().ok(),
        }
    }

    /// Holds the system's list against the processes that are counted as alive, asked for before and after the list is
    /// read.
    pub fn check(&mut self, at_secs: f64, mut alive: impl FnMut() -> BTreeSet<u32>) {
        let before = alive();
        let Some(listed) = worker::listed_children() else { return };
        self.compare(at_secs, &before, listed.into_iter().collect(), &alive());
    }

    fn compare(&mut self, at_secs: f64, before: &BTreeSet<u32>, mut listed: BTreeSet<u32>, after: &BTreeSet<u32>) {
        listed.retain(|pid| !self.others.contains(pid));
        let missing = before.intersection(after).filter(|pid| !listed.contains(pid));
        let unknown = listed.iter().filter(|pid| !before.contains(pid) && !after.contains(pid));
        let suspects: BTreeSet<u32> = missing.chain(unknown).copied().collect();
        if !suspects.is_disjoint(&self.suspects)
            && let Some(differences) = &mut self.differences
        {
            let count = |pids: &BTreeSet<u32>| u32::try_from(pids.len()).unwrap_or(u32::MAX);
            differences.push((at_secs, count(after), count(&listed)));
        }
        self.suspects = suspects;
    }

    /// After the run's clock stopped.
    pub fn finish(self) -> Seen {
        Seen {
            engine_cpu_secs: self.cpu.and_then(|cpu| Some(cpu.try_elapsed().ok()?.as_secs_f64())),
            engine_peak_memory_bytes: worker::peak_memory_bytes().filter(|_| self.is_own_peak),
            active_differences: self.differences,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness() -> Witness {
        Witness {
            cpu: None,
            is_own_peak: false,
            others: BTreeSet::from([1]),
            suspects: BTreeSet::new(),
            differences: Some(Vec::new()),
        }
    }

    #[test]
    fn who_is_just_starting_or_ending_is_no_difference() {
        let mut witness = witness();
        let pids = |pids: &[u32]| pids.iter().copied().collect::<BTreeSet<u32>>();
        witness.compare(0.1, &pids(&[]), pids(&[1, 7]), &pids(&[]));
        witness.compare(0.2, &pids(&[7]), pids(&[1, 7]), &pids(&[7]));
        witness.compare(0.3, &pids(&[7]), pids(&[1]), &pids(&[]));
        assert_eq!(witness.finish().active_differences, Some(vec![]));
    }

    #[test]
    fn a_process_that_stays_unknown_or_missing_is_marked() {
        let pids = |pids: &[u32]| pids.iter().copied().collect::<BTreeSet<u32>>();
        for listed in [pids(&[1, 7, 8]), pids(&[1])] {
            let mut witness = witness();
            let count = u32::try_from(listed.len()).expect("few") - 1;
            for at_secs in [0.1, 0.2, 0.3] {
                witness.compare(at_secs, &pids(&[7]), listed.clone(), &pids(&[7]));
            }
            assert_eq!(witness.finish().active_differences, Some(vec![(0.2, 1, count), (0.3, 1, count)]));
        }
    }

    #[test]
    fn the_engine_s_own_share_is_told() {
        let witness = Witness::new();
        let busy = (0..3_000_000_u64).fold(0_u64, |sum, next| sum.wrapping_mul(31).wrapping_add(next));
        assert_ne!(busy, 1);
        let seen = witness.finish();
        assert!(seen.engine_cpu_secs.is_some_and(|secs| secs > 0.0 && secs < 60.0), "{seen:?}");
        assert!(!cfg!(target_os = "linux") || seen.engine_peak_memory_bytes.is_some_and(|bytes| bytes > 100_000));
    }
}
