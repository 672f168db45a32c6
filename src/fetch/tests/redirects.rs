//! From hop to hop, and where not to.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Instant;

use super::server::{Server, answer, redirect, stall};
use super::*;
use crate::model::Header;

const NOW: Duration = Duration::ZERO;
const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// A server whose `/N` redirects to `/N-1`, and whose `/0` is a picture.
fn stairs() -> Server {
    Server::start(|head, stream| {
        let step = head.trim_start_matches("get /").split(' ').next().and_then(|text| text.parse::<u32>().ok());
        let bytes = match step {
            Some(0) => answer("200 OK", &[], PICTURE),
            Some(step) => redirect(&format!("/{}", step - 1)),
            None => redirect("/loop"),
        };
        stream.write_all(&bytes).is_ok()
    })
}

#[test]
fn hops_are_followed_and_noted() {
    let (desk, server) = (Desk::new(), stairs());
    let fetched = desk.fetch(&server.url("/3"));
    assert_eq!(fetched.outcome, Outcome::Ok);
    let hops: Vec<_> = fetched.hops.iter().map(|hop| (hop.url.path(), hop.status)).collect();
    assert_eq!(hops, [("/3", 302), ("/2", 302), ("/1", 302)]);
    assert_eq!(fetched.final_url.as_ref().map(url::Url::path), Some("/0"));
    assert_eq!((fetched.connections_opened, server.connections()), (4, 4), "a fresh connection for each");
}

/// Turns that are so long to wait for.
#[derive(Default)]
struct Slow {
    wait: Duration,
    taken: AtomicU32,
    /// Whether the first of them is missed.
    misses_one: bool,
    are_over: AtomicBool,
}

impl Slow {
    fn turns(wait: Duration) -> Arc<Self> {
        Arc::new(Self { wait, ..Self::default() })
    }
}

impl Turns for Slow {
    fn next(&self) -> Duration {
        self.taken.fetch_add(1, Ordering::Relaxed);
        self.wait
    }

    fn is_missed(&self, _late: Duration) -> bool {
        self.misses_one && self.taken.load(Ordering::Relaxed) == 1
    }

    fn are_over(&self) -> bool {
        self.are_over.load(Ordering::Relaxed)
    }
}

#[test]
fn each_redirect_waits_for_its_turn_and_no_deadline_passes_meanwhile() {
    let (desk, server) = (Desk::new(), stairs());
    let turns = Slow::turns(Duration::from_secs(1));
    let rules = FetchRules { timeout_secs: 2.9, ..rules() };
    let started = Instant::now();
    let fetched = desk.fetch_by(&Fetcher::new(&rules, Some(Arc::<Slow>::clone(&turns))), &server.url("/3"));
    assert_eq!((&fetched.outcome, turns.taken.load(Ordering::Relaxed)), (&Outcome::Ok, 3), "{fetched:?}");
    assert!(fetched.phases.turn_secs.is_some_and(|secs| secs >= 3.0), "{fetched:?}");
    assert!(fetched.total_secs <= started.elapsed().as_secs_f64(), "no wait counts twice: {fetched:?}");
    assert_eq!(desk.fetch(&server.url("/3")).phases.turn_secs, None);
}

#[test]
fn who_waited_for_a_turn_has_no_more_time_for_the_rest() {
    let desk = Desk::new();
    let server = Server::start(|head, stream| {
        if head.starts_with("get / ") {
            return stream.write_all(&redirect("/silence")).is_ok();
        }
        stall(stream);
        false
    });
    let rules = FetchRules { timeout_secs: 2.0, ..rules() };
    let turns = Slow::turns(Duration::from_millis(2100));
    let fetched = desk.fetch_by(&Fetcher::new(&rules, Some(turns)), &server.url("/"));
    assert_fails(&desk, &fetched, ErrorKind::Timeout);
    assert_eq!(fetched.hops.len(), 1, "it was asked where the redirect leads: {fetched:?}");
}

#[test]
fn who_missed_its_turn_takes_another() {
    let (desk, server) = (Desk::new(), stairs());
    let turns = Arc::new(Slow { misses_one: true, ..Slow::default() });
    let fetched = desk.fetch_by(&Fetcher::new(&rules(), Some(Arc::<Slow>::clone(&turns))), &server.url("/2"));
    assert_eq!((&fetched.outcome, turns.taken.load(Ordering::Relaxed)), (&Outcome::Ok, 3), "{fetched:?}");
}

#[test]
fn no_redirect_is_followed_when_turns_are_over() {
    let (desk, server) = (Desk::new(), stairs());
    let turns = Slow::turns(Duration::from_secs(3600));
    turns.are_over.store(true, Ordering::Relaxed);
    let fetched = desk.fetch_by(&Fetcher::new(&rules(), Some(turns)), &server.url("/3"));
    assert_fails(&desk, &fetched, ErrorKind::Cancelled);
    assert_eq!(server.heads().len(), 1);
}

#[test]
fn ten_hops_are_followed_and_no_more() {
    let (desk, server) = (Desk::new(), stairs());
    let fetched = desk.fetch(&server.url("/11"));
    assert_fails(&desk, &fetched, ErrorKind::TooManyRedirects);
    let circle = desk.fetch(&server.url("/loop"));
    assert_fails(&desk, &circle, ErrorKind::TooManyRedirects);
    assert_eq!((circle.hops.len(), circle.status), (10, Some(302)));
    assert!(desk.fetch(&server.url("/10")).outcome.is_ok());
}

#[test]
fn other_schemes_and_nowhere_are_refused() {
    let desk = Desk::new();
    for target in ["file:///etc/passwd", "ftp://host/", "javascript:alert(1)", "http://", "http://[::"] {
        let server = Server::saying(redirect(target));
        let fetched = desk.fetch(&server.url("/"));
        assert_fails(&desk, &fetched, ErrorKind::RedirectRefused);
        assert_eq!((fetched.status, fetched.hops.len()), (Some(302), 0));
    }
    let nowhere = Server::saying(answer("302 Found", &[], b""));
    assert_fails(&desk, &desk.fetch(&nowhere.url("/")), ErrorKind::RedirectRefused);
    let many = Server::saying(answer("300 Multiple Choices", &["location: /"], b""));
    assert_fails(&desk, &desk.fetch(&many.url("/")), ErrorKind::UnexpectedStatus);
}

/// A network on which this machine counts as a public host and everything else as private.
fn upside_down() -> Network {
    let names = [("public.test", HERE, NOW), ("private.test", Ipv4Addr::new(10, 0, 0, 1), NOW)];
    Network { is_public: |address| address == IpAddr::from(HERE), ..network(names) }
}

#[test]
fn a_public_host_leads_nowhere_private() {
    let desk = Desk::new();
    let targets = [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://private.test/",
        "http://a.localhost/",
    ];
    for target in targets {
        for host in ["public.test", "127.0.0.1"] {
            let server = Server::saying(redirect(target));
            let fetched = desk.fetch_within(&rules(), upside_down(), &server.url_at(host, "/"));
            assert_fails(&desk, &fetched, ErrorKind::AddressRefused);
            assert_eq!(fetched.connections_opened, 1, "nothing was sent to {target}");
        }
    }
    let server = stairs();
    let fetched = desk.fetch_within(&rules(), upside_down(), &server.url_at("public.test", "/2"));
    assert!(fetched.outcome.is_ok(), "a public host may lead to a public one: {:?}", fetched.outcome);
}

#[test]
fn a_private_host_may_lead_to_another() {
    let (desk, server) = (Desk::new(), stairs());
    let names = network([("one.test", HERE, NOW)]);
    let first = Server::saying(redirect(&server.url("/1")));
    assert!(desk.fetch_within(&rules(), names, &first.url_at("one.test", "/")).outcome.is_ok());
}

#[test]
fn a_kept_connection_is_no_way_around() {
    let desk = Desk::new();
    let private = Server::start(|_, stream| stream.write_all(&answer("200 OK", &[], PICTURE)).is_ok());
    let public = Server::saying(redirect(&private.url_at("private.test", "/")));
    let mut rules = rules();
    rules.connections = Connections::Reuse;
    // Both are this machine: which of them is public goes by the names' addresses.
    let names = [("public.test", Ipv4Addr::LOCALHOST, NOW), ("private.test", Ipv4Addr::new(127, 0, 0, 2), NOW)];
    let network = Network { is_public: |address| address == IpAddr::from(HERE), ..network(names) };
    let fetcher = Fetcher::within(&rules, network);
    let typed = desk.fetch_by(&fetcher, &private.url_at("127.0.0.1", "/"));
    assert!(typed.outcome.is_ok(), "what a person typed is fetched: {:?}", typed.outcome);
    let led = desk.fetch_by(&fetcher, &public.url_at("public.test", "/"));
    assert_eq!(failure(&led).kind, ErrorKind::AddressRefused);
}

#[test]
fn headers_and_credentials_stay_with_the_first_host() {
    let desk = Desk::new();
    let other = stairs();
    let elsewhere = other.url("/0");
    let first = Server::start(move |head, stream| {
        let target = if head.starts_with("get /here") { elsewhere.as_str() } else { "/here" };
        stream.write_all(&redirect(target)).is_ok()
    });
    let mut rules = rules();
    rules.lab = Some((1, 1));
    rules.headers = vec![Header { name: "X-Mine".to_owned(), value: "secret".to_owned() }];
    let fetched = desk.fetch_within(&rules, plain_network(), &first.url_at("me:pass@127.0.0.1", "/"));
    assert!(fetched.outcome.is_ok());
    for head in first.heads() {
        assert!(
            ["x-mine: secret", "authorization: basic", "x-manyhands"].iter().all(|mine| head.contains(mine)),
            "{head}"
        );
    }
    let heads = other.heads();
    assert_eq!((first.heads().len(), heads.len()), (2, 1));
    assert!(["x-mine", "authorization", "x-manyhands"].iter().all(|mine| !heads[0].contains(mine)), "{}", heads[0]);
    assert!(heads[0].contains("user-agent: manyhands/"));
}

#[test]
fn credentials_in_a_redirect_are_not_used() {
    let (desk, other) = (Desk::new(), stairs());
    let first = Server::saying(redirect(&other.url_at("me:pass@127.0.0.1", "/0")));
    let fetched = desk.fetch(&first.url("/"));
    assert!(fetched.outcome.is_ok());
    assert!(!other.heads()[0].contains("authorization"));
    assert_eq!(fetched.final_url.map(String::from), Some(other.url("/0")));
}
