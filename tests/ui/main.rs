//! The window without a display and without an engine: a played engine, injected time, a software
//! renderer.

mod bench;
mod closer;
mod controls;
mod fixture;
mod flow;
mod keyboard;
mod looks;
mod play;
