//! Sweeps of hosts whose law, or cap, is known.

use crate::model::{Report, Scaling, Usl};

use super::super::Server;
use super::super::scaling::scaling;
use super::super::testing::fifo;
use super::super::testing::{in_waves, report, run};
use super::super::usl::{knee, throughput};
use super::Noise;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

const COUNTS: [u16; 6] = [1, 2, 4, 8, 16, 32];
const HOST: Usl = Usl { gamma: 2.3, alpha: 0.05, beta: 0.002 };

/// A sweep of a host with this throughput, in noise as in the other simulations.
fn sweep(noise: &mut Noise, counts: &[u16], rounds: u32, rate: impl Fn(u16) -> f64) -> Report {
    let contenders: Vec<String> = counts.iter().map(|count| format!("async:{count}")).collect();
    let mut sweep = report(&contenders.iter().map(String::as_str).collect::<Vec<_>>(), rounds);
    for round in 1..=rounds {
        let shared = noise.shared();
        for (text, &count) in contenders.iter().zip(counts) {
            sweep.runs.push(run(text, round, 10.0 / rate(count) * (shared + noise.own()).exp()));
        }
    }
    sweep
}

fn found(noise: &mut Noise, counts: &[u16], rounds: u32, rate: impl Fn(u16) -> f64) -> Scaling {
    scaling(&sweep(noise, counts, rounds, rate), 1).expect("a sweep")
}

fn law(usl: Usl) -> impl Fn(u16) -> f64 {
    move |count| throughput(&usl, f64::from(count))
}

/// In how many of 100 seeded sweeps.
fn share(holds: impl Fn(&mut Noise) -> bool) -> u32 {
    (0..100).map(|seed| u32::from(holds(&mut Noise(ChaCha8Rng::seed_from_u64(seed))))).sum()
}

fn holds((low, high): (f64, f64), truth: f64) -> bool {
    low <= truth && truth <= high
}

#[test]
fn the_law_s_parameters_lie_in_their_intervals() {
    let truth = knee(&HOST).expect("it falls");
    for rounds in [8, 20] {
        let mut held = [0; 4];
        for seed in 0..100 {
            let mut noise = Noise(ChaCha8Rng::seed_from_u64(seed));
            let intervals = found(&mut noise, &COUNTS, rounds, law(HOST)).intervals.expect("rounds enough");
            let hold = [
                holds(intervals.gamma, HOST.gamma),
                holds(intervals.alpha, HOST.alpha),
                holds(intervals.beta, HOST.beta),
                intervals.knee.is_none_or(|interval| holds(interval, truth)),
            ];
            held.iter_mut().zip(hold).for_each(|(held, holds)| *held += u32::from(holds));
        }
        assert!(held.iter().all(|held| *held >= 90), "{rounds} rounds: γ, α, β and knee {held:?} of 100");
    }
}

#[test]
fn counts_that_end_before_the_knee_do_not_tell_where_it_is() {
    for (counts, law_of) in [(&COUNTS[..4], HOST), (&COUNTS, Usl { beta: 0.0, ..HOST })] {
        let silent = share(|noise| found(noise, counts, 8, law(law_of)).knee.is_none());
        assert!(silent >= 95, "up to {counts:?}: {silent} of 100");
    }
}

#[test]
fn counts_beyond_the_knee_tell_where_it_is() {
    let counts = [1, 2, 4, 8, 16, 32, 64];
    let told = share(|noise| {
        let knee = found(noise, &counts, 20, law(HOST)).knee;
        knee.is_some_and(|knee| (19.0..25.0).contains(&knee))
    });
    assert!(told >= 90, "{told} of 100");
}

/// What eight requests at a time, or 4 MB/s for pictures of 100 kB, do to a host: the limit itself, so
/// without any law. In the second case 8 workers reach 96 % of what 32 do, and 4 reach 92 %.
#[test]
fn a_cap_is_found_from_the_points_themselves() {
    let capped = Server { latency_secs: 0.05, max_requests: Some(8), ..Server::default() };
    let narrow = Server { latency_secs: 0.01, bandwidth_bytes_per_sec: Some(4_000_000), ..Server::default() };
    for (server, wanted) in [(capped, 8..=8), (narrow, 4..=16)] {
        let rate = |count: u16| 320.0 / fifo(&server, &[100_000; 320], usize::from(count));
        let right = share(|noise| {
            let scaling = found(noise, &COUNTS, 8, rate);
            scaling.recommended.is_some_and(|workers| wanted.contains(&workers)) && scaling.knee.is_none()
        });
        assert!(right >= 95, "{wanted:?}: {right} of 100");
    }
}

#[test]
fn the_wave_trap_is_avoided_with_downloads_enough_and_named_without() {
    let sweep = |downloads: u32| {
        let contenders = ["async:5", "async:6", "async:9", "async:10"];
        let mut sweep = report(&contenders, 8);
        sweep.plan.count = downloads;
        sweep.runs = (1..=8).flat_map(|round| contenders.map(|text| in_waves(text, round, downloads, 0.43))).collect();
        scaling(&sweep, 1).expect("a sweep")
    };
    let trapped = sweep(10);
    assert!(trapped.recommendation.contains("wave trap"), "{}", trapped.recommendation);
    assert_eq!(trapped.points[1].1.to_bits(), trapped.points[2].1.to_bits(), "six and nine look alike");
    let told = sweep(40);
    assert!(!told.recommendation.contains("wave trap"), "{}", told.recommendation);
    assert!(told.points.iter().all(|&(workers, rate)| (rate - f64::from(workers) / 0.43).abs() < 1e-6));
    assert_eq!(told.recommended, Some(10));
}
