//! Whole downloads against servers that do odd things.

mod environment;
mod phases;
mod redirects;
mod server;
mod tls;
mod transfer;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use url::Url;

use super::client::Network;
use super::watch::Names;
use super::{Fetcher, Turns};
use crate::model::{
    Accept, Connections, DownloadTask, ErrorKind, Failure, FetchRules, Fetched, Outcome, Work, hops_secs,
};

/// A picture, as far as its signature goes.
const PICTURE: &[u8] = b"\xff\xd8\xff\xe0 the rest of a JPEG, which nobody decodes here";

fn rules() -> FetchRules {
    FetchRules {
        work: Work::Download,
        accept: Accept::Picture,
        connections: Connections::Fresh,
        http2: false,
        headers: Vec::new(),
        timeout_secs: 30.0,
        max_bytes: 1_000_000,
        lab: None,
    }
}

/// A network without a proxy, on which names are what the test says: each with its address and how
/// long the look-up takes.
fn network<const N: usize>(names: [(&str, Ipv4Addr, Duration); N]) -> Network {
    let names = names.map(|(name, address, takes)| (name.to_owned(), (IpAddr::from(address), takes)));
    Network { names: Arc::new(Table(HashMap::from(names))), uses_proxy: false, ..Network::default() }
}

fn plain_network() -> Network {
    network([])
}

struct Table(HashMap<String, (IpAddr, Duration)>);

impl Names for Table {
    fn look_up(
        &self,
        name: String,
    ) -> std::pin::Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send>> {
        let found = self.0.get(&name).copied();
        Box::pin(async move {
            let (address, takes) = found.ok_or_else(|| std::io::Error::other("no such name"))?;
            tokio::time::sleep(takes).await;
            Ok(vec![SocketAddr::new(address, 0)])
        })
    }
}

/// A folder for downloads, and a runtime that does them.
struct Desk {
    folder: TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { folder: tempfile::tempdir().expect("a folder"), runtime }
    }

    fn task(&self, index: u32, url: &str) -> DownloadTask {
        let destination = self.folder.path().join(format!("{index}-file"));
        DownloadTask { index, url: Url::parse(url).expect("a URL"), destination }
    }

    fn fetch_by(&self, fetcher: &Fetcher, url: &str) -> Fetched {
        let fetched = self.runtime.block_on(fetcher.fetch(&self.task(7, url), 1));
        check(&fetched, self.folder.path());
        fetched
    }

    fn fetch_within(&self, rules: &FetchRules, network: Network, url: &str) -> Fetched {
        self.fetch_by(&Fetcher::within(rules, network), url)
    }

    fn fetch(&self, url: &str) -> Fetched {
        self.fetch_within(&rules(), plain_network(), url)
    }

    fn files(&self) -> Vec<PathBuf> {
        files(self.folder.path())
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

/// What holds for every download, however it ended.
fn check(fetched: &Fetched, folder: &Path) {
    let told_secs = fetched.phases.total_secs() + hops_secs(&fetched.hops);
    assert_eq!(fetched.total_secs.to_bits(), told_secs.to_bits(), "phases and hops make up the total");
    assert_eq!(fetched.outcome.is_ok(), fetched.path.is_some());
    assert_eq!(fetched.outcome.is_ok(), fetched.hash.is_some());
    let is_part = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "part");
    assert_eq!(files(folder).into_iter().find(is_part), None, "no part file is left");
}

fn failure(fetched: &Fetched) -> &Failure {
    match &fetched.outcome {
        Outcome::Failed(failure) => failure,
        Outcome::Ok => panic!("the download did not fail"),
    }
}

/// Asserts how a download failed, and that nothing of it stayed.
#[track_caller]
fn assert_fails(desk: &Desk, fetched: &Fetched, kind: ErrorKind) {
    let failure = failure(fetched);
    assert_eq!(failure.kind, kind, "{}", failure.message);
    assert!(failure.message.contains(": http"), "the URL stands last: {}", failure.message);
    assert_eq!(desk.files(), [""; 0].map(PathBuf::from), "nothing stays");
}
