//! Certificates of every family, made here.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, Issuer, KeyPair};

use super::*;
use crate::trust::NotABundle;

struct Made {
    root: Bundle,
    presented: Presented,
}

fn ca(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// A root, a CA below it, and a server's certificate for `member.test`.
fn chain() -> Made {
    let root = CertifiedIssuer::self_signed(ca("root"), KeyPair::generate().unwrap()).unwrap();
    let below_key = KeyPair::generate().unwrap();
    let below = ca("below").signed_by(&below_key, &root).unwrap();
    let issuer = Issuer::new(ca("below"), below_key);
    let own = CertificateParams::new(vec!["member.test".to_owned()]).unwrap();
    let own = own.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
    presented(root.der().clone(), vec![own.der().clone(), below.der().clone()])
}

/// A certificate that comes from nobody else, with or without the mark of a CA.
fn self_signed(is_ca: IsCa) -> Made {
    let mut params = CertificateParams::new(vec!["member.test".to_owned()]).unwrap();
    params.is_ca = is_ca;
    let own = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    presented(own.der().clone(), vec![own.der().clone()])
}

fn presented(root: CertificateDer<'static>, chain: Vec<CertificateDer<'static>>) -> Made {
    let name = "member.test".try_into().unwrap();
    Made { root: Bundle::of(&root), presented: Presented { name, chain } }
}

#[test]
fn a_chain_that_ends_at_the_given_ca_is_trusted_with_just_that() {
    let made = chain();
    let judged = Trust::Authority(made.root.clone()).judge(&made.presented);
    assert_eq!(judged, Ok(Some(made.root)));
}

#[rstest::rstest]
#[case::the_servers_own(0)]
#[case::the_ca_above_it(1)]
fn a_pinned_certificate_of_the_chain_becomes_the_bundle(#[case] place: usize) {
    let made = chain();
    let pinned = &made.presented.chain[place];
    let judged = Trust::Pin(Fingerprint::of(pinned)).judge(&made.presented);
    assert_eq!(judged, Ok(Some(Bundle::of(pinned))));
}

#[rstest::rstest]
#[case::marked_as_a_ca(IsCa::Ca(BasicConstraints::Unconstrained))]
#[case::not_marked(IsCa::NoCa)]
fn a_self_signed_certificate_can_be_pinned(#[case] is_ca: IsCa) {
    let made = self_signed(is_ca);
    let pin = made.root.fingerprints().next().unwrap();
    assert_eq!(Trust::Pin(pin).judge(&made.presented), Ok(Some(made.root)));
}

#[test]
fn another_pin_is_told_what_was_presented() {
    let (made, other) = (chain(), Fingerprint::of(b"another"));
    let error = Trust::Pin(other).judge(&made.presented).unwrap_err().to_string();
    let own = Fingerprint::of(&made.presented.chain[0]);
    assert!(
        error.contains(&format!("pinned fingerprint {other}, but {own} (its own) and ")),
        "{error}"
    );
}

#[test]
fn another_ca_is_not_trusted() {
    let (made, other) = (chain(), chain());
    let judged = Trust::Authority(other.root).judge(&made.presented);
    assert_eq!(judged, Err(Distrust::OtherAuthority { whose: "the given CA" }));
}

#[test]
fn a_certificate_for_another_name_is_not_trusted() {
    let mut made = chain();
    made.presented.name = "other.test".try_into().unwrap();
    let judged = Trust::Authority(made.root).judge(&made.presented);
    assert_eq!(judged, Err(Distrust::OtherName { name: "other.test".to_owned() }));
}

#[test]
fn who_does_not_look_needs_no_bundle() {
    assert_eq!(Trust::Insecure.judge(&chain().presented), Ok(None));
}

#[test]
fn a_bundle_is_read_as_it_was_written() {
    let made = chain();
    let pem = [b"# a comment\n".to_vec(), made.root.to_pem()].concat();
    assert_eq!(Bundle::from_pem(&pem), Ok(made.root));
    assert_eq!(Bundle::from_pem(b"nothing"), Err(NotABundle));
}

#[test]
fn what_is_there_is_compared_with_what_is_wanted() {
    let (made, other) = (chain(), chain());
    let pem = made.root.to_pem();
    let met = |trust: Trust, skips| trust.is_met(Some(&pem), skips);
    assert!(met(Trust::Authority(made.root.clone()), false));
    assert!(!met(Trust::Authority(made.root.clone()), true));
    assert!(!met(Trust::Authority(other.root), false));
    assert!(met(Trust::Pin(made.root.fingerprints().next().unwrap()), false));
    assert!(!met(Trust::Pin(Fingerprint::of(b"another")), false));
    assert!(!met(Trust::SystemRoots, false));
    assert!(met(Trust::Insecure, true));
    assert!(!met(Trust::Insecure, false));
}
