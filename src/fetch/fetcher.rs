//! One download: its deadline, its hops, its answer.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Response, StatusCode};
use url::Url;

use super::address::literal;
use super::body;
use super::client::{Clients, Network};
use super::failure::{During, Trouble, check_status, client_trouble, private_address};
use super::record::{Record, Saved};
use super::watch::{WATCH, Watch};
use crate::model::{
    DownloadTask, ErrorKind, FetchRules, Fetched, LAB_HEADER, LabTag, is_this_machine, units, without_credentials,
};

/// The most redirects that are followed.
pub const MAX_HOPS: usize = 10;

/// Gives turns to requests, no more of them than a rate allows.
pub trait Turns: Send + Sync {
    /// Takes the next one: how long to wait for it.
    fn next(&self) -> Duration;

    /// Whether who comes so late has missed its turn, and is to take another.
    fn is_missed(&self, late: Duration) -> bool;

    /// Whether none is worth waiting for any more.
    fn are_over(&self) -> bool;
}

/// How long a turn is waited for before it is looked whether they are over.
const LOOK_AROUND: Duration = Duration::from_millis(100);

/// Downloads by the same rules, any number at once, on one current-thread runtime.
///
/// Make one for each runtime, inside the clock, and drop it with the run: it holds the HTTP
/// clients, which are made on first need, and the connections that they keep.
///
/// Names are looked up beside the thread, and a look-up cannot be interrupted: shut the runtime
/// down with `shutdown_background` where it must not be waited for.
pub struct Fetcher {
    rules: FetchRules,
    clients: Clients,
    turns: Option<Arc<dyn Turns>>,
}

impl Fetcher {
    /// A fetcher that follows these rules. This costs nothing yet.
    ///
    /// A download's first request is sent at once. Before each redirect is followed it takes one of these turns
    /// and waits for it, which does not count for the deadline.
    pub fn new(rules: &FetchRules, turns: Option<Arc<dyn Turns>>) -> Self {
        Self { turns, ..Self::within(rules, Network::default()) }
    }

    pub(super) fn within(rules: &FetchRules, network: Network) -> Self {
        Self { rules: rules.clone(), clients: Clients::new(rules, network), turns: None }
    }

    /// Does one download: whole and in its place, or not there at all.
    ///
    /// A failure is data in what comes back, and the phases tell how the time was spent until
    /// then. Dropping the future ends the download and removes its part file. `attempt` counts
    /// from 1.
    pub async fn fetch(&self, task: &DownloadTask, attempt: u32) -> Fetched {
        let started = Instant::now();
        let watch = Arc::new(Watch::default());
        let mut record = Record::new(without_credentials(&task.url), started);
        let download = Download { fetcher: self, task, attempt, watch: &watch };
        let limit = Duration::try_from_secs_f64(self.rules.timeout_secs).unwrap_or(Duration::MAX);
        let timed = in_time(download.run(&mut record), limit, &watch);
        let result = WATCH.scope(Arc::clone(&watch), timed).await.unwrap_or_else(|| {
            let what = format!("the download took longer than {}", units::secs(self.rules.timeout_secs));
            Err(Trouble::new(ErrorKind::Timeout, what))
        });
        record.finish(result, &watch)
    }
}

/// What comes of `work` when it takes no longer than `limit`, its waits for turns not counted.
async fn in_time<T>(work: impl Future<Output = T>, limit: Duration, watch: &Watch) -> Option<T> {
    let (started, mut work) = (Instant::now(), pin!(work));
    loop {
        let allowed = limit.saturating_add(watch.waits());
        if let Ok(done) = tokio::time::timeout(allowed.saturating_sub(started.elapsed()), &mut work).await {
            return Some(done);
        }
        if limit.saturating_add(watch.waits()) == allowed {
            return None;
        }
    }
}

/// One download on its way.
struct Download<'a> {
    fetcher: &'a Fetcher,
    task: &'a DownloadTask,
    attempt: u32,
    watch: &'a Watch,
}

impl Download<'_> {
    async fn run(&self, record: &mut Record) -> Result<Saved, Trouble> {
        let response = self.follow(record).await?;
        check_status(response.status(), response.headers())?;
        let least_speed = self.fetcher.clients.network().least_speed;
        body::save(response, &self.task.destination, &self.fetcher.rules, least_speed, record).await
    }

    /// Asks, and follows redirects to an answer that is none.
    async fn follow(&self, record: &mut Record) -> Result<Response, Trouble> {
        let mut only_public = false;
        loop {
            let response = self.ask(record, only_public).await?;
            record.answered(&response);
            if !is_redirect(response.status()) {
                return Ok(response);
            }
            let target = target(&response, &record.url)?;
            only_public = only_public || self.is_public(&record.url, &response);
            if only_public && !self.may_be_public(&target) {
                return Err(private_address(target.host_str().unwrap_or_default()));
            }
            if record.hops() == MAX_HOPS {
                let what = format!("the host redirected more than {MAX_HOPS} times");
                return Err(Trouble::new(ErrorKind::TooManyRedirects, what));
            }
            record.follow(target);
            self.wait_for_turn(record).await?;
        }
    }

    async fn wait_for_turn(&self, record: &mut Record) -> Result<(), Trouble> {
        let Some(turns) = &self.fetcher.turns else { return Ok(()) };
        loop {
            let wait = turns.next();
            let turn = Instant::now() + wait;
            self.watch.wait(wait);
            loop {
                let left = turn.saturating_duration_since(Instant::now());
                if left.is_zero() || turns.are_over() {
                    break;
                }
                tokio::time::sleep(left.min(LOOK_AROUND)).await;
            }
            if turns.are_over() || !turns.is_missed(turn.elapsed()) {
                break;
            }
        }
        record.waited();
        if turns.are_over() {
            let what = "the run ended before the redirect was followed".to_owned();
            return Err(Trouble::new(ErrorKind::Cancelled, what));
        }
        Ok(())
    }

    async fn ask(&self, record: &mut Record, only_public: bool) -> Result<Response, Trouble> {
        self.watch.begin_hop(record.url.host_str().unwrap_or_default());
        let client = self.fetcher.clients.client(&record.url, only_public);
        let client = client.map_err(|why| Trouble::new(ErrorKind::Tls, format!("TLS cannot be set up ({why})")))?;
        // What is meant for the first host alone: credentials, headers, the lab's tag.
        let request = if record.url.origin() == self.task.url.origin() {
            let mut url = record.url.clone();
            let (user, password) = (self.task.url.username(), self.task.url.password());
            url.set_username(user).and_then(|()| url.set_password(password)).expect("http URLs can have credentials");
            client.get(url).headers(self.headers()?)
        } else {
            client.get(record.url.clone())
        };
        record.asked();
        request.send().await.map_err(|error| client_trouble(&error, During::Asking))
    }

    fn headers(&self) -> Result<HeaderMap, Trouble> {
        let rules = &self.fetcher.rules;
        let mut headers = HeaderMap::new();
        for header in &rules.headers {
            let name = HeaderName::from_bytes(header.name.as_bytes()).ok();
            let value = HeaderValue::from_bytes(header.value.as_bytes()).ok();
            let (Some(name), Some(mut value)) = (name, value) else {
                let what = format!("the header {} cannot be sent", header.name);
                return Err(Trouble::new(ErrorKind::Protocol, what));
            };
            value.set_sensitive(true);
            headers.append(name, value);
        }
        if let Some((seed, round)) = rules.lab {
            let tag = LabTag { seed, round, index: self.task.index, attempt: self.attempt };
            let value = HeaderValue::from_str(&tag.to_string()).expect("digits and dashes are a header's value");
            headers.insert(LAB_HEADER, value);
        }
        Ok(headers)
    }

    /// Whether the URL leads to a public address as far as it can be told before its name is looked
    /// up.
    fn may_be_public(&self, url: &Url) -> bool {
        literal(url).map_or(!is_this_machine(url), self.fetcher.clients.network().is_public)
    }

    /// Whether the host that answered is a public one, which may not lead into a private network.
    fn is_public(&self, url: &Url, response: &Response) -> bool {
        let clients = &self.fetcher.clients;
        match response.remote_addr() {
            // Through a proxy it is the proxy's address, and the proxy looks the name up.
            Some(address) if clients.proxy(url).is_none() => (clients.network().is_public)(address.ip()),
            _ => self.may_be_public(url),
        }
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Where a redirect leads.
fn target(response: &Response, url: &Url) -> Result<Url, Trouble> {
    let refused = |what: String| Trouble::new(ErrorKind::RedirectRefused, what);
    let location =
        response.headers().get(LOCATION).ok_or_else(|| refused("the host redirected to nowhere".to_owned()))?;
    let target = std::str::from_utf8(location.as_bytes()).ok().and_then(|location| url.join(location).ok());
    let target = target.ok_or_else(|| refused("the host redirected to what is no address".to_owned()))?;
    if !matches!(target.scheme(), "http" | "https") {
        let what = format!("the host redirected to {}:, and only http and https are followed", target.scheme());
        return Err(refused(what));
    }
    Ok(without_credentials(&target))
}
