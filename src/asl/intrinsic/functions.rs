//! The intrinsic functions there are (Amazon States Language specification, "Intrinsic Functions"; the
//! service's developer guide).

/// A function.
#[derive(Debug)]
pub struct Function {
    /// Its name with `States.`.
    pub name: &'static str,
    /// What it wants, in order.
    pub parameters: &'static [Parameter],
    /// How many of those may be left out at the end.
    pub optional: usize,
    /// Whether more may follow, of any type.
    pub is_open: bool,
    /// What it makes.
    pub returned: Returned,
}

/// What an argument may be, where it is not a path or a call whose value is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// Anything.
    Any,
    /// A string.
    Text,
    /// A number; the service rounds where it wants a whole one.
    Number,
    /// `true` or `false`.
    Bool,
    /// A list: no literal is one.
    Array,
    /// An object: no literal is one.
    Object,
    /// A path: no literal is one.
    Path,
}

/// What a function makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A list.
    Array,
    /// An object.
    Object,
    /// What its arguments hold.
    Any,
}

use Parameter::{Any, Array, Bool, Number, Object, Path, Text};

/// All of them, by name.
pub static FUNCTIONS: [Function; 18] = [
    open("States.Array", &[], Returned::Array),
    fixed("States.ArrayContains", &[Array, Any], Returned::Bool),
    fixed("States.ArrayGetItem", &[Array, Number], Returned::Any),
    fixed("States.ArrayLength", &[Array], Returned::Number),
    fixed("States.ArrayPartition", &[Array, Number], Returned::Array),
    fixed("States.ArrayRange", &[Number, Number, Number], Returned::Array),
    fixed("States.ArrayUnique", &[Array], Returned::Array),
    fixed("States.Base64Decode", &[Text], Returned::Text),
    fixed("States.Base64Encode", &[Text], Returned::Text),
    open("States.Format", &[Text], Returned::Text),
    fixed("States.Hash", &[Any, Text], Returned::Text),
    fixed("States.JsonMerge", &[Object, Object, Bool], Returned::Object),
    fixed("States.JsonToString", &[Path], Returned::Text),
    fixed("States.MathAdd", &[Number, Number], Returned::Number),
    Function {
        name: "States.MathRandom",
        parameters: &[Number, Number, Number],
        optional: 1,
        is_open: false,
        returned: Returned::Number,
    },
    fixed("States.StringSplit", &[Text, Text], Returned::Array),
    fixed("States.StringToJson", &[Text], Returned::Any),
    fixed("States.UUID", &[], Returned::Text),
];

const fn fixed(name: &'static str, parameters: &'static [Parameter], returned: Returned) -> Function {
    Function { name, parameters, optional: 0, is_open: false, returned }
}

const fn open(name: &'static str, parameters: &'static [Parameter], returned: Returned) -> Function {
    Function { name, parameters, optional: 0, is_open: true, returned }
}

/// The function of this name.
pub fn function(name: &str) -> Option<&'static Function> {
    let at = FUNCTIONS.binary_search_by(|function| function.name.cmp(name)).ok()?;
    FUNCTIONS.get(at)
}

impl Function {
    /// The fewest arguments it takes.
    pub fn least(&self) -> usize {
        self.parameters.len() - self.optional
    }

    /// Whether it takes so many arguments.
    pub fn takes(&self, count: usize) -> bool {
        count >= self.least() && (self.is_open || count <= self.parameters.len())
    }

    /// How many arguments it takes, in words: "2 arguments", "2 or 3 arguments".
    pub fn arity(&self) -> String {
        let least = self.least();
        let noun = if least == 1 && self.optional == 0 { "argument" } else { "arguments" };
        match (self.is_open, self.optional) {
            (true, _) => format!("at least {least} {noun}"),
            (false, 0) if least == 0 => "no arguments".to_owned(),
            (false, 0) => format!("{least} {noun}"),
            (false, _) => format!("{least} or {} {noun}", self.parameters.len()),
        }
    }
}

impl Parameter {
    /// What it is called in messages.
    pub fn title(self) -> &'static str {
        match self {
            Any => "a value",
            Text => "a string",
            Number => "a number",
            Bool => "`true` or `false`",
            Array => "an array",
            Object => "an object",
            Path => "a path",
        }
    }
}
