//! Who is served first: the heavier member, and of equals the one with the smaller hash. The hash has the
//! workload in it, so that it is not always the same member that gets the odd replica.

use super::preferences::Preference;
use crate::name::ClusterName;

/// A member with what it is to get.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    /// Who.
    pub member: &'a ClusterName,
    /// What.
    pub wish: Preference,
}

/// Sorts claims as KubeFed serves them. `key` is the workload, `<namespace>/<name>`.
pub(super) fn in_order<'a>(mut claims: Vec<Claim<'a>>, key: &str) -> Vec<Claim<'a>> {
    claims.sort_by_key(|claim| (-claim.wish.weight, hash(claim.member, key)));
    claims
}

/// Source: `named` in planner.go: 32-bit FNV-1 of the cluster's name and the key.
fn hash(member: &ClusterName, key: &str) -> u32 {
    let bytes = member.as_str().bytes().chain(key.bytes());
    bytes.fold(0x811c_9dc5, |hash, byte| hash.wrapping_mul(0x0100_0193) ^ u32::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1() {
        // Go: h := fnv.New32(); h.Write([]byte("a")); h.Sum32()
        assert_eq!(hash(&"a".parse().unwrap(), ""), 0x050c_5d7e);
    }

    #[test]
    fn the_workload_decides_who_is_first_among_equals() {
        let (eu, us) = ("eu".parse().unwrap(), "us".parse().unwrap());
        let claims = [&eu, &us].map(|member| Claim { member, wish: Preference::EVEN });
        let first = |key: &str| in_order(claims.to_vec(), key)[0].member.to_string();
        // The last letters of a key decide little: FNV-1 mixes each byte in after it has multiplied.
        let firsts: Vec<String> = (0..8).map(|n| first(&format!("{n}-shop/web"))).collect();
        assert!(firsts.contains(&"eu".to_owned()) && firsts.contains(&"us".to_owned()));
    }
}
