//! The lab server that an engine starts: it does as it is told, one request after the other.

use std::sync::Arc;
use std::thread::JoinHandle;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::http::{Method, Request, StatusCode, header};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use super::answer::Lab;
use super::gallery::Gallery;
use super::routes::routes;
use super::server::{LabError, Server, runtime};
use crate::model::{LAB_HEADER, LabReply, LabRequest, LabSettings, LabTag, Lateness};

/// Answers requests until there are no more, and then stops serving. A second `Serve` replaces the first server.
///
/// The pictures are served by a thread of its own; painting them beforehand takes as many threads as there
/// are processors.
pub fn companion(mut requests: impl FnMut() -> Option<LabRequest>, mut replies: impl FnMut(LabReply)) {
    let gallery = Arc::<Gallery>::default();
    let mut serving: Option<Serving> = None;
    while let Some(request) = requests() {
        replies(match request {
            LabRequest::Serve(settings) => {
                // The one before gives its port back first.
                drop(serving.take());
                match Serving::start(settings, &gallery) {
                    Ok(new) => LabReply::Listening(serving.insert(new).port),
                    Err(error) => LabReply::Failed(error.to_string()),
                }
            }
            LabRequest::Prepare(paths) => match prepare(&gallery, paths) {
                Ok(sizes_bytes) => LabReply::Prepared(sizes_bytes),
                Err(error) => LabReply::Failed(error.to_string()),
            },
            LabRequest::Lateness => LabReply::Lateness(serving.as_ref().and_then(Serving::lateness)),
        });
    }
}

/// A server on a thread of its own, until it is dropped.
pub struct Serving {
    pub port: u16,
    lab: Arc<Lab>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Serving {
    /// Opens a free port and serves there.
    pub fn start(settings: LabSettings, gallery: &Arc<Gallery>) -> Result<Self, LabError> {
        let server = Server::bind(settings, Arc::clone(gallery), None)?;
        let (port, lab) = (server.port, server.lab());
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            server.serve(async {
                // Sent, or dropped with its owner: both mean stop.
                let _either = stopped.await;
            });
        };
        let thread = std::thread::Builder::new().name("lab".into()).spawn(serve).map_err(LabError::Start)?;
        Ok(Self { port, lab, stop: Some(stop), thread: Some(thread) })
    }

    /// How late its answers were so far; `None` before the first.
    pub fn lateness(&self) -> Option<Lateness> {
        self.lab.recorder().summary()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the server's thread has already been reported there.
            let _ended = thread.join();
        }
    }
}

/// Paints and encodes what these paths show, and says how large each is.
///
/// The paths are asked of the routes themselves, as a client would that is spared the latency, so that
/// what is prepared is what will be served.
fn prepare(gallery: &Arc<Gallery>, paths: Vec<String>) -> Result<Vec<Option<u64>>, LabError> {
    let routes = routes(Arc::new(Lab::new(LabSettings::default(), Arc::clone(gallery))));
    let mut sizes_bytes = vec![None; paths.len()];
    runtime().map_err(LabError::Start)?.block_on(async {
        let mut asked = JoinSet::new();
        for (index, path) in paths.into_iter().enumerate() {
            let routes = routes.clone();
            asked.spawn(async move { (index, size_bytes(routes, index, path).await) });
        }
        while let Some(answered) = asked.join_next().await {
            // A panic in one of them leaves its size unknown.
            if let Ok((index, size)) = answered {
                sizes_bytes[index] = size;
            }
        }
    });
    Ok(sizes_bytes)
}

/// The size of the picture that a path shows, by its own address or by way of a redirect.
async fn size_bytes(routes: Router, index: usize, mut path: String) -> Option<u64> {
    let tag = LabTag { seed: 0, round: 0, index: u32::try_from(index).ok()?, attempt: 1 };
    for _hop in 0..2 {
        let request = Request::builder().method(Method::GET).uri(&path).header(LAB_HEADER, tag.to_string());
        let response = routes.clone().oneshot(request.body(Body::empty()).ok()?).await.ok()?;
        if response.status() == StatusCode::FOUND {
            response.headers().get(header::LOCATION)?.to_str().ok()?.clone_into(&mut path);
            continue;
        }
        let kind = response.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
        let is_picture = response.status() == StatusCode::OK && kind.starts_with("image/");
        return is_picture.then(|| response.body().size_hint().exact()).flatten();
    }
    None
}
