//! The entries under `access` as they are typed.

use schemars::JsonSchema;

use super::fields::Fields;
use super::file::LABEL;
use super::source::{At, Notes};

/// Where fedrig gets its administrator's access to the cluster: exactly one of these.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct AccessEntry {
    /// From a kubeconfig of this machine.
    pub kubeconfig: Option<KubeconfigEntry>,
    /// From a kubeconfig of another machine, such as the cluster's master.
    pub ssh: Option<SshEntry>,
    /// From kind.
    pub kind: Option<KindEntry>,
    #[schemars(skip)]
    pub at: At<()>,
}

/// A kubeconfig of this machine.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct KubeconfigEntry {
    /// The file, relative to this one; `~` is your home. Without it, the files of KUBECONFIG read as
    /// one, or `~/.kube/config`.
    #[schemars(extend("examples" = ["~/.kube/us-east.yaml"]))]
    pub file: Option<At<String>>,
    /// The context in it. fedrig never uses the current one.
    #[schemars(required, extend("minLength" = 1, "examples" = ["arn:aws:eks:us-east-1:1:cluster/us-east"]))]
    pub context: Option<At<String>>,
    /// The programs that may run to give credentials, letter by letter as the kubeconfig names them.
    /// Without it none runs.
    #[schemars(extend("examples" = [["aws"]]))]
    pub allow_programs: Option<Vec<At<String>>>,
}

/// A kubeconfig of another machine, read over SSH.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SshEntry {
    /// The machine: a name or an address. Names of your ssh_config are not used.
    #[schemars(required, extend("examples" = ["master1.example.com"]))]
    pub host: Option<At<String>>,
    /// Its ssh port.
    #[schemars(with = "u16", extend("minimum" = 1, "maximum" = 65535, "default" = 22))]
    pub port: Option<At<String>>,
    /// Who logs in; your own name without it.
    #[schemars(extend("examples" = ["admin"]))]
    pub user: Option<At<String>>,
    /// The private key, relative to this file; ssh's own keys and its agent without it.
    #[schemars(extend("examples" = ["~/.ssh/id_ed25519"]))]
    pub identity: Option<At<String>>,
    /// The file with the host keys that are known, relative to this file.
    #[schemars(extend("default" = "~/.ssh/known_hosts"))]
    pub known_hosts: Option<At<String>>,
    /// What becomes of a host key that is not known: `strict` refuses it, `accept-new` takes it.
    #[schemars(extend("enum" = ["strict", "accept-new"], "default" = "strict"))]
    pub host_keys: Option<At<String>>,
    /// The machine on the way.
    #[schemars(extend("examples" = ["admin@bastion.example.com:22"]))]
    pub jump: Option<At<String>>,
    /// Whether the file is read with `sudo`, which may ask for no password.
    #[schemars(extend("default" = false))]
    pub sudo: Option<At<bool>>,
    /// The kubeconfig there.
    #[schemars(extend("default" = KUBECONFIG))]
    pub kubeconfig: Option<At<String>>,
    /// The context in it; it may be left out when there is only one.
    #[schemars(extend("minLength" = 1, "examples" = ["kubernetes-admin@kubernetes"]))]
    pub context: Option<At<String>>,
    #[schemars(skip)]
    pub at: At<()>,
}

/// Where kubeadm leaves it.
pub(super) const KUBECONFIG: &str = "/etc/kubernetes/admin.conf";

/// A kind cluster of this machine.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct KindEntry {
    /// Its name, as `kind get clusters` has it.
    #[schemars(required, extend("pattern" = LABEL, "examples" = ["us-east"]))]
    pub cluster: Option<At<String>>,
}

impl AccessEntry {
    pub fn read(cluster: &mut Fields<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = cluster.map("access", notes)?;
        let at = fields.spot();
        let kubeconfig =
            fields.map("kubeconfig", notes).map(|map| KubeconfigEntry::read(map, notes));
        let ssh = fields.map("ssh", notes).map(|map| SshEntry::read(map, notes));
        let kind = fields.map("kind", notes).map(|map| KindEntry::read(map, notes));
        fields.done(notes);
        Some(Self { kubeconfig, ssh, kind, at })
    }
}

impl KubeconfigEntry {
    fn read(mut fields: Fields<'_>, notes: &mut Notes<'_>) -> Self {
        let file = fields.text("file", notes);
        let context = fields.text("context", notes);
        let allow_programs = fields.texts("allowPrograms", notes);
        fields.require("context", "kind-us-east", notes);
        fields.done(notes);
        Self { file, context, allow_programs }
    }
}

impl SshEntry {
    fn read(mut fields: Fields<'_>, notes: &mut Notes<'_>) -> Self {
        let at = fields.spot();
        let entry = Self {
            host: fields.text("host", notes),
            port: fields.typed("port", notes),
            user: fields.text("user", notes),
            identity: fields.text("identity", notes),
            known_hosts: fields.text("knownHosts", notes),
            host_keys: fields.text("hostKeys", notes),
            jump: fields.text("jump", notes),
            sudo: fields.yes_or_no("sudo", notes),
            kubeconfig: fields.text("kubeconfig", notes),
            context: fields.text("context", notes),
            at,
        };
        fields.require("host", "master1.example.com", notes);
        fields.done(notes);
        entry
    }
}

impl KindEntry {
    fn read(mut fields: Fields<'_>, notes: &mut Notes<'_>) -> Self {
        let cluster = fields.text("cluster", notes);
        fields.require("cluster", "us-east", notes);
        fields.done(notes);
        Self { cluster }
    }
}
