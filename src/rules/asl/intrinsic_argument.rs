use crate::asl::Machine;
use crate::asl::intrinsic::{
    Argument, ArgumentKind, Call, Function, Parameter, Returned, placeholders, unescaped,
};
use crate::asl::reference::Reference;
use crate::diagnostic::Safety;
use crate::rule::{Report, rule};
use crate::rules::shared::nearest;

rule! {
    code: "asl/intrinsic-argument",
    group: Correctness,
    severity: Warning,
    fixes: Sometimes,
    check: Machine(check),
}

/// What `States.Hash` can do.
const ALGORITHMS: [&str; 5] = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];

/// Characters that are encoded, decoded or hashed at most, and items that a range has at most.
const MAX_CHARACTERS: usize = 10_000;
const MAX_ITEMS: f64 = 1_000.0;

fn check(machine: &Machine, report: &mut Report) {
    for reference in machine.references() {
        for (call, _) in reference.calls() {
            if let Some(function) = call.function(reference.text()).filter(|f| f.takes(call.arguments.len()))
            {
                Checked { reference, call, function }.check(report);
            }
        }
    }
}

/// A call with as many arguments as its function takes.
#[derive(Clone, Copy)]
struct Checked<'m> {
    reference: Reference<'m>,
    call: &'m Call,
    function: &'static Function,
}

impl<'m> Checked<'m> {
    fn check(self, report: &mut Report) {
        for (argument, parameter) in self.call.arguments.iter().zip(self.function.parameters) {
            if let Some(given) = conflict(&argument.kind, *parameter) {
                let message =
                    format!("`{}` wants {} here, but gets {given}", self.function.name, parameter.title());
                self.say(
                    report,
                    argument,
                    message,
                    format!("pass {}, or a path that leads to one", parameter.title()),
                );
            }
        }
        match self.function.name {
            "States.Format" => self.check_template(report),
            "States.Hash" => {
                self.check_length(report);
                self.check_algorithm(report);
            }
            "States.Base64Encode" | "States.Base64Decode" => self.check_length(report),
            "States.ArrayPartition" => {
                self.check_number(report, 1, |size| size > 0.0, "the size of a part has to be above 0");
            }
            "States.ArrayGetItem" => {
                self.check_number(
                    report,
                    1,
                    |index| index >= 0.0,
                    "an index counts from 0 and cannot be negative",
                );
            }
            "States.ArrayRange" => self.check_range(report),
            "States.JsonMerge" => self.check_merge(report),
            _ => {}
        }
    }

    /// Each `{}` is replaced by one argument.
    fn check_template(self, report: &mut Report) {
        let Some((template, text)) = self.literal(0) else { return };
        let (places, has_other_braces) = placeholders(text);
        let values = self.call.arguments.len() - 1;
        if places == values || has_other_braces {
            return;
        }
        let message = format!(
            "the template of `States.Format` has {places} `{{}}`, but {values} {} to put there",
            plural(values)
        );
        self.say(
            report,
            template,
            message,
            "give one argument for each `{}`; write `\\{\\}` where the braces themselves are meant"
                .to_owned(),
        );
    }

    fn check_algorithm(self, report: &mut Report) {
        let Some((argument, name)) = self.literal(1) else { return };
        if ALGORITHMS.contains(&name) {
            return;
        }
        let ArgumentKind::Text(range) = &argument.kind else { return };
        let span = self.reference.span(range.clone());
        let finding = report
            .at_span(
                span,
                self.reference.value(),
                format!("`States.Hash` does not know the algorithm `{name}`"),
            )
            .help(format!("it knows {}", ALGORITHMS.join(", ")));
        let without_dash = |known: &&&str| known.replace('-', "").eq_ignore_ascii_case(name);
        let near = ALGORITHMS.iter().find(without_dash).copied().or_else(|| nearest(name, ALGORITHMS));
        if let Some(near) = near {
            finding.fix(Safety::Unsafe, format!("replace `{name}` by `{near}`"), span, near);
        }
    }

    fn check_length(self, report: &mut Report) {
        let Some((argument, text)) = self.literal(0) else { return };
        if text.len() > MAX_CHARACTERS && unescaped(text).chars().count() > MAX_CHARACTERS {
            let message = format!("`{}` takes at most {MAX_CHARACTERS} characters", self.function.name);
            self.say(report, argument, message, "do the work in a Lambda function".to_owned());
        }
    }

    fn check_number(self, report: &mut Report, at: usize, is_right: impl Fn(f64) -> bool, message: &str) {
        if let Some((argument, number)) = self.number(at)
            && !is_right(number)
        {
            let message = format!("{message} in `{}`", self.function.name);
            self.say(report, argument, message, "write another number".to_owned());
        }
    }

    fn check_range(self, report: &mut Report) {
        self.check_number(report, 2, |step| step != 0.0, "the step cannot be 0");
        if let (Some((start, first)), Some((_, last)), Some((_, step))) =
            (self.number(0), self.number(1), self.number(2))
            && step != 0.0
            && ((last - first) / step).floor() + 1.0 > MAX_ITEMS
        {
            let message = format!("`States.ArrayRange` makes at most {MAX_ITEMS} items");
            self.say(report, start, message, "take a larger step or a nearer end".to_owned());
        }
    }

    fn check_merge(self, report: &mut Report) {
        if let Some(deep) = self.call.arguments.get(2).filter(|deep| deep.kind == ArgumentKind::Bool(true)) {
            let message =
                "the service merges only the outermost members: `States.JsonMerge` takes `false` here"
                    .to_owned();
            self.say(report, deep, message, "write `false`, or merge in a Lambda function".to_owned());
        }
    }

    fn say(self, report: &mut Report, argument: &Argument, message: String, help: String) {
        let span = self.reference.span(argument.range.clone());
        report.at_span(span, self.reference.value(), message).help(help);
    }

    /// An argument that is a string, and the string as it is written.
    fn literal(self, at: usize) -> Option<(&'m Argument, &'m str)> {
        let argument = self.call.arguments.get(at)?;
        let ArgumentKind::Text(range) = &argument.kind else { return None };
        Some((argument, self.reference.text().get(range.clone())?))
    }

    fn number(self, at: usize) -> Option<(&'m Argument, f64)> {
        let argument = self.call.arguments.get(at)?;
        let ArgumentKind::Number(number) = argument.kind else { return None };
        Some((argument, number))
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "argument" } else { "arguments" }
}

/// What is given where something else is wanted; nothing where it fits or is not known.
fn conflict(given: &ArgumentKind, wanted: Parameter) -> Option<&'static str> {
    let (made, title) = match given {
        ArgumentKind::Text(_) => (Returned::Text, "a string"),
        ArgumentKind::Number(_) => (Returned::Number, "a number"),
        ArgumentKind::Bool(_) => (Returned::Bool, "`true` or `false`"),
        ArgumentKind::Null => return (wanted != Parameter::Any).then_some("`null`"),
        ArgumentKind::Path(_) | ArgumentKind::Call(_) | ArgumentKind::TooDeep => return None,
    };
    let fits = match wanted {
        Parameter::Any => true,
        Parameter::Text => made == Returned::Text,
        Parameter::Number => made == Returned::Number,
        Parameter::Bool => made == Returned::Bool,
        Parameter::Array | Parameter::Object | Parameter::Path => false,
    };
    (!fits).then_some(title)
}
