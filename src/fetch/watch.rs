//! What the HTTP client does on behalf of which download: looking up names and connecting.
//!
//! One client serves many downloads at once on one thread, and says nothing of its phases. So each
//! download runs in a task-local scope that holds its [`Watch`]; the layer around the client's
//! connector ([`WatchConnect`]) and the resolver ([`WatchedLookup`]) report to the watch of the
//! download that they work for.

use std::cell::Cell;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tower::{Layer, Service};

tokio::task_local! {
    /// The download on whose behalf this code runs.
    pub(super) static WATCH: Arc<Watch>;
    /// The connection for which a name is looked up.
    static LOOKUP: Arc<Lookup>;
}

/// How the last hop of a download came to its connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Connection {
    /// Looking up the name; `None` where there was none to look up.
    pub dns: Option<Duration>,
    /// TCP and TLS; `None` where the name was not found.
    pub connect: Option<Duration>,
    /// When it stood, or failed.
    pub ended: Instant,
    /// Whether it stood.
    pub stands: bool,
}

/// What is noted for one download.
#[derive(Debug, Default)]
pub(super) struct Watch {
    hop: Mutex<Hop>,
    opened: AtomicU32,
    /// How long it is to wait for turns, so far.
    waits: Mutex<Duration>,
}

#[derive(Debug, Default)]
struct Hop {
    host: String,
    connection: Option<Connection>,
}

impl Watch {
    /// Begins a hop to `host`: what was noted of the one before is forgotten.
    pub(super) fn begin_hop(&self, host: &str) {
        *locked(&self.hop) = Hop { host: host.to_owned(), connection: None };
    }

    /// The connection that was opened for the last hop; `None` where a kept one was used.
    pub(super) fn connection(&self) -> Option<Connection> {
        locked(&self.hop).connection
    }

    /// Notes that it is to wait for a turn so long.
    pub(super) fn wait(&self, wait: Duration) {
        *locked(&self.waits) += wait;
    }

    /// How long it is to wait for turns, all those so far together.
    pub(super) fn waits(&self) -> Duration {
        *locked(&self.waits)
    }

    /// How many connections were opened for the download.
    pub(super) fn opened(&self) -> u32 {
        self.opened.load(Ordering::Relaxed)
    }
}

/// A poisoned lock guards plain figures here: they are as good as ever.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Times connecting.
#[derive(Clone, Copy, Debug)]
pub(super) struct WatchConnect;

impl<S> Layer<S> for WatchConnect {
    type Service = WatchedConnect<S>;

    fn layer(&self, inner: S) -> Self::Service {
        WatchedConnect(inner)
    }
}

/// A connector that is timed.
#[derive(Clone, Debug)]
pub(super) struct WatchedConnect<S>(S);

impl<S, Request> Service<Request> for WatchedConnect<S>
where
    S: Service<Request>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let connecting = self.0.call(request);
        let Ok(watch) = WATCH.try_with(Arc::clone) else { return Box::pin(connecting) };
        let attempt = Attempt::begin(watch);
        Box::pin(async move {
            let result = LOOKUP.scope(Arc::clone(&attempt.lookup), connecting).await;
            attempt.end(result.is_ok());
            result
        })
    }
}

/// One connection on its way; what came of it is noted when this is dropped.
struct Attempt {
    watch: Arc<Watch>,
    lookup: Arc<Lookup>,
    started: Instant,
    stands: bool,
}

impl Attempt {
    fn begin(watch: Arc<Watch>) -> Self {
        // Counted already now, so that one that is overtaken by a kept connection and goes on in
        // the background is not missed; taken back when it does not come to stand.
        watch.opened.fetch_add(1, Ordering::Relaxed);
        let host = locked(&watch.hop).host.clone();
        let lookup = Arc::new(Lookup { host, state: Mutex::default() });
        Self { watch, lookup, started: Instant::now(), stands: false }
    }

    fn end(mut self, stands: bool) {
        self.stands = stands;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if !self.stands {
            self.watch.opened.fetch_sub(1, Ordering::Relaxed);
        }
        // Elsewhere than in its download's own task it is in the background: the download got a
        // kept connection, and this one is no phase of it.
        if !WATCH.try_with(|current| Arc::ptr_eq(current, &self.watch)).unwrap_or(false) {
            return;
        }
        let ended = Instant::now();
        let (dns, is_found) = match *locked(&self.lookup.state) {
            LookupState::None => (None, true),
            LookupState::Since(since) => (Some(ended - since), false),
            LookupState::Took { time, is_found } => (Some(time), is_found),
        };
        let connect = is_found.then(|| (ended - self.started).saturating_sub(dns.unwrap_or_default()));
        locked(&self.watch.hop).connection = Some(Connection { dns, connect, ended, stands: self.stands });
    }
}

/// The look-up of a name for one connection.
#[derive(Debug)]
struct Lookup {
    /// The host of the hop. Another name than that is the proxy's.
    host: String,
    state: Mutex<LookupState>,
}

#[derive(Clone, Copy, Debug, Default)]
enum LookupState {
    #[default]
    None,
    Since(Instant),
    Took {
        time: Duration,
        is_found: bool,
    },
}

/// How names become addresses: by the system, or in tests as they say.
pub(super) trait Names: Send + Sync {
    /// The addresses of `name`; the ports do not matter.
    fn look_up(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;
}

thread_local! {
    /// Whether this thread's runtime got no other thread, and looks names up itself from then on.
    static IS_ALONE: Cell<bool> = const { Cell::new(false) };
}

/// The system's own look-up, beside the thread where there can be another.
pub(super) struct SystemNames;

impl Names for SystemNames {
    fn look_up(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>> {
        Box::pin(async move {
            let address = (name.as_str(), 0);
            if !IS_ALONE.get() {
                // A runtime panics when the system gives it not a single thread, and says so on standard error.
                match AssertUnwindSafe(tokio::net::lookup_host(address)).catch_unwind().await {
                    Ok(found) => return Ok(found?.collect()),
                    Err(_panic) => IS_ALONE.set(true),
                }
            }
            Ok(address.to_socket_addrs()?.collect())
        })
    }
}

/// Times looking up names, and leaves out the addresses that may not be reached.
pub(super) struct WatchedLookup {
    pub names: Arc<dyn Names>,
    /// Which addresses may be reached; `None`: any.
    pub only: Option<fn(IpAddr) -> bool>,
}

impl Resolve for WatchedLookup {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        let lookup = LOOKUP.try_with(Arc::clone).ok();
        // The proxy that the system asks for may well be in a private network.
        let is_proxy = lookup.as_ref().is_some_and(|lookup| lookup.host != name);
        let only = self.only.filter(|_| !is_proxy);
        let looking = self.names.look_up(name);
        Box::pin(async move {
            let since = Instant::now();
            let note = |state| {
                if let Some(lookup) = &lookup {
                    *locked(&lookup.state) = state;
                }
            };
            note(LookupState::Since(since));
            let found = looking.await.map_err(|why| LookupError::NotFound(why.to_string()));
            let reachable = found.and_then(|found| allowed(found, only));
            note(LookupState::Took { time: since.elapsed(), is_found: reachable.is_ok() });
            Ok(Box::new(reachable?.into_iter()) as Addrs)
        })
    }
}

fn allowed(found: Vec<SocketAddr>, only: Option<fn(IpAddr) -> bool>) -> Result<Vec<SocketAddr>, LookupError> {
    let first = *found.first().ok_or_else(|| LookupError::NotFound("it has none".to_owned()))?;
    let mut allowed = found;
    allowed.retain(|address| only.is_none_or(|only| only(address.ip())));
    if allowed.is_empty() { Err(LookupError::Refused(first.ip())) } else { Ok(allowed) }
}

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookupError {
    /// It has no address.
    #[error("{0}")]
    NotFound(String),
    /// None of its addresses may be reached.
    #[error("{0} is a private address")]
    Refused(IpAddr),
}
