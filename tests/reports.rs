//! Reports as a terminal writes, keeps and opens them, and a comparison done again.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use common::files::files_in;
use common::program::{Finished, Program};
use common::report::report;
use common::wait::eventually;
use manyhands::export;
use manyhands::model::{Contender, Mode};
use serde_json::Value;

/// Two small pictures from a quick lab server, in two modes.
const SMALL: [&str; 10] =
    ["run", "/id/[1-2]/60/90", "--latency", "10", "--rounds", "1", "-m", "sequential", "-m", "process-pool:2"];

/// A name for every form.
const FORMS: [&str; 12] = [
    "--json",
    "a.json",
    "--csv",
    "a.csv",
    "--hyperfine",
    "b.json",
    "--har",
    "a.har",
    "--trace",
    "a.trace.json",
    "--markdown",
    "a.md",
];

fn small<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SMALL.iter().chain(more).copied().collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("it is written")).expect("JSON")
}

fn assert_ended(finished: &Finished, code: i32) {
    assert_eq!(finished.code, Some(code), "{finished:?}");
}

#[test]
fn every_form_is_written_even_when_downloads_fail() {
    for (fault, code) in [("cut=0", 0), ("cut=1", 1)] {
        let program = Program::new();
        let finished = program.run(&small(&[&["--fault", fault] as &[_], &FORMS].concat()));
        assert_ended(&finished, code);
        let at = |name: &str| program.home().join(name);
        assert_eq!(export::open(&at("a.json")).expect("it opens").runs.len(), 2);
        assert_eq!(fs::read_to_string(at("a.csv")).expect("written").lines().count(), 1 + 2 * 2);
        let results = json(&at("b.json"))["results"].as_array().expect("results").len();
        assert_eq!(results, if code == 0 { 2 } else { 0 }, "a run in which everything failed has no time");
        assert_eq!(json(&at("a.har"))["log"]["entries"].as_array().expect("entries").len(), 4);
        let events = json(&at("a.trace.json"));
        let is_download = |event: &&Value| event["cat"].as_str().is_some_and(|cat| cat.starts_with("download"));
        assert_eq!(events["traceEvents"].as_array().expect("events").iter().filter(is_download).count(), 4);
        assert!(fs::read_to_string(at("a.md")).expect("written").contains("| process-pool:2 |"));
    }
}

#[test]
fn a_place_that_cannot_be_written_is_refused_before_anything_is_fetched() {
    let program = Program::new();
    for option in ["--csv", "--hyperfine", "--har", "--trace", "--markdown"] {
        // The address would be refused too, by the network.
        let finished = program.run(&["run", "http://127.0.0.1:1/a", option, "missing/file"]);
        assert_ended(&finished, 2);
        assert!(finished.stderr.contains("name another file than missing/file"), "{option}: {}", finished.stderr);
    }
    assert!(!program.home().join(".local").exists(), "nothing was begun, so nothing was kept");
}

#[test]
fn what_is_secret_is_written_nowhere() {
    let program = Program::new();
    let lab = program.start(&["lab", "--latency", "5"]);
    let line =
        eventually(Duration::from_secs(30), "the lab listens", || lab.stdout().lines().next().map(str::to_owned));
    let host = line.strip_prefix("listening on http://").expect("an address").to_owned();
    // Pictures, and what is not found, so that sentences about failures are written too.
    let address = format!("http://me:canary@{host}/{{id/1/60/90,nothing}}");
    let refused = "http://canary:canary@127.0.0.1:1/a".to_owned();
    let secrets = ["-H", "Authorization: canary", "-H", "Cookie: a=canary", "--rounds", "1", "-w", "2"];
    for address in [address, refused] {
        let finished = program.run(&[&["run", &address, "--folder", "pictures"] as &[_], &secrets, &FORMS].concat());
        assert_ended(&finished, 1);
        assert!(!format!("{finished:?}").contains("canary"), "{finished:?}");
        for (name, bytes) in everything_in(program.home()) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("canary") && !name.contains("canary"), "{name}: {text}");
        }
        let report = export::open(&program.home().join("a.json")).expect("it opens");
        let client = report.plan.client.expect("it is known how the client asked");
        assert_eq!((client.headers, client.credentials), (vec!["Authorization".to_owned(), "Cookie".to_owned()], true));
    }
    let kept = files_in(&program.home().join(".local/share/manyhands/history"));
    assert!(kept.len() > 2, "the history was looked through too: {kept:?}");

    // Done again, the secrets have to be there again.
    let again = program.run(&["run", "--plan", "a.json"]);
    assert!(again.code == Some(2) && again.stderr.contains("-H \"Authorization: …\""), "{again:?}");
    let again = program.run(&[&["run", "--plan", "a.json"] as &[_], &secrets].concat());
    assert!(again.code == Some(2) && again.stderr.contains("give the URL again"), "{again:?}");

    for address in [
        "http://me:canary@h/[9-1]",
        "ftp://me:canary@h/a",
        "http://me:canary@h:x/",
        "me:canary@h/a",
        "http://me:canary@a.example/[1-1000]",
    ] {
        let finished = program.run(&["run", address]);
        assert!(finished.code == Some(2) && !finished.stderr.contains("canary"), "{finished:?}");
    }
}

/// The content of every file below a folder, hidden ones included, by its name.
fn everything_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("listed").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.display().to_string(), fs::read(&path).unwrap_or_default()));
            }
        }
    }
    found
}

#[test]
fn a_rate_is_kept_in_every_mode() {
    let program = Program::new();
    let arguments =
        ["run", "/id/[1-6]/60/90", "--latency", "5", "--rounds", "1", "-w", "6", "--rate", "20", "--json", "-"];
    let finished = program.run(&arguments);
    assert_ended(&finished, 0);
    let report = report(&finished);
    assert_eq!(report.runs.len(), 5);
    for run in &report.runs {
        let mut downloads: Vec<_> = run.downloads.iter().collect();
        downloads.sort_by(|a, b| a.taken_secs().total_cmp(&b.taken_secs()));
        for (turn, download) in (0_u32..).zip(downloads) {
            let due_secs = f64::from(turn) / 20.0;
            // The first microsecond of a run lies between its start and the clock's.
            assert!(download.taken_secs() >= due_secs - 1e-5, "{}: {download:?}", run.contender());
            let queued = download.phases.queue_secs;
            assert_eq!(queued.is_none(), run.mode == Mode::Sequential, "{}: waiting is queue", run.contender());
        }
        assert!(run.wall_secs >= 5.0 / 20.0, "{}: {} s", run.contender(), run.wall_secs);
        let limit = run.limit_secs.expect("the limit of a lab server is known");
        assert!((limit - 0.255).abs() < 1e-9 && run.wall_secs >= limit, "{}: {limit} s", run.contender());
    }
}

#[test]
fn a_server_sees_the_rate_too() {
    for mode in ["process-pool:6", "async:6"] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/a", listener.local_addr().expect("an address"));
        let server = thread::spawn(move || {
            let answered = listener.incoming().take(6).map(|stream| {
                let mut stream = stream.expect("a connection");
                let mut head = [0; 4096];
                assert!(stream.read(&mut head).expect("a request") > 0);
                let asked = Instant::now();
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").expect("answered");
                asked
            });
            answered.collect::<Vec<_>>()
        });
        let arguments = ["run", &url, "-n", "6", "-m", mode, "--rounds", "1", "--accept", "any", "--no-warm-up"];
        let finished = Program::new().run(&[&arguments as &[_], &["--rate", "20", "--json", "-"]].concat());
        assert_ended(&finished, 0);
        let asked = server.join().expect("the server ended well");
        // The first request came before its download ended, the last not before its time.
        let first_ended_secs = report(&finished).runs[0].downloads[0].end_secs;
        let between_secs = (asked[5] - asked[0]).as_secs_f64();
        assert!(between_secs >= 5.0 / 20.0 - first_ended_secs, "{mode}: {between_secs} s, {first_ended_secs} s");
    }
}

#[test]
fn a_comparison_is_done_again_as_it_was_but_for_what_is_given() {
    let program = Program::new();
    let arguments =
        small(&["--seed", "7", "--max-requests", "1", "--baseline", "process-pool", "--json", "first.json"]);
    assert_ended(&program.run(&arguments), 0);
    let first = export::open(&program.home().join("first.json")).expect("it opens");
    let finished = program.run(&["run", "--plan", "first.json", "--latency", "20", "--rounds", "2", "--json", "-"]);
    assert_ended(&finished, 0);
    let again = report(&finished);
    let plan = &again.plan;
    assert_eq!((again.seed, plan.count, plan.rounds), (7, 2, 2));
    assert_eq!(
        (&plan.contenders, plan.baseline),
        (&first.plan.contenders, "process-pool:2".parse::<Contender>().expect("one"))
    );
    let settings = &plan.lab.as_ref().expect("the lab serves").settings;
    assert_eq!((settings.latency_secs, settings.max_requests), (0.02, Some(1)));
    let hashes =
        |report: &manyhands::model::Report| -> Vec<_> { report.runs[0].downloads.iter().map(|one| one.hash).collect() };
    assert_eq!(hashes(&again), hashes(&first), "the same pictures");

    fs::write(program.home().join("damaged.json"), "{\"schema\": 1,").expect("written");
    for (file, words) in [("missing.json", "there is no such file"), ("damaged.json", "is damaged")] {
        for command in [&["run", "--plan", file] as &[_], &["open", file]] {
            let finished = program.run(command);
            assert!(finished.code == Some(2) && finished.stderr.contains(words), "{finished:?}");
            assert_eq!(finished.stderr.lines().count(), 1, "one sentence: {}", finished.stderr);
        }
    }
}

#[test]
fn without_a_display_a_report_s_tables_are_printed() {
    let program = Program::new();
    let run = program.run(&small(&["--json", "a.json"]));
    assert_ended(&run, 0);
    let opened = program.run(&["open", "a.json"]);
    assert_ended(&opened, 0);
    assert_eq!(opened.stdout, run.stdout, "it says what was said at its end");
    assert!(opened.stderr.starts_with("There is no display"), "{}", opened.stderr);
}
