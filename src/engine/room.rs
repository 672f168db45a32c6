//! The files that downloads keep open, and room for them.
//!
//! A system allows a process only so many open files, often 1024 at first and more when it asks. The engine asks once,
//! for the largest contender and before the lab server starts: so the result of a contender does not depend on who had
//! its turn before, and the lab server, which inherits the limit, can take all connections. Where there is less to be
//! had, threads and slots are fewer, as worker processes are.

use std::collections::HashSet;
use std::io;

use url::Url;

use crate::model::{Connections, Plan, Source};
use crate::worker;

/// What a slot keeps open besides its connection: the file that it writes. (While a name is looked up there is neither.)
pub(super) const OF_A_SLOT: u64 = 1;
/// What a thread with a runtime of its own keeps open: also its event queue twice, what wakes it, and its end of the pipe
/// that tells of signals.
pub(super) const OF_A_THREAD: u64 = OF_A_SLOT + 4;

/// Asks for the room that the largest contender needs.
pub(super) fn make(plan: &Plan) {
    let (connections, count) = (plan.draft().connections, plan.count().get());
    let open = match plan.source() {
        Source::Urls(urls) => Open::new(urls, count, connections),
        Source::Lab { .. } => Open::new([], count, connections),
    };
    let most = plan.contenders().iter().map(|contender| contender.at_a_time().get()).max().unwrap_or(1);
    worker::make_room_for_files(open.files(most.into(), OF_A_THREAD));
}

/// The connections that the downloads of a run keep open in one process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// What each worker may come to have: one, or where they are kept one for each host and one where redirects lead.
    each: u64,
    /// What all may come to have: one for each download.
    all: u64,
}

impl Open {
    /// Of so many downloads from these addresses.
    pub fn new<'a>(urls: impl IntoIterator<Item = &'a Url>, count: u32, connections: Connections) -> Self {
        let each = match connections {
            Connections::Fresh => 1,
            Connections::Reuse => {
                let hosts: HashSet<_> = urls.into_iter().map(|url| (url.host(), url.port_or_known_default())).collect();
                u64::try_from(hosts.len().max(1) + 1).unwrap_or(u64::MAX)
            }
        };
        Self { each, all: count.into() }
    }

    /// How many files so many workers have open, each of them so many besides its connections.
    fn files(self, workers: u64, of_each: u64) -> u64 {
        workers * of_each + self.each.saturating_mul(workers).min(self.all.max(workers))
    }

    /// How many of `asked` workers there is room for, one at the least; where that is fewer, also what the system says.
    pub fn room_for(self, asked: usize, of_each: u64) -> (usize, Option<io::Error>) {
        let has_room = |workers: usize| {
            let workers = u64::try_from(workers).unwrap_or(u64::MAX);
            worker::has_room_for_files(self.files(workers, of_each))
        };
        match has_room(asked) {
            Ok(()) => (asked, None),
            Err(why) => ((1..asked).rev().find(|fewer| has_room(*fewer).is_ok()).unwrap_or(1), Some(why)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_connections_are_one_for_each_host_and_no_more_than_downloads() {
        let urls =
            ["http://a/1", "http://a/2", "https://a/1", "http://b:81/"].map(|url| Url::parse(url).expect("a url"));
        assert_eq!(Open::new(&urls, 100, Connections::Fresh).files(10, OF_A_SLOT), 20);
        assert_eq!(Open::new(&urls, 100, Connections::Reuse).files(10, OF_A_SLOT), 50);
        assert_eq!(Open::new(&urls, 20, Connections::Reuse).files(10, OF_A_SLOT), 30);
        assert_eq!(Open::new([], 100, Connections::Reuse).files(10, OF_A_THREAD), 70);
    }
}
