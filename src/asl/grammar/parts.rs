//! The objects around and within states: machine and sub-machines, retriers and catchers, and what
//! configures a Map.

use super::*;

const START_AT: Field = both("StartAt", Shape::Text);
const STATES_FIELD: Field = both("States", Shape::States);

/// The objects that are no states and no choice rules.
pub static PARTS: [&Object; 12] = [
    &RETRIER,
    &CATCHER,
    &MACHINE,
    &BRANCH,
    &ITERATOR,
    &PROCESSOR,
    &PROCESSOR_CONFIG,
    &READER,
    &READER_CONFIG,
    &BATCHER,
    &WRITER,
    &WRITER_CONFIG,
];

/// A whole definition.
pub static MACHINE: Object = Object {
    title: "the machine",
    fields: &[&[
        COMMENT,
        QUERY_LANGUAGE,
        both("Version", Shape::Word(&["1.0"])),
        both("TimeoutSeconds", SECONDS),
        START_AT,
        STATES_FIELD,
    ]],
    required: &[&["StartAt"], &["States"]],
    exclusive: &[],
};

/// A branch of a Parallel state.
pub static BRANCH: Object = sub_machine("a branch");

/// The `Iterator` of a Map state.
pub static ITERATOR: Object = sub_machine("an iterator");

const fn sub_machine(title: &'static str) -> Object {
    Object {
        title,
        fields: &[&[COMMENT, START_AT, STATES_FIELD]],
        required: &[&["StartAt"], &["States"]],
        exclusive: &[],
    }
}

/// The fields that hold what a Map state does for each item: the present one and the deprecated one.
pub const PROCESSOR_FIELDS: &[&str] = &["ItemProcessor", "Iterator"];

/// The `ItemProcessor` of a Map state.
pub static PROCESSOR: Object = Object {
    title: "`ItemProcessor`",
    fields: &[&[both("ProcessorConfig", Shape::Object(&PROCESSOR_CONFIG)), COMMENT, START_AT, STATES_FIELD]],
    required: &[&["StartAt"], &["States"]],
    exclusive: &[],
};

/// How the processor of a Map state runs.
pub static PROCESSOR_CONFIG: Object = Object {
    title: "`ProcessorConfig`",
    fields: &[&[
        both("Mode", Shape::Word(&["INLINE", "DISTRIBUTED"])),
        both("ExecutionType", Shape::Word(&["STANDARD", "EXPRESS"])),
    ]],
    required: &[],
    exclusive: &[],
};

/// Where a Distributed Map takes its items from.
pub static READER: Object = Object {
    title: "`ItemReader`",
    fields: &[&[
        both("Resource", Shape::Text),
        PARAMETERS,
        ARGUMENTS,
        both("ReaderConfig", Shape::Object(&READER_CONFIG)),
    ]],
    required: &[&["Resource"]],
    exclusive: &[],
};

/// What the items look like there.
pub static READER_CONFIG: Object = Object {
    title: "`ReaderConfig`",
    fields: &[&[
        both("InputType", Shape::Word(&["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"])),
        evaluated("MaxItems", Shape::Integer(1, 100_000_000)),
        by_path("MaxItemsPath"),
        both("CSVHeaderLocation", Shape::Word(&["FIRST_ROW", "GIVEN"])),
        both("CSVHeaders", Shape::Texts),
        both("CSVDelimiter", Shape::Word(&["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"])),
        both("Transformation", Shape::Word(&["NONE", "LOAD_AND_FLATTEN"])),
        both("ItemsPointer", Shape::Text),
        both("ManifestType", Shape::Word(&["ATHENA_DATA", "S3_INVENTORY"])),
    ]],
    required: &[],
    exclusive: &[&["MaxItems", "MaxItemsPath"]],
};

/// How a Distributed Map puts items together.
pub static BATCHER: Object = Object {
    title: "`ItemBatcher`",
    fields: &[&[
        evaluated("MaxItemsPerBatch", Shape::Integer(1, i64::MAX)),
        by_path("MaxItemsPerBatchPath"),
        evaluated("MaxInputBytesPerBatch", Shape::Integer(1, 262_144)),
        by_path("MaxInputBytesPerBatchPath"),
        evaluated("BatchInput", Shape::Payload),
    ]],
    required: &[&[
        "MaxItemsPerBatch",
        "MaxItemsPerBatchPath",
        "MaxInputBytesPerBatch",
        "MaxInputBytesPerBatchPath",
    ]],
    exclusive: &[
        &["MaxItemsPerBatch", "MaxItemsPerBatchPath"],
        &["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
    ],
};

/// Where a Distributed Map puts its results.
pub static WRITER: Object = Object {
    title: "`ResultWriter`",
    fields: &[&[
        both("Resource", Shape::Text),
        PARAMETERS,
        ARGUMENTS,
        both("WriterConfig", Shape::Object(&WRITER_CONFIG)),
    ]],
    required: &[],
    exclusive: &[],
};

/// What the results look like there.
pub static WRITER_CONFIG: Object = Object {
    title: "`WriterConfig`",
    fields: &[&[
        both("Transformation", Shape::Word(&["NONE", "COMPACT", "FLATTEN"])),
        both("OutputType", Shape::Word(&["JSON", "JSONL"])),
    ]],
    required: &[&["Transformation"], &["OutputType"]],
    exclusive: &[],
};

/// An entry of `Retry`.
pub static RETRIER: Object = Object {
    title: "a retrier",
    fields: &[&[
        both("ErrorEquals", Shape::Texts),
        both("IntervalSeconds", SECONDS),
        both("MaxAttempts", Shape::Integer(0, 99_999_999)),
        both("BackoffRate", Shape::Number(1.0, f64::INFINITY)),
        both("MaxDelaySeconds", Shape::Integer(1, 31_622_400)),
        both("JitterStrategy", Shape::Word(&["FULL", "NONE"])),
        COMMENT,
    ]],
    required: &[&["ErrorEquals"]],
    exclusive: &[],
};

/// An entry of `Catch`.
pub static CATCHER: Object = Object {
    title: "a catcher",
    fields: &[&[both("ErrorEquals", Shape::Texts), NEXT, RESULT_PATH, OUTPUT, ASSIGN, COMMENT]],
    required: &[&["ErrorEquals"], &["Next"]],
    exclusive: &[],
};
