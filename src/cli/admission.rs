//! Before anything is changed: whether versions fit, and images are as `fedrig.lock` says.

use super::session::Session;
use crate::engine::Event;
use crate::fetch::Asked;
use crate::plan::{self, Admission, Lane, Versions};
use crate::report::Exit;
use crate::step::{Error, admit_images, check_images, wanted};
use crate::tool::Program;

impl Session<'_> {
    /// Refuses clusters that don't fit KubeFed or each other; what is there already can be taken
    /// down whatever the file says. What nobody vouches for is told.
    pub(super) fn admit(&self) -> Result<(), Exit> {
        let federation = &self.rig.federation;
        let wish = |program| {
            let wanted = wanted(program, federation);
            (wanted.path.is_none() || wanted.asked == Asked::ByUser).then_some(wanted.version)
        };
        let known = self.rig.versions();
        let of = |program| known.get(&program).cloned().or_else(|| wish(program));
        let versions = Versions { helm: of(Program::Helm), kubectl: of(Program::Kubectl) };
        let admission = plan::admit(federation, &versions, &self.rig.probes(), &self.rig.world());
        for warning in &admission.warnings {
            self.sink().hear(&Event::Warned { lane: &warning.lane(), text: &warning.text });
        }
        let Admission { problems, hints, .. } = admission;
        let fit = if problems.is_empty() { Ok(()) } else { Err(Error::Unfit(problems, hints)) };
        self.or_report(fit)
    }

    /// Refuses images that are not as `fedrig.lock` says: those that run, and those that would come.
    pub(super) async fn admit_images(&self) -> Result<(), Exit> {
        if self.rig.world().host.release.is_some() {
            self.or_report(check_images(&self.rig).await)?;
        }
        let untold = self.or_report(admit_images(&self.rig).await)?;
        for text in untold {
            let text = format!("the registry did not confirm what fedrig.lock says: {text}");
            self.sink().hear(&Event::Warned { lane: &Lane::ControlPlane, text: &text });
        }
        Ok(())
    }
}
