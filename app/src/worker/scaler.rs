//! Makes photos small, by what the browser has for it.

use crate::platform::js::complain;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DedicatedWorkerGlobalScope, ImageBitmap, ImageEncodeOptions, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

/// The longer side of a photo as it is kept, in pixels.
const SIDE: f64 = 256.0;

/// A photo is as good as it can be within this size.
const MAX_BYTES: f64 = 16_384.0;

/// From which quality down to which one is tried, and in which steps.
const QUALITIES: [f64; 4] = [0.85, 0.7, 0.5, 0.3];

/// A photo made small: no larger than 256 by 256 pixels, as JPEG. `None` if it is none that the browser can read.
pub(super) async fn scale(bytes: &[u8]) -> Option<Vec<u8>> {
    match scaled(bytes).await {
        Ok(bytes) => bytes,
        Err(_) => {
            complain("A photo could not be made smaller.");
            None
        }
    }
}

async fn scaled(bytes: &[u8]) -> Result<Option<Vec<u8>>, JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &BlobPropertyBag::new())?;
    let worker: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let photo: ImageBitmap = JsFuture::from(worker.create_image_bitmap_with_blob(&blob)?).await?.dyn_into()?;
    let small = draw(&photo);
    // What it takes in memory is given back now, and not when the browser comes to it.
    photo.close();
    let canvas = small?;
    for quality in QUALITIES {
        let options = ImageEncodeOptions::new();
        options.set_type("image/jpeg");
        options.set_quality(quality);
        let blob: Blob = JsFuture::from(canvas.convert_to_blob_with_options(&options)?).await?.dyn_into()?;
        if blob.size() <= MAX_BYTES {
            let buffer = JsFuture::from(blob.array_buffer()).await?;
            return Ok(Some(Uint8Array::new(&buffer).to_vec()));
        }
    }
    Ok(None)
}

fn draw(photo: &ImageBitmap) -> Result<OffscreenCanvas, JsValue> {
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    let factor = (SIDE / width.max(height)).min(1.0);
    let (width, height) = ((width * factor).round().max(1.0), (height * factor).round().max(1.0));
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: OffscreenCanvasRenderingContext2d = context.dyn_into()?;
    // A photo may let through what is behind it, and JPEG would make that black.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(photo, 0.0, 0.0, width, height)?;
    Ok(canvas)
}
