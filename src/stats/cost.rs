//! What a plan will cost, told before it runs.

use crate::model::{Contender, Plan, Source};

use super::{RateCap, Server, fifo_secs};

/// How many addresses the warm-up fetches at a time.
const WARM_UP_SLOTS: usize = 8;
/// What a run takes besides its limit: making folders, starting processes, waiting for the reader.
const RUN_OVERHEAD_SECS: f64 = 0.1;
/// Bytes a pixel of the lab server's pictures: 0.97 MB at 2000×3000.
const JPEG_BYTES_PER_PIXEL: f64 = 970_000.0 / 6_000_000.0;
/// The same for lossless WebP, which varies more.
const WEBP_BYTES_PER_PIXEL: f64 = 1.2;
/// An answer that is no picture, or that cannot be told from its path.
const SMALL_BYTES: u64 = 1_000;

/// What a plan will cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Downloads, the warm-up included.
    pub downloads: u64,
    /// Requests, the warm-up included; redirects only of the lab server, whose are known beforehand.
    pub requests: u64,
    /// Bytes of all bodies, estimated; `None` where the server is not the lab's.
    pub bytes: Option<u64>,
    /// Seconds of all runs at their limits, the warm-up, and a little for each run; `None` where the
    /// server is not the lab's.
    pub secs: Option<f64>,
}

/// What this plan will cost at most, by its rounds and its budgets. Simulates each contender's run
/// once: some milliseconds for the largest plans, so to be kept rather than asked for with every frame.
pub fn cost(plan: &Plan) -> Cost {
    let Source::Lab { settings, paths } = plan.source() else {
        let downloads = plan.requests();
        return Cost { downloads, requests: downloads, bytes: None, secs: None };
    };
    let server = Server::from(settings);
    let sizes: Vec<u64> = paths.iter().map(|path| size_bytes(path)).collect();
    let count = plan.count().get() as usize;
    let of_a_run: Vec<u64> = sizes.iter().copied().cycle().take(count).collect();
    let rate = plan.draft().rate_per_sec;
    let plan_secs = |sizes: &[u64], requests: &[u32], slots| {
        // The next run's first request has its turn after the last of this one.
        let all: f64 = requests.iter().copied().map(f64::from).sum();
        let turns_secs = rate.map_or(0.0, |rate| all / rate);
        fifo_secs(&server, sizes, slots, RateCap::of(rate, requests)).max(turns_secs)
    };
    let requests_of_run: Vec<u32> = paths.iter().cycle().take(count).map(|path| requests_of(path)).collect();
    let round_bytes = plan.contenders().len() as u64 * of_a_run.iter().sum::<u64>();
    let slots = |contender: &Contender| usize::from(contender.at_a_time().get());
    let run_secs = |contender| plan_secs(&of_a_run, &requests_of_run, slots(contender)) + RUN_OVERHEAD_SECS;
    let round_secs: f64 = plan.contenders().iter().map(run_secs).sum();
    let sum = |requests: &[u32]| requests.iter().copied().map(u64::from).sum::<u64>();
    let round_requests = plan.contenders().len() as u64 * sum(&requests_of_run);
    let (warm_up_requests, warm_up_bytes, warm_up_secs) = if plan.draft().warm_up {
        let distinct = distinct(paths, count);
        let sizes: Vec<u64> = distinct.iter().map(|path| size_bytes(path)).collect();
        let requests: Vec<u32> = distinct.iter().map(|path| requests_of(path)).collect();
        (sum(&requests), sizes.iter().sum(), plan_secs(&sizes, &requests, WARM_UP_SLOTS))
    } else {
        (0, 0, 0.0)
    };
    let stop = plan.draft().stop;
    let paid_requests =
        stop.budget_requests.map(|budget| budget.saturating_sub(warm_up_requests) / round_requests.max(1));
    let paid_bytes = stop.budget_bytes.map(|budget| budget.saturating_sub(warm_up_bytes) / round_bytes.max(1));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    let paid_secs = stop.budget_secs.map(|budget| ((budget - warm_up_secs) / round_secs) as u64);
    let paid = [paid_requests, paid_bytes, paid_secs].into_iter().flatten().min().unwrap_or(u64::MAX);
    let rounds = u32::try_from(paid).unwrap_or(u32::MAX).clamp(1, plan.rounds().get());
    Cost {
        downloads: plan.requests_of(rounds),
        requests: u64::from(rounds) * round_requests + warm_up_requests,
        bytes: Some(u64::from(rounds) * round_bytes + warm_up_bytes),
        secs: Some(f64::from(rounds) * round_secs + warm_up_secs),
    }
}

/// The distinct paths among the first `count`.
fn distinct(paths: &[String], count: usize) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    paths.iter().take(count).map(String::as_str).filter(|path| seen.insert(*path)).collect()
}

/// How many requests the lab server's answer at this path takes: the shorter routes lead to `/id/…`.
fn requests_of(path: &str) -> u32 {
    let is_answered = path == "/" || ["/id/", "/v2/"].iter().any(|start| path.starts_with(start));
    if is_answered { 1 } else { 2 }
}

/// About how many bytes the lab server's picture at this path has: `/SIZE`, `/W/H`, `/id/ID/W/H` or
/// `/seed/S/W/H`, with an ending or a query or without.
fn size_bytes(path: &str) -> u64 {
    let plain = path.split(['?', '#']).next().unwrap_or_default();
    let (plain, bytes_per_pixel) = match plain.rsplit_once('.') {
        Some((plain, "webp")) => (plain, WEBP_BYTES_PER_PIXEL),
        Some((plain, _)) => (plain, JPEG_BYTES_PER_PIXEL),
        None => (plain, JPEG_BYTES_PER_PIXEL),
    };
    let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty()).collect();
    let sides = match parts.as_slice() {
        [side] => Some((*side, *side)),
        [width, height] | ["id" | "seed", _, width, height] => Some((*width, *height)),
        _ => None,
    };
    let number = |text: &str| text.parse::<u32>().ok().filter(|side| (1..=5000).contains(side)).map(f64::from);
    match sides.and_then(|(width, height)| Some(number(width)? * number(height)?)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 5000 × 5000 × 1.2")]
        Some(pixels) => (pixels * bytes_per_pixel).round() as u64 + SMALL_BYTES,
        None => SMALL_BYTES,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{LabSettings, Mode, PlanDraft, StopRules};

    use super::*;

    fn plan(spoil: impl FnOnce(&mut PlanDraft)) -> Plan {
        let mut draft = PlanDraft::default();
        spoil(&mut draft);
        Plan::new(draft).expect("a plan")
    }

    #[test]
    fn a_plan_for_the_lab_is_simulated() {
        // Ten workers and six rounds, as in the design's drawing: 300 downloads, about 290 MB, 40 s.
        let plan = plan(|draft| {
            draft.contenders = Mode::ALL.map(|mode| (mode, 10)).to_vec();
            draft.rounds = 6;
            draft.warm_up = false;
        });
        let cost = cost(&plan);
        assert_eq!(cost.requests, 300);
        let (bytes, secs) = (cost.bytes.expect("the lab's"), cost.secs.expect("the lab's"));
        assert!((290_000_000..293_000_000).contains(&bytes), "{bytes}");
        assert!((secs - (6.0 * (4.3 + 4.0 * 0.43) + 3.0)).abs() < 1e-6, "{secs}");
    }

    #[test]
    fn the_warm_up_fetches_each_address_once() {
        let repeated = |draft: &mut PlanDraft| {
            draft.source = Source::lab(LabSettings::default(), 2);
            draft.contenders = vec![(Mode::Async, 10)];
            draft.rounds = 1;
        };
        let warm = cost(&plan(repeated));
        let cold = cost(&plan(|draft| {
            repeated(draft);
            draft.warm_up = false;
        }));
        assert_eq!((warm.requests, cold.requests), (12, 10));
        assert_eq!(warm.bytes.expect("the lab's") * 10, cold.bytes.expect("the lab's") * 12);
        assert!((warm.secs.expect("the lab's") - cold.secs.expect("the lab's") - 0.43).abs() < 1e-9);
    }

    #[test]
    fn a_rate_counts_redirects_and_the_way_from_run_to_run() {
        let secs = |path: &str| {
            let plan = plan(|draft| {
                draft.source = Source::Lab { settings: LabSettings::default(), paths: vec![path.to_owned()] };
                draft.count = 1;
                draft.contenders = vec![(Mode::Async, 2), (Mode::Sequential, 1)];
                draft.rounds = 5;
                draft.rate_per_sec = Some(0.2);
            });
            cost(&plan).secs.expect("the lab's")
        };
        // Eleven turns 5 s apart, and as many for what they lead to.
        assert!((secs("/id/1/20/30") - 56.0).abs() < 1e-6, "{}", secs("/id/1/20/30"));
        assert!((secs("/20/30") - 111.0).abs() < 1e-6, "{}", secs("/20/30"));
    }

    #[test]
    fn the_lab_s_redirects_are_requests_too() {
        let plan = plan(|draft| {
            let paths = vec!["/id/1/20/30".to_owned(), "/20/30".to_owned()];
            draft.source = Source::Lab { settings: LabSettings::default(), paths };
            (draft.count, draft.rounds) = (2, 9);
            draft.contenders = vec![(Mode::Async, 2), (Mode::Sequential, 1)];
            draft.stop.budget_requests = Some(20);
        });
        // Three for the warm-up, six a round: two rounds are 15.
        let cost = cost(&plan);
        assert_eq!((cost.downloads, cost.requests), (10, 15));
    }

    #[test]
    fn budgets_make_it_cheaper() {
        let within = |stop: StopRules| cost(&plan(|draft| draft.stop = stop));
        let whole = within(StopRules::default());
        let (bytes, secs) = (whole.bytes.expect("the lab's"), whole.secs.expect("the lab's"));
        for half in [
            StopRules { budget_requests: Some(210), ..StopRules::default() },
            StopRules { budget_bytes: Some(210 * (bytes / 410)), ..StopRules::default() },
            StopRules { budget_secs: Some(secs * 0.52), ..StopRules::default() },
        ] {
            let cost = within(half);
            assert_eq!((cost.requests, cost.bytes), (210, Some(210 * (bytes / 410))), "{half:?}");
            assert!(cost.secs.expect("the lab's") < secs * 0.52, "{half:?}");
        }
        let least = within(StopRules { budget_secs: Some(0.1), ..StopRules::default() });
        assert_eq!(least.requests, 60, "the first round is always done");
    }

    #[test]
    fn of_other_hosts_only_the_requests_are_known() {
        let plan = plan(|draft| draft.source = Source::Urls(vec!["http://a.example/1".parse().expect("url")]));
        assert_eq!(cost(&plan), Cost { downloads: 401, requests: 401, bytes: None, secs: None });
    }

    #[test]
    fn a_path_tells_the_picture_s_size() {
        let full = 971_000;
        for path in ["/id/1/2000/3000", "/2000/3000", "/seed/cat/2000/3000.jpg", "/id/9/3000/2000?blur=2"] {
            assert_eq!(size_bytes(path), full, "{path}");
        }
        assert_eq!(size_bytes("/1000"), 162_667);
        assert_eq!(size_bytes("/id/1/1000/1000.webp"), 1_201_000);
        for small in ["/id/1/info", "/v2/list?limit=30", "/id/1/9000/9000", "/", "/cat"] {
            assert_eq!(size_bytes(small), SMALL_BYTES, "{small}");
        }
    }
}
