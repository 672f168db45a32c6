//! Whose time is whose.

use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use super::server::{Server, answer, redirect, stall};
use super::*;

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// A server whose `/N` waits N milliseconds before it answers.
fn waiting() -> Server {
    Server::start(|head, stream| {
        let millis = head.trim_start_matches("get /").split(' ').next().and_then(|text| text.parse().ok());
        std::thread::sleep(Duration::from_millis(millis.expect("a number")));
        stream.write_all(&answer("200 OK", &[], PICTURE)).is_ok()
    })
}

/// Runs all of them at once on one thread with one client.
fn all(desk: &Desk, fetcher: &Fetcher, urls: &[String]) -> Vec<Fetched> {
    let fetched = Mutex::new(vec![None; urls.len()]);
    desk.runtime.block_on(async {
        let downloads = urls.iter().enumerate().map(|(index, url)| {
            let task = desk.task(u32::try_from(index).expect("few"), url);
            let fetched = &fetched;
            async move {
                let done = fetcher.fetch(&task, 1).await;
                fetched.lock().expect("one thread")[index] = Some(done);
            }
        });
        join_all(downloads).await;
    });
    let fetched = fetched.into_inner().expect("one thread");
    let fetched: Vec<Fetched> = fetched.into_iter().map(|done| done.expect("each one ended")).collect();
    fetched.iter().for_each(|done| check(done, desk.folder.path()));
    fetched
}

/// Polls every future whenever one of them wakes, in one task.
async fn join_all(futures: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut running: Vec<_> = futures.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        running.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if running.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

#[test]
fn downloads_at_the_same_time_get_their_own_figures() {
    let (desk, server) = (Desk::new(), waiting());
    // Were any figure swapped for another's, one of the two would be less than its own.
    let delays = [(20, 300), (120, 200), (220, 20), (320, 120), (70, 0), (0, 70), (170, 250), (270, 170)];
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"].map(|letter| format!("{letter}.test"));
    let table: Vec<_> =
        names.iter().zip(delays).map(|(name, (dns, _))| (name.as_str(), HERE, Duration::from_millis(dns))).collect();
    let network = network::<8>(table.try_into().expect("eight"));
    let fetcher = Fetcher::within(&rules(), network);
    let urls: Vec<_> =
        names.iter().zip(delays).map(|(name, (_, wait))| server.url_at(name, &format!("/{wait}"))).collect();
    for (done, (dns, wait)) in all(&desk, &fetcher, &urls).iter().zip(delays) {
        let phases = done.phases;
        assert_eq!((&done.outcome, done.connections_opened), (&Outcome::Ok, 1));
        let least = |secs: Option<f64>, millis: u32| secs.is_some_and(|secs| secs >= f64::from(millis) / 1000.0);
        assert!(least(phases.dns_secs, u32::try_from(dns).expect("small")), "{dns} {phases:?}");
        assert!(least(phases.wait_secs, wait) && phases.connect_secs.is_some(), "{wait} {phases:?}");
    }
}

#[test]
fn kept_connections_are_no_phase_and_are_not_counted_again() {
    let (desk, server) = (Desk::new(), waiting());
    let mut rules = rules();
    rules.connections = Connections::Reuse;
    let fetcher = Fetcher::within(&rules, network([("a.test", HERE, Duration::ZERO)]));
    let url = server.url_at("a.test", "/1");
    let first = desk.fetch_by(&fetcher, &url);
    let second = desk.fetch_by(&fetcher, &url);
    assert!(first.phases.dns_secs.is_some() && first.phases.connect_secs.is_some());
    assert_eq!((second.phases.dns_secs, second.phases.connect_secs), (None, None));
    assert!(second.phases.wait_secs.is_some_and(|secs| secs >= 0.001));
    assert_eq!((first.connections_opened, second.connections_opened, server.connections()), (1, 0, 1));
}

/// Names that are looked up at once the first time, and after that only when the gate is open.
struct Gated {
    lookups: AtomicUsize,
    gate: Arc<AtomicBool>,
}

impl Names for Gated {
    fn look_up(&self, _: String) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send>> {
        let is_first = self.lookups.fetch_add(1, Ordering::SeqCst) == 0;
        let gate = Arc::clone(&self.gate);
        Box::pin(async move {
            while !is_first && !gate.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Ok(vec![SocketAddr::from((HERE, 0))])
        })
    }
}

#[test]
fn a_connection_that_is_overtaken_by_a_kept_one_is_no_phase() {
    // The first download is answered when the second has asked for a name, and so for a connection
    // of its own. It gets the kept one; its own comes to stand while it waits for its answer.
    let gate = Arc::new(AtomicBool::new(false));
    let names = Arc::new(Gated { lookups: AtomicUsize::new(0), gate: Arc::clone(&gate) });
    let asked = Arc::clone(&names);
    let accepted = Arc::new(AtomicUsize::new(0));
    let until = |condition: &dyn Fn() -> bool| {
        while !condition() {
            std::thread::sleep(Duration::from_millis(2));
        }
    };
    let counted = Arc::clone(&accepted);
    let count = move |stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(Box::new(stream) as Box<dyn super::server::Stream>)
    };
    let server = Server::start_wrapped(Box::new(count), move |head, stream| {
        if head.starts_with("get /first") {
            until(&|| asked.lookups.load(Ordering::SeqCst) == 2);
        } else {
            gate.store(true, Ordering::SeqCst);
            until(&|| accepted.load(Ordering::SeqCst) == 2);
            // Time for the client to notice as well.
            std::thread::sleep(Duration::from_millis(50));
        }
        stream.write_all(&answer("200 OK", &[], PICTURE)).is_ok()
    });
    let (desk, mut rules) = (Desk::new(), rules());
    rules.connections = Connections::Reuse;
    let fetcher = Fetcher::within(&rules, Network { names, ..plain_network() });
    let urls = ["/first", "/second"].map(|path| server.url_at("a.test", path));
    let done = all(&desk, &fetcher, &urls);
    assert!(done.iter().all(|done| done.outcome.is_ok() && done.connections_opened == 1), "{done:?}");
    let [first, second] = [done[0].phases, done[1].phases];
    assert!(first.dns_secs.is_some() && first.connect_secs.is_some(), "{first:?}");
    assert_eq!((second.dns_secs, second.connect_secs), (None, None));
    assert!(second.wait_secs.is_some_and(|secs| secs >= 0.05), "{second:?}");
}

#[test]
fn every_opened_connection_is_counted_once() {
    let (desk, server) = (Desk::new(), waiting());
    let mut rules = rules();
    for connections in [Connections::Fresh, Connections::Reuse] {
        rules.connections = connections;
        let before = server.connections();
        // Downloads that end while others still look the name up hand their connections over to
        // them, and theirs come to stand in the background.
        let fetcher = Fetcher::within(&rules, network([("a.test", HERE, Duration::from_millis(5))]));
        let urls: Vec<String> = (0..30).map(|number| server.url_at("a.test", &format!("/{}", number % 7))).collect();
        let mut opened = 0;
        for urls in urls.chunks(10) {
            opened += all(&desk, &fetcher, urls).iter().map(|done| done.connections_opened as usize).sum::<usize>();
        }
        desk.runtime.block_on(async {
            while server.connections() - before < opened {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        assert_eq!(server.connections() - before, opened, "{connections:?}");
        assert!(
            if connections == Connections::Fresh { opened == 30 } else { opened <= 20 },
            "{connections:?} {opened}"
        );
    }
}

#[test]
fn a_deadline_in_the_look_up_or_in_tls_is_told_as_their_time() {
    let desk = Desk::new();
    let mut rules = rules();
    rules.timeout_secs = 1.0;
    let endless = network([("slow.test", HERE, Duration::from_secs(3600))]);
    let fetched = desk.fetch_within(&rules, endless, "http://slow.test/");
    assert_fails(&desk, &fetched, ErrorKind::Timeout);
    let phases = fetched.phases;
    assert!(phases.dns_secs.is_some_and(|secs| secs > 0.1), "{phases:?}");
    assert_eq!((phases.connect_secs, phases.wait_secs, fetched.connections_opened), (None, None, 0));

    let mute = Server::accepting(|mut stream| {
        std::thread::spawn(move || stall(&mut stream));
    });
    let fetched = desk.fetch_within(&rules, plain_network(), &mute.url("/").replace("http:", "https:"));
    assert_fails(&desk, &fetched, ErrorKind::Timeout);
    assert!(fetched.phases.connect_secs.is_some_and(|secs| secs > 0.1), "{:?}", fetched.phases);
    assert_eq!(fetched.phases.wait_secs, None);
}

#[test]
fn earlier_hops_are_no_phase_of_the_last_one() {
    let (desk, server) = (Desk::new(), waiting());
    let target = server.url_at("b.test", "/0");
    let slow = Server::start(move |_, stream| {
        std::thread::sleep(Duration::from_millis(200));
        stream.write_all(&redirect(&target)).is_ok()
    });
    let names = [("a.test", HERE, Duration::from_millis(200)), ("b.test", HERE, Duration::from_millis(50))];
    let clock = Instant::now();
    let fetched = desk.fetch_within(&rules(), network(names), &slow.url_at("a.test", "/"));
    let wall_secs = clock.elapsed().as_secs_f64();
    assert!(fetched.outcome.is_ok());
    assert!(fetched.hops[0].secs >= 0.4, "{fetched:?}");
    let told_secs = fetched.phases.total_secs() + hops_secs(&fetched.hops);
    assert!(told_secs <= wall_secs, "nothing is told twice: {told_secs} of {wall_secs} s in {fetched:?}");
    assert!(fetched.phases.dns_secs.is_some_and(|secs| secs >= 0.05));
}
