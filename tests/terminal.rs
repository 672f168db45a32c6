//! The program as a terminal sees it: what it accepts, what it prints and how it exits.
#![cfg(target_os = "linux")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::files::files_in;
use common::program::{Program, Running};
use common::report::{assert_holds_against_the_schema, kinds, report};
use common::wait::eventually;
use manyhands::model::{ErrorKind, Mode, Report, Run};
use rustix::process::Signal;

/// Four small pictures from a quick lab server.
const SMALL: [&str; 4] = ["run", "/id/[1-4]/60/90", "--latency", "20"];

fn small<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SMALL.iter().chain(more).copied().collect()
}

#[test]
fn help_goes_to_standard_output_and_ends_with_examples() {
    let program = Program::new();
    for (arguments, words) in [
        (&["--help"] as &[_], "manyhands run"),
        (&["run", "--help"], "process-per-task"),
        (&["lab", "--help"], "/id/ID/WIDTH/HEIGHT"),
    ] {
        let finished = program.run(arguments);
        assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        assert!(finished.stdout.contains("Examples:") && finished.stdout.contains(words), "{}", finished.stdout);
    }
    assert_eq!(program.run(&["--version"]).stdout.trim(), concat!("manyhands ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_cannot_be_done_exits_with_2_and_says_what_to_change() {
    let program = Program::new();
    fs::write(program.home().join("file"), "").expect("a file");
    fs::write(program.home().join("empty.txt"), "\n").expect("an empty list");
    let cases: [(&[&str], &str); 17] = [
        (&["run", "-m", "fast"], "choose sequential"),
        (&["run", "-m", "sequential:4"], "leave “:4” out"),
        (&["run", "-m", "async", "-m", "async"], "leave one out"),
        (&["run", "-m", "async", "--baseline", "sequential"], "name one of the modes that run"),
        (&["run", "-w", "0"], "from 1 to 512"),
        (&["run", "-n", "10001"], "from 1 to 10000"),
        (&["run", "-H", "secret"], "NAME: VALUE"),
        (&["run", "--latency", "10", "--jitter", "20"], "choose less"),
        (&["run", "--fault", "cut=0.6", "--fault", "html=0.6"], "choose smaller ones"),
        (&["run", "http://127.0.0.1/a", "--latency", "5"], "leave one of them out"),
        (&["run", "http://a.example/[1-10].jpg"], "--yes"),
        (&["run", "ftp://a.example/1.jpg"], "http"),
        (&["run", "http://a.example/[9-1].jpg"], "9-1"),
        (&["run", "@missing.txt"], "missing.txt"),
        (&["run", "@empty.txt"], "empty.txt"),
        (&["run", "--folder", "file"], "file"),
        (&["run", "--json", "missing/report.json"], "name another file"),
    ];
    for (arguments, words) in cases {
        let finished = program.run(arguments);
        assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), ""), "{arguments:?}: {finished:?}");
        assert!(finished.stderr.contains(words), "{arguments:?}: {}", finished.stderr);
    }
    let header = program.run(&["run", "-H", "secret"]);
    assert!(!header.stderr.contains("secret"), "{}", header.stderr);
    let lab = program.run(&["lab", "--jitter", "500"]);
    assert!(lab.code == Some(2) && lab.stderr.contains("choose less"), "{lab:?}");
}

#[test]
fn a_comparison_prints_its_report_and_nothing_else() {
    let program = Program::new();
    let running = program.start(&small(&["--rounds", "2", "-w", "4", "--json", "-"]));
    let own = running.process().pid;
    let finished = running.finish(Duration::from_secs(60));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let report = report(&finished);
    assert_holds_against_the_schema(&finished.stdout);
    assert_eq!(report.runs.len(), 10);
    assert_eq!(report.totals(), (40, 0));
    // The baseline is not held against itself.
    assert_eq!((report.summary.len(), report.ratios.len()), (5, 4));
    assert!(!report.verdict.fastest.is_empty() && !report.verdict.sentence.is_empty(), "{:?}", report.verdict);
    for run in &report.runs {
        let limit = run.limit_secs.expect("the limit of a lab server is known");
        assert!(run.wall_secs >= limit, "{} took {} s, less than the limit {limit} s", run.contender(), run.wall_secs);
        assert_pids(run, own);
        assert_phases(run);
    }
    assert_eq!(program.processes(), []);
    assert_eq!(files_in(&program.home().join("tmp")), Vec::<PathBuf>::new(), "temporary files stayed");
    assert_plain_lines(&finished.stderr, 10);
}

/// Which processes fetched, by mode.
fn assert_pids(run: &Run, own: u32) {
    let pids: BTreeSet<u32> = run.downloads.iter().map(|download| download.pid).collect();
    let reaped: BTreeSet<u32> = run.processes.iter().map(|process| process.pid).collect();
    match run.mode {
        Mode::Sequential | Mode::ThreadPool | Mode::Async => {
            assert_eq!((pids, reaped.len()), (BTreeSet::from([own]), 0), "{}", run.mode);
        }
        Mode::ProcessPerTask => assert!(pids.len() == 4 && pids == reaped, "{pids:?} {reaped:?}"),
        Mode::ProcessPool => {
            assert!((1..=4).contains(&pids.len()) && pids.is_subset(&reaped), "{pids:?} {reaped:?}");
        }
    }
    assert!(!run.mode.starts_processes() || !pids_contain(run, own), "{} fetched in our own process", run.mode);
}

/// The phases of a download last from its start to its end, and only process modes start anything.
fn assert_phases(run: &Run) {
    for download in &run.downloads {
        let (total, phases) = (download.end_secs - download.start_secs, download.phases.total_secs());
        assert!((total - phases).abs() < 1e-3, "{}: {total} s, phases {phases} s: {download:?}", run.contender());
        assert!(download.end_secs <= run.wall_secs, "{}: it ended after its run", run.contender());
        let is_first = run.processes.iter().any(|process| process.pid == download.pid);
        assert!(download.phases.spawn_secs.is_none() || is_first, "{}: {download:?}", run.contender());
        assert_eq!(download.phases.queue_secs.is_none(), run.mode == Mode::Sequential, "{}", run.contender());
    }
    let spawned = run.downloads.iter().filter(|download| download.phases.spawn_secs.is_some()).count();
    let expected = if run.mode == Mode::ProcessPerTask { 4..=4 } else { 0..=run.processes.len() };
    assert!(expected.contains(&spawned), "{}: {spawned} downloads bear a start", run.contender());
    assert_eq!(run.active.last().map(|step| step.1), Some(0), "{}: every process is reaped", run.contender());
}

fn pids_contain(run: &Run, pid: u32) -> bool {
    run.downloads.iter().any(|download| download.pid == pid)
}

/// Progress where nobody watches: a line a run, and nothing that only a terminal understands.
fn assert_plain_lines(stderr: &str, runs: usize) {
    let lines: Vec<_> = stderr.lines().filter(|line| line.starts_with("round ")).collect();
    assert_eq!(lines.len(), runs, "{stderr}");
    assert!(lines.iter().all(|line| line.ends_with(" 4 ok")), "{stderr}");
    assert!(!stderr.contains(['\u{1b}', '\r']), "{stderr}");
}

#[test]
fn without_json_a_table_and_the_verdict_stand_on_standard_output() {
    let finished = Program::new().run(&small(&["--rounds", "1", "-w", "2"]));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    for words in ["median", "times as fast", "sequential:1", "process-per-task:4", "process-pool:2", "async:2"] {
        assert!(finished.stdout.contains(words), "{words}: {}", finished.stdout);
        assert!(words.contains(':') || !finished.stderr.contains(words), "{words}: {}", finished.stderr);
    }
}

#[test]
fn quiet_says_nothing_but_the_result() {
    let arguments = ["--rounds", "1", "-m", "async:4", "-q"];
    let finished = Program::new().run(&small(&arguments));
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    assert!(finished.stdout.contains("async:4"), "{}", finished.stdout);
    let finished = Program::new().run(&small(&["--rounds", "1", "-m", "async:4", "-q", "--json", "-"]));
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    assert_eq!(report(&finished).totals(), (4, 0));
}

#[test]
fn the_report_goes_to_a_file_beside_the_table() {
    let program = Program::new();
    let finished = program.run(&small(&["--rounds", "1", "-m", "sequential", "--json", "report.json"]));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert!(finished.stdout.contains("sequential:1"));
    let json = fs::read_to_string(program.home().join("report.json")).expect("the report is written");
    assert_holds_against_the_schema(&json);
}

#[test]
fn files_stay_as_keep_says() {
    for (keep, stay) in [(None, 8), (Some("all"), 16), (Some("last"), 8), (Some("none"), 0)] {
        let program = Program::new();
        let mut arguments = small(&["--rounds", "2", "-m", "sequential", "-m", "process-pool:2", "--json", "-"]);
        arguments.extend(["--folder", "pictures"]);
        arguments.extend(keep.iter().flat_map(|keep| ["--keep", keep]));
        let finished = program.run(&arguments);
        assert_eq!(finished.code, Some(0), "{keep:?}: {finished:?}");
        let report = report(&finished);
        let mut named = kept(&report);
        let found = files_in(&program.home().join("pictures"));
        named.sort();
        assert_eq!(named, found, "{keep:?}: the report names the files that stayed");
        assert_eq!(found.len(), stay, "{keep:?}");
        assert!(found.iter().all(|file| is_jpeg(file)), "{keep:?}: {found:?}");
    }
}

fn kept(report: &Report) -> Vec<PathBuf> {
    report.runs.iter().flat_map(|run| &run.downloads).filter_map(|download| download.path.clone()).collect()
}

/// Whole, as the first and last two bytes of a JPEG tell.
fn is_jpeg(file: &Path) -> bool {
    let bytes = fs::read(file).expect("the file is readable");
    bytes.starts_with(&[0xff, 0xd8]) && bytes.ends_with(&[0xff, 0xd9])
}

#[test]
fn every_fault_has_its_kind_and_the_exit_code_is_1() {
    let cases = [
        ("5xx=1", ErrorKind::ServerError),
        ("429=1", ErrorKind::RateLimited),
        ("cut=1", ErrorKind::Truncated),
        ("wrong-length=1", ErrorKind::Protocol),
        ("reset=1", ErrorKind::ConnectionReset),
        ("stall=1", ErrorKind::Timeout),
        ("html=1", ErrorKind::NotAPicture),
    ];
    let program = Program::new();
    for (fault, kind) in cases {
        for mode in ["sequential", "process-pool:1"] {
            let arguments = ["run", "/id/1/60/90", "--latency", "5", "--rounds", "1", "--timeout", "1", "-m", mode];
            let finished = program.run(&[&arguments as &[_], &["--fault", fault, "--json", "-"]].concat());
            assert_eq!(finished.code, Some(1), "{fault}: {finished:?}");
            let report = report(&finished);
            assert_holds_against_the_schema(&finished.stdout);
            assert_eq!(kinds(&report.runs[0]), [Some(kind)], "{fault}: {finished:?}");
            assert_eq!(report.runs[0].downloads[0].path, None, "{fault}: nothing is kept as a picture");
        }
    }
}

#[test]
fn some_faults_fail_the_same_downloads_in_every_mode() {
    let arguments =
        ["run", "/id/[1-20]/60/90", "--latency", "5", "--rounds", "1", "--fault", "html=0.4", "--json", "-"];
    let finished = Program::new().run(&arguments);
    assert_eq!(finished.code, Some(1), "{finished:?}");
    let report = report(&finished);
    let first = kinds(&report.runs[0]);
    let failed = first.iter().flatten().count();
    assert!((1..20).contains(&failed), "{failed} of 20 failed");
    for run in &report.runs {
        assert_eq!(kinds(run), first, "{}", run.contender());
    }
}

#[test]
fn an_interrupted_comparison_reports_what_was_finished() {
    for signal in [Signal::INT, Signal::TERM] {
        let program = Program::new();
        let arguments = ["run", "/id/[1-4]/60/90", "--latency", "150", "-w", "2", "--rounds", "100", "--json", "-"];
        let running = program.start(&arguments);
        eventually(Duration::from_secs(30), "a run ends", || running.stderr().contains("round ").then_some(()));
        let asked = Instant::now();
        running.signal_group(signal);
        // All its rounds would take minutes.
        let finished = running.finish(Duration::from_secs(10));
        let took = asked.elapsed();
        assert_eq!(finished.code, Some(130), "{signal:?}: {finished:?}");
        assert!(took < Duration::from_secs(5), "{signal:?}: it took {took:?}");
        let report = report(&finished);
        assert!(!report.runs.is_empty() && report.runs.len() < 500, "{} runs", report.runs.len());
        assert_holds_against_the_schema(&finished.stdout);
        assert_eq!(program.processes(), [], "{signal:?}");
        assert_eq!(files_in(&program.home().join("tmp")), Vec::<PathBuf>::new(), "{signal:?}");
    }
}

#[test]
fn a_report_is_written_where_the_result_cannot_be() {
    let program = Program::new();
    let mut command = program.command(&small(&["--rounds", "1", "-m", "async:4", "--json", "report.json"]));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the full device");
    let output = command.stdout(full).stderr(Stdio::piped()).output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("the result could not be written"), "{stderr}");
    let report = manyhands::export::open(&program.home().join("report.json")).expect("it was written");
    assert_eq!(report.runs.len(), 1);
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let program = Program::new();
    let mut command = program.command(&small(&["--rounds", "1", "-m", "async:4"]));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}

#[test]
fn the_lab_server_says_where_it_listens_and_serves_until_it_is_stopped() {
    let program = Program::new();
    let lab = program.start(&["lab", "--latency", "10"]);
    let url = format!("http://127.0.0.1:{}/id/[1-2]/60/90", port_of(&lab));
    let finished = program.run(&["run", &url, "-m", "async", "--rounds", "1", "--json", "-"]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert_eq!(report(&finished).totals(), (2, 0));
    lab.signal_group(Signal::INT);
    assert_eq!(lab.finish(Duration::from_secs(5)).code, Some(130));
}

/// Where a lab server that was started listens, as its first line says.
fn port_of(lab: &Running) -> u16 {
    let line = eventually(Duration::from_secs(20), "the first line", || {
        lab.stdout().split_once('\n').map(|(line, _)| line.to_owned())
    });
    let address = line.strip_prefix("listening on ").expect("the first line says where");
    let port = address.strip_prefix("http://127.0.0.1:").expect("on loopback");
    port.parse().ok().filter(|port| *port > 0).unwrap_or_else(|| panic!("a port: {line}"))
}

#[test]
fn of_several_hosts_the_one_that_asks_to_wait_is_named() {
    let program = Program::new();
    let patient = program.start(&["lab", "--latency", "5"]);
    let busy = program.start(&["lab", "--latency", "5", "--fault", "429=1"]);
    let [patient_port, busy_port] = [&patient, &busy].map(port_of);
    let list = format!("http://localhost:{patient_port}/id/1/60/90\nhttp://127.0.0.1:{busy_port}/id/2/60/90\n");
    fs::write(program.home().join("list.txt"), list).expect("a list");
    for warm_up in [&[] as &[_], &["--no-warm-up"]] {
        let arguments = ["run", "@list.txt", "-m", "sequential", "--rounds", "1", "--json", "-"];
        let finished = program.run(&[&arguments as &[_], warm_up].concat());
        let said = format!("127.0.0.1:{busy_port} asks to be left alone for 5.00 s; run again after that.");
        assert!(finished.stderr.contains(&said), "{warm_up:?}: {finished:?}");
        assert!(!finished.stderr.contains("localhost asks"), "{warm_up:?}: {finished:?}");
    }
}

#[test]
fn thumbnails_are_part_of_the_work_when_asked_for() {
    let arguments = ["--rounds", "1", "-w", "2", "--work", "thumbnail", "--json", "-"];
    let finished = Program::new().run(&small(&arguments));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let report = report(&finished);
    let mut downloads = report.runs.iter().flat_map(|run| &run.downloads);
    assert!(downloads.all(|download| download.phases.thumbnail_secs.is_some_and(|secs| secs > 0.0)));
}

#[test]
fn a_header_is_never_shown() {
    let arguments = ["--rounds", "1", "-m", "async", "-H", "Authorization: hunter2", "--json", "-"];
    let finished = Program::new().run(&small(&arguments));
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert!(!finished.stdout.contains("hunter2") && !finished.stderr.contains("hunter2"));
}

#[test]
fn without_a_display_it_says_so_and_compares() {
    let program = Program::new();
    let running = program.start(&[]);
    eventually(Duration::from_secs(30), "the comparison begins", || {
        running.stderr().contains("5 contenders × 8 rounds × 10 downloads").then_some(())
    });
    assert!(running.stderr().contains("no display"), "{}", running.stderr());
    running.signal_group(Signal::INT);
    assert_eq!(running.finish(Duration::from_secs(10)).code, Some(130));
}
