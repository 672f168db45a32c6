//! Shrinking a picture that was fetched, as a part of its task.

use std::path::{Path, PathBuf};
use std::time::Instant;

use url::Url;

use crate::fetch::{PartFile, storage_failure};
use crate::model::{ErrorKind, Fetched, Outcome, hops_secs};
use crate::picture::{PictureError, shrink};

/// The longest side of a thumbnail.
const SIDE_PX: u32 = 256;

/// Shrinks the picture that was fetched and puts the small one beside it, as `NAME.thumb.png`. The
/// time it takes becomes a phase; where it fails, that is the download's outcome, and the
/// picture's file stays.
pub(super) fn make(fetched: &mut Fetched) {
    let (Some(path), Some(url)) = (&fetched.path, &fetched.final_url) else { return };
    let started = Instant::now();
    let made = small_beside(path);
    let outcome = made.err().map(|error| outcome(&error, url));
    fetched.phases.thumbnail_secs = Some(started.elapsed().as_secs_f64());
    fetched.total_secs = fetched.phases.total_secs() + hops_secs(&fetched.hops);
    if let Some(outcome) = outcome {
        fetched.outcome = outcome;
    }
}

fn small_beside(path: &Path) -> Result<PathBuf, PictureError> {
    let small = shrink(path, SIDE_PX)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".thumb.png");
    let place = PathBuf::from(name);
    let mut part = PartFile::create(&place)?;
    small.write_png(&mut part)?;
    Ok(part.place(&place)?)
}

fn outcome(error: &PictureError, url: &Url) -> Outcome {
    match error {
        PictureError::Undecodable(_) => Outcome::failed(ErrorKind::Undecodable, format!("{error}: {url}")),
        PictureError::TooLarge => Outcome::failed(ErrorKind::PictureTooLarge, format!("{error}: {url}")),
        PictureError::Io(error) => storage_failure(error, url),
    }
}

/// One red pixel.
#[cfg(test)]
pub(super) const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::model::Phases;

    use super::*;

    /// A picture of that content as it comes from a download, after its thumbnail was made.
    fn made(content: &[u8]) -> (tempfile::TempDir, Fetched) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("1-a.gif");
        fs::write(&path, content).expect("written");
        let phases = Phases { receive_secs: Some(0.25), other_secs: Some(0.5), ..Phases::default() };
        let mut fetched = Fetched {
            final_url: Some(Url::parse("http://host/a.gif").expect("a URL")),
            phases,
            hops: Vec::new(),
            http_version: None,
            status: Some(200),
            bytes: content.len() as u64,
            hash: None,
            path: Some(path),
            connections_opened: 1,
            outcome: Outcome::Ok,
            retry_after_secs: None,
            total_secs: 0.75,
        };
        make(&mut fetched);
        (folder, fetched)
    }

    #[test]
    fn the_small_picture_lies_beside_the_large_one_and_its_time_is_a_phase() {
        let (folder, fetched) = made(GIF);
        assert_eq!(fetched.outcome, Outcome::Ok);
        let small = shrink(&folder.path().join("1-a.gif.thumb.png"), 10).expect("a picture");
        assert_eq!(small.rgba, [255, 0, 0, 255]);
        let thumbnail_secs = fetched.phases.thumbnail_secs.expect("it took time");
        assert!(thumbnail_secs > 0.0);
        assert_eq!(fetched.total_secs.to_bits(), fetched.phases.total_secs().to_bits());
        assert!((fetched.total_secs - 0.75 - thumbnail_secs).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_decoded_is_an_outcome_and_the_file_stays() {
        let (folder, fetched) = made(&GIF[..20]);
        let Outcome::Failed(failure) = &fetched.outcome else { panic!("it is damaged") };
        assert_eq!(failure.kind, ErrorKind::Undecodable);
        assert!(failure.message.ends_with(": http://host/a.gif"), "{}", failure.message);
        assert!(fetched.path.as_ref().is_some_and(|path| path.exists()));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "no thumbnail");
    }

    #[test]
    fn a_picture_that_needs_too_much_memory_is_an_outcome() {
        let mut huge = GIF.to_vec();
        huge[6..10].copy_from_slice(&[0xff; 4]);
        let (_folder, fetched) = made(&huge);
        let Outcome::Failed(failure) = &fetched.outcome else { panic!("it is too large") };
        assert_eq!(failure.kind, ErrorKind::PictureTooLarge);
    }
}
