//! Manyhands.

pub mod cli;
pub mod engine;
pub mod export;
pub mod fetch;
pub mod lab;
pub mod model;
pub mod picture;
pub mod stats;
pub mod store;
pub mod tasks;
pub mod ui;
pub mod worker;
