//! The window without a display and without an engine: a played engine, injected time, a software
//! renderer.

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
mod stop;
mod sweep;
mod sweep_plot;
mod tree;
