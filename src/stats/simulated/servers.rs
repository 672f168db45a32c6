//! Comparisons on scripted servers: every run takes the limit that its server sets, in noise, and in
//! the order that the engine would choose, while the server gets slower or faster on the way.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::super::testing::{contender, fifo, report, run};
use super::super::{Server, judge, order};
use super::Noise;
use crate::model::{Contender, Verdict};

/// 430 ms and nothing else, as in the course.
const FAR: Server = Server {
    latency_secs: 0.43,
    bandwidth_bytes_per_sec: None,
    per_connection_bytes_per_sec: None,
    max_requests: None,
};
/// Four requests at a time.
const BUSY: Server = Server { max_requests: Some(4), ..FAR };
/// Two megabytes a second for all, so that 20 pictures of 500 kB take 5 s in any case.
const NARROW: Server = Server { latency_secs: 0.02, bandwidth_bytes_per_sec: Some(2_000_000), ..FAR };

/// A seeded comparison: `drift` is by how much the last run takes longer than the first.
fn compared(server: &Server, contenders: &[&str], rounds: u32, drift: f64, seed: u64) -> crate::model::Report {
    let mut noise = Noise(ChaCha8Rng::seed_from_u64(seed));
    let mut report = report(contenders, rounds);
    let runs = f64::from(rounds) * f64::from(u32::try_from(contenders.len()).expect("few"));
    let mut done = 0.0;
    for (round, contestants) in (1..).zip(order(contenders.len(), rounds as usize, seed)) {
        let shared = noise.shared();
        for place in contestants {
            let slots = usize::from(contender(contenders[place]).workers.get());
            let limit = fifo(server, &[500_000; 20], slots);
            let drifted = limit * (1.0 + drift * done / runs);
            report.runs.push(run(contenders[place], round, drifted * (shared + noise.own()).exp()));
            done += 1.0;
        }
    }
    report
}

/// In how many of 100 seeded comparisons.
fn share(holds: impl Fn(u64) -> bool) -> usize {
    (0..100).filter(|&seed| holds(seed)).count()
}

fn verdict(server: &Server, contenders: &[&str], rounds: u32, seed: u64) -> Verdict {
    judge(&compared(server, contenders, rounds, 0.3, seed)).verdict
}

#[test]
fn the_right_winner_is_picked_in_95_of_100() {
    let modes = ["sequential:1", "process-pool:4", "thread-pool:5", "async:10"];
    let right = share(|seed| verdict(&FAR, &modes, 8, seed).fastest == [contender("async:10")]);
    assert!(right >= 95, "{right} of 100");
    let right = share(|seed| {
        let fastest = verdict(&BUSY, &["sequential:1", "process-pool:2", "thread-pool:4"], 8, seed).fastest;
        fastest == [contender("thread-pool:4")]
    });
    assert!(right >= 95, "{right} of 100");
}

#[test]
fn ties_are_called_ties_in_95_of_100() {
    let modes = ["sequential:1", "process-pool:4", "thread-pool:8", "async:16"];
    let mut tied: Vec<Contender> = modes[1..].iter().map(|text| contender(text)).collect();
    tied.sort();
    let right = share(|seed| {
        let mut fastest = verdict(&BUSY, &modes, 8, seed).fastest;
        fastest.sort();
        fastest == tied
    });
    assert!(right >= 95, "four requests at a time: {right} of 100");
    let right = share(|seed| verdict(&NARROW, &modes[1..], 8, seed).sentence == "All three modes tie");
    assert!(right >= 95, "two megabytes a second: {right} of 100");
}

/// A contender against itself, while the server takes three times as long at the end as at the
/// beginning, or a third: the balanced order and the ratios by round leave nothing of it. The intervals
/// of 8, 11 and 20 rounds promise 99.2, 98.8 and 95.9 %: of so many comparisons, chance takes less than
/// 0.9 % from the last.
#[test]
fn one_against_itself_holds_one_though_the_server_drifts() {
    for drift in [2.0, -0.66] {
        for rounds in [8, 11, 20] {
            let holds = |&seed: &u64| {
                let ratio = judge(&compared(&FAR, &["async:5", "thread-pool:5"], rounds, drift, seed)).ratios.remove(0);
                ratio.low.zip(ratio.high).is_some_and(|(low, high)| low <= 1.0 && 1.0 <= high)
            };
            let held = (0..600).filter(holds).count();
            assert!(held >= 570, "{rounds} rounds, drift {drift}: {held} of 600");
        }
    }
}

/// Stopping as soon as it is narrow does not make it less sure.
#[test]
fn looks_that_are_paid_for_keep_what_they_promise() {
    let rules = crate::model::StopRules { until_width: Some(0.2), ..crate::model::StopRules::default() };
    let mut stopped = 0;
    let held = share(|seed| {
        let whole = compared(&FAR, &["async:5", "thread-pool:5"], 40, 0.0, seed);
        let mut report = report(&["async:5", "thread-pool:5"], 40);
        report.plan.stop = rules;
        for round in whole.runs.chunks(2) {
            report.runs.extend_from_slice(round);
            report.ratios = judge(&report).ratios;
            if super::super::stop(&report, &super::super::Spent::default()).is_some() {
                break;
            }
        }
        report.ratios[0].low.zip(report.ratios[0].high).is_some_and(|(low, high)| low <= 1.0 && 1.0 <= high)
    });
    assert!(held >= 95, "{held} of 100");
    for seed in 0..100 {
        let mut report = compared(&FAR, &["async:5", "thread-pool:5"], 18, 0.0, seed);
        (report.plan.rounds, report.plan.stop) = (40, rules);
        report.ratios = judge(&report).ratios;
        stopped += u32::from(super::super::stop(&report, &super::super::Spent::default()).is_some());
    }
    assert!(stopped > 20, "the rule is used: {stopped} of 100 stop at the third look");
}
