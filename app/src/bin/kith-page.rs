//! The program of the page.

#[cfg(target_arch = "wasm32")]
use {kith::Draw, leptos::wasm_split::SplitLoaderError};

/// Here the build takes it apart: what is reached only through this becomes a file of its own. In the library it would keep
/// the pages in the program of the engine, too, since it is exported.
#[cfg(all(target_arch = "wasm32", feature = "split"))]
#[leptos::wasm_split::wasm_split(rest, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reach() -> Result<Draw, SplitLoaderError> {
    Ok(Draw::rest())
}

/// A build in one piece has it at once.
#[cfg(all(target_arch = "wasm32", not(feature = "split")))]
async fn reach() -> Result<Draw, SplitLoaderError> {
    Ok(Draw::rest())
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    kith::start_page(|| Box::pin(reach()));
}
