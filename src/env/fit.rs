//! Looks at everything that may stand against an environment, before anything is made.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};

use super::machine::Machine;
use super::needs::shortfalls;
use super::survey::Survey;
use super::unfit::Unfit;
use super::{Environment, Layout, Place, Wanted};
use crate::tool::ToolFailure;
use crate::tool::docker::Engine;

/// What there is, to compare an environment with.
pub(super) struct Ground<'a> {
    pub engine: &'a Engine,
    pub survey: &'a Survey,
    /// The clusters that are to be made.
    pub missing: &'a [&'a Wanted],
}

impl Environment {
    /// Everything that stands against it.
    pub(super) async fn unfit(
        &self,
        place: &Place,
        ground: &Ground<'_>,
    ) -> Result<Vec<Unfit>, ToolFailure> {
        let mut unfit: Vec<Unfit> = self.names_taken(ground.survey).collect();
        if !ground.missing.is_empty() {
            let nodes = ground.missing.iter().map(|wanted| wanted.config.node_count()).sum();
            unfit.extend(shortfalls(nodes, &Machine::look(ground.engine)));
            unfit.extend(ports_taken(ground.missing));
        }
        unfit.extend(self.unfit_images(place).await?);
        let mut more = Vec::new();
        if let Layout::Regions { image, .. } = &self.layout {
            more.push(image);
        }
        if !ground.missing.is_empty() {
            more.extend(&self.image);
        }
        unfit.extend(not_to_be_had(place, &more).await?);
        Ok(unfit)
    }

    /// The archives that can't be read, and the images that the engine can't have.
    pub(super) async fn unfit_images(&self, place: &Place) -> Result<Vec<Unfit>, ToolFailure> {
        let unreadable = self.archives.iter().filter_map(|path| {
            let source = std::fs::File::open(path).err()?;
            Some(Unfit::NoArchive { path: path.clone(), source })
        });
        let mut unfit: Vec<Unfit> = unreadable.collect();
        let images: Vec<&String> = self.images.iter().collect();
        unfit.extend(not_to_be_had(place, &images).await?);
        Ok(unfit)
    }

    /// The names that kind has for somebody else.
    fn names_taken(&self, survey: &Survey) -> impl Iterator<Item = Unfit> {
        self.clusters.iter().filter_map(|wanted| {
            let name = &wanted.name;
            let found = survey.clusters.get(name.as_str())?;
            let is_ours = survey.is_in(name.as_str(), &self.network)
                || survey.is_in(name.as_str(), &self.region(name));
            if is_ours {
                return None;
            }
            let by = match &found.env {
                Some(env) => format!("a cluster of environment `{env}` has it"),
                None => "a cluster of kind's has it that fedrig did not make".to_owned(),
            };
            Some(Unfit::NameTaken { cluster: name.clone(), by })
        })
    }
}

async fn not_to_be_had(place: &Place, images: &[&String]) -> Result<Vec<Unfit>, ToolFailure> {
    let mut missing = Vec::new();
    for image in images {
        if place.docker.find_image(image).await?.is_some() {
            continue;
        }
        if let Err(source) = place.docker.pull(image).await {
            missing.push(Unfit::NoImage { image: (*image).clone(), source });
        }
    }
    Ok(missing)
}

fn ports_taken(missing: &[&Wanted]) -> Vec<Unfit> {
    let mut seen: BTreeMap<u16, &Wanted> = BTreeMap::new();
    let mut taken = Vec::new();
    for wanted in missing {
        for port in wanted.config.ports() {
            let first = seen.get(&port.port()).copied();
            let by = match first {
                Some(first) => Some(format!("cluster `{}` wants it too", first.name)),
                None => is_in_use(port).then(|| "it is in use".to_owned()),
            };
            seen.entry(port.port()).or_insert(wanted);
            taken.extend(by.map(|by| Unfit::PortTaken { cluster: wanted.name.clone(), port, by }));
        }
    }
    taken
}

fn is_in_use(port: SocketAddr) -> bool {
    TcpListener::bind(port).is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_port(name: &str, port: u16) -> Wanted {
        let text = format!(
            "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {{apiServerPort: {port}}}"
        );
        Wanted { name: name.parse().unwrap(), config: text.parse().unwrap() }
    }

    #[test]
    fn a_port_in_use_and_one_that_two_want_are_named() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let busy = with_port("busy", listener.local_addr().unwrap().port());
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (one, other) = (with_port("one", free), with_port("other", free));
        let said: Vec<String> =
            ports_taken(&[&busy, &one, &other]).iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("`busy`") && said[0].ends_with("it is in use"), "{said:?}");
        assert!(said[1].contains("`other`") && said[1].contains("`one` wants it too"), "{said:?}");
    }
}
