//! The window without a display and without an engine: a played engine, injected time, a software
//! renderer.
//!
//! Pictures of every state of every view: `cargo run --example looks -- FOLDER [PART OF A NAME]`.

mod again;
mod closer;
mod controls;
mod course;
mod fixture;
mod flow;
mod history;
mod keyboard;
mod lessons;
mod looks;
mod play;
mod plots;
mod secrets;
mod set_up;
mod shots;
mod states;
mod stop;
mod sweep;
mod sweep_plot;
mod tree;
mod waiting;
