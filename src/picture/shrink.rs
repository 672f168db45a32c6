//! From a picture's file to a small picture.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek as _, Write};
use std::path::Path;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};

use crate::model::Format;

/// The longest side of a picture that is decoded.
pub const MAX_SIDE_PX: u32 = 16_384;
/// The most memory that decoding a picture may take.
pub const MAX_DECODE_BYTES: u64 = 256 * 1024 * 1024;

/// A small picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Row by row from the top, four bytes a pixel: red, green, blue, alpha (not premultiplied).
    pub rgba: Vec<u8>,
}

/// Why there is no small picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It is damaged, or of no known kind.
    #[error("the picture cannot be decoded ({0})")]
    Undecodable(String),
    /// Decoding would need more than is allowed; nothing was decoded.
    #[error(
        "the picture is too large: decoding is limited to {MAX_SIDE_PX} pixels a side and {} MiB of memory",
        MAX_DECODE_BYTES >> 20
    )]
    TooLarge,
    /// The file cannot be read or written.
    #[error("the picture's file cannot be used ({0})")]
    Io(#[from] io::Error),
}

impl From<ImageError> for PictureError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge,
            // An end that comes too early lies in the picture, not in the disk.
            ImageError::IoError(error) if error.kind() != io::ErrorKind::UnexpectedEof => Self::Io(error),
            other => Self::Undecodable(other.to_string()),
        }
    }
}

/// Reads the picture in `path`, of an animation the first frame, turns it as its Exif data says,
/// and shrinks it so that both sides have at most `side_px` pixels, the proportions kept. A picture
/// that is small enough already keeps its size.
///
/// # Errors
///
/// As [`PictureError`] says. The limits are held against what the file's head promises, before
/// anything is decoded.
pub fn shrink(path: &Path, side_px: u32) -> Result<Thumbnail, PictureError> {
    let (picture, orientation) = decode(path)?;
    let (width, height) = fit(picture.width(), picture.height(), side_px);
    let mut small = if (width, height) == (picture.width(), picture.height()) {
        picture
    } else {
        let mut small = DynamicImage::new(width, height, picture.color());
        let filter = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        let resized = Resizer::new().resize(&picture, &mut small, &filter);
        resized.map_err(|error| PictureError::Undecodable(error.to_string()))?;
        small
    };
    // Turning the small one is quicker than turning the large one.
    small.apply_orientation(orientation);
    let small = small.into_rgba8();
    Ok(Thumbnail { width: small.width(), height: small.height(), rgba: small.into_raw() })
}

/// Width and height of the picture in `path`, turned as its Exif data says, without decoding it.
///
/// # Errors
///
/// As [`shrink`].
pub fn size(path: &Path) -> Result<[u32; 2], PictureError> {
    let (decoder, orientation) = open(path)?;
    let (width, height) = decoder.dimensions();
    let is_turned = matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    Ok(if is_turned { [height, width] } else { [width, height] })
}

fn decode(path: &Path) -> Result<(DynamicImage, Orientation), PictureError> {
    let (decoder, orientation) = open(path)?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// A decoder that has read the head and found it within the limits.
fn open(path: &Path) -> Result<(impl ImageDecoder, Orientation), PictureError> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(Format::SIGNATURE_BYTES as u64).read_to_end(&mut head)?;
    file.rewind()?;
    let format = match Format::of(&head) {
        Some(Format::Jpeg) => ImageFormat::Jpeg,
        Some(Format::Png) => ImageFormat::Png,
        Some(Format::WebP) => ImageFormat::WebP,
        Some(Format::Gif) => ImageFormat::Gif,
        None => return Err(PictureError::Undecodable("it is no JPEG, PNG, WebP or GIF".to_owned())),
    };
    let mut reader = ImageReader::with_format(BufReader::new(file), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE_PX), Some(MAX_SIDE_PX));
    limits.max_alloc = Some(MAX_DECODE_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // The decoder's own count leaves out the picture that it decodes into.
    if decoder.total_bytes() > MAX_DECODE_BYTES {
        return Err(PictureError::TooLarge);
    }
    // Odd metadata does not make a picture unusable.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((decoder, orientation))
}

/// The size that fits, never larger and never nothing.
fn fit(width: u32, height: u32, side_px: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side_px {
        return (width, height);
    }
    let scaled = |side: u32| {
        let exact = u64::from(side) * u64::from(side_px);
        let rounded = (exact + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(rounded).unwrap_or(side_px).max(1)
    };
    (scaled(width), scaled(height))
}

impl Thumbnail {
    /// Writes it as a PNG.
    ///
    /// # Errors
    ///
    /// What `out` says, or that the pixels are not as many as the sides ask for.
    pub fn write_png(&self, out: impl Write) -> Result<(), PictureError> {
        let encoder = PngEncoder::new_with_quality(out, CompressionType::Fast, PngFilter::Adaptive);
        Ok(encoder.write_image(&self.rgba, self.width, self.height, ExtendedColorType::Rgba8)?)
    }

    /// Saves it as a PNG in `path`, where nothing may be yet.
    ///
    /// # Errors
    ///
    /// What the system says; nothing is left behind then.
    pub fn save(&self, path: &Path) -> Result<(), PictureError> {
        let file = File::create_new(path)?;
        let written = self.write_png(file);
        if written.is_err() {
            fs::remove_file(path)?;
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use image::{Rgb, RgbImage, Rgba, RgbaImage};
    use tempfile::TempDir;

    use super::*;

    /// A folder with this content in a file.
    fn file(content: &[u8]) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("picture");
        fs::write(&path, content).expect("written");
        (folder, path)
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    }

    /// Left half red, right half blue.
    fn halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) })
    }

    fn pixel(thumbnail: &Thumbnail, x: u32, y: u32) -> [u8; 4] {
        let at = 4 * (y * thumbnail.width + x) as usize;
        thumbnail.rgba[at..at + 4].try_into().expect("four bytes")
    }

    #[test]
    fn every_kind_is_shrunk_and_keeps_its_proportions() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let (_folder, path) = file(&encoded(&halves(400, 200).into(), format));
            let small = shrink(&path, 100).expect("shrunk");
            assert_eq!((small.width, small.height, small.rgba.len()), (100, 50, 100 * 50 * 4), "{format:?}");
            let (left, right) = (pixel(&small, 10, 25), pixel(&small, 90, 25));
            assert!(left[0] > 240 && left[2] < 15 && right[0] < 15 && right[2] > 240, "{format:?} {left:?} {right:?}");
        }
    }

    #[test]
    fn other_depths_are_shrunk_too() {
        let rgb = DynamicImage::from(halves(40, 40));
        let all = [rgb.to_luma8().into(), rgb.to_luma_alpha8().into(), rgb.to_rgb16().into(), rgb.to_rgba16().into()];
        for picture in all as [DynamicImage; 4] {
            let (_folder, path) = file(&encoded(&picture, ImageFormat::Png));
            assert_eq!(shrink(&path, 10).map(|small| small.rgba.len()).ok(), Some(400), "{:?}", picture.color());
        }
    }

    #[test]
    fn transparent_pixels_do_not_stain_their_neighbours() {
        let see_through =
            RgbaImage::from_fn(64, 64, |x, _| if x % 2 == 0 { Rgba([255, 255, 255, 255]) } else { Rgba([0, 0, 0, 0]) });
        let (_folder, path) = file(&encoded(&see_through.into(), ImageFormat::Png));
        let [red, _, _, alpha] = pixel(&shrink(&path, 8).expect("shrunk"), 4, 4);
        assert!(red > 250 && (100..156).contains(&alpha), "{red} {alpha}");
    }

    #[test]
    fn a_small_picture_keeps_its_size_and_a_thin_one_stays() {
        let (_folder, path) = file(&encoded(&halves(30, 20).into(), ImageFormat::Png));
        assert_eq!(shrink(&path, 100).map(|small| (small.width, small.height)).ok(), Some((30, 20)));
        assert_eq!(fit(16_000, 3, 100), (100, 1));
        assert_eq!(fit(3, 16_000, u32::MAX), (3, 16_000));
        assert_eq!(fit(16_384, 16_383, 240), (240, 240));
    }

    #[test]
    fn a_picture_is_turned_as_its_camera_says() {
        // A JPEG with an Exif segment after its start: little-endian, one entry, orientation 6
        // (turn right by a quarter).
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        let mut segment = vec![0xff, 0xe1, 0, u8::try_from(exif.len() + 2).expect("short")];
        segment.append(&mut exif);
        let mut jpeg = encoded(&halves(400, 200).into(), ImageFormat::Jpeg);
        jpeg.splice(2..2, segment);
        let (_folder, path) = file(&jpeg);
        let small = shrink(&path, 100).expect("shrunk");
        assert_eq!((small.width, small.height), (50, 100));
        assert_eq!(size(&path).ok(), Some([200, 400]));
        assert!(pixel(&small, 25, 10)[0] > 240 && pixel(&small, 25, 90)[2] > 240, "left came to the top");
    }

    /// A PNG that promises these sides and holds nothing.
    fn hollow_png(width: u32, height: u32) -> Vec<u8> {
        let mut png = encoded(&RgbImage::new(1, 1).into(), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        // The chunk's CRC (PNG specification, annex D).
        let crc = !png[12..29].iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
        });
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        png
    }

    #[test]
    fn a_picture_that_would_need_too_much_memory_is_refused() {
        for (width, height) in [(100_000, 100_000), (11_000, 11_000), (16_385, 1), (1, 16_385)] {
            let (_folder, path) = file(&hollow_png(width, height));
            let error = shrink(&path, 100).expect_err("too large");
            assert!(matches!(error, PictureError::TooLarge), "{width}×{height}: {error}");
        }
        let (_folder, path) = file(&hollow_png(16_384, 2));
        assert!(matches!(shrink(&path, 100), Err(PictureError::Undecodable(_))), "within the limits, and hollow");
    }

    #[test]
    fn damaged_ones_and_other_files_are_told_apart_from_missing_ones() {
        let jpeg = encoded(&halves(400, 200).into(), ImageFormat::Jpeg);
        for content in [&jpeg[..20], b"<!doctype html><p>not here", b"\x89PNG\r\n\x1a\n", b""] {
            let (_folder, path) = file(content);
            assert!(matches!(shrink(&path, 100), Err(PictureError::Undecodable(_))), "{content:?}");
        }
        assert!(matches!(shrink(Path::new("/no/such/picture"), 100), Err(PictureError::Io(_))));
    }

    #[test]
    fn a_thumbnail_is_saved_once() {
        let (folder, path) = file(&encoded(&halves(40, 20).into(), ImageFormat::Png));
        let thumbnail = shrink(&path, 10).expect("shrunk");
        let place = folder.path().join("small.png");
        thumbnail.save(&place).expect("saved");
        assert_eq!(shrink(&place, 100).expect("read"), thumbnail);
        assert!(matches!(thumbnail.save(&place), Err(PictureError::Io(_))), "nothing is replaced");
        assert!(place.exists());
    }
}
