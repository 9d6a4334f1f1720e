//! The texts are those of OpenSSH 9.2 and coreutils 9.1.

use super::*;
use crate::tool::Invocation;
use crate::tool::ssh::HostKeys;
use std::path::Path;

fn error(code: i32, stderr: &str) -> (String, Vec<String>) {
    let login = Login {
        hop: "admin@master1".parse().unwrap(),
        identity: None,
        known_hosts: "/k".into(),
        host_keys: HostKeys::Strict,
        jump: None,
    };
    let call = Box::new(Invocation::of(Path::new("/usr/bin/ssh")));
    let failure = ToolFailure::Exit { call, code, stderr: stderr.to_owned() };
    let error = SshError::of(failure, &login, "/etc/kubernetes/admin.conf");
    (error.to_string(), error.hints())
}

#[rstest::rstest]
#[case::unknown_key(
    "No ED25519 host key is known for [master1]:2222 and you have requested strict checking.\r\nHost key verification failed.\r\n",
    "the host key of `[master1]:2222` is not known",
    "ssh-keyscan -p 2222 master1 >> /k"
)]
#[case::changed_key(
    "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key for master1 has changed and you have requested strict checking.\r\nHost key verification failed.\r\n",
    "the host key of `master1` has changed: it may be another machine",
    "ssh-keygen -R 'master1' -f /k"
)]
#[case::denied(
    "admin@master1: Permission denied (publickey).\r\n",
    "`admin@master1` is not let in: no key was accepted",
    "ssh -p 22 admin@master1 true"
)]
#[case::refused(
    "ssh: connect to host master1 port 22: Connection refused\r\n",
    "nothing listens at the ssh port: the connection was refused",
    "ssh -p 22 admin@master1 true"
)]
#[case::silent(
    "ssh: connect to host master1 port 22: Connection timed out\r\n",
    "no answer within 10 s",
    "ssh -p 22 admin@master1 true"
)]
#[case::unknown_host(
    "ssh: Could not resolve hostname bastion: Name or service not known\r\n",
    "the host name `bastion` has no address",
    "getent hosts bastion"
)]
fn what_ssh_says_is_told_apart(#[case] stderr: &str, #[case] message: &str, #[case] hint: &str) {
    let (said, hints) = error(255, stderr);
    assert_eq!(said, message);
    assert!(hints[0].contains(hint), "{hints:?}");
}

#[rstest::rstest]
#[case::no_file(
    "cat: /etc/kubernetes/admin.conf: No such file or directory\n",
    "there is no file `/etc/kubernetes/admin.conf` there",
    "ls -l"
)]
#[case::not_readable(
    "cat: /etc/kubernetes/admin.conf: Permission denied\n",
    "the file `/etc/kubernetes/admin.conf` can't be read by who logs in",
    "sudo: true"
)]
#[case::sudo(
    "sudo: a password is required\n",
    "sudo does not work without a password there",
    "admin ALL=(root) NOPASSWD: /usr/bin/cat -- /etc/kubernetes/admin.conf"
)]
fn what_the_command_there_says_is_told_apart(
    #[case] stderr: &str,
    #[case] message: &str,
    #[case] hint: &str,
) {
    let (said, hints) = error(1, stderr);
    assert_eq!(said, message);
    assert!(hints[0].contains(hint), "{hints:?}");
}
