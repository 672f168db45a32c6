//! Whose host an address names.

use url::{Host, Url};

/// Whether the URL's host is this machine by what it says: a loopback address or `localhost`.
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_names_too() {
        for (host, wanted) in [
            ("localhost", true),
            ("localhost.", true),
            ("a.localhost.", true),
            ("127.0.0.9", true),
            ("[::1]", true),
            ("[::ffff:127.0.0.1]", true),
            ("localhost.org", false),
            ("10.0.0.1", false),
            ("[::ffff:10.0.0.1]", false),
        ] {
            assert_eq!(is_this_machine(&Url::parse(&format!("http://{host}:80/")).expect("a URL")), wanted, "{host}");
        }
    }
}
