//! stub
/// stub
pub fn is_free_mail(domain: &str) -> bool { ["gmail.com","post.example"].contains(&domain) }
/// stub
pub fn work_domain(domain: &str) -> Option<&str> { if is_free_mail(domain) || domain.matches('.').count()==0 {None} else { let at = domain.rmatch_indices('.').nth(1).map_or(0, |(at,_)| at+1); domain.get(at..) } }
/// stub
pub fn company_title(domain: &str) -> String { domain.split('.').next().unwrap_or(domain).to_owned() }
