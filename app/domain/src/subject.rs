//! Subjects: what stands before them in answers.

/// Where the subject itself begins: behind every mark that it is an answer or was passed on (`Re:`, `Fwd:`, `AW[2]:`),
/// as mail programs of many languages write it, and behind the white space there. The length of the text if there is
/// nothing else.
#[must_use]
pub fn base(subject: &str) -> usize {
    let mut rest = subject;
    while let Some(after) = without_mark(rest) {
        rest = after;
    }
    subject.len() - rest.len()
}

/// Whether it answers something, or passes something on. Lists write their name before the mark (`[garden] Re: roses`).
#[must_use]
pub fn is_answer(subject: &str) -> bool {
    let bare = subject.trim_start();
    let behind =
        bare.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(bare, |(_, rest)| rest.trim_start());
    base(bare) > 0 || base(behind) > 0
}

/// The subject of an answer: `Re: ` before the subject itself. Empty if there is none.
#[must_use]
pub fn answer(subject: &str) -> String {
    match subject.get(base(subject)..).unwrap_or(subject) {
        "" => String::new(),
        bare => format!("Re: {bare}"),
    }
}

/// No mark is longer, in bytes.
const MAX_MARK_BYTES: usize = 32;

/// In lower case.
const MARKS: [&str; 44] = [
    "re",
    "aw",
    "sv",
    "vs",
    "antw",
    "r",
    "rif",
    "odp",
    "ynt",
    "res",
    "ref",
    "réf",
    "vá",
    "bls",
    "ats",
    "atb",
    "rv",
    "enc",
    "fw",
    "fwd",
    "wg",
    "vb",
    "vl",
    "tr",
    "i",
    "pd",
    "ilt",
    "i̇lt",
    "vd",
    "doorst",
    "trs",
    "yml",
    "továbbítás",
    "отв",
    "ответ",
    "пересл",
    "απ",
    "πρθ",
    "回复",
    "回覆",
    "答复",
    "转发",
    "轉寄",
    "답장",
];

fn without_mark(text: &str) -> Option<&str> {
    let ends = |c: char| matches!(c, ':' | '：' | '[' | '(') || c.is_whitespace();
    let (word, rest) = text.split_at_checked(text.find(ends)?).filter(|(word, _)| word.len() <= MAX_MARK_BYTES)?;
    // How often it was answered: `Re[2]:`, `Re (3):`.
    let mut rest = rest.trim_start();
    if let Some((count, after)) = rest.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')']))
        && count.len() < 4
        && count.bytes().all(|byte| byte.is_ascii_digit())
    {
        rest = after.trim_start();
    }
    let after = rest.strip_prefix([':', '：'])?.trim_start();
    MARKS.contains(&word.to_lowercase().as_str()).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::{answer, base};

    #[test]
    fn marks_of_answers_are_set_apart() {
        for (subject, expected) in [
            ("", ""),
            ("Lunch", "Lunch"),
            ("Re: Lunch", "Lunch"),
            ("RE: AW: Fwd:Lunch", "Lunch"),
            ("Re[2]: Lunch", "Lunch"),
            ("Re (3) : Lunch", "Lunch"),
            ("Re:", ""),
            ("回复：午饭", "午饭"),
            ("Отв: Обед", "Обед"),
            ("Réf : dîner", "dîner"),
            ("Regarding: lunch", "Regarding: lunch"),
            ("Re lunch", "Re lunch"),
            ("Project: Re: lunch", "Project: Re: lunch"),
            ("[list] Re: lunch", "[list] Re: lunch"),
            ("Re[x]: lunch", "Re[x]: lunch"),
        ] {
            assert_eq!(&subject[base(subject)..], expected, "{subject:?}");
        }
    }

    #[test]
    fn an_answer_bears_one_mark() {
        for (subject, expected) in [("", ""), ("Fwd:", ""), ("Lunch", "Re: Lunch"), ("AW: Re: Lunch", "Re: Lunch")] {
            assert_eq!(answer(subject), expected, "{subject:?}");
        }
    }
}
