//! The server as its clients meet it, over raw sockets.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use super::chance;
use super::companion::{Serving, companion};
use super::server::{LabError, Server};
use crate::model::{FaultKind, FaultRate, LAB_HEADER, LabReply, LabRequest, LabSettings, LabTag};

/// No latency, no limits, nothing goes wrong.
fn prompt() -> LabSettings {
    LabSettings { latency_secs: 0.0, ..LabSettings::default() }
}

fn serve(settings: LabSettings) -> Serving {
    Serving::start(settings, &Arc::default()).expect("a free port")
}

/// What a client saw of an answer.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
    /// From the request being sent to the first byte, and to the end.
    first_byte: Duration,
    whole: Duration,
    end: io::Result<()>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

fn ask(serving: &Serving, method: &str, path: &str, header: &str) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).expect("the port is open");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket option");
    let request = format!("{method} {path} HTTP/1.1\r\nhost: lab.test\r\nconnection: close\r\n{header}\r\n");
    let asked = Instant::now();
    stream.write_all(request.as_bytes()).expect("sent");
    read_answer(&mut stream, asked)
}

fn read_answer(stream: &mut TcpStream, asked: Instant) -> Answer {
    let (mut all, mut piece) = (Vec::new(), vec![0; 65_536]);
    let mut first_byte = None;
    let end = loop {
        match stream.read(&mut piece) {
            Ok(0) => break Ok(()),
            Ok(bytes) => {
                first_byte.get_or_insert(asked.elapsed());
                all.extend_from_slice(&piece[..bytes]);
            }
            Err(error) => break Err(error),
        }
    };
    let head_bytes = all.windows(4).position(|four| four == b"\r\n\r\n").map_or(all.len(), |at| at + 4);
    let body = all.split_off(head_bytes);
    let head = String::from_utf8(all).expect("heads are ASCII");
    let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
    let whole = asked.elapsed();
    Answer { status, head, body, first_byte: first_byte.unwrap_or(whole), whole, end }
}

fn get(serving: &Serving, path: &str) -> Answer {
    ask(serving, "GET", path, "")
}

fn tagged(serving: &Serving, path: &str, tag: &str) -> Answer {
    ask(serving, "GET", path, &format!("{LAB_HEADER}: {tag}\r\n"))
}

#[test]
fn pictures_come_from_their_own_address() {
    let lab = serve(prompt());
    for (path, kind) in [("/id/7/60/40", "jpeg"), ("/id/7/60/40.jpg", "jpeg"), ("/id/7/60/40.webp", "webp")] {
        let answer = get(&lab, path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(format!("image/{kind}").as_str()));
        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
        let picture = image::load_from_memory(&answer.body).expect("a whole picture");
        assert_eq!((picture.width(), picture.height()), (60, 40));
    }
    assert_eq!(get(&lab, "/id/7/60/40").body, get(&lab, "/id/39/60/40.jpg").body, "32 ids further it is the same");
    assert_ne!(get(&lab, "/id/7/60/40").body, get(&lab, "/id/7/60/40?grayscale").body);
    assert_ne!(get(&lab, "/id/7/60/40").body, get(&lab, "/id/7/60/40?blur=3").body);
}

#[test]
fn short_addresses_lead_to_a_picture_at_once() {
    let lab = serve(LabSettings { latency_secs: 30.0, ..LabSettings::default() });
    let table = [
        ("/60", "/id/1/60/60.jpg"),
        ("/60/40", "/id/2/60/40.jpg"),
        ("/60/40.webp?blur", "/id/3/60/40.webp?blur=5"),
        ("/60.jpg?random=9&grayscale", "/id/4/60/60.jpg?grayscale"),
        ("/id/9/60", "/id/9/60/60.jpg"),
    ];
    for (short, own) in table {
        let answer = get(&lab, short);
        assert_eq!((answer.status, answer.header("location")), (302, Some(own)), "{short}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let seeded = |path| get(&lab, path).header("location").map(str::to_owned);
    assert_eq!(seeded("/seed/hut/60/40"), seeded("/seed/hut/60/40.jpg"));
    assert_ne!(seeded("/seed/hut/60/40"), seeded("/seed/lake/60/40"));
    assert_eq!(seeded("/seed/hut/60"), seeded("/seed/hut/60/60"));
    let tagged = tagged(&lab, "/60/40", "5-2-6-1");
    assert_eq!(tagged.header("location"), Some("/id/7/60/40.jpg"), "the task's index decides");
}

#[test]
fn what_is_no_picture_is_refused_by_its_status() {
    let lab = serve(prompt());
    let table = [
        ("/5001", 400),
        ("/10/5001", 400),
        ("/id/1/0/10", 400),
        ("/id/1/10/10?blur=11", 400),
        ("/id/1085/10/10", 404),
        ("/id/0/10/10", 404),
        ("/id/none/10/10", 404),
        ("/id/0/info", 404),
        ("/id/1/10/10.gif", 404),
        ("/favicon.ico", 404),
        ("/a/b/c/d/e", 404),
    ];
    for (path, status) in table {
        let answer = get(&lab, path);
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.body.ends_with(b".\n"), "{path} says why");
    }
    for method in ["POST", "PUT", "DELETE"] {
        assert_eq!(ask(&lab, method, "/id/1/10/10", "").status, 405, "{method}");
    }
}

#[test]
fn head_tells_the_size_and_sends_nothing() {
    let lab = serve(prompt());
    let answer = ask(&lab, "HEAD", "/id/1/60/40", "");
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let whole = get(&lab, "/id/1/60/40").body.len().to_string();
    assert_eq!(answer.header("content-length"), Some(whole.as_str()));
}

#[test]
fn the_list_has_pages_that_link_to_each_other() {
    let lab = serve(prompt());
    let page = |query: &str| {
        let answer = get(&lab, &format!("/v2/list{query}"));
        let list: Vec<serde_json::Value> = serde_json::from_slice(&answer.body).expect("a list");
        let ids: Vec<String> = list.iter().map(|item| item["id"].as_str().unwrap_or_default().to_owned()).collect();
        (ids, answer.header("link").map(str::to_owned))
    };
    let link = |page, limit, rel| format!("<http://lab.test/v2/list?page={page}&limit={limit}>; rel=\"{rel}\"");
    let (ids, links) = page("");
    assert_eq!((ids.len(), ids[0].as_str()), (30, "1"));
    assert_eq!(links, Some(link(2, 30, "next")));
    let (ids, links) = page("?page=3&limit=2");
    assert_eq!(ids, ["5", "6"]);
    assert_eq!(links, Some(format!("{}, {}", link(2, 2, "prev"), link(4, 2, "next"))));
    let (ids, links) = page("?page=11&limit=1000");
    assert_eq!((ids.len(), ids.last().map(String::as_str)), (84, Some("1084")), "a page is at most 100 long");
    assert_eq!(links, Some(link(10, 100, "prev")));
    assert_eq!(page("?page=4000000000&limit=100").0.len(), 0);

    let info: serde_json::Value = serde_json::from_slice(&get(&lab, "/id/5/info").body).expect("an object");
    assert_eq!(info["download_url"], "http://lab.test/id/5/3000/2000");
}

#[test]
fn the_index_shows_every_painting() {
    let answer = get(&serve(prompt()), "/");
    let page = String::from_utf8(answer.body).expect("text");
    assert_eq!((answer.status, page.matches("<img").count()), (200, 32));
}

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let lab = serve(prompt());
    let mut stream = TcpStream::connect(("127.0.0.1", lab.port)).expect("the port is open");
    let two = "GET /id/1/60/40 HTTP/1.1\r\nhost: lab.test\r\n\r\nGET /id/1/60/40 HTTP/1.1\r\nhost: lab.test\r\nconnection: close\r\n\r\n";
    stream.write_all(two.as_bytes()).expect("sent");
    let both = read_answer(&mut stream, Instant::now());
    let one = get(&lab, "/id/1/60/40");
    assert!(both.body.starts_with(&one.body) && both.body.ends_with(&one.body));
    assert_eq!(both.body.windows(8).filter(|bytes| bytes == b"HTTP/1.1").count(), 1, "and a second head between");
}

#[test]
fn latency_is_kept_and_lateness_recorded() {
    let lab = serve(LabSettings { latency_secs: 0.15, ..LabSettings::default() });
    get(&lab, "/id/1/20/20");
    tagged(&lab, "/id/1/20/20", "1-0-0-1");
    assert_eq!(lab.lateness(), None, "neither strangers nor the warm-up count");
    let answer = tagged(&lab, "/id/1/20/20", "1-1-0-1");
    assert!(answer.first_byte >= Duration::from_millis(150), "{:?}", answer.first_byte);
    let lateness = lab.lateness().expect("an answer with a clock running");
    assert_eq!(lateness.answers, 1);
    assert!(lateness.max_secs > 0.0, "{lateness:?}");
}

#[test]
fn jitter_is_the_same_for_the_same_download() {
    let settings = LabSettings { latency_secs: 0.2, jitter_secs: 0.2, ..LabSettings::default() };
    let lab = serve(settings.clone());
    get(&lab, "/id/1/20/20");
    for index in 0..3 {
        let tag = LabTag { seed: 1, round: 1, index, attempt: 1 };
        let wanted = chance::latency(&settings, tag);
        let first_byte = tagged(&lab, "/id/1/20/20", &tag.to_string()).first_byte;
        assert!(first_byte >= wanted, "{first_byte:?} for {wanted:?}");
    }
}

fn faulty(kind: FaultKind) -> Serving {
    serve(LabSettings { faults: vec![FaultRate { kind, rate: 1.0 }], ..prompt() })
}

const PATH: &str = "/id/2/600/400";

#[test]
fn a_server_error_and_too_many_requests_are_statuses() {
    let answer = get(&faulty(FaultKind::ServerError), PATH);
    assert_eq!((answer.status, answer.end.is_ok()), (500, true));
    let answer = get(&faulty(FaultKind::TooManyRequests), PATH);
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("5")));
}

#[test]
fn a_page_of_html_comes_with_status_200() {
    let answer = get(&faulty(FaultKind::Html), PATH);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.body.starts_with(b"<!doctype html>"));
}

#[test]
fn a_cut_body_ends_in_the_middle() {
    let answer = get(&faulty(FaultKind::Cut), PATH);
    let announced: usize = answer.header("content-length").and_then(|text| text.parse().ok()).expect("a length");
    assert_eq!((answer.status, answer.body.len()), (200, announced / 2));
    assert!(answer.end.is_ok(), "closed, not reset: {:?}", answer.end);
}

#[test]
fn a_wrong_length_contradicts_itself() {
    let answer = get(&faulty(FaultKind::WrongLength), PATH);
    let lengths: Vec<_> = answer.head.lines().filter_map(|line| line.strip_prefix("content-length: ")).collect();
    let whole = answer.body.len();
    assert_eq!(lengths, [(whole + 1).to_string(), whole.to_string()]);
    assert!(answer.head.starts_with("HTTP/1.1 200 OK\r\ncontent-length"), "{}", answer.head);
}

#[test]
fn a_reset_connection_has_no_answer() {
    let answer = get(&faulty(FaultKind::Reset), PATH);
    assert_eq!(answer.head, "");
    assert_eq!(answer.end.expect_err("reset").kind(), io::ErrorKind::ConnectionReset);
}

#[test]
fn a_stalled_body_stops_and_the_connection_stays_open() {
    let lab = faulty(FaultKind::Stall);
    // Painted in the warm-up, in which nothing goes wrong.
    tagged(&lab, PATH, "1-0-0-1");
    let mut stream = TcpStream::connect(("127.0.0.1", lab.port)).expect("the port is open");
    stream.set_read_timeout(Some(Duration::from_secs(2))).expect("a socket option");
    write!(stream, "GET {PATH} HTTP/1.1\r\nhost: lab.test\r\n\r\n").expect("sent");
    let answer = read_answer(&mut stream, Instant::now());
    let announced: usize = answer.header("content-length").and_then(|text| text.parse().ok()).expect("a length");
    assert_eq!(answer.body.len(), announced / 2);
    let kind = answer.end.expect_err("nothing more came").kind();
    assert!(matches!(kind, io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut), "{kind}");
}

#[test]
fn faults_spare_the_warm_up() {
    let lab = faulty(FaultKind::ServerError);
    assert_eq!(tagged(&lab, PATH, "1-0-0-1").status, 200);
    assert_eq!(tagged(&lab, PATH, "1-1-0-1").status, 500);
}

#[test]
fn bandwidth_is_kept() {
    let body_bytes = get(&serve(prompt()), PATH).body.len() as u64;
    // Half a second for one picture.
    let rate = body_bytes * 2;
    let limits = [
        LabSettings { bandwidth_bytes_per_sec: Some(rate), ..prompt() },
        LabSettings { per_connection_bytes_per_sec: Some(rate), ..prompt() },
    ];
    for (settings, two_secs) in limits.into_iter().zip([1.0, 0.5]) {
        let lab = serve(settings);
        // Painted before it is timed.
        ask(&lab, "HEAD", PATH, "");
        let one = get(&lab, PATH);
        assert!((0.45..2.0).contains(&one.whole.as_secs_f64()), "{:?}", one.whole);
        assert!(one.first_byte < one.whole / 2, "the head does not wait for the body");
        let slowest = std::thread::scope(|scope| {
            let both = [0, 1].map(|_| scope.spawn(|| get(&lab, PATH)));
            both.map(|client| client.join().expect("no panic").whole.as_secs_f64()).into_iter().fold(0.0, f64::max)
        });
        assert!((two_secs * 0.9..two_secs + 1.5).contains(&slowest), "two took {slowest}, not {two_secs}");
    }
}

#[test]
fn requests_beyond_the_most_queue_in_order() {
    let lab = serve(LabSettings { latency_secs: 0.5, max_requests: Some(2), ..LabSettings::default() });
    get(&lab, "/id/1/20/20");
    let (done, finished) = mpsc::channel();
    let asked = Instant::now();
    std::thread::scope(|scope| {
        for place in 0..6 {
            let mut stream = TcpStream::connect(("127.0.0.1", lab.port)).expect("the port is open");
            let request = "GET /id/1/20/20 HTTP/1.1\r\nhost: lab.test\r\nconnection: close\r\n\r\n";
            stream.write_all(request.as_bytes()).expect("sent");
            let done = done.clone();
            scope.spawn(move || done.send((place, read_answer(&mut stream, asked).whole)).expect("somebody listens"));
            // Far enough apart to be read in order, near enough to queue.
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let order: Vec<_> = finished.try_iter().collect();
    let waves: Vec<i32> = order.chunks(2).map(|pair| pair[0].0 + pair[1].0).collect();
    assert_eq!(waves, [1, 5, 9], "two at a time, first come, first served: {order:?}");
    assert!(order[5].1 >= Duration::from_millis(1500), "three waves take three latencies: {order:?}");
}

#[test]
fn a_client_that_gives_up_frees_its_slot() {
    let lab = serve(LabSettings { latency_secs: 3.0, max_requests: Some(1), ..LabSettings::default() });
    ask(&lab, "HEAD", "/id/1/20/20", "");
    let mut impatient = TcpStream::connect(("127.0.0.1", lab.port)).expect("the port is open");
    impatient.write_all(b"GET /id/1/20/20 HTTP/1.1\r\nhost: lab.test\r\n\r\n").expect("sent");
    std::thread::sleep(Duration::from_millis(50));
    drop(impatient);
    let answer = get(&lab, "/id/1/20/20");
    assert_eq!(answer.status, 200);
    assert!(answer.first_byte < Duration::from_millis(5500), "it waited for nobody, but took {:?}", answer.first_byte);
}

#[test]
fn a_port_in_use_is_one_clear_sentence() {
    let first = serve(prompt());
    let Err(error) = Server::bind(prompt(), Arc::default(), Some(first.port)) else { panic!("two on one port") };
    assert!(matches!(error, LabError::PortInUse(port) if port == first.port));
    assert!(error.to_string().starts_with(&format!("Port {} is in use", first.port)), "{error}");
}

#[test]
fn a_companion_serves_prepares_and_tells() {
    let paths = ["/id/1/60/40", "/id/1/60/40.webp", "/60/40", "/id/0/60/40", "/v2/list", "nonsense"];
    let requests = [
        LabRequest::Lateness,
        LabRequest::Prepare(paths.map(str::to_owned).to_vec()),
        LabRequest::Serve(LabSettings { latency_secs: 0.01, ..LabSettings::default() }),
        LabRequest::Lateness,
    ];
    let (mut requests, mut replies) = (requests.into_iter(), Vec::new());
    companion(|| requests.next(), |reply| replies.push(reply));
    let [LabReply::Lateness(None), LabReply::Prepared(sizes), LabReply::Listening(port), LabReply::Lateness(None)] =
        replies.as_slice()
    else {
        panic!("{replies:?}")
    };
    let lab = serve(prompt());
    let size = |path| Some(get(&lab, path).body.len() as u64);
    let wanted = [size(paths[0]), size(paths[1]), size("/id/3/60/40"), None, None, None];
    assert_eq!(sizes, &wanted);
    assert!(TcpStream::connect(("127.0.0.1", *port)).is_err(), "it stopped serving with its last request");
}
