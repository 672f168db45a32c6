//! The parts of a download as they are drawn and named.

/// The parts of a download as the timeline tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Starting its process.
    Start,
    /// To a host that sends elsewhere.
    Redirect,
    /// Looking up the name, connecting, TLS.
    Connect,
    /// For the head of the answer.
    Wait,
    /// The body.
    Receive,
    /// Into its file.
    Save,
    /// The picture.
    Shrink,
    /// What lies between.
    Other,
}

impl Phase {
    /// Every phase, in the order in which they are shown.
    pub const ALL: [Self; 8] =
        [Self::Start, Self::Redirect, Self::Connect, Self::Wait, Self::Receive, Self::Save, Self::Shrink, Self::Other];

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Redirect => "redirect",
            Self::Connect => "connect",
            Self::Wait => "wait",
            Self::Receive => "receive",
            Self::Save => "save",
            Self::Shrink => "shrink",
            Self::Other => "other",
        }
    }
}
