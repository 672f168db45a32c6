//! One download from URL to file.
