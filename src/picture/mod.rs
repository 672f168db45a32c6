//! Decoding with limits, shrinking, signatures.
