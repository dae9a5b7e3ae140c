//! The program of the page.

#[cfg(target_arch = "wasm32")]
use {kith::Draw, leptos::wasm_split::SplitLoaderError};

/// Here the build splits the page: code that is reached only through this function becomes a file of its own. The
/// function is exported, so in the library it would keep the pages in the engine's program too.
#[cfg(all(target_arch = "wasm32", feature = "split"))]
#[leptos::wasm_split::wasm_split(rest, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reach() -> Result<Draw, SplitLoaderError> {
    Ok(Draw::rest())
}

/// A build that is not split has it at once.
#[cfg(all(target_arch = "wasm32", not(feature = "split")))]
async fn reach() -> Result<Draw, SplitLoaderError> {
    Ok(Draw::rest())
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    kith::start_page(|| Box::pin(reach()));
}
