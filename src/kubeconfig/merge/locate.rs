//! YAML as a tree in which every node knows where its text begins and ends.

use granit_parser::{Event, Parser, Span, StructureStyle};

use super::Refusal;

/// A kubeconfig is six deep; what goes on deeper wants to fill the stack.
const DEPTH: usize = 64;

/// A node and its text. A block collection ends with its last content, and not with the comments
/// after it; a block scalar ends at the beginning of the line after it.
#[derive(Debug, PartialEq)]
pub(super) struct Node {
    pub start: usize,
    pub end: usize,
    pub shape: Shape,
}

/// What a node is.
#[derive(Debug, PartialEq)]
pub(super) enum Shape {
    Scalar { text: String, style: Scalar },
    Alias,
    List { style: Style, items: Vec<Node> },
    Map { style: Style, fields: Vec<(Node, Node)> },
}

/// Whether a scalar can be a null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Plain,
    Other,
}

/// How a collection is written: by indentation, or in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Block,
    Flow,
}

/// The root of the only document; nothing when the text has no document.
pub(super) fn locate(text: &str) -> Result<Option<Node>, Refusal> {
    let mut reader = Reader { text, events: Parser::new_from_str(text), depth: 0 };
    let mut root = None;
    while let Some((event, _)) = reader.next()? {
        match event {
            Event::DocumentStart(..) if root.is_some() => return Err(Refusal::SeveralDocuments),
            Event::DocumentStart(..) => {
                let (event, span) = reader.next()?.ok_or(Refusal::NotLocated)?;
                root = Some(reader.node(event, span)?);
            }
            _ => {}
        }
    }
    Ok(root)
}

struct Reader<'a> {
    text: &'a str,
    events: Parser<'a, granit_parser::StrInput<'a>>,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// The next event that is no comment.
    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, Refusal> {
        for next in self.events.by_ref() {
            let (event, span) = next.map_err(|error| Refusal::NotYaml {
                line: error.marker().line(),
                reason: error.info().to_owned(),
            })?;
            if event.is_node() || !matches!(event, Event::Comment(..)) {
                return Ok(Some((event, span)));
            }
        }
        Ok(None)
    }

    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node, Refusal> {
        let range = span.byte_range().ok_or(Refusal::NotLocated)?;
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Refusal::TooDeep);
        }
        let node = match event {
            Event::Scalar(value, style, ..) => {
                let plain = style == granit_parser::ScalarStyle::Plain;
                let style = if plain { Scalar::Plain } else { Scalar::Other };
                let end = scalar_end(self.text, range.start, range.end);
                let text = value.into_owned();
                Node { start: range.start, end, shape: Shape::Scalar { text, style } }
            }
            Event::Alias(_) => Node { start: range.start, end: range.end, shape: Shape::Alias },
            Event::SequenceStart(style, ..) => self.list(Style::of(style), range.start)?,
            Event::MappingStart(style, ..) => self.map(Style::of(style), range.start)?,
            _ => return Err(Refusal::NotLocated),
        };
        self.depth -= 1;
        Ok(node)
    }

    fn list(&mut self, style: Style, start: usize) -> Result<Node, Refusal> {
        let mut items: Vec<Node> = Vec::new();
        let end = loop {
            match self.next()?.ok_or(Refusal::NotLocated)? {
                (Event::SequenceEnd, span) => break span,
                (event, span) => items.push(self.node(event, span)?),
            }
        };
        let last = items.last().map_or(start, |item| item.end);
        let end = style.end(last, end)?;
        Ok(Node { start, end, shape: Shape::List { style, items } })
    }

    fn map(&mut self, style: Style, start: usize) -> Result<Node, Refusal> {
        let mut fields: Vec<(Node, Node)> = Vec::new();
        let end = loop {
            match self.next()?.ok_or(Refusal::NotLocated)? {
                (Event::MappingEnd, span) => break span,
                (event, span) => {
                    let key = self.node(event, span)?;
                    let (event, span) = self.next()?.ok_or(Refusal::NotLocated)?;
                    fields.push((key, self.node(event, span)?));
                }
            }
        };
        let last = fields.last().map_or(start, |(_, value)| value.end);
        let end = style.end(last, end)?;
        Ok(Node { start, end, shape: Shape::Map { style, fields } })
    }
}

impl Style {
    fn of(style: StructureStyle) -> Self {
        if style == StructureStyle::Flow { Self::Flow } else { Self::Block }
    }

    fn end(self, last: usize, end: Span) -> Result<usize, Refusal> {
        match self {
            Self::Block => Ok(last),
            Self::Flow => end.byte_range().map(|range| range.end).ok_or(Refusal::NotLocated),
        }
    }
}

/// The parser takes the indentation of the line after a block scalar for a part of it.
fn scalar_end(text: &str, start: usize, end: usize) -> usize {
    let written = text.get(start..end).unwrap_or_default();
    let rest = written.rfind('\n').map(|newline| &written[newline + 1..]);
    match rest {
        Some(rest) if end < text.len() && rest.trim().is_empty() => end - rest.len(),
        _ => end,
    }
}
