//! The verdict against a truth that is known: simulated comparisons with noise as machines have it.
//! Each round has a noise that all its runs share (the network of that minute), each run one of its
//! own, and one run in ten a tail five times as wide.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

mod servers;
mod sweeps;

use super::judge;
use super::testing::{contender, report_of};

const MODES: [&str; 5] = ["sequential:1", "process-per-task:10", "process-pool:10", "thread-pool:10", "async:10"];

struct Noise(ChaCha8Rng);

impl Noise {
    /// Uniform in (0, 1].
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal, by Box and Muller.
    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// The logarithm of what the runs of a round share.
    fn shared(&mut self) -> f64 {
        0.2 * self.normal()
    }

    /// The logarithm of what a run has of its own.
    fn own(&mut self) -> f64 {
        let width = if self.uniform() < 0.1 { 0.25 } else { 0.05 };
        width * self.normal()
    }

    /// Times of so many rounds around these medians.
    fn rounds(&mut self, medians: [f64; 5], rounds: usize) -> Vec<[f64; 5]> {
        let round = |_| {
            let shared = self.shared();
            medians.map(|median| median * (shared + self.own()).exp())
        };
        (0..rounds).map(round).collect()
    }
}

fn report(rounds: &[[f64; 5]]) -> crate::model::Report {
    report_of(&MODES, &rounds.iter().map(<[f64; 5]>::as_slice).collect::<Vec<_>>())
}

/// In how many of 100 comparisons.
fn share(mut holds: impl FnMut(&mut Noise) -> bool) -> f64 {
    let mut noise = Noise(ChaCha8Rng::seed_from_u64(20));
    let trials = 600;
    let held = (0..trials).filter(|_| holds(&mut noise)).count();
    100.0 * f64::from(u32::try_from(held).expect("few")) / f64::from(trials)
}

/// 95 % less three standard errors of 600 trials.
const ENOUGH: f64 = 95.0 - 2.7;

#[test]
fn five_times_the_same_give_intervals_that_all_hold_one() {
    for rounds in [8, 20] {
        let held = share(|noise| {
            let ratios = judge(&report(&noise.rounds([1.0; 5], rounds))).ratios;
            assert_eq!(ratios.len(), 4);
            ratios.iter().all(|ratio| {
                let (low, high) = ratio.low.zip(ratio.high).expect("rounds enough");
                low <= 1.0 && 1.0 <= high
            })
        });
        assert!(held >= ENOUGH, "{rounds} rounds: {held} %");
    }
}

#[test]
fn equals_are_not_told_apart_though_the_luckiest_of_them_is_chosen() {
    for rounds in [8, 12, 20, 40] {
        let tied = share(|noise| judge(&report(&noise.rounds([1.0; 5], rounds))).verdict.fastest.len() == 5);
        assert!(tied >= ENOUGH, "{rounds} rounds: {tied} %");
    }
    // The more there are, the luckier the luckiest.
    let eight = ["async:1", "async:2", "async:3", "async:4", "async:5", "async:6", "async:7", "async:8"];
    for rounds in [12, 40] {
        let tied = share(|noise| {
            let times: Vec<[f64; 8]> = (0..rounds).map(|_| std::array::from_fn(|_| noise.own().exp())).collect();
            let report = report_of(&eight, &times.iter().map(<[f64; 8]>::as_slice).collect::<Vec<_>>());
            judge(&report).verdict.fastest.len() == 8
        });
        assert!(tied >= ENOUGH, "eight of them in {rounds} rounds: {tied} %");
    }
}

#[test]
fn intervals_hold_the_true_ratio_and_are_not_idle() {
    let mut width = 0.0;
    let held = share(|noise| {
        let ratios = judge(&report(&noise.rounds([4.0, 0.5, 1.0, 2.0, 8.0], 20))).ratios;
        let truths = [8.0, 4.0, 2.0, 0.5];
        ratios.iter().zip(truths).all(|(ratio, truth)| {
            let (low, high) = ratio.low.zip(ratio.high).expect("rounds enough");
            width += (high / low).ln() / (600.0 * 4.0);
            low <= truth && truth <= high
        })
    });
    assert!(held >= ENOUGH, "{held} %");
    assert!(width < 0.25, "mean log width {width}, though the round's own noise is 0.2");
}

#[test]
fn the_right_winner_is_picked_and_the_tie_is_seen() {
    let picked = share(|noise| {
        let fastest = judge(&report(&noise.rounds([4.0, 1.0, 1.3, 0.8, 1.0], 8))).verdict.fastest;
        fastest.first() == Some(&contender("thread-pool:10")) && !fastest.contains(&contender("sequential:1"))
    });
    assert!(picked >= ENOUGH, "{picked} %");
    let tied = share(|noise| {
        let fastest = judge(&report(&noise.rounds([4.0, 1.5, 1.5, 1.0, 1.0], 20))).verdict.fastest;
        ["thread-pool:10", "async:10"].iter().all(|text| fastest.contains(&contender(text))) && fastest.len() == 2
    });
    assert!(tied >= ENOUGH, "{tied} %");
}
