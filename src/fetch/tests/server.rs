//! A server that answers as a test says, byte by byte.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a test does with one request: its head, and the connection to answer on. `false` ends the
/// connection.
pub(super) trait Answer: Fn(&str, &mut dyn Stream) -> bool + Send + Sync + 'static {}

impl<F: Fn(&str, &mut dyn Stream) -> bool + Send + Sync + 'static> Answer for F {}

/// Plain TCP, or TLS over it.
pub(super) trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

/// How a connection becomes a stream of requests: as it is, or by TLS.
pub(super) type Wrap = Box<dyn Fn(TcpStream) -> io::Result<Box<dyn Stream>> + Send + Sync>;

/// A server on 127.0.0.1; it ends when it is dropped.
pub(super) struct Server {
    pub port: u16,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers every request so.
    pub fn start(answer: impl Answer) -> Self {
        Self::start_wrapped(Box::new(|stream| Ok(Box::new(stream))), answer)
    }

    /// Answers every request with these bytes and ends the connection.
    pub fn saying(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Self {
        Self::start(move |_, stream| {
            stream.write_all(bytes.as_ref()).ok();
            false
        })
    }

    pub fn start_wrapped(wrap: Wrap, answer: impl Answer) -> Self {
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&heads);
        let answer = Arc::new(answer);
        let wrap = Arc::new(wrap);
        let mut server = Self::accepting(move |stream| {
            let (noted, answer, wrap) = (Arc::clone(&noted), Arc::clone(&answer), Arc::clone(&wrap));
            std::thread::spawn(move || {
                let closing = stream.try_clone();
                if let Ok(mut stream) = wrap(stream) {
                    while let Some(head) = read_head(&mut *stream) {
                        noted.lock().unwrap_or_else(PoisonError::into_inner).push(head.clone());
                        if !answer(&head, &mut *stream) {
                            break;
                        }
                    }
                }
                // With the reading side still open, so that an answer is not lost to a reset.
                if let Ok(closing) = closing {
                    closing.shutdown(Shutdown::Write).ok();
                }
            });
        });
        server.heads = heads;
        server
    }

    /// Hands every connection to `take`, which may do with it what it likes.
    pub fn accepting(take: impl Fn(TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let is_over = Arc::new(AtomicBool::new(false));
        let (counted, ending) = (Arc::clone(&connections), Arc::clone(&is_over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ending.load(Ordering::SeqCst) {
                    break;
                }
                counted.fetch_add(1, Ordering::SeqCst);
                stream.map(&take).expect("a connection");
            }
        });
        Self { port, connections, heads: Arc::default(), is_over, thread: Some(thread) }
    }

    pub fn url(&self, path: &str) -> String {
        self.url_at("127.0.0.1", path)
    }

    pub fn url_at(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }

    /// How many connections came.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads of the requests, in lower case, in the order in which they came.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // Wakes it.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server ended well");
        }
    }
}

/// The next request's head in lower case; `None` when the client is done.
fn read_head(stream: &mut dyn Stream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&head).to_lowercase())
}

/// Says nothing more until the client goes away.
pub(super) fn stall(stream: &mut dyn Stream) {
    let mut buffer = [0; 1024];
    while stream.read(&mut buffer).is_ok_and(|count| count > 0) {}
}

/// Says the same over and over, with a pause each time, until the client goes away.
pub(super) fn repeat(stream: &mut dyn Stream, bytes: &[u8], pause: Duration) {
    while stream.write_all(bytes).and_then(|()| stream.flush()).is_ok() {
        std::thread::sleep(pause);
    }
}

/// An answer with this status line, these headers and this body.
pub(super) fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for header in headers {
        bytes.extend_from_slice(format!("{header}\r\n").as_bytes());
    }
    bytes.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// A redirect.
pub(super) fn redirect(target: &str) -> Vec<u8> {
    answer("302 Found", &[&format!("location: {target}")], b"")
}
