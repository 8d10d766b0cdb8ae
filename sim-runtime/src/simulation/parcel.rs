//! Values whose type only those know who send and who receive them: the inputs and outputs of functions.

use std::any::Any;

use crate::units::SimDuration;

/// A value on its way between two that know its type.
///
/// What most functions of a large simulation take and return is nothing or a number, and is carried without a box.
pub(crate) enum Parcel {
    /// A `()`.
    Nothing,
    Duration(SimDuration),
    Count(u64),
    Boxed(Box<dyn Any>),
}

impl Parcel {
    #[inline(always)]
    pub(crate) fn of<T: 'static>(value: T) -> Self {
        // Which of them it is, is known when this is compiled.
        let mut value = Some(value);
        if taken::<_, ()>(&mut value).is_some() {
            return Self::Nothing;
        }
        if let Some(duration) = taken(&mut value) {
            return Self::Duration(duration);
        }
        if let Some(count) = taken(&mut value) {
            return Self::Count(count);
        }
        match value {
            Some(value) => Self::Boxed(Box::new(value)),
            None => unreachable!("nothing has taken it"),
        }
    }

    /// The value, if it has this type.
    #[inline(always)]
    pub(crate) fn open<T: 'static>(self) -> Result<T, Self> {
        let opened = match self {
            Self::Nothing => taken(&mut Some(())),
            Self::Duration(duration) => taken(&mut Some(duration)),
            Self::Count(count) => taken(&mut Some(count)),
            Self::Boxed(boxed) => {
                return match boxed.downcast() {
                    Ok(value) => Ok(*value),
                    Err(boxed) => Err(Self::Boxed(boxed)),
                };
            }
        };
        opened.ok_or(self)
    }

    /// The value behind a reference.
    pub(crate) fn as_any(&self) -> &dyn Any {
        match self {
            Self::Nothing => &(),
            Self::Duration(duration) => duration,
            Self::Count(count) => count,
            Self::Boxed(boxed) => &**boxed,
        }
    }

    /// The value in a box.
    pub(crate) fn into_any(self) -> Box<dyn Any> {
        match self {
            Self::Nothing => Box::new(()),
            Self::Duration(duration) => Box::new(duration),
            Self::Count(count) => Box::new(count),
            Self::Boxed(boxed) => boxed,
        }
    }

    /// Whether to drop it may run code of the user's.
    #[inline]
    pub(crate) fn has_destructor(&self) -> bool {
        matches!(self, Self::Boxed(_))
    }
}

/// What is in an option of one type, if it is of another type, which is the same.
#[inline(always)]
fn taken<T: 'static, U: 'static>(value: &mut Option<T>) -> Option<U> {
    let value: &mut dyn Any = value;
    value.downcast_mut::<Option<U>>()?.take()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::secs;

    #[test]
    fn what_is_put_in_comes_out() {
        assert!(Parcel::of(()).open::<()>().is_ok());
        assert!(matches!(Parcel::of(secs(3)).open::<SimDuration>(), Ok(three) if three == secs(3)));
        assert!(matches!(Parcel::of(7_u64).open::<u64>(), Ok(7)));
        assert!(matches!(Parcel::of("a".to_owned()).open::<String>(), Ok(a) if a == "a"));
    }

    #[test]
    fn what_is_of_another_type_stays_in() {
        let parcel = Parcel::of(7_u64).open::<SimDuration>().err();
        let parcel = parcel.and_then(|parcel| parcel.open::<String>().err());
        assert!(matches!(parcel, Some(Parcel::Count(7))));
        let parcel = Parcel::of("a".to_owned()).open::<u64>().err();
        assert!(parcel.is_some_and(|parcel| parcel.as_any().is::<String>()));
    }

    #[test]
    fn a_box_holds_what_the_parcel_held() {
        assert!(Parcel::of(secs(3)).into_any().is::<SimDuration>());
        assert!(Parcel::of(()).into_any().is::<()>());
        assert!(!Parcel::of(7_u64).has_destructor());
        assert!(Parcel::of(vec![1]).has_destructor());
    }
}
