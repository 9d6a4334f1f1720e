//! Pod and service ranges that no other cluster, network or route of this machine has.

use ipnet::Ipv4Net;
use std::net::Ipv4Addr;

/// The ranges of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ranges {
    pub pods: Ipv4Net,
    pub services: Ipv4Net,
}

/// How many pairs there are: pods 10.128 to 10.191, services 10.192 to 10.255, 65536 addresses each.
const PAIRS: u8 = 64;

/// The first `count` pairs that meet nothing that is taken, in order: the same question has the same
/// answer. Nothing when there are not so many.
pub(super) fn choose(count: usize, taken: &[Ipv4Net]) -> Option<Vec<Ranges>> {
    let free = (0..PAIRS).map(pair).filter(|pair| {
        let meets = |range: &Ipv4Net| overlap(range, &pair.pods) || overlap(range, &pair.services);
        !taken.iter().any(meets)
    });
    let chosen: Vec<Ranges> = free.take(count).collect();
    (chosen.len() == count).then_some(chosen)
}

fn pair(number: u8) -> Ranges {
    let range = |second| Ipv4Net::new(Ipv4Addr::new(10, second, 0, 0), 16);
    let range = |second| range(second).expect("16 is a prefix length");
    Ranges { pods: range(128 + number), services: range(192 + number) }
}

fn overlap(one: &Ipv4Net, other: &Ipv4Net) -> bool {
    one.contains(other) || other.contains(one)
}

/// The ranges in a kubeadm configuration, and in whatever else is around it.
pub(super) fn of_kubeadm(text: &str) -> Vec<Ipv4Net> {
    let fields = text.lines().filter_map(|line| line.trim().split_once(": "));
    let fields = fields.filter(|(name, _)| ["podSubnet", "serviceSubnet"].contains(name));
    let values = fields.flat_map(|(_, value)| value.trim().trim_matches('"').split(','));
    values.filter_map(|range| range.trim().parse().ok()).collect()
}

/// The networks that the kernel has routes to, without the default route: /proc/net/route has
/// addresses and masks as hexadecimal numbers in the machine's byte order.
pub(super) fn of_routes(text: &str) -> Vec<Ipv4Net> {
    let route = |line: &str| {
        let mut fields = line.split_whitespace();
        let number = |field: &str| u32::from_str_radix(field, 16).ok();
        let address = number(fields.nth(1)?)?;
        let mask = number(fields.nth(5)?)?;
        let [address, mask] = [address, mask].map(|n| Ipv4Addr::from(n.to_ne_bytes()));
        Ipv4Net::with_netmask(address, mask).ok().filter(|net| net.prefix_len() > 0)
    };
    text.lines().skip(1).filter_map(route).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nets(texts: &[&str]) -> Vec<Ipv4Net> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn pods(ranges: &[Ranges]) -> Vec<String> {
        ranges.iter().map(|ranges| ranges.pods.to_string()).collect()
    }

    #[test]
    fn what_is_taken_is_passed_over() {
        let taken = nets(&["10.128.7.0/24", "10.194.0.0/16", "172.18.0.0/16"]);
        let chosen = choose(2, &taken).unwrap();
        assert_eq!(pods(&chosen), ["10.129.0.0/16", "10.131.0.0/16"]);
    }

    #[test]
    fn a_machine_that_routes_all_of_it_has_none_left() {
        assert_eq!(choose(1, &nets(&["10.0.0.0/8"])), None);
        assert_eq!(choose(65, &[]), None);
    }

    #[test]
    fn kubeadms_file_is_read_even_out_of_an_archive() {
        let text = "kubeadm.conf\0\0\0\nnetworking:\n  podSubnet: \"10.244.0.0/16,fd00::/56\"\n  serviceSubnet: \"10.96.0.0/16\"\n\0";
        assert_eq!(of_kubeadm(text), nets(&["10.244.0.0/16", "10.96.0.0/16"]));
    }

    #[cfg(target_endian = "little")]
    #[test]
    fn routes_are_read_without_the_default_one() {
        let text = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n\
                    eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\n\
                    br0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\n";
        assert_eq!(of_routes(text), nets(&["172.18.0.0/16"]));
    }

    proptest! {
        #[test]
        fn no_two_ranges_meet(count in 1_usize..20, second in 0_u8..=255, bits in 12_u8..=30) {
            let taken = Ipv4Net::new(Ipv4Addr::new(10, second, 3, 0), bits).unwrap().trunc();
            let chosen = choose(count, &[taken]).unwrap();
            let mut all: Vec<Ipv4Net> = chosen.iter().flat_map(|r| [r.pods, r.services]).collect();
            all.push(taken);
            for (place, one) in all.iter().enumerate() {
                prop_assert!(all[..place].iter().all(|other| !overlap(one, other)));
            }
        }
    }
}
