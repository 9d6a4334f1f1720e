//! The command line: flags become requests. Below this, nothing knows clap.

mod access;
mod admission;
mod check;
mod completions;
mod credentials;
mod docker;
mod down;
mod env;
mod events;
mod explain;
mod federate;
mod files;
mod form;
mod gather;
mod history;
mod interrupt;
mod kubeconfig;
mod kubectl;
mod man;
mod measures;
mod member;
mod plan;
mod planning;
mod propagation;
mod reach;
#[cfg(test)]
mod reference;
mod report;
mod run_args;
mod run_folder;
mod schema;
mod session;
mod share;
mod spread;
mod status;
mod status_watch;
mod suite;
mod supplies;
mod surroundings;
mod timings;
mod tools;
mod unfederate;
mod unseen;
mod up;
mod validate;
mod variables;
mod verb;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use kubectl::CalledAs;

use crate::report::Exit;
use crate::report::terminal::{Terminal, Verbosity};

/// Takes Kubernetes clusters to a Ready KubeFed federation, from one file.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = after_help(),
    after_long_help = after_long_help(),
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Common {
    /// Say nothing on stderr but errors.
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Where fedrig keeps its own kubeconfig [default: the user's state directory].
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "FEDRIG_STATE_DIR",
        hide_env_values = true
    )]
    state_dir: Option<PathBuf>,
    /// Where fedrig keeps the tools that it fetched [default: the user's cache directory].
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "FEDRIG_CACHE_DIR",
        hide_env_values = true
    )]
    cache_dir: Option<PathBuf>,
    /// A directory or https URL with upstream's release files under upstream's paths; upstream is
    /// not asked then.
    #[arg(
        long,
        global = true,
        value_name = "DIR-OR-URL",
        env = "FEDRIG_MIRROR",
        hide_env_values = true
    )]
    mirror: Option<String>,
    /// The mirror's files are builds of its own: upstream's digests say nothing about them, only the
    /// mirror's checksum files do.
    #[arg(
        long,
        global = true,
        env = "FEDRIG_MIRROR_REBUILDS",
        hide_env_values = true,
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    mirror_rebuilds: bool,
    /// Certificates (PEM) of authorities to trust besides the system's when something is fetched.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "FEDRIG_CA_FILE",
        hide_env_values = true
    )]
    ca_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take the clusters of a file to a Ready federation.
    Up(up::Up),
    /// Show what `up` would do; looks at the clusters and changes nothing.
    Plan(plan::Plan),
    /// Show the clusters of a federation: versions, Ready, since when, and why not.
    Status(status::Status),
    /// List the Kubernetes events that concern the federation, of all clusters, by time.
    Events(events::Events),
    /// Put everything that a maintainer would ask for into one archive, without secrets.
    Gather(gather::Gather),
    /// Test how each cluster is reached, from here and from the host.
    Access(access::Access),
    /// Check everything that has to be so, say what is not, why, and what to do.
    Check(check::CheckCommand),
    /// Say what a message of a tool, an event or a log means.
    Explain(explain::Explain),
    /// Take the federation down, and leave nothing of it.
    Down(down::Down),
    /// Join one member of the file.
    Join(member::Join),
    /// Take one member out.
    Unjoin(member::Unjoin),
    /// Federate ordinary manifests, and wait until the members have them.
    Federate(Box<federate::Federate>),
    /// Federate something no longer.
    Unfederate(unfederate::Unfederate),
    /// Measure how long objects take from the host to each member.
    Propagation(propagation::PropagationCommand),
    /// Spread the replicas of a federated workload over the members.
    Spread(Box<spread::Spread>),
    /// List the tokens of fedrig and KubeFed, or make new ones.
    Credentials(credentials::Credentials),
    /// List the runs on a federation from this machine.
    History(history::History),
    /// Show one run.
    Show(history::Show),
    /// Show where the time of a run went.
    Timings(timings::Timings),
    /// fedrig's own kubeconfig, and its contexts in yours.
    #[command(subcommand)]
    Kubeconfig(kubeconfig::Kubeconfig),
    /// List, install, verify and carry away the tools that fedrig works with.
    #[command(subcommand)]
    Tools(tools::Tools),
    /// Print the JSON Schema of federation.yaml, of matrix.yaml, or of a validation's report.
    Schema(schema::Schema),
    /// Reports of validations: in other forms, and merged from many machines.
    #[command(subcommand)]
    Report(report::Report),
    /// Make and remove kind clusters to try a federation on.
    #[command(subcommand)]
    Env(env::Env),
    /// Print what a shell needs to complete fedrig's commands and flags.
    Completions(completions::Completions),
    /// Write the manual pages, one a command.
    Man(man::Man),
    /// Build and run KubeFed's own end-to-end tests against a federation.
    #[command(subcommand)]
    Suite(suite::Suite),
    /// Find out whether KubeFed works on Kubernetes: each cell of a matrix on clusters of its own.
    Validate(Box<validate::Validate>),
}

/// The file that describes the federation.
#[derive(Debug, Args)]
struct FileArg {
    /// The file that describes the federation.
    #[arg(short, long, value_name = "FILE", default_value = "federation.yaml")]
    file: PathBuf,
}

/// How progress and results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Progress {
    /// Lines for people: progress on stderr, the result on stdout.
    Text,
    /// Events on stdout, one JSON object a line.
    Json,
}

/// Does what the command line `words` asks for, the program's name first.
pub async fn run(words: Vec<OsString>) -> Exit {
    let called = words.first().map(Path::new).map_or(CalledAs::Fedrig, CalledAs::of);
    let mut command = Cli::command().bin_name(called.name());
    if called == CalledAs::Completer {
        command.build();
        let words: Vec<String> =
            words[1..].iter().map(|word| word.to_string_lossy().into_owned()).collect();
        Terminal::new(Verbosity::Normal).result(&kubectl::candidates(&command, &words));
        return Exit::Done;
    }
    let matches = command.get_matches_from(words);
    match Cli::from_arg_matches(&matches) {
        Ok(cli) => obey(cli).await,
        Err(error) => error.exit(),
    }
}

async fn obey(cli: Cli) -> Exit {
    let verbosity = if cli.common.quiet { Verbosity::Quiet } else { Verbosity::Normal };
    let terminal = Terminal::new(verbosity);
    let common = &cli.common;
    match cli.command {
        Command::Up(command) => command.run(common, &terminal).await,
        Command::Plan(command) => command.run(common, &terminal).await,
        Command::Status(command) => command.run(common, &terminal).await,
        Command::Events(command) => command.run(common, &terminal).await,
        Command::Gather(command) => command.run(common, &terminal).await,
        Command::Access(command) => command.run(common, &terminal).await,
        Command::Check(command) => command.run(common, &terminal).await,
        Command::Explain(command) => command.run(&terminal),
        Command::Down(command) => command.run(common, &terminal).await,
        Command::Join(command) => command.run(common, &terminal).await,
        Command::Unjoin(command) => command.run(common, &terminal).await,
        Command::Federate(command) => command.run(common, &terminal).await,
        Command::Unfederate(command) => command.run(common, &terminal).await,
        Command::Propagation(command) => command.run(common, &terminal).await,
        Command::Spread(command) => command.run(common, &terminal).await,
        Command::Credentials(command) => command.run(common, &terminal).await,
        Command::History(command) => command.run(common, &terminal),
        Command::Show(command) => command.run(common, &terminal),
        Command::Timings(command) => command.run(common, &terminal),
        Command::Kubeconfig(command) => command.run(common, &terminal).await,
        Command::Tools(command) => command.run(common, &terminal).await,
        Command::Schema(command) => command.run(&terminal),
        Command::Report(command) => command.run(&terminal),
        Command::Env(command) => command.run(common, &terminal).await,
        Command::Completions(command) => command.run(&terminal),
        Command::Man(command) => command.run(&terminal),
        Command::Suite(command) => command.run(common, &terminal).await,
        Command::Validate(command) => command.run(common, &terminal).await,
    }
}

fn after_help() -> String {
    let codes = Exit::ALL.iter().map(|(exit, text)| format!("  {:>3}  {text}\n", *exit as u8));
    let examples = "Examples:\n  fedrig up -f federation.yaml\n  fedrig status -f federation.yaml -o json\n  fedrig up -f federation.yaml --mirror /srv/mirror --output json\n  fedrig down -f federation.yaml\n";
    format!("{examples}\nExit codes:\n{}", codes.collect::<String>())
}

fn after_long_help() -> String {
    let variables = variables::ALL.iter().map(|v| format!("  {:<22}  {}\n", v.name, v.what));
    format!("{}\nEnvironment:\n{}", after_help(), variables.collect::<String>())
}
