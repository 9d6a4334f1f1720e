//! One measurement, from the space that is made for it to the space that is gone.

use std::pin::pin;
use std::time::Duration;

use futures::StreamExt;
use futures::future::join_all;
use k8s_openapi::api::core::v1::Namespace as NamespaceObject;
use kube::{Api, Client};

use super::arrivals::{Firsts, Place, Seen, silent, watch};
use super::error::Error;
use super::objects::{FEDERATED, FEDERATED_NAMESPACE, objects};
use crate::check::{LABEL, Scene, Space};
use crate::name::{ClusterName, Namespace};
use crate::spec::{Cluster, Scope};
use crate::verdict::{Arrivals, Propagation};
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long a watch may take to begin.
const BEGIN: Duration = Duration::from_secs(15);
/// How long the namespace may take to arrive; a controller that has just begun starts its types first.
const SPACE: Duration = Duration::from_secs(60);
/// How long KubeFed may take to let go of an object, and of the last one.
const LET_GO: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));

/// What is to be measured.
#[derive(Debug, Clone)]
pub struct Order {
    /// How many objects, made at once.
    pub objects: usize,
    /// A federated namespace that is there, instead of one that is made for it.
    pub namespace: Option<Namespace>,
    /// How long the objects may take to arrive.
    pub limit: Duration,
}

/// What was measured, and what is left of it.
#[derive(Debug)]
pub struct Measured {
    /// The times, unless there are none.
    pub propagation: Result<Propagation, Error>,
    /// The members that were not measured, since KubeFed or this machine does not get to them.
    pub left_out: Vec<ClusterName>,
    /// What could not be removed, and the command that does.
    pub remains: Vec<(String, String)>,
}

/// Measures, and removes everything again, however it ends. `say` hears what it is at.
pub async fn measure(scene: &Scene<'_>, order: &Order, say: &dyn Fn(&str)) -> Measured {
    let all: Vec<&Cluster> = scene.rig.federation.clusters().collect();
    let (members, left_out): (Vec<&Cluster>, Vec<&Cluster>) =
        all.into_iter().partition(|member| scene.reaches(member));
    let left_out = left_out.into_iter().map(|member| member.name.clone()).collect();
    let nothing =
        |error| Measured { propagation: Err(error), left_out: Vec::new(), remains: Vec::new() };
    if let Err(error) = can_be(scene, order, &members) {
        return Measured { left_out, ..nothing(error) };
    }
    let space = Space::lasting(order.limit + LET_GO.0 * size(order) + LET_GO.1 + SPACE);
    let run = Run { scene, order, members: &members, say, mark: &space.name };
    let (propagation, remains) = match &order.namespace {
        Some(namespace) => {
            let measured = run.objects(namespace.as_str()).await;
            (measured, run.take_away(namespace.as_str()).await)
        }
        None => {
            let measured = run.in_space(&space).await;
            say("removing everything");
            run.let_go(&space.name).await;
            (measured, space.remove(scene, &members).await)
        }
    };
    Measured { propagation, left_out, remains }
}

fn can_be(scene: &Scene<'_>, order: &Order, members: &[&Cluster]) -> Result<(), Error> {
    if members.is_empty() {
        return Err(Error::Nobody);
    }
    let needed: &[&'static str] = match (&order.namespace, scene.rig.federation.kubefed.scope) {
        (None, Scope::Namespaced) => return Err(Error::Namespaced),
        (None, Scope::Cluster) => &["namespaces", "configmaps"],
        (Some(_), _) => &["configmaps"],
    };
    let types = &scene.world.host.control_plane.types;
    let is_there = |plural: &str| types.iter().any(|it| it.plural == plural && it.is_propagated);
    match needed.iter().find(|plural| !is_there(plural)) {
        Some(plural) => Err(Error::NotFederated { plural }),
        None => Ok(()),
    }
}

fn size(order: &Order) -> u32 {
    u32::try_from(order.objects).unwrap_or(u32::MAX)
}

struct Run<'a> {
    scene: &'a Scene<'a>,
    order: &'a Order,
    members: &'a [&'a Cluster],
    say: &'a dyn Fn(&str),
    /// What its objects are labelled with.
    mark: &'a str,
}

impl Run<'_> {
    async fn in_space(&self, space: &Space) -> Result<Propagation, Error> {
        let namespace = space.name.clone();
        (self.say)(&format!("federating namespace `{namespace}` for it"));
        let made = space.make(self.scene, self.members).await;
        made.map_err(|why| Error::NoSpace { namespace: namespace.clone(), why })?;
        let arrivals =
            join_all(self.members.iter().map(|member| self.space_in(member, &namespace)));
        arrivals.await.into_iter().collect::<Result<Vec<()>, Error>>()?;
        self.objects(&namespace).await
    }

    async fn space_in(&self, member: &Cluster, namespace: &str) -> Result<(), Error> {
        let api: Api<NamespaceObject> = Api::all(self.client(member).await?);
        let cancel = &self.scene.rig.cancel;
        let waiting = Waiting { limit: SPACE, cancel, say: &|_| {} };
        let there = await_object(api, namespace, waiting, |found| match found {
            Some(_) => Verdict::Yes(()),
            None => Verdict::NotYet("it is not there".to_owned()),
        });
        there.await.map_err(|error| Error::NotThere {
            namespace: namespace.to_owned(),
            member: member.name.clone(),
            why: error.to_string(),
        })
    }

    async fn client(&self, cluster: &Cluster) -> Result<Client, Error> {
        let client = self.scene.rig.client(cluster).await;
        client.map_err(|error| Error::Unwatched {
            cluster: cluster.name.clone(),
            why: error.to_string(),
        })
    }

    /// Makes the objects once all are watched, and waits until they are everywhere, or the time is over.
    async fn objects(&self, namespace: &str) -> Result<Propagation, Error> {
        let count = self.order.objects;
        let mut clients = Vec::new();
        for member in self.members {
            clients.push((member.name.clone(), self.client(member).await?));
        }
        let host = self.client(&self.scene.rig.federation.host).await?;
        let mut seen = pin!(watch(&host, &clients, namespace, self.mark));
        self.begin(&mut seen, &clients).await?;
        (self.say)(&format!("making {count} objects for {} members", clients.len()));
        let mut firsts = Firsts::default();
        let list = objects(&self.names(), namespace, self.members, self.mark);
        let kubectl = self.scene.rig.kubectl(&self.scene.rig.federation.host.access);
        let mut make = pin!(kubectl.create(&list));
        let (mut is_made, late) = (false, tokio::time::sleep(self.order.limit));
        let mut late = pin!(late);
        let is_everywhere = |firsts: &Firsts| {
            clients.iter().all(|(name, _)| firsts.count(&Place::Member(name.clone())) >= count)
        };
        while !(is_made && is_everywhere(&firsts)) {
            tokio::select! {
                made = &mut make, if !is_made => {
                    made.map_err(|failure| Error::NotMade { why: failure.to_string() })?;
                    is_made = true;
                }
                next = seen.next() => match next {
                    Some(Seen::Object(place, name)) => firsts.note(place, name),
                    Some(Seen::Listed(_) | Seen::Failed(_)) => {}
                    None => break,
                },
                () = self.scene.rig.cancel.cancelled() => return Err(Error::Cancelled),
                () = &mut late => break,
            }
        }
        let of =
            |(name, _): &(ClusterName, Client)| Arrivals::of(name.as_str(), firsts.seconds(name));
        Ok(Propagation { objects: count, members: clients.iter().map(of).collect() })
    }

    async fn begin(
        &self,
        seen: &mut (impl futures::Stream<Item = Seen> + Unpin),
        clients: &[(ClusterName, Client)],
    ) -> Result<(), Error> {
        let (mut waited, mut why) = (silent(clients), "it does not answer".to_owned());
        let deadline = tokio::time::Instant::now() + BEGIN;
        while let Some(place) = waited.first().cloned() {
            tokio::select! {
                next = seen.next() => match next {
                    Some(Seen::Listed(place)) => drop(waited.remove(&place)),
                    Some(Seen::Failed(reason)) => why = reason,
                    Some(Seen::Object(..)) => {}
                    None => return Ok(()),
                },
                () = self.scene.rig.cancel.cancelled() => return Err(Error::Cancelled),
                () = tokio::time::sleep_until(deadline) => {
                    let cluster = match place {
                        Place::Host => self.scene.rig.federation.host.name.clone(),
                        Place::Member(name) => name,
                    };
                    return Err(Error::Unwatched { cluster, why });
                }
            }
        }
        Ok(())
    }

    /// Deletes what is in a space of its own, and takes off what KubeFed holds it with: the space goes
    /// everywhere, so KubeFed need not look after each object in each member, which takes it 10 s and more.
    /// What this comes to is seen by whether the space goes.
    async fn let_go(&self, namespace: &str) {
        let (kubectl, selector) = (self.scene.rig.last_kubectl(), self.selector());
        let space = format!("{FEDERATED_NAMESPACE}/{namespace}");
        let _ = kubectl.delete_later(Some(namespace), std::slice::from_ref(&space)).await;
        let _ = kubectl.delete_marked_later(namespace, FEDERATED, &selector).await;
        let bare = objects(&self.names(), namespace, self.members, self.mark);
        let _ = kubectl.replace(&bare).await;
        if let Ok(namespace) = namespace.parse() {
            let _ = kubectl.drop_finalizers(&namespace, &space).await;
        }
    }

    fn names(&self) -> Vec<String> {
        (0..self.order.objects).map(|at| format!("{}-{at:04}", self.mark)).collect()
    }

    fn selector(&self) -> String {
        format!("{LABEL}={}", self.mark)
    }

    /// Deletes the objects, and waits a bounded time until KubeFed has let go of them.
    async fn take_away(&self, namespace: &str) -> Vec<(String, String)> {
        let rig = &self.scene.rig;
        let kubectl = rig.last_kubectl();
        let selector = self.selector();
        let limit = LET_GO.0 * size(self.order) + LET_GO.1;
        let deleted = kubectl.delete_marked(namespace, FEDERATED, &selector, limit).await;
        let Err(failure) = deleted else { return Vec::new() };
        let delete = rig.federation.host.access.kubectl();
        let command = format!(
            "`{delete} --namespace {namespace} delete {FEDERATED} --selector {selector}` removes them"
        );
        vec![(
            format!("objects in namespace `{namespace}` could not be removed: {failure}"),
            command,
        )]
    }
}
