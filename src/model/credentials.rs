//! User names and passwords in addresses: never shown, never kept.

use std::ops::Range;

use url::Url;

/// The same address without user name and password, so that it may be shown and kept.
pub fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // Only a URL that cannot have credentials refuses to lose them.
    url.set_username("").and_then(|()| url.set_password(None)).ok();
    url
}

/// A text that may be an address or a pattern, as far as it was typed, without what may be a user name and a
/// password; rather too little of it than a part of a password. So it may be kept.
pub fn typed_without_credentials(text: &str) -> String {
    replaced(text, &places(text, true), "")
}

/// The same for a sentence: `…@` tells that something stood there. Without an `@` all of it is shown.
pub fn typed_with_hidden_credentials(text: &str) -> String {
    replaced(text, &places(text, false), "…@")
}

fn replaced(text: &str, places: &[Range<usize>], by: &str) -> String {
    let mut rest = text.to_owned();
    for place in places.iter().rev() {
        rest.replace_range(place.clone(), by);
    }
    rest
}

/// Where credentials stand, with the `@` behind them. `half_typed`: or may be about to stand.
fn places(text: &str, half_typed: bool) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let trimmed = text.trim_start();
    let is_file_or_path = trimmed.starts_with('@') || (trimmed.starts_with('/') && !trimmed.starts_with("//"));
    for start in authorities(text).into_iter().filter(|_| !is_file_or_path) {
        if places.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let rest = &text[start..];
        let authority = &rest[..rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len())];
        // A password with a slash in it, as it may stand in no URL, goes on behind the host.
        let goes_on = !authority.contains('@') && !authority.split(['{', ',', '}']).all(is_host);
        match if goes_on { rest } else { authority }.rfind('@') {
            Some(at) => places.push(start..start + at + 1),
            None if goes_on && half_typed => places.push(start..text.len()),
            None => {}
        }
    }
    places
}

/// Where what may be credentials and a host begins: behind each scheme, or else at the beginning.
fn authorities(text: &str) -> Vec<usize> {
    let lower = text.to_ascii_lowercase();
    let behind =
        |at: usize| text[at..].find(|letter| !['/', '\\'].contains(&letter)).map_or(text.len(), |slashes| at + slashes);
    let schemes = ["http:", "https:", "://"];
    let mut starts: Vec<usize> = schemes
        .iter()
        .flat_map(|scheme| lower.match_indices(scheme))
        .map(|(at, scheme)| behind(at + scheme.len()))
        .collect();
    starts.extend(lower.find("//").map(behind));
    starts.sort_unstable();
    starts.dedup();
    if starts.is_empty() { vec![0] } else { starts }
}

/// Whether this may be a host with its port: what stands behind a colon is no part of a password. Both may
/// hold patterns.
fn is_host(text: &str) -> bool {
    let Some((_, port)) = behind_first_colon(text).map(|behind| text.split_at(behind)) else { return true };
    let mut digits = port.to_owned();
    while let Some((start, end)) = brackets(&digits).filter(|&(start, end)| is_range(&digits[start..end])) {
        digits.replace_range(start..end, "");
    }
    digits.is_empty() || digits.parse::<u16>().is_ok()
}

/// Behind the first colon that stands in no brackets: those of a range or an IPv6 address are their own.
fn behind_first_colon(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let colon = from + text[from..].find(':')?;
        match brackets(&text[from..]) {
            Some((start, end)) if from + start < colon => from += end,
            _ => return Some(colon + 1),
        }
    }
}

/// The first brackets, from the one to behind the other.
fn brackets(text: &str) -> Option<(usize, usize)> {
    let start = text.find('[')?;
    Some((start, start + text[start..].find(']')? + 1))
}

fn is_range(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_digit() || "[]-:".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_away() {
        let url = Url::parse("http://me:secret@host/a?b#c").expect("a URL");
        assert_eq!(without_credentials(&url).as_str(), "http://host/a?b#c");
    }

    #[test]
    fn what_was_typed_is_shown_without_credentials() {
        for (typed, wanted) in [
            ("http://me:secret@host/[9-1].jpg", "http://…@host/[9-1].jpg"),
            ("me:secret@host/a", "…@host/a"),
            ("ftp://secret@host", "ftp://…@host"),
            ("http://me:sec@ret@host/a@b", "http://…@host/a@b"),
            ("http://me:sec/ret@host/a", "http://…@host/a"),
            ("http://host:[80-81]/a@2x.jpg", "http://host:[80-81]/a@2x.jpg"),
            ("http://host:eighty/a", "http://host:eighty/a"),
            ("host/a@b", "host/a@b"),
            ("/id/1", "/id/1"),
        ] {
            assert_eq!(typed_with_hidden_credentials(typed), wanted);
        }
    }

    #[test]
    fn no_part_of_a_password_is_kept_however_far_it_was_typed() {
        let whole = [
            "http://me:s3cret@host/a.jpg",
            "https://me:s3cret@{one,two}.host/[1-9].jpg",
            "{http://me:s3cret@one,HTTPS://you:s3cret@two}/[1-9].jpg",
            "http://{me:s3cret,you:s3cret}@host/a",
            "http:me:s3cret@host/a",
            "http:\\\\me:s3cret@host/a",
            "http//me:s3cret@host/a",
            "me:s3cret@host/a",
            "http://me:s3cret?@host/a",
            "http://s3cret@host/a",
            "//me:s3cret@host/a",
        ];
        for text in whole {
            let kept = typed_without_credentials(text);
            assert!(!kept.contains("s3") && kept.contains("host") | kept.contains("two"), "{text}: {kept}");
            assert!(!kept.contains("me:"), "{text}: {kept}");
        }
        for text in [
            "http://me:s3",
            "https://me:s3cret",
            "me:s3cret",
            "http://{me:s3cr",
            "http://me:s3/cr",
            "http://me:9999999",
            "http://me:[9",
            "http://me[1-2]:s3cr",
            "//me:s3",
        ] {
            let kept = typed_without_credentials(text);
            assert!(!kept.contains("s3") && !kept.contains('9'), "{text}: {kept}");
        }
    }

    #[test]
    fn what_holds_no_credentials_is_kept_as_it_is() {
        for text in [
            "",
            "https://picsum.photos/id/[10-85]/2000/3000",
            "http://localhost:8080",
            "http://host:80/a@2x.jpg?to=me:you@there",
            "http://[::1]:8080/a",
            "http://[a-c].host/{one,two}",
            "http://{one:80,two:81}/a",
            "http://host:[8080-8090:2]/a:b@c",
            "http://host:80[80-81]/a",
            "http://cdn[1-9:2].host/[1-3].jpg",
            "http://[a-c].cdn[1-9:2].host:80/a",
            "http://host/a:b",
            "localhost:80/a",
            "@/home/me/list:of@all.txt",
            "@C:\\lists\\all.txt",
            "/id/[1-9]/60/90?a=b:c@d",
            "pict",
            "htt",
            "http:/",
        ] {
            assert_eq!(typed_without_credentials(text), text);
        }
    }
}
