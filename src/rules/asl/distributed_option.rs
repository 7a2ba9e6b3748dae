use crate::asl::grammar::{ITERATOR, PROCESSOR, PROCESSOR_CONFIG};
use crate::asl::{Element, State};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/distributed-option",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

/// Fields of a Map state that a map within the execution of the machine has no use for.
const DISTRIBUTED_ONLY: [&str; 8] = [
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "Label",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
];

fn check(element: &Element, report: &mut Report) {
    if element.is(&PROCESSOR_CONFIG) {
        check_config(*element, report);
    }
    if runs_inline(*element)
        && let Some(map) = element.state()
    {
        check_inline(map, report);
    }
}

fn check_config(config: Element, report: &mut Report) {
    let (mode, execution) = (config.field("Mode"), config.field("ExecutionType"));
    match (mode, execution) {
        (Some(mode), None) if mode.is_text("DISTRIBUTED") && config.is_complete() => {
            report
                .at(mode, format!("{} is `DISTRIBUTED` but has no `ExecutionType`", config.title()))
                .help("add `ExecutionType`: `STANDARD`, or `EXPRESS` for up to five minutes each")
                .service_code(SCHEMA_VALIDATION_FAILED);
        }
        (_, Some(execution)) if is_inline(config) => {
            report
                .at_key(execution, format!("{} has an `ExecutionType`, but runs inline", config.title()))
                .help("write `Mode: DISTRIBUTED`, or remove `ExecutionType`")
                .severity(Severity::Warning);
        }
        _ => {}
    }
}

/// Whether a configuration certainly is that of an inline Map.
fn is_inline(config: Element) -> bool {
    config.field("Mode").map_or(config.is_complete(), |mode| mode.is_text("INLINE"))
}

/// Whether it is what tells that a Map certainly runs within the execution of the machine: the
/// configuration of its processor, a processor without one, or an old `Iterator`, which has none.
fn runs_inline(element: Element) -> bool {
    if element.is(&PROCESSOR_CONFIG) {
        return is_inline(element);
    }
    let is_processor = element.is(&PROCESSOR) || element.is(&ITERATOR) && is_only_iterator(element);
    is_processor && element.is_complete() && element.value().get_merged("ProcessorConfig").is_none()
}

fn is_only_iterator(iterator: Element) -> bool {
    iterator.state().is_some_and(|map| map.is_complete() && map.field("ItemProcessor").is_none())
}

fn check_inline(map: State, report: &mut Report) {
    for name in DISTRIBUTED_ONLY {
        let Some(field) = map.field(name) else { continue };
        report
            .at_key(field, format!("`{name}` is for a Distributed Map, but `{}` runs inline", map.name()))
            .help("write `Mode: DISTRIBUTED` and an `ExecutionType` in `ProcessorConfig` of `ItemProcessor`, or remove the field")
            .severity(Severity::Warning);
    }
}
