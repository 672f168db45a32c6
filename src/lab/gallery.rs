//! Pictures painted, encoded and kept, so that a request costs no more than sending it.

use std::collections::{HashMap, VecDeque};
use std::io::Cursor;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use image::{DynamicImage, RgbImage};
use tokio::sync::OnceCell;

use super::address::{Address, Encoding, Look};
use super::paint;

/// The most that is kept, in bytes; the oldest go first.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// The quality of the JPEGs, at which a 2000×3000 one is about as large as a photograph's.
const QUALITY: u8 = 92;

/// What a picture shows and how; ids that repeat a painting share it.
type Key = (u32, Look);

/// All pictures asked for so far, as far as they fit.
pub struct Gallery {
    shelf: Mutex<Shelf>,
    most_bytes: usize,
}

#[derive(Default)]
struct Shelf {
    pictures: HashMap<Key, Arc<OnceCell<Bytes>>>,
    /// In the order in which they were finished, with their sizes.
    finished: VecDeque<(Key, usize)>,
    bytes: usize,
}

/// A picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum GalleryError {
    #[error("The picture could not be encoded: {0}.")]
    Jpeg(#[from] jpeg_encoder::EncodingError),
    #[error("The picture could not be encoded: {0}.")]
    WebP(#[from] image::ImageError),
    #[error("The picture could not be painted: {0}.")]
    Painter(#[from] tokio::task::JoinError),
}

impl Default for Gallery {
    fn default() -> Self {
        Self { shelf: Mutex::default(), most_bytes: MOST_BYTES }
    }
}

impl Gallery {
    /// The encoded picture: at once if it is kept, else painted on another thread, only once for all who ask.
    pub async fn picture(&self, address: &Address) -> Result<Bytes, GalleryError> {
        let key = (address.painting(), address.look);
        let cell = Arc::clone(self.shelf().pictures.entry(key).or_default());
        let paint = async || {
            let bytes = tokio::task::spawn_blocking(move || make(key)).await??;
            self.keep(key, bytes.len());
            Ok::<_, GalleryError>(bytes)
        };
        cell.get_or_try_init(paint).await.cloned()
    }

    /// Counts a finished picture, and lets the oldest go where there are too many.
    fn keep(&self, key: Key, bytes: usize) {
        let mut shelf = self.shelf();
        shelf.finished.push_back((key, bytes));
        shelf.bytes += bytes;
        while shelf.bytes > self.most_bytes && shelf.finished.len() > 1 {
            if let Some((oldest, bytes)) = shelf.finished.pop_front() {
                shelf.pictures.remove(&oldest);
                shelf.bytes -= bytes;
            }
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Paints and encodes.
fn make((painting, look): Key) -> Result<Bytes, GalleryError> {
    let canvas = paint::paint(painting, look.width, look.height);
    let picture = RgbImage::from_raw(canvas.width, canvas.height, canvas.rgb).expect("three bytes a pixel");
    let mut picture = DynamicImage::ImageRgb8(picture);
    if look.blur > 0 {
        #[expect(clippy::cast_precision_loss, reason = "1 to 10")]
        let sigma = look.blur as f32;
        picture = picture.fast_blur(sigma);
    }
    if look.grayscale {
        picture = picture.grayscale();
    }
    let mut bytes = Vec::new();
    match look.encoding {
        Encoding::Jpeg => {
            let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, QUALITY);
            encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
            let color = if look.grayscale { jpeg_encoder::ColorType::Luma } else { jpeg_encoder::ColorType::Rgb };
            let side = |pixels: u32| u16::try_from(pixels).expect("a side is at most 5000");
            encoder.encode(picture.as_bytes(), side(look.width), side(look.height), color)?;
        }
        Encoding::WebP => picture.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::WebP)?,
    }
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::super::address;
    use super::*;

    fn address(id: u32, height: &str, query: &str) -> Address {
        Address { id, look: address::look("60", height, Some(query)).expect("a good look") }
    }

    fn decoded(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory(bytes).expect("a picture")
    }

    #[tokio::test]
    async fn the_same_address_gives_the_same_bytes_and_ids_repeat_after_32() {
        let (one, two) = (Gallery::default(), Gallery::default());
        let first = one.picture(&address(3, "40", "")).await.expect("painted");
        assert_eq!(first, two.picture(&address(3, "40", "")).await.expect("painted"));
        assert_eq!(first, one.picture(&address(35, "40", "")).await.expect("painted"));
        assert_ne!(first, one.picture(&address(4, "40", "")).await.expect("painted"));
        assert_eq!(one.shelf().finished.len(), 2, "a repeated painting is made once");
    }

    #[tokio::test]
    async fn all_32_paintings_differ() {
        let gallery = Gallery::default();
        let mut all = std::collections::HashSet::new();
        for id in 1..=64 {
            all.insert(gallery.picture(&address(id, "40", "")).await.expect("painted"));
        }
        assert_eq!(all.len(), 32);
    }

    #[tokio::test]
    async fn webp_is_lossless_and_effects_do_what_they_say() {
        let gallery = Gallery::default();
        let picture = async |height, query| gallery.picture(&address(5, height, query)).await.expect("painted");
        let plain = decoded(&picture("40.webp", "").await).into_rgb8();
        assert_eq!(plain.as_raw(), &paint::paint(4, 60, 40).rgb);

        let gray = decoded(&picture("40", "grayscale").await);
        assert_eq!(gray.color(), image::ColorType::L8);

        let contrast = |picture: &RgbImage| {
            let rows = picture.rows().map(|row| row.map(|pixel| i32::from(pixel[1])).collect::<Vec<_>>());
            rows.map(|row| row.windows(2).map(|pair| (pair[0] - pair[1]).abs()).sum::<i32>()).sum::<i32>()
        };
        let slight = contrast(&decoded(&picture("40.webp", "blur=1").await).into_rgb8());
        let strong = contrast(&decoded(&picture("40.webp", "blur=10").await).into_rgb8());
        assert!(strong * 2 < slight && slight < contrast(&plain), "{strong} {slight}");
    }

    #[tokio::test]
    async fn the_oldest_picture_goes_when_there_are_too_many() {
        let gallery = Gallery { most_bytes: 1, ..Gallery::default() };
        gallery.picture(&address(1, "40", "")).await.expect("painted");
        gallery.picture(&address(2, "40", "")).await.expect("painted");
        let shelf = gallery.shelf();
        assert_eq!(shelf.pictures.len(), 1, "the newest stays, however large");
        assert_eq!(shelf.finished.front().map(|(key, _)| key.0), Some(1));
        assert_eq!(shelf.bytes, shelf.finished[0].1);
    }
}
