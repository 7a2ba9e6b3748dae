//! M: Map and Distributed Map.

use steplint::asl::StateType::Map;
use steplint::asl::{Language, State};
use steplint::tree::Value;

use crate::mutate::kind::{
    Kind,
    Mode::{Both, JsonPath},
    error, warning,
};
use crate::mutate::mutant::Mutant;
use crate::mutate::sites::{Sites, quoted};

pub const KINDS: &[Kind] = &[
    error("M1", "Iterator beside ItemProcessor", Both, |s| {
        let inner = "{\"StartAt\": \"Pack\", \"States\": {\"Pack\": {\"Type\": \"Pass\", \"End\": true}}}";
        s.of(&[Map])
            .filter_map(|state| {
                let there = state.field("ItemProcessor").or(state.field("Iterator"))?;
                let other = if state.field("Iterator").is_some() { "ItemProcessor" } else { "Iterator" };
                Some(s.insert(state.value(), other, inner)?.or_at(there.key_span()?.start))
            })
            .collect()
    }),
    error("V10", "MaxConcurrency -1", Both, |s| map(s, "MaxConcurrency", "-1")),
    error("V10", "MaxConcurrency with a fraction", Both, |s| map(s, "MaxConcurrency", "2.5")),
    error("V10", "MaxConcurrency as a string", Both, |s| map(s, "MaxConcurrency", "\"2\"")),
    error("V11", "ToleratedFailurePercentage 101", Both, |s| map(s, "ToleratedFailurePercentage", "101")),
    error("V11", "ToleratedFailurePercentage -1", Both, |s| map(s, "ToleratedFailurePercentage", "-1")),
    error("V11", "ToleratedFailurePercentage as a string", Both, |s| {
        map(s, "ToleratedFailurePercentage", "\"5\"")
    }),
    error("V12", "ToleratedFailureCount -1", Both, |s| map(s, "ToleratedFailureCount", "-1")),
    error("V9", "Label too long", Both, |s| map(s, "Label", &quoted(&"l".repeat(41)))),
    error("V9", "Label with a blank", Both, |s| map(s, "Label", "\"all orders\"")),
    error("V9", "Label as a number", Both, |s| map(s, "Label", "7")),
    error("M3", "unknown Mode", Both, |s| {
        configs(s).filter_map(|one| s.put(one, "Mode", "\"PARALLEL\"")).collect()
    }),
    error("M3", "Mode in lower case", Both, |s| {
        configs(s).filter_map(|one| s.put(one, "Mode", "\"inline\"")).collect()
    }),
    error("M3", "unknown ExecutionType", Both, |s| {
        distributed(s).filter_map(|(_, config)| s.put(config, "ExecutionType", "\"FAST\"")).collect()
    }),
    error("M3", "ExecutionType removed", Both, |s| {
        distributed(s)
            .filter_map(|(_, config)| {
                // Or at the mode that needs it.
                let mode = config.get("Mode")?.key_span()?;
                Some(s.remove(config, "ExecutionType")?.or_at(mode.start))
            })
            .collect()
    }),
    warning("M3", "ExecutionType on INLINE", Both, |s| {
        let inline = configs(s).filter(|one| one.get("Mode").is_some_and(|mode| mode.is_text("INLINE")));
        inline.filter_map(|one| s.insert(one, "ExecutionType", "\"STANDARD\"")).collect()
    }),
    warning("M10", "ItemBatcher on INLINE", Both, |s| {
        let inline = s.of(&[Map]).filter(|state| !is_distributed(*state));
        inline
            .filter_map(|state| s.insert(state.value(), "ItemBatcher", "{\"MaxItemsPerBatch\": 10}"))
            .collect()
    }),
    error("M4", "ItemReader without a Resource", Both, |s| {
        readers(s).filter_map(|reader| s.remove(reader, "Resource")).collect()
    }),
    error("M4", "ItemReader with another Resource", Both, |s| {
        let other = "\"arn:aws:states:::sqs:receiveMessage\"";
        readers(s)
            .filter_map(|reader| Some(s.replace(reader.get("Resource")?, other)?.named("sqs:receiveMessage")))
            .collect()
    }),
    error("M4", "misspelt field of an ItemReader", Both, |s| {
        readers(s).filter_map(|reader| s.rekey(reader.get("Resource")?, "Resourc")).collect()
    }),
    error("M5", "unknown InputType", Both, |s| {
        readers(s).filter_map(|reader| s.put(reader.get("ReaderConfig")?, "InputType", "\"XML\"")).collect()
    }),
    error("V14", "MaxItems 0", Both, |s| {
        readers(s).filter_map(|reader| s.put(reader.get("ReaderConfig")?, "MaxItems", "0")).collect()
    }),
    error("V14", "MaxItems too large", Both, |s| {
        readers(s).filter_map(|reader| s.put(reader.get("ReaderConfig")?, "MaxItems", "100000001")).collect()
    }),
    warning("M6", "unknown CSVHeaderLocation", Both, |s| {
        readers(s)
            .filter_map(|reader| {
                let config = reader.get("ReaderConfig")?;
                config.get("InputType").filter(|kind| kind.is_text("CSV"))?;
                s.put(config, "CSVHeaderLocation", "\"SECOND_ROW\"")
            })
            .collect()
    }),
    error("V13", "MaxItemsPerBatch 0", Both, |s| batcher(s, "{\"MaxItemsPerBatch\": 0}", "MaxItemsPerBatch")),
    warning("V13", "MaxInputBytesPerBatch too large", Both, |s| {
        batcher(s, "{\"MaxInputBytesPerBatch\": 262145}", "MaxInputBytesPerBatch")
    }),
    error("V13", "ItemBatcher without a size", Both, |s| {
        batcher(s, "{\"BatchInput\": {}}", "MaxItemsPerBatch")
    }),
    error("M8", "ResultWriter empty", Both, |s| writer(s, "{}", "ResultWriter")),
    error("M8", "ResultWriter with another Resource", JsonPath, |s| {
        writer(
            s,
            "{\"Resource\": \"arn:aws:states:::s3:getObject\", \"Parameters\": {\"Bucket\": \"orders\"}}",
            "s3:getObject",
        )
    }),
    error("M8", "ResultWriter without a Resource", JsonPath, |s| {
        writer(s, "{\"Parameters\": {\"Bucket\": \"orders\"}}", "Resource")
    }),
    error("M9", "WriterConfig without an OutputType", Both, |s| {
        writer(s, "{\"WriterConfig\": {\"Transformation\": \"NONE\"}}", "OutputType")
    }),
    error("M9", "unknown Transformation", Both, |s| {
        writer(
            s,
            "{\"WriterConfig\": {\"Transformation\": \"ZIP\", \"OutputType\": \"JSON\"}}",
            "Transformation",
        )
    }),
];

fn map(s: &Sites, field: &str, json: &str) -> Vec<Mutant> {
    s.of(&[Map]).filter_map(|state| s.put(state.value(), field, json)).collect()
}

/// Configurations of processors.
fn configs<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    s.of(&[Map]).filter_map(|state| state.field("ItemProcessor")?.get("ProcessorConfig"))
}

fn is_distributed(state: State) -> bool {
    let config = state.field("ItemProcessor").and_then(|processor| processor.get("ProcessorConfig"));
    config.and_then(|config| config.get("Mode")).is_some_and(|mode| mode.is_text("DISTRIBUTED"))
}

fn distributed<'m>(s: &Sites<'m>) -> impl Iterator<Item = (State<'m>, Value<'m>)> {
    let states = s.of(&[Map]).filter(|state| is_distributed(*state));
    states.filter_map(|state| Some((state, state.field("ItemProcessor")?.get("ProcessorConfig")?)))
}

fn readers<'m>(s: &Sites<'m>) -> impl Iterator<Item = Value<'m>> {
    s.of(&[Map]).filter_map(|state| state.field("ItemReader"))
}

fn batcher(s: &Sites, json: &str, name: &str) -> Vec<Mutant> {
    distributed(s)
        .filter_map(|(state, _)| Some(s.put(state.value(), "ItemBatcher", json)?.named(name)))
        .collect()
}

fn writer(s: &Sites, json: &str, name: &str) -> Vec<Mutant> {
    // A destination in the wrong language would be another fault.
    let states = distributed(s)
        .filter(|(state, _)| state.language() == Language::JsonPath || !json.contains("Parameters"));
    states.filter_map(|(state, _)| Some(s.put(state.value(), "ResultWriter", json)?.named(name))).collect()
}
