//! What a download notes about itself on its way, so that a deadline loses none of it.

use std::time::{Duration, Instant};

use reqwest::{Response, Version};
use url::Url;

use super::failure::Trouble;
use super::watch::Watch;
use crate::model::{ContentHash, Fetched, Hop, Outcome, Phases, hops_secs};

/// A download that succeeded.
#[derive(Debug)]
pub(super) struct Saved {
    pub path: std::path::PathBuf,
    pub hash: ContentHash,
}

/// A stopwatch that is started and stopped over and over.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lap {
    total: Option<Duration>,
    since: Option<Instant>,
}

impl Lap {
    pub(super) fn start(&mut self, now: Instant) {
        self.since = Some(now);
    }

    pub(super) fn stop(&mut self, now: Instant) {
        if let Some(since) = self.since.take() {
            self.total = Some(self.total.unwrap_or_default() + (now - since));
        }
    }
}

/// The notes of one download.
#[derive(Debug)]
pub(super) struct Record {
    started: Instant,
    /// What is asked for now, without credentials.
    pub url: Url,
    hops: Vec<Hop>,
    hop_started: Instant,
    /// Waiting for turns.
    turn: Option<Duration>,
    asked: Option<Instant>,
    head: Option<Instant>,
    status: Option<u16>,
    http_version: Option<String>,
    pub bytes: u64,
    pub receive: Lap,
    pub save: Lap,
}

impl Record {
    pub(super) fn new(url: Url, started: Instant) -> Self {
        Self {
            started,
            url,
            hops: Vec::new(),
            hop_started: started,
            turn: None,
            asked: None,
            head: None,
            status: None,
            http_version: None,
            bytes: 0,
            receive: Lap::default(),
            save: Lap::default(),
        }
    }

    /// Notes that the request is handed to the client.
    pub(super) fn asked(&mut self) {
        self.asked = Some(Instant::now());
    }

    /// Notes that an answer's head is here.
    pub(super) fn answered(&mut self, response: &Response) {
        self.head = Some(Instant::now());
        self.status = Some(response.status().as_u16());
        self.http_version = Some(version(response.version()));
    }

    /// How many redirects were followed.
    pub(super) fn hops(&self) -> usize {
        self.hops.len()
    }

    /// Notes that the answer led on to `target`: the next request's phases begin.
    pub(super) fn follow(&mut self, target: Url) {
        let now = Instant::now();
        let hop = Hop {
            url: std::mem::replace(&mut self.url, target),
            status: self.status.unwrap_or_default(),
            secs: (now - self.hop_started).as_secs_f64(),
        };
        self.hops.push(hop);
        self.hop_started = now;
        (self.asked, self.head, self.status, self.http_version) = (None, None, None, None);
    }

    /// Notes that the next request waited for its turn until now.
    pub(super) fn waited(&mut self) {
        let now = Instant::now();
        self.turn = Some(self.turn.unwrap_or_default() + (now - self.hop_started));
        self.hop_started = now;
    }

    /// What came of the download.
    pub(super) fn finish(mut self, result: Result<Saved, Trouble>, watch: &Watch) -> Fetched {
        let now = Instant::now();
        let phases = self.phases(watch, now);
        // The sum, so that phases and hops make it up to the last bit.
        let total_secs = phases.total_secs() + hops_secs(&self.hops);
        let (outcome, saved, retry_after_secs) = match result {
            Ok(saved) => (Outcome::Ok, Some(saved), None),
            Err(trouble) => (trouble.outcome(&self.url), None, trouble.retry_after_secs),
        };
        let (path, hash) = saved.map(|saved| (saved.path, saved.hash)).unzip();
        Fetched {
            final_url: self.status.is_some().then_some(self.url),
            phases,
            hops: self.hops,
            http_version: self.http_version,
            status: self.status,
            bytes: self.bytes,
            hash,
            path,
            connections_opened: watch.opened(),
            outcome,
            retry_after_secs,
            total_secs,
        }
    }

    /// The phases of the last request, and what else than redirects the download took until `now`.
    fn phases(&mut self, watch: &Watch, now: Instant) -> Phases {
        self.receive.stop(now);
        self.save.stop(now);
        let connection = watch.connection();
        // What is asked on a kept connection waits from the asking on.
        let waiting_since = match connection {
            Some(connection) => connection.stands.then_some(connection.ended),
            None => self.asked,
        };
        let wait = waiting_since.map(|since| self.head.unwrap_or(now).saturating_duration_since(since));
        let secs = |time: Option<Duration>| time.map(|time| time.as_secs_f64());
        let mut phases = Phases {
            turn_secs: secs(self.turn),
            dns_secs: secs(connection.and_then(|connection| connection.dns)),
            connect_secs: secs(connection.and_then(|connection| connection.connect)),
            wait_secs: secs(wait),
            receive_secs: secs(self.receive.total),
            save_secs: secs(self.save.total),
            ..Phases::default()
        };
        let total = (now - self.started).as_secs_f64();
        phases.other_secs = Some((total - hops_secs(&self.hops) - phases.total_secs()).max(0.0));
        phases
    }
}

fn version(version: Version) -> String {
    if version == Version::HTTP_2 { "HTTP/2".to_owned() } else { format!("{version:?}") }
}
