//! Operator precedence parsing: each token knows how strongly it binds what stands before it.

use std::ops::Range;

use super::token::{Lexer, Token, TokenKind};
use super::tree::{self, Id, Kind, Node};
use super::{Error, signature};

/// Expressions within expressions that are still read. Far above what people write, far below what the
/// stack of a thread holds.
const MAX_DEPTH: usize = 200;

/// What begins a function, if a list of parameters follows.
const LAMBDA: [&str; 2] = ["function", "λ"];

/// Parses a part of a text: all nodes, and which is the whole expression.
pub(super) fn parse(text: &str, part: Range<usize>) -> Result<(Vec<Node>, Id), Error> {
    let mut lexer = Lexer::new(text, part.clone());
    let token = lexer.next(false)?;
    let mut parser = Parser { text, lexer, token, end: part.start, nodes: Vec::new(), depth: 0 };
    let root = parser.expression(0)?;
    if parser.token.kind != TokenKind::End {
        let message = format!("{} does not belong here", parser.named(&parser.token));
        return Err(Error::new("S0201", message, parser.token.range));
    }
    Ok((parser.nodes, root))
}

struct Parser<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    /// The token that was read and not yet taken.
    token: Token,
    /// Where the last taken token ends.
    end: usize,
    nodes: Vec<Node>,
    depth: usize,
}

impl Parser<'_> {
    /// An expression whose operators all bind more strongly than `power`.
    fn expression(&mut self, power: u8) -> Result<Id, Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = "the expression is nested too deeply".to_owned();
            return Err(Error { code: None, message, range: self.token.range.clone(), opened: None });
        }
        let first = self.take(true)?;
        let mut left = self.operand(first)?;
        while power < self.token.power() {
            let operator = self.take(false)?;
            left = self.operation(left, operator)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self, first: Token) -> Result<Id, Error> {
        let start = first.range.start;
        let kind = match first.kind {
            TokenKind::Name => Kind::Name,
            TokenKind::Variable => Kind::Variable,
            TokenKind::Text => Kind::Text,
            TokenKind::Number => Kind::Number,
            TokenKind::Constant => Kind::Constant,
            TokenKind::Regex => Kind::Regex,
            TokenKind::End => Kind::Missing,
            TokenKind::Symbol(symbol, _) => match symbol {
                "and" | "or" | "in" => Kind::Name,
                "*" => Kind::Wildcard,
                "**" => Kind::Descendant,
                "%" => Kind::Parent,
                "-" => Kind::Minus(self.expression(70)?),
                "(" => return self.block(first.range),
                "[" => return self.array(first.range),
                "{" => {
                    let pairs = self.pairs(first.range)?;
                    return Ok(self.node(Kind::Object(pairs), start));
                }
                "|" => return self.transform(first.range),
                _ => {
                    let message = format!("{} stands where a value is expected", self.named(&first));
                    return Err(Error::new("S0211", message, first.range));
                }
            },
        };
        let range = match kind {
            Kind::Minus(_) => start..self.end,
            Kind::Missing => self.end..self.end,
            _ => first.range,
        };
        Ok(self.push(kind, range))
    }

    fn operation(&mut self, left: Id, operator: Token) -> Result<Id, Error> {
        let TokenKind::Symbol(symbol, power) = operator.kind else { return Ok(left) };
        let start = self.range(left).start;
        let kind = match symbol {
            "." => self.path(left)?,
            "(" => return self.call(left, operator.range),
            "[" if self.token.is("]") => {
                self.take(false)?;
                return Ok(left);
            }
            "[" => {
                let filter = self.expression(0)?;
                self.close("]", operator.range, true)?;
                Kind::Predicate(left, filter)
            }
            "{" => Kind::Group(left, self.pairs(operator.range)?),
            "^" => Kind::Sort(left, self.terms()?),
            ":=" => self.bind(left)?,
            "@" => Kind::Focus(left, self.bound_variable(symbol, power)?),
            "#" => Kind::Index(left, self.bound_variable(symbol, power)?),
            "?" => self.condition(left, operator.range)?,
            "~>" => Kind::Chain(left, self.expression(power)?),
            _ => Kind::Binary(symbol, left, self.expression(power)?),
        };
        Ok(self.node(kind, start))
    }

    fn path(&mut self, first: Id) -> Result<Kind, Error> {
        let mut steps = vec![first, self.expression(75)?];
        while self.token.is(".") {
            self.take(false)?;
            steps.push(self.expression(75)?);
        }
        Ok(Kind::Path(steps))
    }

    fn bind(&mut self, left: Id) -> Result<Kind, Error> {
        if self.kind(left) != &Kind::Variable {
            let message = "what is left of `:=` is no variable";
            return Err(Error::new("S0212", message, self.range(left)));
        }
        // One less: of several assignments the last comes first.
        Ok(Kind::Bind(left, self.expression(9)?))
    }

    /// The variable right of `@` or `#`.
    fn bound_variable(&mut self, symbol: &str, power: u8) -> Result<Id, Error> {
        let variable = self.expression(power)?;
        if self.kind(variable) != &Kind::Variable {
            let message = format!("what is right of `{symbol}` is no variable");
            return Err(Error::new("S0214", message, self.range(variable)));
        }
        Ok(variable)
    }

    fn condition(&mut self, condition: Id, mark: Range<usize>) -> Result<Kind, Error> {
        if (self.token.is("?") || self.token.is(":")) && self.token.range.start == mark.end {
            let both = mark.start..self.token.range.end;
            let written = self.text.get(both.clone()).unwrap_or_default();
            let message = format!("the operator `{written}` is of JSONata 2.1, not of 2.0");
            return Err(Error::new("S0211", message, both));
        }
        let then = self.expression(0)?;
        if !self.token.is(":") {
            return Ok(Kind::Condition(condition, then, None));
        }
        self.take(false)?;
        Ok(Kind::Condition(condition, then, Some(self.expression(0)?)))
    }

    fn block(&mut self, open: Range<usize>) -> Result<Id, Error> {
        let mut parts = Vec::new();
        while !self.token.is(")") {
            parts.push(self.expression(0)?);
            if !self.token.is(";") {
                break;
            }
            self.take(false)?;
        }
        self.close(")", open.clone(), true)?;
        Ok(self.node(Kind::Block(parts), open.start))
    }

    fn array(&mut self, open: Range<usize>) -> Result<Id, Error> {
        let mut items = Vec::new();
        while !self.token.is("]") || !items.is_empty() {
            let mut item = self.expression(0)?;
            if self.token.is("..") {
                self.take(false)?;
                let start = self.range(item).start;
                let last = self.expression(0)?;
                item = self.node(Kind::Binary("..", item, last), start);
            }
            items.push(item);
            if !self.token.is(",") {
                break;
            }
            self.take(false)?;
        }
        self.close("]", open.clone(), true)?;
        Ok(self.node(Kind::Array(items), open.start))
    }

    /// Keys and values up to the closing brace.
    fn pairs(&mut self, open: Range<usize>) -> Result<Vec<(Id, Id)>, Error> {
        let mut pairs = Vec::new();
        while !self.token.is("}") || !pairs.is_empty() {
            let key = self.expression(0)?;
            self.expect(":")?;
            pairs.push((key, self.expression(0)?));
            if !self.token.is(",") {
                break;
            }
            self.take(false)?;
        }
        self.close("}", open, true)?;
        Ok(pairs)
    }

    /// What to sort by, in parentheses.
    fn terms(&mut self) -> Result<Vec<Id>, Error> {
        let open = self.token.range.clone();
        self.expect("(")?;
        let mut terms = Vec::new();
        loop {
            if self.token.is("<") || self.token.is(">") {
                self.take(false)?;
            }
            terms.push(self.expression(0)?);
            if !self.token.is(",") {
                break;
            }
            self.take(false)?;
        }
        self.close(")", open, false)?;
        Ok(terms)
    }

    fn transform(&mut self, open: Range<usize>) -> Result<Id, Error> {
        let pattern = self.expression(0)?;
        self.close("|", open.clone(), false)?;
        let update = self.expression(0)?;
        let mut removed = None;
        if self.token.is(",") {
            self.take(false)?;
            removed = Some(self.expression(0)?);
        }
        self.close("|", open.clone(), false)?;
        Ok(self.node(Kind::Transform(pattern, update, removed), open.start))
    }

    fn call(&mut self, called: Id, open: Range<usize>) -> Result<Id, Error> {
        let mut arguments = Vec::new();
        while !self.token.is(")") || !arguments.is_empty() {
            arguments.push(match self.token.is("?") {
                true => {
                    let mark = self.take(false)?;
                    self.push(Kind::Placeholder, mark.range)
                }
                false => self.expression(0)?,
            });
            if !self.token.is(",") {
                break;
            }
            self.take(false)?;
        }
        self.close(")", open, true)?;
        let node = &self.nodes[called.0 as usize];
        let is_lambda =
            node.kind == Kind::Name && tree::name(self.text, node).is_some_and(|name| LAMBDA.contains(&name));
        if is_lambda {
            return self.lambda(called, arguments);
        }
        let start = self.range(called).start;
        Ok(self.node(Kind::Call(called, arguments), start))
    }

    fn lambda(&mut self, word: Id, parameters: Vec<Id>) -> Result<Id, Error> {
        if let Some(other) = parameters.iter().find(|id| self.kind(**id) != &Kind::Variable) {
            return Err(Error::new("S0208", "a parameter of a function is no variable", self.range(*other)));
        }
        if self.token.is("<") {
            self.signature()?;
        }
        let open = self.token.range.clone();
        self.expect("{")?;
        let body = self.expression(0)?;
        self.close("}", open, false)?;
        let start = self.range(word).start;
        Ok(self.node(Kind::Lambda(parameters, body), start))
    }

    /// The types of parameters and result in angle brackets.
    fn signature(&mut self) -> Result<(), Error> {
        let open = self.token.range.clone();
        let mut depth = 1;
        while depth > 0 && !self.token.is("{") && self.token.kind != TokenKind::End {
            self.take(false)?;
            match () {
                () if self.token.is(">") => depth -= 1,
                () if self.token.is("<") => depth += 1,
                () => {}
            }
        }
        let all = open.start..self.token.range.end;
        self.close(">", open, false)?;
        signature::check(self.text.get(all.clone()).unwrap_or_default(), all.start)
    }

    /// Takes what has to come next.
    fn expect(&mut self, symbol: &str) -> Result<(), Error> {
        if self.token.is(symbol) {
            return self.take(false).map(|_| ());
        }
        Err(self.unexpected(symbol))
    }

    /// Takes what closes a bracket.
    fn close(&mut self, symbol: &str, open: Range<usize>, ends_operand: bool) -> Result<(), Error> {
        if self.token.is(symbol) {
            return self.take(ends_operand).map(|_| ());
        }
        Err(Error { opened: Some(open), ..self.unexpected(symbol) })
    }

    fn unexpected(&self, expected: &str) -> Error {
        if self.token.kind == TokenKind::End {
            let message = format!("the expression ends where `{expected}` is expected");
            return Error::new("S0203", message, self.end..self.end);
        }
        let message = format!("{} stands where `{expected}` is expected", self.named(&self.token));
        Error::new("S0202", message, self.token.range.clone())
    }

    /// Reads the next token and gives the one before it.
    fn take(&mut self, after_operand: bool) -> Result<Token, Error> {
        let next = self.lexer.next(after_operand)?;
        let taken = std::mem::replace(&mut self.token, next);
        if taken.kind != TokenKind::End {
            self.end = taken.range.end;
        }
        Ok(taken)
    }

    /// A node that reaches to the last token taken.
    fn node(&mut self, kind: Kind, start: usize) -> Id {
        self.push(kind, start..self.end.max(start))
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) -> Id {
        let id = Id(self.nodes.len() as u32);
        self.nodes.push(Node { kind, range });
        id
    }

    fn kind(&self, id: Id) -> &Kind {
        &self.nodes[id.0 as usize].kind
    }

    fn range(&self, id: Id) -> Range<usize> {
        self.nodes[id.0 as usize].range.clone()
    }

    /// A token as a message names it.
    fn named(&self, token: &Token) -> String {
        const LONGEST: usize = 40;
        let written = self.text.get(token.range.clone()).unwrap_or_default();
        match token.kind {
            TokenKind::End => "the end of the expression".to_owned(),
            TokenKind::Text => "a string".to_owned(),
            TokenKind::Regex => "a regular expression".to_owned(),
            _ if written.len() > LONGEST => "a name".to_owned(),
            _ => format!("`{written}`"),
        }
    }
}
