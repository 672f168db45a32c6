//! The proxy that the system asks for.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::model::is_this_machine;

/// What requests to these addresses go through, from the environment or the system's settings, without credentials:
/// `None` for straight to the hosts, else such as `http://proxy:3128`, or several with a comma between. Requests to this
/// machine go through none.
pub fn proxy(urls: &[Url]) -> Option<String> {
    described(&Matcher::from_system(), urls)
}

fn described(matcher: &Matcher, urls: &[Url]) -> Option<String> {
    let mut proxies: Vec<String> = Vec::new();
    for url in urls.iter().filter(|url| !is_this_machine(url)) {
        let proxy = intercepts(matcher, url).map(|proxy| proxy.trim_end_matches('/').to_owned());
        proxies.extend(proxy.filter(|proxy| !proxies.contains(proxy)));
    }
    (!proxies.is_empty()).then(|| proxies.join(", "))
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
        let urls = ["http://127.0.0.1:1/a", "http://host.example/a", "https://host.example/a", "http://other.example/"];
        described(&build(Matcher::builder()), &urls.map(|url| url.parse().expect("url")))
    }

    #[test]
    fn a_proxy_is_told_without_its_password() {
        assert_eq!(of(Builder::build), None);
        let same = of(|builder| builder.all("http://me:secret@proxy:3128").build());
        assert_eq!(same.as_deref(), Some("http://proxy:3128"));
        let differing = of(|builder| builder.http("http://one:1").https("http://two:2").build());
        assert_eq!(differing.as_deref(), Some("http://one:1, http://two:2"));
    }

    #[test]
    fn a_proxy_that_nothing_goes_through_is_not_told() {
        assert_eq!(of(|builder| builder.all("http://one:1").no("host.example,other.example").build()), None);
        let local = ["http://127.0.0.1/".parse().expect("url"), "http://localhost/".parse().expect("url")];
        assert_eq!(described(&Matcher::builder().all("http://one:1").build(), &local), None);
    }
}
