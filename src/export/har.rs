//! An entry a request: HTTP Archive 1.2, for browsers' network views and HAR viewers.
//!
//! A run is a page, and redirects are entries of their own. Headers and cookies are not recorded, so
//! their lists are empty and no secret can stand in them. Timings are milliseconds, −1 where a phase
//! did not happen; `blocked` is the start of the process and the queue, and
//! of what a redirect led to its share of waiting for the rate that was asked for. What lies between the phases,
//! and saving and shrinking, are no matter of HTTP: they stand in fields with an underscore, as the
//! format asks of fields of one's own.
//!
//! A report does not hold when a run began by the wall clock. So the runs are laid end to end from
//! when the comparison began; within a run all times are as measured.
//!
//! Source: <http://www.softwareishard.com/blog/har-12-spec/>.

use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use url::Url;

use crate::model::{Download, Format as Picture, Outcome, Report, Run, without_credentials};

/// For a timing that does not apply.
const NONE: f64 = -1.0;

#[derive(Serialize)]
struct Har<'a> {
    log: Log<'a>,
}

#[derive(Serialize)]
struct Log<'a> {
    version: &'static str,
    creator: Creator<'a>,
    pages: Vec<Page>,
    entries: Vec<Entry<'a>>,
    comment: &'static str,
}

#[derive(Serialize)]
struct Creator<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    started_date_time: String,
    id: String,
    title: String,
    page_timings: PageTimings,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageTimings {
    on_load: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    pageref: String,
    started_date_time: String,
    /// The sum of the timings, as the format has it.
    time: f64,
    request: Request<'a>,
    response: Response<'a>,
    cache: Nothing,
    timings: Timings,
    #[serde(rename = "_index")]
    index: u32,
    #[serde(rename = "_worker")]
    worker: u32,
    #[serde(rename = "_pid")]
    pid: u32,
}

/// An empty object.
#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    method: &'static str,
    url: String,
    http_version: &'a str,
    cookies: [Nothing; 0],
    headers: [Nothing; 0],
    query_string: Vec<Query>,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
struct Query {
    name: String,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    /// 0 where no answer came, as browsers write it.
    status: u16,
    status_text: &'static str,
    http_version: &'a str,
    cookies: [Nothing; 0],
    headers: [Nothing; 0],
    content: Content,
    #[serde(rename = "redirectURL")]
    redirect_url: String,
    headers_size: i64,
    body_size: i64,
    #[serde(rename = "_error", skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    size: u64,
    mime_type: &'static str,
}

#[derive(Serialize)]
struct Timings {
    blocked: f64,
    dns: f64,
    connect: f64,
    /// Part of `connect`, and not known apart from it.
    ssl: f64,
    send: f64,
    wait: f64,
    receive: f64,
    #[serde(rename = "_save")]
    save: f64,
    #[serde(rename = "_thumbnail")]
    thumbnail: f64,
    #[serde(rename = "_other")]
    other: f64,
}

impl Timings {
    /// All that the format knows; `ssl` is part of `connect`.
    fn sum(&self) -> f64 {
        let parts = [self.blocked, self.dns, self.connect, self.send, self.wait, self.receive];
        parts.into_iter().filter(|part| *part > 0.0).sum()
    }
}

/// Writes the archive, its entries in the order in which they began.
pub(super) fn write(report: &Report, mut writer: impl Write) -> io::Result<()> {
    let (name, version) = report.program.rsplit_once(' ').unwrap_or((&report.program, ""));
    let (mut pages, mut entries) = (Vec::new(), Vec::new());
    let mut begin_secs = 0.0;
    for run in &report.runs {
        let clock = Clock { comparison: report.started_at, run_secs: begin_secs };
        pages.push(page(run, clock));
        let mut of_run: Vec<(f64, Entry<'_>)> = run
            .downloads
            .iter()
            .filter(|download| was_begun(download))
            .flat_map(|one| requests(run, one, clock))
            .collect();
        of_run.sort_by(|one, other| one.0.total_cmp(&other.0));
        entries.extend(of_run.into_iter().map(|(_, entry)| entry));
        begin_secs += run.wall_secs.max(0.0);
    }
    let comment = "Runs are laid end to end from when the comparison began; within a run times are as measured.";
    let log = Log { version: "1.2", creator: Creator { name, version }, pages, entries, comment };
    serde_json::to_writer(&mut writer, &Har { log })?;
    writer.write_all(b"\n")
}

/// A run that ended early has downloads that no worker ever took: nothing was asked.
fn was_begun(download: &Download) -> bool {
    download.attempts > 0
}

/// From seconds of a run to the wall clock.
#[derive(Clone, Copy)]
struct Clock {
    comparison: Timestamp,
    run_secs: f64,
}

impl Clock {
    fn at(self, secs: f64) -> String {
        let since = SignedDuration::try_from_secs_f64(self.run_secs + secs).unwrap_or_default();
        let at = self.comparison.checked_add(since).unwrap_or(self.comparison);
        // Three digits at the least are what readers expect; microseconds are what we know.
        format!("{at:.6}")
    }
}

fn page(run: &Run, clock: Clock) -> Page {
    Page {
        started_date_time: clock.at(0.0),
        id: page_id(run),
        title: format!("{}, round {}", run.contender().label(), run.round),
        page_timings: PageTimings { on_load: millis(Some(run.wall_secs)) },
    }
}

fn page_id(run: &Run) -> String {
    format!("run_{}", run.id)
}

/// The requests of a download with when each began, redirects first.
fn requests<'a>(run: &Run, download: &'a Download, clock: Clock) -> Vec<(f64, Entry<'a>)> {
    let phases = &download.phases;
    let last_url = download.final_url.as_ref().unwrap_or(&download.url);
    let mut at_secs = download.start_secs;
    // Each redirect waited for its turn about as long as the others.
    let turn_secs = phases.turn_secs.map(|secs| secs / download.hops.len().max(1) as f64);
    // Before each request, from when its entry begins.
    let mut blocked_secs = phases.spawn_secs.or(phases.queue_secs).map(|_| download.taken_secs() - download.start_secs);
    let mut made = Vec::with_capacity(download.hops.len() + 1);
    let entry = |at_secs: f64, request, response, timings: Timings| Entry {
        pageref: page_id(run),
        started_date_time: clock.at(at_secs),
        time: timings.sum(),
        request,
        response,
        cache: Nothing {},
        timings,
        index: download.index,
        worker: download.worker,
        pid: download.pid,
    };
    for (place, hop) in download.hops.iter().enumerate() {
        let next = download.hops.get(place + 1).map_or(last_url, |hop| &hop.url);
        let version = version(download);
        let response = Response { redirect_url: plain(next), ..response(Some(hop.status), version) };
        let timings = Timings { blocked: millis(blocked_secs), wait: millis(Some(hop.secs)), ..timings() };
        made.push((at_secs, entry(at_secs, request(&hop.url, version), response, timings)));
        at_secs += blocked_secs.unwrap_or_default() + hop.secs;
        blocked_secs = turn_secs;
    }
    made.push((
        at_secs,
        entry(at_secs, request(last_url, version(download)), answer(download), last(download, millis(blocked_secs))),
    ));
    made
}

fn request<'a>(url: &Url, http_version: &'a str) -> Request<'a> {
    let pairs = url.query_pairs();
    Request {
        method: "GET",
        url: plain(url),
        http_version,
        cookies: [],
        headers: [],
        query_string: pairs.map(|(name, value)| Query { name: name.into(), value: value.into() }).collect(),
        headers_size: -1,
        body_size: 0,
    }
}

/// An answer of which only the status is known.
fn response(status: Option<u16>, http_version: &str) -> Response<'_> {
    Response {
        status: status.unwrap_or(0),
        status_text: "",
        http_version,
        cookies: [],
        headers: [],
        content: Content { size: 0, mime_type: "x-unknown" },
        redirect_url: String::new(),
        headers_size: -1,
        body_size: -1,
        error: None,
    }
}

/// The last answer of a download.
fn answer(download: &Download) -> Response<'_> {
    let error = match &download.outcome {
        Outcome::Ok => None,
        Outcome::Failed(failure) => Some(failure.message.as_str()),
    };
    Response {
        content: Content { size: download.bytes, mime_type: mime_type(download) },
        body_size: download.status.map_or(-1, |_| i64::try_from(download.bytes).unwrap_or(i64::MAX)),
        error,
        ..response(download.status, version(download))
    }
}

/// By the file's ending, which follows the content.
fn mime_type(download: &Download) -> &'static str {
    let ending = download.path.as_ref().and_then(|path| path.extension()).and_then(|ending| ending.to_str());
    match ending.filter(|ending| Picture::is_extension(ending)) {
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "x-unknown",
    }
}

/// The timings of a download's last request.
fn last(download: &Download, blocked: f64) -> Timings {
    let phases = &download.phases;
    Timings {
        blocked,
        dns: millis(phases.dns_secs),
        connect: millis(phases.connect_secs),
        wait: millis(phases.wait_secs).max(0.0),
        receive: millis(phases.receive_secs).max(0.0),
        save: millis(phases.save_secs),
        thumbnail: millis(phases.thumbnail_secs),
        other: millis(phases.other_secs),
        ..timings()
    }
}

/// Timings of which nothing is known; the format wants `send`, `wait` and `receive` to be there, and a
/// request without a body is sent at once.
const fn timings() -> Timings {
    Timings {
        blocked: NONE,
        dns: NONE,
        connect: NONE,
        ssl: NONE,
        send: 0.0,
        wait: 0.0,
        receive: 0.0,
        save: NONE,
        thumbnail: NONE,
        other: NONE,
    }
}

fn version(download: &Download) -> &str {
    download.http_version.as_deref().unwrap_or("unknown")
}

fn plain(url: &Url) -> String {
    without_credentials(url).into()
}

/// Milliseconds to a thousandth; −1 for what did not happen.
fn millis(secs: Option<f64>) -> f64 {
    secs.filter(|secs| secs.is_finite()).map_or(NONE, |secs| (secs * 1e6).round().max(0.0) / 1e3)
}

#[cfg(test)]
mod tests;
