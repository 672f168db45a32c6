//! What is left to chance, decided by the download alone, so that every contender meets the same server.

use std::time::Duration;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::model::{FaultKind, LabSettings, LabTag};

/// The latency of this download: the settings' own, give or take the jitter.
pub fn latency(settings: &LabSettings, tag: LabTag) -> Duration {
    let jitter = settings.jitter_secs * (2.0 * share(tag, b"jitter") - 1.0);
    // Nonsense (negative, not a number) is no latency rather than a panic.
    Duration::try_from_secs_f64((settings.latency_secs + jitter).max(0.0)).unwrap_or_default()
}

/// What goes wrong with this download; nothing in the warm-up.
pub fn fault(settings: &LabSettings, tag: LabTag) -> Option<FaultKind> {
    if tag.round == 0 {
        return None;
    }
    let mut share = share(tag, b"fault");
    settings.faults.iter().find_map(|fault| {
        share -= fault.rate;
        (share < 0.0).then_some(fault.kind)
    })
}

/// A number from 0 to 1 (without 1), the same for the same download and subject.
fn share(tag: LabTag, subject: &[u8]) -> f64 {
    let mut bytes = [0; 24];
    bytes[0..4].copy_from_slice(&tag.round.to_le_bytes());
    bytes[4..8].copy_from_slice(&tag.index.to_le_bytes());
    bytes[8..12].copy_from_slice(&tag.attempt.to_le_bytes());
    bytes[12..12 + subject.len()].copy_from_slice(subject);
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    let share = (xxh3_64_with_seed(&bytes, tag.seed) >> 11) as f64 / (1u64 << 53) as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FaultRate;

    fn tags() -> impl Iterator<Item = LabTag> {
        (1..=4).flat_map(|round| (0..5000).map(move |index| LabTag { seed: 9, round, index, attempt: 1 }))
    }

    #[test]
    fn jitter_is_evenly_spread_and_the_same_again() {
        let settings = LabSettings { latency_secs: 0.1, jitter_secs: 0.02, ..LabSettings::default() };
        let all: Vec<f64> = tags().map(|tag| latency(&settings, tag).as_secs_f64()).collect();
        let again: Vec<f64> = tags().map(|tag| latency(&settings, tag).as_secs_f64()).collect();
        assert_eq!(all, again);
        assert!(all.iter().all(|secs| (0.08..=0.12).contains(secs)));
        let mean = all.iter().sum::<f64>() / 20_000.0;
        let lowest_tenth = all.iter().filter(|&&secs| secs < 0.084).count();
        assert!((0.0996..0.1004).contains(&mean), "{mean}");
        assert!((1800..2200).contains(&lowest_tenth), "{lowest_tenth}");
    }

    #[test]
    fn every_part_of_the_tag_matters() {
        let settings = LabSettings { jitter_secs: 0.1, ..LabSettings::default() };
        let tag = LabTag { seed: 1, round: 1, index: 1, attempt: 1 };
        let others = [
            LabTag { seed: 2, ..tag },
            LabTag { round: 2, ..tag },
            LabTag { index: 2, ..tag },
            LabTag { attempt: 2, ..tag },
        ];
        for other in others {
            assert_ne!(latency(&settings, tag), latency(&settings, other));
        }
    }

    #[test]
    fn faults_come_at_their_rates_and_never_in_the_warm_up() {
        let rate = |kind, rate| FaultRate { kind, rate };
        let settings = LabSettings {
            faults: vec![rate(FaultKind::Cut, 0.1), rate(FaultKind::Html, 0.3)],
            ..LabSettings::default()
        };
        let count = |kind| tags().filter(|&tag| fault(&settings, tag) == Some(kind)).count();
        assert!((1800..2200).contains(&count(FaultKind::Cut)));
        assert!((5700..6300).contains(&count(FaultKind::Html)));
        assert_eq!(count(FaultKind::Reset), 0);
        assert!(tags().all(|tag| fault(&settings, LabTag { round: 0, ..tag }).is_none()));
        let always = LabSettings { faults: vec![rate(FaultKind::Stall, 1.0)], ..LabSettings::default() };
        assert!(tags().all(|tag| fault(&always, tag) == Some(FaultKind::Stall)));
    }

    #[test]
    fn nonsense_settings_are_no_latency() {
        let tag = LabTag { seed: 1, round: 1, index: 1, attempt: 1 };
        for latency_secs in [-1.0, f64::NAN] {
            let settings = LabSettings { latency_secs, ..LabSettings::default() };
            assert_eq!(latency(&settings, tag), Duration::ZERO);
        }
    }
}
