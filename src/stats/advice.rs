//! What a sweep recommends, in one sentence.
//!
//! Named is the fewest workers whose throughput, held against the best round by round, has a median
//! within 5 %; or within 10 % where the best has at least twice the workers, or no difference is shown.
//! Twice the workers are twice the load on the host, and less than a tenth more is no return for it: a server
//! that answers eight requests at a time is a little busier with sixteen workers, since then one always
//! waits, and still the answer is eight. And the best is the luckiest of equals: without the last clause
//! noise would too often send people to more. To ask for the whole interval to lie within 5 % would do so
//! after one bad round.

use std::fmt::Write as _;

use crate::model::units::{count, per_sec};

use super::ratio::{Compared, compare};
use super::scaling::Point;
use super::words::join;

/// Throughput that is at least this share of the best is as good.
pub const ENOUGH: f64 = 0.95;
/// At least this share is enough where the best has at least twice the workers, or ties. Elsewhere it is
/// worth telling.
const NEARLY_ENOUGH: f64 = 0.9;
/// With so many downloads a worker the last wave no longer matters.
const DOWNLOADS_A_WORKER: u32 = 10;

/// How many workers to take, and the sentence that says so, without a full stop.
///
/// `points` are at least one, by rising worker count; `knee` is what the law says where it fits
/// (`Some(None)`: it was not reached); `downloads` are those of a run; `allowed_per_sec` is how many downloads a
/// second the rate allows that was asked for, if one was.
pub fn advice(
    points: &[Point],
    knee: Option<Option<f64>>,
    downloads: u32,
    allowed_per_sec: Option<f64>,
    is_sure: bool,
) -> (u16, String) {
    let best = best(points);
    let share = |point: &Point| share(point, best, points.len());
    let is_enough = |point: &&Point| {
        let is_half = u32::from(best.workers()) >= 2 * u32::from(point.workers());
        share(point).is_some_and(|share| {
            share.ratio >= ENOUGH || (share.ratio >= NEARLY_ENOUGH && (is_half || share.holds_one()))
        })
    };
    let named = points.iter().find(is_enough).unwrap_or(best);
    let is_last = points.last().is_some_and(|last| last.workers() == named.workers());

    let mut text = format!("{}: ", count(u64::from(named.workers()), "worker"));
    match share(named).filter(|_| named.workers() != best.workers()) {
        Some(share) => text.push_str(&of_the_best(&share)),
        None => text.push_str("the best throughput"),
    }
    text += &format!(", {} downloads/s; ", per_sec(named.rate()));
    let fewer = points.iter().find(|point| share(point).is_some_and(|share| share.ratio >= NEARLY_ENOUGH));
    let fewer = fewer.filter(|fewer| fewer.workers() < named.workers());
    let is_little = share(named).is_some_and(|share| share.ratio < ENOUGH);
    let is_capped = allowed_per_sec.is_some_and(|allowed| named.rate() >= NEARLY_ENOUGH * allowed);
    text.push_str(match (is_last, fewer, is_slower_beyond(points, named)) {
        _ if is_capped => "the rate that was asked for allows no more",
        (true, None, _) => "it still rises there, so try more",
        (true, Some(_), _) => "more will gain little",
        (false, _, _) if is_little => "more gain little",
        (false, _, true) => "more are slower",
        (false, _, false) => "more gain nothing",
    });
    if let Some((fewer, share)) = fewer.and_then(|fewer| Some((fewer, share(fewer)?))) {
        let verb = if fewer.workers() == 1 { "reaches" } else { "reach" };
        push(&mut text, format_args!("; {} {verb} {:.0} % of it", fewer.workers(), share.ratio * 100.0));
    }
    match knee {
        Some(Some(knee)) => push(&mut text, format_args!("; the scalability law puts the knee at {knee:.0}")),
        Some(None) if is_last => text.push_str("; the knee is not reached"),
        Some(None) | None => {}
    }
    if named.failed > 0 {
        push(&mut text, format_args!("; {} of it failed", count(named.failed, "download")));
    }
    text.extend(wave_trap(points, downloads));
    (named.workers(), if is_sure { text } else { format!("So far {text}") })
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    text.write_fmt(more).expect("a text can always grow");
}

/// The point of the greatest throughput, told by its ratios to the first, in which the noise of a round
/// cancels; by the median where they do not share rounds. Panics without a point.
fn best(points: &[Point]) -> &Point {
    let to_first = |point: &Point| compare(&point.rates, &points[0].rates, 1).map(|compared| compared.ratio);
    let all_have_one = points.iter().all(|point| to_first(point).is_some());
    let key = |point: &Point| to_first(point).filter(|_| all_have_one).unwrap_or_else(|| point.rate());
    points.iter().max_by(|a, b| key(a).total_cmp(&key(b))).expect("at least one point")
}

/// A point held against another, in the rounds that both have.
fn share(point: &Point, best: &Point, points: usize) -> Option<Compared> {
    compare(&point.rates, &best.rates, points.saturating_sub(1))
}

/// "98 % of the best throughput (95 % sure of 96 to 99 %)".
fn of_the_best(share: &Compared) -> String {
    let percent = |share: f64| (share * 100.0).round();
    let middle = format!("{:.0} % of the best throughput", percent(share.ratio.min(1.0)));
    match share.interval.map(|(low, high)| (percent(low), percent(high))) {
        Some((low, high)) if low < high => format!("{middle} (95 % sure of {low:.0} to {high:.0} %)"),
        _ => middle,
    }
}

/// Whether some larger count is slower, and not by chance.
fn is_slower_beyond(points: &[Point], named: &Point) -> bool {
    let larger = points.iter().filter(|point| point.workers() > named.workers());
    larger
        .filter_map(|point| share(point, named, points.len()))
        .any(|share| share.ratio < ENOUGH && share.interval.is_none_or(|(_, high)| high < 1.0))
}

/// Where a run has too few downloads to tell worker counts apart.
fn wave_trap(points: &[Point], downloads: u32) -> Option<String> {
    let trapped: Vec<String> =
        points.iter().filter(|point| !point.is_steady).map(|point| point.workers().to_string()).collect();
    let most = u32::from(points.last()?.workers());
    (!trapped.is_empty()).then(|| {
        format!(
            "; but beware of the wave trap: {} are too few to tell {} workers from others, so take at least {}",
            count(u64::from(downloads), "download"),
            join(&trapped),
            DOWNLOADS_A_WORKER * most
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::contender;
    use super::*;

    /// Points with these rates, in eight rounds with a little noise of their own.
    fn points(rates: &[(u16, f64)]) -> Vec<Point> {
        let noise = [1.0, 1.01, 0.99, 1.0, 1.02, 0.98, 1.0, 1.01];
        let point = |(place, &(workers, rate)): (usize, &(u16, f64))| Point {
            contender: contender(&format!("async:{workers}")),
            rates: (1..).zip((0..8).map(|round| rate * noise[(round + place) % 8])).collect(),
            is_steady: true,
            failed: 0,
        };
        rates.iter().enumerate().map(point).collect()
    }

    fn said(rates: &[(u16, f64)]) -> (u16, String) {
        advice(&points(rates), None, 320, None, true)
    }

    #[test]
    fn the_fewest_workers_near_the_best_are_named() {
        let (workers, text) = said(&[(1, 2.3), (2, 4.6), (4, 9.2), (8, 18.4), (16, 18.7), (32, 18.6)]);
        assert_eq!(workers, 8);
        assert_eq!(
            text,
            "8 workers: 97 % of the best throughput (95 % sure of 96 to 102 %), 18.4 downloads/s; more gain nothing"
        );
        assert_eq!(said(&[(1, 2.0), (12, 9.4), (16, 10.0)]).0, 16, "94 % is not enough");
    }

    #[test]
    fn it_tells_whether_to_try_more() {
        let (workers, text) = said(&[(1, 2.3), (2, 4.6), (4, 9.2)]);
        assert_eq!(workers, 4);
        assert_eq!(text, "4 workers: the best throughput, 9.20 downloads/s; it still rises there, so try more");
        let (workers, text) = said(&[(1, 90.0), (2, 170.0), (4, 120.0)]);
        assert_eq!(workers, 2);
        assert_eq!(text, "2 workers: the best throughput, 170 downloads/s; more are slower");
        assert_eq!(said(&[(1, 5.0), (2, 5.0)]).0, 1);
    }

    #[test]
    fn a_rate_that_was_asked_for_is_named_as_what_holds_them_back() {
        let rates = points(&[(1, 20.0), (2, 40.0), (4, 60.0), (8, 60.0)]);
        let text = |allowed| advice(&rates, None, 320, allowed, true).1;
        assert!(text(Some(60.0)).ends_with("60.0 downloads/s; the rate that was asked for allows no more"));
        assert!(text(Some(90.0)).ends_with("60.0 downloads/s; more gain nothing"));
    }

    #[test]
    fn twice_the_workers_have_to_gain_a_tenth() {
        let (workers, text) = said(&[(4, 75.0), (8, 146.0), (16, 157.0)]);
        assert_eq!(workers, 8);
        assert!(text.starts_with("8 workers: 92 % of the best throughput"), "{text}");
        assert!(text.ends_with("146 downloads/s; more gain little"), "{text}");
        assert_eq!(said(&[(4, 75.0), (8, 140.0), (16, 157.0)]).0, 16);
    }

    #[test]
    fn fewer_that_are_nearly_as_good_are_told() {
        let (workers, text) = said(&[(4, 75.0), (12, 146.0), (16, 157.0)]);
        assert_eq!(workers, 16);
        assert!(text.ends_with("157 downloads/s; more will gain little; 12 reach 92 % of it"), "{text}");
        let (_, text) = said(&[(9, 146.0), (10, 157.0), (12, 157.0)]);
        assert!(text.ends_with("; more gain nothing; 9 reach 92 % of it"), "{text}");
    }

    #[test]
    fn the_law_is_named_only_where_it_fits() {
        let rising = points(&[(1, 2.0), (2, 3.5), (4, 6.0), (8, 9.0)]);
        let text = |knee| advice(&rising, knee, 80, None, true).1;
        assert!(!text(None).contains("knee"));
        assert!(text(Some(None)).ends_with("; the knee is not reached"));
        assert!(text(Some(Some(7.6))).ends_with("; the scalability law puts the knee at 8"));
    }

    #[test]
    fn the_noise_of_a_round_does_not_decide() {
        // Four workers are twice as fast in every round, and the last rounds were slow for all.
        let mut shared = points(&[(1, 2.0), (2, 2.0), (4, 4.0)]);
        for point in &mut shared {
            point.rates.iter_mut().filter(|(round, _)| **round > 3).for_each(|(_, rate)| *rate /= 3.0);
        }
        shared[2].rates.retain(|round, _| *round > 2);
        let (workers, text) = advice(&shared, None, 320, None, true);
        assert_eq!(workers, 4, "{text}");
    }

    #[test]
    fn what_spoils_it_is_named() {
        let mut trapped = points(&[(1, 2.0), (4, 8.0), (6, 10.0), (8, 10.0)]);
        trapped[2].is_steady = false;
        trapped[3].is_steady = false;
        trapped[2].failed = 1;
        let (workers, text) = advice(&trapped, None, 10, None, false);
        assert_eq!(workers, 6);
        assert!(text.starts_with("So far 6 workers: "), "{text}");
        assert!(
            text.ends_with(
                "; 1 download of it failed; but beware of the wave trap: 10 downloads are too few to tell 6 and 8 \
                 workers from others, so take at least 80"
            ),
            "{text}"
        );
    }
}
