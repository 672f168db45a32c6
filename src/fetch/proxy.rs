//! The proxy that the system asks for.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

/// What requests go through, from the environment or the system's settings, without credentials:
/// `None` for straight to the host, else such as `http://proxy:3128`; where it differs by scheme,
/// `http://proxy:3128 (http), http://other:3128 (https)`.
pub fn proxy() -> Option<String> {
    let matcher = Matcher::from_system();
    describe(&matcher)
}

fn describe(matcher: &Matcher) -> Option<String> {
    // Any host that no exception names.
    let through = |scheme: &str| {
        let url = Url::parse(&format!("{scheme}://any-host.invalid/")).expect("a fixed URL");
        intercepts(matcher, &url).map(|proxy| proxy.trim_end_matches('/').to_owned())
    };
    match (through("http"), through("https")) {
        (None, None) => None,
        (Some(http), Some(https)) if http == https => Some(http),
        (http, https) => {
            let parts = [(http, "http"), (https, "https")];
            let parts = parts.into_iter().filter_map(|(proxy, scheme)| Some(format!("{} ({scheme})", proxy?)));
            Some(parts.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The proxy that a request to this URL goes through.
pub(super) fn intercepts(matcher: &Matcher, url: &Url) -> Option<String> {
    let intercept = matcher.intercept(&url.as_str().parse().ok()?)?;
    let proxy = Url::parse(&intercept.uri().to_string()).ok()?;
    Some(crate::model::without_credentials(&proxy).to_string())
}

#[cfg(test)]
mod tests {
    use hyper_util::client::proxy::matcher::Builder;

    use super::*;

    fn of(build: impl FnOnce(Builder) -> Matcher) -> Option<String> {
        describe(&build(Matcher::builder()))
    }

    #[test]
    fn a_proxy_is_told_without_its_password() {
        assert_eq!(of(Builder::build), None);
        let same = of(|builder| builder.all("http://me:secret@proxy:3128").build());
        assert_eq!(same.as_deref(), Some("http://proxy:3128"));
        let differing = of(|builder| builder.http("http://one:1").https("http://two:2").build());
        assert_eq!(differing.as_deref(), Some("http://one:1 (http), http://two:2 (https)"));
        let only = of(|builder| builder.https("http://two:2").no("localhost").build());
        assert_eq!(only.as_deref(), Some("http://two:2 (https)"));
    }
}
