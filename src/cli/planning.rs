//! From the survey to the plan: what fits, which endpoints are of use, and what is checked before
//! anything is changed.

use super::session::Session;
use crate::check::{self, Answer, Choice, Report, Scene, Touch, Unseen, Verdict};
use crate::engine::{Event, Summary};
use crate::plan::{self, Lane, Plan};
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;

impl Session<'_> {
    /// The plan that takes the federation to Ready, once its endpoints were looked at.
    pub async fn plan(&mut self) -> Result<Plan, Exit> {
        self.survey().await?;
        self.admit()?;
        self.admit_images().await?;
        let checks = plan::checks(&self.rig.federation, &self.rig.world());
        self.check(&checks).await?;
        Ok(plan::build(&self.rig.federation, &self.rig.world()))
    }

    /// The same plan, and when there is something to do the checks that make sense before: side by
    /// side with the other looks. One that fails ends the run.
    pub async fn plan_checked(&mut self, choice: &Choice) -> Result<Plan, Exit> {
        self.survey().await?;
        self.admit()?;
        let world = self.rig.world();
        let has_work = !plan::build(&self.rig.federation, &world).is_empty();
        let endpoints = plan::checks(&self.rig.federation, &world);
        let look =
            async { if endpoints.is_empty() { None } else { Some(self.run(&endpoints).await) } };
        let ask = async { if has_work { Some(self.ask(choice).await) } else { None } };
        let (images, looked, asked) = tokio::join!(self.admit_images(), look, ask);
        images?;
        looked.map_or(Ok(()), |summary| self.leave_alone(&summary))?;
        asked.map_or(Ok(()), |report| self.heed(&report))?;
        Ok(plan::build(&self.rig.federation, &self.rig.world()))
    }

    /// Looks at the endpoints of the clusters to which something is going to be done.
    pub async fn check(&mut self, checks: &Plan) -> Result<(), Exit> {
        if checks.is_empty() {
            return Ok(());
        }
        let summary = self.run(checks).await;
        self.leave_alone(&summary)
    }

    /// An endpoint that is of no use is told of and left alone, as a member that does not answer; the
    /// host is needed.
    fn leave_alone(&mut self, summary: &Summary) -> Result<(), Exit> {
        let exit = self.report(summary);
        let host = Lane::Cluster(self.rig.federation.host.name.clone());
        if summary.is_cancelled() || summary.failures().any(|(finished, _)| finished.lane == host) {
            return Err(exit);
        }
        for (finished, _) in summary.failures() {
            if let Lane::Cluster(name) = &finished.lane {
                self.rig.forget_cluster(name);
            }
        }
        self.short = if self.short == Exit::Done { exit } else { self.short };
        Ok(())
    }

    async fn ask(&self, choice: &Choice) -> Report {
        let mut choice = choice.clone();
        // What is wrong with a release that is there, the plan mends.
        if self.rig.world().host.release.is_some() {
            choice.skip.push("webhooks-lead-somewhere".to_owned());
        }
        let scene = Scene::after(&self.rig, Unseen::default(), Touch::Nothing);
        check::run(&scene, &choice).await
    }

    /// Ends the run when a check failed, and tells of what should not stay so. A cluster that is left
    /// alone is told of already.
    fn heed(&self, report: &Report) -> Result<(), Exit> {
        let world = self.rig.world();
        let is_asked = |answer: &&Answer| {
            answer.cluster.as_ref().is_none_or(|name| world.clusters.contains_key(name))
        };
        let answers = || report.checks.iter().filter(is_asked);
        for answer in answers() {
            match answer.verdict {
                Verdict::Warn | Verdict::Error => self.tell(answer),
                Verdict::Fail => self.terminal.error(&diagnosis(answer).render()),
                Verdict::Pass | Verdict::Skipped => {}
            }
        }
        match answers().any(|answer| answer.verdict == Verdict::Fail) {
            true => Err(Exit::Check),
            false => Ok(()),
        }
    }

    fn tell(&self, answer: &Answer) {
        let lane = answer.cluster.clone().map_or(Lane::ControlPlane, Lane::Cluster);
        let text = format!("check `{}`: {}", answer.check, answer.evidence);
        self.sink().hear(&Event::Warned { lane: &lane, text: &text });
    }
}

fn diagnosis(answer: &Answer) -> Diagnosis {
    let Answer { check, statement, evidence, .. } = answer;
    let anyway = format!("`fedrig up --skip {check}` goes on all the same");
    Diagnosis {
        error: format!("check `{check}` failed, and nothing was changed: {statement}"),
        causes: [Some(evidence.clone()), answer.cause.map(str::to_owned)]
            .into_iter()
            .flatten()
            .collect(),
        command: None,
        hints: answer.hints.iter().cloned().chain([anyway]).collect(),
    }
}
