use crate::asl::grammar::PROCESSOR_CONFIG;
use crate::asl::{Element, State, StateType, known_text};
use crate::diagnostic::Severity;
use crate::rule::{Report, rule};
use crate::rules::shared::SCHEMA_VALIDATION_FAILED;

rule! {
    code: "asl/distributed-option",
    group: Correctness,
    severity: Error,
    check: Element(check),
}

/// Fields of a Map state that mean nothing where its processor runs inline.
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
    match element.state().filter(|state| state.value() == element.value() && state.kind() == StateType::Map) {
        Some(map) if is_inline(map) => check_inline(map, report),
        _ => {}
    }
}

fn check_config(config: Element, report: &mut Report) {
    let (mode, execution) = (config.field("Mode"), config.field("ExecutionType"));
    let is_distributed = mode.is_some_and(|mode| mode.is_text("DISTRIBUTED"));
    let is_inline = config.is_complete() && mode.is_none_or(|mode| mode.is_text("INLINE"));
    match (mode, execution) {
        (Some(mode), None) if is_distributed && config.is_complete() => {
            report
                .at(mode, format!("{} is `DISTRIBUTED` but has no `ExecutionType`", config.title()))
                .help("add `ExecutionType`: `STANDARD`, or `EXPRESS` for up to five minutes each")
                .service_code(SCHEMA_VALIDATION_FAILED);
        }
        (_, Some(execution)) if is_inline => {
            report
                .at_key(execution, format!("{} has an `ExecutionType`, which only a Distributed Map has", config.title()))
                .help("write `Mode: DISTRIBUTED`, or remove `ExecutionType`")
                .severity(Severity::Warning);
        }
        _ => {}
    }
}

/// Whether the processor certainly runs within the execution of the machine.
fn is_inline(map: State) -> bool {
    let processor = match (map.field("ItemProcessor"), map.field("Iterator")) {
        (Some(processor), None) if processor.is_mapping() => processor,
        (None, Some(iterator)) => return map.is_complete() && iterator.is_mapping(),
        _ => return false,
    };
    let Some(config) = processor.get_merged("ProcessorConfig") else { return map.is_complete() };
    let mode = config.get_merged("Mode");
    config.is_mapping() && map.is_complete() && mode.is_none_or(|mode| known_text(mode).as_deref() == Some("INLINE"))
}

fn check_inline(map: State, report: &mut Report) {
    for field in DISTRIBUTED_ONLY.iter().filter_map(|name| map.field(name)) {
        let name = field.key_text().unwrap_or_default();
        report
            .at_key(field, format!("`{name}` of the Map state `{}` has no effect: its processor runs inline", map.name()))
            .help("write `Mode: DISTRIBUTED` and an `ExecutionType` in `ProcessorConfig` of `ItemProcessor`, or remove the field")
            .severity(Severity::Warning);
    }
}
