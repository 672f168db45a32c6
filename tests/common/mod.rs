//! What the outer tests share: the built program, its processes, servers and a display.
#![allow(dead_code, reason = "no test uses all of this")]

pub mod display;
pub mod files;
pub mod program;
pub mod report;
pub mod server;
pub mod wait;
