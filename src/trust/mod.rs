//! How an endpoint proves who it is, and whose word is taken for it.
//!
//! Behind a load balancer a cluster shows a certificate of another CA than its own. fedrig looks at
//! what is presented before anything is changed, with the rules that KubeFed's controller will go by:
//! the name in the address has to be in the certificate, and one certificate of the chain has to be
//! in the bundle, or come from it.

mod bundle;
mod fingerprint;
mod judge;
mod look;
mod presented;
mod roots;
mod wish;

pub use bundle::{Bundle, NotABundle};
pub use fingerprint::{Fingerprint, NotAFingerprint};
pub use judge::Distrust;
pub use look::{Answer, NoAnswer, Way, look};
pub use presented::Presented;
pub use wish::{Trust, UNCHECKED};
