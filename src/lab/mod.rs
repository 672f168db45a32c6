//! The picture server.
