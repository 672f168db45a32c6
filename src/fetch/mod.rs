//! One download from URL to file, and what belongs to it: URL patterns, file names, folders.
//!
//! A [`Fetcher`] does downloads ([`Fetcher::fetch`]) on a current-thread runtime. On the way of one:
//!
//! - `fetcher` follows it from hop to hop, under its deadline;
//! - `client` makes the HTTP clients, and `watch` tells which download they work for;
//! - `address` says which addresses are public, for redirects;
//! - `body` streams the answer into a [`PartFile`] (`part`), no slower than `speed` allows;
//! - `record` notes the phases, and `failure` names what went wrong.
//!
//! Before that, [`source`] reads what a person typed ([`expand`]: curl's patterns, and [`contract`] the way
//! back), [`file_names`] gives each URL its file, [`probe_folder`] looks at the folder, and [`proxy`] tells
//! what lies between. [`sweep_stale_parts`] removes what a killed process left; `owner` tells whose it was.

mod address;
mod body;
mod client;
mod contract;
mod failure;
mod fetcher;
mod folder;
mod names;
mod owner;
mod part;
mod pattern;
mod proxy;
mod record;
mod source;
mod speed;
mod watch;

#[cfg(test)]
mod tests;

pub use contract::contract;
pub use failure::storage_failure;
pub use fetcher::{Fetcher, MAX_HOPS, Turns};
pub use folder::{FolderError, probe_folder};
pub use names::file_names;
pub use part::{PartFile, part_bytes, sweep_parts_of, sweep_stale_folders, sweep_stale_parts, temporary_prefix};
pub use pattern::expand;
pub use proxy::proxy;
pub use source::{AddressError, source};
