//! Which steps can begin, and which can't any more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::plan::{Lane, Plan, Step, StepId};

/// What is ahead of a run, and whether it can begin.
pub(super) struct Schedule<'p> {
    steps: &'p [Step],
    index: BTreeMap<&'p StepId, usize>,
    /// The steps that need this one.
    behind: Vec<Vec<usize>>,
    /// How many steps this one still waits for.
    lacking: Vec<usize>,
    free: BTreeSet<usize>,
    /// Steps that can't begin any more, with the one that they need and that did not succeed.
    hopeless: VecDeque<(usize, usize)>,
    /// Neither begun nor hopeless.
    ahead: BTreeSet<usize>,
    /// The lanes in which something has succeeded.
    begun: BTreeSet<&'p Lane>,
}

impl<'p> Schedule<'p> {
    /// Everything is ahead.
    pub fn of(plan: &'p Plan) -> Self {
        let steps = plan.steps();
        let index: BTreeMap<_, _> =
            steps.iter().enumerate().map(|(at, step)| (&step.id, at)).collect();
        let mut behind = vec![Vec::new(); steps.len()];
        let mut lacking = vec![0; steps.len()];
        for (at, step) in steps.iter().enumerate() {
            for need in BTreeSet::from_iter(&step.needs) {
                behind[index[need]].push(at);
                lacking[at] += 1;
            }
        }
        let ahead: BTreeSet<usize> = (0..steps.len()).collect();
        let free = ahead.iter().copied().filter(|at| lacking[*at] == 0).collect();
        let (hopeless, begun) = (VecDeque::new(), BTreeSet::new());
        Self { steps, index, behind, lacking, free, hopeless, ahead, begun }
    }

    /// Takes the next step that can begin. What was begun is brought to its end first: so members
    /// are Ready one after another, instead of all at the end. Without room only what watches can.
    pub fn take_free(&mut self, has_room: bool) -> Option<&'p Step> {
        let steps = self.steps;
        let can = self.free.iter().filter(|at| has_room || steps[**at].action.only_watches());
        let next = can.min_by_key(|at| (!self.begun.contains(&steps[**at].lane), **at));
        let at = *next?;
        self.free.remove(&at);
        self.ahead.remove(&at);
        Some(&steps[at])
    }

    /// Takes a step that can't begin any more, with the one that it needs.
    pub fn take_hopeless(&mut self) -> Option<(&'p Step, &'p StepId)> {
        let (at, needs) = self.hopeless.pop_front()?;
        Some((&self.steps[at], &self.steps[needs].id))
    }

    /// Takes the first step that has not begun, whether it can or not.
    pub fn take_first(&mut self) -> Option<&'p Step> {
        let at = self.ahead.pop_first().or_else(|| Some(self.hopeless.pop_front()?.0))?;
        self.free.remove(&at);
        Some(&self.steps[at])
    }

    /// Notes that a step is over, whether it ran or not.
    pub fn over(&mut self, id: &StepId, is_success: bool) {
        let at = self.index[id];
        if is_success {
            self.begun.insert(&self.steps[at].lane);
        }
        for behind in &self.behind[at] {
            match is_success {
                true => {
                    self.lacking[*behind] -= 1;
                    if self.lacking[*behind] == 0 && self.ahead.contains(behind) {
                        self.free.insert(*behind);
                    }
                }
                false if self.ahead.remove(behind) => self.hopeless.push_back((*behind, at)),
                false => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::{Action, AwaitNamespaceGone};
    use crate::tool::Program;

    fn wait(plan: &mut Plan, name: &str, needs: &[&StepId]) -> StepId {
        let action = AwaitNamespaceGone { name: name.parse().unwrap() };
        let lane = Lane::Cluster(action.name.clone());
        plan.add(lane, Action::AwaitNamespaceGone(action), needs, "")
    }

    fn fetch(plan: &mut Plan, lane: &str, program: Program) -> StepId {
        let lane = Lane::Cluster(lane.parse().unwrap());
        plan.add(lane, Action::FetchProgram(program), &[], "")
    }

    #[test]
    fn what_was_begun_comes_first() {
        let mut plan = Plan::default();
        let first = fetch(&mut plan, "eu", Program::Helm);
        let second = fetch(&mut plan, "us", Program::Kubectl);
        let behind = wait(&mut plan, "eu", &[&first]);
        let mut schedule = Schedule::of(&plan);
        assert_eq!(schedule.take_free(true).unwrap().id, first);
        schedule.over(&first, true);
        assert_eq!(schedule.take_free(true).unwrap().id, behind);
        assert_eq!(schedule.take_free(true).unwrap().id, second);
        assert!(schedule.take_free(true).is_none());
    }

    #[test]
    fn what_needs_a_failure_is_hopeless_once_and_so_is_what_needs_that() {
        let mut plan = Plan::default();
        let failed = fetch(&mut plan, "eu", Program::Helm);
        let also = fetch(&mut plan, "us", Program::Kubectl);
        let next = wait(&mut plan, "eu", &[&failed, &also]);
        let last = wait(&mut plan, "us", &[&next]);
        let mut schedule = Schedule::of(&plan);
        while schedule.take_free(true).is_some() {}
        schedule.over(&failed, false);
        schedule.over(&also, false);
        let (step, needs) = schedule.take_hopeless().unwrap();
        assert_eq!((&step.id, needs), (&next, &failed));
        assert!(schedule.take_hopeless().is_none());
        schedule.over(&next, false);
        assert_eq!(schedule.take_hopeless().unwrap().0.id, last);
        assert!(schedule.take_first().is_none());
    }
}
