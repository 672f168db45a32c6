//! Pictures: telling their kind, decoding under limits, shrinking.

mod shrink;

pub use crate::model::Format;
pub use shrink::{MAX_DECODE_BYTES, MAX_SIDE_PX, PictureError, Thumbnail, shrink, size};
