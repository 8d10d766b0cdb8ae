//! One entry of a block or of an attribute.

pub(crate) struct Known {
    pub(crate) name: &'static str,
    /// What people call it elsewhere, which is no slip of a letter.
    pub(crate) others: &'static [&'static str],
    /// A value to show in messages.
    pub(crate) example: &'static str,
    pub(crate) required: bool,
    pub(crate) lowering: Lowering,
}

/// What becomes of a value.
#[derive(Clone, Copy)]
pub(crate) enum Lowering {
    /// It is assigned.
    Assign,
    /// It is passed through a function of the runtime's module `policy`, which has the bound of its trait.
    Policy(&'static str),
    /// It becomes the whole specification, before the other entries change that, through this function of the runtime's
    /// module `policy`, which has a bound.
    Base(&'static str),
    /// It is an array and becomes a vector, through this function of the runtime, which has a bound.
    List(&'static str),
}

pub(super) const fn optional(name: &'static str, example: &'static str) -> Known {
    Known {
        name,
        others: &[],
        example,
        required: false,
        lowering: Lowering::Assign,
    }
}

pub(super) const fn required(name: &'static str, example: &'static str) -> Known {
    Known {
        required: true,
        ..optional(name, example)
    }
}

pub(super) const fn policy(name: &'static str, example: &'static str) -> Known {
    Known {
        lowering: Lowering::Policy(name),
        ..optional(name, example)
    }
}

pub(super) const fn base(name: &'static str, example: &'static str) -> Known {
    Known {
        lowering: Lowering::Base(name),
        ..optional(name, example)
    }
}

pub(super) const fn list(name: &'static str, example: &'static str) -> Known {
    Known {
        lowering: Lowering::List(name),
        ..optional(name, example)
    }
}

impl Known {
    /// The same entry, whose value goes through a function of the runtime's module `policy`.
    pub(super) const fn through(self, function: &'static str) -> Self {
        Self {
            lowering: Lowering::Policy(function),
            ..self
        }
    }

    /// The same entry, with other names that people have for it.
    pub(super) const fn or(self, others: &'static [&'static str]) -> Self {
        Self { others, ..self }
    }
}
