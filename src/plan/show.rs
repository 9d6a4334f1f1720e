//! A plan as text: a line a step, with what it needs.

use std::fmt;

use super::{Plan, StepId};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number =
            |id: &StepId| self.steps().iter().position(|step| step.id == *id).map(|at| at + 1);
        let width = self.steps().iter().map(|step| step.id.to_string().len()).max().unwrap_or(0);
        for (at, step) in self.steps().iter().enumerate() {
            let needs: Vec<String> =
                step.needs.iter().filter_map(number).map(|number| number.to_string()).collect();
            let after = match needs.as_slice() {
                [] => "at once".to_owned(),
                needs => format!("after {}", needs.join(", ")),
            };
            writeln!(f, "{:>3}  {:width$}  {after:<16}  {}", at + 1, step.id, step.reason)?;
        }
        Ok(())
    }
}
