//! The picture server: picsum's routes on loopback, with a latency, a bandwidth and faults that are known.
//!
//! ```text
//! companion   the engine's lab server: answers LabRequest with LabReply
//! server      binds the port, accepts connections, runs everything on one thread
//! wire        a connection's socket: when a head was read, when an answer was sent, faults below HTTP
//! routes      picsum's routes, and the index page
//! answer      what happens to one picture's request: slot, latency, fault, body
//! body        a picture's bytes on their way: whole, at a limited rate, or broken off
//! pace        bandwidth: when the next bytes may leave
//! alarm       waking up when an answer is due, to within some 0.1 ms
//! chance      jitter and faults, as a pure function of the download
//! lateness    how late the answers were
//! address     a picture's own address: `/id/1/2000/3000.jpg?blur=2`
//! gallery     pictures painted, encoded and kept
//! paint/      the painter
//! ```
//!
//! **The latency** counts from when the head of a picture's request was read to the first byte of its
//! answer; everything else (redirects, lists) is answered at once. Of more than
//! [`max_requests`](crate::model::LabSettings::max_requests) pictures asked for at a time the further ones
//! queue, first in, first out, and their latency begins when it is their turn: a slot is taken for latency
//! and transfer together, which is also how the limit is computed.

mod address;
mod alarm;
mod answer;
mod body;
mod chance;
mod companion;
mod gallery;
mod lateness;
mod pace;
mod paint;
mod routes;
mod server;
#[cfg(test)]
mod tests;
mod wire;

pub use companion::companion;
pub use server::{LabError, run};
