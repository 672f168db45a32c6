//! A report as a file.
