//! Runs a comparison and tells what happens in it.
//!
//! [`compare`] is the whole of it: it follows a plan and speaks [`Event`]s. The terminal calls it
//! in its own process; a window starts [`serve`] as a child and hears the same events through a
//! pipe. Either way the report is the fold of the events ([`crate::model::Report::apply`]).
//!
//! ```text
//! comparison ── rounds ──▶ run ── tasks ──▶ modes/ (one file a mode, behind `Spread`)
//!      │                    │                  │
//!      │                    └──── recorder ◀───┘  what happened when, live and for the report
//!      ├── header      what is known before the first request
//!      ├── pace        when each request may be sent, where a rate is asked for
//!      ├── warm_up     every address once, one worker once, off the clock
//!      ├── lab_link    the lab server, a process of its own
//!      ├── room        how many files may be open
//!      ├── folders     where files lie, and which of them stay
//!      ├── witness     what the system says of a run
//!      └── control     cancel, and the reader's "ready"
//! ```

mod comparison;
mod control;
mod error;
mod folders;
mod growth;
mod hands;
mod header;
mod lab_link;
mod modes;
mod pace;
mod recorder;
mod room;
mod run;
mod serve;
mod system;
mod warm_up;
mod witness;

use std::sync::Arc;

use crate::model::Event;
use crate::worker::Program;

pub use comparison::compare;
pub use control::Control;
pub use folders::TemporaryFolder;
pub use hands::ProcessHands;
pub use lab_link::LabLink;
pub use serve::{Order, TellParent, serve, serve_one};

/// How the processes of a comparison are started.
#[derive(Clone, Debug)]
pub struct Programs {
    /// A worker, whose work is [`ProcessHands`].
    pub worker: Program,
    /// A lab server that answers [`crate::model::LabRequest`]s.
    pub lab: Program,
}

/// Where events go. Called from several threads, never from two at once for the same run's end.
pub type Tell = Arc<dyn Fn(Event) + Send + Sync>;
