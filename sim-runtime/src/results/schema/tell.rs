//! How a recorded value is told in a report: ids as names, all else as it is.

use std::sync::Arc;

use super::encoding::Serial;
use super::names::NameTable;
use super::process_key::ProcessKey;
use super::text::Text;
use crate::platform::HostId;
use crate::serverless::{FunctionId, ImageId, ServiceId};
use crate::units::{Bytes, SimDuration, SimTime};

/// A recorded value that a report tells as a `T`.
pub(in crate::results) trait Tell<T> {
    /// The value in the report.
    fn tell(self, names: &mut NameTable<'_>) -> T;
}

/// Works out a value that is not recorded from what is.
pub(in crate::results) fn work_out<Record, T>(
    value: fn(&Record, &NameTable<'_>) -> T,
    record: &Record,
    names: &NameTable<'_>,
) -> T {
    value(record, names)
}

impl<T, K: Tell<T>> Tell<Option<T>> for Option<K> {
    fn tell(self, names: &mut NameTable<'_>) -> Option<T> {
        self.map(|value| value.tell(names))
    }
}

/// Values that are told otherwise than they are recorded, or as they are.
macro_rules! told {
    ($($kept:ty => $told:ty: |$value:ident, $names:ident| $tell:expr;)*) => {$(
        impl Tell<$told> for $kept {
            fn tell(self, $names: &mut NameTable<'_>) -> $told {
                let $value = self;
                $tell
            }
        }
    )*};
}

told! {
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
    ProcessKey => Arc<str>: |process, names| names.process(process);
    ProcessKey => String: |process, names| names.process(process).to_string();
    Text => Arc<str>: |text, names| names.text(text);
    Text => String: |text, names| names.text(text).to_string();
}
