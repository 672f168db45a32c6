//! When each request may be sent, where a rate is asked for.
//!
//! All workers of a comparison, in whatever processes they are, share one number: the time from which the
//! next request may be sent. Who wants to send one takes that time and moves it on by 1 ÷ rate in one step,
//! a compare-and-swap, then waits for it. So no two requests are given times closer than that, those of the
//! warm-up, of redirects and of second attempts included, and what fell behind does not catch up: in any
//! stretch of T seconds at most rate × T + 1 are due. Who misses a turn, such as when all of the program was
//! stopped for a while, takes another, so that nothing is sent in a burst afterwards. It is the generic cell rate algorithm without a burst
//! (ITU-T I.371, annex A, as virtual scheduling).
//!
//! Beside it lies a number for each download of a run: when it had its turn, so that who ends a run
//! knows which downloads had begun; and whether the run ended, so that no redirect is followed any more.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::fetch::{self, Turns};
use crate::worker::{SharedArray, Stamp};

/// How long a worker of this process waits before it looks whether the run still goes on.
const LOOK_AROUND: Duration = Duration::from_millis(100);
/// A turn is missed by so much, or by the time to the next one where that is longer. On a busy machine everybody is a
/// little late.
const MISSED: Duration = Duration::from_millis(50);
/// Where the time lies from which the next request may be sent.
const NEXT: usize = 0;
/// Where it lies whether there are no turns any more: 1 then, else 0.
const CLOSED: usize = 1;
/// Where the turn of the first download lies; the others follow.
const FIRST: usize = 2;
/// When a download had its turn that had none yet.
const NOT_YET: u64 = u64::MAX;

/// The turns of all requests of a comparison.
pub(super) struct Pace {
    rate_per_sec: f64,
    shared: SharedArray,
}

/// Where a worker process finds a [`Pace`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaceAddress {
    rate_per_sec: f64,
    path: PathBuf,
    length: usize,
}

impl Pace {
    /// So many requests a second, above zero, for runs of `downloads`.
    pub fn create(rate_per_sec: f64, downloads: usize) -> io::Result<Self> {
        Ok(Self { rate_per_sec, shared: SharedArray::create_named(&fetch::temporary_prefix(), FIRST + downloads)? })
    }

    /// The one that another process created.
    pub fn open(address: &PaceAddress) -> io::Result<Self> {
        let PaceAddress { rate_per_sec, path, length } = address;
        Ok(Self { rate_per_sec: *rate_per_sec, shared: SharedArray::open(path, *length)? })
    }

    /// By which worker processes open it, for as long as this lives.
    pub fn address(&self) -> PaceAddress {
        let (path, length) = (self.shared.path().to_owned(), self.shared.len());
        PaceAddress { rate_per_sec: self.rate_per_sec, path, length }
    }

    /// From one turn to the next.
    pub fn gap(&self) -> Duration {
        Duration::from_secs_f64(1.0 / self.rate_per_sec)
    }

    /// From when on a further request may be sent.
    pub fn free_from(&self) -> Stamp {
        Stamp(self.shared.get(NEXT))
    }

    /// Takes the next turn: the request may be sent from then on.
    fn turn(&self) -> Stamp {
        let (now, gap) = (Stamp::now(), self.gap());
        let next = self.shared.update(NEXT, |next| now.max(Stamp(next)).plus(gap).0);
        now.max(Stamp(next))
    }

    /// Takes the next turn for the first request of a run's download.
    fn turn_of(&self, download: u32) -> Stamp {
        let turn = self.turn();
        self.shared.set(FIRST + download as usize, turn.0);
        turn
    }

    /// Waits on a runtime for a turn of a run's download, as long as `may_go_on`; whether it came.
    pub async fn wait_for(&self, download: u32, may_go_on: impl Fn() -> bool) -> bool {
        while may_go_on() {
            let turn = self.turn_of(download);
            if !wait(turn, &may_go_on).await {
                return false;
            }
            if !self.is_missed(late(turn)) {
                return true;
            }
        }
        false
    }

    /// Whether a run's download had its turn.
    pub fn has_begun(&self, download: u32) -> bool {
        let turn = self.shared.get(FIRST + download as usize);
        turn != NOT_YET && Stamp(turn) <= Stamp::now()
    }

    /// Nothing waits for a turn any more until the next run.
    pub fn close(&self) {
        self.shared.set(CLOSED, 1);
    }

    /// No download of the next run had its turn.
    pub fn begin_run(&self) {
        self.shared.set(CLOSED, 0);
        (FIRST..self.shared.len()).for_each(|place| self.shared.set(place, NOT_YET));
    }
}

/// For redirects; who fetches takes the turn of a download's first request before.
impl Turns for Pace {
    fn next(&self) -> Duration {
        left(self.turn()).unwrap_or_default()
    }

    fn is_missed(&self, late: Duration) -> bool {
        late > self.gap().max(MISSED)
    }

    fn are_over(&self) -> bool {
        self.shared.get(CLOSED) != 0
    }
}

/// What a fetcher takes turns from, where a rate is asked for.
pub(super) fn turns(pace: Option<&Arc<Pace>>) -> Option<Arc<dyn Turns>> {
    pace.map(|pace| Arc::<Pace>::clone(pace) as Arc<dyn Turns>)
}

/// Waits for a turn on a runtime, as long as `may_go_on`; whether it came.
async fn wait(turn: Stamp, may_go_on: impl Fn() -> bool) -> bool {
    while let Some(left) = left(turn) {
        if !may_go_on() {
            return false;
        }
        tokio::time::sleep(left.min(LOOK_AROUND)).await;
    }
    may_go_on()
}

/// Waits for a turn on this thread, as long as `may_go_on`.
pub(super) fn wait_here(turn: Stamp, may_go_on: impl Fn() -> bool) {
    while let Some(left) = left(turn).filter(|_| may_go_on()) {
        thread::sleep(left.min(LOOK_AROUND));
    }
}

/// How long ago a turn came; nothing when it is still to come.
fn late(turn: Stamp) -> Duration {
    Duration::try_from_secs_f64(Stamp::now().secs_since(turn)).unwrap_or_default()
}

/// What is left until a turn; `None` when it has come.
fn left(turn: Stamp) -> Option<Duration> {
    let secs = turn.secs_since(Stamp::now());
    Duration::try_from_secs_f64(secs).ok().filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(rate_per_sec: f64) -> Pace {
        Pace::create(rate_per_sec, 3).expect("room for four numbers")
    }

    #[test]
    fn turns_are_spaced_whoever_takes_them() {
        let first = pace(1000.0);
        let second = Pace::open(&first.address()).expect("it is there");
        let all = |pace: &Pace| (0..500).map(|_| pace.turn().0).collect::<Vec<_>>();
        let mut turns = thread::scope(|scope| {
            let other = scope.spawn(|| all(&second));
            let mut turns = all(&first);
            turns.extend(other.join().expect("it takes turns"));
            turns
        });
        turns.sort_unstable();
        assert_eq!(turns.len(), 1000);
        assert!(turns.windows(2).all(|pair| pair[1] - pair[0] >= 1_000_000), "each a millisecond after another");
    }

    #[test]
    fn what_fell_behind_does_not_catch_up() {
        let pace = pace(100.0);
        let first = pace.turn();
        thread::sleep(Duration::from_millis(50));
        let (second, third) = (pace.turn(), pace.turn());
        assert!(second >= first.plus(Duration::from_millis(50)), "no sooner than it was asked for");
        assert!(third >= second.plus(Duration::from_millis(10)), "five were due, and yet one at a time");
        assert_eq!(pace.free_from(), third.plus(pace.gap()));
    }

    #[test]
    fn a_turn_that_was_missed_is_not_used() {
        let (slow, quick) = (pace(0.5), pace(1000.0));
        let [missed, late] = [Duration::from_millis(60), Duration::from_millis(40)].map(|late| quick.is_missed(late));
        assert_eq!((missed, late), (true, false));
        assert!(!slow.is_missed(Duration::from_millis(1900)) && slow.is_missed(Duration::from_millis(2100)));
    }

    #[test]
    fn a_download_begins_with_its_turn() {
        let pace = pace(0.01);
        pace.begin_run();
        assert!(!pace.has_begun(0));
        pace.turn_of(0);
        assert!(pace.has_begun(0), "the first turn is at once");
        pace.turn_of(1);
        assert!(!pace.has_begun(1), "the second in 100 s");
        pace.begin_run();
        assert!(!pace.has_begun(0), "in the next run");
    }

    #[test]
    fn nobody_is_let_through_before_the_time() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let turn = Stamp::now().plus(Duration::from_millis(30));
        assert!(runtime.block_on(wait(turn, || true)));
        assert!(Stamp::now() >= turn);
        let far = Stamp::now().plus(Duration::from_secs(3600));
        assert!(!runtime.block_on(wait(far, || false)), "the run does not go on");
        assert!(!runtime.block_on(pace(1.0).wait_for(0, || false)));
        wait_here(far, || false);
    }

    #[test]
    fn redirects_take_turns_until_they_are_over() {
        assert!(turns(None).is_none());
        let pace = Arc::new(pace(0.01));
        let turns = turns(Some(&pace)).expect("there is a rate");
        assert_eq!(turns.next(), Duration::ZERO);
        assert!(turns.next() > Duration::from_secs(50) && !turns.are_over());
        pace.close();
        assert!(turns.are_over());
        pace.begin_run();
        assert!(!turns.are_over());
    }
}
