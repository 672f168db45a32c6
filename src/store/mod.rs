//! Settings, and where things lie on disk.
