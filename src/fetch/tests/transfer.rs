//! Answers that come whole, and those that do not.

use std::net::TcpListener;
use std::time::Duration;

use super::server::{Server, answer, repeat, stall};
use super::*;
use crate::fetch::speed::LeastSpeed;
use crate::model::{ContentHash, Header, LAB_HEADER};

#[test]
fn a_picture_is_saved_under_its_name_and_everything_is_noted() {
    let (desk, server) = (Desk::new(), Server::saying(answer("200 OK", &[], PICTURE)));
    let fetched = desk.fetch(&server.url("/a"));
    assert_eq!(fetched.outcome, Outcome::Ok);
    assert_eq!(fetched.path, Some(desk.folder.path().join("7-file.jpg")));
    assert_eq!(desk.files(), [desk.folder.path().join("7-file.jpg")]);
    assert_eq!(std::fs::read(&desk.files()[0]).expect("the file"), PICTURE);
    assert_eq!(fetched.hash, Some(ContentHash(xxhash_rust::xxh3::xxh3_64(PICTURE))));
    assert_eq!((fetched.status, fetched.http_version.as_deref()), (Some(200), Some("HTTP/1.1")));
    assert_eq!((fetched.bytes, fetched.connections_opened), (PICTURE.len() as u64, 1));
    assert_eq!(fetched.final_url.map(String::from), Some(server.url("/a")));
    let phases = fetched.phases;
    assert_eq!(
        (phases.dns_secs, phases.spawn_secs, phases.queue_secs, phases.thumbnail_secs),
        (None, None, None, None)
    );
    for phase in [phases.connect_secs, phases.wait_secs, phases.receive_secs, phases.save_secs, phases.other_secs] {
        assert!(phase.is_some_and(|secs| secs > 0.0), "{phases:?}");
    }
}

#[test]
fn the_request_says_who_asks_and_for_bytes_as_they_are() {
    let (desk, server) = (Desk::new(), Server::saying(answer("200 OK", &[], PICTURE)));
    let mut rules = rules();
    rules.lab = Some((9, 2));
    rules.headers = vec![Header { name: "X-Mine".to_owned(), value: "secret".to_owned() }];
    let fetched = desk.fetch_within(&rules, plain_network(), &server.url_at("me:pass@127.0.0.1", "/a?q=1#top"));
    assert!(fetched.outcome.is_ok());
    let head = &server.heads()[0];
    assert!(head.starts_with("get /a?q=1 http/1.1\r\n"), "{head}");
    let version = env!("CARGO_PKG_VERSION");
    for line in [
        format!("user-agent: manyhands/{version} (+"),
        "accept-encoding: identity\r\n".to_owned(),
        format!("{LAB_HEADER}: 9-2-7-1\r\n"),
        "x-mine: secret\r\n".to_owned(),
        "authorization: basic bwu6cgfzcw==\r\n".to_owned(),
    ] {
        assert!(head.contains(&line), "{line} is missing in {head}");
    }
}

#[test]
fn nothing_is_replaced() {
    let (desk, server) = (Desk::new(), Server::saying(answer("200 OK", &[], PICTURE)));
    let fetcher = Fetcher::within(&rules(), plain_network());
    let paths = [0, 1].map(|_| desk.fetch_by(&fetcher, &server.url("/")).path);
    assert_eq!(paths, ["7-file.jpg", "7-file-2.jpg"].map(|name| Some(desk.folder.path().join(name))));
}

#[test]
fn anything_is_saved_where_anything_is_accepted() {
    let desk = Desk::new();
    let mut rules = rules();
    rules.accept = Accept::Any;
    for (body, name) in [(&b"<p>"[..], "7-file"), (b"", "7-file-2"), (b"\x89PNG\r\n\x1a\n1234", "7-file.png")] {
        let server = Server::saying(answer("200 OK", &[], body));
        let fetched = desk.fetch_within(&rules, plain_network(), &server.url("/"));
        assert_eq!(fetched.path, Some(desk.folder.path().join(name)));
        assert_eq!(std::fs::read(desk.folder.path().join(name)).expect("the file"), body);
    }
}

/// Each answer, and how it fails.
#[test]
fn odd_answers_fail_by_their_kind_and_leave_nothing() {
    let with = |head: &str, body: &[u8]| [head.as_bytes(), b"\r\n\r\n", body].concat();
    let table: Vec<(Vec<u8>, ErrorKind)> = vec![
        (with("HTTP/1.1 200 OK\r\ncontent-length: 1000", PICTURE), ErrorKind::Truncated),
        (with("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked", b"4\r\n\xff\xd8\xff\xe0\r\n"), ErrorKind::Truncated),
        (with("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked", b"zz\r\n\xff\xd8\xff\xe0\r\n"), ErrorKind::Protocol),
        (with("HTTP/1.1 200 OK\r\ncontent-length: 53\r\ncontent-length: 54", PICTURE), ErrorKind::Protocol),
        (with("HTTP/1.1 200 OK\r\ncontent-length: many", PICTURE), ErrorKind::Protocol),
        (with("HTTP/1.1 200 OK\r\ncontent-length: -1", PICTURE), ErrorKind::Protocol),
        (with("HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999", PICTURE), ErrorKind::Protocol),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec(), ErrorKind::Protocol),
        (b"HTTP/1.1 200 OK\r\ncontent".to_vec(), ErrorKind::ConnectionReset),
        (Vec::new(), ErrorKind::ConnectionReset),
        (with("HTTP/1.1 200 OK\r\ncontent-length: 1000001", PICTURE), ErrorKind::TooLarge),
        (answer("200 OK", &["content-type: image/jpeg"], b"<!doctype html><title>Not here"), ErrorKind::NotAPicture),
        (answer("200 OK", &[], b""), ErrorKind::NotAPicture),
        (answer("404 Not Found", &[], PICTURE), ErrorKind::NotFound),
        (answer("500 Oh", &[], PICTURE), ErrorKind::ServerError),
        (answer("503 Oh", &[], PICTURE), ErrorKind::ServerError),
        (answer("206 Partial Content", &[], PICTURE), ErrorKind::UnexpectedStatus),
        (answer("401 No", &[], PICTURE), ErrorKind::ClientError),
    ];
    for (bytes, kind) in table {
        let (desk, server) = (Desk::new(), Server::saying(bytes));
        assert_fails(&desk, &desk.fetch(&server.url("/")), kind);
    }
}

#[test]
fn a_body_without_end_is_stopped_at_the_cap() {
    let (desk, server) = (
        Desk::new(),
        Server::start(|_, stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n\xff\xd8\xff\xe0").expect("sent");
            repeat(stream, &[0; 65_536], Duration::ZERO);
            false
        }),
    );
    let fetched = desk.fetch(&server.url("/"));
    assert_fails(&desk, &fetched, ErrorKind::TooLarge);
    assert!(fetched.bytes > 1_000_000, "it was stopped while it came, after {} bytes", fetched.bytes);
}

#[test]
fn a_gzip_bomb_is_bytes_like_any_other() {
    let bomb = [&b"\x1f\x8b\x08\0\0\0\0\0\0\x03"[..], &[0x55; 1000]].concat();
    let bytes = answer("200 OK", &["content-encoding: gzip"], &bomb);
    let (desk, server) = (Desk::new(), Server::saying(bytes));
    assert_fails(&desk, &desk.fetch(&server.url("/")), ErrorKind::NotAPicture);
    let mut rules = rules();
    rules.accept = Accept::Any;
    let fetched = desk.fetch_within(&rules, plain_network(), &server.url("/"));
    assert_eq!(fetched.bytes, bomb.len() as u64);
    assert_eq!(std::fs::read(fetched.path.expect("a file")).expect("read"), bomb);
}

/// At least 1000 bytes within 0.3 s.
fn impatient() -> Network {
    Network { least_speed: LeastSpeed { bytes: 1000, within: Duration::from_millis(300) }, ..plain_network() }
}

#[test]
fn a_byte_now_and_then_is_too_slow() {
    let (desk, server) = (
        Desk::new(),
        Server::start(|_, stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n\xff\xd8\xff\xe0").expect("sent");
            repeat(stream, b".", Duration::from_millis(20));
            false
        }),
    );
    let fetched = desk.fetch_within(&rules(), impatient(), &server.url("/"));
    assert_fails(&desk, &fetched, ErrorKind::TooSlow);
    assert!(fetched.phases.receive_secs.is_some_and(|secs| secs > 0.1), "{:?}", fetched.phases);
}

#[test]
fn a_body_that_stops_is_too_slow() {
    let (desk, server) = (
        Desk::new(),
        Server::start(|_, stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n\xff\xd8\xff\xe0").expect("sent");
            stall(stream);
            false
        }),
    );
    assert_fails(&desk, &desk.fetch_within(&rules(), impatient(), &server.url("/")), ErrorKind::TooSlow);
}

#[test]
fn a_deadline_passes_wherever_the_download_is() {
    let desk = Desk::new();
    let mut rules = rules();
    rules.timeout_secs = 1.0;
    let silent = Server::start(|_, stream| {
        stall(stream);
        false
    });
    let fetched = desk.fetch_within(&rules, plain_network(), &silent.url("/"));
    assert_fails(&desk, &fetched, ErrorKind::Timeout);
    assert!(fetched.phases.wait_secs.is_some_and(|secs| secs > 0.1), "it waited: {:?}", fetched.phases);
    assert!(fetched.total_secs >= 1.0 && fetched.final_url.is_none() && fetched.status.is_none());

    let slow = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n\xff\xd8\xff\xe0").expect("sent");
        repeat(stream, b"a byte now and then", Duration::from_millis(20));
        false
    });
    let fetched = desk.fetch_within(&rules, plain_network(), &slow.url("/"));
    assert_fails(&desk, &fetched, ErrorKind::Timeout);
    assert!(fetched.phases.receive_secs.is_some_and(|secs| secs > 0.1), "it received: {:?}", fetched.phases);
    assert_eq!(fetched.status, Some(200));
}

#[test]
fn nobody_there_and_cut_off_are_told_apart() {
    let desk = Desk::new();
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let fetched = desk.fetch(&format!("http://{closed}/"));
    assert_fails(&desk, &fetched, ErrorKind::ConnectionRefused);
    assert!(fetched.connections_opened == 0 && fetched.phases.connect_secs.is_some());
    // A connection that is closed with a request unread is reset.
    let resetting = Server::accepting(|stream| {
        stream.peek(&mut [0]).expect("a request");
    });
    assert_fails(&desk, &desk.fetch(&resetting.url("/")), ErrorKind::ConnectionReset);
    assert_fails(&desk, &desk.fetch("http://nobody.test/"), ErrorKind::Dns);
}

#[test]
fn a_host_that_asks_to_be_left_alone_is_heard() {
    let date = "date: Sun, 06 Nov 1994 08:49:37 GMT";
    let table = [
        ("429 Slow down", vec!["retry-after: 120"], ErrorKind::RateLimited, Some(120.0)),
        ("429 Slow down", vec![date, "retry-after: Sun, 06 Nov 1994 08:50:07 GMT"], ErrorKind::RateLimited, Some(30.0)),
        ("429 Slow down", vec![], ErrorKind::RateLimited, None),
        ("503 Busy", vec!["retry-after: 2"], ErrorKind::RateLimited, Some(2.0)),
        ("503 Busy", vec!["retry-after: later"], ErrorKind::ServerError, None),
        ("500 Oh", vec!["retry-after: 2"], ErrorKind::ServerError, None),
    ];
    for (status, headers, kind, secs) in table {
        let (desk, server) = (Desk::new(), Server::saying(answer(status, &headers, b"")));
        let fetched = desk.fetch(&server.url("/"));
        assert_fails(&desk, &fetched, kind);
        assert_eq!(fetched.retry_after_secs, secs, "{status} {headers:?}");
    }
}

#[test]
fn messages_hold_no_secrets() {
    let desk = Desk::new();
    let mut rules = rules();
    rules.headers = vec![Header { name: "X-Mine".to_owned(), value: "hidden".to_owned() }];
    let not_found = Server::saying(answer("404 Not Found", &[], b""));
    let refusing = Server::saying(super::server::redirect("file:///etc/passwd"));
    for server in [&not_found, &refusing] {
        let fetched = desk.fetch_within(&rules, plain_network(), &server.url_at("me:hidden@127.0.0.1", "/a"));
        let message = &failure(&fetched).message;
        assert!(message.ends_with(&server.url("/a")), "{message}");
        assert!(!format!("{fetched:?}").contains("hidden"), "{fetched:?}");
    }
}

#[test]
fn a_folder_that_is_gone_is_a_failure_to_save() {
    let (desk, server) = (Desk::new(), Server::saying(answer("200 OK", &[], PICTURE)));
    let mut task = desk.task(1, &server.url("/"));
    task.destination = desk.folder.path().join("gone/1-file");
    let fetched = desk.runtime.block_on(Fetcher::within(&rules(), plain_network()).fetch(&task, 1));
    assert_fails(&desk, &fetched, ErrorKind::Storage);
}

#[test]
fn a_dropped_download_leaves_nothing() {
    let (desk, server) = (
        Desk::new(),
        Server::start(|_, stream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").and_then(|()| stream.write_all(PICTURE)).expect("sent");
            stall(stream);
            false
        }),
    );
    let fetcher = Fetcher::within(&rules(), plain_network());
    let task = desk.task(1, &server.url("/"));
    desk.runtime.block_on(async {
        let saw_part = async {
            while desk.files().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            assert!(desk.files()[0].to_string_lossy().ends_with(".part"), "{:?}", desk.files());
        };
        tokio::select! {
            fetched = fetcher.fetch(&task, 1) => panic!("it cannot end: {fetched:?}"),
            () = saw_part => {}
        }
    });
    assert!(desk.files().is_empty());
}
