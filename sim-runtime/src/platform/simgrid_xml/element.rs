//! An element of the file and its attributes, read with what is wrong about them.

use roxmltree::Node;

use super::error::{Errors, XmlProblem};
use crate::units::spelling::choices;

/// An element.
#[derive(Clone, Copy)]
pub(super) struct Element<'a, 'i>(Node<'a, 'i>);

/// The value of an attribute.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a, 'i> Element<'a, 'i> {
    pub(super) fn new(node: Node<'a, 'i>) -> Self {
        Self(node)
    }

    pub(super) fn name(self) -> &'a str {
        self.0.tag_name().name()
    }

    /// Where it begins.
    pub(super) fn at(self) -> usize {
        self.0.range().start
    }

    /// The elements inside.
    pub(super) fn children(self) -> impl Iterator<Item = Element<'a, 'i>> {
        self.0.children().filter(Node::is_element).map(Element)
    }

    /// The value of an attribute, if it is there and not empty.
    pub(super) fn value(self, attribute: &str) -> Option<Value<'a>> {
        let found = self.0.attributes().find(|own| own.name() == attribute)?;
        let (text, at) = (found.value(), found.range().start);
        (!text.is_empty()).then_some(Value { text, at })
    }

    /// The text of an attribute, empty if it is not there.
    pub(super) fn text(self, attribute: &str) -> &'a str {
        self.value(attribute).map_or("", |value| value.text)
    }

    /// The value of an attribute that must be there.
    pub(super) fn required(
        self,
        attribute: &'static str,
        example: &'static str,
        errors: &mut Errors<'_, '_>,
    ) -> Option<Value<'a>> {
        let value = self.value(attribute);
        if value.is_none() {
            let element = self.name().to_owned();
            let problem = XmlProblem::MissingAttribute {
                element,
                attribute,
                example,
            };
            errors.report(self.at(), problem);
        }
        value
    }

    /// An attribute that must be there and be readable; the default after a mistake.
    pub(super) fn read<T: Default>(
        self,
        attribute: &'static str,
        example: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
        errors: &mut Errors<'_, '_>,
    ) -> T {
        self.required(attribute, example, errors)
            .and_then(|value| self.parsed(attribute, value, parse, errors))
            .unwrap_or_default()
    }

    /// An attribute that may be missing but must be readable.
    pub(super) fn read_if_any<T>(
        self,
        attribute: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
        errors: &mut Errors<'_, '_>,
    ) -> Option<T> {
        let value = self.value(attribute)?;
        self.parsed(attribute, value, parse, errors)
    }

    fn parsed<T>(
        self,
        attribute: &str,
        value: Value<'_>,
        parse: impl Fn(&str) -> Result<T, String>,
        errors: &mut Errors<'_, '_>,
    ) -> Option<T> {
        match parse(value.text) {
            Ok(parsed) => Some(parsed),
            Err(reason) => {
                self.invalid(attribute, value, reason, errors);
                None
            }
        }
    }

    /// Notes that the value of an attribute cannot be read.
    pub(super) fn invalid(
        self,
        attribute: &str,
        value: Value<'_>,
        reason: String,
        errors: &mut Errors<'_, '_>,
    ) {
        let problem = XmlProblem::InvalidValue {
            element: self.name().to_owned(),
            attribute: attribute.to_owned(),
            written: value.text.to_owned(),
            reason,
        };
        errors.report(value.at, problem);
    }

    /// Notes the attributes that it should not have.
    pub(super) fn expect(self, known: &[&str], errors: &mut Errors<'_, '_>) {
        for attribute in self.0.attributes() {
            let (name, at) = (attribute.name(), attribute.range().start);
            if !known.contains(&name) {
                let problem = XmlProblem::UnknownAttribute {
                    element: self.name().to_owned(),
                    attribute: name.to_owned(),
                    hint: choices(name, "attributes", known),
                };
                errors.report(at, problem);
            }
        }
    }

    /// All text inside.
    pub(super) fn inside(self) -> String {
        let texts = self.0.descendants().filter(Node::is_text);
        texts.filter_map(|text| text.text()).collect()
    }

    /// Notes that the element does not belong where it is.
    pub(super) fn misplaced(self, expected: &[&str], errors: &mut Errors<'_, '_>) {
        let parent = self
            .0
            .parent_element()
            .map(|parent| parent.tag_name().name());
        let problem = XmlProblem::Misplaced {
            element: self.name().to_owned(),
            parent: parent.unwrap_or_default().to_owned(),
            hint: choices(self.name(), "elements", expected),
        };
        errors.report(self.at(), problem);
    }

    /// The text of one of its properties, `<prop id=".." value=".."/>`.
    pub(super) fn property(self, id: &str) -> Option<Value<'a>> {
        let mut properties = self.children().filter(|child| child.name() == "prop");
        properties
            .find(|child| child.text("id") == id)?
            .value("value")
    }

    /// A property that may be missing but must be readable.
    pub(super) fn read_property<T>(
        self,
        id: &str,
        parse: impl Fn(&str) -> Result<T, String>,
        errors: &mut Errors<'_, '_>,
    ) -> Option<T> {
        let value = self.property(id)?;
        match parse(value.text) {
            Ok(parsed) => Some(parsed),
            Err(reason) => {
                self.invalid(id, value, reason, errors);
                None
            }
        }
    }
}
