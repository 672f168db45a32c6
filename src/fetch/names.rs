//! File names from URLs, for every system.

use percent_encoding::percent_decode_str;
use sanitise_file_name::{Options, sanitise_with_options};
use url::Url;

use crate::model::Format;

/// The most bytes of a name, its number and the ending that may still be added included.
const MAX_BYTES: usize = 150;
/// What an added ending takes at most: `.webp`.
const ADDED_ENDING_BYTES: usize = 5;

/// A name for the file of each URL, in their order: its number in the list, as wide for all
/// (`007-`), and what the URL calls it.
///
/// That is the last segment of the path if it has an ending (`photo.jpg`), else all segments
/// (`id-1-2000-3000`); the query plays no part. Every name can be used on Linux, macOS and Windows
/// alike, has at most 150 bytes even after an ending such as `.webp` is added, holds no path, and
/// is like no other of the list even where case does not count.
pub fn file_names(urls: &[Url]) -> Vec<String> {
    let width = urls.len().to_string().len();
    let name = |(index, url)| {
        let prefix = format!("{:0width$}-", index + 1);
        let name = clean(&called(url), MAX_BYTES - prefix.len());
        // The number tells them apart, and keeps a name such as CON from being reserved.
        prefix + &name
    };
    urls.iter().enumerate().map(name).collect()
}

/// What the URL calls its content, before it is cleaned.
fn called(url: &Url) -> String {
    let segments: Vec<String> = url
        .path_segments()
        .into_iter()
        .flatten()
        .map(decode)
        .filter(|segment| !segment.is_empty() && !segment.chars().all(|c| c == '.'))
        .collect();
    match segments.last() {
        None => url.host_str().unwrap_or_default().to_owned(),
        Some(last) if has_ending(last) => last.clone(),
        Some(_) => segments.join("-"),
    }
}

/// `%20` and its like as what they stand for, where that is text.
fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8().map_or_else(|_| segment.to_owned(), Into::into)
}

fn has_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        let is_word = ending.chars().all(|c| c.is_ascii_alphanumeric()) && ending.len() <= 5;
        !stem.is_empty() && is_word && ending.chars().any(|c| c.is_ascii_alphabetic())
    })
}

fn clean(name: &str, limit: usize) -> String {
    let is_picture = name.rsplit_once('.').is_some_and(|(_, ending)| Format::is_extension(ending));
    let options = Options {
        length_limit: if is_picture { limit } else { limit - ADDED_ENDING_BYTES },
        extension_cleverness: has_ending(name),
        ..Options::DEFAULT
    };
    let cleaned = sanitise_with_options(name, &options);
    if cleaned.is_empty() { "file".to_owned() } else { cleaned }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    fn names(urls: &[&str]) -> Vec<String> {
        file_names(&urls.iter().map(|url| Url::parse(url).expect("a URL")).collect::<Vec<_>>())
    }

    #[test]
    fn a_name_is_the_last_segment_with_an_ending_or_the_whole_path() {
        let table = [
            ("http://host/photos/sea.jpg", "1-sea.jpg"),
            ("http://host/photos/sea.JPEG?w=300&name=other.png#top", "1-sea.JPEG"),
            ("http://host/id/1/2000/3000", "1-id-1-2000-3000"),
            ("http://host/id/1/2000/3000.webp", "1-3000.webp"),
            ("http://host/image/png", "1-image-png"),
            ("http://host/v1.2", "1-v1.2"),
            ("http://host/", "1-host"),
            ("http://host/..%2f..%2fetc%2fpasswd", "1-etc_passwd"),
            ("http://host/%2e%2e", "1-host"),
            ("http://host/a%00b%1f.jpg", "1-a_b.jpg"),
            ("http://host/CON", "1-CON_"),
            ("http://host/a:b%5Cc%3F.png", "1-a_b_c.png"),
            ("http://host/%F0%9F%8C%8A/%E6%B5%B7%20%C3%A9.jpg", "1-海 é.jpg"),
            ("http://host/caf%E9.jpg", "1-caf%E9.jpg"),
            ("http://host/name.%20.", "1-name"),
            ("http://host/%E2%80%AEgpj.exe", "1-gpj.exe"),
        ];
        for (url, wanted) in table {
            assert_eq!(names(&[url]), [wanted], "{url}");
        }
    }

    #[test]
    fn numbers_are_as_wide_for_all_and_tell_equal_names_apart() {
        let urls = vec!["http://host/a.png"; 100];
        let names = names(&urls);
        assert_eq!((names[6].as_str(), names[99].as_str()), ("007-a.png", "100-a.png"));
    }

    #[test]
    fn a_long_name_is_cut_before_its_ending() {
        let long = "ü".repeat(200);
        let names = names(&[&format!("http://host/{long}.jpg"), &format!("http://host/{long}")]);
        assert!(names[0].ends_with("ü.jpg") && names[0].len() <= 150 && names[0].len() > 140, "{}", names[0]);
        assert!(names[1].len() <= 145, "{}", names[1]);
    }

    proptest! {
        #[test]
        fn every_name_is_a_plain_one_of_its_own(paths in proptest::collection::vec("\\PC{0,300}|(%[0-9a-f]{2}|[./\\\\a-c:]){0,200}", 1..30)) {
            let urls: Vec<Url> = paths
                .iter()
                .filter_map(|path| Url::parse("http://host/").ok()?.join(&format!("./{path}")).ok())
                .filter(|url| url.host().is_some())
                .collect();
            let names = file_names(&urls);
            let folded: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
            prop_assert_eq!(folded.len(), urls.len());
            for name in names {
                let is_plain = matches!(Path::new(&name).components().collect::<Vec<_>>()[..], [Component::Normal(_)]);
                prop_assert!(is_plain && name.len() <= 150, "{}", name);
                prop_assert!(!name.contains(|c: char| c.is_control() || "<>:\"/\\|?*".contains(c)), "{}", name);
                prop_assert!(!name.ends_with(['.', ' ']), "{}", name);
            }
        }
    }
}
