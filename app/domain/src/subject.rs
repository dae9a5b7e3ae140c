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

/// The longest mark, in characters.
const LONGEST: usize = 8;

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
    let end = text
        .char_indices()
        .take(LONGEST + 8)
        .find(|&(_, c)| matches!(c, ':' | '：' | '[' | '(' | ' '))
        .map(|(at, _)| at)?;
    let (word, mut rest) = text.split_at_checked(end)?;
    if !MARKS.contains(&word.to_lowercase().as_str()) {
        return None;
    }
    // How often it was answered: `Re[2]:`, `Re (3):`.
    rest = rest.trim_start();
    if let Some((count, after)) = rest.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')']))
        && count.len() < 4
        && count.bytes().all(|byte| byte.is_ascii_digit())
    {
        rest = after.trim_start();
    }
    Some(rest.strip_prefix([':', '：'])?.trim_start())
}

#[cfg(test)]
mod tests {
    use super::base;

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
}
