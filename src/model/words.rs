//! How words become sentences, for the terminal, the window and the verdict alike.

/// With a capital at its start.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// An error's words as a sentence of its own: a capital at its start, a stop at its end.
pub fn sentence(error: &str) -> String {
    let stop = if error.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{stop}", capital(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_become_sentences() {
        let said = ["there is no address", "élan is missing!", "Where?", "It ends."].map(sentence);
        assert_eq!(said, ["There is no address.", "Élan is missing!", "Where?", "It ends."]);
        assert_eq!(capital(""), "");
    }
}
