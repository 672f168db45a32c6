//! Pictures and failures from servers that others wrote: nginx with photographs, and httpbin.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::files::files_in;
use common::program::Program;
use common::report::{kinds, report};
use common::server::Server;
use manyhands::model::{ErrorKind, Mode, Outcome};

const PHOTOGRAPHS: &str = "/usr/share/backgrounds/mate";

/// Every picture of the package, by its path below [`PHOTOGRAPHS`] with a leading slash.
fn photographs() -> Vec<String> {
    let folders = fs::read_dir(PHOTOGRAPHS)
        .expect("the photographs are not installed: apt-get install mate-backgrounds, or run tests/run");
    let files = folders.flatten().filter(|folder| folder.path().is_dir());
    let files = files.flat_map(|folder| fs::read_dir(folder.path()).expect("a folder").flatten());
    let is_picture = |path: &Path| path.extension().is_some_and(|ending| ending == "jpg" || ending == "png");
    let paths = files.map(|file| file.path()).filter(|path| is_picture(path) && path.is_file());
    let mut paths: Vec<_> =
        paths.map(|path| path.to_str().expect("plain names").trim_start_matches(PHOTOGRAPHS).to_owned()).collect();
    paths.sort();
    assert!(paths.len() > 20, "{paths:?}");
    paths
}

#[test]
fn photographs_from_nginx_arrive_byte_for_byte_in_every_mode() {
    let photographs = photographs();
    let nginx = Server::nginx(Path::new(PHOTOGRAPHS));
    let program = Program::new();
    let list = nginx.list(photographs.iter().map(String::as_str));
    let finished = program.run(&["run", &list, "--rounds", "1", "--folder", "kept", "--json", "-"]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let report = report(&finished);
    assert_eq!(report.runs.len(), Mode::ALL.len());
    for summary in &report.summary {
        let limit_secs = summary.estimated_limit_secs.expect("the limit of a host that does not tell it is estimated");
        assert!(0.0 < limit_secs && limit_secs < 2.0 * summary.median_secs, "{summary:?}");
    }
    for run in &report.runs {
        assert_eq!(run.downloads.len(), photographs.len(), "{}", run.contender());
        for (download, photograph) in run.downloads.iter().zip(&photographs) {
            let original = fs::read(format!("{PHOTOGRAPHS}{photograph}")).expect("the original");
            let path = download.path.as_deref().expect("the last round's files stay");
            let fetched = fs::read(path).expect("the download");
            assert!(original == fetched, "{}: {} differs from {photograph}", run.contender(), path.display());
            assert_eq!(download.bytes, original.len() as u64, "{photograph}");
        }
    }
}

#[test]
fn httpbin_s_pictures_succeed() {
    let httpbin = Server::httpbin();
    let list = httpbin.list(["/image/jpeg", "/image/png", "/image/webp", "/redirect-to?url=/image/png"]);
    let finished = Program::new().run(&["run", &list, "--rounds", "1", "-w", "4", "--json", "-"]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    for run in &report(&finished).runs {
        assert_eq!(kinds(run), [None; 4], "{}", run.contender());
        let [direct, redirected] = [1, 3].map(|index: usize| &run.downloads[index]);
        assert_eq!((direct.hops.len(), redirected.hops.len()), (0, 1), "{}", run.contender());
        assert_eq!(redirected.hash, direct.hash, "{}", run.contender());
        let path = redirected.final_url.as_ref().map(|url| url.path().to_owned());
        assert_eq!(path.as_deref(), Some("/image/png"), "{}", run.contender());
    }
}

#[test]
fn httpbin_s_failures_have_each_their_kind() {
    let cases = [
        ("/status/404", ErrorKind::NotFound),
        ("/status/503", ErrorKind::ServerError),
        ("/absolute-redirect/20", ErrorKind::TooManyRedirects),
        ("/html", ErrorKind::NotAPicture),
        ("/bytes/100?seed=1", ErrorKind::NotAPicture),
        ("/redirect/3", ErrorKind::NotAPicture),
        ("/drip?duration=20&numbytes=10", ErrorKind::Timeout),
        ("/delay/2", ErrorKind::Timeout),
        ("/redirect-to?url=file:///etc/passwd", ErrorKind::RedirectRefused),
    ];
    let httpbin = Server::httpbin();
    let list = httpbin.list(cases.map(|(path, _)| path));
    let program = Program::new();
    let limits = ["--rounds", "1", "--timeout", "1", "--no-warm-up", "--folder", "kept", "--json", "-"];
    let modes = ["-m", "async:9", "-m", "process-pool:9"];
    let finished = program.run(&[&["run", list.as_str()] as &[_], &limits, &modes].concat());
    assert_eq!(finished.code, Some(1), "{finished:?}");
    for run in &report(&finished).runs {
        assert_eq!(kinds(run), cases.map(|(_, kind)| Some(kind)), "{}: {finished:?}", run.contender());
        for (download, (path, _)) in run.downloads.iter().zip(&cases) {
            let Outcome::Failed(failure) = &download.outcome else { unreachable!("looked at above") };
            // After redirects the sentence names the last address.
            let is_named = failure.message.contains(path.split(['?', ':']).next().expect("a path"));
            assert!(is_named || !download.hops.is_empty(), "{}", failure.message);
            assert_eq!(download.path, None, "{path}");
        }
    }
    assert_eq!(files_in(&program.home().join("kept")), Vec::<PathBuf>::new());
}

#[test]
fn a_host_that_asks_to_wait_ends_the_comparison() {
    let httpbin = Server::httpbin();
    let url = httpbin.url("/status/429");
    let finished = Program::new().run(&["run", &url, "-m", "sequential", "--no-warm-up", "--json", "-"]);
    assert_eq!(finished.code, Some(1), "{finished:?}");
    let report = report(&finished);
    assert_eq!(report.runs.len(), 1, "it does not go on asking");
    assert_eq!(kinds(&report.runs[0]), [Some(ErrorKind::RateLimited)]);
    assert!(!report.runs[0].usable);
}
