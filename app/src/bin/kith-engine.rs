//! The program of the worker in which the engine runs.

fn main() {
    #[cfg(target_arch = "wasm32")]
    kith::start_worker();
}
