//! Whom a network address belongs to, and the networks around it.

use std::net::{IpAddr, Ipv6Addr};

/// Whom a network address belongs to: an IPv4 address by itself, an IPv6 address with its whole /64, which one
/// customer has.
pub fn network(address: IpAddr) -> IpAddr {
    network_of(address, 64)
}

/// The networks that an address is counted in, and how much wider each of them is held to be: an IPv4 address alone; an
/// IPv6 address with its /64, and with the /56 and the /48 around it, which a provider gives to one customer as well.
pub fn networks(address: IpAddr) -> Vec<(IpAddr, u32)> {
    match address.to_canonical() {
        address @ IpAddr::V4(_) => vec![(address, 1)],
        address => [(64, 1), (56, 4), (48, 16)].map(|(bits, wider)| (network_of(address, bits), wider)).to_vec(),
    }
}

/// The address with nothing but its first bits, where it is IPv6.
fn network_of(address: IpAddr, bits: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> (128 - bits) << (128 - bits)).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_a_64_share_and_ipv4_does_not() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("203.0.113.1"), of("203.0.113.2"));
        assert_eq!(of("::ffff:203.0.113.1"), of("203.0.113.1"));
    }

    #[test]
    fn an_ipv6_address_counts_for_the_networks_around_it_too() {
        let of = |text: &str| networks(text.parse().expect("an address"));
        let [a, b] = [of("2001:db8:1:2ff::1"), of("2001:db8:1:200::9")];
        assert_eq!(a.iter().map(|(_, wider)| *wider).collect::<Vec<_>>(), [1, 4, 16]);
        assert!(a[0] != b[0] && a[1] == b[1] && a[2] == b[2]);
        assert!(a[1] != of("2001:db8:1:300::1")[1] && a[2] == of("2001:db8:1:300::1")[2]);
        assert_eq!(of("::ffff:203.0.113.1"), [("203.0.113.1".parse().expect("an address"), 1)]);
    }
}
