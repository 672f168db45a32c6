//! Many addresses as one pattern.

use super::expand;

/// More letters than these are no text for a field.
const MOST_LETTERS: usize = 2_000;

/// A pattern that [`expand`] makes these addresses of again, in their order; `None`: there is none that is
/// short enough to be read.
pub fn contract(addresses: &[&str]) -> Option<String> {
    let (first, last) = (addresses.first()?, addresses.last()?);
    if addresses.len() == 1 {
        return [(*first).to_owned(), escaped(first)].into_iter().find(|pattern| stands_for(pattern, addresses));
    }
    let before = common(addresses, false);
    let rests: Vec<&str> = addresses.iter().map(|address| &address[before..]).collect();
    let after = common(&rests, true);
    let middles: Vec<&str> = rests.iter().map(|rest| &rest[..rest.len() - after]).collect();
    let (prefix, suffix) = (&first[..before], &last[last.len() - after..]);
    let sets = [range(&middles), Some(alternatives(&middles))];
    let patterns = sets.into_iter().flatten().filter(|set| set.len() <= MOST_LETTERS).flat_map(|set| {
        let plain = format!("{prefix}{set}{suffix}");
        [plain, format!("{}{set}{}", escaped(prefix), escaped(suffix))]
    });
    patterns.into_iter().find(|pattern| stands_for(pattern, addresses))
}

fn stands_for(pattern: &str, addresses: &[&str]) -> bool {
    expand(pattern).is_ok_and(|expanded| expanded == addresses)
}

/// How many bytes all texts share at their beginning, or at their end; a number is not divided.
fn common(texts: &[&str], at_end: bool) -> usize {
    let (first, others) = texts.split_first().expect("looked at before");
    let letters =
        |text: &str| -> Vec<char> { if at_end { text.chars().rev().collect() } else { text.chars().collect() } };
    let mut shared = letters(first);
    for other in others {
        let same = shared.iter().zip(letters(other)).take_while(|(one, other)| **one == *other).count();
        shared.truncate(same);
    }
    while shared.last().is_some_and(char::is_ascii_digit) {
        shared.pop();
    }
    shared.iter().map(|letter| letter.len_utf8()).sum()
}

/// `[1-100]`, `[001-100]` or `[1-100:10]`, if that may be what the texts are.
fn range(texts: &[&str]) -> Option<String> {
    let number = |text: &&str| text.parse::<u64>().ok();
    let (first, last) = (texts.first()?, texts.last()?);
    let step = number(texts.get(1)?)?.checked_sub(number(first)?)?;
    Some(if step == 1 { format!("[{first}-{last}]") } else { format!("[{first}-{last}:{step}]") })
}

/// `{one,two}`.
fn alternatives(texts: &[&str]) -> String {
    let words: Vec<String> = texts.iter().map(|text| escaped(text)).collect();
    format!("{{{}}}", words.join(","))
}

/// With a backslash before all that would mean something in a pattern.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if "{}[]\\,".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stands_for_the_addresses_that_it_was_made_of() {
        for pattern in [
            "http://h/a.jpg",
            "http://h/[1-100].jpg",
            "http://h/a1/[8-12]",
            "http://h/[008-120:4].png?x=1",
            "http://{one,two,three}.h/",
            "http://[::1]:80/[1-2]",
            "/id/[1-9]/60/90",
        ] {
            let addresses = expand(pattern).expect(pattern);
            let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
            assert_eq!(contract(&addresses).as_deref(), Some(pattern));
        }
    }

    #[test]
    fn whatever_the_addresses_are_the_pattern_means_them_or_there_is_none() {
        let cases: [&[&str]; 6] = [
            &["http://h/a", "http://h/a"],
            &["http://h/1", "http://h/3", "http://h/4"],
            &["http://h/a,b{c}", "http://h/[1-2]", "http://h/"],
            &["http://h/2", "http://h/1"],
            &["http://h/{a}"],
            &["http://höst/ä1", "http://höst/ü1"],
        ];
        for addresses in cases {
            let pattern = contract(addresses).expect("a pattern");
            assert_eq!(expand(&pattern).expect("it can be read"), addresses, "{pattern}");
        }
        let many: Vec<String> =
            (0..2000_u32).map(|number| format!("http://h/{}", number.wrapping_mul(7919) % 10_007)).collect();
        assert_eq!(contract(&many.iter().map(String::as_str).collect::<Vec<_>>()), None);
        assert_eq!(contract(&[]), None);
    }
}
