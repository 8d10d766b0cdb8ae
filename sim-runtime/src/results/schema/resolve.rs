//! From the values of a record to those of its row: ids become names, all else stays as it is.

use std::sync::Arc;

use super::encoding::Serial;
use super::names::NameTable;
use super::process_key::ProcessKey;
use super::text::Text;
use crate::platform::HostId;
use crate::serverless::{FunctionId, ImageId, ServiceId};
use crate::simulation::StageId;
use crate::units::{Bytes, SimDuration, SimTime};

/// A value of a record that is a `T` in the row.
pub(in crate::results) trait Resolve<T> {
    /// The value in the row.
    fn resolve(self, names: &mut NameTable<'_>) -> T;
}

/// Computes a value that is not recorded from what is.
pub(in crate::results) fn compute<Record, T>(
    value: fn(&Record, &NameTable<'_>) -> T,
    record: &Record,
    names: &NameTable<'_>,
) -> T {
    value(record, names)
}

impl<T, K: Resolve<T>> Resolve<Option<T>> for Option<K> {
    fn resolve(self, names: &mut NameTable<'_>) -> Option<T> {
        self.map(|value| value.resolve(names))
    }
}

/// What each type of a record can be in a row.
macro_rules! resolved {
    ($($kept:ty => $type:ty: |$value:ident, $names:ident| $resolved:expr;)*) => {$(
        impl Resolve<$type> for $kept {
            fn resolve(self, $names: &mut NameTable<'_>) -> $type {
                let $value = self;
                $resolved
            }
        }
    )*};
}

resolved! {
    bool => bool: |flag, _names| flag;
    u32 => u32: |number, _names| number;
    u64 => u64: |number, _names| number;
    SimTime => SimTime: |date, _names| date;
    SimDuration => SimDuration: |duration, _names| duration;
    Bytes => Bytes: |size, _names| size;
    Serial => u64: |serial, _names| serial.0;
    Serial => u32: |serial, _names| serial.0 as u32;
    HostId => Arc<str>: |host, names| names.host(host);
    FunctionId => Arc<str>: |function, names| names.function(function);
    ImageId => Arc<str>: |image, names| names.image(image);
    ServiceId => Arc<str>: |service, names| names.service(service);
    StageId => Arc<str>: |stage, names| names.stage(stage);
    ProcessKey => Arc<str>: |process, names| names.process(process);
    ProcessKey => String: |process, names| names.process(process).to_string();
    Text => Arc<str>: |text, names| names.text(text);
    Text => String: |text, names| names.text(text).to_string();
}
