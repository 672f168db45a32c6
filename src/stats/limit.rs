//! How long a plan takes a client that costs nothing, the least time any client could take that begins the downloads
//! in the plan's order, and the price of starting processes.
//!
//! Every mode begins them in that order. Where sizes differ another order may be quicker, the longest first; to find
//! the best of all is a hard problem (minimum makespan), and no client here may choose it.
//!
//! Downloads go first in, first out through a number of slots. In each slot a download waits the
//! server's latency and then receives its bytes; the client itself costs nothing. The transfers
//! under way share the server's bandwidth fairly (processor sharing), none above what one connection
//! gets. Every download of a moment has the same rate, so one figure says how far all of them are:
//! the bytes that a transfer would have received had it been there from the start.
//!
//! More slots are not always quicker: where bandwidth is shared *and* each connection is capped, ten
//! downloads at once may leave a last one alone that cannot use what the others gave free.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::model::LabSettings;

/// What is known of a server.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Server {
    /// From request to first byte. Jitter is left out: it is as often less as more.
    pub latency_secs: f64,
    /// Bytes a second over all connections; `None`: as many as you like.
    pub bandwidth_bytes_per_sec: Option<u64>,
    /// Bytes a second for each connection; `None`: as many as you like.
    pub per_connection_bytes_per_sec: Option<u64>,
    /// How many requests it answers at a time; further ones queue.
    pub max_requests: Option<u32>,
}

impl From<&LabSettings> for Server {
    fn from(settings: &LabSettings) -> Self {
        Self {
            latency_secs: settings.latency_secs,
            bandwidth_bytes_per_sec: settings.bandwidth_bytes_per_sec,
            per_connection_bytes_per_sec: settings.per_connection_bytes_per_sec,
            max_requests: settings.max_requests,
        }
    }
}

/// A cap on requests a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateCap<'a> {
    /// So many at the most, above zero.
    pub rate_per_sec: f64,
    /// How many requests each download takes, its redirects included; one where it is not told.
    pub requests: &'a [u32],
}

impl<'a> RateCap<'a> {
    /// The cap on downloads of so many requests each, if a rate was asked for.
    pub fn of(rate_per_sec: Option<f64>, requests: &'a [u32]) -> Option<Self> {
        rate_per_sec.map(|rate_per_sec| Self { rate_per_sec, requests })
    }
}

/// Seconds from the first request to the last byte of downloads of these sizes, in this order, with so many
/// slots (at least one), by a client that costs nothing. Under a cap each request waits for its turn, 1 ÷ rate after
/// that of the request before, as they come to be sent; redirects are answered at once.
pub fn fifo_secs(server: &Server, sizes_bytes: &[u64], slots: usize, cap: Option<RateCap<'_>>) -> f64 {
    fifo_of_secs(server, &alike(server, sizes_bytes), slots, cap)
}

/// The same of downloads with a latency each, in seconds, beside their bytes; the server's own does not count.
fn fifo_of_secs(server: &Server, downloads: &[(f64, u64)], slots: usize, cap: Option<RateCap<'_>>) -> f64 {
    let most = server.max_requests.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let mut simulation = Simulation::new(server);
    simulation.gap_secs = cap.map_or(0.0, |cap| 1.0 / cap.rate_per_sec);
    let requests = |place: usize| cap.and_then(|cap| cap.requests.get(place).copied()).unwrap_or(1);
    let mut downloads = downloads.iter().enumerate();
    let mut free = slots.min(most).max(1);
    loop {
        for (place, &download) in downloads.by_ref().take(free) {
            simulation.ask(download, requests(place));
        }
        match simulation.step() {
            Some(finished) => free = finished,
            None => return simulation.now_secs,
        }
    }
}

/// The least time that any client could take that begins these downloads in this order, with a latency in seconds
/// and a number of bytes each: as if each had the whole bandwidth for itself, but never less than the first latency
/// and all bytes at that bandwidth. Where bandwidth is not shared this is the simulation; where it is, a client whose
/// downloads wait while others receive is quicker than one whose waves are in step.
pub(super) fn limit_of_secs(server: &Server, downloads: &[(f64, u64)], slots: usize, cap: Option<RateCap<'_>>) -> f64 {
    let whole = server.bandwidth_bytes_per_sec;
    let own = server.per_connection_bytes_per_sec.into_iter().chain(whole).min();
    let alone = Server { bandwidth_bytes_per_sec: None, per_connection_bytes_per_sec: own, ..*server };
    let first_secs = downloads.iter().map(|(latency_secs, _)| *latency_secs).fold(f64::INFINITY, f64::min);
    #[expect(clippy::cast_precision_loss, reason = "a byte in 2⁵² does not matter")]
    let bytes = downloads.iter().map(|(_, bytes)| bytes).sum::<u64>() as f64;
    let all_secs = if downloads.is_empty() { 0.0 } else { first_secs + bytes / rate(whole) };
    fifo_of_secs(&alone, downloads, slots, cap).max(all_secs)
}

/// The same of downloads of these sizes that have the server's latency.
pub fn limit_secs(server: &Server, sizes_bytes: &[u64], slots: usize, cap: Option<RateCap<'_>>) -> f64 {
    limit_of_secs(server, &alike(server, sizes_bytes), slots, cap)
}

/// Downloads of these sizes that all have the server's latency.
fn alike(server: &Server, sizes_bytes: &[u64]) -> Vec<(f64, u64)> {
    sizes_bytes.iter().map(|&size| (server.latency_secs, size)).collect()
}

/// What starting processes costs at the least: their number × one start ÷ cores. The limit leaves
/// it out, since it is no matter of the server's.
pub fn start_price_secs(processes: usize, start_secs: f64, cores: u32) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of processes are far below 2⁵²")]
    let processes = processes as f64;
    processes * start_secs / f64::from(cores.max(1))
}

/// A turn, in seconds; how many requests follow it; and latency and bytes of what they lead to.
type Turn = (Ordered, u32, Ordered, u64);

/// The server's side at one moment.
struct Simulation {
    /// Bytes a second of all transfers together, and of one at most.
    total_rate: f64,
    most_rate: f64,
    now_secs: f64,
    /// From one turn to the next, and when the next one is.
    gap_secs: f64,
    turn_secs: f64,
    /// Turns that were taken by downloads that will be redirected so often, the next one on top.
    redirected: BinaryHeap<Reverse<Turn>>,
    /// Bytes that a transfer would have received had it been there from the start.
    received: f64,
    /// When each request's latency is over, the next one on top, and its bytes.
    waiting: BinaryHeap<Reverse<(Ordered, u64)>>,
    /// At which `received` each transfer is whole, the next one on top.
    transfers: BinaryHeap<Reverse<Ordered>>,
}

impl Simulation {
    fn new(server: &Server) -> Self {
        Self {
            total_rate: rate(server.bandwidth_bytes_per_sec),
            most_rate: rate(server.per_connection_bytes_per_sec),
            now_secs: 0.0,
            gap_secs: 0.0,
            turn_secs: 0.0,
            redirected: BinaryHeap::new(),
            received: 0.0,
            waiting: BinaryHeap::new(),
            transfers: BinaryHeap::new(),
        }
    }

    /// A slot asks, now or when it has its turn, for what takes so many requests.
    fn ask(&mut self, (latency_secs, size_bytes): (f64, u64), requests: u32) {
        let turn_secs = self.turn_secs.max(self.now_secs);
        self.turn_secs = turn_secs + self.gap_secs;
        match requests.checked_sub(2) {
            Some(more) => {
                let turn = (Ordered(turn_secs), more + 1, Ordered(latency_secs), size_bytes);
                self.redirected.push(Reverse(turn));
            }
            None => self.waiting.push(Reverse((Ordered(turn_secs + latency_secs), size_bytes))),
        }
    }

    /// Goes on to the next thing that happens, and says how many downloads ended with it; `None`
    /// when nothing is under way.
    fn step(&mut self) -> Option<usize> {
        let rate = self.rate();
        let led_secs = self.redirected.peek().map(|Reverse((turn_secs, ..))| turn_secs.0);
        let due_secs = self.waiting.peek().map(|Reverse((due_secs, _))| due_secs.0);
        let whole = self.transfers.peek().map(|Reverse(whole)| whole.0);
        let end_secs = whole.map(|whole| self.now_secs + (whole - self.received).max(0.0) / rate);
        let is_next = |secs: Option<f64>, others: [Option<f64>; 2]| {
            secs.is_some_and(|secs| others.into_iter().flatten().all(|other| secs <= other))
        };
        if is_next(led_secs, [due_secs, end_secs]) {
            self.go_on_to(led_secs?, rate);
            let Reverse((_, requests, latency_secs, size_bytes)) = self.redirected.pop()?;
            self.ask((latency_secs.0, size_bytes), requests);
            return Some(0);
        }
        if is_next(due_secs, [end_secs, None]) {
            return Some(self.begin_transfer(due_secs?, rate));
        }
        self.now_secs = end_secs?;
        self.received = whole?;
        self.transfers.pop();
        Some(1)
    }

    /// Time passes, in which transfers under way go on.
    fn go_on_to(&mut self, secs: f64, rate: f64) {
        if !self.transfers.is_empty() {
            self.received += rate * (secs - self.now_secs);
        }
        self.now_secs = secs;
    }

    /// The first request's latency is over; a transfer that takes no time ends with it.
    fn begin_transfer(&mut self, due_secs: f64, rate: f64) -> usize {
        self.go_on_to(due_secs, rate);
        let size_bytes = self.waiting.pop().map_or(0, |Reverse((_, size_bytes))| size_bytes);
        if size_bytes == 0 || (self.total_rate.is_infinite() && self.most_rate.is_infinite()) {
            return 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "a byte in 2⁵² does not matter")]
        self.transfers.push(Reverse(Ordered(self.received + size_bytes as f64)));
        0
    }

    /// Bytes a second of each transfer under way.
    #[expect(clippy::cast_precision_loss, reason = "counts of transfers are far below 2⁵²")]
    fn rate(&self) -> f64 {
        (self.total_rate / self.transfers.len().max(1) as f64).min(self.most_rate)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a byte in 2⁵² does not matter")]
fn rate(bytes_per_sec: Option<u64>) -> f64 {
    bytes_per_sec.map_or(f64::INFINITY, |rate| rate.max(1) as f64)
}

/// A figure with a total order (it is never NaN).
#[derive(Clone, Copy, Debug)]
struct Ordered(f64);

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ordered {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::testing::fifo;

    fn near(measured: f64, wanted: f64) -> bool {
        (measured - wanted).abs() <= 1e-9 * wanted.max(1.0)
    }

    #[test]
    fn the_course_s_network() {
        let server = Server::from(&LabSettings::default());
        let sizes = [970_000; 10];
        for (slots, wanted) in [(0, 4.3), (1, 4.3), (4, 1.29), (5, 0.86), (9, 0.86), (10, 0.43), (512, 0.43)] {
            assert!(near(fifo(&server, &sizes, slots), wanted), "{slots}");
        }
        assert!(near(fifo(&server, &[], 4), 0.0));
    }

    #[test]
    fn a_cap_on_connections_is_a_cap_on_slots() {
        let server = Server { latency_secs: 0.1, max_requests: Some(2), ..Server::default() };
        assert!(near(fifo(&server, &[1; 10], 10), 0.5));
    }

    #[test]
    fn bandwidth_is_shared_fairly() {
        // 1 MB/s: 100 kB and 300 kB together run at half speed until 0.2 s, then the long one alone.
        let server = Server { bandwidth_bytes_per_sec: Some(1_000_000), ..Server::default() };
        assert!(near(fifo(&server, &[100_000, 300_000], 2), 0.4));
        // With latency and one slot each waits and transfers by turns.
        let server = Server { latency_secs: 0.5, ..server };
        assert!(near(fifo(&server, &[100_000, 300_000], 1), 1.4));
        // Capped at 0.5 MB/s the long one cannot use what the short one gave free.
        let server = Server { per_connection_bytes_per_sec: Some(500_000), ..server };
        assert!(near(fifo(&server, &[100_000, 300_000], 2), 1.1));
    }

    #[test]
    fn more_slots_may_be_slower_when_a_straggler_is_left_alone() {
        let server =
            Server { bandwidth_bytes_per_sec: Some(10), per_connection_bytes_per_sec: Some(5), ..Server::default() };
        assert!(near(fifo(&server, &[10; 4], 2), 4.0));
        assert!(near(fifo(&server, &[10; 4], 3), 5.0));
    }

    #[test]
    fn a_rate_spreads_the_beginnings() {
        let server = Server { latency_secs: 0.1, ..Server::default() };
        let limit = |slots: usize, rate: f64| fifo_secs(&server, &[1; 10], slots, RateCap::of(Some(rate), &[]));
        // The tenth begins after 9 ÷ 4 s and takes 0.1 s, in however many slots.
        assert!(near(limit(10, 4.0), 2.35) && near(limit(1, 4.0), 2.35));
        // One slot keeps below 20 a second by itself.
        assert!(near(limit(1, 20.0), 1.0) && near(limit(10, 20.0), 0.55));
        // Transfers under way go on while the next one waits for its time.
        let server = Server { bandwidth_bytes_per_sec: Some(1_000_000), ..Server::default() };
        assert!(near(fifo_secs(&server, &[300_000, 300_000], 2, RateCap::of(Some(10.0), &[])), 0.6));
        assert!(near(fifo_secs(&server, &[300_000, 100_000], 2, RateCap::of(Some(2.0), &[])), 0.6));
        // Who fell behind does not catch up: 1 s each in two slots, one every 0.4 s.
        let server = Server { latency_secs: 1.0, ..Server::default() };
        assert!(near(fifo_secs(&server, &[1; 4], 2, RateCap::of(Some(2.5), &[])), 2.4));
        // Each redirected once: twenty requests, the last of them after 19 ÷ 4 s.
        assert!(near(fifo_secs(&server, &[1; 10], 10, RateCap::of(Some(4.0), &[2; 10])), 5.75));
        // In one slot each waits 0.25 s between its two, and nothing before the first.
        assert!(near(fifo_secs(&server, &[1; 10], 1, RateCap::of(Some(4.0), &[2; 10])), 12.5));
        // Twice redirected, then not at all: turns at 0, 0.5, 1.0 and 1.5 s, of which the second is the other's.
        assert!(near(fifo_secs(&server, &[1; 2], 2, RateCap::of(Some(2.0), &[3, 1])), 2.5));
    }

    #[test]
    fn downloads_may_have_a_latency_each() {
        let limit = |downloads: &[(f64, u64)], slots| fifo_of_secs(&Server::default(), downloads, slots, None);
        assert!(near(limit(&[(3.0, 0), (1.0, 0), (1.0, 0)], 2), 3.0), "the short ones after one another");
        assert!(near(limit(&[(1.0, 0), (1.0, 0), (3.0, 0)], 2), 4.0), "the long one last");
        assert!(near(limit(&[(3.0, 0), (1.0, 0), (1.0, 0)], 1), 5.0));
        // A transfer goes on while another still waits.
        let server = Server { bandwidth_bytes_per_sec: Some(10), ..Server::default() };
        assert!(near(fifo_of_secs(&server, &[(2.0, 10), (0.5, 10)], 2, None), 3.0));
    }

    #[test]
    fn starting_processes_has_its_price() {
        assert!(near(start_price_secs(10, 0.002, 2), 0.01));
        assert!(near(start_price_secs(10, 0.002, 0), 0.02));
    }

    fn servers() -> impl Strategy<Value = Server> {
        let rates = || prop::option::of(1_000_u64..10_000_000);
        (0.0..1.0_f64, rates(), rates(), prop::option::of(1_u32..20)).prop_map(
            |(latency_secs, bandwidth_bytes_per_sec, per_connection_bytes_per_sec, max_requests)| Server {
                latency_secs,
                bandwidth_bytes_per_sec,
                per_connection_bytes_per_sec,
                max_requests,
            },
        )
    }

    #[test]
    fn downloads_out_of_step_share_better_than_waves() {
        // 1 MB/s and 0.1 s: two in step wait together and then halve it, 0.3 s a wave; out of step the
        // bandwidth never rests.
        let server = Server { latency_secs: 0.1, bandwidth_bytes_per_sec: Some(1_000_000), ..Server::default() };
        let sizes = [100_000; 10];
        assert!(near(fifo(&server, &sizes, 2), 1.5));
        assert!(near(limit_secs(&server, &sizes, 2, None), 1.1));
        // One after another there is nothing to share.
        assert!(near(limit_secs(&server, &sizes, 1, None), 2.0));
        assert!(near(limit_secs(&server, &[], 4, None), 0.0));
    }

    proptest! {
        #[test]
        fn the_least_is_never_more_than_a_client_in_step_takes(
            server in servers(), sizes in prop::collection::vec(0_u64..1_000_000, 0..60), slots in 1_usize..20,
        ) {
            let (least, in_step) = (limit_secs(&server, &sizes, slots, None), fifo(&server, &sizes, slots));
            prop_assert!(least <= in_step * (1.0 + 1e-9), "{least} {in_step}");
            let unshared = Server { bandwidth_bytes_per_sec: None, ..server };
            prop_assert!(near(limit_secs(&unshared, &sizes, slots, None), fifo(&unshared, &sizes, slots)));
        }

        #[test]
        fn nothing_beats_what_each_part_alone_would_take(
            server in servers(), sizes in prop::collection::vec(0_u64..1_000_000, 1..60), slots in 1_usize..20,
        ) {
            let limit = fifo(&server, &sizes, slots) * (1.0 + 1e-9);
            let slots = slots.min(server.max_requests.map_or(usize::MAX, |most| most as usize));
            let (total, largest): (u64, u64) = (sizes.iter().sum(), *sizes.iter().max().expect("not empty"));
            let waves = sizes.len().div_ceil(slots);
            prop_assert!(limit >= server.latency_secs * waves as f64);
            let one_rate = rate(server.per_connection_bytes_per_sec).min(rate(server.bandwidth_bytes_per_sec));
            prop_assert!(limit >= server.latency_secs + largest as f64 / one_rate);
            prop_assert!(limit >= server.latency_secs + total as f64 / rate(server.bandwidth_bytes_per_sec));
            let each: f64 = sizes.iter().map(|&size| server.latency_secs + size as f64 / one_rate).sum();
            prop_assert!(limit >= each / slots as f64);
        }

        #[test]
        fn a_rate_never_helps_and_costs_no_more_than_its_last_beginning(
            server in servers(), sizes in prop::collection::vec(0_u64..1_000_000, 1..60), rate in 0.1..1000.0_f64,
        ) {
            let server = Server { bandwidth_bytes_per_sec: None, ..server };
            let cap = RateCap::of(Some(rate), &[]);
            let (free, paced) = (fifo(&server, &sizes, 5), fifo_secs(&server, &sizes, 5, cap));
            let last_secs = (sizes.len() - 1) as f64 / rate;
            prop_assert!(paced >= free.max(last_secs + server.latency_secs) * (1.0 - 1e-9));
            prop_assert!(paced <= (free + last_secs) * (1.0 + 1e-9));
        }

        #[test]
        fn nothing_takes_longer_than_one_after_another(
            server in servers(), sizes in prop::collection::vec(0_u64..1_000_000, 1..60), slots in 1_usize..20,
        ) {
            let alone = fifo(&server, &sizes, 1) * (1.0 + 1e-9);
            prop_assert!(fifo(&server, &sizes, slots) <= alone);
        }

        #[test]
        fn without_shared_bandwidth_more_slots_are_never_slower(
            server in servers(), sizes in prop::collection::vec(0_u64..1_000_000, 0..60), slots in 1_usize..20,
        ) {
            let server = Server { bandwidth_bytes_per_sec: None, ..server };
            let limit = fifo(&server, &sizes, slots);
            prop_assert!(fifo(&server, &sizes, slots + 1) <= limit * (1.0 + 1e-9));
        }

        #[test]
        fn with_unlimited_bandwidth_it_is_waves_of_latency(
            latency_secs in 0.0..1.0_f64, count in 1_usize..60, slots in 1_usize..20,
        ) {
            let server = Server { latency_secs, ..Server::default() };
            let waves = count.div_ceil(slots);
            prop_assert!(near(fifo(&server, &vec![1_000; count], slots), waves as f64 * latency_secs));
        }

        #[test]
        fn with_a_slot_for_each_it_is_one_latency_and_one_transfer(
            latency_secs in 0.0..1.0_f64, count in 1_usize..60, size in 1_u64..1_000_000, rate in 1_000_u64..10_000_000,
        ) {
            let server = Server { latency_secs, per_connection_bytes_per_sec: Some(rate), ..Server::default() };
            let wanted = latency_secs + size as f64 / rate as f64;
            prop_assert!(near(fifo(&server, &vec![size; count], count), wanted));
        }
    }
}
