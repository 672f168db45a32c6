//! The files that downloads keep open, and room for them.
//!
//! A system allows a process only so many open files, often 1024 at first and more when it asks. The engine asks once,
//! for the largest contender and before the lab server starts: so the result of a contender does not depend on who had
//! its turn before, and the lab server, which inherits the limit, can take all connections. Where there is less to be
//! had, threads and slots are fewer, as worker processes are.

use std::collections::HashSet;

use url::Url;

use crate::model::{Connections, Plan, Source};
use crate::worker;

/// What a runtime keeps open: its event queue twice, what wakes it, and its end of the pipe that tells of signals.
const FILES_PER_RUNTIME: u64 = 4;

/// Asks for the room that the largest contender needs.
pub(super) fn make(plan: &Plan) {
    let of_a_slot = match plan.source() {
        Source::Urls(urls) => files_per_slot(urls, plan.draft().connections),
        Source::Lab { .. } => files_per_slot([], plan.draft().connections),
    };
    let most = plan.contenders().iter().map(|contender| contender.at_a_time().get()).max().unwrap_or(1);
    worker::make_room_for_files(u64::from(most) * files_per_thread(of_a_slot));
}

/// What a download at a time keeps open: its file, and its connection. (While a name is looked up there is neither.)
/// Connections that are kept are one for each host.
pub(super) fn files_per_slot<'a>(urls: impl IntoIterator<Item = &'a Url>, connections: Connections) -> u64 {
    let connections = match connections {
        Connections::Fresh => 1,
        Connections::Reuse => {
            let hosts: HashSet<_> = urls.into_iter().map(|url| (url.host(), url.port_or_known_default())).collect();
            hosts.len().max(1)
        }
    };
    1 + u64::try_from(connections).expect("a plan has at most 10,000 hosts")
}

/// What a thread with a runtime of its own keeps open, with one download at a time.
pub(super) fn files_per_thread(files_per_slot: u64) -> u64 {
    FILES_PER_RUNTIME + files_per_slot
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_connections_are_one_for_each_host() {
        let urls =
            ["http://a/1", "http://a/2", "https://a/1", "http://b:81/"].map(|url| Url::parse(url).expect("a url"));
        assert_eq!(files_per_slot(&urls, Connections::Fresh), 2);
        assert_eq!(files_per_slot(&urls, Connections::Reuse), 4);
        assert_eq!(files_per_slot([], Connections::Reuse), 2);
    }
}
