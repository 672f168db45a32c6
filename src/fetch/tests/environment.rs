//! What the environment says: roots and proxies. Each test starts itself again as a child, since a
//! process does not change its own environment.

use std::path::Path;
use std::process::Command;

use super::server::{Server, answer, redirect};
use super::tls::{Authority, NAME, https, serve};
use super::*;

/// Tells a child what to fetch.
const CHILD: &str = "MANYHANDS_TEST_URL";
const VARIABLES: [&str; 8] =
    ["SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

/// Runs the test of this module in a process with only these of [`VARIABLES`]; gives whether it
/// passed, and what it said.
fn as_child(test: &str, url: &str, variables: &[(&str, &str)]) -> (bool, String) {
    let (_, module) = module_path!().split_once("::").expect("a module of the crate");
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", &format!("{module}::{test}")]);
    for name in VARIABLES {
        child.env_remove(name);
    }
    let output = child.env(CHILD, url).envs(variables.iter().copied()).output().expect("the test as a child");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("running 1 test"), "{told}");
    (output.status.success(), told)
}

#[test]
fn roots_that_are_named_stand_in_place_of_the_system_s() {
    if let Ok(url) = std::env::var(CHILD) {
        let network = network([(NAME, Ipv4Addr::LOCALHOST, Duration::ZERO)]);
        assert_eq!(Desk::new().fetch_within(&rules(), network, &url).outcome, Outcome::Ok);
        return;
    }
    let (folder, authority) = (tempfile::tempdir().expect("a folder"), Authority::new());
    let (server, _) = serve(authority.server(4000));
    let run = |roots: &Path| {
        let variables = [("SSL_CERT_FILE", roots.to_str().expect("a plain path"))];
        as_child("roots_that_are_named_stand_in_place_of_the_system_s", &https(&server), &variables)
    };
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, authority.pem()).expect("written");
    let (is_trusted, told) = run(&roots);
    assert!(is_trusted, "{told}");
    std::fs::write(&roots, Authority::new().pem()).expect("written");
    let (is_trusted, told) = run(&roots);
    assert!(!is_trusted && told.contains("CertificateInvalid"), "{told}");
}

#[test]
fn a_proxy_is_used_but_not_to_this_machine() {
    if let Ok(near) = std::env::var(CHILD) {
        return ask_near_and_far(&near);
    }
    let proxy = Server::start(|head, stream| {
        let path = head.trim_start_matches("get http://far.invalid").split(' ').next();
        let bytes = match path {
            Some("/to-public") => redirect("http://far.invalid/"),
            Some("/to-private") => redirect("http://10.0.0.1/"),
            _ => answer("200 OK", &[], PICTURE),
        };
        stream.write_all(&bytes).is_ok()
    });
    let near = Server::saying(answer("200 OK", &[], PICTURE));
    // By its name, which has a private address: that must not keep it from being used.
    let through = format!("http://me:secret@localhost:{}", proxy.port);
    let test = "a_proxy_is_used_but_not_to_this_machine";
    let (has_passed, told) = as_child(test, &near.url("/"), &[("HTTP_PROXY", &through), ("http_proxy", &through)]);
    assert!(has_passed, "{told}");
    assert_eq!(near.heads().len(), 1, "straight");
    let heads = proxy.heads();
    let asked: Vec<_> = heads.iter().filter_map(|head| head.split(' ').nth(1)).collect();
    assert_eq!(asked, ["/to-public", "/", "/to-private"].map(|path| format!("http://far.invalid{path}")));
    assert!(heads.iter().all(|head| head.contains("proxy-authorization: basic")));
}

/// Fetches `near` straight and the rest through the proxy.
fn ask_near_and_far(near: &str) {
    let through = std::env::var("HTTP_PROXY").expect("set by the parent");
    let urls = [near, "http://far.invalid/"].map(|url| url.parse().expect("a URL"));
    assert_eq!(crate::fetch::proxy(&urls), Some(through.replace("me:secret@", "")));
    assert_eq!(crate::fetch::proxy(&urls[..1]), None, "nothing goes through it");
    let (desk, fetcher) = (Desk::new(), Fetcher::new(&rules(), None));
    for url in [near, "http://far.invalid/to-public"] {
        let fetched = desk.fetch_by(&fetcher, url);
        assert_eq!(fetched.outcome, Outcome::Ok);
    }
    let led = desk.fetch_by(&fetcher, "http://far.invalid/to-private");
    assert_eq!(failure(&led).kind, ErrorKind::AddressRefused);
}
