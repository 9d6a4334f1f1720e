//! The ports of this machine that two specs' controllers listen on.

use std::net::{Ipv6Addr, TcpListener};
use std::time::Duration;

/// KubeFed's own for its health and its metrics; the specs don't say others.
const PORTS: [u16; 2] = [8080, 9090];
/// How long is waited: another suite on this machine has them for 2 s, and once for 25 s.
const LIMIT: Duration = Duration::from_secs(90);
/// How often is looked: nothing tells when a port gets free.
const PAUSE: Duration = Duration::from_millis(500);

/// Waits until the ports are free; says which is not.
pub(super) async fn await_free() -> Result<(), String> {
    let free = async {
        while find_taken(&PORTS).is_some() {
            tokio::time::sleep(PAUSE).await;
        }
    };
    match (tokio::time::timeout(LIMIT, free).await, find_taken(&PORTS)) {
        (Ok(()), _) | (Err(_), None) => Ok(()),
        (Err(_), Some(port)) => Err(format!(
            "port {port} of this machine is taken, and the controller-manager that this spec starts \
             listens on it"
        )),
    }
}

fn find_taken(ports: &[u16]) -> Option<u16> {
    // As Go listens: on every address of both families.
    let taken = |port: &u16| {
        TcpListener::bind((Ipv6Addr::UNSPECIFIED, *port))
            .is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
    };
    ports.iter().copied().find(|port| taken(port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_somebody_listens_on_is_taken() {
        let somebody = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = somebody.local_addr().unwrap().port();
        assert_eq!(find_taken(&[port]), Some(port));
    }
}
