//! Signing in on a page of the mail provider's, which leads the browser back (OAuth 2, RFC 6749, section 4.1), with a proof
//! that who comes back is who left (PKCE, RFC 7636).

use sha2::{Digest, Sha256};

/// The length of each of the two secrets of a sign-in, in bytes.
const SECRET_BYTES: usize = 32;

/// What belongs to one sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The PKCE verifier, which only the one who began knows.
    pub verifier: String,
    /// By which the provider's answer is known to be to this sign-in.
    pub state: String,
}

/// With what the browser came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Return {
    pub code: String,
    pub state: String,
    /// Who says it (RFC 9207).
    pub issuer: Option<String>,
    /// What went wrong, in the words of the standard, and in the provider's.
    pub error: Option<String>,
    pub description: String,
}

impl Proof {
    /// Of random bytes. `None` if they are too few.
    #[must_use]
    pub fn new(random: &[u8]) -> Option<Self> {
        let (verifier, rest) = random.split_at_checked(SECRET_BYTES)?;
        Some(Self { verifier: base64_url(verifier), state: base64_url(rest.get(..SECRET_BYTES)?) })
    }

    /// The provider's page with what belongs to this sign-in: where it leads back to, and whose address it is about.
    #[must_use]
    pub fn page(&self, authorize: &str, redirect: &str, address: &str) -> String {
        let challenge = base64_url(&Sha256::digest(self.verifier.as_bytes()));
        let first = if authorize.contains('?') { '&' } else { '?' };
        let mut page = format!("{authorize}{first}redirect_uri={}", escaped(redirect));
        page += &format!("&state={}&code_challenge={challenge}&code_challenge_method=S256", self.state);
        if !address.is_empty() {
            page += &format!("&login_hint={}", escaped(address));
        }
        page
    }
}

impl Return {
    /// Reads the part of an address behind its question mark.
    #[must_use]
    pub fn read(query: &str) -> Self {
        let mut read = Self::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = unescaped(value);
            match name {
                "code" => read.code = value,
                "state" => read.state = value,
                "iss" => read.issuer = Some(value),
                "error" => read.error = Some(value),
                "error_description" => read.description = value,
                _ => {}
            }
        }
        read
    }
}

/// Base64 for addresses, without padding (RFC 4648, section 5).
fn base64_url(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sign = |bits: u32| SIGNS.get(usize::try_from(bits & 63).unwrap_or(0)).copied().map_or('A', char::from);
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().enumerate().fold(0, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        text.extend((0..=chunk.len()).map(|at| sign(bits >> (18 - 6 * at))));
    }
    text
}

/// As a value in an address (RFC 3986, section 2.3).
fn escaped(text: &str) -> String {
    let mut all = String::new();
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' => all.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => all.push(char::from(byte)),
            _ => all += &format!("%{byte:02X}"),
        }
    }
    all
}

/// A value from an address, in which a plus sign stands for a blank.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|_| first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(if first == b'+' { b' ' } else { first }));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Proof, Return, base64_url};

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let octets = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let proof = Proof::new(&[octets, [0; 32]].concat()).unwrap();
        assert_eq!(proof.verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(
            proof.page("https://id.example/auth?client_id=k", "http://127.0.0.1:5484/signed-in", "a+b@ü.example"),
            format!(
                "https://id.example/auth?client_id=k&redirect_uri=http%3A%2F%2F127.0.0.1%3A5484%2Fsigned-in&state={}\
                 &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
                 &login_hint=a%2Bb%40%C3%BC.example",
                "A".repeat(43)
            )
        );
        assert!(proof.page("https://id.example/", "r", "").starts_with("https://id.example/?redirect_uri=r&state="));
        assert_eq!(Proof::new(&[0; 63]), None);
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("ÿþ~?", "w7_Dvn4_")]
        {
            assert_eq!(base64_url(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn what_came_back_is_read() {
        let read = Return::read("?code=4%2F0A+b&state=s&iss=https%3A%2F%2Fid.example&scope=x&a");
        let issuer = Some("https://id.example".to_owned());
        let expect =
            Return { code: "4/0A b".into(), state: "s".into(), issuer, error: None, description: String::new() };
        assert_eq!(read, expect);
        let refused = Return::read("error=access_denied&error_description=AADSTS65004%3a+No%2&state=%zz");
        assert_eq!(refused.error.as_deref(), Some("access_denied"));
        assert_eq!((refused.description.as_str(), refused.state.as_str()), ("AADSTS65004: No%2", "%zz"));
        assert_eq!(Return::read(""), Return::default());
    }
}
