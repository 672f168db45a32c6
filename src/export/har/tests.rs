//! Archives against the schema of their specification, and what they tell.

use serde_json::{Value, json};

use super::super::testing::report;
use super::*;
use crate::model::{Hop, Phases};

fn written(report: &Report) -> Value {
    let mut bytes = Vec::new();
    write(report, &mut bytes).expect("written");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// Two runs of two downloads; the second download was redirected twice.
fn redirected() -> Report {
    let mut report = report(2);
    let run = &mut report.runs[0];
    run.wall_secs = 2.0;
    let url = |path: &str| -> Url { format!("http://host.example/{path}").parse().expect("url") };
    let download = &mut run.downloads[1];
    (download.url, download.final_url) = (url("200"), Some(url("id/1/200?hmac=a%20b")));
    download.hops =
        vec![Hop { url: url("200"), status: 302, secs: 0.010 }, Hop { url: url("200/200"), status: 301, secs: 0.020 }];
    download.start_secs = 1.0;
    download.phases = Phases {
        spawn_secs: Some(0.002),
        queue_secs: Some(0.003),
        connect_secs: Some(0.001),
        wait_secs: Some(0.430),
        receive_secs: Some(0.0025),
        save_secs: Some(0.0005),
        other_secs: Some(0.0001),
        ..Phases::default()
    };
    let mut second = run.clone();
    (second.id, second.round) = (2, 2);
    report.runs.push(second);
    report
}

/// What the schema of the HAR specification says of this archive.
fn assert_holds(archive: &Value) {
    let schema = serde_json::from_str(include_str!("../../../tests/har/har.schema.json")).expect("JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let errors: Vec<_> =
        validator.iter_errors(archive).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn archives_hold_against_the_schema() {
    let mut empty = report(1);
    empty.runs.clear();
    for report in [redirected(), report(3), empty] {
        assert_holds(&written(&report));
    }
}

#[test]
#[should_panic(expected = "startedDateTime")]
fn the_schema_refuses_what_is_no_archive() {
    let mut archive = written(&report(2));
    archive["log"]["entries"][0]["startedDateTime"] = json!("yesterday");
    assert_holds(&archive);
}

#[test]
fn a_redirect_is_an_entry_that_leads_to_the_next() {
    let archive = written(&redirected());
    let entries = archive["log"]["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 8);
    let of_download: Vec<_> = entries.iter().filter(|entry| entry["_index"] == 1).take(3).collect();
    let text = |entry: &Value, path: &str| entry.pointer(path).expect(path).as_str().expect("text").to_owned();
    for pair in of_download.windows(2) {
        assert_eq!(text(pair[0], "/response/redirectURL"), text(pair[1], "/request/url"));
    }
    let timings: Vec<_> = of_download.iter().map(|entry| &entry["timings"]).collect();
    assert_eq!([&timings[0]["blocked"], &timings[0]["wait"]], [&json!(5.0), &json!(10.0)]);
    assert_eq!([&timings[1]["blocked"], &timings[1]["wait"]], [&json!(-1.0), &json!(20.0)]);
    assert_eq!([&timings[2]["connect"], &timings[2]["wait"]], [&json!(1.0), &json!(430.0)]);
    assert_eq!([&timings[2]["ssl"], &timings[2]["_other"]], [&json!(-1.0), &json!(0.1)]);
    assert_eq!(of_download[2]["time"], json!(433.5), "what HTTP took, saving not counted");
    let began: Vec<_> = of_download.iter().map(|entry| text(entry, "/startedDateTime")).collect();
    assert!(began[1].ends_with("23.138456Z") && began[2].ends_with("23.158456Z"), "{began:?}");
    assert_eq!(of_download[2]["request"]["queryString"], json!([{ "name": "hmac", "value": "a b" }]));
}

#[test]
fn what_waited_for_a_rate_was_blocked() {
    let mut report = redirected();
    report.runs[0].downloads[1].phases.turn_secs = Some(0.008);
    let archive = written(&report);
    assert_holds(&archive);
    let entries = archive["log"]["entries"].as_array().expect("entries");
    let of_download: Vec<_> = entries.iter().filter(|entry| entry["_index"] == 1).take(3).collect();
    let blocked: Vec<_> = of_download.iter().map(|entry| &entry["timings"]["blocked"]).collect();
    assert_eq!(blocked, [&json!(5.0), &json!(4.0), &json!(4.0)]);
    let began = of_download[2]["startedDateTime"].as_str().expect("text");
    assert!(began.ends_with("23.162456Z"), "the first wait lies before it, its own within: {began}");
}

#[test]
fn runs_are_pages_laid_end_to_end() {
    let archive = written(&redirected());
    let pages = archive["log"]["pages"].as_array().expect("pages");
    assert_eq!(
        (&pages[0]["startedDateTime"], &pages[1]["startedDateTime"]),
        (&json!("2026-11-21T14:03:22.123456Z"), &json!("2026-11-21T14:03:24.123456Z"))
    );
    assert_eq!((&pages[1]["id"], &pages[1]["title"]), (&json!("run_2"), &json!("Async, 5, round 2")));
    assert_eq!(pages[1]["pageTimings"]["onLoad"], json!(2000.0));
}

#[test]
fn what_failed_says_why_and_what_was_never_asked_is_left_out() {
    let mut report = report(3);
    let download = &mut report.runs[0].downloads[0];
    (download.status, download.http_version) = (None, None);
    report.runs[0].downloads[1].attempts = 0;
    let archive = written(&report);
    let entries = archive["log"]["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 2);
    let response = &entries[0]["response"];
    assert_eq!((&response["status"], &response["bodySize"]), (&json!(0), &json!(-1)));
    assert_eq!(response["_error"], "the body ended before its length");
}
