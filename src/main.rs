//! The role of this process.

fn main() {}
