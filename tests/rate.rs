//! What is promised of requests: a rate that none of them exceeds, and a budget that they keep, redirects included.
#![cfg(target_os = "linux")]

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use common::files::files_in;
use common::program::Program;
use common::report::report;
use common::wait::eventually;
use manyhands::model::{Download, Mode};
use rustix::process::Signal;

/// One red pixel, as a GIF.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// When the requests came to a server that redirects every `/first/…` to a picture.
#[derive(Clone, Default)]
struct Arrivals(Arc<Mutex<Vec<Instant>>>);

impl Arrivals {
    /// Serves for as long as the test runs; the port.
    fn serve(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let arrivals = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let arrivals = arrivals.clone();
                thread::spawn(move || arrivals.answer(&stream));
            }
        });
        port
    }

    fn answer(&self, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
        let mut first = String::new();
        while reader.read_line(&mut first).is_ok_and(|length| length > 0) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|length| length > 2) {
                line.clear();
            }
            while first.contains("/silent") {
                thread::park();
            }
            let leads_on = first.split(' ').nth(1).and_then(|path| path.strip_prefix("/first"));
            let answer = match leads_on {
                Some(path) => format!("302 Found\r\nlocation: {path}\r\ncontent-length: 0"),
                None if first.contains("/busy/") => {
                    let busy = "429 Too Many Requests\r\nretry-after: 60\r\ncontent-length: 35";
                    busy.to_owned()
                }
                None => "200 OK\r\ncontent-length: 35".to_owned(),
            };
            let body: &[u8] = if leads_on.is_some() { b"" } else { PIXEL };
            let head = format!("HTTP/1.1 {answer}\r\n\r\n");
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).ok();
            first.clear();
        }
    }

    /// What is asked for at this path of it.
    fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.serve())
    }

    fn all(&self) -> Vec<Instant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The line that compares what lies at an address.
fn line<'a>(address: &'a str, options: &[&'a str]) -> Vec<&'a str> {
    [&["run", address], options].concat()
}

#[test]
fn no_more_requests_are_sent_than_the_rate_allows_redirects_and_warm_up_included() {
    let arrivals = Arrivals::default();
    let address = arrivals.address("/first/[1-6].gif");
    let asked = Instant::now();
    let options = ["--rate", "20", "-w", "3", "--rounds", "1", "--json", "-"];
    let finished = Program::new().run(&line(&address, &options));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let report = report(&finished);
    assert_eq!(report.runs.len(), Mode::ALL.len());
    let requests: u32 = report.runs.iter().flat_map(|run| &run.downloads).map(Download::requests).sum();
    let mut arrivals = arrivals.all();
    arrivals.sort();
    assert_eq!((requests, arrivals.len()), (60, 72), "two each, and as many for the warm-up");
    for (turn, arrival) in (0_u32..).zip(&arrivals) {
        let earliest = Duration::from_millis(50) * turn;
        assert!(*arrival - asked >= earliest, "request {turn} came after {:?}", *arrival - asked);
    }
    for run in &report.runs {
        assert!(run.wall_secs >= 11.0 * 0.05, "{}: {} s", run.contender(), run.wall_secs);
    }
}

#[test]
fn what_waits_for_its_turn_is_drawn_where_it_was_done() {
    let options = ["run", "/[81-83]/54", "--latency", "20", "--rate", "10", "--rounds", "1", "-m", "sequential"];
    let finished = Program::new().run(&[&options as &[_], &["-m", "async:2", "--json", "-"]].concat());
    assert_eq!(finished.code, Some(0), "{finished:?}");
    for run in &report(&finished).runs {
        for download in &run.downloads {
            let turn_secs = download.phases.turn_secs.expect("the redirect waited for its turn");
            assert!(download.took_secs() + turn_secs <= download.end_secs - download.start_secs + 1e-9, "{download:?}");
            if run.mode == Mode::Sequential {
                assert!((download.taken_secs() - download.start_secs).abs() < 1e-9, "{download:?}");
            }
        }
        let limit_secs = run.limit_secs.expect("the lab server's is known");
        assert!((limit_secs - 0.52).abs() < 1e-9, "six turns and a latency: {limit_secs} s");
        // Whatever the rate gives them, six requests are five gaps apart, and waits are no part of the work.
        let waited: f64 = run.downloads.iter().filter_map(|download| download.phases.turn_secs).sum();
        assert!(run.wall_secs >= 0.5 && waited > 0.0, "{}: {waited} s", run.contender());
    }
}

#[test]
fn no_redirect_is_followed_after_the_host_asked_to_be_left_alone() {
    for mode in ["async:6", "thread-pool:6", "process-pool:6"] {
        let server = Arrivals::default();
        // The first to be answered for good is told to wait; the others have still to follow their redirects.
        let address = server.address("/first/busy/[1-6].gif");
        let options = ["--rate", "2", "--no-warm-up", "--rounds", "1", "-m", mode, "--json", "-"];
        let finished = Program::new().run(&line(&address, &options));
        assert_eq!(finished.code, Some(1), "{mode}: {finished:?}");
        // Six first requests, of which each booked its redirect behind the others: one of those is answered.
        let arrived = server.all().len();
        assert!((2..=7).contains(&arrived), "{mode}: {arrived} requests, {finished:?}");
    }
}

#[test]
fn who_interrupts_a_warm_up_is_told_of_no_budget() {
    let server = Arrivals::default();
    let address = server.address("/{first/quick.gif,silent.gif}");
    let program = Program::new();
    let options = ["-m", "sequential", "-m", "async:2", "--rounds", "1", "--budget-requests", "6"];
    let running = program.start(&line(&address, &options));
    // One address is known to take two requests, which is more than the plan counted on; the other is waited for.
    let is_fetched = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "gif");
    let came = || files_in(&program.home().join("tmp")).iter().any(is_fetched) && server.all().len() >= 3;
    eventually(Duration::from_secs(20), "one is fetched, the other asked for", || came().then_some(()));
    running.signal_group(Signal::INT);
    let finished = running.finish(Duration::from_secs(20));
    assert_eq!(finished.code, Some(130), "{finished:?}");
    assert!(!finished.stderr.contains("With its redirects"), "{finished:?}");
}

#[test]
fn a_budget_of_requests_counts_redirects() {
    let run = |budget: &str| {
        let fixed = ["run", "/[81-86]/54", "--latency", "20", "-m", "async:3", "-m", "sequential", "--rounds", "9"];
        Program::new().run(&[&fixed as &[_], &["--budget-requests", budget, "--json", "-"]].concat())
    };
    // Twelve for the warm-up, and a round takes 24.
    let finished = run("61");
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let report = report(&finished);
    assert_eq!(report.runs.len(), 4, "two rounds");
    let wanted = "Stopped after 2 of 9 rounds: the budget of 61 requests does not pay for another.";
    assert_eq!(report.stopped(), Some(wanted));

    let finished = run("35");
    assert_eq!(finished.code, Some(2), "{finished:?}");
    let why = "With its redirects a round takes 24 requests, beside 12 of the warm-up; allow 36 or more instead of 35.";
    assert!(finished.stderr.contains(why), "{finished:?}");
}
