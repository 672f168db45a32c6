//! The HTTP clients: one for each kind of request, made when it is first needed.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Client;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use rustls::client::Resumption;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use url::Url;

use super::address;
use super::proxy::intercepts;
use super::speed::LeastSpeed;
use super::watch::{Names, SystemNames, WatchConnect, WatchedLookup};
use crate::model::{Connections, FetchRules, is_this_machine};

/// What lies between a download and the world; tests put their own in its place.
#[derive(Clone)]
pub(super) struct Network {
    /// How names become addresses.
    pub names: Arc<dyn Names>,
    /// Which addresses anybody can reach.
    pub is_public: fn(IpAddr) -> bool,
    /// Whose certificates are trusted; `None`: those that the system trusts.
    pub roots: Option<Vec<CertificateDer<'static>>>,
    /// Whether the system's proxy is used.
    pub uses_proxy: bool,
    /// The least speed of a body.
    pub least_speed: LeastSpeed,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            names: Arc::new(SystemNames),
            is_public: address::is_public,
            roots: None,
            uses_proxy: true,
            least_speed: LeastSpeed::DEFAULT,
        }
    }
}

/// Where a client's requests may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// To this machine, and so through no proxy.
    Here,
    /// Anywhere.
    Anywhere,
    /// To public addresses only.
    Public,
}

/// The clients of one runtime.
pub(super) struct Clients {
    network: Network,
    keeps_connections: bool,
    http2: bool,
    proxies: OnceLock<Matcher>,
    tls: OnceLock<Result<ClientConfig, String>>,
    /// By whether TLS may be needed, and by their reach. Each has connections of its own, since a
    /// kept one asks no resolver where it leads.
    clients: [[OnceLock<Result<Client, String>>; 3]; 2],
}

impl Clients {
    pub(super) fn new(rules: &FetchRules, network: Network) -> Self {
        Self {
            network,
            keeps_connections: rules.connections == Connections::Reuse,
            http2: rules.http2,
            proxies: OnceLock::new(),
            tls: OnceLock::new(),
            clients: Default::default(),
        }
    }

    /// The client for a request to `url`, which may lead to any address, or only to public ones.
    ///
    /// # Errors
    ///
    /// Why TLS cannot be set up.
    pub(super) fn client(&self, url: &Url, only_public: bool) -> Result<&Client, String> {
        let reach = match only_public {
            true => Reach::Public,
            false if is_this_machine(url) => Reach::Here,
            false => Reach::Anywhere,
        };
        let needs_tls = url.scheme() == "https" || self.proxy(url).is_some_and(|proxy| proxy.starts_with("https:"));
        let cell = &self.clients[usize::from(needs_tls)][reach as usize];
        cell.get_or_init(|| self.build(needs_tls, reach)).as_ref().map_err(Clone::clone)
    }

    /// The proxy that a request to `url` goes through.
    pub(super) fn proxy(&self, url: &Url) -> Option<String> {
        if !self.network.uses_proxy || is_this_machine(url) {
            return None;
        }
        intercepts(self.proxies.get_or_init(Matcher::from_system), url)
    }

    pub(super) fn network(&self) -> &Network {
        &self.network
    }

    fn build(&self, needs_tls: bool, reach: Reach) -> Result<Client, String> {
        let tls = if needs_tls { self.tls()?.clone() } else { without_roots()? };
        let only = (reach == Reach::Public).then_some(self.network.is_public);
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(user_agent())
            .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .dns_resolver(WatchedLookup { names: Arc::clone(&self.network.names), only })
            .connector_layer(WatchConnect);
        if !self.keeps_connections {
            builder = builder.pool_max_idle_per_host(0);
        }
        if !self.http2 {
            builder = builder.http1_only();
        }
        if reach == Reach::Here || !self.network.uses_proxy {
            builder = builder.no_proxy();
        }
        builder.build().map_err(|error| error.to_string())
    }

    /// Reading the system's roots takes milliseconds, so it happens at most once.
    fn tls(&self) -> Result<&ClientConfig, String> {
        let make = || {
            let mut tls = with_roots(self.network.roots.clone().or_else(roots_of_environment))?;
            tls.alpn_protocols =
                if self.http2 { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![b"http/1.1".to_vec()] };
            if !self.keeps_connections {
                tls.resumption = Resumption::disabled();
            }
            Ok(tls)
        };
        self.tls.get_or_init(make).as_ref().map_err(Clone::clone)
    }
}

type ConfigBuilder = rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>;

fn tls_builder() -> Result<ConfigBuilder, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    builder.map_err(|error| error.to_string())
}

/// For plain http: TLS that is never spoken, and trusts nobody.
fn without_roots() -> Result<ClientConfig, String> {
    Ok(tls_builder()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// With these roots, or with the system's and by its verifier.
fn with_roots(roots: Option<Vec<CertificateDer<'static>>>) -> Result<ClientConfig, String> {
    let builder = tls_builder()?;
    let Some(roots) = roots else {
        let verified = builder.with_platform_verifier().map_err(|error| error.to_string())?;
        return Ok(verified.with_no_client_auth());
    };
    let mut store = RootCertStore::empty();
    let (added, _) = store.add_parsable_certificates(roots);
    if added == 0 {
        return Err("SSL_CERT_FILE and SSL_CERT_DIR name no certificate".to_owned());
    }
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

/// What `SSL_CERT_FILE` and `SSL_CERT_DIR` name, where either is set: on every system they then
/// stand in place of its own roots, as with OpenSSL.
fn roots_of_environment() -> Option<Vec<CertificateDer<'static>>> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    (is_set("SSL_CERT_FILE") || is_set("SSL_CERT_DIR")).then(|| rustls_native_certs::load_native_certs().certs)
}

/// Some hosts answer nobody who does not say who asks.
fn user_agent() -> String {
    let version = env!("CARGO_PKG_VERSION");
    match env!("CARGO_PKG_REPOSITORY") {
        "" => format!("manyhands/{version} (+a laboratory for concurrent downloads)"),
        repository => format!("manyhands/{version} (+{repository})"),
    }
}
