//! Tokens: words, numbers, signs and spaces, which most of what is read consists of.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::choice::one_of;
use super::pieces;

/// Numbers at the edge of something.
const NUMBERS: [&str; 36] = [
    "0",
    "-0",
    "1",
    "-1",
    "0.5",
    "-0.5",
    "1e-9",
    "1e-320",
    "5e-324",
    "1e308",
    "1e309",
    "-1e308",
    "1e18",
    "1e19",
    "1e40",
    "127",
    "255",
    "256",
    "65535",
    "65536",
    "1000000",
    "2147483647",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "18446744073.709551615",
    "340282366920938463463374607431768211456",
    "1e999999999",
    "NaN",
    "inf",
    "-inf",
    "0x10",
];

/// Texts that are not like others.
const ODD: [&str; 24] = [
    "",
    " ",
    "\n",
    "\t",
    "\r",
    "\0",
    "\u{1b}[2J",
    "\u{feff}",
    "\u{202e}",
    "\u{e9}",
    "\u{1f680}",
    "\"",
    "'",
    "\\",
    "/",
    "..",
    "`",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
];

/// How often a token is repeated.
const MANY: [usize; 5] = [1, 2, 20, 500, 5_000];

/// Units and words of many formats.
const COMMON: [&str; 20] = [
    "ns", "ms", "s", "min", "h", "d", "B", "kB", "MB", "GiB", "TB", "MB/s", "flop", "Gflop/s", "%",
    "true", "false", "null", "0..10", "1..=3",
];

/// What stands in the place of a token.
pub(super) struct Words(Vec<Vec<u8>>);

impl Words {
    pub(super) fn new(seeds: &[Vec<u8>], others: &[&str]) -> Self {
        let mut words: Vec<Vec<u8>> = seeds
            .iter()
            .flat_map(|seed| split(seed))
            .filter(|token| token.first().is_some_and(u8::is_ascii_alphabetic))
            .map(<[u8]>::to_vec)
            .collect();
        words.extend(
            others
                .iter()
                .chain(&COMMON)
                .map(|word| word.as_bytes().to_vec()),
        );
        words.sort();
        words.dedup();
        Self(words)
    }
}

/// The tokens of an input, which together are all of it.
pub(super) fn split(input: &[u8]) -> Vec<&[u8]> {
    let class = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | 128.. => 0,
        b'0'..=b'9' | b'.' => 1,
        b' ' | b'\n' | b'\t' | b'\r' => 2,
        _ => 3,
    };
    let belong = |one: &u8, next: &u8| class(*one) == class(*next) && class(*one) != 3;
    input.chunk_by(belong).collect()
}

/// The input with other tokens.
pub(super) fn changed(
    input: &[u8],
    other: &[u8],
    words: &Words,
    random: &mut ChaCha8Rng,
) -> Vec<u8> {
    let mut tokens = split(input);
    if tokens.is_empty() {
        return other.to_vec();
    }
    let place = random.random_range(0..tokens.len());
    let is_number = |token: &[u8]| token.first().is_some_and(u8::is_ascii_digit);
    match random.random_range(0..10) {
        0..3 => {
            let numbers: Vec<usize> = (0..tokens.len())
                .filter(|at| is_number(tokens[*at]))
                .collect();
            if !numbers.is_empty() {
                tokens[*one_of(&numbers, random)] = one_of(&NUMBERS, random).as_bytes();
            }
        }
        3 => tokens[place] = one_of(&ODD, random).as_bytes(),
        4 => tokens[place] = one_of::<Vec<u8>>(&words.0, random),
        5 => pieces::remove(&mut tokens, random),
        6 => pieces::repeat(&mut tokens, place, &MANY, random),
        7 => pieces::swap(&mut tokens, place, random),
        8 => pieces::insert(&mut tokens, place, &split(other), random),
        _ => {
            let own = tokens.clone();
            pieces::insert(&mut tokens, place, &own, random);
        }
    }
    tokens.concat()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn tokens_are_words_numbers_spaces_and_single_signs() {
        let tokens = split(b"a_b: 1.5MB/s,\n {{x");
        let tokens: Vec<String> = tokens
            .iter()
            .map(|token| String::from_utf8_lossy(token).into_owned())
            .collect();
        let expected = [
            "a_b", ":", " ", "1.5", "MB", "/", "s", ",", "\n ", "{", "{", "x",
        ];
        assert_eq!(tokens, expected);
    }
}
