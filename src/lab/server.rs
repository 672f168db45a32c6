//! The server itself: a port on loopback, and one thread that answers everything.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use super::answer::Lab;
use super::gallery::Gallery;
use super::routes::routes;
use super::wire::{Line, Wire};
use crate::model::LabSettings;

/// Connections that may wait to be accepted: as many as the most workers there can be, and more.
const BACKLOG: u32 = 4096;

/// Why the lab server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// Somebody else serves there.
    #[error("Port {0} is in use by another program; choose another one, or none to get a free one")]
    PortInUse(u16),
    /// Any other reason why the port cannot be had.
    #[error("Port {0} cannot be opened on 127.0.0.1: {1}")]
    Port(u16, #[source] io::Error),
    /// The system gives no more threads or descriptors.
    #[error("The lab server cannot be started: {0}")]
    Start(#[source] io::Error),
}

/// Serves on 127.0.0.1 until the process ends; without a port on a free one, which `on_listening` is told.
///
/// # Errors
/// When the port cannot be had; one sentence.
pub fn run(settings: LabSettings, port: Option<u16>, on_listening: impl FnOnce(u16)) -> Result<(), LabError> {
    let server = Server::bind(settings, Arc::default(), port)?;
    on_listening(server.port);
    server.serve(std::future::pending());
    Ok(())
}

/// A server that has its port.
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    lab: Arc<Lab>,
    /// On 127.0.0.1.
    pub port: u16,
}

impl Server {
    /// Opens the port. From now on connections queue, to be answered by [`Self::serve`].
    pub fn bind(settings: LabSettings, gallery: Arc<Gallery>, port: Option<u16>) -> Result<Self, LabError> {
        let runtime = runtime().map_err(LabError::Start)?;
        let wanted = port.unwrap_or(0);
        let listener = {
            let _inside = runtime.enter();
            listen(wanted).map_err(|error| match error.kind() {
                io::ErrorKind::AddrInUse => LabError::PortInUse(wanted),
                _ => LabError::Port(wanted, error),
            })?
        };
        let port = listener.local_addr().map_err(LabError::Start)?.port();
        Ok(Self { runtime, listener, lab: Arc::new(Lab::new(settings, gallery)), port })
    }

    /// What the requests share.
    pub fn lab(&self) -> Arc<Lab> {
        Arc::clone(&self.lab)
    }

    /// Answers requests on this thread until `stop` is ready.
    pub fn serve(self, stop: impl Future<Output = ()>) {
        let Self { runtime, listener, lab, .. } = self;
        let routes = routes(lab);
        runtime.block_on(async {
            tokio::select! {
                () = accept(&listener, &routes) => {}
                () = stop => {}
            }
        });
        // A painting that was begun is not waited for.
        runtime.shutdown_background();
    }
}

/// One thread for all requests, and others to paint on.
pub fn runtime() -> io::Result<Runtime> {
    let painters = std::thread::available_parallelism().map_or(1, usize::from);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // An answer that becomes due while pictures are being sent is not to wait for 61 pieces of them.
        .event_interval(1)
        .max_blocking_threads(painters)
        .thread_name("painter")
        .build()
}

fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // On Unix: not to be refused for a minute after the last server; elsewhere it would allow two at once.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    socket.listen(BACKLOG)
}

/// Accepts for ever.
async fn accept(listener: &TcpListener, routes: &Router) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(talk(stream, routes.clone()));
            }
            // Too many open files, or a client that was gone at once: the next one may fare better.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// Answers the requests of one connection until it is closed.
async fn talk(stream: TcpStream, routes: Router) {
    // A head is sent as soon as it is written; where that cannot be had, it is merely later.
    let _prompt = stream.set_nodelay(true);
    let line = Arc::new(Line::default());
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        let (routes, line) = (routes.clone(), Arc::clone(&line));
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(line);
            Ok::<_, Infallible>(routes.oneshot(request).await.unwrap_or_else(|never| match never {}))
        }
    });
    let wire = TokioIo::new(Wire::new(stream, Arc::clone(&line)));
    // How a connection ends is the client's affair, and some end badly on purpose.
    let _end = http1::Builder::new().serve_connection(wire, service).await;
}
