//! Every environment variable that fedrig reads: one list, for `--help` and the documentation.

/// A variable and what it is for.
pub(super) struct Variable {
    pub name: &'static str,
    pub what: &'static str,
}

/// All of them. Those of flags are read by clap, the others in `surroundings.rs` or by the library
/// that they are named for.
pub(super) const ALL: [Variable; 23] = [
    variable("FEDRIG_CACHE_DIR", "where fetched tools are kept, as `--cache-dir`"),
    variable("FEDRIG_CA_FILE", "authorities to trust when something is fetched, as `--ca-file`"),
    variable(
        "FEDRIG_LOG",
        "what fedrig and its libraries trace on stderr: `fedrig=debug,kube=info`",
    ),
    variable("FEDRIG_MIRROR", "a directory or URL in place of upstream's hosts, as `--mirror`"),
    variable(
        "FEDRIG_MIRROR_REBUILDS",
        "the mirror's files are builds of its own, as `--mirror-rebuilds`",
    ),
    variable(
        "FEDRIG_STATE_DIR",
        "where fedrig's kubeconfigs and history are kept, as `--state-dir`",
    ),
    variable("KUBECONFIG", "the kubeconfigs of clusters that name no file of their own: a list"),
    variable("PATH", "where programs are looked for before they are fetched"),
    variable("HOME", "the home directory, for `~` in federation.yaml and for the folders below"),
    variable("XDG_CACHE_HOME", "the cache directory of the user; fedrig's is `fedrig` in it"),
    variable("XDG_STATE_HOME", "the state directory of the user; fedrig's is `fedrig` in it"),
    variable("HTTP_PROXY", "the proxy for what is fetched over http"),
    variable("HTTPS_PROXY", "the proxy for what is fetched over https, and for API servers"),
    variable("ALL_PROXY", "the proxy for both, where neither is named"),
    variable("NO_PROXY", "hosts that are reached without a proxy: a list"),
    variable(
        "SSL_CERT_FILE",
        "the system's certificates (PEM), instead of where they are by default",
    ),
    variable("SSL_CERT_DIR", "the same as a folder"),
    variable(
        "GOGC",
        "how often the garbage collector of Go programs works, instead of rarely as fedrig's children",
    ),
    variable("NO_COLOR", "no colours, whatever the terminal can do"),
    variable("CLICOLOR_FORCE", "colours, even where there is no terminal"),
    variable("TERM", "what the terminal can do; `dumb` means no moving lines"),
    variable("USER", "who runs fedrig, for its history"),
    variable("LOGNAME", "the same where USER is not set"),
];

const fn variable(name: &'static str, what: &'static str) -> Variable {
    Variable { name, what }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    fn variables_of(command: &clap::Command, found: &mut Vec<String>) {
        let own = command.get_arguments().filter_map(clap::Arg::get_env);
        found.extend(own.map(|name| name.to_string_lossy().into_owned()));
        command.get_subcommands().for_each(|below| variables_of(below, found));
    }

    #[test]
    fn every_flags_variable_is_in_the_list() {
        let mut found = Vec::new();
        variables_of(&Cli::command(), &mut found);
        assert!(found.contains(&"FEDRIG_MIRROR".to_owned()));
        found.retain(|name| ALL.iter().all(|listed| listed.name != name));
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn what_is_read_by_name_is_in_the_list() {
        let read = [include_str!("surroundings.rs"), include_str!("../main.rs")].concat();
        let calls = ["std::env::var(\"", "std::env::var_os(\"", "try_from_env(\""];
        for call in calls {
            for rest in read.split(call).skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(ALL.iter().any(|listed| listed.name == name), "{name} is not in the list");
            }
        }
    }
}
