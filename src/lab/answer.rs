//! What happens to one request for a picture: a slot, the latency, perhaps a fault, the body.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::address::{Address, LAST_ID};
use super::alarm;
use super::body::{Ending, PictureBody};
use super::chance;
use super::gallery::Gallery;
use super::lateness::Recorder;
use super::pace::Pace;
use super::wire::Line;
use crate::model::{FaultKind, LAB_HEADER, LabSettings, LabTag};

/// How long a 429 asks to be left alone.
const RETRY_AFTER_SECS: u32 = 5;

/// One server's settings and what its requests share.
pub struct Lab {
    settings: LabSettings,
    gallery: Arc<Gallery>,
    recorder: Arc<Recorder>,
    slots: Option<Arc<Semaphore>>,
    bandwidth: Option<Arc<Pace>>,
    /// Downloads that came without a tag, and short addresses that did.
    untagged: AtomicU32,
    unnamed: AtomicU32,
}

impl Lab {
    /// A server that behaves like this.
    pub fn new(settings: LabSettings, gallery: Arc<Gallery>) -> Self {
        let slots = settings.max_requests.map(|most| Arc::new(Semaphore::new(most.max(1) as usize)));
        let bandwidth = settings.bandwidth_bytes_per_sec.map(|rate| Arc::new(Pace::new(rate)));
        Self {
            settings,
            gallery,
            recorder: Arc::default(),
            slots,
            bandwidth,
            untagged: AtomicU32::new(0),
            unnamed: AtomicU32::new(0),
        }
    }

    /// How late the answers were.
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// Which picture a short address shows: the nth download the nth picture.
    pub fn choice(&self, headers: &HeaderMap) -> u32 {
        let index = tag(headers).map_or_else(|| self.unnamed.fetch_add(1, Ordering::Relaxed), |tag| tag.index);
        index % LAST_ID + 1
    }

    /// Which download this is: what its header says, or else just the next one.
    fn download(&self, headers: &HeaderMap) -> LabTag {
        let next = || LabTag { seed: 0, round: 1, index: self.untagged.fetch_add(1, Ordering::Relaxed), attempt: 1 };
        tag(headers).unwrap_or_else(next)
    }

    /// Answers a request for a picture. Without a line (nobody waits at a socket) there is no latency and no fault.
    pub async fn answer(&self, address: &Address, headers: &HeaderMap, line: Option<Arc<Line>>) -> Response {
        let Some(line) = line else {
            return match self.gallery.picture(address).await {
                Ok(bytes) => whole(address, Body::from(bytes)),
                Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
            };
        };
        let (slot, begin) = self.slot(&line).await;
        let download = self.download(headers);
        let due = begin + chance::latency(&self.settings, download);
        let picture = self.gallery.picture(address).await;
        alarm::until(due).await;
        // Only a comparison's clock makes lateness matter.
        let is_clocked = tag(headers).is_some_and(|tag| tag.round > 0);
        line.answer(is_clocked.then(|| (due, Arc::clone(&self.recorder))), slot);
        match (picture, chance::fault(&self.settings, download)) {
            (Ok(bytes), None) => self.send(address, &bytes, Ending::Whole, line),
            (Ok(bytes), Some(fault)) => self.fail(fault, address, &bytes, line),
            (Err(error), _) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
        }
    }

    /// Waits for a slot, and says since when the latency counts: since the head was read, or if others were
    /// first, since it is this one's turn.
    async fn slot(&self, line: &Line) -> (Option<OwnedSemaphorePermit>, Instant) {
        let read_at = line.read_at().unwrap_or_else(Instant::now);
        let Some(slots) = &self.slots else { return (None, read_at) };
        if let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
            return (Some(slot), read_at);
        }
        let slot = Arc::clone(slots).acquire_owned().await.ok();
        (slot, Instant::now())
    }

    fn send(&self, address: &Address, bytes: &Bytes, ending: Ending, line: Arc<Line>) -> Response {
        let own = self.settings.per_connection_bytes_per_sec.map(|rate| Arc::new(Pace::new(rate)));
        let paces = self.bandwidth.iter().cloned().chain(own).collect();
        whole(address, Body::new(PictureBody::new(bytes, ending, paces, line)))
    }

    fn fail(&self, fault: FaultKind, address: &Address, bytes: &Bytes, line: Arc<Line>) -> Response {
        match fault {
            FaultKind::ServerError => {
                (StatusCode::INTERNAL_SERVER_ERROR, "This went wrong on purpose.\n").into_response()
            }
            FaultKind::TooManyRequests => {
                let retry = [(header::RETRY_AFTER, RETRY_AFTER_SECS.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, retry, "Too many requests, on purpose.\n").into_response()
            }
            FaultKind::Cut => self.send(address, bytes, Ending::Cut, line),
            FaultKind::Stall => self.send(address, bytes, Ending::Stall, line),
            FaultKind::WrongLength => {
                line.insert_header(&format!("content-length: {}", bytes.len() + 1));
                let mut response = self.send(address, bytes, Ending::Whole, line);
                // Whoever reads on after such a head would be right to expect anything.
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                response
            }
            FaultKind::Reset => {
                line.reset();
                StatusCode::OK.into_response()
            }
            FaultKind::Html => {
                let page = "<!doctype html>\n<title>Not a picture</title>\n<p>This page came on purpose.</p>\n";
                ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
            }
        }
    }
}

fn tag(headers: &HeaderMap) -> Option<LabTag> {
    headers.get(LAB_HEADER)?.to_str().ok()?.parse().ok()
}

/// The head of a picture's answer.
fn whole(address: &Address, body: Body) -> Response {
    let look = address.look;
    let extension = look.encoding.extension();
    let name = format!("inline; filename=\"{}-{}x{}.{extension}\"", address.id, look.width, look.height);
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(look.encoding.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=2592000"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::try_from(name).expect("digits and letters"));
    headers.insert("picsum-id", HeaderValue::from(address.id));
    response
}
