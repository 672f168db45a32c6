//! The kinds of picture, told by how their content starts.

/// A kind of picture that counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// GIF.
    Gif,
}

impl Format {
    /// How many bytes of a content tell its kind for certain.
    pub const SIGNATURE_BYTES: usize = 12;

    /// The kind of the content that starts so; `None` where it is none of these, or `head` is
    /// shorter than the signature.
    pub fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
            Some(Self::Gif)
        } else {
            None
        }
    }

    /// The usual ending of a file's name, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
        }
    }

    /// Whether a file's name may end so (without the dot, in any case) when it holds a picture of
    /// any of these kinds.
    pub fn is_extension(text: &str) -> bool {
        ["jpg", "jpeg", "png", "webp", "gif"].iter().any(|known| known.eq_ignore_ascii_case(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_tells_the_kind() {
        assert_eq!(Format::of(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"), Some(Format::Jpeg));
        assert_eq!(Format::of(b"\x89PNG\r\n\x1a\n\0\0\0\r"), Some(Format::Png));
        assert_eq!(Format::of(b"RIFF\x10\0\0\0WEBPVP8L"), Some(Format::WebP));
        assert_eq!(Format::of(b"GIF89a\x01\0\x01\0\0\0"), Some(Format::Gif));
        for other in [&b""[..], b"<!doctype html>", b"RIFF\x10\0\0\0WAVEfmt ", b"\x1f\x8b\x08\0\0\0\0\0", b"\xff\xd8"] {
            assert_eq!(Format::of(other), None);
        }
    }

    #[test]
    fn the_usual_ending_is_one_of_those_that_may_stand() {
        for format in [Format::Jpeg, Format::Png, Format::WebP, Format::Gif] {
            assert!(Format::is_extension(format.extension()));
        }
        assert!(Format::is_extension("JPEG"));
        assert!(!Format::is_extension("html"));
    }
}
