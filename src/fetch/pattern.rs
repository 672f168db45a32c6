//! curl's URL patterns: `{a,b}`, `[1-100]`, `[001-100]`, `[a-z]`, `[1-100:10]`.

use std::net::Ipv6Addr;

use super::AddressError;
use crate::model::{MAX_DOWNLOADS, typed_with_hidden_credentials as shown};

/// Every URL that the pattern stands for, as curl has it: the last set changes fastest, a backslash
/// takes the meaning from the character after it, and an IPv6 address is no set.
///
/// # Errors
///
/// A set that cannot be read, or more than [`MAX_DOWNLOADS`] URLs.
pub fn expand(pattern: &str) -> Result<Vec<String>, AddressError> {
    let mut texts = vec![String::new()];
    for part in parts(pattern)? {
        match part {
            Part::Plain(plain) => texts.iter_mut().for_each(|text| text.push_str(&plain)),
            Part::Set(words) => {
                if texts.len() * words.len() > MAX_DOWNLOADS as usize {
                    return Err(AddressError::TooMany(shown(pattern)));
                }
                texts = texts.iter().flat_map(|text| words.iter().map(move |word| format!("{text}{word}"))).collect();
            }
        }
    }
    Ok(texts)
}

enum Part {
    Plain(String),
    Set(Vec<String>),
}

fn parts(pattern: &str) -> Result<Vec<Part>, AddressError> {
    let wrong = |why: &str| AddressError::Pattern { pattern: shown(pattern), why: why.to_owned() };
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (open, close) = match c {
            '{' => ('{', '}'),
            '[' if !starts_with_ipv6(after) => ('[', ']'),
            '}' => return Err(wrong("a } has no { before it")),
            '\\' if after.starts_with(['{', '}', '[', ']', '\\', ',']) => {
                plain.push_str(&after[..1]);
                rest = &after[1..];
                continue;
            }
            _ => {
                plain.push(c);
                rest = after;
                continue;
            }
        };
        let Some(end) = closing(after, close) else {
            return Err(wrong(&format!("a {open} has no {close} after it")));
        };
        let inside = &after[..end];
        let words = if open == '{' { alternatives(inside) } else { range(inside) };
        if !plain.is_empty() {
            parts.push(Part::Plain(std::mem::take(&mut plain)));
        }
        parts.push(Part::Set(words.map_err(|why| wrong(&why))?));
        rest = &after[end + 1..];
    }
    parts.push(Part::Plain(plain));
    Ok(parts)
}

/// Where `close` stands in `text` without a backslash before it.
fn closing(text: &str, close: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let found = c == close && !escaped;
        escaped = c == '\\' && !escaped;
        found.then_some(at)
    })
}

/// Whether what follows a `[` is an IPv6 address and its `]`.
fn starts_with_ipv6(after: &str) -> bool {
    after.split_once(']').is_some_and(|(inside, _)| inside.parse::<Ipv6Addr>().is_ok())
}

fn alternatives(inside: &str) -> Result<Vec<String>, String> {
    let mut words = vec![String::new()];
    let mut escaped = false;
    for c in inside.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '{' if !escaped => return Err("a { stands inside another".to_owned()),
            ',' if !escaped => words.push(String::new()),
            _ => words.last_mut().expect("there is always one").push(c),
        }
        escaped = false;
    }
    if words.len() == 1 && words[0].is_empty() { Err("{} names nothing".to_owned()) } else { Ok(words) }
}

/// `1-100`, `001-100`, `a-z`, each with a step after a colon.
fn range(inside: &str) -> Result<Vec<String>, String> {
    let wrong = || format!("[{inside}] is no range; write one as in [1-100], [001-100], [a-z] or [1-100:10]");
    let (bounds, step) = inside.split_once(':').unwrap_or((inside, "1"));
    let step: usize = step.parse().ok().filter(|step| *step > 0).ok_or_else(wrong)?;
    let (first, last) = bounds.split_once('-').ok_or_else(wrong)?;
    if let (Some(from), Some(to)) = (letter(first), letter(last)) {
        let same_case = from.is_ascii_lowercase() == to.is_ascii_lowercase();
        return if same_case && from <= to {
            Ok((from..=to).step_by(step).map(|letter| char::from(letter).to_string()).collect())
        } else {
            Err(wrong())
        };
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(first) || !is_number(last) {
        return Err(wrong());
    }
    let (from, to): (u64, u64) = (first.parse().map_err(|_| wrong())?, last.parse().map_err(|_| wrong())?);
    if from > to {
        return Err(wrong());
    }
    let width = if first.starts_with('0') { first.len() } else { 0 };
    // One more than is allowed is enough to be refused, and a range of millions is never made.
    let most = MAX_DOWNLOADS as usize + 1;
    Ok((from..=to).step_by(step).take(most).map(|number| format!("{number:0width$}")).collect())
}

fn letter(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => Some(*letter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_what_curl_makes_of_them() {
        let table: &[(&str, &[&str])] = &[
            ("http://h/a", &["http://h/a"]),
            ("http://{one,two,}.h/", &["http://one.h/", "http://two.h/", "http://.h/"]),
            ("h/[8-11]", &["h/8", "h/9", "h/10", "h/11"]),
            ("h/[008-011]", &["h/008", "h/009", "h/010", "h/011"]),
            ("h/[a-c]", &["h/a", "h/b", "h/c"]),
            ("h/[1-10:4]", &["h/1", "h/5", "h/9"]),
            ("h/[a-z:13]", &["h/a", "h/n"]),
            ("h/{a,b}[1-2]", &["h/a1", "h/a2", "h/b1", "h/b2"]),
            ("http://[::1]:80/[1-2]", &["http://[::1]:80/1", "http://[::1]:80/2"]),
            (r"h/\[1-2\]\{a\}{x\,y,z}", &["h/[1-2]{a}x,y", "h/[1-2]{a}z"]),
            ("h/[5-5]", &["h/5"]),
            ("h/[18446744073709551614-18446744073709551615]", &["h/18446744073709551614", "h/18446744073709551615"]),
            ("h/[1-5:9]", &["h/1"]),
        ];
        for (pattern, urls) in table {
            assert_eq!(expand(pattern).expect(pattern), *urls, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_read_says_why() {
        for wrong in ["{a", "a}", "[1-", "[10-1]", "[a-Z]", "[a-9]", "[]", "[1-2:0]", "[-1-2]", "{}", "{a,{b}}", "[1]"]
        {
            let error = expand(wrong).expect_err(wrong);
            assert!(matches!(&error, AddressError::Pattern { .. }) && error.to_string().contains(wrong), "{error}");
        }
    }

    #[test]
    fn more_than_a_run_may_have_are_refused() {
        assert_eq!(expand("[1-10000]").map(|urls| urls.len()).ok(), Some(10_000));
        for many in ["[1-10001]", "[0-18446744073709551615]", "[1-101][1-100]"] {
            assert!(matches!(expand(many), Err(AddressError::TooMany(_))), "{many}");
        }
    }
}
