//! Runs a comparison.
