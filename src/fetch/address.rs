//! Which addresses anybody can reach, and which only this machine or its network can.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Whether the address is a public one: not of this machine, of a private network or of a link.
///
/// The ranges are those of RFC 1918, 4193, 4291, 3927 and 6598 and the unspecified ones; an IPv6
/// address that carries an IPv4 address (mapped, compatible, 6to4, NAT64) is what that one is.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match carried(address) {
            Some(carried) => is_public_v4(carried),
            None => {
                !(address.is_loopback()
                    || address.is_unspecified()
                    || address.is_unique_local()
                    || address.is_unicast_link_local()
                    || address.is_multicast())
            }
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    !(first == 0
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || is_shared
        || address.is_multicast()
        || address.is_broadcast())
}

/// The IPv4 address that an IPv6 address leads to.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| Some(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)));
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => from(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => from(high, low),
        _ => None,
    }
}

/// The address that the URL's host is, if it is one and no name.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_and_of_its_networks_are_not_public() {
        let private = "127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 0.0.0.0 0.1.2.3 \
                       100.64.0.1 100.127.0.1 255.255.255.255 224.0.0.1 ::1 :: fe80::1 fc00::1 fd12::1 ff02::1 \
                       ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::10.0.0.1 64:ff9b::a00:1 2002:7f00:1::";
        for text in private.split_whitespace() {
            assert!(!is_public(text.parse().expect("an address")), "{text}");
        }
        let public = "1.1.1.1 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 8.8.8.8 2606:4700::1111 ::ffff:1.1.1.1 \
                      64:ff9b::101:101 2002:101:101::";
        for text in public.split_whitespace() {
            assert!(is_public(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn odd_ways_to_write_an_address_are_literals_too() {
        for text in
            ["http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.0.0.1./"]
        {
            let url = Url::parse(text).expect("a URL");
            assert_eq!(literal(&url), Some(Ipv4Addr::LOCALHOST.into()), "{text}");
        }
        assert_eq!(literal(&Url::parse("http://localhost/").expect("a URL")), None);
    }
}
