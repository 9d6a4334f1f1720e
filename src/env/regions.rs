//! The networks of an environment, and the proxies between regions.
//!
//! A region's network has one cluster. The engine lets no network reach another, so what stands in
//! front of a cluster is the only way to it: a proxy that is in the region's network and in all
//! others, and listens where the API server does, on port 6443. The cluster's certificate is made for
//! the proxy's addresses too; they have to be known before the cluster is.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::line::{Line, Toxic};
use super::survey::{self, Survey};
use super::{Environment, Error, Layout, Place, Say};
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::docker::NewContainer;

/// The name of the one line in a proxy.
const LINE: &str = "region";
/// toxiproxy's client in its image.
const CLIENT: &str = "/toxiproxy-cli";

/// The addresses of the proxy in front of each cluster, by network.
pub(super) type Fronts = BTreeMap<ClusterName, BTreeMap<String, Ipv4Addr>>;

impl Environment {
    /// Makes the networks that are missing, and the proxies if there are regions.
    pub(super) async fn lay(
        &self,
        place: &Place,
        survey: &Survey,
        say: Say<'_>,
    ) -> Result<Fronts, Error> {
        for wanted in &self.clusters {
            self.network(place, &wanted.name, survey).await?;
            if self.layout == Layout::Together {
                return Ok(Fronts::new());
            }
        }
        let Layout::Regions { image, line } = &self.layout else { return Ok(Fronts::new()) };
        for wanted in &self.clusters {
            let proxy = self.proxy(&wanted.name);
            let failed = |source| Error::Engine {
                what: format!("proxy `{proxy}` could not be made"),
                source,
            };
            self.front(place, &wanted.name, image, survey).await.map_err(failed)?;
            set(place, &proxy, &wanted.name, line).await.map_err(failed)?;
            say(wanted.name.as_str(), &format!("the others reach it through {proxy}"));
        }
        self.fronts(place).await
    }

    /// The addresses at which the other clusters reach each.
    pub(super) async fn fronts(&self, place: &Place) -> Result<Fronts, Error> {
        let label = format!("{}={}", survey::ENV, self.name);
        let failed =
            |source| Error::Engine { what: "the proxies could not be looked at".into(), source };
        let proxies = place.docker.containers(&label).await.map_err(failed)?;
        let of = |name: &ClusterName| {
            let proxy = proxies.iter().find(|proxy| proxy.name == self.proxy(name))?;
            let addresses = proxy.networks.iter();
            Some(addresses.filter_map(|(network, ip)| Some((network.clone(), (*ip)?))).collect())
        };
        let names = self.clusters.iter().map(|wanted| &wanted.name);
        Ok(names.filter_map(|name| Some((name.clone(), of(name)?))).collect())
    }

    async fn network(
        &self,
        place: &Place,
        cluster: &ClusterName,
        survey: &Survey,
    ) -> Result<(), Error> {
        let name = self.network_of(cluster);
        if survey.network(&name).is_some() {
            return Ok(());
        }
        let folder = self.folder.display().to_string();
        let mut labels = vec![(survey::ENV, self.name.as_str()), (survey::FOLDER, &folder)];
        if self.layout != Layout::Together {
            labels.push((survey::REGION, cluster.as_str()));
        }
        let made = match place.docker.create_network(&name, &labels).await {
            // Somebody who made it in the same moment is as good.
            Err(error) => match place.docker.networks().await {
                Ok(networks) if networks.iter().any(|network| network.name == name) => Ok(()),
                _ => Err(error),
            },
            made => made,
        };
        made.map_err(|source| Error::Engine {
            what: format!("network `{name}` could not be made"),
            source,
        })
    }

    /// Makes the proxy of a cluster if it is missing, and puts it into every region.
    async fn front(
        &self,
        place: &Place,
        cluster: &ClusterName,
        image: &str,
        survey: &Survey,
    ) -> Result<(), ToolFailure> {
        let (name, home) = (self.proxy(cluster), self.region(cluster));
        let mut found = survey.proxies.iter().find(|proxy| proxy.name == name);
        if found.is_some_and(|proxy| proxy.state != "running") {
            place.docker.remove_container(&name).await?;
            found = None;
        }
        if found.is_none() {
            let new = NewContainer {
                name: &name,
                image,
                network: Some(&home),
                labels: &[(survey::ENV, self.name.as_str()), (survey::REGION, cluster.as_str())],
                entrypoint: None,
                args: &[],
            };
            place.docker.start(&new).await?;
        }
        for other in &self.clusters {
            let network = self.region(&other.name);
            let is_in = found.is_some_and(|proxy| proxy.networks.contains_key(&network));
            if network != home && !is_in {
                place.docker.connect(&network, &name).await?;
            }
        }
        Ok(())
    }
}

/// Opens the line in the proxy anew, as it is to be now; connections through the old one end.
async fn set(
    place: &Place,
    proxy: &str,
    cluster: &ClusterName,
    line: &Line,
) -> Result<(), ToolFailure> {
    let client = |args: Vec<String>| async move {
        let all: Vec<&str> =
            std::iter::once(CLIENT).chain(args.iter().map(String::as_str)).collect();
        place.docker.run_in(proxy, &all).await
    };
    let words = |args: &[&str]| args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>();
    if client(words(&["list"])).await?.contains(LINE) {
        client(words(&["delete", LINE])).await?;
    }
    // The engine's name service knows the node as soon as it is there.
    let node = format!("{cluster}-control-plane:6443");
    client(words(&["create", "--listen", "0.0.0.0:6443", "--upstream", &node, LINE])).await?;
    for toxic in line.toxics() {
        client(toxic_call(&toxic)).await?;
    }
    Ok(())
}

fn toxic_call(toxic: &Toxic) -> Vec<String> {
    let mut call =
        ["toxic", "add", "--type", toxic.kind, toxic.direction].map(str::to_owned).to_vec();
    call.extend(["--toxicity".to_owned(), toxic.toxicity.to_string()]);
    call.extend(["--toxicName".to_owned(), format!("{}{}", toxic.kind, toxic.direction)]);
    for (name, value) in &toxic.values {
        call.extend(["--attribute".to_owned(), format!("{name}={value}")]);
    }
    call.push(LINE.to_owned());
    call
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toxic_is_spelled_as_toxiproxy_wants_it() {
        let line: Line = "latency=150ms,jitter=20ms".parse().unwrap();
        let call = toxic_call(&line.toxics()[0]).join(" ");
        insta::assert_snapshot!(call, @"toxic add --type latency --upstream --toxicity 1 --toxicName latency--upstream --attribute latency=150 --attribute jitter=20 region");
    }
}
