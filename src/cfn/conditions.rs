//! Which conditions can hold together: `Fn::Equals` over parameters, with `And`, `Or`, `Not` and
//! conditions that name others. What cannot be told is possible.

use std::borrow::Cow;

use crate::tree::Value;

use super::intrinsic::{Function, Intrinsic};
use super::template::Template;
use super::variant::Branch;

/// Assignments of values to parameters that are tried.
const MAX_ASSIGNMENTS: usize = 256;

/// Function calls that are looked at before giving up: conditions may name one another without end.
const MAX_STEPS: usize = 4096;

/// A value that no template writes: any other one.
const ANY_OTHER: &str = "\0";

/// The branches with one more condition, taken for true and for false, as far as each is possible.
pub(super) fn split<'t>(
    branches: &[Branch<'t>],
    condition: &Cow<'t, str>,
    template: &Template<'t>,
) -> Vec<Vec<Branch<'t>>> {
    if branches.iter().any(|branch| branch.condition == *condition) {
        return vec![branches.to_vec()];
    }
    let mut possible: Vec<Vec<Branch>> = [true, false]
        .map(|holds| Branch { condition: condition.clone(), holds, is_implied: false })
        .map(|branch| branches.iter().cloned().chain([branch]).collect())
        .into_iter()
        .filter(|branches: &Vec<Branch>| is_possible(branches, template))
        .collect();
    if let [only] = possible.as_mut_slice()
        && let Some(last) = only.last_mut()
    {
        last.is_implied = true;
    }
    possible
}

/// Whether the conditions of all branches can be as the branches say at the same time.
pub(super) fn is_possible(branches: &[Branch], template: &Template) -> bool {
    if branches.len() < 2 {
        return true;
    }
    let mut atoms = Atoms { template, variables: Vec::new(), steps: 0 };
    let conditions: Vec<_> =
        branches.iter().map(|branch| (template.condition(&branch.condition), branch.holds)).collect();
    conditions.iter().filter_map(|(condition, _)| *condition).for_each(|condition| atoms.collect(condition));
    let assignments: usize = atoms.variables.iter().map(|variable| variable.values.len()).product();
    if atoms.steps > MAX_STEPS || assignments > MAX_ASSIGNMENTS {
        return true;
    }
    let mut steps = 0;
    (0..assignments).any(|number| {
        let mut evaluation = Evaluation { template, values: atoms.assignment(number), steps };
        let holds = conditions.iter().all(|(condition, holds)| {
            condition.and_then(|condition| evaluation.of(condition)).is_none_or(|value| value == *holds)
        });
        steps = evaluation.steps;
        holds || steps > MAX_STEPS
    })
}

/// A parameter or pseudo-parameter and the values that conditions tell apart.
struct Variable<'t> {
    name: Cow<'t, str>,
    values: Vec<Cow<'t, str>>,
}

struct Atoms<'a, 't> {
    template: &'a Template<'t>,
    variables: Vec<Variable<'t>>,
    steps: usize,
}

impl<'t> Atoms<'_, 't> {
    fn collect(&mut self, condition: Value<'t>) {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return;
        }
        match Call::of(condition) {
            Some(Call::Equals(name, literal)) => self.add(name, literal),
            Some(Call::Named(name)) => {
                if let Some(condition) = self.template.condition(&name) {
                    self.collect(condition);
                }
            }
            Some(Call::Not(operand)) => self.collect(operand),
            Some(Call::And(operands) | Call::Or(operands)) => {
                operands.into_iter().for_each(|operand| self.collect(operand));
            }
            None => {}
        }
    }

    fn add(&mut self, name: Cow<'t, str>, literal: Cow<'t, str>) {
        let at = self.variables.iter().position(|variable| variable.name == name);
        let at = at.unwrap_or_else(|| {
            self.variables.push(Variable { values: self.initial_values(&name), name });
            self.variables.len() - 1
        });
        let values = &mut self.variables[at].values;
        let is_open = values.first().is_some_and(|first| first == ANY_OTHER);
        if is_open && !values.contains(&literal) {
            values.push(literal);
        }
    }

    /// The allowed values of a parameter, or any value.
    fn initial_values(&self, name: &str) -> Vec<Cow<'t, str>> {
        let parameter = self.template.parameter(name);
        let allowed: Option<Vec<_>> =
            parameter.and_then(|parameter| parameter.allowed_values().map(Value::scalar_text).collect());
        match allowed {
            Some(allowed) if !allowed.is_empty() => allowed,
            _ => vec![Cow::Borrowed(ANY_OTHER)],
        }
    }

    /// The assignment of this number: one value for each variable.
    fn assignment(&self, mut number: usize) -> Vec<(&str, &str)> {
        self.variables
            .iter()
            .map(|variable| {
                let value = &variable.values[number % variable.values.len()];
                number /= variable.values.len();
                (&*variable.name, &**value)
            })
            .collect()
    }
}

struct Evaluation<'a, 't> {
    template: &'a Template<'t>,
    values: Vec<(&'a str, &'a str)>,
    steps: usize,
}

impl<'t> Evaluation<'_, 't> {
    /// `None` for what cannot be told.
    fn of(&mut self, condition: Value<'t>) -> Option<bool> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return None;
        }
        match Call::of(condition)? {
            Call::Equals(name, literal) => {
                self.values.iter().find(|(other, _)| *other == name).map(|(_, value)| *value == literal)
            }
            Call::Named(name) => self.of(self.template.condition(&name)?),
            Call::Not(operand) => self.of(operand).map(|value| !value),
            Call::And(operands) => self.all(operands, true),
            Call::Or(operands) => self.all(operands, false),
        }
    }

    /// `neutral` if all operands are, its opposite if any is that.
    fn all(&mut self, operands: Vec<Value<'t>>, neutral: bool) -> Option<bool> {
        let values: Vec<_> = operands.into_iter().map(|operand| self.of(operand)).collect();
        if values.contains(&Some(!neutral)) {
            return Some(!neutral);
        }
        values.iter().all(Option::is_some).then_some(neutral)
    }
}

/// A condition function, as far as it is understood.
enum Call<'t> {
    /// A parameter against a literal.
    Equals(Cow<'t, str>, Cow<'t, str>),
    Named(Cow<'t, str>),
    Not(Value<'t>),
    And(Vec<Value<'t>>),
    Or(Vec<Value<'t>>),
}

impl<'t> Call<'t> {
    fn of(value: Value<'t>) -> Option<Call<'t>> {
        let Some(call) = Intrinsic::of(value) else {
            return value.get("Condition").and_then(Value::text).map(Call::Named);
        };
        let operands = || call.argument.items().take(MAX_STEPS).collect::<Vec<_>>();
        match (call.function, operands().as_slice()) {
            (Function::Condition, _) => call.argument.text().map(Call::Named),
            (Function::Equals, &[one, other]) => equals(one, other).or_else(|| equals(other, one)),
            (Function::Not, &[operand]) => Some(Call::Not(operand)),
            (Function::And, _) => Some(Call::And(operands())),
            (Function::Or, _) => Some(Call::Or(operands())),
            _ => None,
        }
    }
}

fn equals<'t>(parameter: Value<'t>, literal: Value<'t>) -> Option<Call<'t>> {
    let call = Intrinsic::of(parameter).filter(|call| call.function == Function::Ref)?;
    let literal = Intrinsic::of(literal).is_none().then(|| literal.scalar_text())??;
    Some(Call::Equals(call.reference()?.name, literal))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::text::SourceId;
    use crate::tree::yaml;

    const TEMPLATE: &str = "
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Size: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Equals [dev, !Ref Stage]
  IsSmall: !Equals [!Ref Size, small]
  IsLarge: {Fn::Equals: [{Ref: Size}, large]}
  NotProd: !Not [!Condition IsProd]
  Both: !And [{Condition: IsProd}, !Condition IsSmall]
  Loop: !Or [!Condition Loop, !Condition Loop, !Condition Loop]
";

    #[test]
    fn conditions_that_exclude_each_other_are_told() {
        let tree = yaml::parse(SourceId(0), TEMPLATE.into());
        let template = Template::of(tree.root());
        let cases = [
            (&[("IsProd", true), ("IsDev", true)][..], false),
            (&[("IsProd", false), ("IsDev", false)], false),
            (&[("IsProd", true), ("IsSmall", true)], true),
            (&[("IsSmall", true), ("IsLarge", true)], false),
            (&[("IsSmall", false), ("IsLarge", false)], true),
            (&[("NotProd", true), ("IsProd", true)], false),
            (&[("Both", true), ("IsSmall", false)], false),
            (&[("Both", false), ("IsSmall", true)], true),
            (&[("Loop", true), ("Unwritten", false)], true),
        ];
        for (branches, expected) in cases {
            let branches: Vec<_> = branches
                .iter()
                .map(|&(condition, holds)| Branch { condition: condition.into(), holds, is_implied: false })
                .collect();
            assert_eq!(is_possible(&branches, &template), expected, "{branches:?}");
        }
    }
}
