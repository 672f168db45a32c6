//! A picture's own address.

use std::fmt;

use super::paint::PAINTINGS;
use crate::model::LAB_PICTURES;

/// Ids run from 1 to this, as at picsum.photos.
pub const LAST_ID: u32 = LAB_PICTURES;

/// The longest side of a picture, in pixels.
pub const LONGEST_SIDE: u32 = 5000;

/// How a picture is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    Jpeg,
    /// Lossless, so large.
    WebP,
}

impl Encoding {
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

/// Size, encoding and effects: everything about a picture but what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    /// In pixels, 1 to [`LONGEST_SIDE`].
    pub width: u32,
    pub height: u32,
    pub encoding: Encoding,
    pub grayscale: bool,
    /// 1 to 10, or 0 for none.
    pub blur: u32,
}

/// A picture: which one, and how it looks. Written as the path that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// 1 to [`LAST_ID`].
    pub id: u32,
    pub look: Look,
}

impl Address {
    /// Which painting it shows; ids a multiple of [`PAINTINGS`] apart show the same one.
    pub const fn painting(&self) -> u32 {
        (self.id - 1) % PAINTINGS
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Look { width, height, encoding, grayscale, blur } = self.look;
        write!(f, "/id/{}/{width}/{height}.{}", self.id, encoding.extension())?;
        match (grayscale, blur) {
            (false, 0) => Ok(()),
            (true, 0) => f.write_str("?grayscale"),
            (false, _) => write!(f, "?blur={blur}"),
            (true, _) => write!(f, "?grayscale&blur={blur}"),
        }
    }
}

/// Why a path shows no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("There is no such picture. Ids run from 1 to {LAST_ID}.")]
    UnknownId,
    #[error("There is nothing at this address.")]
    NotFound,
    #[error("A picture is 1 to {LONGEST_SIDE} pixels wide and high.")]
    Size,
    #[error("Blur is 1 to 10.")]
    Blur,
}

/// Reads an id: digits, 1 to [`LAST_ID`].
pub fn id(text: &str) -> Result<u32, Refusal> {
    match digits(text) {
        Some(id @ 1..=LAST_ID) => Ok(id),
        _ => Err(Refusal::UnknownId),
    }
}

/// Reads a width and a height with its suffix (`.jpg`, `.webp` or none), and the effects of the query.
pub fn look(width: &str, height: &str, query: Option<&str>) -> Result<Look, Refusal> {
    let (height, encoding) = match height.rsplit_once('.') {
        None => (height, Encoding::Jpeg),
        Some((height, "jpg")) => (height, Encoding::Jpeg),
        Some((height, "webp")) => (height, Encoding::WebP),
        Some(_) => return Err(Refusal::NotFound),
    };
    let (grayscale, blur) = effects(query.unwrap_or_default())?;
    Ok(Look { width: side(width)?, height: side(height)?, encoding, grayscale, blur })
}

/// `grayscale` and `blur` of a query; without a number blur is 5, as at picsum.photos.
fn effects(query: &str) -> Result<(bool, u32), Refusal> {
    let (mut grayscale, mut blur) = (false, 0);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match (&*name, &*value) {
            ("grayscale", _) => grayscale = true,
            ("blur", "") => blur = 5,
            ("blur", value) => {
                blur = digits(value).filter(|blur| (1..=10).contains(blur)).ok_or(Refusal::Blur)?;
            }
            _ => {}
        }
    }
    Ok((grayscale, blur))
}

fn side(text: &str) -> Result<u32, Refusal> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::NotFound);
    }
    digits(text).filter(|side| (1..=LONGEST_SIDE).contains(side)).ok_or(Refusal::Size)
}

/// A number of digits only (`parse` would take a plus sign too).
fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_its_path() {
        let shown = |height, query| {
            let look = look("200", height, query).expect("a good look");
            Address { id: 7, look }.to_string()
        };
        assert_eq!(shown("300", None), "/id/7/200/300.jpg");
        assert_eq!(shown("300.webp", Some("blur")), "/id/7/200/300.webp?blur=5");
        assert_eq!(shown("300.jpg", Some("random=3&grayscale")), "/id/7/200/300.jpg?grayscale");
        assert_eq!(shown("300", Some("blur=10&grayscale=")), "/id/7/200/300.jpg?grayscale&blur=10");
    }

    #[test]
    fn what_shows_no_picture_says_why() {
        for id in ["0", "1085", "99999999999", "x", "", "+1"] {
            assert_eq!(super::id(id), Err(Refusal::UnknownId), "{id}");
        }
        let refused = |width, height, query| look(width, height, query).expect_err("refused");
        assert_eq!(refused("5001", "10", None), Refusal::Size);
        assert_eq!(refused("10", "0", None), Refusal::Size);
        assert_eq!(refused("10", "99999999999", None), Refusal::Size);
        assert_eq!(refused("10", "10.gif", None), Refusal::NotFound);
        assert_eq!(refused("ten", "10", None), Refusal::NotFound);
        for query in ["blur=0", "blur=11", "blur=x"] {
            assert_eq!(refused("10", "10", Some(query)), Refusal::Blur, "{query}");
        }
    }
}
