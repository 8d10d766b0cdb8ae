//! The form of a parameter of any type: its own, or that which serde gives it.
//!
//! Which of the traits here applies is decided by method look-up where the type is known, by the number of references that it
//! takes away: write `(&&&Form::<T>::NEW).read(text)` with all of them in scope.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::kind::{Parameter, ParameterError};
use super::list::elements;
use super::value::{NONE, ParameterValue};

/// Shows and reads values of a type.
#[derive(Debug)]
pub struct Form<T>(PhantomData<fn() -> T>);

impl<T> Form<T> {
    /// That of this type.
    pub const NEW: Self = Self(PhantomData);
}

/// Types that are a [`Parameter`].
pub trait OwnForm<T> {
    /// The value, for reports and for the help of the command line.
    fn value_of(&self, value: &T) -> ParameterValue;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Unreadable`].
    fn read(&self, text: &str) -> Result<T, ParameterError>;
}

impl<T: Parameter> OwnForm<T> for &&Form<T> {
    fn value_of(&self, value: &T) -> ParameterValue {
        value.value()
    }

    fn read(&self, text: &str) -> Result<T, ParameterError> {
        T::parse(text)
    }
}

/// Types that serde knows: an enum by the name of its variant, a list as `a,b` or `["a","b"]`, everything else as JSON.
pub trait SerdeForm<T> {
    /// The value, for reports and for the help of the command line.
    fn value_of(&self, value: &T) -> ParameterValue;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Unreadable`].
    fn read(&self, text: &str) -> Result<T, ParameterError>;
}

impl<T: Serialize + DeserializeOwned> SerdeForm<T> for &Form<T> {
    fn value_of(&self, value: &T) -> ParameterValue {
        match serde_json::to_value(value) {
            Ok(value) => shown(value),
            Err(error) => ParameterValue::Text(error.to_string()),
        }
    }

    fn read(&self, text: &str) -> Result<T, ParameterError> {
        read(text)
    }
}

/// Types that are neither, which the compiler reports.
pub trait NoForm<T> {
    /// Nothing: the compiler reports such a type where it is to be read.
    fn value_of(&self, value: &T) -> ParameterValue;

    /// Nothing that could be called.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Unreadable`].
    fn read(&self, text: &str) -> Result<T, ParameterError>
    where
        T: Parameter;
}

impl<T> NoForm<T> for Form<T> {
    fn value_of(&self, _: &T) -> ParameterValue {
        ParameterValue::Nothing
    }

    fn read(&self, text: &str) -> Result<T, ParameterError>
    where
        T: Parameter,
    {
        T::parse(text)
    }
}

fn shown(value: Value) -> ParameterValue {
    match value {
        Value::Null => ParameterValue::Nothing,
        Value::Bool(value) => ParameterValue::Flag(value),
        Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(natural), ..) => ParameterValue::Natural(natural),
            (None, Some(integer), _) => ParameterValue::Integer(integer),
            (None, None, real) => ParameterValue::Real(real.unwrap_or(f64::NAN)),
        },
        Value::String(text) => ParameterValue::Text(text),
        Value::Array(values) => ParameterValue::List(values.into_iter().map(shown).collect()),
        Value::Object(_) => ParameterValue::Text(value.to_string()),
    }
}

/// Reads a text as the name of a variant, as JSON, as no value, or as a list, whichever fits first.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, ParameterError> {
    let error = match serde_json::from_value(Value::from(text)) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    if text == NONE
        && let Ok(value) = serde_json::from_value(Value::Null)
    {
        return Ok(value);
    }
    let list = elements(text)?.into_iter();
    let list = list.map(|text| serde_json::from_str(&text).unwrap_or(Value::from(text)));
    let in_list = match serde_json::from_value(Value::Array(list.collect())) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // What is wrong in a list is said of its value, and not that a list was wanted.
    let error = error.to_string();
    let reason = match error.contains("expected a sequence") {
        true => in_list.to_string(),
        false => error,
    };
    Err(ParameterError::Unreadable {
        text: text.to_owned(),
        expected: "a value of this parameter",
        reason,
    })
}

#[cfg(test)]
#[expect(clippy::needless_borrow, reason = "the number of references decides")]
mod tests {
    use super::*;
    use crate::units::SimDuration;
    use crate::units::short::millis;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Mode {
        Fast,
        VerySlow,
        Paced(u64),
    }

    #[test]
    fn a_quantity_keeps_its_own_form() {
        let form = Form::<SimDuration>::NEW;
        assert_eq!((&&&form).read("1500ms"), Ok(millis(1500)));
        let text = ParameterValue::Text("1.5s".to_owned());
        assert_eq!((&&&form).value_of(&millis(1500)), text);
    }

    #[test]
    fn an_enum_has_the_names_of_serde() {
        let form = Form::<Mode>::NEW;
        assert_eq!((&&&form).read("very_slow"), Ok(Mode::VerySlow));
        assert_eq!((&&&form).read(r#"{"paced": 3}"#), Ok(Mode::Paced(3)));
        let text = ParameterValue::Text("fast".to_owned());
        assert_eq!((&&&form).value_of(&Mode::Fast), text);
        let error = (&&&form).read("slow").unwrap_err().to_string();
        let expected = "`slow` is not a value of this parameter: unknown variant `slow`, expected one of `fast`, `very_slow`, `paced`";
        assert_eq!(error, expected);
    }

    #[test]
    fn lists_and_options_of_enums_are_read() {
        let modes = vec![Mode::Fast, Mode::VerySlow];
        let form = Form::<Vec<Mode>>::NEW;
        for text in [
            "fast,very_slow",
            "[fast, very_slow]",
            r#"["fast","very_slow"]"#,
        ] {
            assert_eq!((&&&form).read(text).as_ref(), Ok(&modes), "{text}");
        }
        assert_eq!((&&&form).read("fast"), Ok(vec![Mode::Fast]));
        let error = (&&&form).read("fast,slow").unwrap_err().to_string();
        assert!(error.contains("unknown variant `slow`"), "{error}");
        let form = Form::<Option<Mode>>::NEW;
        assert_eq!((&&&form).read("none"), Ok(None));
        assert_eq!((&&&form).read("fast"), Ok(Some(Mode::Fast)));
        assert_eq!((&&&form).value_of(&None), ParameterValue::Nothing);
    }
}
