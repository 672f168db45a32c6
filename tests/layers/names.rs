//! The paths that a source names, each written out from its start.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// A path such as `std::process::Command`, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its parts. `crate`, `self` and `super` are resolved: what lies in this crate starts with
    /// `crate`. A glob is `*`, and what is renamed ends in `as`.
    pub parts: Vec<String>,
    /// Its line, from 1.
    pub line: usize,
    /// Whether it stands in a module of tests.
    pub in_tests: bool,
}

/// A word that is no path, such as `unsafe` or the `println` of `println!`.
pub struct Word {
    /// As it is written; a macro's with its `!`.
    pub text: String,
    /// Its line, from 1.
    pub line: usize,
}

/// Everything that a source names.
#[derive(Default)]
pub struct Names {
    /// Its paths; of a `use`, one for each leaf.
    pub paths: Vec<Name>,
    /// Its words.
    pub words: Vec<Word>,
    /// The line on which its first `#[cfg(test)] mod` starts.
    pub tests_from: Option<usize>,
}

/// Reads a source that is the module `module` of the crate.
pub fn names(text: &str, module: &[String], in_tests: bool) -> Names {
    let tokens: TokenStream = text.parse().expect("a source can be read as tokens");
    let mut names = Names::default();
    let mut scope = Scope { module: module.to_vec(), in_tests };
    walk(&tokens.into_iter().collect::<Vec<_>>(), &mut scope, &mut names);
    names
}

struct Scope {
    module: Vec<String>,
    in_tests: bool,
}

/// Goes through one level of tokens, and down into its groups.
fn walk(tokens: &[TokenTree], scope: &mut Scope, names: &mut Names) {
    let mut at = 0;
    let mut test_attribute = None;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                if attribute(tokens, at).is_some_and(|text| text == "cfg(test)") {
                    test_attribute = Some(mark.span().start().line);
                }
                at += 1;
            }
            TokenTree::Ident(word) if word == "mod" => {
                at = enter_module(tokens, at, test_attribute.take(), scope, names);
            }
            TokenTree::Ident(word) if word == "use" || word == "extern" => {
                at = use_statement(tokens, at, scope, names);
                test_attribute = None;
            }
            TokenTree::Ident(_) => at = path_or_word(tokens, at, scope, names),
            TokenTree::Punct(mark)
                if mark.as_char() == ':' && is_colons(tokens, at) && is_ident(tokens.get(at + 2)) =>
            {
                // A path from the root of all crates, `::name`.
                at = path_or_word(tokens, at + 2, scope, names);
            }
            TokenTree::Group(group) => {
                walk(&group.stream().into_iter().collect::<Vec<_>>(), scope, names);
                if group.delimiter() == Delimiter::Brace {
                    test_attribute = None;
                }
                at += 1;
            }
            TokenTree::Punct(mark) => {
                if mark.as_char() == ';' {
                    test_attribute = None;
                }
                at += 1;
            }
            TokenTree::Literal(_) => at += 1,
        }
    }
}

/// The text of the attribute whose `#` stands here, without spaces.
fn attribute(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at + 1) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            Some(group.stream().to_string().replace(' ', ""))
        }
        _ => None,
    }
}

/// `mod name { … }`, inside which `super` means here.
fn enter_module(tokens: &[TokenTree], at: usize, test: Option<usize>, scope: &mut Scope, names: &mut Names) -> usize {
    let (Some(TokenTree::Ident(name)), Some(next)) = (tokens.get(at + 1), tokens.get(at + 2)) else { return at + 1 };
    if test.is_some() && names.tests_from.is_none() {
        names.tests_from = test;
    }
    if let TokenTree::Group(group) = next {
        let outside = scope.in_tests;
        scope.in_tests |= test.is_some();
        scope.module.push(name.to_string());
        walk(&group.stream().into_iter().collect::<Vec<_>>(), scope, names);
        scope.module.pop();
        scope.in_tests = outside;
    }
    at + 3
}

/// `use TREE;` or `extern crate name;`, to behind its end.
fn use_statement(tokens: &[TokenTree], at: usize, scope: &Scope, names: &mut Names) -> usize {
    let is_crate = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Ident(word)) if word == "crate");
    let start = match &tokens[at] {
        TokenTree::Ident(word) if word == "use" => at + 1,
        _ if is_crate(tokens.get(at + 1)) => at + 2,
        // `extern "C"`: no path at all.
        _ => return at + 1,
    };
    let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';');
    let end = tokens[start..].iter().position(is_end).map_or(tokens.len(), |length| start + length);
    tree(&tokens[start..end], &[], scope, names);
    end
}

/// A tree of `use`, or several between commas, below a prefix.
fn tree(tokens: &[TokenTree], prefix: &[String], scope: &Scope, names: &mut Names) {
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    for branch in tokens.split(is_comma).filter(|branch| !branch.is_empty()) {
        let mut parts = prefix.to_vec();
        let mut deeper = false;
        let line = branch[0].span().start().line;
        for token in branch {
            match token {
                TokenTree::Ident(word) => parts.push(word.to_string()),
                TokenTree::Punct(mark) if mark.as_char() == '*' => parts.push("*".to_owned()),
                TokenTree::Group(group) => {
                    deeper = true;
                    tree(&group.stream().into_iter().collect::<Vec<_>>(), &parts, scope, names);
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        if !deeper {
            // `{self}` means what stands before the braces.
            if prefix.len() < parts.len() && !prefix.is_empty() && parts[prefix.len()] == "self" {
                parts.remove(prefix.len());
            }
            // What it is renamed to is no part of it.
            if let Some(renamed) = parts.iter().position(|part| part == "as") {
                parts.truncate(renamed + 1);
            }
            names.paths.push(Name { parts: resolve(parts, scope), line, in_tests: scope.in_tests });
        }
    }
}

/// A path in an expression or a type, or a word alone.
fn path_or_word(tokens: &[TokenTree], at: usize, scope: &Scope, names: &mut Names) -> usize {
    let TokenTree::Ident(first) = &tokens[at] else { return at + 1 };
    let line = first.span().start().line;
    let mut parts = vec![plain(first)];
    let mut end = at + 1;
    while is_colons(tokens, end) {
        let Some(TokenTree::Ident(part)) = tokens.get(end + 2) else { break };
        parts.push(plain(part));
        end += 3;
    }
    let is_macro = matches!(tokens.get(end), Some(TokenTree::Punct(mark)) if mark.as_char() == '!')
        && matches!(tokens.get(end + 1), Some(TokenTree::Group(_)));
    let last = parts.last().cloned().unwrap_or_default();
    if is_macro {
        names.words.push(Word { text: format!("{last}!"), line });
    }
    if parts.len() > 1 {
        names.paths.push(Name { parts: resolve(parts, scope), line, in_tests: scope.in_tests });
    } else if !is_macro {
        names.words.push(Word { text: last, line });
    }
    end
}

/// `r#name` is `name`.
fn plain(word: &Ident) -> String {
    let text = word.to_string();
    text.strip_prefix("r#").map_or_else(|| text.clone(), ToOwned::to_owned)
}

/// Writes `crate`, `manyhands`, `self` and `super` at the start of a path out.
fn resolve(parts: Vec<String>, scope: &Scope) -> Vec<String> {
    let mut module = scope.module.clone();
    let mut rest = parts.iter().peekable();
    match rest.peek().map(|part| part.as_str()) {
        Some("crate" | "manyhands") => module.clear(),
        Some("self" | "super") => {}
        _ => return parts,
    }
    while let Some(part) = rest.next_if(|part| ["crate", "manyhands", "self", "super"].contains(&part.as_str())) {
        if part == "super" {
            module.pop();
        }
    }
    std::iter::once("crate".to_owned()).chain(module).chain(rest.cloned()).collect()
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    colon(tokens.get(at)) && colon(tokens.get(at + 1))
}

const fn is_ident(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(_)))
}
